#ifndef ROLLBOOK_BASE_MEM_H
#define ROLLBOOK_BASE_MEM_H

/*
 * The only calls to malloc. Running out of memory ends the program here with a message and exit
 * code 3; an open transaction rolls back.
 */

#include <stddef.h>

/* One zeroed T; release with x_free. */
#define x_new(T) ((T *)x_calloc(1, sizeof(T)))

/* n zeroed Ts. */
#define x_new_array(T, n) ((T *)x_calloc((n), sizeof(T)))

/*
 * Makes room for `need` items in a growing array: `items` is a T* lvalue, `cap` a size_t lvalue.
 * Grows by half, so that n appends cost O(n).
 */
#define x_grow(items, cap, need)                                                                   \
    do {                                                                                           \
        if ((need) > (cap))                                                                        \
            (items) = x_grow_array((items), &(cap), (need), sizeof *(items));                      \
    } while (0)

void *x_alloc(size_t size);

/*
 * For arrays of many megabytes that are read at random: begins at a cache line, and lies in huge
 * pages where the system has them, so that an access rarely waits for the page's address too.
 */
void *x_alloc_big(size_t size);
void *x_calloc(size_t count, size_t size);
void *x_realloc(void *ptr, size_t size);
void *x_grow_array(void *items, size_t *cap, size_t need, size_t item_size);
char *x_strdup(const char *cstr);
void x_free(void *ptr);

#endif
