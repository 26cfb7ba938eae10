#ifndef ROLLBOOK_BASE_MAP_H
#define ROLLBOOK_BASE_MAP_H

/*
 * Map: text to a 64-bit number. Open addressing, keys are copied. Entries keep the order in which
 * they were added, so that walking a map is deterministic and a map doubles as an intern table:
 * map_intern gives dense numbers 0, 1, 2 ...
 */

#include "pipeline/base/str.h"

typedef struct Map Map;

Map *map_create(void);
void map_free(Map *map); /* NULL is allowed */

size_t map_count(const Map *map);

/* Adds or replaces. */
void map_set(Map *map, Str key, int64_t value);

/* True and *value where the key is there; value may be NULL. */
bool map_get(const Map *map, Str key, int64_t *value);

/* The key's number: its own if it is there, else map_count() before it was added. */
int64_t map_intern(Map *map, Str key);

/* The i-th entry in order of adding, 0 <= i < map_count(). Borrowed until map_free. */
Str map_key_at(const Map *map, size_t i);
int64_t map_value_at(const Map *map, size_t i);

#endif
