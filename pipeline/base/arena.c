#include "pipeline/base/arena.h"

#include "pipeline/base/mem.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>

/*
 * Blocks in a list. A reset keeps them all and starts again at the first, so that a row scratch
 * stops calling malloc after its first few rows.
 */
typedef struct ArenaBlock ArenaBlock;
struct ArenaBlock {
    ArenaBlock *next;
    size_t size; /* bytes behind this header */
};

enum { FIRST_BLOCK = 4096, LARGEST_BLOCK = 1 << 20 };

struct Arena {
    ArenaBlock *first;
    ArenaBlock *current;
    size_t offset; /* used bytes of the current block */
    size_t used;
};

static ArenaBlock *block_create(size_t size)
{
    ArenaBlock *block = x_alloc(sizeof *block + size);
    *block = (ArenaBlock){.size = size};
    return block;
}

Arena *arena_create(void)
{
    Arena *arena = x_new(Arena);
    arena->first = arena->current = block_create(FIRST_BLOCK);
    return arena;
}

void arena_reset(Arena *arena)
{
    arena->current = arena->first;
    arena->offset = 0;
    arena->used = 0;
}

void arena_free(Arena *arena)
{
    if (!arena)
        return;
    for (ArenaBlock *block = arena->first, *next; block; block = next) {
        next = block->next;
        x_free(block);
    }
    x_free(arena);
}

/* Moves to a block with room for size bytes, behind the current one. */
static void next_block(Arena *arena, size_t size)
{
    ArenaBlock *current = arena->current;
    if (!current->next || current->next->size < size) {
        size_t wanted = current->size < LARGEST_BLOCK ? current->size * 2 : LARGEST_BLOCK;
        ArenaBlock *block = block_create(wanted < size ? size : wanted);
        block->next = current->next;
        current->next = block;
    }
    arena->current = current->next;
    arena->offset = 0;
}

void *arena_alloc(Arena *arena, size_t size)
{
    const size_t align = alignof(max_align_t);
    size = (size + align - 1) / align * align;
    if (arena->offset + size > arena->current->size)
        next_block(arena, size);
    char *bytes = (char *)(arena->current + 1) + arena->offset;
    arena->offset += size;
    arena->used += size;
    return bytes;
}

void *arena_zeroed(Arena *arena, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / 2 / size)
        count = SIZE_MAX / 2 / size; /* cannot be had: the allocator ends the program */
    return memset(arena_alloc(arena, count * size), 0, count * size);
}

Str arena_str(Arena *arena, Str s)
{
    char *copy = arena_alloc(arena, s.len + 1);
    if (s.len)
        memcpy(copy, s.ptr, s.len);
    copy[s.len] = '\0';
    return (Str){copy, s.len};
}

const char *arena_cstr(Arena *arena, Str s)
{
    return arena_str(arena, s).ptr;
}

Str arena_printf(Arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (len < 0)
        return STR("");
    char *text = arena_alloc(arena, (size_t)len + 1);
    va_start(args, format);
    vsnprintf(text, (size_t)len + 1, format, args);
    va_end(args);
    return (Str){text, (size_t)len};
}

size_t arena_used(const Arena *arena)
{
    return arena->used;
}
