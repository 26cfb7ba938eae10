/* Which number formats show days and times, and how values print. */

#include "pipeline/read/format_code.h"

#include "pipeline/base/strbuf.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const struct {
    const char *code;
    NumberKind kind;
} CODES[] = {
    {"General", KIND_NUMBER},
    {"GENERAL", KIND_NUMBER},
    {"0.00E+00", KIND_NUMBER},
    {"[Red]0.00", KIND_NUMBER},
    {"[Magenta]0.00", KIND_NUMBER},
    {"\"day\" 0", KIND_NUMBER},
    {"0\" days\"", KIND_NUMBER},
    {"\\d\\a\\y 0", KIND_NUMBER},
    {"#,##0_d", KIND_NUMBER},
    {"#,##0*d", KIND_NUMBER},
    {"[$THB-41E]#,##0.00", KIND_NUMBER},
    {"0 \u0E1A\u0E32\u0E17", KIND_NUMBER},
    {"@", KIND_TEXT},
    {"d/m/yyyy", KIND_DATE},
    {"d/m/bb", KIND_DATE},
    {"mmm-yy", KIND_DATE},
    {"mmmm", KIND_DATE},
    {"[$-D07041E]d mmmm yyyy", KIND_DATE},
    {"[$-1070000]d/mm/yyyy;@", KIND_DATE},
    {"[<1]h:mm;d/m/yy", KIND_DATE},
    {"\u0E27\u0E27/\u0E14\u0E14/\u0E1B\u0E1B\u0E1B\u0E1B", KIND_DATE},
    {"gge", KIND_DATE},
    {"h:mm AM/PM", KIND_TIME},
    {"mm:ss.0", KIND_TIME},
    {"[h]:mm:ss", KIND_ELAPSED},
    {"[mm]:ss", KIND_ELAPSED},
    {"[$-409]h:mm", KIND_TIME},
    {"\"unclosed d", KIND_NUMBER},
    {"[unclosed d", KIND_NUMBER},
};

static void codes_are_walked_letter_by_letter(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof CODES / sizeof *CODES; i++)
        if (format_code_kind(str_from(CODES[i].code)) != CODES[i].kind)
            fail_msg("%s is of kind %d", CODES[i].code,
                     (int)format_code_kind(str_from(CODES[i].code)));
}

static void thai_and_cjk_built_in_formats_are_known(void **state)
{
    (void)state;
    static const int DATES[] = {14, 15, 16, 17, 22, 27, 31, 36, 50, 54, 58, 71, 74, 77, 81};
    static const int TIMES[] = {18, 21, 32, 45, 47, 75, 76, 78, 80};
    static const int NUMBERS[] = {0, 1, 4, 9, 13, 23, 37, 44, 48, 59, 62, 67, 70, 82, 163};
    for (size_t i = 0; i < sizeof DATES / sizeof *DATES; i++)
        assert_int_equal(format_builtin_kind(DATES[i]), KIND_DATE);
    for (size_t i = 0; i < sizeof TIMES / sizeof *TIMES; i++)
        assert_int_equal(format_builtin_kind(TIMES[i]), KIND_TIME);
    for (size_t i = 0; i < sizeof NUMBERS / sizeof *NUMBERS; i++)
        assert_int_equal(format_builtin_kind(NUMBERS[i]), KIND_NUMBER);
    assert_int_equal(format_builtin_kind(46), KIND_ELAPSED);
    assert_int_equal(format_builtin_kind(79), KIND_ELAPSED);
}

static const struct {
    double value;
    NumberKind kind;
    const char *text, *printed; /* text: what the file held */
} VALUES[] = {
    {45292, KIND_DATE, "", "2024-01-01"},
    {45292.25, KIND_DATE, "", "2024-01-01T06:00:00"},
    {45291.9999999999, KIND_DATE, "", "2024-01-01"},
    {41.5e3, KIND_DATE, "", "2013-08-14"},
    {1, KIND_DATE, "", "1900-01-01"},
    {59, KIND_DATE, "", "1900-02-28"},
    {60, KIND_DATE, "", "1900-02-29"},
    {61, KIND_DATE, "", "1900-03-01"},
    {-1, KIND_DATE, "", "1899-12-29"},
    {2958465, KIND_DATE, "", "9999-12-31"},
    {2958466, KIND_DATE, "", "2958466"},
    {44561.98949, KIND_DATE, "", "2021-12-31T23:44:51.936"},
    {0.989489513888889, KIND_TIME, "", "23:44:51.894"},
    {0, KIND_TIME, "", "00:00:00"},
    {0.99999999999, KIND_TIME, "", "00:00:00"},
    {1.25, KIND_ELAPSED, "", "30:00:00"},
    {100.5, KIND_ELAPSED, "", "2412:00:00"},
    {-0.5, KIND_ELAPSED, "", "-12:00:00"},
    {68.9, KIND_NUMBER, "68.90000000000001", "68.9"},
    {0.1, KIND_NUMBER, "0.1", "0.1"},
    {0.1, KIND_NUMBER, ".1", "0.1"},
    {5, KIND_NUMBER, "5.0", "5"},
    {7, KIND_NUMBER, "007", "7"},
    {0, KIND_NUMBER, "-0", "0"},
    {1e-8, KIND_NUMBER, "0.00000001", "1e-8"},
    {1e21, KIND_NUMBER, "1E21", "1e+21"},
    {123456789012345680.0, KIND_NUMBER, "", "123456789012345680"},
};

static void values_print_in_their_canonical_form(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof VALUES / sizeof *VALUES; i++) {
        Cell cell = {.text = str_from(VALUES[i].text)};
        StrBuf printed = STRBUF_INIT;
        cell_set_number(&cell, VALUES[i].value, VALUES[i].kind, false);
        cell_append_value(&printed, &cell);
        assert_string_equal(strbuf_cstr(&printed), VALUES[i].printed);
        strbuf_free(&printed);
    }
}

static void iso_texts_become_days_and_clocks(void **state)
{
    (void)state;
    static const char *const CASES[][2] = {
        {"2024-01-31", "2024-01-31"},
        {"2024-01-31T08:30:00", "2024-01-31T08:30:00"},
        {"2024-01-31T08:30:00.5+07:00", "2024-01-31T08:30:00.500"},
        {"2024-01-31 08:30", "2024-01-31T08:30:00"},
        {"T08:30:00Z", "08:30:00"},
        {"2024-02-31", NULL},
        {"2024-01-31T25:00:00", NULL},
        {"2024-01-31x", NULL},
        {"", NULL},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        Cell cell = {0};
        StrBuf printed = STRBUF_INIT;
        bool read = cell_set_iso(&cell, str_from(CASES[i][0]));
        assert_int_equal(read, CASES[i][1] != NULL);
        if (read) {
            cell_append_value(&printed, &cell);
            assert_string_equal(strbuf_cstr(&printed), CASES[i][1]);
        }
        strbuf_free(&printed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_are_walked_letter_by_letter),
        cmocka_unit_test(thai_and_cjk_built_in_formats_are_known),
        cmocka_unit_test(values_print_in_their_canonical_form),
        cmocka_unit_test(iso_texts_become_days_and_clocks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
