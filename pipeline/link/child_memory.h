#ifndef ROLLBOOK_LINK_CHILD_MEMORY_H
#define ROLLBOOK_LINK_CHILD_MEMORY_H

/*
 * What one night leaves so that the next compares only what is new: per entity a digest of all
 * that comparisons look at, the scored pairs, and the frequencies of values, which stay as they
 * were when the model was trained. A pair of two entities that have not changed has the weight it
 * had.
 *
 * Tables link_entity, link_score and link_frequency. Entities are known by the record number of
 * their first row, which stays however files and rows are ordered.
 */

#include "pipeline/link/child_world.h"
#include "pipeline/link/linkage.h"

typedef struct ChildMemory ChildMemory;

/* Reads what the last night left, and which entities have changed since. World is borrowed. */
ChildMemory *child_memory_open(const Batch *batch, const ChildWorld *world, Error *err);
void child_memory_close(ChildMemory *memory); /* NULL is allowed */

/* By entity: new since the last night, or changed. */
const bool *child_memory_changed(const ChildMemory *memory);

/* How many are. */
uint32_t child_memory_changed_count(const ChildMemory *memory);

/*
 * After child_memory_frequencies. Where a block that was divided last night is not, or not so far,
 * pairs of old rows may meet that did not: then nothing is taken from the last night. Blocks that
 * are divided now and were not only part pairs.
 */
void child_memory_check_blocks(ChildMemory *memory, const Blocks *blocks);

/* Appends last night's pairs of unchanged entities that the blocks still hold. */
void child_memory_pairs(ChildMemory *memory, const Blocks *blocks, ScoredPairs *pairs, size_t *cap,
                        Error *err);

/* Gives the comparer the frequencies that were counted at the last training. */
void child_memory_frequencies(ChildMemory *memory, Comparer *comparer, Error *err);

/*
 * At a training: counts values over the children that were found, not over rows (a child on eight
 * lists does not make its name common), gives them to the comparer, and keeps them.
 */
void child_memory_count(const Batch *batch, const ChildWorld *world, const Clusters *clusters,
                        Comparer *comparer, Error *err);

/* Leaves entities, pairs and divisions for the next night. */
void child_memory_write(const Batch *batch, const ChildMemory *memory, const ChildWorld *world,
                        const Linkage *linkage, Error *err);

#endif
