/* What a whole column of dates tells. */

#include "pipeline/values/date_column.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static Arena *arena;
static DateReader *reader;

static int load(void **state)
{
    (void)state;
    Error err = {0};
    Assets assets = {0};
    arena = arena_create();
    reader = date_reader_load(&assets, &err);
    assert_string_equal(err.message, "");
    return 0;
}

static int unload(void **state)
{
    (void)state;
    date_reader_free(reader);
    arena_free(arena);
    return 0;
}

static void add_texts(DateColumn *column, const char *const *texts)
{
    for (; *texts; texts++)
        date_column_add(column, reader, arena, (DateInput){.text = str_from(*texts)});
}

static void add_cells(DateColumn *column, const char *const *days)
{
    for (; *days; days++)
        date_column_add(column, reader, arena,
                        (DateInput){.type = DATE_CELL_DATE, .text = str_from(*days)});
}

static DateContext decide(const DateColumn *column)
{
    return date_column_context(column, date_context_birth((Date){2026, 6, 1}));
}

static void one_side_alone_decides_the_order(void **state)
{
    (void)state;
    static const char *const DAY[] = {"05/03/2015", "17/03/2015", "unknown", NULL};
    static const char *const MONTH[] = {"05/03/2015", "03/17/2015", "", NULL};
    static const char *const BOTH[] = {"17/03/2015", "03/17/2015", NULL};
    static const char *const OPEN[] = {"05/03/2015", "2015", "March 2015", "12 years", NULL};
    static const struct {
        const char *const *texts;
        DateOrder order;
        bool known;
    } CASES[] = {{DAY, DATE_DAY_FIRST, true},
                 {MONTH, DATE_MONTH_FIRST, true},
                 {BOTH, DATE_DAY_FIRST, false},
                 {OPEN, DATE_DAY_FIRST, false}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        DateColumn column = {0};
        add_texts(&column, CASES[i].texts);
        DateContext context = decide(&column);
        assert_int_equal(context.order, CASES[i].order);
        assert_int_equal(context.order_known, CASES[i].known);
    }
}

static void full_years_tell_the_era_of_short_ones(void **state)
{
    (void)state;
    static const char *const BUDDHIST[] = {"17/03/2558", "18/04/2557", "7/3/58", NULL};
    static const char *const MIXED[] = {"17/03/2558", "18/04/2014", "7/3/58", NULL};
    DateColumn column = {0};
    add_texts(&column, BUDDHIST);
    DateContext context = decide(&column);
    assert_int_equal(context.era, CALENDAR_BE);
    DateValue value = date_read(reader, arena, (DateInput){.text = STR("7/3/58")}, &context);
    assert_false(date_has(&value, DATE_YY_AMBIGUOUS));
    assert_int_equal(value.from.year, 2015);
    column = (DateColumn){0};
    add_texts(&column, MIXED);
    assert_int_equal(decide(&column).era, CALENDAR_NONE);
}

static void a_us_locale_is_seen_by_what_stayed_text(void **state)
{
    (void)state;
    static const char *const TEXTS[] = {"17/03/2015", "25/11/2014", "13/05/2016", "30/01/2013",
                                        "19/08/2015", "22/02/2014", NULL};
    static const char *const LOW[] = {"2015-07-03", "2014-12-05", "2016-01-11",
                                      "2015-02-09", "2013-10-04", NULL};
    static const char *const HIGH[] = {"2015-07-23", NULL};
    DateColumn column = {0};
    add_texts(&column, TEXTS);
    assert_false(decide(&column).us_swap); /* no date cells at all */
    add_cells(&column, LOW);
    assert_true(decide(&column).us_swap);
    add_cells(&column, HIGH);
    assert_false(decide(&column).us_swap);
    /* Two cells of each kind are chance. */
    column = (DateColumn){.cells = 2, .day_first = 2};
    assert_false(decide(&column).us_swap);
}

static void births_heaped_on_new_years_day_are_noticed(void **state)
{
    (void)state;
    DateContext context = date_context_birth((Date){2026, 6, 1});
    DateHeaping heaping = {0};
    for (int i = 0; i < 100; i++) {
        const char *text = i < 4 ? "2015-01-01" : "2015-03-17";
        DateInput input = {.type = DATE_CELL_DATE, .text = str_from(text)};
        DateValue value = date_read(reader, arena, input, &context);
        date_heaping_add(&heaping, &value);
    }
    assert_int_equal(heaping.days, 100);
    assert_int_equal(heaping.jan1, 4);
    assert_true(date_heaping_jan1(&heaping));
    heaping.days = 134;
    assert_false(date_heaping_jan1(&heaping));
    /* One child of a small center proves nothing. */
    assert_false(date_heaping_jan1(&(DateHeaping){.days = 5, .jan1 = 1}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_side_alone_decides_the_order),
        cmocka_unit_test(full_years_tell_the_era_of_short_ones),
        cmocka_unit_test(a_us_locale_is_seen_by_what_stayed_text),
        cmocka_unit_test(births_heaped_on_new_years_day_are_noticed),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
