/* What real and hostile XLSX sheets hold, one hazard a case, by the scanner and by libxml2 alike.
 */

#include "pipeline/read/xlsx.h"
#include "tests/support/cells.h"
#include "tests/support/small_zip.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define SHEET(rows)                                                                                \
    "<worksheet xmlns=\"" SMALL_XLSX_MAIN "\"><sheetData>" rows "</sheetData></worksheet>"
#define STRINGS                                                                                    \
    "<sst xmlns=\"" SMALL_XLSX_MAIN "\" count=\"9999999\" uniqueCount=\"0\"><si><t>Naw</t></si>"   \
    "<si><t>a</t><r><t>b</t></r><r><rPr><b/></rPr><t xml:space=\"preserve\"> c</t></r><r><t/></r>" \
    "<rPh sb=\"0\" eb=\"1\"><t>ph</t></rPh></si><si><t>x_x000D_y_x005F_x0041_</t></si><si/>"       \
    "<si><t>_xD83D__xDE00_ _xD83D_</t></si></sst>"
#define STYLES                                                                                     \
    "<styleSheet xmlns=\"" SMALL_XLSX_MAIN "\"><numFmts count=\"2\"><numFmt numFmtId=\"164\" "     \
    "formatCode=\"[h]:mm\"/><numFmt numFmtId=\"165\" formatCode=\"0&quot; "                        \
    "days&quot;\"/></numFmts>"                                                                     \
    "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/><xf "                 \
    "numFmtId=\"71\"/><xf numFmtId=\"165\"/><xf numFmtId=\"21\"/></cellXfs><dxfs><dxf><numFmt "    \
    "numFmtId=\"165\" formatCode=\"d/m/yy\"/></dxf></dxfs></styleSheet>"
#define C(ref, attributes, value) "<c r=\"" ref "\" " attributes "><v>" value "</v></c>"

static const struct {
    const char *name, *sheet, *expected;
    unsigned flags;
} CASES[] = {
    {"shared strings: rich runs joined, phonetic dropped, escapes decoded",
     SHEET("<row r=\"1\">" C("A1", "t=\"s\"", "0") C("B1", "t=\"s\"", "1") C("C1", "t=\"s\"", "2")
               C("D1", "t=\"s\"", "3") C("E1", "t=\"s\"", "4") "</row>"),
     "A1 s:Naw B1 s:ab c C1 s+16:x\ry_x0041_ E1 s+16:\xF0\x9F\x98\x80 _xD83D_", CELL_DECODED},
    {"what an extension of a cell holds is not its value",
     SHEET("<row r=\"1\"><c r=\"A1\"><v>1</v><extLst><ext uri=\"u\"><v>77</v><c><v>8</v></c></ext>"
           "</extLst></c><c r=\"B1\"><v>2</v></c></row>"),
     "A1 n:1 B1 n:2", 0},
    {"string indexes that do not exist leave the cell empty",
     SHEET("<row r=\"1\">" C("A1", "t=\"s\"", "5") C("B1", "t=\"s\"", "-1") C(
         "C1", "t=\"s\"", "99999999999999999999") C("D1", "t=\"s\"", "x") C("E1", "t=\"s\"", "")
               C("F1", "t=\"s\"", "0") C("G1", "t=\"s\"", "0.5") "</row>"),
     "F1 s:Naw", 0},
    {"no references at all, and some that re-seat the counter",
     SHEET("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row><row "
           "r=\"7\"><c><v>4</v></c><c r=\"C7\"><v>5</v></c><c><v>6</v></c></row>"),
     "A1 n:1 B1 n:2 A2 n:3 A7 n:4 C7 n:5 D7 n:6", 0},
    {"a row without a number takes its first cell's",
     SHEET("<row><c r=\"B5\"><v>1</v></c></row><row><c><v>2</v></c></row>"), "B5 n:1 A6 n:2", 0},
    {"rows and cells out of order, a cell twice: in order, the last one stays",
     SHEET("<row r=\"3\">" C("B3", "", "1") C("A3", "", "2") "</row><row r=\"1\">" C("A1", "", "3")
               C("A1", "", "4") "</row>"),
     "A1 n:4 A3 n:2 B3 n:1", 0},
    {"cells outside the grid are left out, the last inside is read",
     SHEET("<row r=\"16777217\">" C("XFE16777217", "", "1") "</row><row r=\"2\">" C("XFD2", "", "7")
               C("ZZZZZZZ2", "", "8") "</row>"),
     "XFD2 n:7", 0},
    {"typed cells",
     SHEET("<row r=\"1\">" C("A1", "t=\"b\"", "1") C("B1", "t=\"b\"", "false")
               C("C1", "t=\"e\"", "#N/A") C("D1", "t=\"d\"", "2024-01-01T08:30:00")
                   C("E1", "t=\"str\"", "abc") C("F1", "t=\"n\"", "2") "</row>"),
     "A1 b:TRUE B1 b:FALSE C1 x:#N/A D1 d:2024-01-01T08:30:00 E1 s:abc F1 n:2", 0},
    {"inline text, rich, with a value that it wins over",
     SHEET("<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><v>9</v><is><r><t>x</t></r><r><t>y &amp; "
           "z</t></r><rPh sb=\"0\" eb=\"1\"><t>no</t></rPh></is></c><c r=\"B1\" "
           "t=\"inlineStr\"><is><t>p</t></is><v>9</v></c></row>"),
     "A1 s:xy & z B1 s:p", 0},
    {"formulas: the stored result, or none",
     SHEET("<row r=\"1\"><c r=\"A1\"><f>1+1</f><v>2</v></c><c r=\"B1\"><f>1</f></c><c "
           "r=\"C1\" t=\"str\"><f>\"\"</f><v></v></c></row>"),
     "A1 n+1:2 B1 s+3:", CELL_FORMULA | CELL_NO_VALUE},
    {"dates by style: 14, Thai built-in 71, elapsed, a text format, a number format in dxfs",
     SHEET("<row r=\"1\">" C("A1", "s=\"1\"", "45292.5") C("B1", "s=\"3\"", "45292") C(
         "C1", "s=\"2\"", "1.5") C("D1", "s=\"4\"", "3") C("E1", "s=\"5\"", "0.25")
               C("F1", "s=\"99\"", "7") C("G1", "s=\"1\"", "60") C("H1", "s=\"1\"", "1") "</row>"),
     "A1 d:2024-01-01T12:00:00 B1 d:2024-01-01 C1 e:36:00:00 D1 n:3 E1 t:06:00:00 F1 n:7 "
     "G1 d:1900-02-29 H1 d:1900-01-01",
     0},
    {"numbers print in their shortest form; what is no number stays text",
     SHEET("<row r=\"1\">" C("A1", "", "68.90000000000001") C("B1", "", "0.10") C("C1", "", "1E3")
               C("D1", "", "NaN") C("E1", "", "1,5") C("F1", "", "-0") C("G1", "", "007")
                   C("H1", "", " 4 ") C("I1", "", "1e999") "</row>"),
     "A1 n:68.9 B1 n:0.1 C1 n:1000 D1 s:NaN E1 s:1,5 F1 n:0 G1 n:7 H1 n:4 I1 s:1e999", 0},
    {"prefixed elements",
     "<x:worksheet xmlns:x=\"" SMALL_XLSX_MAIN "\"><x:sheetData><x:row r=\"1\"><x:c r=\"A1\" "
     "t=\"s\"><x:v>0</x:v></x:c></x:row></x:sheetData></x:worksheet>",
     "A1 s:Naw", 0},
    {"comments, instructions, CDATA, entities and blanks",
     SHEET("\n <row r=\"1\"><?p i?><!-- <c r=\"A1\"> -->\n<c  r=\"A1\" ><v>1<!-- - "
           "-->2</v></c><c r=\"B1\" t=\"str\"><v><![CDATA[a<b]]>&#x3C;&#65;\r\n</v></c></row>"),
     "A1 n:12 B1 s:a<b<A\n", 0},
    {"hidden rows and columns",
     "<worksheet xmlns=\"" SMALL_XLSX_MAIN "\"><cols><col min=\"2\" max=\"3\" hidden=\"1\"/></cols>"
     "<sheetData><row r=\"1\">" C("A1", "", "1")
         C("B1", "", "2") "</row><row r=\"2\" hidden=\"1\">" C(
             "A2", "", "3") "</row></sheetData></worksheet>",
     "A1 n:1 B1 n+4:2 A2 n+4:3", CELL_HIDDEN},
    {"anchors of merged ranges are marked, though the ranges come last",
     "<worksheet xmlns=\"" SMALL_XLSX_MAIN "\"><dimension ref=\"A1:XFD1048576\"/><sheetData><row "
     "r=\"2\">" C("B2", "", "1") C("E2", "", "2") "</row></sheetData><mergeCells><mergeCell "
                                                  "ref=\"B2:C3\"/></mergeCells></worksheet>",
     "B2 n+8:1 E2 n:2", CELL_MERGED},
    {"an attribute value with an entity",
     SHEET("<row r=\"&#49;\"><c r=\"A&#x31;\"><v>1</v></c></row>"), "A1 n:1", 0},
    {"a document type is refused", "<!DOCTYPE worksheet>" SHEET(""),
     "! a document type declaration is not allowed", 0},
};

static void expect_case(size_t i, bool by_sax)
{
    SmallZip zip = {0};
    small_xlsx(&zip, STR(""), str_from(CASES[i].sheet), STR(STRINGS), STR(STYLES));
    Error err = {0};
    Workbook *workbook = reader_open_bytes(small_zip_bytes(&zip), NULL, &err);
    assert_non_null(workbook);
    ((XlsxWorkbook *)workbook)->by_sax = by_sax;
    StrBuf found = STRBUF_INIT;
    cells_of_rows(reader_rows(workbook, 0, &err), CASES[i].flags, &found, &err);
    if (strcmp(strbuf_cstr(&found), CASES[i].expected) != 0)
        fail_msg("%s (%s):\n  expected %s\n  found    %s", CASES[i].name,
                 by_sax ? "libxml2" : "scanner", CASES[i].expected, strbuf_cstr(&found));
    strbuf_free(&found);
    reader_close(workbook);
    small_zip_free(&zip);
}

static void every_hazard_reads_the_same_by_scanner_and_by_libxml2(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        expect_case(i, false);
        expect_case(i, true);
    }
}

static void days_of_the_1904_system_are_moved(void **state)
{
    (void)state;
    SmallZip zip = {0};
    small_xlsx(
        &zip, STR("date1904=\"1\""),
        STR(SHEET("<row r=\"1\">" C("A1", "s=\"1\"", "43830") C("B1", "s=\"1\"", "0") "</row>")),
        STR(""), STR(STYLES));
    cells_expect("1904", small_zip_bytes(&zip), 0, CELL_DATE_1904,
                 "A1 d+64:2024-01-01 B1 d+64:1904-01-01");
    small_zip_free(&zip);
}

/* A sheet whose cells straddle every boundary of the scanner's buffer. */
static void long_sheets_read_the_same_by_scanner_and_by_libxml2(void **state)
{
    (void)state;
    StrBuf sheet = STRBUF_INIT;
    strbuf_append_cstr(&sheet, "<worksheet><sheetData>");
    for (int row = 1; row <= 6000; row++)
        strbuf_appendf(
            &sheet,
            "<row r=\"%d\"><c r=\"A%d\" t=\"inlineStr\"><is><t>\u0E02\u0E27\u0E31\u0E0D &lt;%d"
            "</t></is></c><c r=\"B%d\"><v>%d.%d</v></c><c r=\"C%d\" t=\"s\"><v>0</v></c>%s"
            "</row>\r\n",
            row, row, row * 7919, row, row, row % 97, row, row % 3 ? "" : "<!-- note -->");
    strbuf_append_cstr(&sheet, "</sheetData></worksheet>");
    StrBuf found[2] = {STRBUF_INIT, STRBUF_INIT};
    for (int by_sax = 0; by_sax < 2; by_sax++) {
        SmallZip zip = {0};
        Error err = {0};
        small_xlsx(&zip, STR(""), strbuf_str(&sheet), STR(STRINGS), STR(STYLES));
        Workbook *workbook = reader_open_bytes(small_zip_bytes(&zip), NULL, &err);
        ((XlsxWorkbook *)workbook)->by_sax = by_sax;
        cells_of_rows(reader_rows(workbook, 0, &err), ~0u, &found[by_sax], &err);
        assert_true(error_ok(&err));
        reader_close(workbook);
        small_zip_free(&zip);
    }
    assert_true(found[0].len > 300000);
    assert_true(str_eq(strbuf_str(&found[0]), strbuf_str(&found[1])));
    strbuf_free(&found[0]);
    strbuf_free(&found[1]);
    strbuf_free(&sheet);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_hazard_reads_the_same_by_scanner_and_by_libxml2),
        cmocka_unit_test(days_of_the_1904_system_are_moved),
        cmocka_unit_test(long_sheets_read_the_same_by_scanner_and_by_libxml2),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
