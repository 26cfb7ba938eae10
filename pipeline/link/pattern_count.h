#ifndef ROLLBOOK_LINK_PATTERN_COUNT_H
#define ROLLBOOK_LINK_PATTERN_COUNT_H

/* Counting patterns: a small open-addressed table, merged and sorted at the end. */

#include "pipeline/link/pairs.h"

typedef struct PatternSlot {
    Pattern pattern;
    uint64_t count : 63;   /* 0: free */
    uint64_t hopeless : 1; /* for the caller, who sets it at the first count */
} PatternSlot;

typedef struct PatternCounter {
    PatternSlot *slots;
    size_t size, used;
} PatternCounter;

/* Asks memory for what counting a pattern will want. */
void pattern_counter_expect(const PatternCounter *counter, Pattern pattern);

/* Borrowed until the next call. */
PatternSlot *pattern_counter_add(PatternCounter *counter, Pattern pattern, uint64_t count);
void pattern_counter_free(PatternCounter *counter);

/* The counts of several counters as one table. */
PatternTable pattern_counters_merge(PatternCounter *counters, int count);

#endif
