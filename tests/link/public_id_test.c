/* Public ids: the check character catches what typists do. */

#include "pipeline/link/public_id.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void an_id_reads_back_and_forgives_blanks_and_case(void **state)
{
    (void)state;
    char id[PUBLIC_ID_SIZE], loose[32];
    for (int64_t number = 1; number < 3000; number += 7) {
        public_id_format(number, id);
        assert_int_equal(strlen(id), 13);
        assert_int_equal(public_id_parse(str_from(id)), number);
    }
    public_id_format(42, id);
    loose[0] = ' ';
    strcpy(loose + 1, id);
    loose[1] = 'm';
    assert_int_equal(public_id_parse(str_from(loose)), 42);
}

static void a_wrong_digit_or_two_exchanged_are_caught(void **state)
{
    (void)state;
    char id[PUBLIC_ID_SIZE];
    for (int64_t number = 1; number < 9999999; number += 123457) {
        for (int place = 4; place < 11; place++)
            for (char digit = '0'; digit <= '9'; digit++) {
                public_id_format(number, id);
                if (id[place] == digit)
                    continue;
                id[place] = digit;
                assert_int_equal(public_id_parse(str_from(id)), 0);
            }
        for (int place = 4; place < 10; place++) {
            public_id_format(number, id);
            char first = id[place];
            if (first == id[place + 1])
                continue;
            id[place] = id[place + 1];
            id[place + 1] = first;
            assert_int_equal(public_id_parse(str_from(id)), 0);
        }
    }
}

static void what_is_no_id_is_no_number(void **state)
{
    (void)state;
    assert_int_equal(public_id_parse(STR("MEC-0000000-0")), 0);
    assert_int_equal(public_id_parse(STR("")), 0);
    assert_int_equal(public_id_parse(STR("HKW-0000001-X")), 0);
    assert_int_equal(public_id_parse(STR("MEC-00000001-X")), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_id_reads_back_and_forgives_blanks_and_case),
        cmocka_unit_test(a_wrong_digit_or_two_exchanged_are_caught),
        cmocka_unit_test(what_is_no_id_is_no_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
