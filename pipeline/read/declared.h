#ifndef ROLLBOOK_READ_DECLARED_H
#define ROLLBOOK_READ_DECLARED_H

/*
 * The encodings that the registry declares for centers (registry/centers.*, column "encoding"):
 * what decides for a center's CSV where the bytes themselves do not (csv_encoding.h).
 */

#include "pipeline/base/arena.h"
#include "pipeline/base/error.h"

typedef struct DeclaredEncoding {
    Str center;
    const char *encoding;
} DeclaredEncoding;

typedef struct DeclaredEncodings {
    DeclaredEncoding *items; /* in the arena; centers that declare one */
    size_t count;
} DeclaredEncodings;

/* None where there is no registry, or none that can be read: map says what is wrong with it. */
DeclaredEncodings declared_load(Arena *arena, const char *inputs_dir);

/*
 * For the file at this path relative to inputs/: the center is the one whose code the path names
 * last ("HKW-003/2026-09/list.csv"). NULL where it names none that declares an encoding.
 */
const char *declared_for(const DeclaredEncodings *declared, const char *path);

#endif
