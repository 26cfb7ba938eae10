/* Zawgyi as clerks' old keyboards leave it: expected strings are attested encodings of common
 * names. */

#include "pipeline/sample/spelling.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void unicode_names_become_zawgyi(void **state)
{
    (void)state;
    static const struct {
        const char *unicode, *zawgyi;
    } CASES[] = {
        {"\u1031" /* a vowel alone stays */, "\u1031"},
        {"မောင်", "\u1031\u1019\u102C\u1004\u1039"},
        {"ကျော်", "\u1031\u1000\u103A\u102C\u1039"},
        {"မြင့်", "\u103B\u1019\u1004\u1037\u1039"},
        {"စန္ဒာ", "\u1005\u1014\u1075\u102C"},
        {"ဖြူ", "\u103B\u1016\u1034"},
        {"ခိုင်", "\u1001\u102D\u102F\u1004\u1039"},
        {"အင်္ဂါ", "\u1021\u1002\u1064\u102B"},
        {"Mg 7", "Mg 7"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        StrBuf out = STRBUF_INIT;
        spell_zawgyi(&out, str_from(CASES[i].unicode));
        assert_string_equal(strbuf_cstr(&out), CASES[i].zawgyi);
        strbuf_free(&out);
    }
}

static Element element(const char *latin, const char *myanmar, const char *thai)
{
    return (Element){.latin = {str_from(latin)},
                     .latin_count = 1,
                     .myanmar = str_from(myanmar),
                     .thai = {str_from(thai)},
                     .thai_count = 1};
}

static void a_careful_clerk_writes_the_name_as_it_is(void **state)
{
    (void)state;
    Element a = element("Aung", "အောင်", "ออง"), b = element("Lin", "လင်း", "ลิน");
    PersonName boy = {.parts = {&a, &b}, .count = 2, .sex = 'M', .people = PEOPLE_BURMESE};
    PersonName father = boy;
    father.adult = true;
    static const struct {
        TitleHabit titles;
        NameScript script;
        bool adult;
        const char *expected;
    } CASES[] = {
        {TITLE_NONE, NAME_LATIN, false, "Aung Lin"},
        {TITLE_IN_NAME, NAME_LATIN, false, "Mg Aung Lin"},
        {TITLE_IN_NAME, NAME_LATIN, true, "U Aung Lin"},
        {TITLE_IN_NAME, NAME_MYANMAR, false, "မောင်အောင်လင်း"},
        {TITLE_IN_NAME, NAME_THAI, false, "ด.ช.ออง ลิน"},
        {TITLE_COLUMN, NAME_LATIN, false, "Aung Lin"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        Clerk clerk = {.titles = CASES[i].titles}; /* no respelling, no slips, no joins */
        Dice dice = {1};
        StrBuf out = STRBUF_INIT;
        assert_true(
            spell_name(&out, CASES[i].adult ? &father : &boy, CASES[i].script, &clerk, &dice));
        assert_string_equal(strbuf_cstr(&out), CASES[i].expected);
        strbuf_free(&out);
    }
    /* a name without a Karen form is not written in Karen */
    Clerk clerk = {0};
    Dice dice = {1};
    StrBuf out = STRBUF_INIT;
    assert_false(spell_name(&out, &boy, NAME_KAREN, &clerk, &dice));
    assert_int_equal(out.len, 0);
    strbuf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unicode_names_become_zawgyi),
        cmocka_unit_test(a_careful_clerk_writes_the_name_as_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
