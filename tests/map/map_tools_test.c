/* What the tools of mapping remember is what they would give afresh. */

#include "pipeline/map/map_tools.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/*
 * Words of Zawgyi that end and begin with every sign that reaches over its neighbours: prefix
 * vowel, medial ra in its widths, stacked consonants, and the digits that stand for letters.
 */
static const char *const WORDS[] = {
    "ေအာင္", "ေက်ာ္", "မင္း", "ခင္", "ျမင့္", "ၾကည္", "သႏၲာ", "ႏြယ္", "ၿငိမ္း", "ေဌး", "၀င္း", "၄", "ရီ", "Mya",
    "ေ",    "ျ",   "ထူး",  "႔",  "ိ",    "ဦး",  "မွာ",  "၍",   "ဥ္",    "စိ",   "ၤ",   "့",  "္",  "ႀ",
};
enum { WORD_COUNT = sizeof WORDS / sizeof WORDS[0] };

static void zawgyi_by_syllables_is_what_the_whole_text_gives(void **state)
{
    (void)state;
    Assets assets = {0};
    Error err = {0};
    MapTools tools;
    map_tools_open(&tools, &assets, "/nonexistent", (Date){2026, 6, 1}, &err);
    assert_string_equal(err.message, "");
    Arena *arena = arena_create();
    for (size_t i = 0; i < WORD_COUNT; i++)
        for (size_t j = 0; j < WORD_COUNT; j++)
            for (size_t k = 0; k < WORD_COUNT; k++) {
                static const char *const GAPS[] = {"", " ", "  "};
                Str text = arena_printf(arena, "%s%s%s%s%s", WORDS[i], GAPS[(i + j) % 2], WORDS[j],
                                        GAPS[(j + k) % 3], WORDS[k]);
                Str whole = zawgyi_convert(tools.zawgyi, arena, text);
                Str pieces = map_tools_unicode(&tools, arena, text);
                if (!str_eq(whole, pieces))
                    fail_msg("\"%s\" gives \"%.*s\" whole, \"%.*s\" by syllables", text.ptr,
                             STR_ARG(whole), STR_ARG(pieces));
                if (k == WORD_COUNT - 1)
                    arena_reset(arena);
            }
    arena_free(arena);
    map_tools_close(&tools);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(zawgyi_by_syllables_is_what_the_whole_text_gives),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
