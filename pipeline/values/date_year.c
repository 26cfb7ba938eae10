/*
 * Which year a number means. Four digits tell their era by value; two digits by what is plausible
 * (README.md, "Years").
 */

#include "pipeline/values/date_parts.h"

enum { BE_OFFSET = 543, ME_OFFSET = 638, ME_NEW_YEAR_DAY = 17 };

/* C.E. year of a Myanmar year: the new year falls on 16 or 17 April. */
static DateYear from_me(int me, int month, int day)
{
    DateYear year = {.ce = me + ME_OFFSET, .calendar = CALENDAR_ME};
    if ((month >= 1 && month < 4) || (month == 4 && day >= 1 && day < ME_NEW_YEAR_DAY))
        year.ce++;
    if (month == 4)
        year.flags = UINT64_C(1) << DATE_ME_NEW_YEAR;
    return year;
}

/* Two digits: the eras in which they are plausible, the column's own first. */
static DateYear two_digits(int yy, int month, int day, const DateText *text,
                           const DateContext *context)
{
    int century = 2000 + yy <= context->last_year ? 2000 : 1900;
    DateYear candidates[] = {
        {.ce = century + yy, .calendar = CALENDAR_CE},
        {.ce = 2500 + yy - BE_OFFSET, .calendar = CALENDAR_BE},
        from_me(1300 + yy, month, day),
    };
    DateCalendar era = text->mark ? text->mark : context->era;
    bool fixed = era != CALENDAR_NONE;
    if (!fixed && text->thai)
        era = CALENDAR_BE;
    const DateYear *first = NULL;
    int plausible = 0;
    for (int i = 0; i < 3; i++) {
        const DateYear *c = &candidates[i];
        if (c->ce < context->first_year || c->ce > context->last_year)
            continue;
        if (c->calendar == era) {
            first = c;
            plausible = 1;
            break;
        }
        plausible++;
        first = first ? first : c;
    }
    DateYear year;
    if (first) {
        year = *first;
        if (plausible > 1)
            year.flags |= UINT64_C(1) << DATE_YY_AMBIGUOUS;
    } else {
        year = (DateYear){.ce = yy < 50 ? 2000 + yy : 1900 + yy, .calendar = CALENDAR_CE};
        year.flags = UINT64_C(1) << DATE_IMPLAUSIBLE;
    }
    year.flags |= UINT64_C(1) << DATE_YY;
    return year;
}

static DateYear by_value(int y, int month, int day)
{
    if (y >= 2440 && y <= 2640)
        return (DateYear){.ce = y - BE_OFFSET, .calendar = CALENDAR_BE};
    if (y >= 1900 && y <= 2100)
        return (DateYear){.ce = y, .calendar = CALENDAR_CE};
    if (y >= 1330 && y <= 1400)
        return from_me(y, month, day);
    if (y >= 2983 && y <= 3183)
        return (DateYear){.ce = y - 2 * BE_OFFSET,
                          .calendar = CALENDAR_BE,
                          .flags = UINT64_C(1) << DATE_DOUBLE_BE};
    if (y > 1400 && y <= 1560)
        return (DateYear){.ce = y + BE_OFFSET,
                          .calendar = CALENDAR_CE,
                          .flags = UINT64_C(1) << DATE_BE_SUBTRACTED_FROM_CE};
    return (DateYear){.calendar = CALENDAR_UNKNOWN, .flags = UINT64_C(1) << DATE_BAD_YEAR};
}

DateYear date_year(DateNumber number, int month, int day, const DateText *text,
                   const DateContext *context)
{
    int y = number.value;
    if (number.digits <= 2)
        return two_digits(y, month, day, text, context);
    DateYear marked = {.flags = UINT64_C(1) << DATE_BAD_YEAR};
    if (text->mark == CALENDAR_BE)
        marked = (DateYear){.ce = y - BE_OFFSET, .calendar = CALENDAR_BE};
    else if (text->mark == CALENDAR_CE)
        marked = (DateYear){.ce = y, .calendar = CALENDAR_CE};
    else if (text->mark == CALENDAR_ME)
        marked = from_me(y, month, day);
    /* An era written out wins, unless the year cannot belong to it ("B.E. 2014"). */
    if (marked.ce >= 1900 && marked.ce <= 2100)
        return marked;
    DateYear year = by_value(y, month, day);
    if (text->mark && !(year.flags >> DATE_BAD_YEAR & 1))
        year.flags |= UINT64_C(1) << DATE_ERAS_DISAGREE;
    return year;
}
