#ifndef ROLLBOOK_LINK_PATTERN_COUNT_H
#define ROLLBOOK_LINK_PATTERN_COUNT_H

/* Counting patterns: a small open-addressed table, merged and sorted at the end. */

#include "pipeline/link/pairs.h"

typedef struct PatternSlot {
    Pattern pattern;
    uint64_t count; /* 0: free */
    bool hopeless;  /* for the caller, who sets it at the first count */
} PatternSlot;

typedef struct PatternCounter {
    PatternSlot *slots;
    size_t size, used;
} PatternCounter;

/* Borrowed until the next call. */
PatternSlot *pattern_counter_add(PatternCounter *counter, Pattern pattern, uint64_t count);
void pattern_counter_free(PatternCounter *counter);

/* The counts of several counters as one table. */
PatternTable pattern_counters_merge(PatternCounter *counters, int count);

#endif
