#ifndef ROLLBOOK_WAREHOUSE_BULK_H
#define ROLLBOOK_WAREHOUSE_BULK_H

/*
 * Rows for one table, many to a statement. SQLite looks for a row's place from the root of the
 * table once for each statement; within one it stays where it is, so that rows which come in the
 * order of the table's key cost about half of what single ones do.
 */

#include "pipeline/warehouse/db.h"

typedef struct Bulk Bulk;

/* into: the table with its columns, "exam (child_id, date, exam)". */
Bulk *bulk_open(Db *db, const char *into, Error *err);

/* The current row's columns, numbered from 1 in the order of `into`; what is not set is NULL. */
void bulk_int(Bulk *bulk, int column, int64_t value);
void bulk_double(Bulk *bulk, int column, double value);
/* A NULL ptr is NULL. Text is borrowed until bulk_close. */
void bulk_str(Bulk *bulk, int column, Str value);
/* The same for text that does not stay: it is copied. */
void bulk_copy(Bulk *bulk, int column, Str value);

/* The current row is whole; the next one begins. */
void bulk_end_row(Bulk *bulk, Error *err);

/* Writes the rows that wait. */
void bulk_flush(Bulk *bulk, Error *err);

/* Writes the rows that wait and releases. NULL is allowed. */
void bulk_close(Bulk *bulk, Error *err);

#endif
