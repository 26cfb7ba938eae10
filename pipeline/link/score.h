#ifndef ROLLBOOK_LINK_SCORE_H
#define ROLLBOOK_LINK_SCORE_H

/*
 * Match weights: log2 of the odds that two rows are the same.
 *
 * Two classes (what Splink computes): W2 = log2(l / (1-l)) + sum over comparisons of log2(m / u)
 * and the term-frequency adjustment t * log2(u_exact / max(tf, tf_min)).
 *
 * Three classes: with S = log2(share of siblings / share of strangers) + sum over the household's
 * fields of their weight + sum over individual fields of log2(s / u),
 *     W3 = W2 - log2(1 + 2^S).
 */

#include "pipeline/link/pairs.h"

typedef struct Scorer Scorer;

Scorer *scorer_create(const LinkModel *model, const Comparer *comparer, int threads);
void scorer_free(Scorer *scorer); /* NULL is allowed */

/* Takes the shares of matches and siblings from the model, where they were learned since. */
void scorer_set_priors(Scorer *scorer);

/* What the parts of a weight are, for explain; all in bits. */
typedef struct ScoreParts {
    double prior;
    double weight[MODEL_COMPARISONS_MAX];    /* log2(m / u); 0 where no level */
    double frequency[MODEL_COMPARISONS_MAX]; /* term-frequency adjustment */
    double sibling;                          /* S; -INFINITY where the model has no such class */
    double discount;                         /* -log2(1 + 2^S) */
    double total;
} ScoreParts;

/* The most that any pair of this pattern has of Evidence.match. */
double score_evidence_most(const Scorer *scorer, Pattern pattern);

/*
 * What the fields say of n <= BLOCKS_BATCH pairs. Many at once, one comparison after the other:
 * then memory brings the frequencies of several values at the same time.
 */
void score_evidence(const Scorer *scorer, LevelMemo *memo, const uint32_t *left,
                    const uint32_t *right, const Pattern *patterns, size_t n, Evidence *evidence);

/* The weight of one pair. Parts, where not NULL, get the weights of the comparisons. */
double score_pattern(const Scorer *scorer, LevelMemo *memo, uint32_t a, uint32_t b, Pattern pattern,
                     ScoreParts *parts);

/* Compares and scores. */
double score_rows(const Scorer *scorer, LevelMemo *memo, uint32_t a, uint32_t b);

/*
 * The same in steps, for who may have seen enough before the last (weigh.h). Most pairs of a block
 * fall short whatever their names say, so names are compared last. Rows a < b.
 */
typedef struct OpenScore {
    Pattern pattern;  /* of the comparisons so far */
    double most_bits; /* the weight is no more than this, whatever the others say */
} OpenScore;

/* Steps 0 (all but names) to score_steps - 1; then score_pattern tells the weight. */
int score_steps(const Scorer *scorer);
int score_step_of(const Scorer *scorer, int comparison);
OpenScore score_but_names(const Scorer *scorer, LevelMemo *memo, uint32_t a, uint32_t b);
void score_names_too(const Scorer *scorer, int step, uint32_t a, uint32_t b, OpenScore *open);

/* 2^W / (1 + 2^W) */
double score_probability(double weight_bits);

typedef struct ScoredPair {
    uint32_t left, right;
    double weight_bits;
} ScoredPair;

typedef struct ScoredPairs {
    ScoredPair *items; /* best first; equal weights by rows */
    size_t count;
} ScoredPairs;

/* The order of ScoredPairs, for qsort: heavier first, equal weights by rows. */
int scored_pair_best_first(const void *left, const void *right);

/* Scores the candidates and keeps those of at least `floor_bits`. Releases the set's chunks. */
ScoredPairs score_pairs(const Scorer *scorer, PairSet *set, double floor_bits, int threads);

#endif
