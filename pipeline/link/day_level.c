/* Facts about two days, and the levels that they reach. */

#include "pipeline/link/day_level.h"

#include <stdlib.h>

typedef enum DayFact {
    DAY_SAME = 1 << 0,
    DAY_SLIP = 1 << 1,      /* at most one digit differs */
    DAY_EXCHANGED = 1 << 2, /* two neighbouring digits are exchanged */
    DAY_SWAPPED = 1 << 3,   /* day and month */
    DAY_HEAPED = 1 << 4,    /* same year, and one is 1 January */
    DAY_PART = 1 << 5,      /* same day, and same year or month */
    DAY_SHIFTED = 1 << 6,   /* same day and month, years apart by a usual slip */
} DayFact;

/* The facts of which one is enough for a condition; 0: it is not about such facts. */
static unsigned facts_of(const Condition *condition)
{
    bool one = (int)condition->threshold == 1;
    switch (condition->kind) {
    case CONDITION_EXACT:
    case CONDITION_DATE_SAME:
        return DAY_SAME;
    case CONDITION_OSA:
        return one ? DAY_SLIP | DAY_EXCHANGED : 0;
    case CONDITION_LEVENSHTEIN:
        return one ? DAY_SLIP : 0;
    case CONDITION_DATE_SWAPPED:
        return DAY_SWAPPED;
    case CONDITION_DATE_HEAPED:
        return DAY_HEAPED;
    case CONDITION_DATE_PART:
        return DAY_PART;
    case CONDITION_DATE_SHIFTED:
        return DAY_SHIFTED;
    default:
        return 0;
    }
}

bool day_levels_prepare(DayLevels *levels, const Comparison *comparison)
{
    int last = comparison->level_count - 1;
    bool dates = false;
    levels->within_count = 0;
    memset(levels->of_facts, last, sizeof levels->of_facts);
    for (int l = last - 1; l >= 0; l--) {
        const Condition *condition = &comparison->levels[l].conditions[0];
        unsigned enough = facts_of(condition);
        dates = dates || (condition->kind >= CONDITION_DATE_SAME &&
                          condition->kind <= CONDITION_DATE_WITHIN);
        if (condition->kind == CONDITION_DATE_OVERLAP)
            continue; /* for dates that are no days */
        if (condition->kind == CONDITION_DATE_WITHIN) {
            levels->within_days[levels->within_count] = (int32_t)condition->threshold;
            levels->within_level[levels->within_count++] = (uint8_t)l;
            continue;
        }
        if (!enough)
            return false;
        for (unsigned facts = 0; facts < DAY_FACTS; facts++)
            if (facts & enough)
                levels->of_facts[facts] = (uint8_t)l;
    }
    return dates;
}

/* The digits of two different numbers below 100, as facts. */
static unsigned slip_of_two(uint32_t a, uint32_t b)
{
    uint32_t tens_a = a / 10, ones_a = a % 10, tens_b = b / 10, ones_b = b % 10;
    if (tens_a == tens_b || ones_a == ones_b)
        return DAY_SLIP;
    return tens_a == ones_b && ones_a == tens_b ? DAY_EXCHANGED : 0;
}

/* The same of two years of four digits. */
static unsigned slip_of_four(uint32_t a, uint32_t b)
{
    if (a / 100 == b / 100)
        return slip_of_two(a % 100, b % 100);
    if (a % 100 == b % 100)
        return slip_of_two(a / 100, b / 100);
    bool outer = a / 1000 == b / 1000 && a % 10 == b % 10;
    return outer ? slip_of_two(a / 10 % 100, b / 10 % 100) & DAY_EXCHANGED : 0;
}

/* Days since 1 March of the year 0: date_to_days but for where it begins, without signs. */
static inline int32_t day_number(DaySight sight)
{
    uint32_t year = sight >> 9, month = sight >> 5 & 15, day = sight & 31, before = month <= 2;
    uint32_t y = year - before, from_march = month - 3 + 12 * before;
    return (int32_t)(365 * y + y / 4 - y / 100 + y / 400 + (153 * from_march + 2) / 5 + day);
}

int day_level(const DayLevels *levels, DaySight a, DaySight b)
{
    enum { NEW_YEAR = 1 << 5 | 1, IN_YEAR = (1 << 9) - 1, IN_MONTH = 31 };
    uint32_t year_a = a >> 9, month_a = a >> 5 & 15, day_a = a & IN_MONTH;
    uint32_t year_b = b >> 9, month_b = b >> 5 & 15, day_b = b & IN_MONTH;
    bool year = year_a == year_b, month = month_a == month_b, day = day_a == day_b;
    bool new_year = (a & IN_YEAR) == NEW_YEAR || (b & IN_YEAR) == NEW_YEAR;
    unsigned facts = 0;
    facts |= a == b ? DAY_SAME | DAY_SLIP : 0;
    facts |= year && month_a == day_b && day_a == month_b ? DAY_SWAPPED : 0;
    facts |= year && new_year ? DAY_HEAPED : 0;
    facts |= day && (year || month) ? DAY_PART : 0;
    /* One slip in YYYY-MM-DD never crosses a dash, so it is in one part. */
    if (year && month && !day) {
        facts |= slip_of_two(day_a, day_b);
    } else if (year && day && !month) {
        facts |= slip_of_two(month_a, month_b);
    } else if (month && day && !year) {
        int years = abs((int)year_a - (int)year_b);
        facts |= slip_of_four(year_a, year_b);
        facts |= years == 10 || years == 11 || years == 543 ? DAY_SHIFTED : 0;
    }
    int level = levels->of_facts[facts], apart = abs(day_number(a) - day_number(b));
    for (int i = 0; i < levels->within_count; i++)
        if (apart <= levels->within_days[i] && levels->within_level[i] < level)
            level = levels->within_level[i];
    return level;
}
