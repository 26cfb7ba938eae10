#ifndef ROLLBOOK_LINK_STAGE_LINK_H
#define ROLLBOOK_LINK_STAGE_LINK_H

#include "pipeline/warehouse/batch.h"

/*
 * The same child, once. Reads the staged rows of current and superseded submissions and people's
 * decisions; writes link_record, link_pair, link_decision, link_model, child, child_record,
 * child_name and child_event. Runs inside the night's transaction and never commits.
 */
void stage_link(Batch *batch, Error *err);

#endif
