#ifndef ROLLBOOK_WAREHOUSE_SIDE_H
#define ROLLBOOK_WAREHOUSE_SIDE_H

/*
 * Tables of the warehouse that a thread fills in memory while the night's connection does other
 * work. Their rows are then taken over as they lie, without looking into them again ("transfer
 * optimization", insert.c of SQLite): a quarter of what writing them costs.
 */

#include "pipeline/warehouse/db.h"

/* A connection of its own to empty tables like those of the warehouse. The caller hands it to a
 * thread, and to side_take when that has ended. */
Db *side_open(Db *db, const char *const *tables, size_t count, Error *err);

/* Puts all rows into the warehouse's tables, which are empty, and closes the side, also where it
 * fails. NULL is allowed. The rows stay in memory until side_forget. */
void side_take(Db *db, Db *side, Error *err);

/* Releases what was taken over. Outside of a transaction. */
void side_forget(Db *db, Error *err);

#endif
