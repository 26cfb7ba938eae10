#ifndef ROLLBOOK_WAREHOUSE_SIDE_H
#define ROLLBOOK_WAREHOUSE_SIDE_H

/*
 * Tables of the warehouse that a thread fills in memory while the night's connection does other
 * work. Their rows are then taken over as they lie, without looking into them again ("transfer
 * optimization", insert.c of SQLite): a quarter of what writing them costs.
 */

#include "pipeline/warehouse/db.h"

typedef struct Side Side;

/* Empty tables like those of the warehouse. The caller hands them to a thread, and to side_take or
 * side_close when that has ended. NULL after a failure. */
Side *side_open(Db *db, const char *const *tables, size_t count, Error *err);

/* The connection to fill them, in a transaction, until side_finish. */
Db *side_db(Side *side);

/* All rows are there: the last that the thread does, so that side_take need not do it. */
void side_finish(Side *side, Error *err);

/* Puts all rows into the warehouse's tables, which are empty, and closes the side, also where it
 * fails. NULL is allowed. The rows stay in memory until side_forget. */
void side_take(Db *db, Side *side, Error *err);

/* Throws the rows away. NULL is allowed. */
void side_close(Side *side);

/* Releases what was taken over. Outside of a transaction. */
void side_forget(Db *db, Error *err);

#endif
