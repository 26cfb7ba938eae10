#ifndef ROLLBOOK_LINK_PATTERN_COUNT_H
#define ROLLBOOK_LINK_PATTERN_COUNT_H

/* Counting patterns: a small open-addressed table, merged and sorted at the end. */

#include "pipeline/link/pairs.h"

typedef struct PatternCounter {
    PatternCount *slots; /* count 0: free */
    size_t size, used;
} PatternCounter;

void pattern_counter_add(PatternCounter *counter, Pattern pattern, uint64_t count);
void pattern_counter_free(PatternCounter *counter);

/* The counts of several counters as one table. */
PatternTable pattern_counters_merge(PatternCounter *counters, int count);

#endif
