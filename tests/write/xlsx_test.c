/* Documents as workbooks: what the parts of the file hold, and that two writes are the same. */

#include "pipeline/base/file.h"
#include "pipeline/base/strbuf.h"
#include "reports/write/writer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#define INT(n)                                                                                     \
    {                                                                                              \
        .value = {.type = VALUE_INT, .integer = (n) }                                              \
    }
#define TEXT(s)                                                                                    \
    {                                                                                              \
        .value = {.type = VALUE_TEXT, .text = STR_LIT(s) }                                         \
    }

static const TableColumn COLUMNS[] = {
    {.name = STR_LIT("district"), .label = STR_LIT("District")},
    {.name = STR_LIT("girls"), .label = STR_LIT("Children"), .format = FORMAT_COUNT},
    {.name = STR_LIT("boys"), .label = STR_LIT("Children"), .format = FORMAT_COUNT},
    {.name = STR_LIT("hidden"), .label = STR_LIT("Other"), .format = FORMAT_COUNT},
};
static const TableCell ROW_1[] = {TEXT("=HYPERLINK(\"http://x\")"), INT(12), INT(9), INT(4)};
static const TableCell ROW_2[] = {
    TEXT("นอว์ เอ พอ _x0041_"), INT(30), INT(21), {.value = {.type = VALUE_HIDDEN}}};
static const TableCell TOTAL[] = {TEXT("Total"), INT(42), INT(31), INT(7)};
static const TableRow ROWS[] = {
    {.role = ROW_BODY, .cells = ROW_1},
    {.role = ROW_BODY, .cells = ROW_2},
    {.role = ROW_TOTAL, .cells = TOTAL},
};
static const Table TABLE = {
    .id = STR_LIT("by_district"),
    .caption = STR_LIT("Children by district"),
    .number = 1,
    .columns = COLUMNS,
    .column_count = 4,
    .rows = ROWS,
    .row_count = 3,
    .row_totals = TOTAL_SUM,
    .row_header_columns = 1,
};
static const Value SERIES[] = {{.type = VALUE_REAL, .real = 0.91},
                               {.type = VALUE_REAL, .real = 0.85}};
static const Str CATEGORIES[] = {STR_LIT("Mae Sot"), STR_LIT("Umphang")};
static const ChartSeries SERIES_LIST[] = {{STR_LIT("Retention"), SERIES}};
static const Figure FIGURE = {
    .id = STR_LIT("retention"),
    .caption = STR_LIT("Retention"),
    .alt = STR_LIT("Bars"),
    .number = 1,
    .kind = CHART_LINE,
    .categories = CATEGORIES,
    .category_count = 2,
    .series = SERIES_LIST,
    .series_count = 1,
    .format = FORMAT_PERCENT,
    .has_target = true,
    .target = 0.9,
    .target_label = STR_LIT("Target"),
};
static const Inline HEADING[] = {{.kind = INLINE_TEXT, .text = STR_LIT("People reached")}};
static const Inline WORDS[] = {{.kind = INLINE_TEXT, .text = STR_LIT("ကျောင်းသား/သူ ဦးရေ")}};
static const Block BLOCKS[] = {
    {.kind = BLOCK_PARAGRAPH, .inlines = WORDS, .inline_count = 1},
    {.kind = BLOCK_HEADING, .level = 1, .inlines = HEADING, .inline_count = 1},
    {.kind = BLOCK_TABLE, .table = &TABLE},
    {.kind = BLOCK_FIGURE, .figure = &FIGURE},
};
static const Document DOCUMENT = {
    .title = STR_LIT("Quarterly report"),
    .language = STR_LIT("en"),
    .office = STR_LIT("MECC"),
    .as_of = {2026, 9, 30},
    .draft = true,
    .blocks = BLOCKS,
    .count = 4,
};

static char folder[] = "/tmp/rollbook-xlsx-test.XXXXXX";

static const char *path_of(Arena *arena, const char *name)
{
    return file_join(arena, folder, name);
}

static void write_to(const char *path)
{
    Error err = {0};
    Assets assets = {0};
    WriterOptions options = {.assets = &assets};
    write_xlsx(&DOCUMENT, &options, path, &err);
    assert_string_equal(err.message, "");
}

/* One part of a workbook, by unzip. */
static Str part(Arena *arena, const char *path, const char *name)
{
    FILE *pipe = popen(arena_printf(arena, "unzip -p '%s' '%s'", path, name).ptr, "r");
    StrBuf buf = STRBUF_INIT;
    char block[4096];
    for (size_t n; (n = fread(block, 1, sizeof block, pipe)) > 0;)
        strbuf_append_bytes(&buf, block, n);
    pclose(pipe);
    Str text = arena_str(arena, strbuf_str(&buf));
    strbuf_free(&buf);
    return text;
}

static bool has(Str text, const char *needle)
{
    return str_find(text, str_from(needle), 0) < text.len;
}

static void two_writes_give_the_same_bytes(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    Error err = {0};
    write_to(path_of(arena, "a.xlsx"));
    write_to(path_of(arena, "b.xlsx"));
    Str a = file_read(arena, path_of(arena, "a.xlsx"), 1 << 20, &err);
    Str b = file_read(arena, path_of(arena, "b.xlsx"), 1 << 20, &err);
    assert_true(error_ok(&err) && a.len > 1000);
    assert_true(str_eq(a, b));
    arena_free(arena);
}

static void imported_text_is_never_a_formula(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    const char *path = path_of(arena, "c.xlsx");
    write_to(path);
    Str strings = part(arena, path, "xl/sharedStrings.xml");
    assert_true(has(strings, "=HYPERLINK("));
    assert_true(has(strings, "_x005F_x0041_"));
    assert_false(has(part(arena, path, "xl/worksheets/sheet2.xml"), "HYPERLINK"));
    arena_free(arena);
}

static void a_sum_is_a_formula_only_where_it_is_the_sum_of_what_is_shown(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    const char *path = path_of(arena, "d.xlsx");
    write_to(path);
    Str sheet = part(arena, path, "xl/worksheets/sheet2.xml");
    assert_true(has(sheet, "</f><v>42</v>"));
    assert_true(has(sheet, "<v>31</v>"));
    assert_false(has(sheet, "</f><v>31</v>")); /* 9 + 21: not the sum, so no formula says it is */
    assert_false(has(sheet, "</f><v>7</v>"));  /* a hidden cell above: the sum would give it away */
    assert_true(has(sheet, "<v>7</v>"));
    arena_free(arena);
}

static void tables_and_charts_are_native(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    const char *path = path_of(arena, "e.xlsx");
    write_to(path);
    assert_true(has(part(arena, path, "xl/tables/table1.xml"), "name=\"Children \""));
    assert_true(has(part(arena, path, "xl/charts/chart1.xml"), "lineChart"));
    assert_true(has(part(arena, path, "xl/workbook.xml"), "name=\"People reached\""));
    arena_free(arena);
}

static void a_folder_that_is_not_there_is_an_output_error(void **state)
{
    (void)state;
    Error err = {0};
    Assets assets = {0};
    write_xlsx(&DOCUMENT, &(WriterOptions){.assets = &assets}, "/nonexistent/x.xlsx", &err);
    assert_int_equal(err.status, STATUS_IO);
}

int main(void)
{
    if (!mkdtemp(folder))
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_writes_give_the_same_bytes),
        cmocka_unit_test(imported_text_is_never_a_formula),
        cmocka_unit_test(a_sum_is_a_formula_only_where_it_is_the_sum_of_what_is_shown),
        cmocka_unit_test(tables_and_charts_are_native),
        cmocka_unit_test(a_folder_that_is_not_there_is_an_output_error),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    Error ignored = {0};
    file_remove_tree(folder, &ignored);
    return failed;
}
