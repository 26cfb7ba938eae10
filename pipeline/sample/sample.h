#ifndef ROLLBOOK_SAMPLE_SAMPLE_H
#define ROLLBOOK_SAMPLE_SAMPLE_H

/*
 * `rollbook sample`: invents centers, families and children and writes what the centers would send
 * over two school years, with the truth beside it. Same options, same bytes.
 */

#include "pipeline/base/asset.h"
#include "pipeline/sample/world.h"

typedef struct SampleResult {
    int centers, children, families;
    int files;
    int64_t rows;
    const char *truth; /* folder */
} SampleResult;

/* STATUS_USAGE where dir holds something already or an option is out of range. */
SampleResult sample_write(Arena *arena, const Assets *assets, const SampleOptions *options,
                          Error *err);

#endif
