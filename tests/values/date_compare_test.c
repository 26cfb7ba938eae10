/* Levels of agreement between two dates of birth. */

#include "pipeline/values/date_compare.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define DAY(y, m, d)                                                                               \
    {                                                                                              \
        {y, m, d},                                                                                 \
        {                                                                                          \
            y, m, d                                                                                \
        }                                                                                          \
    }
#define YEAR(y)                                                                                    \
    {                                                                                              \
        {y, 1, 1},                                                                                 \
        {                                                                                          \
            y, 12, 31                                                                              \
        }                                                                                          \
    }
#define NOTHING                                                                                    \
    {                                                                                              \
        {0, 0, 0},                                                                                 \
        {                                                                                          \
            0, 0, 0                                                                                \
        }                                                                                          \
    }

static void every_pair_of_spans_has_one_level_in_both_directions(void **state)
{
    (void)state;
    static const struct {
        DateSpan a, b;
        const char *level;
    } CASES[] = {
        {DAY(2015, 3, 7), DAY(2015, 3, 7), "day"},
        {DAY(2015, 3, 7), DAY(2015, 7, 3), "swapped"},
        {DAY(2015, 3, 7), DAY(2015, 3, 28), "near"},
        {DAY(2015, 3, 7), DAY(2015, 8, 7), "near"},
        {DAY(2015, 3, 7), DAY(2018, 3, 7), "near"},
        {DAY(2015, 3, 7), DAY(2016, 3, 7), "year_apart"},
        {DAY(2015, 3, 7), DAY(2016, 9, 21), "year_apart"},
        {DAY(2015, 3, 7), DAY(2005, 3, 7), "typing"},
        {DAY(2015, 3, 7), DAY(2026, 3, 7), "typing"},
        {DAY(2015, 3, 7), DAY(1472, 3, 7), "typing"},
        {DAY(2015, 3, 7), DAY(2011, 9, 21), "different"},
        {DAY(2015, 3, 7), DAY(2015, 11, 21), "different"},
        {DAY(2015, 3, 7), YEAR(2015), "overlap"},
        {YEAR(2015), YEAR(2015), "overlap"},
        {DAY(2015, 3, 7), {{2014, 6, 2}, {2015, 6, 1}}, "overlap"},
        {DAY(2015, 8, 7), {{2014, 6, 2}, {2015, 6, 1}}, "year_apart"},
        {DAY(2016, 3, 7), YEAR(2015), "year_apart"},
        {DAY(2018, 3, 7), YEAR(2015), "different"},
        {YEAR(2005), YEAR(2015), "typing"},
        {DAY(2015, 3, 7), NOTHING, "missing"},
        {NOTHING, NOTHING, "missing"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        DateLevel there = date_compare(CASES[i].a, CASES[i].b);
        DateLevel back = date_compare(CASES[i].b, CASES[i].a);
        if (there != back || strcmp(date_level_name(there), CASES[i].level) != 0)
            fail_msg("case %zu: found %s and %s, expected %s", i, date_level_name(there),
                     date_level_name(back), CASES[i].level);
    }
}

static void new_years_day_means_the_year_where_it_is_heaped(void **state)
{
    (void)state;
    DateSpan span = DAY(2015, 1, 1), other = DAY(2015, 8, 23);
    assert_int_equal(date_compare(date_span_heaped(span, false), other), DATE_LEVEL_DIFFERENT);
    assert_int_equal(date_compare(date_span_heaped(span, true), other), DATE_LEVEL_OVERLAP);
    DateSpan plain = date_span_heaped(other, true);
    assert_int_equal(date_cmp(plain.to, other.to), 0);
}

static void pupils_are_of_school_age(void **state)
{
    (void)state;
    static const struct {
        DateSpan birth;
        BirthPlausibility expected;
    } CASES[] = {
        {DAY(2015, 3, 7), BIRTH_USUAL},      {DAY(2023, 6, 1), BIRTH_USUAL},
        {DAY(2023, 6, 2), BIRTH_UNUSUAL},    {DAY(2024, 6, 2), BIRTH_IMPOSSIBLE},
        {DAY(2005, 6, 2), BIRTH_USUAL},      {DAY(2005, 6, 1), BIRTH_UNUSUAL},
        {DAY(2000, 6, 1), BIRTH_IMPOSSIBLE}, {YEAR(2000), BIRTH_UNUSUAL},
        {DAY(2027, 1, 1), BIRTH_IMPOSSIBLE},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++)
        assert_int_equal(birth_plausibility(CASES[i].birth, (Date){2026, 6, 1}), CASES[i].expected);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_pair_of_spans_has_one_level_in_both_directions),
        cmocka_unit_test(new_years_day_means_the_year_where_it_is_heaped),
        cmocka_unit_test(pupils_are_of_school_age),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
