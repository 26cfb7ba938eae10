#include "pipeline/map/text_key.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static bool same_key(const char *a, const char *b)
{
    Arena *arena = arena_create();
    bool same = str_eq(text_key(arena, str_from(a)), text_key(arena, str_from(b)));
    arena_free(arena);
    return same;
}

static void what_people_type_differently_does_not_matter(void **state)
{
    (void)state;
    static const char *const PAIRS[][2] = {
        {"Date of Birth", "date-of-birth"},
        {"D.O.B.", "DOB"},
        {"Student\nname", "Student name"},
        {"เลขประจำตัว", "เลขประจํา\u200bตัว"}, /* sara am in two pieces, a zero-width space */
        {"แม่สอด", "เเม่สอด"},                /* sara ae as two sara e */
        {"ขั้น ๔", "ขั้น 4"},
        {"အတန်း ၄", "အတန်း4"},
        {"ဓာတ်ပုံ", "ဓါတ်ပုံ"}, /* round and tall aa */
        {"ชื่อ ต้องกรอก", "ชื่อ*"},
        {"Name (English)", "Name English"},
    };
    for (size_t i = 0; i < sizeof PAIRS / sizeof *PAIRS; i++)
        if (!same_key(PAIRS[i][0], PAIRS[i][1]))
            fail_msg("\"%s\" and \"%s\" have different keys", PAIRS[i][0], PAIRS[i][1]);
}

static void different_words_keep_different_keys(void **state)
{
    (void)state;
    assert_false(same_key("Grade 1", "Grade 10"));
    assert_false(same_key("Attendance", "Attendance %"));
    assert_false(same_key("ป.1", "ม.1"));
    assert_false(same_key("ကျား", "မ"));
}

static void hints_in_brackets_can_be_left_out(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    Str key = text_key_plain(arena, STR("Date of birth (dd/mm/yyyy)"));
    assert_true(str_is(key, "dateofbirth"));
    arena_free(arena);
}

static void distance_counts_edits_up_to_its_limit(void **state)
{
    (void)state;
    assert_int_equal(text_key_distance(STR("dateofbirth"), STR("dateofbrith"), 3), 1);
    assert_int_equal(text_key_distance(STR("gender"), STR("gendr"), 3), 1);
    assert_int_equal(text_key_distance(STR("เพศ"), STR("เพส"), 3), 1);
    assert_int_equal(text_key_distance(STR("sex"), STR("district"), 3), 4);
    assert_int_equal(text_key_distance(STR(""), STR("ab"), 3), 2);
}

static void tidy_text_has_single_blanks_and_no_invisible_characters(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    assert_true(str_is(text_tidy(arena, STR("  Naw\u00a0 Eh\n Paw ")), "Naw Eh Paw"));
    assert_true(str_is(text_tidy(arena, STR("နော်\u200bဖော")), "နော်ဖော"));
    Str untouched = STR("ด.ญ. นอ");
    assert_ptr_equal(text_tidy(arena, untouched).ptr, untouched.ptr);
    assert_true(text_is_blank(STR(" \u00a0\u200b")));
    assert_false(text_is_blank(STR("0")));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_people_type_differently_does_not_matter),
        cmocka_unit_test(different_words_keep_different_keys),
        cmocka_unit_test(hints_in_brackets_can_be_left_out),
        cmocka_unit_test(distance_counts_edits_up_to_its_limit),
        cmocka_unit_test(tidy_text_has_single_blanks_and_no_invisible_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
