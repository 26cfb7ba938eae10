#ifndef ROLLBOOK_LINK_CHILD_KEEP_H
#define ROLLBOOK_LINK_CHILD_KEEP_H

/*
 * Persistent ids. A child is a group of records; its id must outlive better spellings, corrected
 * registers, merges and splits:
 * - an id goes to the group that holds most of its records (tie: its earliest record);
 * - a group that several ids go to keeps the oldest; the others forward to it (event merged);
 * - a part that is split off takes back the id that its records had before a merge, else gets a new
 *   one (event split);
 * - an id whose records are all gone or superseded is retired, and revived when they come back;
 * - new ids are issued in the order of the groups' first rows.
 */

#include "pipeline/link/child_entity.h"
#include "pipeline/link/child_name_rows.h"

/* Whose every row was on the last night, and at first; 0 where it was nobody's. */
typedef struct LastChildren {
    int64_t *of_row, *first_of_row;
    uint32_t *records; /* by child: how many it had */
    int64_t last;      /* the highest number of these children */
    int64_t *gone;     /* records of children that no row has tonight */
    size_t gone_count;
} LastChildren;

LastChildren last_children_read(Db *db, const ChildRows *rows, Arena *arena, Error *err);

/*
 * Writes child, child_record and child_event for groups of rows; child_name is left to
 * child_names_write, which the caller owes. Names of children whose rows all lie in units that were
 * kept are left as they stand. group_of_row numbers groups from 0 in the order of their first rows.
 * Quiet rows of other children are completed. NULL after a failure.
 */
ChildNames *child_keep_write(Db *db, int64_t run_id, ChildRows *rows, const uint32_t *group_of_row,
                             uint32_t group_count, const LastChildren *last,
                             const ChildUnits *units, LinkNames *names, Arena *arena, Error *err);

#endif
