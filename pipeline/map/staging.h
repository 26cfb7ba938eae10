#ifndef ROLLBOOK_MAP_STAGING_H
#define ROLLBOOK_MAP_STAGING_H

/* Writes finished records to the stg_ table of their kind, many to a statement. */

#include "pipeline/map/record.h"
#include "pipeline/map/record_kind.h"
#include "pipeline/warehouse/db.h"

typedef struct Staging Staging;

Staging *staging_open(Db *db);
void staging_close(Staging *staging); /* NULL is allowed; rows that wait are given up */

/* Empties all stg_ tables of records and what map alone writes: submission, sheet_mapping. */
void staging_clear(Db *db, Error *err);

/* The same but for the files in the temporary table map_kept, whose rows and issues stay. */
void staging_clear_unkept(Db *db, Error *err);

/*
 * One row. Slots that the kind's table has no column for are dropped: a register's height is no
 * part of an attendance list.
 */
void staging_insert(Staging *staging, RecordKind kind, const SlotEntry *entries, size_t count,
                    int64_t raw_row_id, int64_t submission_id, Error *err);

/* Writes the rows that wait: before anybody reads the tables. */
void staging_flush(Staging *staging, Error *err);

#endif
