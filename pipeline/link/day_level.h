#ifndef ROLLBOOK_LINK_DAY_LEVEL_H
#define ROLLBOOK_LINK_DAY_LEVEL_H

/*
 * The level of two values that are known to be days, from their digits alone: what is true of the
 * two days (DayFact) and how many days lie between them are worked out once, and a table that is
 * made once per comparison says which level that reaches.
 */

#include "pipeline/link/link_date.h"
#include "pipeline/link/model.h"

/* A day written YYYY-MM-DD: its digits, four bits each, that of the thousands highest. */
typedef uint32_t DaySight;

/* 0: any other date. */
static inline DaySight day_sight(Str text, LinkDate date)
{
    DaySight sight = 0;
    if (text.len != 10 || text.ptr[4] != '-' || date.year <= 0 || !link_date_is_day(date))
        return 0;
    for (size_t i = 0; i < text.len; i++)
        if (i != 4 && i != 7)
            sight = sight << 4 | ((unsigned char)text.ptr[i] & 15);
    return sight;
}

enum { DAY_FACTS = 1 << 7 }; /* sets of facts */

typedef struct DayLevels {
    uint8_t of_facts[DAY_FACTS]; /* the best level that such facts reach */
    int within_count;            /* levels for days not far apart, the best last */
    int32_t within_days[MODEL_LEVELS_MAX];
    uint8_t within_level[MODEL_LEVELS_MAX];
} DayLevels;

/* False where the levels of a comparison ask for more than two days tell. */
bool day_levels_prepare(DayLevels *levels, const Comparison *comparison);

/* out[i]: the level of a[i] and b[i], which are days. */
void day_levels(const DayLevels *levels, const DaySight *a, const DaySight *b, size_t n,
                uint8_t *out);

static inline int day_level(const DayLevels *levels, DaySight a, DaySight b)
{
    uint8_t level;
    day_levels(levels, &a, &b, 1, &level);
    return level;
}

#endif
