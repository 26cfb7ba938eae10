/* Agreement of clusterings, against figures worked out by hand. */

#include "pipeline/evaluate/cluster_score.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>

#define assert_near(a, b, allowed) assert_true(fabs((a) - (b)) <= (allowed))

static void a_perfect_clustering_scores_one_whatever_its_numbers(void **state)
{
    (void)state;
    int32_t truth[] = {0, 0, 1, 2, 2, 2}, cluster[] = {7, 7, 3, 0, 0, 0};
    ClusterScore s = cluster_score(truth, cluster, 6);
    assert_int_equal(s.true_pairs, 4);
    assert_int_equal(s.right_pairs, 4);
    assert_near(s.f1, 1, 1e-12);
    assert_near(s.bcubed_f1, 1, 1e-12);
}

static void splits_cost_recall_and_merges_cost_precision(void **state)
{
    (void)state;
    static const struct {
        int32_t cluster[4];
        double precision, recall, bcubed_precision, bcubed_recall;
    } CASES[] = {
        /* truth: {a b} {c d} */
        {{0, 1, 2, 3}, 1, 0, 1, 0.5},
        {{0, 0, 0, 0}, 2.0 / 6, 1, 0.5, 1},
        {{0, 0, 0, 1},
         1.0 / 3,
         0.5,
         (2.0 / 3 + 2.0 / 3 + 1.0 / 3 + 1) / 4,
         (1 + 1 + 0.5 + 0.5) / 4},
    };
    int32_t truth[] = {0, 0, 1, 1};
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        ClusterScore s = cluster_score(truth, CASES[i].cluster, 4);
        assert_near(s.precision, CASES[i].precision, 1e-12);
        assert_near(s.recall, CASES[i].recall, 1e-12);
        assert_near(s.bcubed_precision, CASES[i].bcubed_precision, 1e-12);
        assert_near(s.bcubed_recall, CASES[i].bcubed_recall, 1e-12);
    }
}

static void nothing_to_judge_is_no_division_by_zero(void **state)
{
    (void)state;
    ClusterScore s = cluster_score(NULL, NULL, 0);
    assert_near(s.f1, 0, 0);
    assert_near(score_f1(0, 0), 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_perfect_clustering_scores_one_whatever_its_numbers),
        cmocka_unit_test(splits_cost_recall_and_merges_cost_precision),
        cmocka_unit_test(nothing_to_judge_is_no_division_by_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
