#ifndef ROLLBOOK_DISCOVER_STAGE_DISCOVER_H
#define ROLLBOOK_DISCOVER_STAGE_DISCOVER_H

#include "pipeline/discover/inputs.h"
#include "pipeline/warehouse/batch.h"

/*
 * Records what is new of the batch's inputs: source_file (one per content) and source_path (one per
 * place it was seen at). A file that cannot be read gets an issue.
 */
void stage_discover(Batch *batch, Error *err);

#endif
