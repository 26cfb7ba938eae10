#ifndef ROLLBOOK_LOAD_SEGMENT_H
#define ROLLBOOK_LOAD_SEGMENT_H

/*
 * A segment is what the rows of one child on the registers of one center say together: one for each
 * school year, and another for who comes back after a date of leaving. Spells are made of segments.
 */

#include "pipeline/warehouse/batch.h"

/* Reads temp.observation in its own order (child, center, date, snapshot, row) and fills
 * temp.segment, by child and center, numbered from 1 in order of time. */
void segment_fill(Db *db, Error *err);

#endif
