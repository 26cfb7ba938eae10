/* The zip container: central directory, checks, inflating with ISA-L. See container.h. */

#include "pipeline/read/container.h"

#include "pipeline/base/mem.h"

#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>

enum {
    END_SIZE = 22,
    CENTRAL_SIZE = 46,
    LOCAL_SIZE = 30,
    END64_SIZE = 56,
    LOCATOR64_SIZE = 20,
    METHOD_STORED = 0,
    METHOD_DEFLATE = 8,
    FLAG_ENCRYPTED = 1,
    FLAG_STRONG_ENCRYPTION = 64,
    EXTRA_ZIP64 = 1,
    INFLATE_PIECE = 1 << 30, /* at a time: the library counts in 32 bits */
};
static const uint32_t SIGN_LOCAL = 0x04034b50, SIGN_CENTRAL = 0x02014b50, SIGN_END = 0x06054b50,
                      SIGN_END64 = 0x06064b50, SIGN_LOCATOR64 = 0x07064b50;

struct PartStream {
    Container *container; /* NULL: plain bytes */
    const unsigned char *packed;
    size_t packed_size, packed_read;
    bool trusted;
    int64_t size, produced;
    uint32_t crc, crc_expected;
    unsigned method;
    bool ended;
    struct inflate_state *inflate; /* NULL: the part is stored as it is */
};

static uint32_t u16_at(Str s, int64_t at)
{
    const unsigned char *p = (const unsigned char *)s.ptr + at;
    return (uint32_t)p[0] | (uint32_t)p[1] << 8;
}

static uint32_t u32_at(Str s, int64_t at)
{
    return u16_at(s, at) | u16_at(s, at + 2) << 16;
}

static uint64_t u64_at(Str s, int64_t at)
{
    return u32_at(s, at) | (uint64_t)u32_at(s, at + 4) << 32;
}

/*
 * The end record: the last one whose comment reaches exactly to the end of the file; where none
 * does (bytes were appended after the archive), the last one whose comment fits. -1: none.
 */
static int64_t find_end(Str bytes)
{
    int64_t len = (int64_t)bytes.len, fits = -1;
    int64_t lowest = len - END_SIZE - 65535;
    for (int64_t at = len - END_SIZE; at >= 0 && at >= lowest; at--) {
        if (bytes.ptr[at] != 'P' || u32_at(bytes, at) != SIGN_END)
            continue;
        int64_t comment_end = at + END_SIZE + u16_at(bytes, at + 20);
        if (comment_end == len)
            return at;
        if (fits < 0 && comment_end <= len)
            fits = at;
    }
    return fits;
}

/* 64-bit values that did not fit the central record, from its zip64 extra field. */
static bool read_zip64(Str bytes, int64_t at, int64_t len, ContainerEntry *entry)
{
    for (int64_t end = at + len; at + 4 <= end;) {
        int64_t size = u16_at(bytes, at + 2), field = at + 4;
        if (field + size > end)
            return true; /* a malformed extra field of some other kind: not needed */
        if (u16_at(bytes, at) == EXTRA_ZIP64) {
            int64_t *wanted[] = {&entry->size, &entry->packed, &entry->offset};
            for (size_t i = 0; i < 3; i++) {
                if (*wanted[i] != UINT32_MAX)
                    continue;
                if (size < 8)
                    return false;
                uint64_t value = u64_at(bytes, field);
                if (value > INT64_MAX / 2)
                    return false;
                *wanted[i] = (int64_t)value;
                field += 8;
                size -= 8;
            }
            return true;
        }
        at = field + size;
    }
    return true;
}

static Str normal_name(Arena *arena, Str raw)
{
    while (raw.len && (raw.ptr[0] == '/' || raw.ptr[0] == '\\'))
        raw = str_slice(raw, 1, raw.len);
    if (!memchr(raw.ptr, '\\', raw.len))
        return raw;
    char *copy = arena_alloc(arena, raw.len);
    for (size_t i = 0; i < raw.len; i++)
        copy[i] = raw.ptr[i] == '\\' ? '/' : raw.ptr[i];
    return (Str){copy, raw.len};
}

static bool damaged(Error *err, const char *what)
{
    error_set(err, STATUS_FORMAT, "the file is damaged or was cut off: %s", what);
    return false;
}

static bool read_directory(Container *self, Arena *arena, int64_t at, int64_t end, int64_t shift,
                           uint64_t count, Error *err)
{
    if (count > (uint64_t)self->limits->zip_entries) {
        error_set(err, STATUS_LIMIT, "the zip container has %llu entries, at most %d are read",
                  (unsigned long long)count, self->limits->zip_entries);
        return false;
    }
    self->entries = arena_new_array(arena, ContainerEntry, count + 1);
    for (uint64_t i = 0; i < count; i++) {
        if (at + CENTRAL_SIZE > end || u32_at(self->bytes, at) != SIGN_CENTRAL)
            return damaged(err, "its list of contents ends early");
        int64_t name_len = u16_at(self->bytes, at + 28), extra_len = u16_at(self->bytes, at + 30),
                comment_len = u16_at(self->bytes, at + 32);
        if (at + CENTRAL_SIZE + name_len + extra_len + comment_len > end)
            return damaged(err, "its list of contents ends early");
        if (name_len > self->limits->zip_name_bytes) {
            error_set(err, STATUS_LIMIT, "a name in the zip container is longer than %d bytes",
                      self->limits->zip_name_bytes);
            return false;
        }
        ContainerEntry *entry = &self->entries[self->count++];
        *entry = (ContainerEntry){
            .raw_name = {self->bytes.ptr + at + CENTRAL_SIZE, (size_t)name_len},
            .offset = u32_at(self->bytes, at + 42),
            .packed = u32_at(self->bytes, at + 20),
            .size = u32_at(self->bytes, at + 24),
            .crc = u32_at(self->bytes, at + 16),
            .method = u16_at(self->bytes, at + 10),
            .flags = u16_at(self->bytes, at + 8),
        };
        entry->name = normal_name(arena, entry->raw_name);
        if (!read_zip64(self->bytes, at + CENTRAL_SIZE + name_len, extra_len, entry))
            return damaged(err, "a 64-bit size is malformed");
        entry->offset += shift;
        at += CENTRAL_SIZE + name_len + extra_len + comment_len;
    }
    return true;
}

Container *container_open(Arena *arena, Str bytes, const ReadLimits *limits, Error *err)
{
    if (!error_ok(err))
        return NULL;
    Container *self = arena_new(arena, Container);
    self->bytes = bytes;
    self->limits = limits;
    int64_t end = find_end(bytes);
    if (end < 0) {
        damaged(err, "the zip container has no end record");
        return NULL;
    }
    uint64_t count = u16_at(bytes, end + 10), size = u32_at(bytes, end + 12),
             offset = u32_at(bytes, end + 16);
    int64_t directory_end = end;
    int64_t locator = end - LOCATOR64_SIZE;
    if (locator >= 0 && u32_at(bytes, locator) == SIGN_LOCATOR64) {
        uint64_t at = u64_at(bytes, locator + 8);
        if (locator < END64_SIZE || at > (uint64_t)(locator - END64_SIZE) ||
            u32_at(bytes, (int64_t)at) != SIGN_END64) {
            damaged(err, "its 64-bit end record is missing");
            return NULL;
        }
        count = u64_at(bytes, (int64_t)at + 32);
        size = u64_at(bytes, (int64_t)at + 40);
        offset = u64_at(bytes, (int64_t)at + 48);
        directory_end = (int64_t)at;
    }
    if (size > (uint64_t)directory_end || offset > (uint64_t)directory_end) {
        damaged(err, "its list of contents lies outside the file");
        return NULL;
    }
    /* Where bytes stand before the archive, offsets may count from the archive's own start. */
    int64_t at = (int64_t)offset, shift = 0, by_size = directory_end - (int64_t)size;
    if (count > 0 && at != by_size &&
        (at + 4 > directory_end || u32_at(bytes, at) != SIGN_CENTRAL)) {
        shift = by_size - at;
        at = by_size;
    }
    if (!read_directory(self, arena, at, directory_end, shift, count, err))
        return NULL;
    return self;
}

const ContainerEntry *container_find(const Container *container, Str name)
{
    for (size_t i = 0; i < container->count; i++)
        if (str_eq_ignore_case(container->entries[i].name, name))
            return &container->entries[i];
    return NULL;
}

/* Offset of the entry's packed bytes, every check made; -1 on failure. */
static int64_t locate(const Container *self, const ContainerEntry *entry, Error *err)
{
    Str bytes = self->bytes;
    int64_t len = (int64_t)bytes.len;
    if (entry->flags & (FLAG_ENCRYPTED | FLAG_STRONG_ENCRYPTION)) {
        error_set(err, STATUS_FORMAT, "the file is protected by a password: save it without one");
        return -1;
    }
    if (entry->method != METHOD_STORED && entry->method != METHOD_DEFLATE) {
        error_set(err, STATUS_FORMAT, "part %.*s is compressed by the unknown method %u",
                  (int)(entry->name.len < 80 ? entry->name.len : 80), entry->name.ptr,
                  entry->method);
        return -1;
    }
    int64_t at = entry->offset;
    if (at < 0 || at > len - LOCAL_SIZE || u32_at(bytes, at) != SIGN_LOCAL) {
        damaged(err, "a part is not where the list of contents says");
        return -1;
    }
    int64_t name_len = u16_at(bytes, at + 26);
    int64_t data = at + LOCAL_SIZE + name_len + u16_at(bytes, at + 28);
    if (data > len || entry->packed > len - data) {
        damaged(err, "a part reaches past the end of the file");
        return -1;
    }
    if (!str_eq((Str){bytes.ptr + at + LOCAL_SIZE, (size_t)name_len}, entry->raw_name)) {
        damaged(err, "a part's two names differ");
        return -1;
    }
    for (size_t i = 0; i < self->count; i++) {
        const ContainerEntry *other = &self->entries[i];
        if (other == entry)
            continue;
        if (other->offset >= at && other->offset < data + entry->packed) {
            damaged(err, "two parts overlap");
            return -1;
        }
        if (str_eq_ignore_case(other->name, entry->name)) {
            damaged(err, "a part is there twice");
            return -1;
        }
    }
    return data;
}

PartStream *part_open(Container *container, const ContainerEntry *entry, Error *err)
{
    if (!error_ok(err))
        return NULL;
    int64_t data = locate(container, entry, err);
    if (data < 0)
        return NULL;
    if (entry->size > container->limits->part_bytes) {
        error_set(err, STATUS_LIMIT, "a part of the file is larger than %lld MiB",
                  (long long)(container->limits->part_bytes >> 20));
        return NULL;
    }
    PartStream *self = x_new(PartStream);
    self->container = container;
    self->packed = (const unsigned char *)container->bytes.ptr + data;
    self->packed_size = (size_t)entry->packed;
    self->size = entry->size;
    self->crc_expected = entry->crc;
    self->method = entry->method;
    if (self->method == METHOD_DEFLATE) {
        /* Not zeroed: of its 80 KB, in each of a thousand processes, a small part touches few. */
        self->inflate = x_alloc(sizeof *self->inflate);
        isal_inflate_init(self->inflate); /* raw deflate: no header, no checksum of its own */
    }
    return self;
}

PartStream *part_open_bytes(Str bytes)
{
    PartStream *self = x_new(PartStream);
    self->packed = (const unsigned char *)bytes.ptr;
    self->packed_size = bytes.len;
    self->size = (int64_t)bytes.len;
    self->method = METHOD_STORED;
    return self;
}

static size_t inflate_some(PartStream *self, char *buf, size_t cap, Error *err)
{
    struct inflate_state *state = self->inflate;
    state->next_out = (uint8_t *)buf;
    state->avail_out = (uint32_t)(cap < INFLATE_PIECE ? cap : INFLATE_PIECE);
    while (state->avail_out > 0 && !self->ended) {
        if (state->avail_in == 0) {
            size_t left = self->packed_size - self->packed_read;
            size_t piece = left < INFLATE_PIECE ? left : INFLATE_PIECE;
            state->next_in = (uint8_t *)(uintptr_t)(self->packed + self->packed_read);
            state->avail_in = (uint32_t)piece;
            self->packed_read += piece;
        }
        uint32_t in = state->avail_in, out = state->avail_out;
        int code = isal_inflate(state);
        self->ended = state->block_state == ISAL_BLOCK_FINISH;
        bool stuck = in == state->avail_in && out == state->avail_out && !self->ended;
        if (code != ISAL_DECOMP_OK || stuck) {
            damaged(err, "a part does not inflate");
            return 0;
        }
    }
    return (size_t)((char *)state->next_out - buf);
}

static size_t copy_some(PartStream *self, char *buf, size_t cap)
{
    size_t left = self->packed_size - self->packed_read;
    size_t piece = left < cap ? left : cap;
    if (piece > 0)
        memcpy(buf, self->packed + self->packed_read, piece);
    self->packed_read += piece;
    self->ended = self->packed_read == self->packed_size;
    return piece;
}

/* Limits and declared size of what was inflated so far; at the end also the CRC. */
static bool count_bytes(PartStream *self, const char *buf, size_t n, Error *err)
{
    Container *container = self->container;
    const ReadLimits *limits = container->limits;
    self->produced += (int64_t)n;
    container->inflated += (int64_t)n;
    if (!self->trusted)
        self->crc = crc32_gzip_refl(self->crc, (const uint8_t *)buf, n);
    if (self->produced > self->size)
        return damaged(err, "a part is larger than it says");
    if (self->produced > limits->part_bytes || container->inflated > limits->workbook_bytes) {
        error_set(err, STATUS_LIMIT, "the file unpacks to more than %lld MiB",
                  (long long)(limits->workbook_bytes >> 20));
        return false;
    }
    if (self->produced > limits->ratio_from_bytes &&
        self->produced / limits->ratio > (int64_t)self->packed_size) {
        error_set(err, STATUS_LIMIT,
                  "the file unpacks to more than %lld times its size: not a plausible workbook",
                  (long long)limits->ratio);
        return false;
    }
    if (self->ended && self->produced != self->size)
        return damaged(err, "a part is smaller than it says");
    if (self->ended && !self->trusted && self->crc != self->crc_expected)
        return damaged(err, "a part's checksum is wrong");
    return true;
}

size_t part_read(PartStream *self, char *buf, size_t cap, Error *err)
{
    if (!error_ok(err) || self->ended || cap == 0)
        return 0;
    size_t n = self->method == METHOD_DEFLATE ? inflate_some(self, buf, cap, err)
                                              : copy_some(self, buf, cap);
    if (!error_ok(err) || (self->container && !count_bytes(self, buf, n, err)))
        return 0;
    return n;
}

void part_trust(PartStream *stream)
{
    stream->trusted = true;
}

int64_t part_given(const PartStream *stream)
{
    return stream->method == METHOD_STORED ? (int64_t)stream->packed_read : stream->produced;
}

void part_close(PartStream *stream)
{
    if (!stream)
        return;
    x_free(stream->inflate);
    x_free(stream);
}

Str part_read_all(Arena *arena, Container *container, const ContainerEntry *entry, int64_t max,
                  Error *err)
{
    PartStream *stream = part_open(container, entry, err);
    if (!stream)
        return STR("");
    if (entry->size > max) {
        error_set(err, STATUS_LIMIT, "a part of the file is larger than %lld bytes",
                  (long long)max);
        part_close(stream);
        return STR("");
    }
    char *bytes = arena_alloc(arena, (size_t)entry->size + 1);
    size_t len = 0, n;
    while ((n = part_read(stream, bytes + len, (size_t)entry->size + 1 - len, err)) > 0)
        len += n;
    part_close(stream);
    return (Str){bytes, len};
}
