#include "tests/support/cells.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

void cells_of_rows(RowCursor *rows, unsigned flags, StrBuf *out, Error *err)
{
    static const char LETTERS[] = "-snbdtex";
    Row row;
    while (row_cursor_next(rows, &row, err)) {
        for (size_t i = 0; i < row.count; i++) {
            const Cell *cell = &row.cells[i];
            char column[8];
            column_name(cell->col, column);
            strbuf_appendf(out, "%s%s%lld %c", out->len ? " " : "", column, (long long)row.at.row,
                           LETTERS[cell->type]);
            if (cell->flags & flags)
                strbuf_appendf(out, "+%u", cell->flags & flags);
            strbuf_append_char(out, ':');
            cell_append_value(out, cell);
        }
    }
    row_cursor_close(rows);
    if (!error_ok(err))
        strbuf_appendf(out, "%s! %s", out->len ? " " : "", err->message);
}

void cells_of(Str bytes, const ReadOptions *options, size_t sheet, unsigned flags, StrBuf *out)
{
    Error err = {0};
    Workbook *workbook = reader_open_bytes(bytes, options, &err);
    cells_of_rows(workbook ? reader_rows(workbook, sheet, &err) : NULL, flags, out, &err);
    reader_close(workbook);
}

void cells_expect(const char *what, Str bytes, size_t sheet, unsigned flags, const char *expected)
{
    StrBuf found = STRBUF_INIT;
    cells_of(bytes, NULL, sheet, flags, &found);
    if (strcmp(strbuf_cstr(&found), expected) != 0)
        fail_msg("%s:\n  expected %s\n  found    %s", what, expected, strbuf_cstr(&found));
    strbuf_free(&found);
}
