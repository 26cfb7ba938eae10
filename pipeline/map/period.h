#ifndef ROLLBOOK_MAP_PERIOD_H
#define ROLLBOOK_MAP_PERIOD_H

/*
 * Which period a text speaks of: "June 2026", "มิถุนายน 2569", "ဇွန် ၂၀၂၆", "2026-06", "06/2569",
 * "ภาคเรียนที่ 1/2569", "ปีการศึกษา 2569", "2026-2027", "Q3 2026". Codes are those of DESIGN section 4.
 */

#include "pipeline/base/date.h"
#include "pipeline/map/dictionary.h"

typedef enum PeriodKind {
    PERIOD_NONE,
    PERIOD_MONTH,
    PERIOD_QUARTER,
    PERIOD_TERM, /* of the Thai school year */
    PERIOD_YEAR, /* a school year, by the C.E. year in which it begins */
} PeriodKind;

typedef struct Period {
    PeriodKind kind;
    int year;   /* C.E. */
    int number; /* month 1-12, quarter 1-4, term 1-2 */
    Date day;   /* a whole date was given; else none */
} Period;

/*
 * The most exact period in a text. A month name without a year takes default_year (C.E.; 0: then it
 * gives nothing); month names stand in words.tsv. Four-digit years above 2400 are Buddhist.
 */
Period period_find(const Dictionary *dictionary, Arena *scratch, Str text, int default_year);

/* Month 1-12 of a heading that is a month's name, with or without a year; 0: none. */
int period_month_heading(const Dictionary *dictionary, Arena *scratch, Str text, int *year);

/* "2026-09", "2026-Q3", "2026-T1", "2026-SY.mlc". calendar: "mlc" or "thai". */
Str period_code(Arena *arena, const Period *period, const char *calendar);

/* The last day of a period; of a school year its first day, when its lists are drawn up. */
Date period_list_date(const Period *period, const char *calendar);

/* The first day of the school year that begins in a C.E. year: 1 June (mlc), 16 May (thai). */
Date period_school_year_start(int year, const char *calendar);

/* The C.E. year in which the school year of a day began. */
int period_school_year(Date day, const char *calendar);

/* The code of a period given as such: "2026-09". PERIOD_NONE where it is none. */
Period period_parse_code(Str code);

#endif
