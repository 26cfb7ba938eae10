#ifndef ROLLBOOK_LINK_CHILD_NAME_ROWS_H
#define ROLLBOOK_LINK_CHILD_NAME_ROWS_H

/* The table child_name: every spelling that was seen of a child and its parents. */

#include "pipeline/link/child_row.h"
#include "pipeline/link/link_names.h"

/* Replaces it. By child: stays[c] where nothing can have changed, so that nobody looks. */
void child_names_write(Db *db, const ChildRows *rows, const uint32_t *group_of_row,
                       const int64_t *child_of_group, const bool *stays, LinkNames *names,
                       Error *err);

#endif
