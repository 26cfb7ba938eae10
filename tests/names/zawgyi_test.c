/* Zawgyi: the reference's own cases, columns, conversion. */

#include "pipeline/base/file.h"
#include "pipeline/base/tsv.h"
#include "pipeline/base/unicode.h"
#include "pipeline/names/zawgyi.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static Arena *arena;
static Zawgyi *zawgyi;

static int load(void **state)
{
    (void)state;
    Error err = {0};
    Assets assets = {0};
    arena = arena_create();
    zawgyi = zawgyi_load(&assets, &err);
    assert_string_equal(err.message, "");
    return 0;
}

static int unload(void **state)
{
    (void)state;
    zawgyi_free(zawgyi);
    arena_free(arena);
    return 0;
}

/* The same invented names in both encodings. */
static const struct {
    const char *zawgyi, *unicode;
} NAMES[] = {
    {"ေအာင္ေက်ာ္မင္း", "အောင်ကျော်မင်း"}, {"ခင္မ်ိဳးသန္႔", "ခင်မျိုးသန့်"}, {"ေနာ္အဲေဖာ", "နော်အဲဖော"},
    {"ေစာထူးထူး", "စောထူးထူး"},        {"ျမင့္ျမတ္သူ", "မြင့်မြတ်သူ"}, {"ဇင္မာလြင္", "ဇင်မာလွင်"},
    {"သႏၲာႏြယ္", "သန္တာနွယ်"},          {"ေဌးေဌးရီ", "ဌေးဌေးရီ"},
};
enum { NAME_COUNT = sizeof NAMES / sizeof NAMES[0] };

static void probabilities_are_the_references_to_the_last_bit(void **state)
{
    (void)state;
    static const char PATH[] = "tests/names/zawgyi_compatibility.tsv";
    Error err = {0};
    Tsv cases = tsv_parse(arena, file_read(arena, PATH, 1 << 20, &err), PATH, &err);
    assert_string_equal(err.message, "");
    assert_int_equal(cases.row_count, 50);
    for (size_t i = 0; i < cases.row_count; i++) {
        const Str *fields = cases.rows[i].fields;
        double expected =
            str_is(fields[0], "-Infinity") ? -HUGE_VAL : strtod(arena_cstr(arena, fields[0]), NULL);
        double found = zawgyi_probability(zawgyi, fields[1]);
        if (memcmp(&expected, &found, sizeof found) != 0)
            fail_msg("line %d: found %.17g, expected %.17g", (int)cases.rows[i].line, found,
                     expected);
    }
}

static void conversion_gives_normalized_unicode(void **state)
{
    (void)state;
    for (size_t i = 0; i < NAME_COUNT; i++) {
        Str converted = zawgyi_convert(zawgyi, arena, str_from(NAMES[i].zawgyi));
        assert_string_equal(arena_cstr(arena, converted), NAMES[i].unicode);
    }
    assert_true(str_is(zawgyi_convert(zawgyi, arena, STR("Naw Eh Paw 12")), "Naw Eh Paw 12"));
    assert_true(str_is_empty(zawgyi_convert(zawgyi, arena, STR(""))));
}

static void a_column_has_one_encoding_whatever_its_doubtful_cells_say(void **state)
{
    (void)state;
    for (int encoding = 0; encoding < 2; encoding++) {
        ZawgyiColumn *column = zawgyi_column_create(zawgyi);
        /* Spelled alike in both encodings: its own probability means nothing. */
        Str doubtful = STR("ဘကို");
        zawgyi_column_add(column, doubtful);
        for (size_t i = 0; i < NAME_COUNT; i++)
            zawgyi_column_add(column, str_from(encoding ? NAMES[i].zawgyi : NAMES[i].unicode));
        zawgyi_column_add(column, STR("Saw Htoo"));
        zawgyi_column_decide(column);
        assert_int_equal(zawgyi_column_verdict(column), encoding ? ZAWGYI_ALL : ZAWGYI_UNICODE);
        assert_int_equal(zawgyi_column_is_zawgyi(column, doubtful), encoding);
        assert_false(zawgyi_column_is_zawgyi(column, STR("Saw Htoo")));
        zawgyi_column_free(column);
    }
}

static void a_mixed_column_is_decided_cell_by_cell(void **state)
{
    (void)state;
    ZawgyiColumn *column = zawgyi_column_create(zawgyi);
    for (size_t i = 0; i < NAME_COUNT; i++) {
        zawgyi_column_add(column, str_from(NAMES[i].zawgyi));
        zawgyi_column_add(column, str_from(NAMES[i].unicode));
    }
    zawgyi_column_decide(column);
    assert_int_equal(zawgyi_column_verdict(column), ZAWGYI_MIXED);
    for (size_t i = 0; i < NAME_COUNT; i++) {
        assert_true(zawgyi_column_is_zawgyi(column, str_from(NAMES[i].zawgyi)));
        assert_false(zawgyi_column_is_zawgyi(column, str_from(NAMES[i].unicode)));
    }
    zawgyi_column_free(column);
}

static void karen_mon_and_shan_are_never_taken_for_zawgyi(void **state)
{
    (void)state;
    static const char *const TEXTS[] = {
        "စီၤထူဖီ",     "နီၢ်အဲၣ်ဖီ",   "ကညီကျိာ်",  "မၤအဲၣ်လီၤ", /* S'gaw Karen */
        "ဘာသာမန်",   "မိစာန်",    "ဂကောံမန်",           /* Mon */
        "ၸၢႆးသႅင်ၸိုၼ်း", "ၼၢင်းၶမ်း", "လိၵ်ႈတႆး",            /* Shan */
    };
    ZawgyiColumn *column = zawgyi_column_create(zawgyi);
    for (size_t i = 0; i < sizeof TEXTS / sizeof TEXTS[0]; i++) {
        assert_true(zawgyi_log_odds(zawgyi, str_from(TEXTS[i])) < 0);
        zawgyi_column_add(column, str_from(TEXTS[i]));
    }
    zawgyi_column_decide(column);
    assert_int_equal(zawgyi_column_verdict(column), ZAWGYI_UNICODE);
    zawgyi_column_free(column);
}

static void a_column_without_burmese_decides_nothing(void **state)
{
    (void)state;
    ZawgyiColumn *column = zawgyi_column_create(zawgyi);
    zawgyi_column_add(column, STR("Naw Eh Paw"));
    zawgyi_column_add(column, STR(""));
    zawgyi_column_add(column, STR("เด็กชาย ๑๒"));
    zawgyi_column_decide(column);
    assert_int_equal(zawgyi_column_verdict(column), ZAWGYI_NONE);
    assert_string_equal(zawgyi_verdict_name(zawgyi_column_verdict(column)), "none");
    zawgyi_column_free(column);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(probabilities_are_the_references_to_the_last_bit),
        cmocka_unit_test(conversion_gives_normalized_unicode),
        cmocka_unit_test(a_column_has_one_encoding_whatever_its_doubtful_cells_say),
        cmocka_unit_test(a_mixed_column_is_decided_cell_by_cell),
        cmocka_unit_test(karen_mon_and_shan_are_never_taken_for_zawgyi),
        cmocka_unit_test(a_column_without_burmese_decides_nothing),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
