#ifndef ROLLBOOK_LINK_VALUE_POOL_H
#define ROLLBOOK_LINK_VALUE_POOL_H

/*
 * Interned values of one or more columns: equal texts have equal numbers, so that the most
 * frequent comparison of all is one of integers. 0 is "no value"; numbers follow the order of first
 * appearance. Columns that are compared with each other (father and mother, spellings of one name)
 * share a pool.
 */

#include "pipeline/base/str.h"

/* Read by the inline functions below; made and changed by value_pool.c only. */
typedef struct ValuePool {
    char *bytes;     /* all texts */
    size_t *offsets; /* offsets[id] .. offsets[id + 1] */
    uint32_t count;
    uint64_t *index; /* high half: hash, low half: id; 0: free */
    size_t index_size, bytes_len, bytes_cap, offsets_cap;
} ValuePool;

ValuePool *value_pool_create(void);
void value_pool_free(ValuePool *pool); /* NULL is allowed */

/* The number of a text, added where it is new; 0 for the empty text. */
uint32_t value_pool_intern(ValuePool *pool, Str text);

/* The number of a text; 0 where it was never added. */
uint32_t value_pool_find(const ValuePool *pool, Str text);

/*
 * The same in steps, for some hundred texts at once: each step is taken for all of them and asks
 * memory for what the next one reads. value_pool_hash works out where a text belongs,
 * value_pool_ask_place and value_pool_ask_text ask for what stands there already, and
 * value_pool_intern_hashed finds it or adds it.
 */
uint32_t value_pool_hash(const ValuePool *pool, Str text);
void value_pool_ask_place(const ValuePool *pool, uint32_t hash);
void value_pool_ask_text(const ValuePool *pool, uint32_t hash);
uint32_t value_pool_intern_hashed(ValuePool *pool, Str text, uint32_t hash);

/*
 * Adds a text without looking whether it is there, for columns that are only printed (ids of
 * records). A pool is either interned or appended to.
 */
uint32_t value_pool_append(ValuePool *pool, Str text);

/* Borrowed until the next intern. */
static inline Str value_pool_text(const ValuePool *pool, uint32_t id)
{
    size_t from = pool->offsets[id];
    return (Str){pool->bytes + from, pool->offsets[id + 1] - from};
}

/* Asks memory for a text that will be wanted soon: first for its place, later for itself. */
static inline void value_pool_prefetch_place(const ValuePool *pool, uint32_t id)
{
    __builtin_prefetch(&pool->offsets[id]);
}

static inline void value_pool_prefetch(const ValuePool *pool, uint32_t id)
{
    __builtin_prefetch(pool->bytes + pool->offsets[id]);
}

/* One more than the highest number given. */
static inline uint32_t value_pool_count(const ValuePool *pool)
{
    return pool->count;
}

#endif
