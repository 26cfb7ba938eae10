#ifndef ROLLBOOK_MAP_LAYOUT_H
#define ROLLBOOK_MAP_LAYOUT_H

#include "pipeline/map/map_run.h"

/*
 * Reports (info) where a center's list of one kind has other columns than its list of the period
 * before: somebody changed the form, and what is missing now may be missed later.
 */
void layout_report(const MapStage *stage, Error *err);

#endif
