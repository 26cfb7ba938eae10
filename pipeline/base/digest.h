#ifndef ROLLBOOK_BASE_DIGEST_H
#define ROLLBOOK_BASE_DIGEST_H

/* SHA-256 (FIPS 180-4, by nettle) as 64 lower-case hexadecimal digits. */

#include "pipeline/base/error.h"
#include "pipeline/base/str.h"

enum { DIGEST_TEXT_SIZE = 65 };

typedef struct Digest Digest;

Digest *digest_create(void);
void digest_update(Digest *digest, Str bytes);
/* Writes the digest of all bytes so far and releases it. */
void digest_finish(Digest *digest, char out[DIGEST_TEXT_SIZE]);

void digest_of(Str bytes, char out[DIGEST_TEXT_SIZE]);

/* Of a file's bytes, read in pieces. STATUS_INPUT where it cannot be read. */
void digest_of_file(const char *path, char out[DIGEST_TEXT_SIZE], Error *err);

#endif
