#ifndef ROLLBOOK_VALUES_DATE_COMPARE_H
#define ROLLBOOK_VALUES_DATE_COMPARE_H

/* Comparing two dates of birth of which each may be known to the day, month, year or less. */

#include "pipeline/base/date.h"

/* The days on which the child may have been born, both inclusive. None: not known. */
typedef struct DateSpan {
    Date from, to;
} DateSpan;

/* From more to less agreement. */
typedef enum DateLevel {
    DATE_LEVEL_MISSING,    /* one side is not known */
    DATE_LEVEL_DAY,        /* the same day */
    DATE_LEVEL_SWAPPED,    /* the same with day and month exchanged */
    DATE_LEVEL_NEAR,       /* two days of the same month, or one digit apart */
    DATE_LEVEL_OVERLAP,    /* at least one is no single day, and they share days */
    DATE_LEVEL_YEAR_APART, /* the years differ by one */
    DATE_LEVEL_TYPING,     /* the same day and month, years 543, 10 or 11 apart */
    DATE_LEVEL_DIFFERENT,  /* disagreement */
    DATE_LEVEL_COUNT,
} DateLevel;

/* Symmetric. */
DateLevel date_compare(DateSpan a, DateSpan b);

/* "day", "swapped", "near", "overlap", "year_apart", "typing", "different", "missing". */
const char *date_level_name(DateLevel level);

/* The whole year where the span is a 1 January and heaped says that this means the year. */
DateSpan date_span_heaped(DateSpan span, bool heaped);

/* Is a child of this birth of school age on that day? Ages by completed years. */
typedef enum BirthPlausibility {
    BIRTH_USUAL,      /* 3 to 20 */
    BIRTH_UNUSUAL,    /* 2, or 21 to 25: accept and flag */
    BIRTH_IMPOSSIBLE, /* else: set aside */
} BirthPlausibility;

BirthPlausibility birth_plausibility(DateSpan birth, Date on);

#endif
