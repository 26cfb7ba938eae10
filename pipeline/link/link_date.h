#ifndef ROLLBOOK_LINK_LINK_DATE_H
#define ROLLBOOK_LINK_LINK_DATE_H

/*
 * Dates as the comparators see them: an interval of days. "2014-03-05" is a day, "2014-03" a
 * month, "2014" a year, "2013-06-01/2014-05-31" what an age gives.
 */

#include "pipeline/base/date.h"

typedef struct LinkDate {
    int32_t lo, hi; /* days since 1970-01-01, both included */
    int16_t year;   /* of lo; 0: not a date */
    int8_t month, day;
} LinkDate;

/*
 * YYYY-MM-DD, YYYYMMDD, YYYY-MM, YYYY, or two of them with "/" between; also D/M/YYYY and M/D/YYYY.
 * False: not a date.
 */
bool link_date_parse(Str text, LinkDate *date);

static inline bool link_date_is_day(LinkDate date)
{
    return date.lo == date.hi;
}

#endif
