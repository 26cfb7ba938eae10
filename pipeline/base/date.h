#ifndef ROLLBOOK_BASE_DATE_H
#define ROLLBOOK_BASE_DATE_H

/*
 * Civil dates in the proleptic Gregorian calendar, as whole days. Reading what people type is
 * the work of pipeline/values; this file only knows ISO 8601 and Excel's two date systems.
 */

#include "pipeline/base/str.h"

typedef struct Date {
    int year;  /* C.E.; 0 means "no date" */
    int month; /* 1-12 */
    int day;   /* 1-31 */
} Date;

enum { DATE_TEXT_SIZE = 11 }; /* "YYYY-MM-DD" and NUL */

/* Days since 1970-01-01 (H. Hinnant, "chrono-compatible low-level date algorithms"). */
int64_t date_to_days(Date date);
Date date_from_days(int64_t days);

bool date_is_valid(Date date); /* 1 <= year <= 9999 and the day exists */
bool date_is_none(Date date);
int date_cmp(Date a, Date b);
int date_days_in_month(int year, int month);
Date date_add_days(Date date, int days);

/* The same day n months on; 31 January + 1 month is the last of February. */
Date date_add_months(Date date, int months);

/* Whole years lived on `on` by somebody born on `birth`; negative before birth. */
int date_completed_years(Date birth, Date on);

/* Exactly YYYY-MM-DD and a day that exists. */
bool date_parse_iso(Str text, Date *date);
void date_format_iso(Date date, char out[DATE_TEXT_SIZE]);

/*
 * Excel's serial day numbers, 1900 system: 1 is 1900-01-01, 60 does not exist (1900-02-29),
 * 61 is 1900-03-01. False outside 1 ... 2958465 and for 60.
 */
bool date_from_serial(double serial, Date *date);
double date_to_serial(Date date);

#endif
