#ifndef ROLLBOOK_LINK_PAIRS_H
#define ROLLBOOK_LINK_PAIRS_H

/*
 * Candidate pairs with their patterns, in the order of rules and blocks, and how often each
 * pattern occurs. Neither depends on the number of threads.
 */

#include "pipeline/link/block.h"
#include "pipeline/link/compare.h"

typedef struct PatternCount {
    Pattern pattern;
    uint64_t count;
} PatternCount;

typedef struct PatternTable {
    PatternCount *items; /* ascending by pattern */
    size_t count;
    uint64_t pairs; /* sum of counts */
} PatternTable;

void pattern_table_free(PatternTable *table);

typedef struct Pair {
    uint32_t left, right; /* rows, left < right */
    Pattern pattern;
} Pair;

/* A piece of the candidates, made by one task. */
typedef struct PairChunk {
    Pair *pairs;
    size_t count, cap;
} PairChunk;

typedef struct PairSet {
    PairChunk *chunks;
    size_t chunk_count;
    uint64_t count;
} PairSet;

void pair_set_free(PairSet *set);

/*
 * Compares all pairs of the blocks. `patterns` gets the counts. Pairs are kept where `keep` is not
 * NULL; with `limit` > 0 only about so many pairs are compared, every n-th one, the same in every
 * run.
 */
void pairs_compare(const Blocks *blocks, int rule_count, const Comparer *comparer, int threads,
                   uint64_t limit, PatternTable *patterns, PairSet *keep);

/* Levels of `count` pairs of random rows, by the generator's seed. */
PatternTable pairs_sample(const LinkModel *model, const LinkTable *table, const Comparer *comparer,
                          uint64_t count, uint64_t seed);

#endif
