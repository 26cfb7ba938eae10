/*
 * Levenshtein and optimal string alignment distance: the second also swaps neighbours, and is the
 * first but for one term. Up to 64 bytes by bit vectors (G. Myers, "A fast bit-vector algorithm for
 * approximate string matching", JACM 46 (1999), in the form of H. Hyyrö, "A bit-vector algorithm
 * for computing Levenshtein and Damerau edit distances", Nordic J. of Computing 10 (2003)), else by
 * the table. Whether one slip is enough is seen by looking past the first difference.
 */

#include "pipeline/link/edit_distance.h"

#include <stdlib.h>

enum { WORD_BITS = 64 };

static int distance_bits(const unsigned char *a, size_t len_a, const unsigned char *b, size_t len_b,
                         bool swaps)
{
    uint64_t equal[256]; /* only the entries of a's and b's bytes are ever set */
    for (size_t j = 0; j < len_b; j++)
        equal[b[j]] = 0;
    for (size_t i = 0; i < len_a; i++)
        equal[a[i]] = 0;
    for (size_t i = 0; i < len_a; i++)
        equal[a[i]] |= UINT64_C(1) << i;
    uint64_t plus = ~UINT64_C(0), minus = 0, zero = 0, eq_before = 0;
    uint64_t last = UINT64_C(1) << (len_a - 1);
    int distance = (int)len_a;
    for (size_t j = 0; j < len_b; j++) {
        uint64_t eq = equal[b[j]];
        uint64_t swap = swaps ? (((~zero) & eq) << 1) & eq_before : 0;
        zero = (((eq & plus) + plus) ^ plus) | eq | minus | swap;
        uint64_t h_plus = minus | ~(zero | plus), h_minus = zero & plus;
        distance += (h_plus & last) != 0;
        distance -= (h_minus & last) != 0;
        h_plus = (h_plus << 1) | 1;
        h_minus <<= 1;
        plus = h_minus | ~(zero | h_plus);
        minus = zero & h_plus;
        eq_before = eq;
    }
    return distance;
}

static int distance_table(const char *a, int len_a, const char *b, int len_b, bool swaps)
{
    int rows[3][EDIT_MAX + 1];
    int *two_up = rows[0], *up = rows[1], *row = rows[2];
    for (int i = 0; i <= len_a; i++)
        up[i] = i;
    for (int j = 1; j <= len_b; j++) {
        row[0] = j;
        for (int i = 1; i <= len_a; i++) {
            int best = up[i - 1] + (a[i - 1] != b[j - 1]);
            if (up[i] + 1 < best)
                best = up[i] + 1;
            if (row[i - 1] + 1 < best)
                best = row[i - 1] + 1;
            if (swaps && i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                two_up[i - 2] + 1 < best)
                best = two_up[i - 2] + 1;
            row[i] = best;
        }
        int *oldest = two_up;
        two_up = up;
        up = row;
        row = oldest;
    }
    return up[len_a];
}

/* Whether the texts are equal, or one edit apart: what stands behind the first difference tells. */
static int distance_up_to_one(Str a, Str b, bool swaps)
{
    size_t same = 0, shorter = a.len < b.len ? a.len : b.len;
    while (same < shorter && a.ptr[same] == b.ptr[same])
        same++;
    if (same == a.len && same == b.len)
        return 0;
    Str x = str_slice(a, same, a.len), y = str_slice(b, same, b.len);
    if (a.len > b.len)
        return str_eq(str_slice(x, 1, x.len), y) ? 1 : 2;
    if (a.len < b.len)
        return str_eq(x, str_slice(y, 1, y.len)) ? 1 : 2;
    if (str_eq(str_slice(x, 1, x.len), str_slice(y, 1, y.len)))
        return 1;
    return swaps && x.len > 1 && x.ptr[0] == y.ptr[1] && x.ptr[1] == y.ptr[0] &&
                   str_eq(str_slice(x, 2, x.len), str_slice(y, 2, y.len))
               ? 1
               : 2;
}

static inline int edit_distance(Str a, Str b, int limit, bool swaps)
{
    a = str_slice(a, 0, EDIT_MAX);
    b = str_slice(b, 0, EDIT_MAX);
    if (abs((int)a.len - (int)b.len) > limit)
        return limit + 1;
    if (a.len == 0 || b.len == 0)
        return (int)(a.len + b.len);
    int distance;
    if (limit == 1)
        distance = distance_up_to_one(a, b, swaps);
    else if (a.len <= WORD_BITS)
        distance = distance_bits((const unsigned char *)a.ptr, a.len, (const unsigned char *)b.ptr,
                                 b.len, swaps);
    else
        distance = distance_table(a.ptr, (int)a.len, b.ptr, (int)b.len, swaps);
    return distance > limit ? limit + 1 : distance;
}

int levenshtein_distance(Str a, Str b, int limit)
{
    return edit_distance(a, b, limit, false);
}

int osa_distance(Str a, Str b, int limit)
{
    return edit_distance(a, b, limit, true);
}
