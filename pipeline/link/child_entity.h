#ifndef ROLLBOOK_LINK_CHILD_ENTITY_H
#define ROLLBOOK_LINK_CHILD_ENTITY_H

/*
 * Rows that carry on: what one center writes of one child year after year is put together before
 * the statistics begin, because there it is certain and because it makes a hundred thousand rows
 * fifteen thousand. What is put together here is then one row of the linkage table, with all the
 * spellings that were seen.
 *
 * Rows are chained when people said so; when they say the same in every word; or inside one
 * center, with the same student code or birthday, a name that sounds the same and nothing against
 * it. Never against a person's "different", never two rows of one register that differ.
 */

#include "pipeline/link/child_row.h"
#include "pipeline/link/decision.h"
#include "pipeline/link/link_names.h"

typedef struct ChildEntities {
    uint32_t *of_row;    /* per row of ChildRows: its entity */
    uint32_t *rows;      /* rows by entity, ascending inside one */
    uint32_t *row_start; /* entity e: rows[row_start[e]] .. rows[row_start[e + 1] - 1] */
    uint32_t count;      /* entities, in the order of their first rows */
} ChildEntities;

/* The rows of one center, or of several that a person's "same" joins; see child_unit.h. */
typedef struct ChildUnits {
    uint32_t *of_row;    /* per row: its unit */
    uint32_t *rows;      /* rows by unit, ascending inside one */
    uint32_t *row_start; /* unit u: rows[row_start[u]] .. rows[row_start[u + 1] - 1] */
    uint32_t count;      /* units, in the order of their first rows */
    uint64_t *digests;   /* per unit: of all that chaining looks at, and of all names */
    bool *kept;          /* per unit: nothing has changed, its chains are those of last night */
} ChildUnits;

/* What last night left of units (child_unit.h). */
typedef struct KeptChains KeptChains;

/* Pairs of rows that people keep apart. */
typedef struct RowPair {
    uint32_t left, right;
} RowPair;

typedef struct KeptApart {
    RowPair *pairs;
    size_t count;
} KeptApart;

/*
 * Chains rows; everything in the arena. Decisions get `applied`; child_of_row gives the public
 * number of the child that a row belonged to on the last night, 0 where it is new.
 */
ChildEntities child_entities_build(const ChildRows *rows, const int64_t *child_of_row,
                                   Decisions *decisions, LinkNames *names, Arena *arena,
                                   KeptApart *apart, const KeptChains *kept, ChildUnits *units);

#endif
