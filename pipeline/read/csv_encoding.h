#ifndef ROLLBOOK_READ_CSV_ENCODING_H
#define ROLLBOOK_READ_CSV_ENCODING_H

/* Which encoding a text file is in, and its bytes as UTF-8. For csv.c, html.c and the sniffer. */

#include "pipeline/base/arena.h"
#include "pipeline/base/error.h"

enum { ENCODING_NAME_SIZE = 32 };

/* False where the first bytes hold more control characters than any text has. */
bool csv_looks_like_text(Str bytes);

/*
 * Finds the encoding: byte order mark, valid UTF-8, the NUL pattern of UTF-16, then `declared`
 * (NULL: none), then Thai against Latin by the shapes of their words. Writes its name.
 */
void csv_find_encoding(Str bytes, const char *declared, char out[ENCODING_NAME_SIZE]);

typedef struct DecodedText {
    Str text;         /* valid UTF-8, without byte order mark */
    int64_t replaced; /* bytes that the encoding does not have: each became U+FFFD */
} DecodedText;

/* STATUS_FORMAT where the encoding is not known. Text that is UTF-8 already is not copied. */
DecodedText csv_decode(Arena *arena, Str bytes, const char *encoding, Error *err);

/* Both together: the encoding's name into out. */
DecodedText csv_read_text(Arena *arena, Str bytes, const char *declared,
                          char out[ENCODING_NAME_SIZE], Error *err);

#endif
