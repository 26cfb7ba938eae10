#include "reports/workbook/corrected.h"

#include "pipeline/base/file.h"
#include "pipeline/base/json.h"
#include "pipeline/base/mem.h"
#include "pipeline/base/unicode.h"
#include "reports/write/book.h"

static const uint32_t CORRECTED_FILL = 0xE2F0D9;

enum { COLUMNS_MAX = 16384, WIDTH_MAX = 40, WIDTHS_KEPT = 256 };

typedef struct Copy {
    Arena *arena; /* of one sheet */
    BookSheet *sheet;
    Stmt *corrections; /* of a row: column, value */
    double widths[WIDTHS_KEPT];
    int64_t corrected;
} Copy;

typedef struct RawCell {
    int column; /* 1-based */
    Str type, text;
    double number;
} RawCell;

/* The next of a row's cells; false at their end. */
static bool next_cell(JsonScan *scan, RawCell *cell)
{
    if (json_next(scan) != JSON_ARRAY_OPEN)
        return false;
    *cell = (RawCell){.type = STR("s"), .text = STR("")};
    if (json_next(scan) == JSON_NUMBER)
        cell->column = (int)scan->number;
    if (json_next(scan) == JSON_STRING)
        cell->type = scan->string;
    JsonType token = json_next(scan);
    if (token == JSON_STRING)
        cell->text = scan->string;
    cell->number = scan->number;
    while (token != JSON_ARRAY_CLOSE && token != JSON_END)
        token = json_next(scan);
    return true;
}

static void put_as_sent(Copy *copy, int row, const RawCell *cell)
{
    int col = cell->column - 1;
    Date date;
    if (str_is(cell->type, "n")) {
        book_number(copy->sheet, row, col, cell->number, (BookStyle){0});
    } else if (str_is(cell->type, "d") && cell->text.len == 10 &&
               date_parse_iso(cell->text, &date)) {
        book_date(copy->sheet, row, col, date, (BookStyle){.number_format = "yyyy-mm-dd"});
    } else {
        book_text(copy->sheet, row, col, cell->text, (BookStyle){.number_format = "@"});
    }
}

static void put_corrected(Copy *copy, int row, const RawCell *cell, Str value)
{
    int col = cell->column - 1;
    Date date;
    if (date_parse_iso(value, &date))
        book_date(copy->sheet, row, col, date,
                  (BookStyle){.number_format = "yyyy-mm-dd", .fill = CORRECTED_FILL});
    else
        book_text(copy->sheet, row, col, value,
                  (BookStyle){.number_format = "@", .fill = CORRECTED_FILL});
    Str before =
        str_is(cell->type, "n") ? arena_printf(copy->arena, "%.15g", cell->number) : cell->text;
    book_comment(copy->sheet, row, col, before);
    copy->corrected++;
}

/* The certain value of a cell; NULL ptr: it stays as it was sent. */
static Str correction_of(Copy *copy, int64_t raw_row_id, int column, Error *err)
{
    Str value = {NULL, 0};
    stmt_bind_int(copy->corrections, 1, raw_row_id, err);
    stmt_bind_int(copy->corrections, 2, column, err);
    if (stmt_step(copy->corrections, err))
        value = arena_str(copy->arena, stmt_str(copy->corrections, 0));
    stmt_reset(copy->corrections);
    return value;
}

static void put_row(Copy *copy, int64_t raw_row_id, int row, Str cells, Error *err)
{
    JsonScan scan = {.text = cells, .arena = copy->arena};
    RawCell cell;
    if (json_next(&scan) != JSON_ARRAY_OPEN)
        return;
    while (error_ok(err) && next_cell(&scan, &cell)) {
        if (cell.column < 1 || cell.column > COLUMNS_MAX)
            continue;
        Str value = correction_of(copy, raw_row_id, cell.column, err);
        if (value.ptr)
            put_corrected(copy, row, &cell, value);
        else
            put_as_sent(copy, row, &cell);
        double width = str_is(cell.type, "n") ? 9 : (double)unicode_width(cell.text) + 2;
        if (cell.column <= WIDTHS_KEPT && width > copy->widths[cell.column - 1])
            copy->widths[cell.column - 1] = width < WIDTH_MAX ? width : WIDTH_MAX;
    }
}

static void put_sheet(Copy *copy, Db *db, int64_t raw_sheet_id, Error *err)
{
    enum { ROWS_MAX = 1048576 };
    memset(copy->widths, 0, sizeof copy->widths);
    Stmt *rows = db_prepare(db,
                            "SELECT raw_row_id, row_number, cells FROM raw_row"
                            " WHERE raw_sheet_id = ?1 ORDER BY row_number, raw_row_id",
                            err);
    stmt_bind_int(rows, 1, raw_sheet_id, err);
    while (stmt_step(rows, err)) {
        int64_t number = stmt_int(rows, 1);
        if (number < 1 || number > ROWS_MAX)
            continue;
        put_row(copy, stmt_int(rows, 0), (int)number - 1, stmt_str(rows, 2), err);
    }
    stmt_free(rows);
    for (int col = 0; col < WIDTHS_KEPT; col++)
        if (copy->widths[col] > 0)
            book_column_width(copy->sheet, col, col, copy->widths[col]);
}

int64_t corrected_write(const WorkbookContext *context, int64_t source_file_id, const char *path,
                        Error *err)
{
    Copy copy = {.arena = arena_create()};
    copy.corrections = db_prepare(context->db,
                                  "SELECT expected FROM issue WHERE raw_row_id = ?1"
                                  " AND column_number = ?2 AND expected IS NOT NULL AND rule IN"
                                  " ('id.repaired', 'text.zawgyi', 'date.buddhist_year')"
                                  " ORDER BY issue_id LIMIT 1",
                                  err);
    Stmt *sheets = db_prepare(context->db,
                              "SELECT raw_sheet_id, name, hidden FROM raw_sheet"
                              " WHERE source_file_id = ?1 ORDER BY number",
                              err);
    stmt_bind_int(sheets, 1, source_file_id, err);
    Book *book =
        error_ok(err)
            ? book_create(path, &(BookOptions){.author = STR("rollbook"), .as_of = context->as_of})
            : NULL;
    while (stmt_step(sheets, err)) {
        arena_reset(copy.arena);
        copy.sheet = book_sheet(book, stmt_str(sheets, 1), NULL);
        if (stmt_int(sheets, 2))
            book_hide(copy.sheet);
        put_sheet(&copy, context->db, stmt_int(sheets, 0), err);
    }
    if (book) {
        book_close(book, err);
        file_sync(path, err);
    }
    stmt_free(sheets);
    stmt_free(copy.corrections);
    arena_free(copy.arena);
    return copy.corrected;
}
