#ifndef ROLLBOOK_TESTS_READ_ALL_H
#define ROLLBOOK_TESTS_READ_ALL_H

/* For fuzz targets: opens bytes as a file and reads every cell of every sheet. */

#include "pipeline/base/strbuf.h"
#include "pipeline/base/utf8.h"
#include "pipeline/read/row_cursor.h"

#include <stdlib.h>

/* Checks what every reader promises of a row. */
static inline void check_row(const Row *row, StrBuf *value)
{
    int col = 0;
    for (size_t i = 0; i < row->count; i++) {
        const Cell *cell = &row->cells[i];
        strbuf_clear(value);
        cell_append_value(value, cell);
        if (cell->col <= col || cell->type == CELL_EMPTY || !utf8_is_valid(strbuf_str(value)) ||
            !utf8_is_valid(cell->text))
            abort();
        col = cell->col;
    }
}

enum { READ_ALL_ROWS = 20000 }; /* repeats make long sheets of few bytes */

static inline void read_all(Str bytes)
{
    Error err = {0};
    StrBuf value = STRBUF_INIT;
    Workbook *workbook = reader_open_bytes(bytes, NULL, &err);
    for (size_t i = 0; workbook && i < reader_sheet_count(workbook) && i < 8; i++) {
        Error sheet = {0};
        Row row;
        RowCursor *rows = reader_rows(workbook, i, &sheet);
        for (int n = 0; n < READ_ALL_ROWS && row_cursor_next(rows, &row, &sheet); n++)
            check_row(&row, &value);
        row_cursor_close(rows);
    }
    reader_close(workbook);
    strbuf_free(&value);
}

/* Every row of every sheet as text, for comparing two ways of reading; the first failure. */
static inline void dump_rows(RowCursor *rows, StrBuf *out, Error *err)
{
    StrBuf value = STRBUF_INIT;
    Row row;
    for (int n = 0; n < READ_ALL_ROWS && row_cursor_next(rows, &row, err); n++) {
        check_row(&row, &value);
        strbuf_appendf(out, "\n%lld:", (long long)row.at.row);
        for (size_t i = 0; i < row.count; i++) {
            const Cell *cell = &row.cells[i];
            strbuf_appendf(out, " %d %d %u ", cell->col, (int)cell->type, cell->flags);
            cell_append_value(out, cell);
            strbuf_append_char(out, '|');
            strbuf_append(out, cell->text);
        }
    }
    row_cursor_close(rows);
    strbuf_free(&value);
}

static inline void dump_all(Str bytes, StrBuf *out, Error *err)
{
    Workbook *workbook = reader_open_bytes(bytes, NULL, err);
    for (size_t i = 0; workbook && i < reader_sheet_count(workbook) && i < 8; i++) {
        strbuf_appendf(out, "\nsheet %.*s", STR_ARG(reader_sheet(workbook, i).name));
        dump_rows(reader_rows(workbook, i, err), out, err);
    }
    reader_close(workbook);
}

#endif
