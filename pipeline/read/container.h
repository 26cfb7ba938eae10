#ifndef ROLLBOOK_READ_CONTAINER_H
#define ROLLBOOK_READ_CONTAINER_H

/*
 * A zip file as a set of named parts (PKWARE APPNOTE 6.3.10; ISO/IEC 21320-1 for office files).
 * Only the central directory is believed, and nothing is ever written to disk by an entry's name.
 * Every part that is read is checked: method stored or deflate, not encrypted, local and central
 * name the same, inside the file, no overlap, size and CRC-32 as declared, and the limits.
 */

#include "pipeline/base/arena.h"
#include "pipeline/base/error.h"
#include "pipeline/read/limits.h"

typedef struct ContainerEntry {
    Str name; /* with forward slashes, without a leading one */
    Str raw_name;
    int64_t offset; /* of the local header */
    int64_t packed; /* bytes in the file */
    int64_t size;   /* bytes when inflated, as declared */
    uint32_t crc;
    unsigned method;
    unsigned flags;
} ContainerEntry;

typedef struct Container {
    Str bytes; /* of the whole file; borrowed */
    const ReadLimits *limits;
    ContainerEntry *entries; /* in the central directory's order */
    size_t count;
    int64_t inflated; /* bytes inflated so far, over all parts */
} Container;

/* Reads the central directory into the arena. bytes must outlive the container. */
Container *container_open(Arena *arena, Str bytes, const ReadLimits *limits, Error *err);

/* The entry of that name, ASCII letters in either case; NULL where there is none. */
const ContainerEntry *container_find(const Container *container, Str name);

/* Bytes of one part as they are inflated; also plain bytes, for tests and flat files. */
typedef struct PartStream PartStream;

PartStream *part_open(Container *container, const ContainerEntry *entry, Error *err);
PartStream *part_open_bytes(Str bytes);

/* Up to cap bytes; 0 at the end, where size and CRC have been checked, and on failure. */
size_t part_read(PartStream *stream, char *buf, size_t cap, Error *err);
void part_close(PartStream *stream); /* NULL is allowed */

/* For a pass that another, checked one follows: the sum of the bytes is not asked for. */
void part_trust(PartStream *stream);

/* Bytes given out so far. */
int64_t part_given(const PartStream *stream);

/* The whole part in the arena; for small parts, at most max bytes. */
Str part_read_all(Arena *arena, Container *container, const ContainerEntry *entry, int64_t max,
                  Error *err);

#endif
