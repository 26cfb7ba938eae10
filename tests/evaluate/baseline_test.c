/* The baselines do what their names say: they are to be beaten, so they must not be broken. */

#include "pipeline/evaluate/baseline.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include <math.h>

#define assert_near(a, b, allowed) assert_true(fabs((a) - (b)) <= (allowed))

static void jaro_winkler_agrees_with_published_values(void **state)
{
    (void)state;
    static const struct {
        Str a, b;
        double similarity;
    } CASES[] = {
        {STR_LIT("MARTHA"), STR_LIT("MARHTA"), 0.9611}, /* Winkler 1990 */
        {STR_LIT("DWAYNE"), STR_LIT("DUANE"), 0.8400},
        {STR_LIT("DIXON"), STR_LIT("DICKSONX"), 0.8133},
        {STR_LIT("same"), STR_LIT("same"), 1},
        {STR_LIT("abc"), STR_LIT("xyz"), 0},
        {STR_LIT(""), STR_LIT("abc"), 0},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        assert_near(baseline_jaro_winkler(CASES[i].a, CASES[i].b), CASES[i].similarity, 0.00005);
}

static void exact_agreement_needs_both_name_and_birth(void **state)
{
    (void)state;
    BaselineRecord records[] = {
        {.fields = {STR_LIT("ma su"), STR_LIT("2014-03-09")}, .truth = 0},
        {.fields = {STR_LIT("ma su"), STR_LIT("2014-03-09")}, .truth = 0},
        {.fields = {STR_LIT("ma su"), STR_LIT("2015-03-09")}, .truth = 1},
        {.fields = {STR_LIT("ma su"), STR_LIT("")}, .truth = 2},
        {.fields = {STR_LIT("ma su"), STR_LIT("")}, .truth = 2},
    };
    ClusterScore s = baseline_exact(records, 5);
    assert_int_equal(s.found_pairs, 1);
    assert_int_equal(s.right_pairs, 1);
    assert_int_equal(s.true_pairs, 2);
}

enum { PEOPLE = 300 };

static void two_classes_find_people_who_differ_in_one_field(void **state)
{
    (void)state;
    /* Each of 300 twice; the second time another spelling of the name. */
    static char texts[PEOPLE][5][32];
    static BaselineRecord records[PEOPLE * 2];
    for (int i = 0; i < PEOPLE; i++) {
        snprintf(texts[i][0], 32, "%c%c%c maung lin", 'a' + i % 26, 'a' + i / 26 % 26,
                 'a' + i % 17);
        snprintf(texts[i][1], 32, "%c%c%c mg linn", 'a' + i % 26, 'a' + i / 26 % 26, 'a' + i % 17);
        snprintf(texts[i][2], 32, "%d-%02d-%02d", 2008 + i % 10, i % 12 + 1, i % 28 + 1);
        snprintf(texts[i][3], 32, "u father%d", i);
        snprintf(texts[i][4], 32, "08%08d", i * 7919);
        for (int copy = 0; copy < 2; copy++)
            records[i * 2 + copy] =
                (BaselineRecord){.fields = {[BASELINE_NAME] = str_from(texts[i][copy]),
                                            [BASELINE_BIRTH] = str_from(texts[i][2]),
                                            [BASELINE_SEX] = i % 2 ? STR("F") : STR("M"),
                                            [BASELINE_FATHER] = str_from(texts[i][3]),
                                            [BASELINE_PHONE] = str_from(texts[i][4])},
                                 .truth = i};
    }
    int bits;
    ClusterScore s = baseline_two_class(records, (size_t)PEOPLE * 2, &bits);
    assert_true(s.f1 > 0.99);
    assert_near(baseline_exact(records, (size_t)PEOPLE * 2).recall, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(jaro_winkler_agrees_with_published_values),
        cmocka_unit_test(exact_agreement_needs_both_name_and_birth),
        cmocka_unit_test(two_classes_find_people_who_differ_in_one_field),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
