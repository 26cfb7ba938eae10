/* Texts compared word by word. */

#include "pipeline/link/link_date.h"
#include "pipeline/link/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

static void the_share_of_letters_in_common_words_counts(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        double least, most;
    } CASES[] = {
        {"query by example", "example by query", 1, 1},
        {"query, by: example!", "query by example", 1, 1},
        {"graph query", "graph mining", 0.45, 0.5},         /* 10 of 22 letters */
        {"A. Breen", "Anders Breen", 0.78, 0.8},            /* the initial counts half */
        {"adaptive quering", "adaptive querying", 0.95, 1}, /* spelt alike */
        {"one", "two", 0, 0},
        {"", "two", 0, 0},
        {"the the the", "the", 0.4, 0.6}, /* a word is matched once */
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        double found = words_similarity(str_from(CASES[i].a), str_from(CASES[i].b));
        if (found < CASES[i].least - 1e-9 || found > CASES[i].most + 1e-9)
            fail_msg("\"%s\", \"%s\": %f", CASES[i].a, CASES[i].b, found);
        double back = words_similarity(str_from(CASES[i].b), str_from(CASES[i].a));
        assert_true(fabs(found - back) < 1e-9);
    }
}

static void dates_are_read_as_people_write_them(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int year, month, day; /* year 0: no date */
    } CASES[] = {
        {"2/13/1978", 1978, 2, 13},
        {"13/2/1978", 1978, 2, 13},
        {"02-03-1978", 1978, 2, 3},
        {"31.12.1999", 1999, 12, 31},
        {"1978-02-13", 1978, 2, 13},
        {"19780213", 1978, 2, 13},
        {"13/13/1978", 0, 0, 0},
        {"2/30/1978", 0, 0, 0},
        {"1/2/3", 0, 0, 0},
        {"1/2/1978/", 0, 0, 0},
        {"1/2", 0, 0, 0},
        {"", 0, 0, 0},
        {"2013-06-01/2014-05-31", 2013, 6, 1},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        LinkDate date;
        bool read = link_date_parse(str_from(CASES[i].text), &date);
        if (read != (CASES[i].year != 0))
            fail_msg("\"%s\"", CASES[i].text);
        assert_int_equal(date.year, CASES[i].year);
        assert_int_equal(date.month, CASES[i].month);
        assert_int_equal(date.day, CASES[i].day);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_share_of_letters_in_common_words_counts),
        cmocka_unit_test(dates_are_read_as_people_write_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
