/* 13-digit numbers and G-codes. All numbers are invented. */

#include "pipeline/values/id_number.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void numbers_are_cleaned_checked_and_repaired_only_where_proved(void **state)
{
    (void)state;
    static const struct {
        const char *text, *normal, *status;
    } CASES[] = {
        {"0063112345673", "0063112345673", "valid"},
        {"0-0631-12345-67-3", "0063112345673", "valid"},
        {" 0 0631 12345 67 3 ", "0063112345673", "valid"},
        {"๐-๐๖๓๑-๑๒๓๔๕-๖๗-๓", "0063112345673", "valid"},
        {"၀၀၆၃၁၁၂၃၄၅၆၇၃", "0063112345673", "valid"},
        {"63112345673", "0063112345673", "repaired"},
        {"63112345673.0", "0063112345673", "repaired"},
        {"63112345674", "", "bad_length"},
        {"630890000012", "0630890000012", "repaired"},
        {"7630100000012", "7630100000012", "valid"},
        {"7630100000013", "7630100000013", "bad_checksum"},
        {"763010000001", "", "bad_length"},
        {"76301000000122", "", "bad_length"},
        {"7.6301E+12", "", "lost_digits"},
        {"7.6301e12", "", "lost_digits"},
        {"0000000000000", "", "placeholder"},
        {"0", "", "placeholder"},
        {"1111111111111", "", "placeholder"},
        {"1234567890123", "", "placeholder"},
        {"763O1OOOOO012", "", "bad_form"},
        {"ไม่มี", "", "bad_form"},
        {"", "", ""},
        {" - ", "", ""},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        IdNumber id = id_read_thai13(str_from(CASES[i].text));
        if (strcmp(id.normal, CASES[i].normal) != 0 ||
            strcmp(id_status_name(id.status), CASES[i].status) != 0)
            fail_msg("\"%s\": found %s %s", CASES[i].text, id.normal, id_status_name(id.status));
    }
}

static void g_codes_have_a_g_and_twelve_digits(void **state)
{
    (void)state;
    static const struct {
        const char *text, *normal, *status;
    } CASES[] = {
        {"G686300000017", "G686300000017", "valid"}, {"g 68 63 00000017", "G686300000017", "valid"},
        {"G6863OOOOOO17", "G686300000017", "valid"}, {"G๖๘๖๓๐๐๐๐๐๐๑๗", "G686300000017", "valid"},
        {"G68630000017", "", "bad_length"},          {"G6863000000178", "", "bad_length"},
        {"G68X300000017", "", "bad_form"},           {"686300000017", "", "bad_form"},
        {"G000000000000", "", "placeholder"},        {"", "", ""},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        IdNumber id = id_read_g_code(str_from(CASES[i].text));
        if (strcmp(id.normal, CASES[i].normal) != 0 ||
            strcmp(id_status_name(id.status), CASES[i].status) != 0)
            fail_msg("\"%s\": found %s %s", CASES[i].text, id.normal, id_status_name(id.status));
    }
}

static void a_g_code_and_a_number_do_not_contradict_but_two_numbers_do(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        IdAgreement expected;
    } CASES[] = {
        {"0063112345673", "63112345673", ID_AGREE},
        {"0063112345673", "7630100000012", ID_CONFLICT},
        {"0063112345673", "0063112345683", ID_ONE_EDIT},
        {"0063112345673", "0063112354673", ID_ONE_EDIT},
        {"0063112345673", "G686300000017", ID_NO_EVIDENCE},
        {"0063112345673", "", ID_NO_EVIDENCE},
        {"7630100000013", "7630100000013", ID_NO_EVIDENCE},
        {"G686300000017", "G6863OOOOOO17", ID_AGREE},
        {"G686300000017", "G686300000999", ID_CONFLICT},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        IdNumber a = id_read(str_from(CASES[i].a)), b = id_read(str_from(CASES[i].b));
        assert_int_equal(id_compare(&a, &b), CASES[i].expected);
        assert_int_equal(id_compare(&b, &a), CASES[i].expected);
    }
}

static void the_first_digit_tells_the_holders_status(void **state)
{
    (void)state;
    IdNumber id = id_read(STR("0063112345673"));
    assert_int_equal(id_holder(&id), ID_HOLDER_NO_STATUS);
    id = id_read(STR("7630100000012"));
    assert_int_equal(id_holder(&id), ID_HOLDER_TEMPORARY);
    id = id_read(STR("1112034563562"));
    assert_int_equal(id_holder(&id), ID_HOLDER_THAI);
    id = id_read(STR("2112034563562")); /* fails its check digit: says nothing */
    assert_int_equal(id_holder(&id), ID_HOLDER_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_cleaned_checked_and_repaired_only_where_proved),
        cmocka_unit_test(g_codes_have_a_g_and_twelve_digits),
        cmocka_unit_test(a_g_code_and_a_number_do_not_contradict_but_two_numbers_do),
        cmocka_unit_test(the_first_digit_tells_the_holders_status),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
