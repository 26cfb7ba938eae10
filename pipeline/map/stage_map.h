#ifndef ROLLBOOK_MAP_STAGE_MAP_H
#define ROLLBOOK_MAP_STAGE_MAP_H

#include "pipeline/warehouse/batch.h"

/*
 * Makes typed staging rows of the raw rows of every file read: submission, sheet_mapping, stg_*,
 * and the issues of stage "map". Replaces what it wrote before, in one transaction.
 */
void stage_map(Batch *batch, Error *err);

#endif
