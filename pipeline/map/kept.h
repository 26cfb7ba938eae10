#ifndef ROLLBOOK_MAP_KEPT_H
#define ROLLBOOK_MAP_KEPT_H

/*
 * Files that an earlier night mapped and that would be mapped the same again: their staged rows,
 * mappings and issues stay, and only what they say together with the other files (which of them is
 * current) is settled anew. What the mapping of one file depends on is its raw rows, its path and
 * dates, the office's centers and headings, what the officer says about the file, the dictionaries,
 * the program's version and the month of the as-of date. Each is in a digest.
 */

#include "pipeline/map/map_run.h"
#include "pipeline/warehouse/batch.h"

/*
 * Fills in digest and kept of each file, and takes everything out of staging that is to be mapped
 * anew. Submissions made from now on are numbered behind those that stay.
 */
void kept_prepare(MapStage *stage, const Batch *batch, MapFile *files, size_t count, Error *err);

/* Adds the submissions of a kept file to the set, as mapping it would. */
void kept_add(MapStage *stage, const MapFile *file, Error *err);

/* What kept_add needs another night: the submissions from `first` on, which the file made. */
void kept_remember(MapStage *stage, const MapFile *file, size_t first, Error *err);

/* After the submissions are settled: files whose staged rows were moved or taken out are forgotten.
 */
void kept_settle(MapStage *stage, Error *err);

#endif
