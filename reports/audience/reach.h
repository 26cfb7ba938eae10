#ifndef ROLLBOOK_REPORTS_AUDIENCE_REACH_H
#define ROLLBOOK_REPORTS_AUDIENCE_REACH_H

/*
 * What a report's connection can reach. For centers, the ministry, partners and donors it is a
 * database of its own, the extract: a temporary file that holds only those views and columns of the
 * warehouse which templates/reports/reach.tsv gives to that audience, opened read-only. There is
 * nothing else in it to be found. A center's report reads its own rows of the centers' extract.
 * Only the data officer reads the warehouse itself, read-only. On top stands an authorizer that
 * lets a query select and nothing else: no ATTACH, no PRAGMA, no look at the schema.
 */

#include "pipeline/base/asset.h"
#include "pipeline/config/config.h"
#include "pipeline/warehouse/db.h"

typedef struct Reach Reach;

/* A template that will be read: its text names every view that it asks for. */
typedef struct ReachAsk {
    Str text;
    Str periods; /* codes, comma-separated: of these only come rows of views that are not "total" */
} ReachAsk;

/* What an extract must serve. No items: everything that the audience may see. */
typedef struct ReachNeed {
    ReachAsk *items;
    size_t count, cap;
} ReachNeed;

/*
 * warehouse: path of the warehouse's file. folder: where the extract may lie until reach_close.
 * earlier: another audience's extract of the same warehouse in the same state, to take over the
 * tables that would be the same in both; NULL: none. STATUS_CONFIG where reach.tsv names a view or
 * column that the warehouse has not.
 */
Reach *reach_open(const char *warehouse, const char *folder, const Assets *assets,
                  Audience audience, const ReachNeed *need, const Reach *earlier, Error *err);

/*
 * Another connection to the same extract, for another thread: what reach_open gave must stay open
 * until this one is closed.
 */
Reach *reach_again(const Reach *first, Error *err);

/*
 * One center's rows of the centers' extract, copied into a database in memory: tables without a
 * column center_code come whole.
 */
Reach *reach_center(const Reach *all, const char *center_code, Error *err);

/* Closes the connection and removes the extract. NULL is allowed. */
void reach_close(Reach *reach);

/* The connection. Owned by the reach. */
Db *reach_db(Reach *reach);

/* Begins the watch over one statement's preparation. */
void reach_forget(Reach *reach);

/* What the authorizer refused since reach_forget ("PRAGMA", "load_extension"); NULL: nothing. */
const char *reach_denied(const Reach *reach);

/* Whether a statement prepared since reach_forget reads rows of single children. */
bool reach_read_children(const Reach *reach);

#endif
