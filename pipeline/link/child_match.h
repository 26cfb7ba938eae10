#ifndef ROLLBOOK_LINK_CHILD_MATCH_H
#define ROLLBOOK_LINK_CHILD_MATCH_H

/*
 * Finding who is who among the children of a night. Where the model has yet to learn, everything is
 * compared with everything and the model is kept; on other nights only entities that are new or
 * have changed are compared, and the pairs of the others have the weights they had. Both end in the
 * same groups.
 */

#include "pipeline/link/band.h"
#include "pipeline/link/child_memory.h"

typedef struct ChildMatch {
    Linkage linkage;
    Bands bands;
    ChildMemory *memory; /* which entities were compared with all */
} ChildMatch;

/* A model that is learned is kept; all else is left to child_memory_write. */
ChildMatch child_match(const Batch *batch, ChildWorld *world, Error *err);
/* The same with the frozen model and without writing anything: to look at a finished night. */
ChildMatch child_match_look(const Batch *batch, ChildWorld *world, Error *err);

void child_match_free(ChildMatch *match);

#endif
