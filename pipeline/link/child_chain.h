#ifndef ROLLBOOK_LINK_CHILD_CHAIN_H
#define ROLLBOOK_LINK_CHILD_CHAIN_H

/*
 * How the rows of one child at one center are put together: what people said, then the same words,
 * then rule by rule (README.md, "Rules of the stage"). Rows chain only inside a unit: a center, or
 * several that a person's "same" reaches across. Units do not see each other, so that each may be
 * worked on by a thread of its own.
 */

#include "pipeline/link/child_agree.h"
#include "pipeline/link/child_entity.h"

/* Rows by a key that they share. */
typedef struct Grouped {
    uint32_t group, row;
} Grouped;

/*
 * Chains are lists of rows threaded through `next`, known by their first row. All arrays are by row
 * and shared by the units; what is below `unit` is one unit's.
 */
typedef struct Chain {
    const ChildRows *rows;
    const RowNames *names;
    uint32_t *root;
    uint32_t *next, *last;
    bool *decided; /* chain holds a row that people kept apart from another */
    const KeptApart *apart;
    const uint32_t *unit_of; /* NULL while people's answers are applied, which is before units */
    uint32_t *birthday_of;   /* its place in its unit's birthdays; CHAIN_END: none is known */

    const uint32_t *unit; /* its rows, ascending */
    size_t unit_count;
    Grouped *birthdays; /* its rows by center and day of birth */
    size_t birthday_count;
} Chain;

#define CHAIN_END UINT32_MAX

/* The first row of a row's chain. */
uint32_t chain_root(const Chain *chain, uint32_t row);

/* Answers "different" first, then "same" as far as they do not contradict them. */
void chain_decisions(Chain *chain, Decisions *decisions, const int64_t *child_of_row, Arena *arena,
                     KeptApart *apart);

/* Chains the rows of `unit`. */
void chain_unit(Chain *chain);

#endif
