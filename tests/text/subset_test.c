/* The font program that goes into a PDF, read back by HarfBuzz: every code draws what was shaped.
 */

#include "tests/support/test.h"

#include "reports/text/shape.h"
#include "reports/text/subset.h"

#define FONTS "/usr/share/fonts/truetype/"

typedef struct FontCase {
    const char *path, *text, *language;
    hb_script_t script;
} FontCase;

static const FontCase CASES[] = {
    {FONTS "noto/NotoSans-Regular.ttf", "Office affidavit: Zo\xC3\xAB x\xCC\x82 AVATAR", "en",
     HB_SCRIPT_LATIN},
    {FONTS "noto/NotoSansThai-Regular.ttf", "ที่ปู่ฝั้นน้ำ ญี่ปุ่น ฐานะ ฏุ", "th", HB_SCRIPT_THAI},
    {FONTS "noto/NotoSansMyanmar-Regular.ttf", "အင်္ဂလိပ် ကျွန်ုပ် တက္ကသိုလ် ရွှေ", "my", HB_SCRIPT_MYANMAR},
    {FONTS "padauk/Padauk-Regular.ttf", "ပှၤကညီဖိသ့ၣ် တၢ်ကူၣ်ဘၣ်ကူၣ်သ့", "ksw", HB_SCRIPT_MYANMAR},
};

/* Union of the boxes of a code's parts in the source font. */
static bool source_box(const Face *face, size_t code, int box[4])
{
    const GlyphCode *c = code_table_at(face->codes, code);
    const GlyphPart *parts = code_table_parts(face->codes, code);
    bool any = false;
    for (size_t i = 0; i < c->part_count; i++) {
        hb_glyph_extents_t e;
        if (!hb_font_get_glyph_extents(face->font, parts[i].glyph, &e) || e.width == 0)
            continue;
        int own[4] = {e.x_bearing + parts[i].dx, e.y_bearing + e.height + parts[i].dy,
                      e.x_bearing + e.width + parts[i].dx, e.y_bearing + parts[i].dy};
        for (int k = 0; k < 4; k++)
            if (!any || (k < 2 ? own[k] < box[k] : own[k] > box[k]))
                box[k] = own[k];
        any = true;
    }
    return any;
}

static void check_code(const Face *face, hb_font_t *subset, size_t code)
{
    int box[4];
    hb_glyph_extents_t e = {0};
    int32_t advance = code_table_at(face->codes, code)->advance;
    assert_int_equal(hb_font_get_glyph_h_advance(subset, (hb_codepoint_t)code), advance);
    hb_font_get_glyph_extents(subset, (hb_codepoint_t)code, &e);
    if (!source_box(face, code, box)) {
        assert_int_equal(e.width, 0);
        return;
    }
    assert_int_equal(e.x_bearing, box[0]);
    assert_int_equal(e.y_bearing + e.height, box[1]);
    assert_int_equal(e.x_bearing + e.width, box[2]);
    assert_int_equal(e.y_bearing, box[3]);
}

static void every_code_draws_what_was_shaped(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Error err = {0};
        const FontCase *c = &CASES[i];
        Face *face = face_open(c->path, &err);
        assert_ok(err);
        Shaper *shaper = shaper_create();
        GlyphList glyphs = {0};
        shape_run(shaper, face, str_from(c->text), 0, strlen(c->text), c->script,
                  hb_language_from_string(c->language, -1), &glyphs);
        StrBuf program = STRBUF_INIT;
        size_t count;
        subset_build(face, &program, &count, &err);
        assert_ok(err);
        hb_blob_t *blob =
            hb_blob_create(program.ptr, (unsigned)program.len, HB_MEMORY_MODE_READONLY, NULL, NULL);
        hb_face_t *made = hb_face_create(blob, 0);
        hb_font_t *font = hb_font_create(made);
        assert_int_equal(hb_face_get_glyph_count(made), count);
        assert_true(code_table_count(face->codes) > 10);
        for (size_t code = 1; code < code_table_count(face->codes); code++)
            check_code(face, font, code);
        hb_font_destroy(font);
        hb_face_destroy(made);
        hb_blob_destroy(blob);
        strbuf_free(&program);
        glyph_list_free(&glyphs);
        shaper_free(shaper);
        face_close(face);
    }
}

static void a_word_shaped_twice_gives_the_same_codes(void **state)
{
    (void)state;
    Error err = {0};
    const FontCase *c = &CASES[3];
    Face *face = face_open(c->path, &err);
    assert_ok(err);
    Shaper *shaper = shaper_create();
    GlyphList first = {0}, second = {0};
    hb_language_t language = hb_language_from_string(c->language, -1);
    shape_run(shaper, face, str_from(c->text), 0, strlen(c->text), c->script, language, &first);
    size_t codes = code_table_count(face->codes);
    shape_run(shaper, face, str_from(c->text), 0, strlen(c->text), c->script, language, &second);
    assert_int_equal(first.count, second.count);
    assert_int_equal(code_table_count(face->codes), codes);
    for (size_t i = 0; i < first.count; i++) {
        assert_int_equal(first.items[i].code, second.items[i].code);
        assert_int_equal(first.items[i].offset, second.items[i].offset);
    }
    glyph_list_free(&first);
    glyph_list_free(&second);
    shaper_free(shaper);
    face_close(face);
}

static void files_that_are_no_usable_font_are_refused(void **state)
{
    (void)state;
    static const char *const paths[] = {"/nowhere.ttf", "/etc/passwd", "/dev/null"};
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        Error err = {0};
        assert_null(face_open(paths[i], &err));
        assert_int_equal(err.status, STATUS_CONFIG);
        assert_non_null(strstr(err.message, paths[i]));
    }
}

static void a_full_code_table_says_so(void **state)
{
    (void)state;
    CodeTable *table = code_table_create();
    bool fresh;
    for (uint32_t i = 1; i < CODE_TABLE_MAX; i++) {
        GlyphPart part = {i, 0, 0};
        assert_int_equal(code_table_intern(table, &part, 1, STR("x"), 500, &fresh), i);
        assert_true(fresh);
    }
    assert_false(code_table_is_full(table));
    GlyphPart known = {7, 0, 0}, other = {7, 1, 0};
    assert_int_equal(code_table_intern(table, &known, 1, STR("x"), 500, &fresh), 7);
    assert_false(fresh);
    assert_int_equal(code_table_intern(table, &other, 1, STR("x"), 500, &fresh), 0);
    assert_true(code_table_is_full(table));
    code_table_free(table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_draws_what_was_shaped),
        cmocka_unit_test(a_word_shaped_twice_gives_the_same_codes),
        cmocka_unit_test(files_that_are_no_usable_font_are_refused),
        cmocka_unit_test(a_full_code_table_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
