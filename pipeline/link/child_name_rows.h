#ifndef ROLLBOOK_LINK_CHILD_NAME_ROWS_H
#define ROLLBOOK_LINK_CHILD_NAME_ROWS_H

/* The table child_name: every spelling that was seen of a child and its parents. */

#include "pipeline/link/child_row.h"
#include "pipeline/link/link_names.h"

/* The rows that are to come, which a thread finds beside the caller's work. */
typedef struct ChildNames ChildNames;

/*
 * Reads the table and begins. By child: stays[c] where nothing can have changed, so that nobody
 * looks; last_child is the highest. All is borrowed until child_names_fill; rows and names are not
 * to be touched before, and the rows' cells not until child_names_write. Never NULL.
 */
ChildNames *child_names_begin(Db *db, const ChildRows *rows, const uint32_t *group_of_row,
                              const int64_t *child_of_group, const bool *stays, int64_t last_child,
                              LinkNames *names, Error *err);

/* All is found. Where there was no table yet, a thread now fills it beside the warehouse. */
void child_names_fill(Db *db, ChildNames *names, Error *err);

/* Brings the table up to date and releases. NULL is allowed. */
void child_names_write(Db *db, ChildNames *names, Error *err);

#endif
