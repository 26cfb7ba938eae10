#ifndef ROLLBOOK_MEASURE_STAGE_MEASURE_H
#define ROLLBOOK_MEASURE_STAGE_MEASURE_H

#include "pipeline/warehouse/batch.h"

/*
 * Computes every indicator of templates/indicators for every period and area, whole and by sex and
 * age band, into indicator_value. Runs inside the night's transaction, after load.
 */
void stage_measure(Batch *batch, Error *err);

#endif
