#ifndef ROLLBOOK_DISCOVER_STAGE_DISCOVER_H
#define ROLLBOOK_DISCOVER_STAGE_DISCOVER_H

#include "pipeline/discover/sample_guard.h"
#include "pipeline/warehouse/batch.h"

/*
 * Walks inputs/, hashes every file and records what is new: source_file (one per content) and
 * source_path (one per place it was seen at). Commits as it goes. A file that cannot be opened gets
 * an issue; the walk goes on.
 */
void stage_discover(Batch *batch, Error *err);

/*
 * SHA-256 over the paths and contents of a folder, computed without a warehouse: tells whether
 * anything is new. A file that cannot be read counts by its path alone. The guard, which may be
 * NULL, sees every submission.
 */
void discover_digest(const char *inputs_dir, SampleGuard *guard, char out[65], Error *err);

#endif
