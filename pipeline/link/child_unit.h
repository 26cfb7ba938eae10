#ifndef ROLLBOOK_LINK_CHILD_UNIT_H
#define ROLLBOOK_LINK_CHILD_UNIT_H

/*
 * Units: the rows of one center, or of several that a person's "same" reaches across. Rows chain
 * only inside a unit, so that a unit whose rows say what they said last night keeps its chains
 * (table link_center): its names are neither parsed nor compared.
 */

#include "pipeline/link/child_chain.h"
#include "pipeline/link/child_quiet.h"

/* Divides the rows; to be called when people's answers are applied. Everything in the arena. */
ChildUnits child_units_divide(Chain *chain, uint64_t seed, Arena *arena);

/* Gives the rows of units that have not changed the chains that they had; notes which. */
void child_units_restore(ChildUnits *units, const KeptChains *kept, Chain *chain);

#endif
