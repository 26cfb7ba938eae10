#ifndef ROLLBOOK_SAMPLE_WORLD_H
#define ROLLBOOK_SAMPLE_WORLD_H

/*
 * The invented world: centers, families, children, and what happens to them over two school years.
 * Nobody in it exists. population.c makes the people, story.c their school lives; everything that
 * is written to files, and the truth beside them, is told from here.
 */

#include "pipeline/base/date.h"
#include "pipeline/sample/dice.h"
#include "pipeline/sample/inventory.h"

enum {
    NAME_PARTS_MAX = 5,
    YEARS = 2,         /* school years told */
    FIRST_YEAR = 2025, /* the first begins in 2025 */
    MONTHS_MAX = 24,
    SPELLS_MAX = 4, /* of one child */
};

/* A name as its owner has it: elements, and which Latin form of each the family uses itself. */
typedef struct PersonName {
    const Element *parts[NAME_PARTS_MAX];
    uint8_t latin_form[NAME_PARTS_MAX];
    uint8_t count; /* 0: no such person */
    uint8_t people;
    char sex; /* F or M */
    bool adult;
} PersonName;

typedef enum Calendar { CALENDAR_MLC, CALENDAR_THAI } Calendar;

/* Grades of both systems on one ladder per system; see grade.h. */
typedef enum GradeSystem { GRADES_MYANMAR, GRADES_THAI, GRADES_NFE, GRADES_GED } GradeSystem;

typedef enum Reason {
    REASON_NONE,
    REASON_COMPLETED,
    REASON_TRANSFER_MLC,
    REASON_TRANSFER_THAI,
    REASON_RETURNED_MM,
    REASON_FAMILY_MOVED,
    REASON_RESETTLED,
    REASON_WORK,
    REASON_POVERTY,
    REASON_MARRIAGE,
    REASON_ILLNESS,
    REASON_DEATH,
    REASON_LOST_CONTACT,
    REASON_COUNT,
} Reason;

typedef struct Center {
    char code[8]; /* HKW-003 */
    const CenterName *name;
    Str district_code, district;
    const Village *village;
    Calendar calendar;
    GradeSystem system;
    int people;          /* People most of its children belong to */
    int weight;          /* relative size */
    Date opened, closed; /* closed: none while it works */
    Date silent_from;    /* none, or from when nothing comes */
    bool boarding, garden;
    int language; /* Language of clerk.h for feedback */
    int org;      /* index of a support organisation */
} Center;

typedef struct Family {
    PersonName father, mother;
    const Village *village;
    const Township *origin;
    char phone[12]; /* ten digits; empty: none */
    uint8_t people, religion;
    int center;
} Family;

typedef enum Document {
    DOC_NONE,
    DOC_MM_BIRTH,
    DOC_THAI_BIRTH, /* with a 13-digit number that begins with 7 */
    DOC_PINK_CARD,  /* 00... */
    DOC_ZERO_CARD,  /* 0... */
    DOC_G_CODE,
    DOC_PASSPORT,
    DOC_COUNT,
} Document;

/* One stay at one center, from the first day to the day of leaving (none: still there). */
typedef struct Spell {
    int center;
    Date start, end;
    Reason reason;
    int to_center;       /* of a move between centers, else -1 */
    int8_t level[YEARS]; /* grade on the ladder in each school year */
    char code[12];       /* student number there */
    bool told;           /* the center writes reason and date down */
} Spell;

typedef struct Child {
    int family;
    char sex;
    Date birth;
    bool birth_known;            /* the family knows the day; else only the year */
    int twin;                    /* the other twin's index, or -1 */
    PersonName name, other_name; /* other_name.count 0: none */
    char id13[14], g_code[14];   /* empty: none */
    uint8_t document;
    bool boarding, disabled, vaccinated, insured;
    Spell spells[SPELLS_MAX];
    int spell_count;
} Child;

typedef struct World {
    const Inventory *inventory;
    uint64_t seed;
    double missing_birth; /* of SampleOptions */
    Date as_of;
    Center *centers;
    int center_count;
    Family *families;
    int family_count;
    Child *children;
    int child_count;
    bool small; /* a shipped set: few centers, so that every special one is among them */
} World;

typedef struct SampleOptions {
    const char *dir;   /* made; must be empty or missing */
    const char *truth; /* folder for the truth; NULL: "truth" beside dir */
    int centers;       /* 3 ... 75 */
    int children;      /* 50 ... 100,000 over both years */
    uint64_t seed;
    double missing_birth; /* share of the lists' rows without a birth; SAMPLE_MISSING_BIRTH */
} SampleOptions;

#define SAMPLE_MISSING_BIRTH 0.05

World *world_make(Arena *arena, const Inventory *inventory, const SampleOptions *options);

/* story.c: gives every child its spells. */
void world_tell_story(World *world);

/* First and last day of the school year that begins in `year`, by calendar. */
Date school_year_start(Calendar calendar, int year);
Date school_year_end(Calendar calendar, int year);

/* The center's code as a Str. */
Str center_code(const Center *center);

#endif
