#ifndef ROLLBOOK_BASE_ARENA_H
#define ROLLBOOK_BASE_ARENA_H

/*
 * Arena: memory that is released all at once. The named lifetimes are the run, the file, the row
 * scratch and the document; each is one arena.
 */

#include "pipeline/base/str.h"

typedef struct Arena Arena;

Arena *arena_create(void);

/* Forgets everything allocated; keeps the first blocks for the next round. */
void arena_reset(Arena *arena);

/* Releases the arena. NULL is allowed. */
void arena_free(Arena *arena);

/* size bytes, aligned for any type, not zeroed. */
void *arena_alloc(Arena *arena, size_t size);

/* One zeroed T, or n of them. */
#define arena_new(arena, T)          ((T *)arena_zeroed((arena), 1, sizeof(T)))
#define arena_new_array(arena, T, n) ((T *)arena_zeroed((arena), (n), sizeof(T)))
void *arena_zeroed(Arena *arena, size_t count, size_t size);

/* A copy of the text; a NUL follows it, so that .ptr is a C string too. */
Str arena_str(Arena *arena, Str s);

/* The same as a C string. */
const char *arena_cstr(Arena *arena, Str s);

/* printf into the arena. */
__attribute__((format(printf, 2, 3))) Str arena_printf(Arena *arena, const char *format, ...);

/* Bytes handed out since the last reset. */
size_t arena_used(const Arena *arena);

#endif
