#ifndef ROLLBOOK_DISCOVER_SAMPLE_GUARD_H
#define ROLLBOOK_DISCOVER_SAMPLE_GUARD_H

/*
 * Keeps the invented sample and real submissions apart. What is invented is known by its SHA-256:
 * from the list that `rollbook sample` puts beside what it writes (registry/sample.tsv) and from
 * the one of the shipped sample, which the program carries. A feedback workbook that was made from
 * the sample says so itself, so that its correction may lie beside the sample.
 */

#include "pipeline/base/asset.h"

#define SAMPLE_LIST "registry/sample.tsv" /* below inputs/; columns sha256, path */

typedef struct SampleGuard SampleGuard;

/* Reads both lists. STATUS_CONFIG where the folder's own has no column "sha256". */
SampleGuard *sample_guard_open(const char *inputs_dir, Error *err);
void sample_guard_close(SampleGuard *guard); /* NULL is allowed */

/* Takes notice of a submission: its path below inputs/ and the digest of its bytes. */
void sample_guard_see(SampleGuard *guard, const char *path, const char *sha256);

/*
 * True where all submissions seen are invented, and there are some. STATUS_CONFIG, naming a real
 * one and saying what to do, where both kinds were seen.
 */
bool sample_guard_settle(SampleGuard *guard, Error *err);

#endif
