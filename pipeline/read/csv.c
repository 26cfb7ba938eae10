/*
 * Delimited text (RFC 4180 and what people make of it): a workbook of one sheet, whose cells are
 * all text. Quotes count only at the start of a field; inside an unquoted field they are letters.
 * Line ends are CR, LF or CR LF, mixed. What a field means is left to map/.
 */

#include "pipeline/base/mem.h"
#include "pipeline/base/strbuf.h"
#include "pipeline/read/cells.h"
#include "pipeline/read/csv_encoding.h"
#include "pipeline/read/csv_scan.h"

#include <stdio.h>

enum { END_OF_FILE = 0x1A }; /* as the last byte of what DOS programs write */

typedef struct CsvWorkbook {
    Workbook base; /* must be first */
    Str text;      /* the file as UTF-8, after a "sep=" line */
    char delimiter;
    bool has_replaced; /* some U+FFFD stand for bytes that the encoding does not have */
    bool has_nul;
} CsvWorkbook;

typedef struct CsvRows {
    RowCursor base; /* must be first */
    CsvWorkbook *workbook;
    CsvScan scan;
    const char *at; /* start of the next record */
    int64_t record; /* number of the last record */
    CellList cells;
    Arena *scratch; /* unescaped text of the current record */
    StrBuf quoted;
} CsvRows;

/* The text's line of p, 1-based: only needed for messages. */
static int64_t line_of(const CsvRows *self, const char *p)
{
    int64_t line = 1;
    for (const char *c = self->workbook->text.ptr; c < p; c++)
        line += *c == '\n' || (*c == '\r' && !(c + 1 < p && c[1] == '\n'));
    return line;
}

static void refuse(CsvRows *self, Status status, const char *p, int col, const char *what,
                   Error *err)
{
    error_set_at(
        err, status,
        (SourceRef){.file = self->workbook->base.name, .row = line_of(self, p), .col = col}, "%s",
        what);
}

/*
 * A quoted field that starts at p. Moves *p to the delimiter or line end behind it. Bytes between
 * the closing quote and the delimiter belong to the field, as Python's csv and Excel read them.
 */
static Str quoted_field(CsvRows *self, const char **p, int col, Error *err)
{
    const char *open = *p, *from = open + 1, *end = self->scan.end;
    bool copied = false;
    strbuf_clear(&self->quoted);
    for (;;) {
        const char *quote = memchr(from, '"', (size_t)(end - from));
        if (!quote) {
            refuse(self, STATUS_FORMAT, open, col, "a quote is opened here and never closed", err);
            return STR("");
        }
        if (quote - open > self->workbook->base.limits->csv_field_bytes) {
            refuse(self, STATUS_LIMIT, open, col,
                   "a quoted field is longer than 1 MiB: is its quote closed?", err);
            return STR("");
        }
        const char *after = quote + 1;
        if (after < end && *after == '"') {
            strbuf_append_bytes(&self->quoted, from, (size_t)(after - from));
            copied = true;
            from = after + 1;
            continue;
        }
        const char *stop = after;
        csv_seek(&self->scan, after);
        do
            stop = csv_next_special(&self->scan);
        while (stop < end && *stop == '"');
        *p = stop;
        if (!copied && stop == after)
            return (Str){from, (size_t)(quote - from)};
        strbuf_append_bytes(&self->quoted, from, (size_t)(quote - from));
        strbuf_append_bytes(&self->quoted, after, (size_t)(stop - after));
        return arena_str(self->scratch, strbuf_str(&self->quoted));
    }
}

static inline void add_cell(CsvRows *self, int col, Str text)
{
    *cell_list_next(&self->cells) = (Cell){.col = col, .type = CELL_TEXT, .text = text};
}

/* Says of cells that bytes in them were replaced. */
static void mark_replaced(CsvRows *self)
{
    for (size_t i = 0; i < self->cells.count; i++) {
        Cell *cell = &self->cells.items[i];
        if (str_find(cell->text, STR("\xEF\xBF\xBD"), 0) < cell->text.len) {
            cell->flags |= CELL_BAD_BYTES;
            workbook_warn(&self->workbook->base, "bytes.unmappable", self->record, cell->col);
        }
    }
}

static bool has_nul(const CsvRows *self)
{
    for (size_t i = 0; i < self->cells.count; i++)
        if (memchr(self->cells.items[i].text.ptr, '\0', self->cells.items[i].text.len))
            return true;
    return false;
}

/* Scans one record; false where it cannot be read. */
static bool scan_record(CsvRows *self, Error *err)
{
    const ReadLimits *limits = self->workbook->base.limits;
    const char *field = self->at, *end = self->scan.end;
    int col = 1;
    self->record++;
    cell_list_clear(&self->cells);
    for (;;) {
        const char *stop;
        if (field < end && *field == '"') {
            stop = field;
            Str text = quoted_field(self, &stop, col, err);
            if (!error_ok(err))
                return false;
            if (text.len > 0)
                add_cell(self, col, text);
        } else {
            do
                stop = csv_next_special(&self->scan);
            while (stop < end && *stop == '"');
            if (stop > field) {
                if (stop - field > limits->csv_field_bytes) {
                    refuse(self, STATUS_LIMIT, field, col, "a field is longer than 1 MiB", err);
                    return false;
                }
                add_cell(self, col, (Str){field, (size_t)(stop - field)});
            }
        }
        if (stop == end || *stop != self->scan.delimiter) {
            self->at = stop;
            if (stop < end && *self->at++ == '\r' && self->at < end && *self->at == '\n') {
                self->at++;
                csv_next_special(&self->scan);
            }
            return true;
        }
        field = stop + 1;
        if (++col > limits->cols) {
            refuse(self, STATUS_LIMIT, self->at, 0, "a line has more than 16,384 fields", err);
            return false;
        }
        if (stop - self->at > limits->csv_record_bytes) {
            refuse(self, STATUS_LIMIT, self->at, 0, "a line is longer than 16 MiB", err);
            return false;
        }
    }
}

static bool csv_rows_next(RowCursor *cursor, Row *row, Error *err)
{
    CsvRows *self = (CsvRows *)cursor;
    arena_reset(self->scratch);
    while (self->at < self->scan.end) {
        if (!scan_record(self, err))
            return false;
        if (self->cells.count == 0)
            continue;
        if (self->workbook->has_nul && has_nul(self)) {
            workbook_warn(&self->workbook->base, "bytes.nul", self->record, 0);
            continue;
        }
        if (self->workbook->has_replaced)
            mark_replaced(self);
        *row = (Row){.at = {.file = self->workbook->base.name, .row = self->record},
                     .cells = self->cells.items,
                     .count = self->cells.count};
        return true;
    }
    return false;
}

static void csv_rows_close(RowCursor *cursor)
{
    CsvRows *self = (CsvRows *)cursor;
    cell_list_free(&self->cells);
    strbuf_free(&self->quoted);
    arena_free(self->scratch);
    x_free(self);
}

static const RowCursorOps CSV_ROWS = {.next = csv_rows_next, .close = csv_rows_close};

static RowCursor *csv_rows(Workbook *workbook, size_t index, Error *err)
{
    (void)index;
    (void)err;
    CsvWorkbook *book = (CsvWorkbook *)workbook;
    CsvRows *self = x_new(CsvRows);
    self->base.ops = &CSV_ROWS;
    self->workbook = book;
    self->scratch = arena_create();
    self->at = book->text.ptr;
    self->scan = (CsvScan){.end = book->text.ptr + book->text.len, .delimiter = book->delimiter};
    csv_seek(&self->scan, self->at);
    return &self->base;
}

static const WorkbookOps CSV_WORKBOOK = {.rows = csv_rows};

/* "sep=;" on the first line is an instruction to Excel, not data. */
static Str take_separator_line(Str text, char *delimiter)
{
    if (text.len < 5 || !str_eq_ignore_case(str_slice(text, 0, 4), STR("sep=")))
        return text;
    size_t after = 5;
    if (after < text.len && text.ptr[after] != '\r' && text.ptr[after] != '\n')
        return text;
    *delimiter = text.ptr[4];
    if (after < text.len && text.ptr[after] == '\r')
        after++;
    if (after < text.len && text.ptr[after] == '\n')
        after++;
    return str_slice(text, after, text.len);
}

Workbook *csv_open(const WorkbookSource *source, Error *err)
{
    CsvWorkbook *self = arena_new(source->arena, CsvWorkbook);
    workbook_init(&self->base, &CSV_WORKBOOK, FILE_CSV, source);
    DecodedText decoded = csv_read_text(source->arena, source->bytes, source->options->encoding,
                                        self->base.encoding, err);
    if (!error_ok(err))
        return NULL;
    self->has_replaced = decoded.replaced > 0;
    self->text = take_separator_line(decoded.text, &self->delimiter);
    if (self->text.len > 0 && self->text.ptr[self->text.len - 1] == END_OF_FILE)
        self->text.len--;
    self->has_nul = self->text.len && memchr(self->text.ptr, '\0', self->text.len);
    if (!self->delimiter)
        self->delimiter = csv_find_delimiter(self->text);
    workbook_add_sheet(&self->base, STR("1"), false, err);
    return &self->base;
}
