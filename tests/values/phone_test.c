/* Phone numbers of two countries. All numbers are invented. */

#include "pipeline/values/phone.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void numbers_of_both_countries_become_e164(void **state)
{
    (void)state;
    static const struct {
        const char *text, *normal, *status;
    } CASES[] = {
        {"087-654-3210", "+66876543210", "valid"},
        {"087 654 3210", "+66876543210", "valid"},
        {"(087) 6543210", "+66876543210", "valid"},
        {"+66 87 654 3210", "+66876543210", "valid"},
        {"+66 087 654 3210", "+66876543210", "valid"},
        {"0066876543210", "+66876543210", "valid"},
        {"66876543210", "+66876543210", "valid"},
        {"๐๘๗๖๕๔๓๒๑๐", "+66876543210", "valid"},
        {"876543210", "+66876543210", "repaired"},
        {"876543210.0", "+66876543210", "repaired"},
        {"055 123 456", "+6655123456", "valid"},
        {"02-123-4567", "+6621234567", "valid"},
        {"09 2500 54321", "+959250054321", "valid"},
        {"၀၉၂၅၀၀၅၄၃၂၁", "+959250054321", "valid"},
        {"+95 9 2500 54321", "+959250054321", "valid"},
        {"959250054321", "+959250054321", "valid"},
        {"0925005432", "+66925005432", "ambiguous_mm"},
        {"0876543", "", "bad_length"},
        {"9.25E+10", "", "lost_digits"},
        {"+1 202 555 0100", "", "bad_form"},
        {"none", "", "bad_form"},
        {"", "", ""},
        {"-", "", ""},
        {"087-6543210, 09-250054321", "+66876543210;+959250054321", "valid"},
        {"087-6543210/089-1234567", "+66876543210;+66891234567", "valid"},
        {"0876543210 0891234567", "+66876543210;+66891234567", "valid"},
        {"father 0876543210", "+66876543210", "valid"},
        {"0876543210 / 12", "+66876543210", "bad_length"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        PhoneList list = phone_read(str_from(CASES[i].text));
        StrBuf normal = STRBUF_INIT;
        phone_append(&normal, &list);
        if (strcmp(strbuf_cstr(&normal), CASES[i].normal) != 0 ||
            strcmp(phone_status_name(list.status), CASES[i].status) != 0)
            fail_msg("\"%s\": found %s %s", CASES[i].text, strbuf_cstr(&normal),
                     phone_status_name(list.status));
        strbuf_free(&normal);
    }
}

static void the_last_eight_digits_are_the_key(void **state)
{
    (void)state;
    PhoneList a = phone_read(STR("0876543210, 0891234567")), b = phone_read(STR("+66891234567"));
    PhoneList c = phone_read(STR("0898888888")), d = phone_read(STR("0925005432"));
    PhoneList e = phone_read(STR("+95 9 25005432"));
    assert_true(phone_share(&a, &b));
    assert_false(phone_share(&a, &c));
    assert_string_equal(d.phones[0].key, e.phones[0].key); /* either country */
    assert_true(phone_share(&d, &e));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_of_both_countries_become_e164),
        cmocka_unit_test(the_last_eight_digits_are_the_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
