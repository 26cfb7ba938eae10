/* Values as English, Thai and Burmese readers expect them. */

#include "pipeline/base/map.h"
#include "pipeline/base/tsv.h"
#include "reports/query/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static Words *load(Arena *arena, const char *language)
{
    Error err = {0};
    Assets assets = {0};
    Words *words = words_load(&assets, arena, language, &err);
    assert_string_equal(err.message, "");
    return words;
}

static Value integer(int64_t i)
{
    return (Value){.type = VALUE_INT, .integer = i};
}

static Value real(double r)
{
    return (Value){.type = VALUE_REAL, .real = r};
}

static Value text(const char *cstr)
{
    return (Value){.type = VALUE_TEXT, .text = str_from(cstr)};
}

static Value date(const char *cstr)
{
    return (Value){.type = VALUE_DATE, .text = str_from(cstr)};
}

static void values_are_written_as_the_language_writes_them(void **state)
{
    (void)state;
    const struct {
        Value value;
        ValueFormat format;
        const char *english, *thai;
    } cases[] = {
        {integer(0), FORMAT_COUNT, "0", "0"},
        {integer(1234567), FORMAT_COUNT, "1,234,567", "1,234,567"},
        {integer(-1234), FORMAT_PLAIN, "\u22121,234", "\u22121,234"},
        {integer(1234), FORMAT_ID, "1234", "1234"},
        {real(1234.5), FORMAT_PLAIN, "1,234.5", "1,234.5"},
        {real(-0.001), FORMAT_PLAIN, "0", "0"},
        {real(100.0), FORMAT_PLAIN, "100", "100"},
        {real(3.0), FORMAT_DECIMAL, "3.0", "3.0"},
        {real(41.7), FORMAT_COUNT, "42", "42"},
        {real(0.853), FORMAT_PERCENT, "85.3%", "85.3%"},
        {real(1.0), FORMAT_PERCENT, "100.0%", "100.0%"},
        {date("2026-05-12"), FORMAT_DATE, "12 May 2026", "12 พ.ค. 2569"},
        {text("2026-05-12"), FORMAT_DATE, "12 May 2026", "12 พ.ค. 2569"},
        {text("about May"), FORMAT_DATE, "about May", "about May"},
        {text("2026-09"), FORMAT_MONTH, "September 2026", "กันยายน 2569"},
        {text("2026-Q3"), FORMAT_PERIOD, "July to September 2026 (quarter 3)",
         "กรกฎาคม - กันยายน 2569 (ไตรมาสที่ 3 ของปีปฏิทิน)"},
        {text("2026-T1"), FORMAT_PERIOD, "Term 1, 2026", "ภาคเรียนที่ 1 ปีการศึกษา 2569"},
        {text("2026-SY.mlc"), FORMAT_PERIOD, "School year 2026-2027", "ปีการศึกษา 2569"},
        {text("PY3"), FORMAT_PERIOD, "Project year 3", "ปีที่ 3 ของโครงการ"},
        {text("PTD"), FORMAT_PERIOD, "Project to date", "สะสมตั้งแต่เริ่มโครงการ"},
        {text("2026-13"), FORMAT_PERIOD, "2026-13", "2026-13"},
        {integer(2026), FORMAT_YEAR, "2026", "2569"},
        {text("2026"), FORMAT_YEAR, "2026", "2569"},
        {text("1,234"), FORMAT_ID, "1,234", "1,234"},
        {(Value){.type = VALUE_EMPTY}, FORMAT_COUNT, "", ""},
        {(Value){.type = VALUE_NONE}, FORMAT_COUNT, "no data received", "ไม่ได้รับข้อมูล"},
        {(Value){.type = VALUE_HIDDEN}, FORMAT_PERCENT, "‡", "‡"},
    };
    Arena *arena = arena_create();
    Words *english = load(arena, "en");
    Words *thai = load(arena, "th");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Str en = value_text(arena, english, cases[i].value, cases[i].format);
        Str th = value_text(arena, thai, cases[i].value, cases[i].format);
        assert_string_equal(en.ptr, cases[i].english);
        assert_string_equal(th.ptr, cases[i].thai);
    }
    arena_free(arena);
}

static void native_digits_come_only_on_request_and_never_in_ids(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    Words *thai = load(arena, "th");
    words_use_native_digits(thai, true);
    assert_string_equal(value_text(arena, thai, integer(1234), FORMAT_COUNT).ptr, "๑,๒๓๔");
    assert_string_equal(value_text(arena, thai, date("2026-05-12"), FORMAT_DATE).ptr,
                        "๑๒ พ.ค. ๒๕๖๙");
    assert_string_equal(value_text(arena, thai, integer(1234), FORMAT_ID).ptr, "1234");
    assert_string_equal(value_text(arena, thai, text("HKW-003"), FORMAT_PLAIN).ptr, "HKW-003");
    arena_free(arena);
}

static void a_missing_translation_falls_back_to_english_and_then_to_the_key(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    Words *burmese = load(arena, "my");
    assert_string_equal(arena_cstr(arena, words_get(burmese, "report.no_narrative")),
                        "No text received for this section.");
    assert_string_equal(arena_cstr(arena, words_get(burmese, "no.such.key")), "no.such.key");
    arena_free(arena);
}

static void an_unchecked_language_carries_the_english_beside_it(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    Words *thai = load(arena, "th");
    Words *english = load(arena, "en");
    assert_string_equal(arena_cstr(arena, words_beside(thai, arena, "audience.donor")),
                        "ผู้สนับสนุนทุน (Donor)");
    assert_string_equal(arena_cstr(arena, words_beside(english, arena, "audience.donor")), "Donor");
    arena_free(arena);
}

static void names_in_braces_are_filled_and_unknown_ones_stay(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    Words *english = load(arena, "en");
    assert_string_equal(
        words_fill(english, arena, "report.page", "page", "3", "pages", "12", NULL).ptr,
        "page 3 of 12");
    assert_string_equal(words_fill(english, arena, "report.page", "page", "3", NULL).ptr,
                        "page 3 of {pages}");
    arena_free(arena);
}

static void columns_and_codes_have_labels(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    Words *thai = load(arena, "th");
    assert_string_equal(arena_cstr(arena, words_code(thai, arena, STR("sex"), STR("F"))), "หญิง");
    assert_string_equal(arena_cstr(arena, words_code(thai, arena, STR("sex"), STR("?"))), "?");
    assert_string_equal(arena_cstr(arena, words_code(thai, arena, STR("sex"), STR(""))), "ไม่ทราบ");
    assert_string_equal(arena_cstr(arena, words_column(thai, arena, STR("no_such_column"))),
                        "no such column");
    assert_string_equal(arena_cstr(arena, words_column(thai, arena, STR("total"))), "รวม");
    arena_free(arena);
}

static void a_key_stands_in_one_file_only(void **state)
{
    (void)state;
    Error err = {0};
    Assets assets = {0};
    Arena *arena = arena_create();
    Map *keys = map_create();
    AssetList files = asset_list(&assets, arena, "templates/strings/", &err);
    assert_true(files.count > 0);
    for (size_t i = 0; i < files.count; i++) {
        Tsv tsv = tsv_parse(arena, asset_read(&assets, arena, files.paths[i], &err), files.paths[i],
                            &err);
        for (size_t r = 0; r < tsv.row_count; r++) {
            Str key = tsv.rows[r].fields[0];
            if (map_get(keys, key, NULL))
                print_error("%s: %.*s stands elsewhere too\n", files.paths[i], STR_ARG(key));
            assert_false(map_get(keys, key, NULL));
            map_set(keys, key, 1);
        }
    }
    assert_true(error_ok(&err));
    map_free(keys);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_written_as_the_language_writes_them),
        cmocka_unit_test(native_digits_come_only_on_request_and_never_in_ids),
        cmocka_unit_test(a_missing_translation_falls_back_to_english_and_then_to_the_key),
        cmocka_unit_test(an_unchecked_language_carries_the_english_beside_it),
        cmocka_unit_test(names_in_braces_are_filled_and_unknown_ones_stay),
        cmocka_unit_test(columns_and_codes_have_labels),
        cmocka_unit_test(a_key_stands_in_one_file_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
