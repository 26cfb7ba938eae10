#ifndef ROLLBOOK_MAP_BLOCKS_H
#define ROLLBOOK_MAP_BLOCKS_H

/* Tables that stand beside each other under one row of headings. */

#include "pipeline/map/header.h"

/*
 * Where the table ends whose columns begin at index `start`: before the same headings again, or
 * before a list of something else behind an empty column; else at the last column.
 */
size_t block_end(const HeadTable *table, Arena *arena, size_t start);

/*
 * Of a row's cells those that belong to a table beside others: *cells moves on to the first, and
 * their number is returned. Of a table alone, all.
 */
size_t block_cells(const HeadTable *table, const GridCell **cells, size_t count);

#endif
