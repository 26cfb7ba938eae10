#ifndef ROLLBOOK_WAREHOUSE_WAREHOUSE_H
#define ROLLBOOK_WAREHOUSE_WAREHOUSE_H

/*
 * The warehouse file: its schema with migrations, its views, and the lock that lets one run write.
 */

#include "pipeline/base/asset.h"
#include "pipeline/warehouse/db.h"

/*
 * Opens outputs/warehouse.db for a run: takes the lock (STATUS_LOCKED names who holds it), makes or
 * migrates the schema, checks integrity quickly, rebuilds the report views.
 */
typedef struct Warehouse {
    Db *db;
    int lock_fd;
} Warehouse;

Warehouse warehouse_open(const char *outputs_dir, Error *err);
void warehouse_close(Warehouse *warehouse);

/* Opens it to be read by a command (status, lineage, report ...). No lock, nothing changed. */
Db *warehouse_read(const char *outputs_dir, Error *err);

/* Brings any database to the newest schema: every pipeline/warehouse/schema file past user_version. */
void warehouse_migrate(Db *db, Error *err);

/* How many schema files there are: the user_version of a new warehouse. */
int warehouse_version(void);

#endif
