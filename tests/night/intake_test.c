/* The blank workbook for centers, filled in and sent, is read without a mapping, in every language.
 */

#include "pipeline/base/strbuf.h"
#include "pipeline/cli/nightly.h"
#include "pipeline/read/row_cursor.h"
#include "reports/workbook/intake.h"
#include "reports/write/book.h"
#include "tests/support/test.h"

/* What a center fills in: sheet (1-based among those with headings), row and column, text. */
typedef struct Entry {
    int sheet, row, col;
    const char *text;
} Entry;

static const Entry ENTRIES[] = {
    {1, 2, 2, "HKW-003"},      {1, 2, 4, "2026-09"},    {1, 5, 1, "1"},
    {1, 5, 2, "0012"},         {1, 5, 3, "Saw Eh Doh"}, {1, 5, 4, "#sex 0"},
    {1, 5, 5, "2016-03-04"},   {1, 5, 6, "#grade 3"},   {1, 5, 7, "Saw Kaw"},
    {1, 5, 11, "#document 0"}, {1, 6, 1, "2"},          {1, 6, 2, "0013"},
    {1, 6, 3, "Naw Paw Wah"},  {1, 6, 4, "#sex 1"},     {1, 6, 5, "2015-01-09"},
    {1, 6, 6, "#grade 4"},     {2, 5, 2, "0012"},       {2, 5, 3, "Saw Eh Doh"},
    {2, 5, 6, "22"},           {2, 5, 7, "20"},         {3, 5, 1, "22"},
    {3, 5, 2, "21"},           {3, 5, 6, "18"},         {4, 5, 2, "Thra Htoo"},
    {4, 5, 3, "#sex 0"},
};

static const char *file_for(Arena *arena, const char *folder, const char *name)
{
    Error err = {0};
    Str path = arena_printf(arena, "%s/%s", folder, name);
    file_make_folder(
        arena_cstr(arena, str_slice(path, 0, (size_t)(strrchr(path.ptr, '/') - path.ptr))), &err);
    assert_ok(err);
    return path.ptr;
}

/* "#sex 1": the second answer of a drop-down, from the lists of the hidden sheet. */
static Str answer(Workbook *workbook, Arena *arena, const char *text)
{
    static const char *const LISTS[] = {"#sex", "#grade", "#document"};
    int list = -1, number = 0;
    for (int i = 0; i < 3; i++)
        if (str_starts_with(str_from(text), str_from(LISTS[i])))
            list = i;
    if (list < 0)
        return str_from(text);
    number = atoi(strchr(text, ' '));
    Error err = {0};
    Str found = STR("");
    RowCursor *rows = reader_rows(workbook, 1, &err);
    Row row;
    while (row_cursor_next(rows, &row, &err))
        for (size_t i = 0; i < row.count; i++)
            if (row.at.row == 50 + number && row.cells[i].col == 4 + list)
                found = arena_str(arena, row.cells[i].text);
    row_cursor_close(rows);
    assert_ok(err);
    assert_true(found.len > 0);
    return found;
}

static bool is_filled(int sheet, int row, int col)
{
    for (size_t i = 0; i < COUNT_OF(ENTRIES); i++)
        if (ENTRIES[i].sheet == sheet && ENTRIES[i].row == row && ENTRIES[i].col == col)
            return true;
    return false;
}

static void fill_in(Arena *arena, const char *blank, const char *filled)
{
    Error err = {0};
    Workbook *workbook = reader_open(blank, &(ReadOptions){.name = blank}, &err);
    assert_ok(err);
    Book *book = book_create(filled, &(BookOptions){.as_of = {2026, 10, 1}});
    for (size_t s = 0; s < reader_sheet_count(workbook); s++) {
        SheetInfo info = reader_sheet(workbook, s);
        BookSheet *sheet = book_sheet(book, arena_str(arena, info.name), NULL);
        RowCursor *rows = reader_rows(workbook, s, &err);
        Row row;
        while (row_cursor_next(rows, &row, &err))
            for (size_t i = 0; i < row.count; i++)
                if (!is_filled((int)s - 1, (int)row.at.row, row.cells[i].col))
                    book_text(sheet, (int)row.at.row - 1, row.cells[i].col - 1, row.cells[i].text,
                              (BookStyle){0});
        row_cursor_close(rows);
        for (size_t i = 0; i < COUNT_OF(ENTRIES); i++)
            if (ENTRIES[i].sheet == (int)s - 1)
                book_text(sheet, ENTRIES[i].row - 1, ENTRIES[i].col - 1,
                          answer(workbook, arena, ENTRIES[i].text), (BookStyle){0});
        if (info.hidden)
            book_hide(sheet);
    }
    reader_close(workbook);
    book_close(book, &err);
    assert_ok(err);
}

static const char *ask(Arena *arena, const char *outputs, const char *sql)
{
    Error err = {0};
    Db *db = warehouse_read(outputs, &err);
    Stmt *stmt = db_prepare(db, sql, &err);
    StrBuf out = STRBUF_INIT;
    while (stmt_step(stmt, &err)) {
        for (int c = 0; c < stmt_column_count(stmt); c++)
            strbuf_appendf(&out, "%s%.*s", c ? "|" : "", STR_ARG(stmt_str(stmt, c)));
        strbuf_append_char(&out, ';');
    }
    stmt_free(stmt);
    db_close(db);
    assert_ok(err);
    const char *text = arena_cstr(arena, strbuf_str(&out));
    strbuf_free(&out);
    return text;
}

static void read_back(const char *language)
{
    Error err = {0};
    Arena *arena = arena_create();
    const char *folder = test_folder(arena);
    Config *config = config_load(arena, NULL, &err);
    Assets assets = {0};
    WorkbookContext context = {.config = config, .assets = &assets, .as_of = {2026, 1, 1}};
    const char *blank = file_for(arena, folder, "blank.xlsx");
    intake_write(&context, language, NULL, blank, &err);
    assert_ok(err);
    file_write(file_for(arena, folder, "inputs/registry/centers.tsv"),
               STR("center_code\tname_en\tdistrict_code\tcalendar\n"
                   "HKW-003\tHeavenly Hill\tTH6306\tmlc\n"),
               &err);
    fill_in(arena, blank, file_for(arena, folder, "inputs/mail/form.xlsx"));
    Office office = {.arena = arena,
                     .inputs = file_join(arena, folder, "inputs"),
                     .outputs = file_join(arena, folder, "outputs"),
                     .config = config};
    nightly_run(&office, &(NightlyOptions){.as_of = {2026, 10, 5}, .style = LOG_QUIET}, &err);
    assert_ok(err);
    assert_string_equal(
        ask(arena, office.outputs,
            "SELECT center_code, period_code, student_code, full_name, sex, birth_from, grade_code,"
            " father_name, document_type FROM stg_register ORDER BY student_code"),
        "HKW-003|2026-09|0012|Saw Eh Doh|M|2016-03-04|my.G2|Saw Kaw|thai_id;"
        "HKW-003|2026-09|0013|Naw Paw Wah|F|2015-01-09|my.G3||;");
    assert_string_equal(ask(arena, office.outputs,
                            "SELECT center_code, month, student_code, full_name, school_days,"
                            " days_present FROM stg_attendance"),
                        "HKW-003|2026-09|0012|Saw Eh Doh|22.0|20.0;");
    assert_string_equal(ask(arena, office.outputs,
                            "SELECT center_code, month, school_days, days_open, feeding_days"
                            " FROM stg_center_month"),
                        "HKW-003|2026-09|22.0|21.0|18.0;");
    assert_string_equal(
        ask(arena, office.outputs, "SELECT center_code, teacher_name, sex FROM stg_staff"),
        "HKW-003|Thra Htoo|M;");
    assert_string_equal(ask(arena, office.outputs,
                            "SELECT rule, sheet, value FROM finding WHERE stage = 'map'"
                            " AND severity <> 'info' ORDER BY finding_id"),
                        "");
    test_folder_remove(folder);
    arena_free(arena);
}

static void an_english_form_is_read_without_a_mapping(void **state)
{
    (void)state;
    read_back("en");
}

static void a_thai_form_is_read_without_a_mapping(void **state)
{
    (void)state;
    read_back("th");
}

static void a_burmese_form_is_read_without_a_mapping(void **state)
{
    (void)state;
    read_back("my");
}

static void karen_headings_are_read_back(void **state)
{
    (void)state;
    read_back("ksw");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_english_form_is_read_without_a_mapping),
        cmocka_unit_test(a_thai_form_is_read_without_a_mapping),
        cmocka_unit_test(a_burmese_form_is_read_without_a_mapping),
        cmocka_unit_test(karen_headings_are_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
