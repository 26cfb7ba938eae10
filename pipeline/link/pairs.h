#ifndef ROLLBOOK_LINK_PAIRS_H
#define ROLLBOOK_LINK_PAIRS_H

/*
 * Candidate pairs, in the order of rules and blocks, and how often each pattern
 * of levels occurs. Neither depends on the number of threads.
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

/* What the fields of a pair say, before the shares of matches and siblings come in; in bits. */
typedef struct Evidence {
    double match;   /* W2 without the prior */
    double sibling; /* S without the prior */
} Evidence;

typedef struct Pair {
    uint32_t left, right; /* rows, left < right */
    Evidence evidence;
} Pair;

/* A piece of the candidates, made by one task. */
typedef struct PairChunk {
    Pair *pairs;
    size_t count, cap;
} PairChunk;

typedef struct PairSet {
    PairChunk *chunks;
    size_t chunk_count;
    uint64_t count, compared;
} PairSet;

void pair_set_free(PairSet *set);

/*
 * Which candidates are worth keeping, and what is to be kept of them. `pattern` is asked once per
 * pattern and may be false only where no pair of it reaches least_bits; `evidence` is asked for
 * those that are left.
 */
typedef struct PairFilter {
    bool (*pattern)(const void *self, Pattern pattern);
    void (*evidence)(const void *self, LevelMemo *memo, const uint32_t *left, const uint32_t *right,
                     const Pattern *patterns, size_t n, Evidence *evidence);
    const void *self;
    double least_bits; /* of Evidence.match */
} PairFilter;

/*
 * Compares all pairs of the blocks. `patterns` gets the counts of all, `keep` those that the filter
 * lets through; without a filter none are kept.
 */
void pairs_compare(const Blocks *blocks, int rule_count, const Comparer *comparer, int threads,
                   PatternTable *patterns, PairSet *keep, const PairFilter *filter);

/* Levels of `count` pairs of random rows, by the generator's seed. */
PatternTable pairs_sample(const LinkModel *model, const LinkTable *table, const Comparer *comparer,
                          uint64_t count, uint64_t seed, int threads);

#endif
