#ifndef ROLLBOOK_DISCOVER_INPUTS_H
#define ROLLBOOK_DISCOVER_INPUTS_H

/* What lies in inputs/ as a night begins: every file is hashed once, by as many threads as there
 * are processors. What tells whether anything is new and what is recorded as new is the same. */

#include "pipeline/base/arena.h"
#include "pipeline/base/digest.h"
#include "pipeline/base/error.h"

typedef struct InputFile {
    const char *path, *full; /* below the folder; to be opened */
    int64_t size;            /* bytes */
    char sha256[DIGEST_TEXT_SIZE];
    const char *trouble; /* why it cannot be read; NULL where it can */
} InputFile;

typedef struct Inputs {
    InputFile *files; /* in order of path bytes */
    size_t count;
} Inputs;

/* Everything is in the arena. STATUS_INPUT where there is no such folder. */
Inputs inputs_list(Arena *arena, const char *inputs_dir, Error *err);

/* "submission", "registry", "review" or "narrative". */
const char *input_purpose(const char *path);

/* SHA-256 over paths and contents. A file that cannot be read counts by its path alone. */
void inputs_digest(const Inputs *inputs, char out[DIGEST_TEXT_SIZE]);

#endif
