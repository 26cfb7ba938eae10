/* Delimited text: quotes, delimiters, line ends, encodings, and the bit masks behind them. */

#include "pipeline/read/csv_scan.h"
#include "tests/support/cells.h"

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

static void masks_with_and_without_sse2_are_equal(void **state)
{
    (void)state;
    char block[64];
    uint32_t seed = 7;
    for (int round = 0; round < 2000; round++) {
        for (size_t i = 0; i < sizeof block; i++) {
            seed = seed * 1664525u + 1013904223u;
            block[i] = ",\"\n\r;x\0\x80"[seed >> 29];
        }
        assert_int_equal(csv_mask(block, ';'), csv_mask_portable(block, ';'));
        size_t len = seed % 64;
        assert_int_equal(csv_mask_partial(block, block + len, ','),
                         csv_mask_portable(block, ',') & ((UINT64_C(1) << len) - 1));
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
        cmocka_unit_test(masks_with_and_without_sse2_are_equal),
        cmocka_unit_test(fields_of_all_lengths_survive_the_block_boundaries),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
