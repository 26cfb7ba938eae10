#ifndef ROLLBOOK_LOAD_TEXT_POOL_H
#define ROLLBOOK_LOAD_TEXT_POOL_H

/* Texts of rows that outlive the rows, until text_pool_close. A NULL ptr stays one. */

#include "pipeline/base/arena.h"
#include "pipeline/base/map.h"

typedef struct TextPool {
    Arena *arena;
    Map *shared;
} TextPool;

static inline TextPool text_pool_open(void)
{
    return (TextPool){.arena = arena_create(), .shared = map_create()};
}

static inline void text_pool_close(TextPool *pool)
{
    arena_free(pool->arena);
    map_free(pool->shared);
}

/* For what many rows say alike, a center or grade: kept once, equal texts are at one address. */
static inline Str text_pool_share(TextPool *pool, Str text)
{
    return text.ptr ? map_key_at(pool->shared, (size_t)map_intern(pool->shared, text)) : text;
}

/* For what is a row's own, a name. */
static inline Str text_pool_copy(TextPool *pool, Str text)
{
    return text.ptr ? arena_str(pool->arena, text) : text;
}

#endif
