#ifndef ROLLBOOK_VALUES_DATE_COLUMN_H
#define ROLLBOOK_VALUES_DATE_COLUMN_H

/*
 * What only a whole column can tell about its dates. Feed every cell to date_column_add, let
 * date_column_context complete the context, then read the cells with it.
 */

#include "pipeline/values/date_reader.h"

/* Start from {0}. Counts of cells. */
typedef struct DateColumn {
    int day_first;   /* text whose first number is above 12 */
    int month_first; /* text whose second number is above 12 */
    int open;        /* text that could be either */
    int cells;       /* true date cells ... */
    int cells_high;  /* ... whose day is above 12 */
    int buddhist;    /* years told by four digits or by an era written out */
    int christian;
    int myanmar;
} DateColumn;

void date_column_add(DateColumn *column, const DateReader *reader, Arena *scratch, DateInput input);

/*
 * The base context with the column's vote in it:
 * - order: day first unless only month-first cells speak; known if one side alone has a say;
 * - era of two-digit years: that of 9 in 10 of the full years;
 * - us_swap: true date cells all have days up to 12 while the texts all have first numbers above
 *   12. A US locale reads typed 05/12/2014 as 12 May and leaves 13/12/2014 as text. Claimed only
 *   where chance would do this in fewer than 1 column in 100.
 */
DateContext date_column_context(const DateColumn *column, DateContext base);

/*
 * How often births fall on 1 January, which many registers write when only the year is known.
 * Counted per center and load; start from {0}.
 */
typedef struct DateHeaping {
    int days;   /* births known to the day */
    int jan1;   /* of these on 1 January */
    int firsts; /* of these on the first of another month */
} DateHeaping;

void date_heaping_add(DateHeaping *heaping, const DateValue *birth);

/* True where 1 January stands for "some day of that year": more than 3 % (expected: 0.3 %). */
bool date_heaping_jan1(const DateHeaping *heaping);

#endif
