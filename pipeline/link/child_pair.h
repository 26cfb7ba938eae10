#ifndef ROLLBOOK_LINK_CHILD_PAIR_H
#define ROLLBOOK_LINK_CHILD_PAIR_H

/*
 * The table link_pair: of all pairs those worth keeping. One pair for every join of two entities,
 * the pairs that a person should look at, and those that a guard held apart against the weight.
 */

#include "pipeline/link/band.h"
#include "pipeline/link/child_margin.h"

/*
 * Replaces link_pair. By entity: changed since last night; pairs of others keep their evidence.
 * Returns how many pairs wait for a person.
 */
int64_t child_pairs_write(Db *db, const Linkage *linkage, const bool *changed, const Bands *bands,
                          const ChildMargins *margins, const ChildRows *rows,
                          const ChildEntities *entities, Error *err);

#endif
