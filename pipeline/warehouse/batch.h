#ifndef ROLLBOOK_WAREHOUSE_BATCH_H
#define ROLLBOOK_WAREHOUSE_BATCH_H

/*
 * One nightly run: what every stage is given. A stage is one function
 *
 *     void stage_map(Batch *batch, Error *err);
 *
 * that reads the tables which earlier stages wrote, replaces the rows of its own and returns.
 */

#include "pipeline/base/asset.h"
#include "pipeline/base/date.h"
#include "pipeline/base/log.h"
#include "pipeline/config/config.h"
#include "pipeline/warehouse/db.h"

typedef struct Batch {
    Db *db;
    const Config *config;
    const Assets *assets;
    Log *log;
    const char *inputs_dir;
    const struct Inputs *inputs; /* what lies there, for discover */
    const char *outputs_dir;
    Date as_of;
    int64_t run_id;
    /* Only of "rollbook check". What files that do not say theirs are of; NULL: nothing. */
    const char *assumed_center, *assumed_period;
    bool corrections; /* map notes every cell whose right value is certain */
} Batch;

enum { CLOCK_TEXT_SIZE = 25 }; /* "2026-11-21T19:30:00.250Z" and NUL */

/* The time now, UTC. Only for columns that end in _at. */
void clock_text(char out[CLOCK_TEXT_SIZE]);

/* Appends an event to audit_log: hash-chained, numbers and digests only, never a name. */
void audit_append(Db *db, int64_t run_id, const char *event, const char *detail, Error *err);

#endif
