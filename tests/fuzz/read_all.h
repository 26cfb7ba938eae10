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

static inline void read_all(Str bytes)
{
    enum { ROWS_MAX = 20000 }; /* repeats make long sheets of few bytes */
    Error err = {0};
    StrBuf value = STRBUF_INIT;
    Workbook *workbook = reader_open_bytes(bytes, NULL, &err);
    for (size_t i = 0; workbook && i < reader_sheet_count(workbook) && i < 8; i++) {
        Error sheet = {0};
        Row row;
        RowCursor *rows = reader_rows(workbook, i, &sheet);
        for (int n = 0; n < ROWS_MAX && row_cursor_next(rows, &row, &sheet); n++)
            check_row(&row, &value);
        row_cursor_close(rows);
    }
    reader_close(workbook);
    strbuf_free(&value);
}

#endif
