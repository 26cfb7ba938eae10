#ifndef ROLLBOOK_MEASURE_GROUP_H
#define ROLLBOOK_MEASURE_GROUP_H

/*
 * Units that several figures count, added up once: figures then walk groups and not children. The
 * groups lie in a temporary table of the view's name, which hides it while the stage runs; lineage
 * sees the view itself.
 */

#include "pipeline/warehouse/db.h"

/*
 * Makes temp.VIEW from main.VIEW: its rows that are alike in `keys` become one with the sums of
 * `sums`. Both are lists of the view's columns, divided by ", ". `unit` is the column that tells
 * single rows apart, NULL in groups: figures name it for lineage alone.
 */
void group_view(Db *db, const char *view, const char *keys, const char *sums, const char *unit,
                Error *err);

#endif
