/* What is seen of two rows, and that every way of looking sees the same. */

#include "pipeline/link/row_sight.h"
#include "tests/support/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

enum { ROWS = 600, LAST = 3 };

static ValueForm form_of(const char *text)
{
    return value_form_of(str_from(text));
}

/* Spelled columns 0, 1 and 7, an exact one, one that is only asked about, three that nobody asks
 * about; the index-th comparison is of the 7 - index-th column. */
static SightPlan *make_plan(void)
{
    SightPlan *plan = calloc(1, sizeof *plan);
    LeastCommon half;
    for (int a = 0; a < 64; a++)
        for (int b = 0; b < 64; b++)
            half[a << 6 | b] = (uint8_t)((a < b ? b : a) / 2);
    sight_plan_add(plan, 0, 7, LAST, true, false, half);
    sight_plan_add(plan, 1, 6, LAST, true, false, half);
    sight_plan_add(plan, 7, 0, LAST, true, false, half);
    sight_plan_add(plan, 3, 4, 1, true, true, NULL);
    sight_plan_add(plan, 4, 3, LAST, false, false, NULL);
    return plan;
}

static void a_pair_is_known_where_values_miss_are_equal_or_nothing_alike(void **state)
{
    (void)state;
    ValueForm asha = form_of("asha"), usha = form_of("usha"), min = form_of("min");
    uint32_t a = form_sight(&asha), u = form_sight(&usha), m = form_sight(&min);
    SightPlan *plan = make_plan();
    _Alignas(64) RowLine lines[2] = {{{1, 1, 5, 1, 1, 0, 0, 1}, {a, a, 0, 0, 0, 0, 0, a}},
                                     {{2, 0, 6, 2, 1, 0, 0, 3}, {u, 0, 0, 0, 0, 0, 0, m}}};
    const uint32_t left[] = {0, 0}, right[] = {1, 0};
    RowSight *ways[2];
    for (size_t w = 0, count = row_sights(ways); w < count; w++) {
        Pattern patterns[2] = {0};
        ColumnSet waiting[2];
        ways[w](plan, lines, 1, left, right, 2, patterns, waiting);
        /* asha and usha, and two that are the same, must be asked about. */
        assert_int_equal(waiting[0], 1 << 0 | 1 << 4);
        assert_int_equal(pattern_level(patterns[0], 6), LEVEL_NULL);
        assert_int_equal(pattern_level(patterns[0], 4), 1);
        assert_int_equal(pattern_level(patterns[0], 0), LAST);
        assert_int_equal(pattern_level(patterns[0], 7), 0);
        /* A row and itself. */
        assert_int_equal(waiting[1], 1 << 4);
        assert_int_equal(patterns[1], 0);
    }
    free(plan);
}

static void every_way_sees_the_same(void **state)
{
    (void)state;
    SightPlan *plan = make_plan();
    RowLine *lines = aligned_alloc(64, 2 * ROWS * sizeof *lines);
    RowSight *ways[2];
    size_t count = row_sights(ways), known = 0, asked = 0;
    uint32_t seed = 11, left[ROWS], right[ROWS];
    for (size_t i = 0; i < 2 * ROWS; i++)
        for (int c = 0; c < SIGHT_COLUMNS; c++) {
            char text[80];
            uint32_t len = random_below(&seed, random_below(&seed, 9) ? 12 : 79);
            for (uint32_t k = 0; k < len; k++)
                text[k] = (char)('a' + random_below(&seed, 12));
            ValueForm form = value_form_of((Str){text, len});
            lines[i].ids[c] = len ? 1 + random_below(&seed, 5) : 0;
            /* That of a day, of many a letter, reaches no further. */
            lines[i].sights[c] = c == 4 ? random_below(&seed, 1 << 23) : form_sight(&form);
        }
    for (uint32_t i = 0; i < ROWS; i++) {
        left[i] = random_below(&seed, ROWS);
        right[i] = random_below(&seed, ROWS);
    }
    for (size_t w = 0; w < count; w++) {
        Pattern first[ROWS] = {0}, patterns[ROWS] = {0};
        ColumnSet first_waiting[ROWS], waiting[ROWS];
        ways[0](plan, lines + 1, 2, left, right, ROWS, first, first_waiting);
        ways[w](plan, lines + 1, 2, left, right, ROWS, patterns, waiting);
        for (size_t i = 0; i < ROWS; i++) {
            assert_true(first[i] == patterns[i]);
            assert_int_equal(first_waiting[i], waiting[i]);
            known += patterns[i] != 0;
            asked += waiting[i] != 0;
        }
    }
    assert_true(known > ROWS / 2 && asked > ROWS / 2);
    free(lines);
    free(plan);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pair_is_known_where_values_miss_are_equal_or_nothing_alike),
        cmocka_unit_test(every_way_sees_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
