/*
 * Levenshtein distance. Patterns of up to 64 bytes by bit vectors (G. Myers, "A fast bit-vector
 * algorithm for approximate string matching", JACM 46 (1999), in H. Hyyrö's form of 2003); longer
 * ones by the table, one row at a time.
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
    uint64_t plus = ~UINT64_C(0), minus = 0, last = UINT64_C(1) << (len_a - 1);
    int distance = (int)len_a;
    for (size_t j = 0; j < len_b; j++) {
        uint64_t eq = equal[b[j]];
        uint64_t zero = (((eq & plus) + plus) ^ plus) | eq | minus;
        uint64_t h_plus = minus | ~(zero | plus), h_minus = zero & plus;
        distance += (h_plus & last) != 0;
        distance -= (h_minus & last) != 0;
        h_plus = (h_plus << 1) | 1;
        h_minus <<= 1;
        plus = h_minus | ~(zero | h_plus);
        minus = zero & h_plus;
    }
    return distance;
}

static int distance_table(const char *a, int len_a, const char *b, int len_b)
{
    int row[EDIT_MAX + 1];
    for (int i = 0; i <= len_a; i++)
        row[i] = i;
    for (int j = 1; j <= len_b; j++) {
        int diagonal = row[0];
        row[0] = j;
        for (int i = 1; i <= len_a; i++) {
            int best = diagonal + (a[i - 1] != b[j - 1]);
            if (row[i] + 1 < best)
                best = row[i] + 1;
            if (row[i - 1] + 1 < best)
                best = row[i - 1] + 1;
            diagonal = row[i];
            row[i] = best;
        }
    }
    return row[len_a];
}

int levenshtein_distance(Str a, Str b, int limit)
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
