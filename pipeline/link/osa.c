/*
 * Optimal string alignment distance: Levenshtein with swaps of neighbours, no piece edited twice.
 * Up to 64 bytes by bit vectors (H. Hyyrö, "A bit-vector algorithm for computing Levenshtein and
 * Damerau edit distances", Nordic J. of Computing 10 (2003), figure 5), else by the table.
 */

#include "pipeline/link/edit_distance.h"

#include <stdlib.h>

enum { WORD_BITS = 64 };

static int distance_bits(const unsigned char *a, size_t len_a, const unsigned char *b, size_t len_b)
{
    uint64_t equal[256];
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
        uint64_t swap = (((~zero) & eq) << 1) & eq_before;
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

static int distance_table(const char *a, int len_a, const char *b, int len_b)
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
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
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

int osa_distance(Str a, Str b, int limit)
{
    a = str_slice(a, 0, EDIT_MAX);
    b = str_slice(b, 0, EDIT_MAX);
    if (abs((int)a.len - (int)b.len) > limit)
        return limit + 1;
    if (a.len == 0 || b.len == 0)
        return (int)(a.len + b.len);
    int distance;
    if (a.len <= WORD_BITS)
        distance =
            distance_bits((const unsigned char *)a.ptr, a.len, (const unsigned char *)b.ptr, b.len);
    else
        distance = distance_table(a.ptr, (int)a.len, b.ptr, (int)b.len);
    return distance > limit ? limit + 1 : distance;
}
