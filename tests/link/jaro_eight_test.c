/* Eight at once are eight one after the other, to the last bit. */

#include "pipeline/link/jaro_eight.h"
#include "tests/support/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* One to JARO_PADDED letters, of few kinds; some are NUL, which is a letter like others. */
static int make_text(char out[JARO_PADDED], uint32_t *seed)
{
    uint32_t kinds = 2 + random_below(seed, 8), len = 1 + random_below(seed, JARO_PADDED);
    memset(out, 0, JARO_PADDED);
    for (uint32_t i = 0; i < len; i++)
        out[i] = random_below(seed, 200) ? (char)('a' + random_below(seed, kinds)) : '\0';
    return (int)len;
}

static void eight_at_once_are_eight_one_after_the_other(void **state)
{
    (void)state;
    static const double LEAST[] = {0.92, 0.85, 0.8, 0.7, 0.5};
    JaroOfEight *ways[2];
    size_t count = jaro_of_eight(ways), given_up = 0, equal = 0, between = 0;
    uint32_t seed = 3;
    for (int round = 0; round < 20000; round++) {
        static char a[JARO_EIGHT][JARO_PADDED], b[JARO_EIGHT][JARO_PADDED];
        JaroEight eight;
        for (int k = 0; k < JARO_EIGHT; k++) {
            eight.len_a[k] = make_text(a[k], &seed);
            eight.len_b[k] = make_text(b[k], &seed);
            if (random_below(&seed, 4) == 0) { /* nearly the same */
                memcpy(b[k], a[k], JARO_PADDED);
                eight.len_b[k] = eight.len_a[k];
                b[k][random_below(&seed, (uint32_t)eight.len_b[k])] = 'x';
            }
            int prefix = 0;
            while (prefix < JARO_PREFIX_MAX && prefix < eight.len_a[k] && prefix < eight.len_b[k] &&
                   a[k][prefix] == b[k][prefix])
                prefix++;
            eight.prefix[k] = prefix;
            eight.needed[k] = jaro_needed(LEAST[random_below(&seed, 5)], prefix);
            eight.a[k] = a[k];
            eight.b[k] = b[k];
        }
        for (size_t w = 0; w < count; w++) {
            ways[w](&eight);
            for (int k = 0; k < JARO_EIGHT; k++) {
                double expected = jaro_winkler_padded(a[k], (size_t)eight.len_a[k], b[k],
                                                      (size_t)eight.len_b[k], eight.needed[k]);
                assert_true(eight.similarity[k] == expected);
                given_up += expected == 0;
                equal += expected == 1;
                between += expected > 0.7 && expected < 1;
            }
        }
    }
    assert_true(given_up > 1000 && equal > 0 && between > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(eight_at_once_are_eight_one_after_the_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
