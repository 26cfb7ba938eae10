/* Facts about two days, and the levels that they reach. */

#include "pipeline/link/day_level.h"

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

/* In what way two days are alike nobody could predict: four pairs at once, without branches. */
/* Sights are digits (DaySight), so a slip is one digit that differs, wherever it is. */
enum { LANES = 4 };
typedef uint32_t Lanes __attribute__((vector_size(LANES * sizeof(uint32_t))));
typedef int32_t Signed __attribute__((vector_size(LANES * sizeof(int32_t))));

/* All bits of the lanes where two are equal. */
static inline Lanes equal(Lanes a, Lanes b)
{
    return (Lanes)(a == b);
}

/* The lanes of `fact` where the condition holds. */
static inline Lanes fact_if(Lanes condition, DayFact fact)
{
    return condition & (uint32_t)fact;
}

/* The digits two by two, each two as a number. */
static inline Lanes twos_of(Lanes sights)
{
    return sights - 6 * (sights >> 4 & 0x0F0F0F0F);
}

static inline Lanes year_of(Lanes twos)
{
    return (twos >> 24) * 100 + (twos >> 16 & 0xFF);
}

/* Days since 1 March of the year 0: date_to_days but for where it begins. */
static inline Lanes day_number(Lanes twos)
{
    Lanes month = twos >> 8 & 0xFF, day = twos & 0xFF, before = (Lanes)(month <= 2) & 1;
    Lanes year = year_of(twos) - before, from_march = month - 3 + 12 * before;
    Lanes century = year * 5243 >> 19;                   /* year / 100, below 10,000 */
    Lanes months = (153 * from_march + 2) * 52429 >> 18; /* (...) / 5, below 16,384 */
    return 365 * year + (year >> 2) - century + (century >> 2) + months + day;
}

static inline Lanes apart(Lanes x, Lanes y)
{
    Lanes less = (Lanes)((Signed)x < (Signed)y);
    return ((x - y) ^ less) - less;
}

/* Whether the days become the same where two neighbouring digits of one part are exchanged. */
static inline Lanes exchanged(Lanes a, Lanes differ)
{
    Lanes by_twos = a ^ ((a & 0x0F0F0F0F) << 4 | (a >> 4 & 0x0F0F0F0F));
    Lanes inner = a ^ ((a & 0x00F00000) << 4 | (a >> 4 & 0x00F00000)); /* of the year */
    Lanes found = equal(by_twos & 0xFF, differ) | equal(by_twos & 0xFF00, differ) |
                  equal(by_twos & 0xFF0000, differ) | equal(by_twos & 0xFF000000, differ) |
                  equal(inner & 0x0FF00000, differ);
    return found & ~equal(differ, (Lanes){0});
}

/* Sets of DayFact. */
static inline Lanes facts_of_days(Lanes a, Lanes b, Lanes years)
{
    const Lanes zero = {0}, new_year = zero + 0x0101;
    Lanes differ = a ^ b, digits = (differ | differ >> 1 | differ >> 2 | differ >> 3) & 0x11111111;
    Lanes year = equal(differ & 0xFFFF0000, zero), month = equal(differ & 0xFF00, zero);
    Lanes day = equal(differ & 0xFF, zero);
    Lanes swapped = (a & 0xFFFF0000) | (a & 0xFF) << 8 | (a >> 8 & 0xFF);
    Lanes first = equal(a & 0xFFFF, new_year) | equal(b & 0xFFFF, new_year);
    Lanes slip_of_years =
        equal(years, zero + 10) | equal(years, zero + 11) | equal(years, zero + 543);
    return fact_if(equal(differ, zero), DAY_SAME) |
           fact_if(equal(digits & (digits - 1), zero), DAY_SLIP) |
           fact_if(exchanged(a, differ), DAY_EXCHANGED) | fact_if(equal(swapped, b), DAY_SWAPPED) |
           fact_if(year & first, DAY_HEAPED) | fact_if(day & (year | month), DAY_PART) |
           fact_if(day & month & slip_of_years, DAY_SHIFTED);
}

static inline Lanes load(const DaySight *sights, size_t count)
{
    Lanes lanes = {0};
    if (count == LANES)
        memcpy(&lanes, sights, sizeof lanes);
    else
        for (size_t k = 0; k < count; k++)
            lanes[k] = sights[k];
    return lanes;
}

void day_levels(const DayLevels *levels, const DaySight *a, const DaySight *b, size_t n,
                uint8_t *out)
{
    for (size_t from = 0; from < n; from += LANES) {
        size_t count = n - from < LANES ? n - from : LANES;
        Lanes x = load(a + from, count), y = load(b + from, count);
        Lanes twos_x = twos_of(x), twos_y = twos_of(y);
        Lanes facts = facts_of_days(x, y, apart(year_of(twos_x), year_of(twos_y)));
        Lanes days = apart(day_number(twos_x), day_number(twos_y)), within = facts | UINT8_MAX;
        for (int i = 0; i < levels->within_count; i++) {
            Lanes near = (Lanes)((Signed)days <= levels->within_days[i]);
            within = (near & levels->within_level[i]) | (~near & within);
        }
        for (size_t k = 0; k < count; k++) {
            uint8_t level = levels->of_facts[facts[k]];
            out[from + k] = within[k] < level ? (uint8_t)within[k] : level;
        }
    }
}
