/* Delimited text: quotes, delimiters, line ends, encodings, limits, and the lists behind them. */

#include "pipeline/read/csv_delimiter.h"
#include "pipeline/read/csv_encoding.h"
#include "tests/support/cells.h"
#include "tests/support/csv_plain.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const struct {
    const char *name;
    Str bytes;
    const char *expected;
} CASES[] = {
    {"plain", STR_LIT("a,b\n1,,3\n"), "A1 s:a B1 s:b A2 s:1 C2 s:3"},
    {"line ends of three kinds and no last one", STR_LIT("a\rb\r\nc\nd"),
     "A1 s:a A2 s:b A3 s:c A4 s:d"},
    {"blank lines count", STR_LIT("\n\na,b\n\nc,d"), "A3 s:a B3 s:b A5 s:c B5 s:d"},
    {"quotes: delimiters, line ends and doubled quotes inside",
     STR_LIT("\"a,\"\"b\"\"\nc\",\"\",\"d\"\r\ne,f"), "A1 s:a,\"b\"\nc C1 s:d A2 s:e B2 s:f"},
    {"a quote inside an unquoted field is a letter", STR_LIT("5\" pipe,x\"y\"\n"),
     "A1 s:5\" pipe B1 s:x\"y\""},
    {"letters behind a closing quote belong to the field", STR_LIT("\"ab\"cd,e\n"),
     "A1 s:abcd B1 s:e"},
    {"semicolons with decimal commas", STR_LIT("a;b;c\n1,5;2;3\n2,5;4;5\n"),
     "A1 s:a B1 s:b C1 s:c A2 s:1,5 B2 s:2 C2 s:3 A3 s:2,5 B3 s:4 C3 s:5"},
    {"tabs", STR_LIT("a\tb\nc\td\n"), "A1 s:a B1 s:b A2 s:c B2 s:d"},
    {"a sep= line is taken, not read", STR_LIT("sep=|\r\na|b\n"), "A1 s:a B1 s:b"},
    {"a sep= line that names no delimiter is text", STR_LIT("sep=\"\na,b\n"),
     "A1 s:sep=\" A2 s:a B2 s:b"},
    {"a quote that is never closed", STR_LIT("a,b\n1,\"x,y\n"),
     "A1 s:a B1 s:b ! a quote is opened here and never closed"},
    {"a row with a NUL byte is left out", STR_LIT("a,b\n\0,2\nc,d\n"),
     "A1 s:a B1 s:b A3 s:c B3 s:d"},
    {"the end-of-file byte of DOS is none of the text", STR_LIT("a,b\n\x1A"), "A1 s:a B1 s:b"},
    {"what only begins like another format", STR_LIT("ID;name\n[1;{2\n"),
     "A1 s:ID B1 s:name A2 s:[1 B2 s:{2"},
    {"UTF-8 with a mark", STR_LIT("\xEF\xBB\xBF\u0E02,b\n"), "A1 s:\u0E02 B1 s:b"},
    {"UTF-16LE without a mark", STR_LIT("a\0,\0b\0\n\0c\0,\0\x02\x0E\n\0"),
     "A1 s:a B1 s:b A2 s:c B2 s:\u0E02"},
    {"an overlong form is no letter",
     STR_LIT("\u0E02\u0E27\u0E31\u0E0D\u0E43\u0E08"
             "\u0E02\u0E27\u0E31\u0E0D\u0E43\u0E08"
             "\u0E02\u0E27\u0E31\u0E0D\u0E43\u0E08"
             "\u0E02\u0E27\u0E31\u0E0D\u0E43\u0E08"
             "\u0E02\u0E27\u0E31\u0E0D\u0E43\u0E08,\xE0\x9F\xBF\n"),
     "A1 s:\u0E02\u0E27\u0E31\u0E0D\u0E43\u0E08"
     "\u0E02\u0E27\u0E31\u0E0D\u0E43\u0E08"
     "\u0E02\u0E27\u0E31\u0E0D\u0E43\u0E08"
     "\u0E02\u0E27\u0E31\u0E0D\u0E43\u0E08"
     "\u0E02\u0E27\u0E31\u0E0D\u0E43\u0E08 B1 s+32:\uFFFD\uFFFD\uFFFD"},
    {"UTF-16BE with a mark", STR_LIT("\xFE\xFF\0a\0,\x0E\x02"), "A1 s:a B1 s:\u0E02"},
    {"windows-874 by the shape of its words", STR_LIT("name,age\n\xA2\xC7\xD1\xAD\xE3\xA8,7\n"),
     "A1 s:name B1 s:age A2 s:\u0E02\u0E27\u0E31\u0E0D\u0E43\u0E08 B2 s:7"},
    {"windows-1252: accents stand alone", STR_LIT("Jos\xE9,Zo\xEB\n"),
     "A1 s:Jos\u00E9 B1 s:Zo\u00EB"},
    {"torn UTF-8 is replaced and marked",
     STR_LIT("\u0E02\u0E27\u0E31\u0E0D\u0E43\u0E08\u0E14\u0E35\u0E01\u0E02\u0E04\u0E07,\xE0\xB8\n"),
     "A1 s:\u0E02\u0E27\u0E31\u0E0D\u0E43\u0E08\u0E14\u0E35\u0E01\u0E02\u0E04\u0E07 B1 "
     "s+32:\uFFFD"},
};

static void text_is_read_as_its_writer_meant_it(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        cells_expect(CASES[i].name, CASES[i].bytes, 0, CELL_BAD_BYTES, CASES[i].expected);
}

static void the_declared_encoding_decides_where_bytes_do_not(void **state)
{
    (void)state;
    StrBuf found = STRBUF_INIT;
    cells_of(STR("\xE9,1\n"), &(ReadOptions){.encoding = "windows-874"}, 0, 0, &found);
    assert_string_equal(strbuf_cstr(&found), "A1 s:\u0E49 B1 s:1");
    strbuf_clear(&found);
    cells_of(STR("\xE9,1\n"), &(ReadOptions){.encoding = "no-such"}, 0, 0, &found);
    assert_string_equal(strbuf_cstr(&found), "! the encoding \"no-such\" is not known");
    strbuf_free(&found);
}

/* Short texts go through iconv, long ones of one byte a letter by a table. */
static void long_texts_are_decoded_as_short_ones_are(void **state)
{
    (void)state;
    static const char *const ENCODINGS[] = {"windows-874", "TIS-620", "windows-1252", "mac-roman",
                                            "cp1258",      "sjis",    "UTF-7",        "UTF-8"};
    enum { TIMES = 5000 };
    Arena *arena = arena_create();
    StrBuf text = STRBUF_INIT;
    for (size_t i = 0; i < sizeof ENCODINGS / sizeof *ENCODINGS; i++) {
        for (int byte = 1; byte < 256; byte++) {
            Error err = {0};
            char few[] = {'a', (char)byte, 'b', '\n'};
            arena_reset(arena);
            strbuf_clear(&text);
            for (int k = 0; k < TIMES; k++)
                strbuf_append_bytes(&text, few, sizeof few);
            DecodedText one = csv_decode(arena, (Str){few, sizeof few}, ENCODINGS[i], &err);
            DecodedText all = csv_decode(arena, strbuf_str(&text), ENCODINGS[i], &err);
            assert_true(error_ok(&err));
            assert_int_equal(all.replaced, one.replaced * TIMES);
            assert_int_equal(all.text.len, one.text.len * TIMES);
            for (size_t at = 0; at < all.text.len; at += one.text.len)
                if (memcmp(all.text.ptr + at, one.text.ptr, one.text.len) != 0)
                    fail_msg("%s, byte %02x", ENCODINGS[i], (unsigned)byte);
        }
    }
    strbuf_free(&text);
    arena_free(arena);
}

/* Text of the bytes that matter, in runs long enough to fill blocks without any. */
static void append_random(StrBuf *text, uint32_t *seed, size_t len, const char *alphabet)
{
    while (text->len < len) {
        *seed = *seed * 1664525u + 1013904223u;
        size_t run = *seed >> 29 == 0 ? *seed >> 20 & 127 : 1;
        char c = alphabet[(*seed >> 24) % strlen(alphabet)];
        for (size_t i = 0; i < run && c != '"'; i++)
            strbuf_append_char(text, c);
        if (c == '"')
            strbuf_append_char(text, c);
    }
}

/* Quotes where they belong, quotes anywhere, none; each read whole and cut off somewhere. */
static const char *const ALPHABETS[] = {"ab,\n\r", "a,\"\n", ",\"", "a\",\r\n ", "abcdefgh,\"\n"};

static void any_text_is_read_as_one_byte_after_the_other(void **state)
{
    (void)state;
    uint32_t seed = 7;
    StrBuf text = STRBUF_INIT, expected = STRBUF_INIT, found = STRBUF_INIT;
    for (int round = 0; round < 3000; round++) {
        strbuf_clear(&text);
        strbuf_clear(&expected);
        strbuf_clear(&found);
        strbuf_append_cstr(&text, "x,y\nx,y\n");
        append_random(&text, &seed, 10 + seed % 400, ALPHABETS[round % 5]);
        if (round % 16 == 0)
            text.ptr[8 + seed % (text.len - 8)] = '\0';
        Str bytes = strbuf_str(&text);
        csv_plain_rows(bytes, csv_find_delimiter(bytes), &expected);
        Error err = {0};
        Workbook *workbook = reader_open_bytes(bytes, NULL, &err);
        assert_non_null(workbook);
        csv_reader_rows(workbook, &found);
        reader_close(workbook);
        if (!str_eq(strbuf_str(&expected), strbuf_str(&found)))
            fail_msg("round %d: %s\n  expected %s\n  found %s", round, strbuf_cstr(&text),
                     strbuf_cstr(&expected), strbuf_cstr(&found));
    }
    strbuf_free(&text);
    strbuf_free(&expected);
    strbuf_free(&found);
}

static void finders_of_all_instructions_list_the_same_places(void **state)
{
    (void)state;
    uint32_t seed = 11;
    StrBuf text = STRBUF_INIT;
    for (int round = 0; round < 2000; round++) {
        strbuf_clear(&text);
        append_random(&text, &seed, seed % 3000, ALPHABETS[round % 5]);
        if (round % 4 == 0)
            for (int i = 0; i < 9; i++)
                text.ptr[(seed + (uint32_t)i * 7919) % (text.len + 1)] = "\0\x80\xAC;"[i % 4];
        if (!csv_finders_agree(strbuf_str(&text), round % 2 ? ',' : ';'))
            fail_msg("round %d: %s", round, strbuf_cstr(&text));
    }
    strbuf_free(&text);
}

/* More places in one block, and in one record, than a list has room for. */
static void a_record_may_be_longer_than_the_list_of_places(void **state)
{
    (void)state;
    StrBuf text = STRBUF_INIT, found = STRBUF_INIT;
    for (int i = 0; i < 16000; i++)
        strbuf_append_cstr(&text, i % 3 == 2 ? "\"\"\"\"," : ",");
    strbuf_append_cstr(&text, "\"end\"");
    cells_of(strbuf_str(&text), NULL, 0, 0, &found);
    Str all = strbuf_str(&found);
    assert_true(str_starts_with(all, STR("C1 s:\" F1 s:\" I1 s:\"")));
    assert_true(str_ends_with(all, STR(" WQK1 s:end")));
    strbuf_free(&text);
    strbuf_free(&found);
}

static void what_passes_a_limit_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *begin, *repeated, *end, *expected;
        int times;
    } LIMITS[] = {
        {"a,", "xxxxxxxx", "\n", "a field is longer than 1 MiB", 131073},
        {"a\n", "xxxxxxxx", ",b\n", "a field is longer than 1 MiB", 131073},
        {"a,\"", "xxxx\"\"xx", "\"tail\n",
         "a quoted field is longer than 1 MiB: is its quote closed?", 131073},
        {"a,\"", "xxxxxxxx", "\"\n", "a quoted field is longer than 1 MiB: is its quote closed?",
         131073},
        {"a,\"", "xx\"\"xxxx", "\"\n", "a quoted field is longer than 1 MiB: is its quote closed?",
         131073},
        {"a,\"", "xxxxxxxx", "\n", "a quote is opened here and never closed", 131073},
        {"a\n", ",", "\n", "a line has more than 16,384 fields", 16384},
        {"a\n", "\"b\"\"\",", "\n", "a line has more than 16,384 fields", 20000},
        {"a\n", "b", "\n", NULL, 1048576},
        {"a\n", ",", "\n", NULL, 16383},
    };
    for (size_t i = 0; i < sizeof LIMITS / sizeof *LIMITS; i++) {
        StrBuf text = STRBUF_INIT, found = STRBUF_INIT;
        strbuf_append_cstr(&text, LIMITS[i].begin);
        for (int k = 0; k < LIMITS[i].times; k++)
            strbuf_append_cstr(&text, LIMITS[i].repeated);
        strbuf_append_cstr(&text, LIMITS[i].end);
        cells_of(strbuf_str(&text), NULL, 0, 0, &found);
        Str refusal =
            str_slice(strbuf_str(&found), str_find(strbuf_str(&found), STR("! "), 0), found.len);
        assert_string_equal(refusal.len ? refusal.ptr + 2 : "",
                            LIMITS[i].expected ? LIMITS[i].expected : "");
        strbuf_free(&text);
        strbuf_free(&found);
    }
}

/* Every field boundary at every offset within a block. */
static void fields_of_all_lengths_survive_the_block_boundaries(void **state)
{
    (void)state;
    StrBuf text = STRBUF_INIT, expected = STRBUF_INIT;
    for (int row = 1; row <= 150; row++) {
        StrBuf field = STRBUF_INIT;
        for (int i = 0; i < row; i++)
            strbuf_append_char(&field, (char)('a' + i % 26));
        strbuf_appendf(&text, row % 2 ? "\"%s\",%s\r\n" : "%s,\"%s\"\n", strbuf_cstr(&field),
                       strbuf_cstr(&field));
        strbuf_appendf(&expected, "%sA%d s:%s B%d s:%s", row > 1 ? " " : "", row,
                       strbuf_cstr(&field), row, strbuf_cstr(&field));
        strbuf_free(&field);
    }
    cells_expect("lengths", strbuf_str(&text), 0, 0, strbuf_cstr(&expected));
    strbuf_free(&text);
    strbuf_free(&expected);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_read_as_its_writer_meant_it),
        cmocka_unit_test(the_declared_encoding_decides_where_bytes_do_not),
        cmocka_unit_test(long_texts_are_decoded_as_short_ones_are),
        cmocka_unit_test(any_text_is_read_as_one_byte_after_the_other),
        cmocka_unit_test(finders_of_all_instructions_list_the_same_places),
        cmocka_unit_test(a_record_may_be_longer_than_the_list_of_places),
        cmocka_unit_test(what_passes_a_limit_is_refused),
        cmocka_unit_test(fields_of_all_lengths_survive_the_block_boundaries),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
