/* XLS, ODS, SpreadsheetML, HTML and XML submissions, and what is refused with a message of its own.
 */

#include "pipeline/base/file.h"
#include "tests/support/cells.h"
#include "tests/support/small_zip.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* Seeds of the fuzz targets are small whole files. */
static Str seed(Arena *arena, const char *path)
{
    Error err = {0};
    Str bytes = file_read(arena, path, 1 << 20, &err);
    assert_true(error_ok(&err));
    return bytes;
}

static void xls_of_every_age_is_read(void **state)
{
    (void)state;
    static const struct {
        const char *path, *expected;
        unsigned flags;
    } CASES[] = {
        {"tests/fuzz/seeds/xls/biff8",
         "A1 s+12:\u0E02\u0E27\u0E31\u0E0D B1 d+4:2024-01-01T12:00:00 C1 n+4:123.45 A2 n:1 B2 "
         "n+4:2 "
         "D2 b:TRUE A3 s+1:formula",
         CELL_HIDDEN | CELL_MERGED | CELL_FORMULA},
        {"tests/fuzz/seeds/xls/compound",
         "A1 s:\u0E02\u0E27\u0E31\u0E0D B1 d:2024-01-01T12:00:00 C1 n:123.45 A2 n:1 B2 n:2 D2 "
         "b:TRUE "
         "A3 s:formula",
         0},
        {"tests/fuzz/seeds/xls/biff5", "A1 s:\u0E02\u0E27\u0E31\u0E0D B1 s:x", 0},
        {"tests/fuzz/seeds/xls/biff2", "A1 n:7 B1 s:ab", 0},
    };
    Arena *arena = arena_create();
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        cells_expect(CASES[i].path, seed(arena, CASES[i].path), 0, CASES[i].flags,
                     CASES[i].expected);
    arena_free(arena);
}

/* A string of the shared table that goes on in a CONTINUE record with other-sized characters. */
static void strings_continue_over_records(void **state)
{
    (void)state;
    static const char STREAM[] =
        "\x09\x08\x08\0\0\x06\x05\0\0\0\0\0"   /* BOF, globals */
        "\x85\0\x09\0\x38\0\0\0\0\0\1\0S"      /* BOUNDSHEET at 56 */
        "\xFC\0\x0D\0\1\0\0\0\1\0\0\0\4\0\0ab" /* SST: 4 characters, 8 bits: a b */
        "\x3C\0\5\0\1\x02\x0E\x27\x0E"         /* CONTINUE, 16 bits: two Thai */
        "\x0A\0\0\0"                           /* EOF */
        "\x09\x08\x08\0\0\x06\x10\0\0\0\0\0"   /* BOF, sheet */
        "\xFD\0\x0A\0\0\0\0\0\0\0\0\0\0\0"     /* LABELSST A1 */
        "\xFD\0\x0A\0\1\0\0\0\0\0\1\0\0\0"     /* LABELSST A2: no such string */
        "\x0A\0\0";
    StrBuf file = STRBUF_INIT;
    strbuf_append_bytes(&file, STREAM, sizeof STREAM);
    file.ptr[16] = (char)(12 + 13 + 17 + 9 + 4); /* where the sheet begins */
    cells_expect("continue", strbuf_str(&file), 0, 0, "A1 s:ab\u0E02\u0E27");
    strbuf_free(&file);
}

#define FLAT(cells)                                                                                \
    "<office:document xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" "          \
    "xmlns:table=\"t\" xmlns:text=\"x\" xmlns:style=\"s\" "                                        \
    "xmlns:calcext=\"c\"><office:automatic-styles><style:style "                                   \
    "style:name=\"ta1\" style:family=\"table\"><style:table-properties table:display=\"false\"/>"  \
    "</style:style></office:automatic-styles><office:body><office:spreadsheet>" cells              \
    "</office:spreadsheet></office:body></office:document>"
#define TABLE(rows) "<table:table table:name=\"S\">" rows "</table:table>"
#define ROW(cells)  "<table:table-row>" cells "</table:table-row>"
#define P(text)     "<table:table-cell><text:p>" text "</text:p></table:table-cell>"

static const struct {
    const char *name, *xml, *expected;
    unsigned flags;
} ODS[] = {
    {"typed values",
     FLAT(TABLE(
         ROW("<table:table-cell office:value-type=\"float\" office:value=\"1.50\"><text:p>1,5"
             "</text:p></table:table-cell><table:table-cell office:value-type=\"date\" "
             "office:date-value=\"2026-09-01T08:00:00\"/><table:table-cell "
             "office:value-type=\"time\" office:time-value=\"PT26H30M05S\"/><table:table-cell "
             "office:value-type=\"time\" office:time-value=\"PT08H05M00S\"/><table:table-cell "
             "office:value-type=\"boolean\" office:boolean-value=\"true\"/>"))),
     "A1 n:1.5 B1 d:2026-09-01T08:00:00 C1 e:26:30:05 D1 t:08:05:00 E1 b:TRUE", 0},
    {"text: paragraphs, blanks, tabs, notes left out",
     FLAT(TABLE(
         ROW("<table:table-cell><office:annotation><text:p>note</text:p></office:annotation>"
             "<text:p> a\n  b<text:s text:c=\"2\"/>c<text:tab/><text:span>d</text:span></text:p>"
             "<text:p>e</text:p></table:table-cell>"))),
     "A1 s:a b  c\td\ne", 0},
    {"repeats of cells and rows, clamped, empty ones free",
     FLAT(
         TABLE("<table:table-row table:number-rows-repeated=\"2\"><table:table-cell "
               "table:number-columns-repeated=\"2\"/><table:table-cell office:value-type=\"float\" "
               "office:value=\"7\" table:number-columns-repeated=\"2\"/><table:table-cell "
               "table:number-columns-repeated=\"99999999999999999999\"/></table:table-row>"
               "<table:table-row table:number-rows-repeated=\"1048570\"><table:table-cell/>"
               "</table:table-row>" ROW(P("end")))),
     "C1 n:7 D1 n:7 C2 n:7 D2 n:7 A1048573 s:end", 0},
    {"a value repeated over the whole grid is refused",
     FLAT(TABLE("<table:table-row table:number-rows-repeated=\"18446744073709551617\">"
                "<table:table-cell office:value-type=\"float\" office:value=\"1\" "
                "table:number-columns-repeated=\"4294967297\"/></table:table-row>")),
     "! the sheet has more than 20 million cells", 0},
    {"merged and covered cells, hidden rows and columns",
     FLAT(TABLE("<table:table-column/><table:table-column table:visibility=\"collapse\"/>"
                "<table:table-row table:visibility=\"collapse\"><table:table-cell "
                "table:number-columns-spanned=\"2\"><text:p>t</text:p></table:table-cell>"
                "<table:covered-table-cell><text:p>under</text:p></table:covered-table-cell>"
                "</table:table-row>" ROW(P("a") P("b")))),
     "A1 s+12:t A2 s:a B2 s+4:b", CELL_MERGED | CELL_HIDDEN},
    {"plain cells by the short cut: values, repeats, blanks in a text",
     FLAT(TABLE(ROW(
         "<table:table-cell office:value-type=\"string\" calcext:value-type=\"string\">"
         "<text:p>Naw Paw</text:p></table:table-cell><table:table-cell table:style-name=\"c\" "
         "office:value-type=\"float\" office:value=\"7.5\" table:number-columns-repeated=\"2\" "
         "calcext:value-type=\"float\"><text:p>7,5</text:p></table:table-cell><table:table-cell "
         "table:number-columns-repeated=\"2\"/><table:table-cell office:value-type=\"date\" "
         "office:date-value=\"2026-09-01\" calcext:value-type=\"date\"><text:p>1 Sep</text:p>"
         "</table:table-cell><table:table-cell office:value-type=\"string\"><text:p>a &amp; b"
         "</text:p></table:table-cell><table:table-cell office:value-type=\"string\"><text:p>x  y"
         "</text:p></table:table-cell>"))),
     "A1 s:Naw Paw B1 n:7.5 C1 n:7.5 F1 d:2026-09-01 G1 s:a & b H1 s:x y", 0},
    {"a duration longer than time is only what it shows",
     FLAT(TABLE(ROW("<table:table-cell office:value-type=\"time\" office:time-value=\"PT1"
                    "000000000000000000000000H\"><text:p>long</text:p></table:table-cell>"
                    "<table:table-cell office:value-type=\"time\" "
                    "office:time-value=\"-PT30H\"/>"))),
     "A1 s:long B1 e:-30:00:00", 0},
    {"readings above a text and what other documents sent are no part of it",
     FLAT(TABLE(ROW(P("<text:ruby><text:ruby-base>a</text:ruby-base><text:ruby-text>b"
                      "</text:ruby-text></text:ruby>"))) "<table:dde-links><table:dde-link><table:"
                                                         "table><table:table-row>" P(
                                                             "c") "</table:table-row></table:table>"
                                                                  "</table:dde-link>"
                                                                  "</table:dde-links>"),
     "A1 s:a", 0},
    {"errors as LibreOffice writes them",
     FLAT(TABLE(ROW("<table:table-cell table:formula=\"of:=1/0\" office:value-type=\"string\" "
                    "office:string-value=\"\" calcext:value-type=\"error\"><text:p>#DIV/0!"
                    "</text:p></table:table-cell><table:table-cell office:value-type=\"string\" "
                    "calcext:value-type=\"error\"><text:p>#N/A</text:p></table:table-cell>"))),
     "A1 x:#DIV/0! B1 x:#N/A", 0},
};

/* 30,000 letters, repeated over rows and columns: a few bytes that would be gigabytes of text. */
static void a_text_repeated_beyond_what_is_plausible_is_refused(void **state)
{
    (void)state;
    enum { LETTERS = 30000 };
    StrBuf file = STRBUF_INIT, found = STRBUF_INIT;
    strbuf_append_cstr(&file, "<office:document xmlns:office=\"urn:oasis:names:tc:opendocument\" "
                              "xmlns:table=\"t\" xmlns:text=\"x\"><office:spreadsheet><table:table "
                              "table:name=\"S\"><table:table-row table:number-rows-repeated="
                              "\"1000\"><table:table-cell table:number-columns-repeated=\"1000\">"
                              "<text:p>");
    for (int i = 0; i < LETTERS; i++)
        strbuf_append_char(&file, 'x');
    strbuf_append_cstr(&file, "</text:p></table:table-cell></table:table-row></table:table>"
                              "</office:spreadsheet></office:document>");
    cells_of(strbuf_str(&file), NULL, 0, 0, &found);
    assert_string_equal(strbuf_cstr(&found), "! the sheet has more text than is plausible");
    strbuf_free(&file);
    strbuf_free(&found);
}

static void ods_is_read_as_its_standard_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ODS / sizeof *ODS; i++)
        cells_expect(ODS[i].name, str_from(ODS[i].xml), 0, ODS[i].flags, ODS[i].expected);
}

/* Where one table ends is seen by its tags alone: none in a comment, a text, a table inside it. */
static void sheets_are_listed_whatever_they_hold(void **state)
{
    (void)state;
    static const char XML[] = FLAT(
        "<table:table table:name=\"A\"><!-- </table:table> --><table:table-row><table:table-cell>"
        "<text:p><![CDATA[</table:table>]]></text:p><table:table><table:table-row/></table:table>"
        "<table:table table:name=\"no\"/></table:table-cell></table:table-row>"
        "<?pi </table:table>?></table:table\n><table:table table:name=\"B\"/><table:table "
        "table:name=\"C\" table:style-name=\"a/\">" ROW(P("c")) "</table:table>");
    static const char *const NAMES[] = {"A", "B", "C"}, *const CELLS[] = {"A1 s:</table:table>", "",
                                                                          "A1 s:c"};
    Error err = {0};
    Workbook *workbook = reader_open_bytes(str_from(XML), NULL, &err);
    assert_int_equal(reader_sheet_count(workbook), 3);
    for (size_t i = 0; i < 3; i++) {
        assert_true(str_is(reader_sheet(workbook, i).name, NAMES[i]));
        cells_expect(NAMES[i], str_from(XML), i, 0, CELLS[i]);
    }
    reader_close(workbook);
}

static void sheets_of_one_document_can_be_read_in_any_order(void **state)
{
    (void)state;
    static const char XML[] =
        FLAT("<table:table table:name=\"A\">" ROW(
            P("a")) "</table:table><table:table table:name=\"B\" "
                    "table:style-name=\"ta1\">" ROW(P("b1"))
                        ROW(P("b2")) "</table:table><table:table "
                                     "table:name=\"C\">" ROW(P("c")) "</table:table>");
    static const size_t ORDER[] = {0, 1, 2, 1, 1, 0, 2};
    static const char *const EXPECTED[] = {"A1 s:a", "A1 s:b1 A2 s:b2", "A1 s:c"};
    Error err = {0};
    Workbook *workbook = reader_open_bytes(str_from(XML), NULL, &err);
    assert_int_equal(reader_sheet_count(workbook), 3);
    assert_true(reader_sheet(workbook, 1).hidden);
    assert_false(reader_sheet(workbook, 2).hidden);
    for (size_t i = 0; i < sizeof ORDER / sizeof *ORDER; i++) {
        StrBuf found = STRBUF_INIT;
        if (i == 3) { /* one that is left before its end */
            Row row;
            RowCursor *rows = reader_rows(workbook, 1, &err);
            assert_true(row_cursor_next(rows, &row, &err));
            row_cursor_close(rows);
        }
        cells_of_rows(reader_rows(workbook, ORDER[i], &err), 0, &found, &err);
        assert_string_equal(strbuf_cstr(&found), EXPECTED[ORDER[i]]);
        strbuf_free(&found);
    }
    reader_close(workbook);
}

static void spreadsheetml_and_html_named_xls_are_read(void **state)
{
    (void)state;
    cells_expect(
        "SpreadsheetML",
        STR(" <?xml version=\"1.0\"?><Workbook "
            "xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" xmlns:ss=\"s\"><Worksheet "
            "ss:Name=\"S\"><Table><Row><Cell ss:MergeAcross=\"1\"><Data "
            "ss:Type=\"String\">a &amp; <B>b</B></Data></Cell><Cell><Data "
            "ss:Type=\"Number\">4.0</Data></Cell></Row><Row ss:Index=\"4\"><Cell "
            "ss:Index=\"2\"><Data ss:Type=\"DateTime\">2026-09-01T00:00:00.000</Data><Comment>"
            "<ss:Data>no</ss:Data></Comment></Cell><Cell><Data "
            "ss:Type=\"DateTime\">1899-12-31T08:30:00.000</Data></Cell><Cell "
            "ss:Formula=\"=1\"/></Row></Table></Worksheet></Workbook>"),
        0, CELL_MERGED | CELL_NO_VALUE,
        "A1 s+8:a & b C1 n:4 B4 d:2026-09-01 C4 t:08:30:00 D4 s+2:");
    static const char HTML[] =
        "<html><style>td{}</style><table border=1><tr><th colspan=2>T&amp;&#3586;<th>C</tr><tr><td "
        "rowspan=2>a<td>b<br>c</td><td>  x   y<table><tr><td>in</table></td></tr><tr><td>d<td>e "
        "&lt; f"
        "</table><table><tr><td>second</table>";
    cells_expect("HTML", str_from(HTML), 0, CELL_MERGED,
                 "A1 s+8:T&\u0E02 C1 s:C A2 s+8:a B2 s:b\nc C2 s:x y in B3 s:d C3 s:e < f");
    cells_expect("HTML, second table", str_from(HTML), 1, 0, "A1 s:second");
    cells_expect("HTML: a table in a script, a note beside a cell",
                 STR("<script>w('<table><tr><td>no</table>')</script><table><tr><td><comment>note"
                     "</comment>v</table>"),
                 0, 0, "A1 s:v");
}

static void hidden_parts_of_spreadsheetml_are_marked(void **state)
{
    (void)state;
    static const char XML[] =
        "<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" "
        "xmlns:ss=\"s\"><Worksheet "
        "ss:Name=\"A\"><Table><Column ss:Index=\"2\" ss:Span=\"1\" ss:Hidden=\"1\"/><Column "
        "ss:Width=\"5\"/><Row><Cell><Data ss:Type=\"String\">a</Data></Cell><Cell><Data "
        "ss:Type=\"String\">b</Data></Cell><Cell><Data "
        "ss:Type=\"String\">c</Data></Cell><Cell><Data "
        "ss:Type=\"String\">d</Data></Cell></Row><Row ss:Hidden=\"1\"><Cell><Data "
        "ss:Type=\"String\">e</Data></Cell></Row></Table></Worksheet><Worksheet "
        "ss:Name=\"B\"><Table/>"
        "<WorksheetOptions><Visible>SheetVeryHidden</Visible></WorksheetOptions></Worksheet>"
        "<Worksheet ss:Name=\"C\"/></Workbook>";
    cells_expect("rows and columns", str_from(XML), 0, CELL_HIDDEN,
                 "A1 s:a B1 s+4:b C1 s+4:c D1 s:d A2 s+4:e");
    Error err = {0};
    Workbook *workbook = reader_open_bytes(str_from(XML), NULL, &err);
    assert_int_equal(reader_sheet_count(workbook), 3);
    assert_false(reader_sheet(workbook, 0).hidden);
    assert_true(reader_sheet(workbook, 1).hidden);
    assert_false(reader_sheet(workbook, 2).hidden);
    reader_close(workbook);
}

#define ODK                                                                                        \
    "<data id=\"reg\" "                                                                            \
    "version=\"2\"><start>t</start><center><center_code>HKW</center_code></center>"                \
    "<child><name>Naw</name><doc><kind>a</kind></doc><doc><kind>b</kind></doc></child><child>"     \
    "<name>Saw</name></child><meta><instanceID>uuid:1</instanceID><deprecatedID>uuid:0"            \
    "</deprecatedID></meta></data>"

static void submissions_become_tables_with_headings(void **state)
{
    (void)state;
    static const char *const EXPECTED[] = {
        ("A1 s:form_id B1 s:form_version C1 s:start D1 s:center/center_code E1 s:instanceID "
         "F1 s:deprecatedID A1 s:reg B1 s:2 C1 s:t D1 s:HKW E1 s:uuid:1 F1 s:uuid:0"),
        "A1 s:name A1 s:Naw A1 s:Saw",
        "A1 s:kind A1 s:a A1 s:b",
    };
    for (size_t i = 0; i < 3; i++)
        cells_expect("ODK", STR(ODK), i, 0, EXPECTED[i]);
    cells_expect("a bundle", STR("<all>" ODK ODK "</all>"), 1, 0,
                 "A1 s:name A1 s:Naw A1 s:Saw A1 s:Naw A1 s:Saw");
}

/* Records are numbered over the document: 1 data, 2 child, 3 and 4 its documents, 5 child. */
static void rows_know_the_record_around_them(void **state)
{
    (void)state;
    static const int64_t EXPECTED[][3] = {{0, 2, 1}, {0, 5, 1}, {1, 3, 2}, {1, 4, 2}};
    Error err = {0};
    Workbook *workbook = reader_open_bytes(STR(ODK), NULL, &err);
    size_t at = 0;
    for (size_t sheet = 1; sheet < 3; sheet++) {
        Row row;
        RowCursor *rows = reader_rows(workbook, sheet, &err);
        assert_true(row_cursor_next(rows, &row, &err)); /* headings */
        assert_int_equal(row.record, 0);
        while (row_cursor_next(rows, &row, &err)) {
            assert_int_equal(row.record, EXPECTED[at][1]);
            assert_int_equal(row.parent, EXPECTED[at][2]);
            at++;
        }
        row_cursor_close(rows);
    }
    assert_int_equal(at, 4);
    reader_close(workbook);
}

#define OWN(attributes, records)                                                                   \
    "<?xml version=\"1.0\"?>\n<submission xmlns=\"urn:rollbook:submission:1\" center=\"HKW-003\" " \
    "period=\"2026-09\"" attributes ">\n" records "</submission>"

static void own_submissions_are_checked_against_their_schema(void **state)
{
    (void)state;
    cells_expect("valid",
                 STR(OWN("", "<register><full_name>Naw</full_name><sex>F</sex></register>")), 0, 0,
                 "A1 s:center_code B1 s:report_month C1 s:report_date D1 s:full_name E1 s:sex "
                 "A3 s:HKW-003 B3 s:2026-09 D3 s:Naw E3 s:F");
    Error err = {0};
    Workbook *workbook = reader_open_bytes(
        STR(OWN("", "\n\n<register>\n<sex>girl</sex>\n</register>\n")), NULL, &err);
    assert_null(workbook);
    assert_int_equal(err.status, STATUS_FORMAT);
    assert_int_equal(err.row, 6);
    assert_non_null(strstr(err.message, "girl"));
}

static const struct {
    const char *name;
    Str bytes;
    const char *expected;
} REFUSED[] = {
    {"nothing", STR_LIT(""), "an empty file"},
    {"a PDF", STR_LIT("%PDF-1.4\n"), "a PDF document"},
    {"an image", STR_LIT("\x89PNG\r\n"), "a PNG image"},
    {"half a zip", STR_LIT("PK\x03\x04xyz"), "damaged"},
    {"a beginning of a zip", STR_LIT("PK\x03"), "no known kind"},
    {"bytes", STR_LIT("\1\2\3\4\5\6\7\x0B\x0E\1\2\3"), "no known kind"},
    {"SYLK", STR_LIT("ID;PWXL;N;E\r\nC;Y1;X1;K\"a\"\r\n"), "a SYLK file"},
    {"DIF", STR_LIT("TABLE\r\n0,1\r\n\"EXCEL\"\r\n"), "a DIF file"},
    {"JSON", STR_LIT("[\n {\"a\": 1}]"), "JSON"},
    {"other XML", STR_LIT("<svg/>"), "neither a submission nor"},
    {"a blank form",
     STR_LIT("<h:html xmlns:h=\"http://www.w3.org/1999/xhtml\" "
             "xmlns=\"http://www.w3.org/2002/xforms\"/>"),
     "a blank form"},
    {"an entity bomb", STR_LIT("<!DOCTYPE d [<!ENTITY a \"b\">]><data id=\"x\">&a;</data>"),
     "document type"},
    {"deep XML",
     STR_LIT("<data id=\"x\"><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a>"
             "<a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a>"
             "<a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a>"),
     "too deep"},
    {"a page without a table", STR_LIT("<html><p>404</p></html>"), "without a table"},
};

static void what_is_no_table_is_refused_with_its_own_message(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof REFUSED / sizeof *REFUSED; i++) {
        Error err = {0};
        Workbook *workbook = reader_open_bytes(REFUSED[i].bytes, NULL, &err);
        reader_close(workbook);
        if (!strstr(err.message, REFUSED[i].expected))
            fail_msg("%s: found \"%s\"", REFUSED[i].name, err.message);
    }
}

static void a_lock_file_is_known_by_its_content(void **state)
{
    (void)state;
    char bytes[165] = {5, 'T', 'e', 'a', 'c', 'h'};
    memset(bytes + 6, ' ', 49);
    bytes[55] = 5;
    Error err = {0};
    assert_null(reader_open_bytes((Str){bytes, sizeof bytes}, NULL, &err));
    assert_non_null(strstr(err.message, "lock file"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(xls_of_every_age_is_read),
        cmocka_unit_test(strings_continue_over_records),
        cmocka_unit_test(ods_is_read_as_its_standard_says),
        cmocka_unit_test(a_text_repeated_beyond_what_is_plausible_is_refused),
        cmocka_unit_test(hidden_parts_of_spreadsheetml_are_marked),
        cmocka_unit_test(sheets_are_listed_whatever_they_hold),
        cmocka_unit_test(sheets_of_one_document_can_be_read_in_any_order),
        cmocka_unit_test(spreadsheetml_and_html_named_xls_are_read),
        cmocka_unit_test(submissions_become_tables_with_headings),
        cmocka_unit_test(rows_know_the_record_around_them),
        cmocka_unit_test(own_submissions_are_checked_against_their_schema),
        cmocka_unit_test(what_is_no_table_is_refused_with_its_own_message),
        cmocka_unit_test(a_lock_file_is_known_by_its_content),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
