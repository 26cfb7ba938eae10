#ifndef ROLLBOOK_WAREHOUSE_WAREHOUSE_H
#define ROLLBOOK_WAREHOUSE_WAREHOUSE_H

/*
 * The warehouse file: its schema with migrations, its views, and the lock that lets one run write.
 */

#include "pipeline/base/asset.h"
#include "pipeline/warehouse/db.h"

typedef struct Warehouse {
    Db *db;
    int lock_fd;
} Warehouse;

/*
 * Opens outputs/warehouse.db for a run: takes the lock (STATUS_LOCKED names who holds it), makes or
 * migrates the schema, rebuilds the report views. A file that is no database or was made by a newer
 * program is STATUS_SQL.
 */
Warehouse warehouse_open(const char *outputs_dir, Error *err);
void warehouse_close(Warehouse *warehouse);

/*
 * The lock alone, as a file descriptor to close: for what replaces the file itself. STATUS_LOCKED
 * names who holds it.
 */
int warehouse_lock(const char *outputs_dir, Error *err);

/* Whether there is a warehouse. An empty file is none: SQLite would make a new one of it. */
bool warehouse_exists(const char *outputs_dir);

/* Opens it to be read by a command (status, lineage, report ...). No lock, nothing changed. */
Db *warehouse_read(const char *outputs_dir, Error *err);

/* Brings any database to the newest schema: every pipeline/warehouse/schema file past user_version.
 */
void warehouse_migrate(Db *db, Error *err);

/* How many schema files there are: the user_version of a new warehouse. */
int warehouse_version(void);

#endif
