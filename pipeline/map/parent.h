#ifndef ROLLBOOK_MAP_PARENT_H
#define ROLLBOOK_MAP_PARENT_H

/*
 * The form that a repeated group belongs to: by raw_row.parent_row_id (XML) or by Kobo's
 * _parent_index and _parent_table_name.
 */

#include "pipeline/map/map_run.h"

/* Remembers where the last parent stood: children come in their parents' order. Start from {0}. */
typedef struct ParentCursor {
    size_t table, row;
    bool found;
    Scope scope;     /* of that parent, its own parents included */
    int64_t key_row; /* the child's parent_row_id or _parent_index it answers */
    Str key_table;
} ParentCursor;

/* What the enclosing forms of a row tell; an empty scope where it has none. */
Scope parent_scope(MapRun *run, const BookPlan *book, const TablePlan *table, const GridRow *row,
                   const GridCell *cells, size_t count, ParentCursor *cursor);

/* What a row's own columns tell. */
Scope parent_own_scope(MapRun *run, const BookPlan *book, const TablePlan *table,
                       const GridCell *cells, size_t count);

#endif
