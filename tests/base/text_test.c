/* Str, StrBuf, UTF-8 and the map. */

#include "tests/support/test.h"

#include "pipeline/base/map.h"
#include "pipeline/base/strbuf.h"
#include "pipeline/base/utf8.h"

static void trimming_drops_blanks_of_every_kind(void **state)
{
    (void)state;
    static const struct {
        Str in;
        const char *out;
    } CASES[] = {
        {STR_LIT("  a b \t\r\n"), "a b"},
        {STR_LIT("\u00A0\u200Bက\uFEFF\u2060 "), "က"},
        {STR_LIT(" \u200D "), ""},
        {STR_LIT("ที่"), "ที่"},
        {STR_LIT(""), ""},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++)
        assert_str(str_trim(CASES[i].in), CASES[i].out);
}

static void splitting_gives_every_piece_and_the_empty_ones(void **state)
{
    (void)state;
    static const struct {
        Str in;
        const char *pieces[4];
        size_t count;
    } CASES[] = {
        {STR_LIT("a,b"), {"a", "b"}, 2},
        {STR_LIT("a,"), {"a", ""}, 2},
        {STR_LIT(",,x"), {"", "", "x"}, 3},
        {STR_LIT(""), {""}, 1},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Str rest = CASES[i].in, piece;
        size_t count = 0;
        while (str_split(&rest, ',', &piece))
            assert_str(piece, CASES[i].pieces[count++]);
        assert_int_equal(count, CASES[i].count);
    }
}

static void searching_and_comparing_see_bytes(void **state)
{
    (void)state;
    Str s = STR("banana");
    assert_int_equal(str_find(s, STR("ana"), 0), 1);
    assert_int_equal(str_find(s, STR("ana"), 2), 3);
    assert_int_equal(str_find(s, STR("x"), 0), s.len);
    assert_int_equal(str_find(s, STR(""), 9), s.len);
    assert_true(str_starts_with(s, STR("ban")) && str_ends_with(s, STR("nana")));
    assert_false(str_starts_with(STR("ba"), s));
    assert_true(str_cmp(STR("a"), STR("ab")) < 0 && str_cmp(STR("b"), STR("ab")) > 0);
    assert_int_equal(str_cmp(s, s), 0);
    assert_true(str_eq_ignore_case(STR("KG-1"), STR("kg-1")));
    assert_false(str_eq_ignore_case(STR("KG"), STR("KG1")));
    assert_str(str_slice(s, 2, 99), "nana");
    assert_str(str_slice(s, 9, 2), "");
}

/* Texts of every length, as short ones are searched in another way than long ones. */
static void a_word_is_found_wherever_it_ends(void **state)
{
    (void)state;
    char bytes[300];
    memset(bytes, 'a', sizeof bytes);
    memcpy(bytes, "ab", 2);
    for (size_t len = 2; len <= sizeof bytes; len++) {
        Str s = {bytes, len};
        assert_int_equal(str_find(s, STR("aab"), 0), len);
        assert_int_equal(str_find(s, STR("b"), 2), len);
        bytes[len - 1] = 'b';
        assert_int_equal(str_find(s, STR("aab"), 0), len > 4 ? len - 3 : len);
        bytes[len - 1] = 'a';
        bytes[1] = 'b';
    }
}

static void one_byte_tells_that_a_text_is_not_ascii(void **state)
{
    (void)state;
    char bytes[40];
    memset(bytes, 'x', sizeof bytes);
    for (size_t len = 0; len <= sizeof bytes; len++) {
        assert_true(utf8_is_ascii((Str){bytes, len}));
        for (size_t i = 0; i < len; i++) {
            bytes[i] = (char)0x80;
            assert_false(utf8_is_ascii((Str){bytes, len}));
            bytes[i] = 'x';
        }
    }
}

static void hashes_are_fixed_so_that_they_may_be_stored(void **state)
{
    (void)state;
    assert_true(str_hash(STR("naw")) == str_hash(STR("naw")));
    assert_true(str_hash(STR("naw")) != str_hash(STR("saw")));
}

static void a_buffer_grows_and_formats(void **state)
{
    (void)state;
    StrBuf buf = STRBUF_INIT;
    assert_string_equal(strbuf_cstr(&buf), "");
    for (int i = 0; i < 100; i++)
        strbuf_append_char(&buf, 'x');
    strbuf_appendf(&buf, "%d-%s", 7, "y");
    assert_int_equal(buf.len, 103);
    assert_string_equal(strbuf_cstr(&buf) + 100, "7-y");
    strbuf_clear(&buf);
    strbuf_append_int(&buf, INT64_MIN);
    strbuf_append_char(&buf, ' ');
    strbuf_append_double(&buf, 0.1);
    assert_string_equal(strbuf_cstr(&buf), "-9223372036854775808 0.1");
    strbuf_free(&buf);
}

static void invalid_bytes_become_replacement_characters(void **state)
{
    (void)state;
    static const struct {
        Str in;
        bool valid;
        const char *out;
    } CASES[] = {
        {STR_LIT("abc ကခ ด้วย \U0001F600"), true, "abc ကခ ด้วย \U0001F600"},
        {STR_LIT("a\xFFz"), false, "a\uFFFDz"},
        {STR_LIT("\xC0\xAF"), false, "\uFFFD\uFFFD"},           /* overlong */
        {STR_LIT("\xED\xA0\x80"), false, "\uFFFD\uFFFD\uFFFD"}, /* surrogate */
        {STR_LIT("\xF4\x90\x80\x80"), false, "\uFFFD\uFFFD\uFFFD\uFFFD"},
        {STR_LIT("\xE1\x80"), false, "\uFFFD"}, /* cut off: one piece */
        {STR_LIT("\xE1\x80z"), false, "\uFFFDz"},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        assert_int_equal(utf8_is_valid(CASES[i].in), CASES[i].valid);
        StrBuf buf = STRBUF_INIT;
        utf8_append_valid(&buf, CASES[i].in);
        assert_string_equal(strbuf_cstr(&buf), CASES[i].out);
        strbuf_free(&buf);
    }
}

/* Every kind of first and following byte, four in a row, at and across the steps of 32 and 128. */
static void long_texts_are_checked_as_short_ones_are(void **state)
{
    (void)state;
    static const unsigned char KINDS[] = {0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0,
                                          0xBF, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xED,
                                          0xEF, 0xF0, 0xF3, 0xF4, 0xF5, 0xF8, 0xFF};
    enum { KIND_COUNT = sizeof KINDS, SIZE = 200 };
    static const size_t PLACES[] = {0, 27, 28, 29, 30, 31, 32, 93, 125, 126, 127, 161, SIZE - 4};
    char bytes[SIZE];
    memset(bytes, 'x', SIZE);
    for (size_t place = 0; place < COUNT_OF(PLACES); place++) {
        char *four = bytes + PLACES[place];
        for (size_t n = 0; n < (size_t)KIND_COUNT * KIND_COUNT * KIND_COUNT * KIND_COUNT; n++) {
            size_t rest = n;
            for (int i = 0; i < 4; i++, rest /= KIND_COUNT)
                four[i] = (char)KINDS[rest % KIND_COUNT];
            if (utf8_is_valid((Str){bytes, SIZE}) != utf8_is_valid_plain((Str){four, 4}))
                fail_msg("at %zu: %02x %02x %02x %02x", PLACES[place], four[0] & 255, four[1] & 255,
                         four[2] & 255, four[3] & 255);
        }
        memset(four, 'x', 4);
    }
}

static void every_character_survives_encoding_and_decoding(void **state)
{
    (void)state;
    for (uint32_t cp = 0; cp <= 0x10FFFF; cp++) {
        char bytes[4];
        Str s = {bytes, utf8_encode(cp, bytes)};
        size_t pos = 0;
        uint32_t expected = cp >= 0xD800 && cp < 0xE000 ? UTF8_REPLACEMENT : cp;
        assert_true(utf8_next(s, &pos) == expected && pos == s.len);
    }
}

static void cutting_keeps_characters_whole(void **state)
{
    (void)state;
    assert_str(utf8_cut(STR("aကb"), 3), "a");
    assert_str(utf8_cut(STR("aကb"), 4), "aက");
    assert_str(utf8_cut(STR("ab"), 9), "ab");
    assert_int_equal(utf8_count(STR("aကb\xFF")), 4);
}

static void a_map_keeps_the_order_of_adding(void **state)
{
    (void)state;
    Map *map = map_create();
    char key[16];
    for (int i = 0; i < 1000; i++) {
        snprintf(key, sizeof key, "k%d", i * 7919 % 1000);
        assert_int_equal(map_intern(map, str_from(key)), i);
    }
    assert_int_equal(map_count(map), 1000);
    assert_int_equal(map_intern(map, STR("k0")), 0);
    assert_str(map_key_at(map, 1), "k919");
    map_set(map, STR("k919"), -5);
    map_set(map, STR("new"), 8);
    int64_t value = 0;
    assert_true(map_get(map, STR("k919"), &value));
    assert_int_equal(value, -5);
    assert_int_equal(map_value_at(map, 1000), 8);
    assert_false(map_get(map, STR("absent"), &value));
    map_free(map);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trimming_drops_blanks_of_every_kind),
        cmocka_unit_test(splitting_gives_every_piece_and_the_empty_ones),
        cmocka_unit_test(searching_and_comparing_see_bytes),
        cmocka_unit_test(a_word_is_found_wherever_it_ends),
        cmocka_unit_test(one_byte_tells_that_a_text_is_not_ascii),
        cmocka_unit_test(hashes_are_fixed_so_that_they_may_be_stored),
        cmocka_unit_test(a_buffer_grows_and_formats),
        cmocka_unit_test(invalid_bytes_become_replacement_characters),
        cmocka_unit_test(long_texts_are_checked_as_short_ones_are),
        cmocka_unit_test(every_character_survives_encoding_and_decoding),
        cmocka_unit_test(cutting_keeps_characters_whole),
        cmocka_unit_test(a_map_keeps_the_order_of_adding),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
