/* Jaccard similarity of q-gram sets: grams as 32-bit numbers, sorted, merged. */

#include "pipeline/link/qgram.h"

#include <stdlib.h>

enum { GRAMS_MAX = 256 };

static int compare_u32(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

/* The distinct grams in ascending order; texts are cut at GRAMS_MAX grams. */
static size_t grams_of(Str s, int q, uint32_t grams[GRAMS_MAX])
{
    size_t width = (size_t)q < s.len ? (size_t)q : s.len, count = 0;
    for (size_t i = 0; i + width <= s.len && count < GRAMS_MAX; i++) {
        uint32_t gram = 0;
        for (size_t k = 0; k < width; k++)
            gram = gram << 8 | (unsigned char)s.ptr[i + k];
        grams[count++] = gram;
    }
    qsort(grams, count, sizeof *grams, compare_u32);
    size_t distinct = 0;
    for (size_t i = 0; i < count; i++)
        if (i == 0 || grams[i] != grams[i - 1])
            grams[distinct++] = grams[i];
    return distinct;
}

double qgram_jaccard(Str a, Str b, int q)
{
    uint32_t left[GRAMS_MAX], right[GRAMS_MAX];
    if (a.len == 0 || b.len == 0)
        return 0;
    size_t n = grams_of(a, q, left), m = grams_of(b, q, right), shared = 0;
    for (size_t i = 0, j = 0; i < n && j < m;) {
        if (left[i] == right[j]) {
            shared++;
            i++;
            j++;
        } else if (left[i] < right[j]) {
            i++;
        } else {
            j++;
        }
    }
    return (double)shared / (double)(n + m - shared);
}
