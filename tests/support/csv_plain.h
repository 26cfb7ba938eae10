#ifndef ROLLBOOK_TESTS_CSV_PLAIN_H
#define ROLLBOOK_TESTS_CSV_PLAIN_H

/*
 * Delimited text read one byte at a time, by the rules and without a thought for speed: what the
 * reader is held to, by tests and by its fuzz target.
 */

#include "pipeline/base/strbuf.h"
#include "pipeline/read/csv_scan.h"
#include "pipeline/read/row_cursor.h"

/* One field from *at on, appended to out. False where its quote is never closed. */
static inline bool csv_plain_field(Str text, char delimiter, size_t *at, StrBuf *out)
{
    bool open = *at < text.len && text.ptr[*at] == '"';
    if (open)
        ++*at;
    while (open && *at < text.len) {
        char c = text.ptr[(*at)++];
        bool twice = c == '"' && *at < text.len && text.ptr[*at] == '"';
        if (twice)
            ++*at;
        open = c != '"' || twice;
        if (open)
            strbuf_append_char(out, c);
    }
    for (; *at < text.len; ++*at) {
        char c = text.ptr[*at];
        if (c == delimiter || c == '\n' || c == '\r')
            break;
        strbuf_append_char(out, c);
    }
    return !open;
}

/* Every row as "\n3: 1=text 4=text"; "!" where the text cannot be read to its end. */
static inline void csv_plain_rows(Str text, char delimiter, StrBuf *out)
{
    StrBuf line = STRBUF_INIT, field = STRBUF_INIT;
    bool good = true;
    for (size_t at = 0, row = 1; good && at < text.len; row++) {
        strbuf_clear(&line);
        for (int col = 1;; col++, at++) {
            strbuf_clear(&field);
            good = csv_plain_field(text, delimiter, &at, &field);
            if (!good)
                break;
            if (field.len > 0) {
                strbuf_appendf(&line, " %d=", col);
                strbuf_append(&line, strbuf_str(&field));
            }
            if (at == text.len || text.ptr[at] != delimiter)
                break;
        }
        if (good && line.len > 0 && memchr(line.ptr, '\0', line.len) == NULL) {
            strbuf_appendf(out, "\n%zu:", row);
            strbuf_append(out, strbuf_str(&line));
        }
        if (at < text.len)
            at += text.ptr[at] == '\r' && at + 1 < text.len && text.ptr[at + 1] == '\n' ? 2 : 1;
    }
    if (!good)
        strbuf_append_char(out, '!');
    strbuf_free(&line);
    strbuf_free(&field);
}

/* The same as the reader finds it. */
static inline void csv_reader_rows(Workbook *workbook, StrBuf *out)
{
    Error err = {0};
    Row row;
    RowCursor *rows = reader_rows(workbook, 0, &err);
    while (row_cursor_next(rows, &row, &err)) {
        strbuf_appendf(out, "\n%lld:", (long long)row.at.row);
        for (size_t i = 0; i < row.count; i++) {
            strbuf_appendf(out, " %d=", row.cells[i].col);
            strbuf_append(out, row.cells[i].text);
        }
    }
    row_cursor_close(rows);
    if (!error_ok(&err))
        strbuf_append_char(out, '!');
}

/* True where a finder lists the same places as the portable one. */
static inline bool csv_finders_agree(Str text, char delimiter)
{
    static CsvScan plain, other;
    CsvFind *finders[3];
    size_t count = csv_finders(finders);
    for (size_t i = 1; i < count; i++) {
        const char *place;
        csv_scan_begin(&plain, text, delimiter, finders[0]);
        csv_scan_begin(&other, text, delimiter, finders[i]);
        do {
            place = csv_scan_next(&plain);
            if (csv_scan_next(&other) != place)
                return false;
        } while (place != plain.end);
    }
    return true;
}

#endif
