/* Repairs that normalisation form C does not do. */

#include "pipeline/names/name_clean.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void every_repair_is_made_and_nothing_else_is_touched(void **state)
{
    (void)state;
    static const struct {
        const char *text, *expected;
    } CASES[] = {
        {"Naw Eh Paw", "Naw Eh Paw"},
        {"  Naw\tEh \xC2\xA0 Paw ", "Naw Eh Paw"},
        {"အောင်\xE2\x80\x8B"
         "အောင်",
         "အောင်အောင်"},   /* zero-width space */
        {"၀င်း", "ဝင်း"}, /* digit zero for letter wa */
        {"ခိုင်၀ါ", "ခိုင်ဝါ"},
        {"၁၀၂၀", "၁၀၂၀"}, /* digits stay digits */
        {"၂ဝ၁၄", "၂၀၁၄"}, /* wa for zero */
        {"၇ွှေ", "ရွှေ"},     /* seven for ra */
        {"ယဥ်", "ယဉ်"},     /* u for nya */
        {"ပဥ္စ", "ပဉ္စ"},
        {"သြဂုတ်", "ဩဂုတ်"},
        {"သြော်", "သြော်"},
        {"စျေး", "ဈေး"},
        {"ထံု", "ထုံ"}, /* signs out of order */
        {"ဖြိုး", "ဖြိုး"},
        {"မြင့်", "မြင့်"},
        {"น\xE0\xB9\x8D\xE0\xB8\xB2ฝน", "นำฝน"}, /* sara am in two pieces */
        {"น\xE0\xB9\x8D\xE0\xB9\x89\xE0\xB8\xB2", "น้ำ"},
        {"เเสง", "แสง"},
        {"Ren\x65\xCC\x81", "René"},
        {"\xFF\xFE", "\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"", ""},
    };
    Arena *arena = arena_create();
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++)
        assert_string_equal(arena_cstr(arena, name_clean(arena, str_from(CASES[i].text))),
                            CASES[i].expected);
    arena_free(arena);
}

static void keys_also_lose_case_and_the_tall_aa(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    assert_true(str_is(name_key_text(arena, STR("Ma ဒေါ်")), "ma ဒော်"));
    assert_true(str_is(name_clean(arena, STR("Ma ဒေါ်")), "Ma ဒေါ်"));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_repair_is_made_and_nothing_else_is_touched),
        cmocka_unit_test(keys_also_lose_case_and_the_tall_aa),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
