#ifndef ROLLBOOK_SAMPLE_CALENDAR_H
#define ROLLBOOK_SAMPLE_CALENDAR_H

/* When each center sends what. */

#include "pipeline/sample/clerk.h"

enum { LISTS_MAX = 12 };

/* The days that a center's registers of a school year speak of, in order. */
int calendar_register_dates(const World *world, int center, int year, Date out[LISTS_MAX]);

/* Months (first days) of a school year that lie wholly before the as-of date, in order. */
int calendar_months(const World *world, int center, int year, Date out[MONTHS_MAX]);

/* True where the center sends anything on or after that day: it works and is not silent. */
bool calendar_sends(const World *world, int center, Date day);

/* School days in a month: weekdays less holidays, the same for all centers of a calendar. */
int calendar_school_days(Calendar calendar, Date month);

#endif
