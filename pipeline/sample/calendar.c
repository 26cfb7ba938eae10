/* The rhythm of reporting. */

#include "pipeline/sample/calendar.h"

bool calendar_sends(const World *world, int center, Date day)
{
    const Center *c = &world->centers[center];
    return (date_is_none(c->closed) || date_cmp(day, c->closed) < 0) &&
           (date_is_none(c->silent_from) || date_cmp(day, c->silent_from) < 0) &&
           date_cmp(day, world->as_of) <= 0;
}

int calendar_register_dates(const World *world, int center, int year, Date out[LISTS_MAX])
{
    Dice dice = dice_make(world->seed, DICE_CLERK, center, 100 + year);
    int start = FIRST_YEAR + year;
    Date wanted[LISTS_MAX];
    int count = 0, kept = 0;
    /* One center in ten sends its list every month, the others two or three times a year. */
    if (dice_chance(&dice, 0.1)) {
        for (int m = 6; m <= 15; m++)
            wanted[count++] = (Date){start + (m > 12), m > 12 ? m - 12 : m, m == 6 ? 10 : 28};
    } else {
        wanted[count++] = (Date){start, 6, 10};
        if (dice_chance(&dice, 0.85))
            wanted[count++] = year == 0 ? (Date){start, 11, 10} : (Date){start, 10, 10};
        if (dice_chance(&dice, 0.6))
            wanted[count++] = (Date){start + 1, 3, 28};
    }
    for (int i = 0; i < count; i++)
        if (calendar_sends(world, center, wanted[i]))
            out[kept++] = wanted[i];
    return kept;
}

int calendar_months(const World *world, int center, int year, Date out[MONTHS_MAX])
{
    const Center *c = &world->centers[center];
    Date first = school_year_start(c->calendar, FIRST_YEAR + year);
    Date last = school_year_end(c->calendar, FIRST_YEAR + year);
    int count = 0;
    for (Date month = {first.year, first.month, 1}; date_cmp(month, last) < 0;
         month = date_add_months(month, 1)) {
        Date end = date_add_days(date_add_months(month, 1), -1);
        if (date_cmp(end, world->as_of) < 0)
            out[count++] = month;
    }
    return count;
}

int calendar_school_days(Calendar calendar, Date month)
{
    int days = 0;
    Date first = month;
    if (calendar == CALENDAR_THAI && month.month == 5)
        first.day = 16;
    for (int d = first.day; d <= date_days_in_month(month.year, month.month); d++) {
        Date day = {month.year, month.month, d};
        int64_t weekday = (date_to_days(day) + 4) % 7; /* 0 is Sunday */
        days += weekday != 0 && weekday != 6;
    }
    /* Holidays by month, and the October break of Thai schools. */
    static const int HOLIDAYS[] = {1, 1, 2, 8, 1, 1, 2, 1, 0, 2, 1, 2};
    days -= HOLIDAYS[month.month - 1];
    if (calendar == CALENDAR_THAI && month.month == 10)
        days = 8;
    return days;
}
