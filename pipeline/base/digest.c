#include "pipeline/base/digest.h"

#include "pipeline/base/mem.h"

#include <errno.h>
#include <nettle/sha2.h>
#include <stdio.h>

struct Digest {
    struct sha256_ctx sha;
};

Digest *digest_create(void)
{
    Digest *digest = x_new(Digest);
    sha256_init(&digest->sha);
    return digest;
}

void digest_update(Digest *digest, Str bytes)
{
    if (bytes.len)
        sha256_update(&digest->sha, bytes.len, (const uint8_t *)bytes.ptr);
}

void digest_finish(Digest *digest, char out[DIGEST_TEXT_SIZE])
{
    static const char HEX[] = "0123456789abcdef";
    uint8_t raw[SHA256_DIGEST_SIZE];
    sha256_digest(&digest->sha, sizeof raw, raw);
    for (size_t i = 0; i < sizeof raw; i++) {
        out[2 * i] = HEX[raw[i] >> 4];
        out[2 * i + 1] = HEX[raw[i] & 15];
    }
    out[2 * sizeof raw] = '\0';
    x_free(digest);
}

void digest_of(Str bytes, char out[DIGEST_TEXT_SIZE])
{
    Digest *digest = digest_create();
    digest_update(digest, bytes);
    digest_finish(digest, out);
}

void digest_of_file(const char *path, char out[DIGEST_TEXT_SIZE], Error *err)
{
    out[0] = '\0';
    if (!error_ok(err))
        return;
    FILE *file = fopen(path, "rb");
    if (!file) {
        error_set_at(err, STATUS_INPUT, (SourceRef){.file = path}, "cannot be opened: %s",
                     strerror(errno));
        return;
    }
    Digest *digest = digest_create();
    char block[1 << 16];
    for (size_t n; (n = fread(block, 1, sizeof block, file)) > 0;)
        digest_update(digest, (Str){block, n});
    if (ferror(file))
        error_set_at(err, STATUS_INPUT, (SourceRef){.file = path}, "cannot be read: %s",
                     strerror(errno));
    fclose(file);
    digest_finish(digest, out);
}
