/*
 * Damerau-Levenshtein distance, unrestricted: swaps of neighbours with edits between them.
 * R. Lowrance and R. A. Wagner, "An extension of the string-to-string correction problem", JACM 22
 * (1975). DuckDB's and Spark's damerau_levenshtein are this one.
 */

#include "pipeline/link/edit_distance.h"

#include "pipeline/base/mem.h"

#include <stdlib.h>

static int min_int(int a, int b)
{
    return a < b ? a : b;
}

int damerau_distance(Str a, Str b, int limit)
{
    a = str_slice(a, 0, EDIT_MAX);
    b = str_slice(b, 0, EDIT_MAX);
    int len_a = (int)a.len, len_b = (int)b.len, far = len_a + len_b;
    if (abs(len_a - len_b) > limit)
        return limit + 1;
    /* A swap with one edit between its letters costs 2 here and 3 in OSA, which is quick. */
    if (limit <= 2) {
        int alignment = osa_distance(a, b, limit + 1);
        if (limit < 2 || alignment != limit + 1)
            return alignment <= limit ? alignment : limit + 1;
    }
    /* A border of two rows and columns; entry (i, j) is the distance of the first i and j bytes. */
    int width = len_b + 2;
    int *table = x_new_array(int, (size_t)(len_a + 2) * (size_t)width);
#define AT(i, j) table[((i) + 1) * width + (j) + 1]
    for (int i = 0; i <= len_a; i++) {
        AT(i, -1) = far;
        AT(i, 0) = i;
    }
    for (int j = 0; j <= len_b; j++) {
        AT(-1, j) = far;
        AT(0, j) = j;
    }
    AT(-1, -1) = far;
    int last_row[256] = {0}; /* where each byte was last seen in a */
    for (int i = 1; i <= len_a; i++) {
        int last_match = 0;
        for (int j = 1; j <= len_b; j++) {
            int row = last_row[(unsigned char)b.ptr[j - 1]], col = last_match;
            int cost = a.ptr[i - 1] != b.ptr[j - 1];
            if (!cost)
                last_match = j;
            int best = AT(i - 1, j - 1) + cost;
            best = min_int(best, AT(i, j - 1) + 1);
            best = min_int(best, AT(i - 1, j) + 1);
            best = min_int(best, AT(row - 1, col - 1) + (i - row - 1) + 1 + (j - col - 1));
            AT(i, j) = best;
        }
        last_row[(unsigned char)a.ptr[i - 1]] = i;
    }
    int distance = AT(len_a, len_b);
#undef AT
    x_free(table);
    return distance > limit ? limit + 1 : distance;
}
