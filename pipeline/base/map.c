#include "pipeline/base/map.h"

#include "pipeline/base/arena.h"
#include "pipeline/base/mem.h"

typedef struct MapEntry {
    Str key;
    uint64_t hash;
    int64_t value;
} MapEntry;

/* Half of the key's hash, so that the entries of other keys are not fetched. */
typedef struct MapSlot {
    uint32_t entry; /* index + 1; 0 is free */
    uint32_t hash;
} MapSlot;

/* Entries in order of adding. */
struct Map {
    Arena *keys;
    MapEntry *entries;
    size_t count, cap;
    MapSlot *slots;
    size_t slot_count; /* a power of two, more than 4/3 of count */
};

Map *map_create(void)
{
    Map *map = x_new(Map);
    map->keys = arena_create();
    map->slot_count = 16;
    map->slots = x_new_array(MapSlot, map->slot_count);
    return map;
}

void map_free(Map *map)
{
    if (!map)
        return;
    arena_free(map->keys);
    x_free(map->entries);
    x_free(map->slots);
    x_free(map);
}

size_t map_count(const Map *map)
{
    return map->count;
}

/*
 * Eight bytes at a time: str_hash, whose values may be stored, takes them one by one. No order
 * depends on it, as entries keep theirs.
 */
static uint64_t hash_of(Str key)
{
    const uint64_t odd = UINT64_C(0x9E3779B97F4A7C15);
    uint64_t hash = key.len * odd, word = 0;
    size_t at = 0;
    for (; key.len - at >= sizeof word; at += sizeof word) {
        memcpy(&word, key.ptr + at, sizeof word);
        hash = (hash ^ word) * odd;
        hash ^= hash >> 32;
    }
    word = 0;
    if (at < key.len)
        memcpy(&word, key.ptr + at, key.len - at);
    hash = (hash ^ word) * odd;
    return hash ^ (hash >> 32);
}

/* The slot of a key, or the free slot where it belongs. */
static size_t find_slot(const Map *map, Str key, uint64_t hash)
{
    size_t mask = map->slot_count - 1;
    size_t slot = (size_t)hash & mask;
    for (; map->slots[slot].entry; slot = (slot + 1) & mask)
        if (map->slots[slot].hash == (uint32_t)(hash >> 32) &&
            str_eq(map->entries[map->slots[slot].entry - 1].key, key))
            break;
    return slot;
}

static void fill_slot(Map *map, size_t slot, size_t entry)
{
    map->slots[slot] = (MapSlot){(uint32_t)entry + 1, (uint32_t)(map->entries[entry].hash >> 32)};
}

static void grow_slots(Map *map)
{
    map->slot_count *= 2;
    x_free(map->slots);
    map->slots = x_new_array(MapSlot, map->slot_count);
    for (size_t i = 0; i < map->count; i++)
        fill_slot(map, find_slot(map, map->entries[i].key, map->entries[i].hash), i);
}

/* The entry of a key; added with the given value where it was not there. */
static MapEntry *find_or_add(Map *map, Str key, int64_t value)
{
    uint64_t hash = hash_of(key);
    size_t slot = find_slot(map, key, hash);
    if (map->slots[slot].entry)
        return &map->entries[map->slots[slot].entry - 1];
    if ((map->count + 1) * 4 > map->slot_count * 3) {
        grow_slots(map);
        slot = find_slot(map, key, hash);
    }
    x_grow(map->entries, map->cap, map->count + 1);
    map->entries[map->count] = (MapEntry){arena_str(map->keys, key), hash, value};
    fill_slot(map, slot, map->count++);
    return &map->entries[map->count - 1];
}

void map_set(Map *map, Str key, int64_t value)
{
    find_or_add(map, key, value)->value = value;
}

bool map_get(const Map *map, Str key, int64_t *value)
{
    uint32_t index = map->slots[find_slot(map, key, hash_of(key))].entry;
    if (index && value)
        *value = map->entries[index - 1].value;
    return index != 0;
}

int64_t map_intern(Map *map, Str key)
{
    return find_or_add(map, key, (int64_t)map->count)->value;
}

Str map_key_at(const Map *map, size_t i)
{
    return map->entries[i].key;
}

int64_t map_value_at(const Map *map, size_t i)
{
    return map->entries[i].value;
}
