#ifndef ROLLBOOK_MEASURE_LINEAGE_H
#define ROLLBOOK_MEASURE_LINEAGE_H

/*
 * What stands behind a figure or a child: the cells, as their senders would name them. Nothing is
 * stored for it; a figure's units come from the same SELECT that counted them.
 */

#include "pipeline/base/asset.h"
#include "pipeline/base/strbuf.h"
#include "pipeline/warehouse/db.h"

/*
 * what: "indicator:period:area" or "indicator:period:area:disaggregation", the last as it is stored
 * ({"sex":"F"}) or as sex=F,age=6-11; or a child's public id. Appends lines to out: first the
 * figure or the child after "# ", then a heading and one tab-separated line for each unit or
 * record: file, sheet, cell, its content, and what it adds. STATUS_USAGE where `what` has no such
 * form, STATUS_INPUT where there is no such figure or child.
 */
void lineage_write(Db *db, const Assets *assets, Str what, StrBuf *out, Error *err);

#endif
