/* Compound files: header, FAT, directory, streams. See cfb.h. */

#include "pipeline/read/cfb.h"

#include "pipeline/base/mem.h"

enum {
    HEADER_SIZE = 512,
    HEADER_DIFAT = 109, /* FAT sectors named in the header */
    ENTRY_SIZE = 128,
    MINI_SECTOR = 64,
    MINI_LIMIT = 4096,
    TYPE_STREAM = 2,
    TYPE_ROOT = 5,
    ENTRIES_MAX = 65536,
};
static const uint32_t SECTOR_MAX = 0xFFFFFFFA; /* above: free, end of chain, ... */

typedef struct Cfb {
    Str bytes;
    size_t sector;  /* bytes of one */
    size_t sectors; /* whole or part, in the file */
    uint32_t *fat, *mini_fat;
    size_t fat_count, mini_fat_count;
    Str directory, mini; /* the directory and the mini stream, joined */
} Cfb;

static uint32_t u16_at(Str s, size_t at)
{
    const unsigned char *p = (const unsigned char *)s.ptr + at;
    return (uint32_t)p[0] | (uint32_t)p[1] << 8;
}

static uint32_t u32_at(Str s, size_t at)
{
    return u16_at(s, at) | u16_at(s, at + 2) << 16;
}

/* A sector's bytes; the last one of a file may be cut short. */
static Str sector_at(const Cfb *cfb, uint32_t number)
{
    if (number >= cfb->sectors)
        return STR("");
    size_t from = ((size_t)number + 1) * cfb->sector;
    return str_slice(cfb->bytes, from, from + cfb->sector);
}

/* The bytes of a chain, at most max. A chain that leaves the file or loops ends there. */
static Str join_chain(Arena *arena, const Cfb *cfb, uint32_t first, size_t max)
{
    size_t count = 0, limit = cfb->sectors;
    for (uint32_t s = first; s < cfb->fat_count && count < limit && count * cfb->sector < max;
         s = cfb->fat[s])
        count++;
    if (count == 0)
        return STR("");
    char *out = arena_alloc(arena, count * cfb->sector);
    size_t len = 0;
    uint32_t s = first;
    for (size_t i = 0; i < count; i++, s = cfb->fat[s]) {
        Str part = sector_at(cfb, s);
        memcpy(out + len, part.ptr, part.len);
        len += part.len;
    }
    return (Str){out, len < max ? len : max};
}

static bool damaged(Error *err, const char *what)
{
    error_set(err, STATUS_FORMAT, "the file is damaged or was cut off: %s", what);
    return false;
}

/* Appends the numbers of one sector of a table. */
static size_t take_numbers(const Cfb *cfb, uint32_t sector, uint32_t *out, size_t count, size_t cap)
{
    Str part = sector_at(cfb, sector);
    for (size_t at = 0; at + 4 <= part.len && count < cap; at += 4)
        out[count++] = u32_at(part, at);
    return count;
}

static void load_fat(Arena *arena, Cfb *cfb)
{
    /* No more numbers than the file has sectors are ever of use. */
    size_t cap = cfb->sectors;
    cfb->fat = arena_new_array(arena, uint32_t, cap + 1);
    size_t per_sector = cfb->sector / 4, tables = (cap + per_sector - 1) / per_sector, seen = 0;
    for (size_t i = 0; i < HEADER_DIFAT && seen < tables; i++) {
        uint32_t s = u32_at(cfb->bytes, 76 + i * 4);
        if (s >= SECTOR_MAX)
            continue;
        cfb->fat_count = take_numbers(cfb, s, cfb->fat, cfb->fat_count, cap);
        seen++;
    }
    uint32_t more = u32_at(cfb->bytes, 68);
    for (size_t step = 0; more < cfb->sectors && step < cfb->sectors && seen < tables; step++) {
        Str part = sector_at(cfb, more);
        if (part.len < cfb->sector)
            return;
        for (size_t at = 0; at + 8 <= cfb->sector && seen < tables; at += 4) {
            uint32_t s = u32_at(part, at);
            if (s >= SECTOR_MAX)
                continue;
            cfb->fat_count = take_numbers(cfb, s, cfb->fat, cfb->fat_count, cap);
            seen++;
        }
        more = u32_at(part, cfb->sector - 4);
    }
}

static bool cfb_open(Arena *arena, Str bytes, Cfb *cfb, Error *err)
{
    *cfb = (Cfb){.bytes = bytes, .directory = STR(""), .mini = STR("")};
    if (bytes.len < HEADER_SIZE)
        return damaged(err, "its header is not whole");
    uint32_t shift = u16_at(bytes, 30);
    if (shift != 9 && shift != 12)
        return damaged(err, "its sector size is unknown");
    cfb->sector = (size_t)1 << shift;
    if (bytes.len > cfb->sector)
        cfb->sectors = (bytes.len - cfb->sector + cfb->sector - 1) / cfb->sector;
    load_fat(arena, cfb);
    cfb->directory = join_chain(arena, cfb, u32_at(bytes, 48), (size_t)ENTRIES_MAX * ENTRY_SIZE);
    if (cfb->directory.len < ENTRY_SIZE)
        return damaged(err, "its directory is missing");
    Str mini_fat = join_chain(arena, cfb, u32_at(bytes, 60), bytes.len);
    cfb->mini_fat_count = mini_fat.len / 4;
    cfb->mini_fat = arena_new_array(arena, uint32_t, cfb->mini_fat_count + 1);
    for (size_t i = 0; i < cfb->mini_fat_count; i++)
        cfb->mini_fat[i] = u32_at(mini_fat, i * 4);
    for (size_t at = 0; at + ENTRY_SIZE <= cfb->directory.len; at += ENTRY_SIZE)
        if (cfb->directory.ptr[at + 66] == TYPE_ROOT) {
            cfb->mini = join_chain(arena, cfb, u32_at(cfb->directory, at + 116),
                                   u32_at(cfb->directory, at + 120));
            break;
        }
    return true;
}

static bool name_is(Str entry, const char *name)
{
    size_t len = strlen(name), units = u16_at(entry, 64) / 2;
    if (units > 32 || units != len + 1)
        return false;
    for (size_t i = 0; i < len; i++) {
        uint32_t unit = u16_at(entry, i * 2), wanted = (unsigned char)name[i];
        if (unit >= 'A' && unit <= 'Z')
            unit |= 0x20;
        if (wanted >= 'A' && wanted <= 'Z')
            wanted |= 0x20;
        if (unit != wanted)
            return false;
    }
    return true;
}

/* The directory entry of a stream; empty where there is none. */
static Str find_stream(const Cfb *cfb, const char *name)
{
    for (size_t at = 0; at + ENTRY_SIZE <= cfb->directory.len; at += ENTRY_SIZE) {
        Str entry = str_slice(cfb->directory, at, at + ENTRY_SIZE);
        if (entry.ptr[66] == TYPE_STREAM && name_is(entry, name))
            return entry;
    }
    return STR("");
}

static Str read_mini(Arena *arena, const Cfb *cfb, uint32_t first, size_t size)
{
    char *out = arena_alloc(arena, size + 1);
    size_t len = 0, steps = 0;
    for (uint32_t s = first; s < cfb->mini_fat_count && len < size && steps <= cfb->mini_fat_count;
         s = cfb->mini_fat[s], steps++) {
        Str part = str_slice(cfb->mini, (size_t)s * MINI_SECTOR, ((size_t)s + 1) * MINI_SECTOR);
        size_t n = part.len < size - len ? part.len : size - len;
        memcpy(out + len, part.ptr, n);
        len += n;
    }
    return (Str){out, len};
}

Str cfb_read(Arena *arena, Str bytes, const char *name, Error *err)
{
    Cfb cfb;
    if (!error_ok(err) || !cfb_open(arena, bytes, &cfb, err))
        return STR("");
    Str entry = find_stream(&cfb, name);
    if (entry.len == 0)
        return STR("");
    uint32_t first = u32_at(entry, 116);
    size_t size = u32_at(entry, 120);
    if (size > bytes.len)
        size = bytes.len;
    return size < MINI_LIMIT && cfb.mini_fat_count > 0 ? read_mini(arena, &cfb, first, size)
                                                       : join_chain(arena, &cfb, first, size);
}

bool cfb_has_stream(Str bytes, const char *name)
{
    Error ignored = {0};
    Arena *arena = arena_create();
    Cfb cfb;
    bool found = cfb_open(arena, bytes, &cfb, &ignored) && find_stream(&cfb, name).len > 0;
    arena_free(arena);
    return found;
}
