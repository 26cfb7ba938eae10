/* Counting patterns. */

#include "pipeline/link/pattern_count.h"

#include "pipeline/base/mem.h"

#include <stdlib.h>

enum { SIZE_START = 1024 };

static const uint64_t COUNT_MOST = UINT64_MAX >> 1;

static inline size_t first_slot(const PatternCounter *counter, Pattern pattern)
{
    return (size_t)(pattern * UINT64_C(0x9E3779B97F4A7C15) >> 32) & (counter->size - 1);
}

static size_t find_slot(const PatternCounter *counter, Pattern pattern)
{
    size_t mask = counter->size - 1, slot = first_slot(counter, pattern);
    while (counter->slots[slot].count && counter->slots[slot].pattern != pattern)
        slot = (slot + 1) & mask;
    return slot;
}

static void grow(PatternCounter *counter)
{
    PatternCounter bigger = {.size = counter->size ? counter->size * 2 : SIZE_START,
                             .used = counter->used};
    bigger.slots = x_new_array(PatternSlot, bigger.size);
    for (size_t i = 0; i < counter->size; i++)
        if (counter->slots[i].count)
            bigger.slots[find_slot(&bigger, counter->slots[i].pattern)] = counter->slots[i];
    x_free(counter->slots);
    *counter = bigger;
}

void pattern_counter_expect(const PatternCounter *counter, Pattern pattern)
{
    if (counter->size)
        __builtin_prefetch(&counter->slots[first_slot(counter, pattern)], 1);
}

PatternSlot *pattern_counter_add(PatternCounter *counter, Pattern pattern, uint64_t count)
{
    if ((counter->used + 1) * 2 > counter->size)
        grow(counter);
    PatternSlot *slot = &counter->slots[find_slot(counter, pattern)];
    counter->used += slot->count == 0;
    slot->pattern = pattern;
    slot->count = (slot->count + count) & COUNT_MOST;
    return slot;
}

void pattern_counter_free(PatternCounter *counter)
{
    x_free(counter->slots);
    *counter = (PatternCounter){0};
}

static int by_pattern(const void *left, const void *right)
{
    const PatternCount *a = left, *b = right;
    return (a->pattern > b->pattern) - (a->pattern < b->pattern);
}

PatternTable pattern_counters_merge(PatternCounter *counters, int count)
{
    PatternCounter all = {0};
    for (int c = 0; c < count; c++)
        for (size_t i = 0; i < counters[c].size; i++)
            if (counters[c].slots[i].count)
                pattern_counter_add(&all, counters[c].slots[i].pattern, counters[c].slots[i].count);
    PatternTable table = {.items = x_new_array(PatternCount, all.used + 1)};
    for (size_t i = 0; i < all.size; i++)
        if (all.slots[i].count) {
            table.items[table.count++] = (PatternCount){all.slots[i].pattern, all.slots[i].count};
            table.pairs += all.slots[i].count;
        }
    qsort(table.items, table.count, sizeof *table.items, by_pattern);
    pattern_counter_free(&all);
    return table;
}

void pattern_table_free(PatternTable *table)
{
    x_free(table->items);
    *table = (PatternTable){0};
}
