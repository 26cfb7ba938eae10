#ifndef ROLLBOOK_LINK_TRAINING_RULES_H
#define ROLLBOOK_LINK_TRAINING_RULES_H

/* Where to learn: blocks in which most pairs are matches, and blocks of one household. */

#include "pipeline/link/compare.h"

enum { TRAINING_RULES_MAX = 10, HOUSEHOLD_RULES_MAX = 8, TRAINING_SAMPLE = 150000 };

typedef struct TrainingRule {
    BlockRule rule;
    double match_share; /* a first guess */
    uint64_t one_in;    /* how many of its blocks are enough to learn from */
} TrainingRule;

/*
 * Pairs of fields whose blocks hold far more pairs than chance would put there, most telling first;
 * the model's own training rules where it names some. A pair of household fields alone is no such
 * block: siblings fill it. `sample`: TRAINING_SAMPLE rows of the table, enough to count in.
 */
int training_rules(const LinkModel *model, const LinkTable *table, const LinkTable *sample,
                   const Comparer *comparer, int threads, TrainingRule rules[TRAINING_RULES_MAX]);

/*
 * Rules that find pairs of one household without asking for anything of the child's own: single
 * fields that are nearly keys of households, and pairs of the others. *one_in as in TrainingRule.
 */
int household_rules(const LinkModel *model, const LinkTable *table, const LinkTable *sample,
                    int threads, BlockRule rules[HOUSEHOLD_RULES_MAX], uint64_t *one_in);

#endif
