/* Normalisation, folding, digits and scripts. */

#include "tests/support/test.h"

#include "pipeline/base/unicode.h"

static void nfc_orders_and_joins_marks(void **state)
{
    (void)state;
    static const struct {
        Str in;
        const char *out;
    } CASES[] = {
        {STR_LIT("plain"), "plain"},
        {STR_LIT("e\u0301"), "\u00E9"},
        {STR_LIT("\u1014\u103A\u1037"), "\u1014\u1037\u103A"}, /* asat before dot below */
        {STR_LIT("\u1025\u102E"), "\u1026"},
        {STR_LIT("ok\xFF"), "ok\uFFFD"},
    };
    Arena *arena = arena_create();
    for (size_t i = 0; i < COUNT_OF(CASES); i++)
        assert_str(unicode_nfc(arena, CASES[i].in), CASES[i].out);
    Str same = STR("ကျောင်း");
    assert_ptr_equal(unicode_nfc(arena, same).ptr, same.ptr); /* no copy where none is needed */
    arena_free(arena);
}

static void folding_makes_cases_equal(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    assert_str(unicode_fold(arena, STR("Naw EH")), "naw eh");
    assert_str(unicode_fold(arena, STR("ÉCOLE Straße")), "école strasse");
    arena_free(arena);
}

static void digits_of_every_script_become_ascii(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    assert_str(unicode_ascii_digits(arena, STR("๑๒/၀၅/２５６７ ก")), "12/05/2567 ก");
    assert_int_equal(unicode_digit(0x1099), 9); /* Shan nine */
    assert_int_equal(unicode_digit('x'), -1);
    arena_free(arena);
}

static void the_main_script_is_that_of_most_letters(void **state)
{
    (void)state;
    static const struct {
        Str in;
        Script script;
    } CASES[] = {
        {STR_LIT("Naw 12"), SCRIPT_LATIN},      {STR_LIT("นอว์ A"), SCRIPT_THAI},
        {STR_LIT("နော် (Naw)"), SCRIPT_MYANMAR}, {STR_LIT("12/5"), SCRIPT_COMMON},
        {STR_LIT("漢字"), SCRIPT_OTHER},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++)
        assert_int_equal(unicode_main_script(CASES[i].in), CASES[i].script);
}

static void marks_take_no_column_in_a_terminal(void **state)
{
    (void)state;
    assert_int_equal(unicode_width(STR("ที่นี่")), 2);
    assert_int_equal(unicode_width(STR("abc")), 3);
    assert_int_equal(unicode_width(STR("漢")), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nfc_orders_and_joins_marks),
        cmocka_unit_test(folding_makes_cases_equal),
        cmocka_unit_test(digits_of_every_script_become_ascii),
        cmocka_unit_test(the_main_script_is_that_of_most_letters),
        cmocka_unit_test(marks_take_no_column_in_a_terminal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
