/*
 * The pool: all texts in one growing block, a table of offsets, and an open-addressed index whose
 * slots carry half of the hash beside the number, so that probing rarely touches the texts.
 */

#include "pipeline/link/value_pool.h"

#include "pipeline/base/mem.h"

enum { INDEX_START = 1024 };

/* Multiply-and-fold over eight bytes at a time; quality enough for a table that lives in memory. */
static uint64_t hash_text(Str s)
{
    uint64_t hash = s.len * UINT64_C(0x9E3779B97F4A7C15);
    size_t i = 0;
    for (; i + 8 <= s.len; i += 8) {
        uint64_t word;
        memcpy(&word, s.ptr + i, 8);
        hash = (hash ^ word) * UINT64_C(0xFF51AFD7ED558CCD);
        hash ^= hash >> 32;
    }
    uint64_t tail = 0;
    memcpy(&tail, s.ptr + i, s.len - i);
    hash = (hash ^ tail) * UINT64_C(0xC4CEB9FE1A85EC53);
    return hash ^ hash >> 29;
}

ValuePool *value_pool_create(void)
{
    ValuePool *pool = x_new(ValuePool);
    x_grow(pool->offsets, pool->offsets_cap, 2);
    pool->offsets[0] = pool->offsets[1] = 0;
    x_grow(pool->bytes, pool->bytes_cap, 1);
    pool->count = 1;
    pool->index_size = INDEX_START;
    pool->index = x_new_array(uint64_t, INDEX_START);
    return pool;
}

void value_pool_free(ValuePool *pool)
{
    if (!pool)
        return;
    x_free(pool->bytes);
    x_free(pool->offsets);
    x_free(pool->index);
    x_free(pool);
}

static void grow_index(ValuePool *pool)
{
    size_t size = pool->index_size * 2;
    uint64_t *index = x_new_array(uint64_t, size);
    for (size_t i = 0; i < pool->index_size; i++) {
        if (!pool->index[i])
            continue;
        /* The stored half hash places entries while the table has at most 2^32 slots. */
        size_t slot = (size_t)(pool->index[i] >> 32) & (size - 1);
        while (index[slot])
            slot = (slot + 1) & (size - 1);
        index[slot] = pool->index[i];
    }
    x_free(pool->index);
    pool->index = index;
    pool->index_size = size;
}

uint32_t value_pool_hash(const ValuePool *pool, Str text)
{
    uint32_t hash = (uint32_t)hash_text(text);
    __builtin_prefetch(&pool->index[hash & (pool->index_size - 1)]);
    return hash;
}

/* The value that a hash leads to first, mostly the right one; 0: none. */
static uint32_t first_guess(const ValuePool *pool, uint32_t hash)
{
    return (uint32_t)pool->index[hash & (pool->index_size - 1)];
}

void value_pool_ask_place(const ValuePool *pool, uint32_t hash)
{
    value_pool_prefetch_place(pool, first_guess(pool, hash));
}

void value_pool_ask_text(const ValuePool *pool, uint32_t hash)
{
    value_pool_prefetch(pool, first_guess(pool, hash));
}

uint32_t value_pool_append(ValuePool *pool, Str text)
{
    if (text.len == 0)
        return 0;
    uint32_t id = pool->count++;
    x_grow(pool->bytes, pool->bytes_cap, pool->bytes_len + text.len);
    memcpy(pool->bytes + pool->bytes_len, text.ptr, text.len);
    pool->bytes_len += text.len;
    x_grow(pool->offsets, pool->offsets_cap, (size_t)id + 2);
    pool->offsets[id + 1] = pool->bytes_len;
    return id;
}

uint32_t value_pool_find(const ValuePool *pool, Str text)
{
    uint64_t tag = (uint32_t)hash_text(text);
    size_t mask = pool->index_size - 1, slot = (size_t)tag & mask;
    for (; pool->index[slot]; slot = (slot + 1) & mask)
        if (pool->index[slot] >> 32 == tag &&
            str_eq(value_pool_text(pool, (uint32_t)pool->index[slot]), text))
            return (uint32_t)pool->index[slot];
    return 0;
}

uint32_t value_pool_intern_hashed(ValuePool *pool, Str text, uint32_t hash)
{
    if (text.len == 0)
        return 0;
    uint64_t tag = hash;
    size_t mask = pool->index_size - 1, slot = (size_t)tag & mask;
    for (; pool->index[slot]; slot = (slot + 1) & mask)
        if (pool->index[slot] >> 32 == tag &&
            str_eq(value_pool_text(pool, (uint32_t)pool->index[slot]), text))
            return (uint32_t)pool->index[slot];
    uint32_t id = value_pool_append(pool, text);
    pool->index[slot] = tag << 32 | id;
    if ((size_t)pool->count * 2 > pool->index_size)
        grow_index(pool);
    return id;
}

uint32_t value_pool_intern(ValuePool *pool, Str text)
{
    return value_pool_intern_hashed(pool, text, (uint32_t)hash_text(text));
}
