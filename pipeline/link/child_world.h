#ifndef ROLLBOOK_LINK_CHILD_WORLD_H
#define ROLLBOOK_LINK_CHILD_WORLD_H

/*
 * Everything that linking the children works on, put together in order: rows, decisions, entities,
 * model and table. The link stage goes on from here; `rollbook explain` only looks.
 */

#include "pipeline/link/child_keep.h"
#include "pipeline/link/child_margin.h"
#include "pipeline/link/child_quiet.h"

typedef struct ChildWorld {
    Arena *arena;
    LinkNames *names;
    ChildRows rows;
    LastChildren last;
    Decisions decisions;
    KeptApart apart;
    KeptChains kept;
    ChildUnits units;
    ChildEntities entities;
    LinkModel *model;
    const LinkModel *known; /* its m stand where a training finds too few matches */
    char shipped[65];       /* SHA-256 of the shipped model */
    bool train;             /* the model has yet to learn from these rows */
    LinkTable *table;
    ChildGuards *guards;
    ChildMargins *margins; /* by names; by weights once child_margins_find has seen the pairs */
} ChildWorld;

/* With `keep_records`, link_record is brought up to date first (the stage); else it is only read.
 */
ChildWorld *child_world_open(const Batch *batch, bool keep_records, Error *err);
void child_world_close(ChildWorld *world);

#endif
