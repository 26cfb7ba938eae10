#include "pipeline/base/mem.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { EXIT_NO_MEMORY = 3 };

static void *must(void *ptr)
{
    if (!ptr) {
        fputs("rollbook: out of memory\n", stderr);
        exit(EXIT_NO_MEMORY);
    }
    return ptr;
}

void *x_alloc(size_t size)
{
    return must(malloc(size ? size : 1));
}

void *x_alloc_big(size_t size)
{
    enum { LINE = 64, HUGE_PAGE = 2 << 20, BIG = 4 * HUGE_PAGE };
    size_t unit = size < BIG ? LINE : HUGE_PAGE, rounded = (size / unit + 1) * unit;
    void *ptr = must(aligned_alloc(unit, rounded));
#ifdef MADV_HUGEPAGE
    if (unit == HUGE_PAGE)
        madvise(ptr, rounded, MADV_HUGEPAGE); /* advice: refused, it is slower and no more */
#endif
    return ptr;
}

void *x_calloc(size_t count, size_t size)
{
    return must(calloc(count ? count : 1, size ? size : 1));
}

void *x_realloc(void *ptr, size_t size)
{
    return must(realloc(ptr, size ? size : 1));
}

void *x_grow_array(void *items, size_t *cap, size_t need, size_t item_size)
{
    size_t grown = *cap + *cap / 2 + 8;
    if (grown < need)
        grown = need;
    if (grown > SIZE_MAX / item_size)
        must(NULL);
    *cap = grown;
    return x_realloc(items, grown * item_size);
}

char *x_strdup(const char *cstr)
{
    return must(strdup(cstr));
}

void x_free(void *ptr)
{
    free(ptr);
}
