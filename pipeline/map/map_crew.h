#ifndef ROLLBOOK_MAP_MAP_CREW_H
#define ROLLBOOK_MAP_MAP_CREW_H

/*
 * Threads that map the next files while the caller writes what came before. Each has its own tools
 * and its own connection, which sees the raw rows as they were committed; the caller takes what
 * they leave in the order of the files, so that nothing depends on which thread was faster. What
 * waits is bounded: some files, and of each some pieces.
 */

#include "pipeline/map/map_run.h"
#include "pipeline/warehouse/batch.h"

typedef struct MapCrew MapCrew;

/*
 * Begins with the first file that is not kept. files and all in stage must stay until it is closed.
 * NULL where there is nothing to gain or no second connection: one processor, a database in memory
 * or without a write-ahead log.
 */
MapCrew *map_crew_open(const Batch *batch, const MapStage *stage, const MapFile *files,
                       size_t count, Error *err);

/* Stops the threads, whatever they are at. What they left lives until here. NULL is allowed. */
void map_crew_close(MapCrew *crew);

/* The next piece of a file, to be freed by the caller; NULL: it has no more, or failed (err). */
MapPiece *map_crew_take(MapCrew *crew, size_t file, Error *err);

/* The submissions of a file whose pieces are all taken, in order of number: 1, 2, 3 ... */
SubmissionSet *map_crew_submissions(MapCrew *crew, size_t file);

#endif
