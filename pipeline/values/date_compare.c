/* Levels of agreement between dates of birth (README.md, "Comparing"). */

#include "pipeline/values/date_compare.h"

#include <stdlib.h>

static const char *const NAMES[DATE_LEVEL_COUNT] = {
    "missing", "day", "swapped", "near", "overlap", "year_apart", "typing", "different"};

const char *date_level_name(DateLevel level)
{
    return NAMES[level];
}

static bool is_day(DateSpan span)
{
    return date_cmp(span.from, span.to) == 0;
}

/* Digits that differ between two dates written YYYY-MM-DD. */
static int digits_apart(Date a, Date b)
{
    char x[DATE_TEXT_SIZE], y[DATE_TEXT_SIZE];
    int apart = 0;
    date_format_iso(a, x);
    date_format_iso(b, y);
    for (int i = 0; i < DATE_TEXT_SIZE; i++)
        apart += x[i] != y[i];
    return apart;
}

static DateLevel compare_days(Date a, Date b)
{
    int years = abs(a.year - b.year);
    bool same_day = a.month == b.month && a.day == b.day;
    if (years == 0 && same_day)
        return DATE_LEVEL_DAY;
    if (years == 0 && a.month == b.day && a.day == b.month)
        return DATE_LEVEL_SWAPPED;
    if (years == 0 && a.month == b.month)
        return DATE_LEVEL_NEAR;
    /* A wrong digit in the year is one of the levels below. */
    if (years == 0 && digits_apart(a, b) == 1)
        return DATE_LEVEL_NEAR;
    if (same_day && (years == 10 || years == 11 || years == 543))
        return DATE_LEVEL_TYPING;
    if (years == 1)
        return DATE_LEVEL_YEAR_APART;
    if (digits_apart(a, b) == 1)
        return DATE_LEVEL_NEAR;
    return DATE_LEVEL_DIFFERENT;
}

DateLevel date_compare(DateSpan a, DateSpan b)
{
    if (date_is_none(a.from) || date_is_none(a.to) || date_is_none(b.from) || date_is_none(b.to))
        return DATE_LEVEL_MISSING;
    if (is_day(a) && is_day(b))
        return compare_days(a.from, b.from);
    if (date_cmp(a.from, b.to) <= 0 && date_cmp(b.from, a.to) <= 0)
        return DATE_LEVEL_OVERLAP;
    bool a_first = date_cmp(a.to, b.from) < 0;
    Date end = a_first ? a.to : b.to, begin = a_first ? b.from : a.from;
    int years = begin.year - end.year;
    if (years <= 1)
        return DATE_LEVEL_YEAR_APART;
    bool whole_years = a.from.month == b.from.month && a.from.day == b.from.day;
    years = abs(a.from.year - b.from.year);
    if (whole_years && (years == 10 || years == 11 || years == 543))
        return DATE_LEVEL_TYPING;
    return DATE_LEVEL_DIFFERENT;
}

DateSpan date_span_heaped(DateSpan span, bool heaped)
{
    if (heaped && is_day(span) && span.from.month == 1 && span.from.day == 1)
        span.to = (Date){span.from.year, 12, 31};
    return span;
}

BirthPlausibility birth_plausibility(DateSpan birth, Date on)
{
    /* The most favorable day of the span decides: nothing is set aside for being vague. */
    int youngest = date_completed_years(birth.to, on);
    int oldest = date_completed_years(birth.from, on);
    if (youngest <= 20 && oldest >= 3)
        return BIRTH_USUAL;
    return youngest <= 25 && oldest >= 2 ? BIRTH_UNUSUAL : BIRTH_IMPOSSIBLE;
}
