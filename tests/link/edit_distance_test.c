/* Levenshtein, OSA and Damerau: known values, and the bit-parallel ways against plain tables. */

#include "pipeline/link/edit_distance.h"
#include "pipeline/link/qgram.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

static void close_to(double found, double expected, double within)
{
    assert_true(fabs(found - expected) < within);
}

enum { FAR = 200 };

static void known_pairs_have_their_distances(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        int levenshtein, osa, damerau;
    } CASES[] = {
        {"kitten", "sitting", 3, 3, 3}, {"ca", "abc", 3, 3, 2},
        {"ab", "ba", 2, 1, 1},          {"", "abc", 3, 3, 3},
        {"abc", "abc", 0, 0, 0},        {"1971-06-24", "1971-05-24", 1, 1, 1},
        {"abcdef", "abdcef", 2, 1, 1},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        Str a = str_from(CASES[i].a), b = str_from(CASES[i].b);
        assert_int_equal(levenshtein_distance(a, b, FAR), CASES[i].levenshtein);
        assert_int_equal(osa_distance(a, b, FAR), CASES[i].osa);
        assert_int_equal(damerau_distance(a, b, FAR), CASES[i].damerau);
        assert_int_equal(levenshtein_distance(b, a, FAR), CASES[i].levenshtein);
        assert_int_equal(osa_distance(b, a, FAR), CASES[i].osa);
        assert_int_equal(damerau_distance(b, a, FAR), CASES[i].damerau);
    }
}

static void past_the_limit_one_more_is_told(void **state)
{
    (void)state;
    assert_int_equal(levenshtein_distance(STR("kitten"), STR("sitting"), 1), 2);
    assert_int_equal(osa_distance(STR("kitten"), STR("sitting"), 2), 3);
    assert_int_equal(damerau_distance(STR("a"), STR("abcdef"), 2), 3);
}

/* The textbook's table of whole prefixes, for comparison. */
static int plain_osa(const char *a, int n, const char *b, int m, int swaps)
{
    int d[80][80];
    for (int i = 0; i <= n; i++)
        for (int j = 0; j <= m; j++) {
            if (i == 0 || j == 0) {
                d[i][j] = i + j;
                continue;
            }
            int best = d[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
            if (d[i - 1][j] + 1 < best)
                best = d[i - 1][j] + 1;
            if (d[i][j - 1] + 1 < best)
                best = d[i][j - 1] + 1;
            if (swaps && i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                d[i - 2][j - 2] + 1 < best)
                best = d[i - 2][j - 2] + 1;
            d[i][j] = best;
        }
    return d[n][m];
}

static void bit_vectors_agree_with_the_table(void **state)
{
    (void)state;
    uint32_t seed = 7;
    for (int round = 0; round < 4000; round++) {
        char a[80], b[80];
        int n = 1 + (int)((seed = seed * 1664525 + 1013904223) >> 24) % 70;
        int m = 1 + (int)((seed = seed * 1664525 + 1013904223) >> 24) % 70;
        for (int i = 0; i < n; i++)
            a[i] = (char)('a' + (seed = seed * 1664525 + 1013904223) / 1000000000);
        for (int i = 0; i < m; i++)
            b[i] = (char)('a' + (seed = seed * 1664525 + 1013904223) / 1000000000);
        Str x = {a, (size_t)n}, y = {b, (size_t)m};
        assert_int_equal(levenshtein_distance(x, y, FAR), plain_osa(a, n, b, m, 0));
        assert_int_equal(osa_distance(x, y, FAR), plain_osa(a, n, b, m, 1));
    }
}

static void one_slip_is_found_wherever_it_is(void **state)
{
    (void)state;
    uint32_t seed = 11;
    int ones = 0;
    for (int round = 0; round < 4000; round++) {
        char a[24], b[24];
        int n = 1 + (int)((seed = seed * 1664525 + 1013904223) >> 24) % 12, m = n;
        for (int i = 0; i < n; i++)
            a[i] = b[i] = (char)('a' + (seed = seed * 1664525 + 1013904223) / 1500000000);
        for (int edits = 0; edits < 2; edits++) {
            int at = (int)((seed = seed * 1664525 + 1013904223) >> 20) % m;
            switch ((seed = seed * 1664525 + 1013904223) >> 30) {
            case 0: /* one more */
                for (int i = m++; i > at; i--)
                    b[i] = b[i - 1];
                break;
            case 1: /* one less */
                m -= m > 1;
                for (int i = at; i < m; i++)
                    b[i] = b[i + 1];
                break;
            case 2:
                b[at] = 'b';
                break;
            default:
                if (at + 1 < m) {
                    char swap = b[at];
                    b[at] = b[at + 1];
                    b[at + 1] = swap;
                }
            }
        }
        Str x = {a, (size_t)n}, y = {b, (size_t)m};
        for (int swaps = 0; swaps < 2; swaps++) {
            int full = plain_osa(a, n, b, m, swaps);
            int found = swaps ? osa_distance(x, y, 1) : levenshtein_distance(x, y, 1);
            assert_int_equal(found, full > 1 ? 2 : full);
            ones += full == 1;
        }
        int full = damerau_distance(x, y, FAR);
        assert_int_equal(damerau_distance(x, y, 2), full > 2 ? 3 : full);
    }
    assert_true(ones > 500);
}

static void jaccard_is_shared_grams_of_all_grams(void **state)
{
    (void)state;
    close_to(qgram_jaccard(STR("night"), STR("nacht"), 2), 1.0 / 7, 1e-9);
    close_to(qgram_jaccard(STR("abc"), STR("cab"), 1), 1, 1e-9);
    close_to(qgram_jaccard(STR("aaaa"), STR("a"), 1), 1, 1e-9);
    close_to(qgram_jaccard(STR("x"), STR("x"), 3), 1, 1e-9);
    close_to(qgram_jaccard(STR(""), STR("x"), 2), 0, 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_pairs_have_their_distances),
        cmocka_unit_test(past_the_limit_one_more_is_told),
        cmocka_unit_test(bit_vectors_agree_with_the_table),
        cmocka_unit_test(one_slip_is_found_wherever_it_is),
        cmocka_unit_test(jaccard_is_shared_grams_of_all_grams),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
