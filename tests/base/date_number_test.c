/* Civil dates, Excel's serial numbers, and numbers as text. */

#include "tests/support/test.h"

#include "pipeline/base/date.h"
#include "pipeline/base/number.h"

#include <math.h>

static void every_day_of_eight_centuries_goes_there_and_back(void **state)
{
    (void)state;
    Date date = {1700, 1, 1};
    for (int64_t day = date_to_days(date); date.year < 2500; day++) {
        assert_true(date_is_valid(date));
        assert_true(date_to_days(date) == day);
        Date next = date_from_days(day + 1);
        assert_int_equal(date_cmp(date, next), -1);
        date = next;
    }
    assert_int_equal(date_to_days((Date){1970, 1, 1}), 0);
    assert_int_equal(date_to_days((Date){2000, 3, 1}), 11017);
}

static void iso_text_must_be_exact_and_the_day_must_exist(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool ok;
    } CASES[] = {
        {"2024-02-29", true},  {"2023-02-29", false}, {"2100-02-29", false}, {"2000-02-29", true},
        {"2026-13-01", false}, {"2026-00-01", false}, {"2026-1-01", false},  {"2026-01-01 ", false},
        {"2026/01/01", false}, {"0000-01-01", false}, {"", false},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Date date = {0};
        assert_int_equal(date_parse_iso(str_from(CASES[i].text), &date), CASES[i].ok);
        char text[DATE_TEXT_SIZE];
        date_format_iso(date, text);
        if (CASES[i].ok)
            assert_string_equal(text, CASES[i].text);
    }
}

static void serials_have_excels_gap_in_1900(void **state)
{
    (void)state;
    static const struct {
        double serial;
        const char *iso; /* NULL: no date */
    } CASES[] = {
        {1, "1900-01-01"},       {59, "1900-02-28"},       {60, NULL},
        {61, "1900-03-01"},      {45292.25, "2024-01-01"}, {0.5, NULL},
        {2958465, "9999-12-31"}, {2958466, NULL},          {-1, NULL},
        {(double)NAN, NULL},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Date date = {0};
        assert_int_equal(date_from_serial(CASES[i].serial, &date), CASES[i].iso != NULL);
        if (!CASES[i].iso)
            continue;
        char text[DATE_TEXT_SIZE];
        date_format_iso(date, text);
        assert_string_equal(text, CASES[i].iso);
        assert_true(date_to_serial(date) == floor(CASES[i].serial));
    }
}

static void months_end_on_their_last_day_and_years_are_lived_whole(void **state)
{
    (void)state;
    assert_int_equal(date_cmp(date_add_months((Date){2026, 1, 31}, 1), (Date){2026, 2, 28}), 0);
    assert_int_equal(date_cmp(date_add_months((Date){2026, 1, 31}, -2), (Date){2025, 11, 30}), 0);
    assert_int_equal(date_cmp(date_add_days((Date){2024, 2, 28}, 2), (Date){2024, 3, 1}), 0);
    assert_int_equal(date_completed_years((Date){2014, 5, 12}, (Date){2026, 5, 11}), 11);
    assert_int_equal(date_completed_years((Date){2014, 5, 12}, (Date){2026, 5, 12}), 12);
}

static void numbers_print_shortest_and_read_back_equal(void **state)
{
    (void)state;
    static const struct {
        double value;
        const char *text;
    } CASES[] = {
        {0, "0"},
        {-0.0, "0"},
        {1, "1"},
        {-12.5, "-12.5"},
        {0.1, "0.1"},
        {68.9, "68.9"},
        {1e21, "1e+21"},
        {1e20, "100000000000000000000"},
        {1.5e-7, "1.5e-7"},
        {0.000001, "0.000001"},
        {5e-324, "5e-324"},
        {1.7976931348623157e308, "1.7976931348623157e+308"},
        {123456789012345680.0, "123456789012345680"},
        {0.30000000000000004, "0.30000000000000004"},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        char text[NUMBER_TEXT_SIZE];
        size_t len = number_format(CASES[i].value, text);
        assert_int_equal(len, strlen(text));
        assert_string_equal(text, CASES[i].text);
        double back;
        assert_true(number_parse(str_from(text), &back) && back == CASES[i].value);
    }
}

static void any_double_reads_back_equal(void **state)
{
    (void)state;
    uint64_t bits = 88172645463325252u; /* xorshift64: the same numbers every time */
    for (int i = 0; i < 200000; i++) {
        bits ^= bits << 13, bits ^= bits >> 7, bits ^= bits << 17;
        double value, back;
        memcpy(&value, &bits, sizeof value);
        if (!isfinite(value))
            continue;
        char text[NUMBER_TEXT_SIZE];
        Str s = {text, number_format(value, text)};
        assert_true(number_parse(s, &back) && back == value);
    }
}

static void only_whole_numbers_are_read(void **state)
{
    (void)state;
    static const char *const REFUSED[] = {"",    "-",  "1,5", "1 ",  " 1",    "0x10", "nan",
                                          "inf", "1e", "1e+", "--1", "1.2.3", ".",    "1e999"};
    double value;
    for (size_t i = 0; i < COUNT_OF(REFUSED); i++)
        assert_false(number_parse(str_from(REFUSED[i]), &value));
    assert_true(number_parse(STR("+.5e1"), &value) && value == 5);
    int64_t whole;
    assert_true(number_parse_int(STR("-9223372036854775807"), &whole));
    assert_false(number_parse_int(STR("9223372036854775808"), &whole));
    assert_false(number_parse_int(STR("12a"), &whole));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_of_eight_centuries_goes_there_and_back),
        cmocka_unit_test(iso_text_must_be_exact_and_the_day_must_exist),
        cmocka_unit_test(serials_have_excels_gap_in_1900),
        cmocka_unit_test(months_end_on_their_last_day_and_years_are_lived_whole),
        cmocka_unit_test(numbers_print_shortest_and_read_back_equal),
        cmocka_unit_test(any_double_reads_back_equal),
        cmocka_unit_test(only_whole_numbers_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
