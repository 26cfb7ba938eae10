#ifndef ROLLBOOK_LOAD_ROLLS_H
#define ROLLBOOK_LOAD_ROLLS_H

/*
 * The spells of all children in memory, and the periods that look at them. Days are counted from
 * 1970-01-01 (date_to_days).
 */

#include "pipeline/base/date.h"
#include "pipeline/load/text_pool.h"
#include "pipeline/warehouse/batch.h"

/* What child.sex may be; the last is not known. */
enum { SEX_COUNT = 4 };
extern const Str SEXES[SEX_COUNT];

typedef struct Center {
    Str code, district, calendar;
    size_t district_number;
} Center;

typedef struct Spell {
    int64_t enrolment_id;
    int64_t start, end; /* on the roll on d if start <= d < end */
    int64_t observed;   /* the last day of which its center spoke */
    int64_t carried;    /* the last day on which the child counts without a word from there */
    int64_t center_id;
    Str grade, curriculum;
    Str reason;                        /* of its end */
    int official_age;                  /* of the grade; -1: not known */
    int64_t cells_filled, cells_asked; /* key cells of the row that it rests on */
    bool open;                         /* end is not known */
} Spell;

typedef struct Person {
    int64_t child_id;
    size_t first, count; /* spells[first .. first + count - 1] */
    size_t arrival;      /* of them the earliest */
    Date born;           /* the middle of the interval; none: not known */
    int sex;             /* of SEXES */
    bool documented, two_centers;
} Person;

typedef struct Period {
    Str code, kind;
    int64_t first_day, day; /* day: the last one, or as-of while it runs */
} Period;

/* School years of all calendars, by first day. */
typedef struct SchoolYear {
    Str calendar;
    Date first;
    int64_t first_day;
} SchoolYear;

typedef struct Rolls {
    TextPool texts;
    Center *centers; /* by center_id */
    size_t center_count, center_cap;
    Spell *spells;
    size_t spell_count, spell_cap;
    Person *people; /* in order of child_id */
    size_t person_count, person_cap;
    Period *periods; /* in order of code */
    size_t period_count, period_cap;
    SchoolYear *years;
    size_t year_count, year_cap;
    Map *districts;      /* of centers, numbered; "": none is known */
    Map *period_numbers; /* of codes */
} Rolls;

/* Reads enrolment, child, center, calendar_period and temp.school_year. */
Rolls rolls_read(const Batch *batch, Error *err);
void rolls_free(Rolls *rolls);

#endif
