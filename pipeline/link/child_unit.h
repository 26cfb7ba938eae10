#ifndef ROLLBOOK_LINK_CHILD_UNIT_H
#define ROLLBOOK_LINK_CHILD_UNIT_H

/*
 * Units: the rows of one center, or of several that a person's "same" reaches across. Rows chain
 * only inside a unit, so that a unit whose rows say what they said last night keeps its chains
 * (table link_center): its names are neither parsed nor compared.
 */

#include "pipeline/base/map.h"
#include "pipeline/link/child_chain.h"

/* What last night left, and tonight's names and program. */
struct KeptChains {
    Map *by_center; /* the unit's first center to its place in items */
    struct KeptUnit *items;
    uint64_t seed;
};

KeptChains kept_chains_read(const Batch *batch, Arena *arena, Error *err);
void kept_chains_free(KeptChains *kept);

/* Divides the rows; to be called when people's answers are applied. Everything in the arena. */
ChildUnits child_units_divide(Chain *chain, uint64_t seed, Arena *arena);

/* Gives the rows of units that have not changed the chains that they had; notes which. */
void child_units_restore(ChildUnits *units, const KeptChains *kept, Chain *chain);

/* Leaves the chains of all units for the next night. */
void child_units_write(Db *db, const ChildUnits *units, const ChildRows *rows,
                       const ChildEntities *entities, Error *err);

#endif
