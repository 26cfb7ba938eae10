#ifndef ROLLBOOK_READ_STAGE_READ_H
#define ROLLBOOK_READ_STAGE_READ_H

#include "pipeline/warehouse/batch.h"

/*
 * Reads every submission that discover found and no run has read: raw_sheet and raw_row, as
 * received. Each file is read by a process of its own; one that cannot be read is refused with an
 * issue and the run goes on. Commits file by file, in order of their paths.
 */
void stage_read(Batch *batch, Error *err);

#endif
