/* Shaping, itemising and line breaking, with the fonts that the configuration names. */

#include "tests/support/test.h"

#include "pipeline/base/strbuf.h"
#include "reports/text/paragraph.h"

static Typesetter typesetter;
static Arena *arena;

static int set_up(void **state)
{
    (void)state;
    Error err = {0};
    arena = arena_create();
    typesetter_open(&typesetter, config_load(arena, NULL, &err), &err);
    return error_ok(&err) ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    typesetter_close(&typesetter);
    arena_free(arena);
    return 0;
}

static const TextStyle BODY = {.weight = FONT_REGULAR, .size = PT(10), .tag = -1, .link = -1};

static const Paragraph *shape(const char *text)
{
    TextSpan span = {strlen(text), BODY};
    return paragraph_shape(&typesetter, arena, str_from(text), &span, 1);
}

/* The text of the codes [from, to): what a reader of the PDF would copy. */
static Str glyph_text(const Paragraph *paragraph, size_t from, size_t to)
{
    StrBuf buf = STRBUF_INIT;
    for (size_t r = 0; r < paragraph->run_count; r++)
        for (size_t g = paragraph->runs[r].first; g < paragraph->runs[r].last; g++)
            if (g >= from && g < to)
                strbuf_append(&buf, code_table_text(paragraph->runs[r].face->codes,
                                                    paragraph->glyphs[g].code));
    Str text = arena_str(arena, strbuf_str(&buf));
    strbuf_free(&buf);
    return text;
}

static const char *const TEXTS[] = {
    "Plain words, an office and a ffi ligature",
    "เด็กข้ามชาติเรียนรู้ที่ศูนย์การเรียน น้ำ ผู้ใหญ่",
    "ကျောင်းသားများသည် အင်္ဂလိပ်စာ သင်ယူသည်။",
    "ပှၤကညီဖိသ့ၣ်တဖၣ် တၢ်မၤလိ",
    "Mixed: แม่สอด / မဲဆောက် 12 (x̂) ● ≥ →",
};

static void codes_say_exactly_the_text(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(TEXTS); i++) {
        const Paragraph *paragraph = shape(TEXTS[i]);
        assert_str(glyph_text(paragraph, 0, paragraph->glyph_count), TEXTS[i]);
    }
}

static void lines_hold_all_of_the_text_and_none_is_too_wide(void **state)
{
    (void)state;
    static const Mpt widths[] = {PT(500), PT(120), PT(60), PT(25), PT(3)};
    for (size_t i = 0; i < COUNT_OF(TEXTS); i++)
        for (size_t w = 0; w < COUNT_OF(widths); w++) {
            const Paragraph *paragraph = shape(TEXTS[i]);
            size_t count, at = 0;
            const Line *lines = paragraph_lines(&typesetter, arena, paragraph, widths[w], &count);
            for (size_t l = 0; l < count; l++) {
                assert_int_equal(lines[l].from, at);
                assert_true(lines[l].to > lines[l].from);
                /* In 3 points not even one cluster fits; each still gets its line. */
                assert_true(lines[l].width <= widths[w] || widths[w] == PT(3));
                at = lines[l].to;
            }
            assert_int_equal(at, paragraph->glyph_count);
        }
}

typedef struct BreakCase {
    const char *text;
    Mpt width;
    const char *lines; /* joined by | */
} BreakCase;

static void check_breaks(const BreakCase *c)
{
    StrBuf got = STRBUF_INIT;
    const Paragraph *paragraph = shape(c->text);
    size_t count;
    const Line *lines = paragraph_lines(&typesetter, arena, paragraph, c->width, &count);
    for (size_t l = 0; l < count; l++) {
        if (l > 0)
            strbuf_append_char(&got, '|');
        strbuf_append(&got, glyph_text(paragraph, lines[l].from, lines[l].to));
    }
    assert_str(strbuf_str(&got), c->lines);
    strbuf_free(&got);
}

static void lines_end_where_readers_expect(void **state)
{
    (void)state;
    static const BreakCase cases[] = {
        /* a blank at a line's end stays in the text */
        {"one two three", PT(40), "one two |three"},
        {"one\ntwo", PT(400), "one|two"},
        {"เด็กหลายคน จึงยังใช้ทะเบียนก่อน\nWHY", PT(400), "เด็กหลายคน จึงยังใช้ทะเบียนก่อน|WHY"},
        {"", PT(100), ""},
        /* Thai between words, found by dictionary, and not after the prefix การ */
        {"เด็กนักเรียนโรงเรียน", PT(60), "เด็กนักเรียน|โรงเรียน"},
        {"รายงานการศึกษา", PT(50), "รายงาน|การศึกษา"},
        /* a word wider than the line is cut between clusters, never inside one */
        {"น้ำน้ำน้ำน้ำ", PT(14), "น้ำ|น้ำ|น้ำ|น้ำ"},
        /* Karen rather at a blank than between its syllables */
        {"တၢ်မၤလိအံၤ တၢ်မၤလိအံၤ ဘၣ်တၢ်သူအီၤ", PT(135), "တၢ်မၤလိအံၤ တၢ်မၤလိအံၤ |ဘၣ်တၢ်သူအီၤ"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        check_breaks(&cases[i]);
}

static void digits_keep_one_face_beside_every_script(void **state)
{
    (void)state;
    const Face *latin = typesetter.fonts.faces[FONT_LATIN][FONT_REGULAR];
    static const char *const texts[] = {"12", "ศูนย์ 12", "ကျောင်း 12"};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        const Paragraph *paragraph = shape(texts[i]);
        assert_ptr_equal(paragraph->runs[paragraph->run_count - 1].face, latin);
    }
}

static void karen_and_burmese_are_shaped_in_their_own_language(void **state)
{
    (void)state;
    assert_string_equal(hb_language_to_string(shape("တၢ်မၤလိသ့ၣ်")->runs[0].language), "ksw");
    assert_string_equal(hb_language_to_string(shape("ကျောင်းသား")->runs[0].language), "my");
    assert_true(text_is_karen(STR("ပှၤကညီဖိ တဖၣ် သ့ၣ် တၢ်")));
    assert_false(text_is_karen(STR("မြန်မာ")));
}

static void signs_that_text_fonts_lack_come_from_others(void **state)
{
    (void)state;
    const Paragraph *paragraph = shape("● ▲ ■ ≥ →");
    for (size_t r = 0; r < paragraph->run_count; r++)
        for (size_t g = paragraph->runs[r].first; g < paragraph->runs[r].last; g++) {
            const CodeTable *codes = paragraph->runs[r].face->codes;
            uint16_t code = paragraph->glyphs[g].code;
            assert_true(code_table_parts(codes, code)->glyph != 0);
        }
}

static void a_minus_does_not_come_from_the_burmese_font(void **state)
{
    (void)state;
    const Paragraph *paragraph = shape("a − b");
    for (size_t r = 0; r < paragraph->run_count; r++)
        assert_int_not_equal(paragraph->runs[r].font_script, FONT_MYANMAR);
}

static void invalid_bytes_become_replacement_characters(void **state)
{
    (void)state;
    const Paragraph *paragraph = shape("a\xFF"
                                       "b");
    assert_str(paragraph->text, "a\xEF\xBF\xBD"
                                "b");
}

static void a_style_changes_within_a_line(void **state)
{
    (void)state;
    TextSpan spans[] = {{4, BODY}, {8, BODY}};
    spans[1].style.weight = FONT_BOLD;
    const Paragraph *paragraph = paragraph_shape(&typesetter, arena, STR("One two."), spans, 2);
    Line line = {.to = paragraph->glyph_count};
    size_t count;
    const Piece *pieces = paragraph_pieces(&typesetter, arena, paragraph, &line, &count);
    assert_int_equal(count, 2);
    assert_ptr_not_equal(pieces[0].face, pieces[1].face);
    assert_int_equal(pieces[0].width, pieces[1].x);
}

static void a_balanced_title_takes_no_more_lines(void **state)
{
    (void)state;
    const Paragraph *paragraph = shape("Quarterly report on the education of migrant children");
    size_t wide, balanced;
    Mpt width = paragraph->width - PT(20);
    paragraph_lines(&typesetter, arena, paragraph, width, &wide);
    Mpt narrow = paragraph_balance(&typesetter, arena, paragraph, width);
    const Line *lines = paragraph_lines(&typesetter, arena, paragraph, narrow, &balanced);
    assert_int_equal(wide, 2);
    assert_int_equal(balanced, 2);
    assert_true(lines[1].width > lines[0].width / 2);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(codes_say_exactly_the_text),
        TEST(lines_hold_all_of_the_text_and_none_is_too_wide),
        TEST(lines_end_where_readers_expect),
        TEST(digits_keep_one_face_beside_every_script),
        TEST(karen_and_burmese_are_shaped_in_their_own_language),
        TEST(signs_that_text_fonts_lack_come_from_others),
        TEST(a_minus_does_not_come_from_the_burmese_font),
        TEST(invalid_bytes_become_replacement_characters),
        TEST(a_style_changes_within_a_line),
        TEST(a_balanced_title_takes_no_more_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
