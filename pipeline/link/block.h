#ifndef ROLLBOOK_LINK_BLOCK_H
#define ROLLBOOK_LINK_BLOCK_H

/*
 * Blocking: which pairs are looked at. Rows with the same key under a rule form a block; a pair is
 * made once, by the first rule (and the smallest key) that holds both. Blocks past the rule's cap
 * are divided by further columns of the model; what stays too large is skipped and counted, never
 * in silence.
 */

#include "pipeline/link/link_table.h"
#include "pipeline/link/model.h"

typedef struct Blocks Blocks;

typedef struct BlockStats {
    const char *rule;
    uint64_t pairs;   /* of rows in its blocks, before other rules' pairs are taken away */
    uint64_t divided; /* blocks past the cap that were divided */
    uint64_t skipped; /* pairs given up because a block could not be divided enough */
} BlockStats;

/*
 * Works out all keys and blocks, on `threads` threads. Model, table and rules are borrowed. With
 * one_in > 1 only about every n-th block is made, the same in every run: a sample of pairs.
 */
Blocks *blocks_create(const LinkModel *model, const LinkTable *table, const BlockRule *rules,
                      int rule_count, uint64_t one_in, int threads);
void blocks_free(Blocks *blocks); /* NULL is allowed */

BlockStats blocks_stats(const Blocks *blocks, int rule);

/*
 * A number for every block of a rule that was divided, and for every part that was divided again;
 * ascending. Made of texts, it is the same on another night. Rows that did not meet last night meet
 * now only where a number is gone.
 */
const uint64_t *blocks_divisions(const Blocks *blocks, int rule, size_t *count);

/* Blocks of a rule, and how many pairs the block-th of them has. */
size_t blocks_count(const Blocks *blocks, int rule);
uint64_t blocks_pairs(const Blocks *blocks, int rule, size_t block);

/* Called with n <= BLOCKS_BATCH pairs, left[i] < right[i]. */
enum { BLOCKS_BATCH = 512 };
typedef void PairVisitor(void *self, const uint32_t *left, const uint32_t *right, size_t n);

/* Visits the pairs of blocks from .. to-1 of a rule that no earlier rule has made. */
void blocks_visit(const Blocks *blocks, int rule, size_t from, size_t to, PairVisitor *visit,
                  void *self);

/* The same of all blocks of a rule, but only pairs of which a row is marked. */
void blocks_visit_marked(const Blocks *blocks, int rule, const bool *marked, PairVisitor *visit,
                         void *self);

/* True where some rule makes the pair. */
bool blocks_hold(const Blocks *blocks, uint32_t a, uint32_t b);

#endif
