/*
 * The correction loop: what a center gets back, corrected at its marked cells and sent again, is
 * its new submission of the same lists, and its faults are gone.
 */

#include "pipeline/base/strbuf.h"
#include "pipeline/cli/nightly.h"
#include "pipeline/read/row_cursor.h"
#include "reports/write/book.h"
#include "tests/support/test.h"

static const char *const CENTERS[] = {"AYO-002", "LAC-012", "SKB-011", "RFD-010"};

typedef struct Loop {
    Arena *arena;
    const char *folder;
    Office office;
} Loop;

static void copy_folder(Loop *loop, const char *name)
{
    Error err = {0};
    const char *from = file_join(loop->arena, "inputs", name);
    FileList files = file_walk(loop->arena, from, &err);
    for (size_t i = 0; i < files.count; i++) {
        const char *target =
            arena_printf(loop->arena, "%s/inputs/%s/%s", loop->folder, name, files.paths[i]).ptr;
        Str parent = str_slice(str_from(target), 0, (size_t)(strrchr(target, '/') - target));
        file_make_folder(arena_cstr(loop->arena, parent), &err);
        file_write(
            target,
            file_read(loop->arena, file_join(loop->arena, from, files.paths[i]), 64 << 20, &err),
            &err);
    }
    assert_ok(err);
}

static void run_night(Loop *loop)
{
    Error err = {0};
    NightlyOptions options = {.as_of = {2026, 11, 21}, .style = LOG_QUIET};
    nightly_run(&loop->office, &options, &err);
    assert_ok(err);
}

static Loop loop_open(void)
{
    Error err = {0};
    Loop loop = {.arena = arena_create()};
    loop.folder = test_folder(loop.arena);
    loop.office = (Office){.arena = loop.arena,
                           .inputs = file_join(loop.arena, loop.folder, "inputs"),
                           .outputs = file_join(loop.arena, loop.folder, "outputs"),
                           .config = config_load(loop.arena, NULL, &err)};
    copy_folder(&loop, "registry");
    for (size_t i = 0; i < COUNT_OF(CENTERS); i++)
        copy_folder(&loop, CENTERS[i]);
    run_night(&loop);
    return loop;
}

static void loop_close(Loop *loop)
{
    test_folder_remove(loop->folder);
    arena_free(loop->arena);
}

/* All rows of a query, columns and rows parted. */
static const char *ask(Loop *loop, const char *sql, const char *center)
{
    Error err = {0};
    Db *db = warehouse_read(loop->office.outputs, &err);
    Stmt *stmt = db_prepare(db, sql, &err);
    if (center)
        stmt_bind_cstr(stmt, 1, center, &err);
    StrBuf out = STRBUF_INIT;
    while (stmt_step(stmt, &err)) {
        for (int c = 0; c < stmt_column_count(stmt); c++)
            strbuf_appendf(&out, "%s%.*s", c ? "|" : "", STR_ARG(stmt_str(stmt, c)));
        strbuf_append_char(&out, '\n');
    }
    stmt_free(stmt);
    db_close(db);
    assert_ok(err);
    const char *text = arena_cstr(loop->arena, strbuf_str(&out));
    strbuf_free(&out);
    return text;
}

static const char *find_feedback(Loop *loop, const char *center)
{
    Error err = {0};
    const char *folder = file_join(loop->arena, loop->office.outputs,
                                   arena_printf(loop->arena, "centers/%s", center).ptr);
    FileList files = file_walk(loop->arena, folder, &err);
    for (size_t i = 0; i < files.count; i++)
        if (str_ends_with(str_from(files.paths[i]), STR(".xlsx")))
            return file_join(loop->arena, folder, files.paths[i]);
    fail_msg("no feedback workbook for %s", center);
    return NULL;
}

/* Does the message "P: 24 days ...\nS: ..." speak of the column? */
static bool is_marked(Str message, int col)
{
    char name[8];
    column_name(col, name);
    for (Str rest = message, line; str_split(&rest, '\n', &line);)
        if (str_eq(str_slice(line, 0, str_find(line, STR(":"), 0)), str_from(name)))
            return true;
    return false;
}

/* One of the lines. */
static bool has_line(const char *lines, Str text)
{
    for (Str rest = str_from(lines), line; str_split(&rest, '\n', &line);)
        if (text.len && str_eq(line, text))
            return true;
    return false;
}

/* The hidden cell behind an answer, with the keys of what it answers. */
static bool is_keys(const Cell *cell)
{
    return str_starts_with(cell->text, STR("rollbook ")) && !str_is(cell->text, "rollbook keys");
}

/* What the program says of the row: its last cell but for the answer's. */
static Str message_of(const Row *row)
{
    size_t last = row->count - 1;
    if (row->at.row <= 4)
        return STR("");
    return is_keys(&row->cells[last]) && last > 0 ? row->cells[last - 1].text
                                                  : row->cells[last].text;
}

/*
 * Copies the workbook as an editor would save it; marked cells that hold one of the faulty values
 * are emptied, and with an answer it is given wherever one is asked. Returns how many cells were
 * corrected.
 */
static int correct(Loop *loop, const char *from, const char *to, const char *faulty,
                   const char *answer)
{
    Error err = {0};
    int corrected = 0;
    Workbook *workbook = reader_open(from, &(ReadOptions){.name = from}, &err);
    assert_ok(err);
    Book *book = book_create(to, &(BookOptions){.as_of = {2026, 11, 21}});
    for (size_t s = 0; s < reader_sheet_count(workbook); s++) {
        SheetInfo info = reader_sheet(workbook, s);
        BookSheet *sheet = book_sheet(book, arena_str(loop->arena, info.name), NULL);
        RowCursor *rows = reader_rows(workbook, s, &err);
        Row row;
        while (row_cursor_next(rows, &row, &err)) {
            Str message = message_of(&row);
            for (size_t i = 0; i < row.count; i++) {
                const Cell *cell = &row.cells[i];
                int at = (int)row.at.row - 1;
                Date date;
                StrBuf value = STRBUF_INIT;
                cell_append_value(&value, cell);
                if (answer && is_keys(cell))
                    book_text(sheet, at, cell->col - 2, str_from(answer), (BookStyle){0});
                bool is_faulty = has_line(faulty, strbuf_str(&value));
                strbuf_free(&value);
                if (is_faulty && i + 1 < row.count && is_marked(message, cell->col))
                    corrected++;
                else if (cell->type == CELL_NUMBER)
                    book_number(sheet, at, cell->col - 1, cell->number, (BookStyle){0});
                else if (cell->type == CELL_DATE && date_from_serial(cell->number, &date))
                    book_date(sheet, at, cell->col - 1, date,
                              (BookStyle){.number_format = "dd/mm/yyyy"});
                else
                    book_text(sheet, at, cell->col - 1, cell->text, (BookStyle){0});
            }
        }
        row_cursor_close(rows);
        if (info.hidden)
            book_hide(sheet);
    }
    reader_close(workbook);
    book_close(book, &err);
    assert_ok(err);
    return corrected;
}

static void send(Loop *loop, const char *center, const char *faulty, const char *answer)
{
    Error err = {0};
    const char *folder =
        arena_printf(loop->arena, "%s/%s/sent again", loop->office.inputs, center).ptr;
    file_make_folder(folder, &err);
    assert_ok(err);
    int corrected = correct(loop, find_feedback(loop, center),
                            file_join(loop->arena, folder, "corrected.xlsx"), faulty, answer);
    assert_int_equal(corrected > 0, *faulty != '\0');
}

/* Headings of the workbook's sheets of rows: all cells of row 4, parted by "|", a line a sheet. */
static const char *headings(Loop *loop, const char *center)
{
    Error err = {0};
    StrBuf out = STRBUF_INIT;
    Workbook *workbook = reader_open(find_feedback(loop, center), &(ReadOptions){0}, &err);
    for (size_t s = 1; error_ok(&err) && s < reader_sheet_count(workbook); s++) {
        if (reader_sheet(workbook, s).hidden)
            continue;
        RowCursor *rows = reader_rows(workbook, s, &err);
        for (Row row; row_cursor_next(rows, &row, &err) && row.at.row <= 4;)
            for (size_t i = 0; row.at.row == 4 && i < row.count; i++)
                strbuf_appendf(&out, "%d %.*s|", row.cells[i].col, STR_ARG(row.cells[i].text));
        strbuf_append_char(&out, '\n');
        row_cursor_close(rows);
    }
    reader_close(workbook);
    assert_ok(err);
    const char *text = arena_cstr(loop->arena, strbuf_str(&out));
    strbuf_free(&out);
    return text;
}

static const char ERRORS[] = "SELECT rule, path, sheet, row_number, field, value FROM finding"
                             " WHERE center_code = ?1 AND severity = 'error' ORDER BY finding_id";
static const char CHILDREN[] = "SELECT public_id, display_name, sex, birth_from FROM child"
                               " WHERE status = 'live' ORDER BY public_id";
/* What is current, with its rows; the file that it comes from left out. */
static const char CURRENT[] =
    "SELECT center_code, kind, period_code, sum(rows), sum(rows_unused) FROM loaded_submission"
    " WHERE status = 'current' AND center_code IS NOT NULL GROUP BY 1, 2, 3 ORDER BY 1, 2, 3";
static const char SENT[] =
    "SELECT count(*) FROM loaded_submission WHERE path LIKE '%corrected.xlsx'"
    " AND center_code = ?1 AND status = 'current'";
static const char NOT_TAKEN[] =
    "SELECT kind, period_code, status FROM loaded_submission WHERE path LIKE '%corrected.xlsx'"
    " AND (status <> 'current' OR center_code IS NOT ?1) ORDER BY submission_id";
static const char FIGURES[] =
    "SELECT indicator, period_code, area_code, disaggregation, numerator, denominator"
    " FROM indicator_value WHERE indicator <> 'error_rows' ORDER BY 1, 2, 3, 4";

static void a_workbook_sent_back_as_it_came_changes_nothing(void **state)
{
    (void)state;
    Loop loop = loop_open();
    const char *children = ask(&loop, CHILDREN, NULL), *current = ask(&loop, CURRENT, NULL);
    const char *figures = ask(&loop, FIGURES, NULL);
    const char *before[COUNT_OF(CENTERS)];
    for (size_t i = 0; i < COUNT_OF(CENTERS); i++) {
        before[i] = headings(&loop, CENTERS[i]);
        send(&loop, CENTERS[i], "", NULL);
    }
    run_night(&loop);
    /* What goes out next has the center's own columns, and those of the program once. */
    for (size_t i = 0; i < COUNT_OF(CENTERS); i++)
        assert_string_equal(headings(&loop, CENTERS[i]), before[i]);
    assert_string_equal(ask(&loop, CURRENT, NULL), current);
    assert_string_equal(ask(&loop, CHILDREN, NULL), children);
    assert_string_equal(ask(&loop, FIGURES, NULL), figures);
    loop_close(&loop);
}

static void a_corrected_workbook_is_the_centers_new_submission_without_faults(void **state)
{
    (void)state;
    Loop loop = loop_open();
    const char *center = CENTERS[0];
    const char *children = ask(&loop, CHILDREN, NULL), *current = ask(&loop, CURRENT, NULL);
    assert_string_not_equal(ask(&loop, ERRORS, center), "");
    const char *faulty =
        ask(&loop,
            "SELECT DISTINCT c.value ->> 2 FROM finding f JOIN raw_row w USING (raw_row_id),"
            " json_each(w.cells) c WHERE f.center_code = ?1 AND f.severity = 'error'"
            " AND c.value ->> 0 = f.column_number ORDER BY 1",
            center);
    send(&loop, center, faulty, NULL);
    run_night(&loop);
    assert_string_not_equal(ask(&loop, SENT, center), "0\n");
    assert_string_equal(ask(&loop, NOT_TAKEN, center), "");
    assert_string_equal(ask(&loop, ERRORS, center), "");
    assert_string_equal(ask(&loop, CURRENT, NULL), current);
    /* Nobody got a new id, nobody's name or birthday changed. */
    assert_string_equal(ask(&loop, CHILDREN, NULL), children);
    loop_close(&loop);
}

static const char WARNINGS[] =
    "SELECT rule, path, sheet, row_number, field, value FROM finding"
    " WHERE center_code = ?1 AND severity = 'warning' ORDER BY finding_id";
static const char CONFIRMED[] = "SELECT count(*) FROM finding WHERE center_code = ?1 AND confirmed";

/* The words of the drop-down of a Thai workbook, with a blank that somebody typed behind them. */
static void a_warning_that_the_center_calls_correct_does_not_come_again(void **state)
{
    (void)state;
    Loop loop = loop_open();
    const char *center = CENTERS[1];
    const char *figures = ask(&loop, FIGURES, NULL);
    assert_string_not_equal(ask(&loop, WARNINGS, center), "");
    assert_string_equal(ask(&loop, CONFIRMED, center), "0\n");
    send(&loop, center, "", "ถูกต้องแล้ว ");
    run_night(&loop);
    assert_string_equal(ask(&loop, WARNINGS, center), "");
    assert_string_not_equal(ask(&loop, CONFIRMED, center), "0\n");
    /* An answer is about what is asked, not about the children: no figure moves, and another
     * center's warnings stand. */
    assert_string_equal(ask(&loop, FIGURES, NULL), figures);
    assert_string_not_equal(ask(&loop, WARNINGS, CENTERS[0]), "");

    /* What the officer takes back counts no longer. */
    Error err = {0};
    const char *path = file_join(loop.arena, loop.office.inputs, "registry/files.tsv");
    const char *sha256 =
        ask(&loop, "SELECT sha256 FROM loaded_file WHERE path LIKE '%corrected.xlsx'", NULL);
    Str line = arena_printf(loop.arena,
                            "sha256\tcenter\tperiod\taction\twhy\n%.64s\t\t\twithdraw\t", sha256);
    file_write(path, line, &err);
    assert_ok(err);
    run_night(&loop);
    assert_string_not_equal(ask(&loop, WARNINGS, center), "");
    assert_string_equal(ask(&loop, CONFIRMED, center), "0\n");
    loop_close(&loop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_workbook_sent_back_as_it_came_changes_nothing),
        cmocka_unit_test(a_corrected_workbook_is_the_centers_new_submission_without_faults),
        cmocka_unit_test(a_warning_that_the_center_calls_correct_does_not_come_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
