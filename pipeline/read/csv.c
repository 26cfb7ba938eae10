/*
 * Delimited text (RFC 4180 and what people make of it): a workbook of one sheet, whose cells are
 * all text. Quotes count only at the start of a field; inside an unquoted field they are letters.
 * Line ends are CR, LF or CR LF, mixed. What a field means is left to map/.
 */

#include "pipeline/base/mem.h"
#include "pipeline/base/strbuf.h"
#include "pipeline/read/csv_delimiter.h"
#include "pipeline/read/csv_encoding.h"
#include "pipeline/read/csv_scan.h"
#include "pipeline/read/workbook.h"

#include <stdio.h>

enum { END_OF_FILE = 0x1A }; /* as the last byte of what DOS programs write */

typedef struct CsvWorkbook {
    Workbook base; /* must be first */
    Str text;      /* the file as UTF-8, after a "sep=" line */
    char delimiter;
    bool has_replaced; /* some U+FFFD stand for bytes that the encoding does not have */
} CsvWorkbook;

typedef struct CsvRows {
    RowCursor base; /* must be first */
    CsvWorkbook *workbook;
    CsvScan scan;
    const char *begin, *field; /* of the record; of what comes next */
    int64_t record;            /* number of the last record */
    Cell *cells;
    size_t count, room;
    int col;         /* of the cell read last */
    bool has_nul;    /* the record */
    bool has_copies; /* in scratch */
    Arena *scratch;  /* unescaped text of the current record */
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

static const char QUOTED_TOO_LONG[] = "a quoted field is longer than 1 MiB: is its quote closed?";

/*
 * The text of a field that begins with a quote and has others within. Bytes between the closing
 * quote and the field's end belong to it, as Python's csv and Excel read them.
 */
static Str unquote(CsvRows *self, Str field, Error *err)
{
    const char *from = field.ptr + 1, *end = field.ptr + field.len;
    strbuf_clear(&self->quoted);
    for (;;) {
        const char *quote = memchr(from, '"', (size_t)(end - from));
        if (!quote) {
            refuse(self, STATUS_FORMAT, field.ptr, self->col,
                   "a quote is opened here and never closed", err);
            return STR("");
        }
        if (quote - field.ptr > self->workbook->base.limits->csv_field_bytes) {
            refuse(self, STATUS_LIMIT, field.ptr, self->col, QUOTED_TOO_LONG, err);
            return STR("");
        }
        const char *after = quote + 1;
        if (after == end || *after != '"') {
            strbuf_append_bytes(&self->quoted, from, (size_t)(quote - from));
            strbuf_append_bytes(&self->quoted, after, (size_t)(end - after));
            self->has_copies = true;
            return arena_str(self->scratch, strbuf_str(&self->quoted));
        }
        strbuf_append_bytes(&self->quoted, from, (size_t)(after - from));
        from = after + 1;
    }
}

/* Says of cells that bytes in them were replaced. */
static void mark_replaced(CsvRows *self)
{
    for (size_t i = 0; i < self->count; i++) {
        Cell *cell = &self->cells[i];
        cell->flags = 0;
        if (str_find(cell->text, STR("\xEF\xBF\xBD"), 0) < cell->text.len) {
            cell->flags |= CELL_BAD_BYTES;
            workbook_warn(&self->workbook->base, "bytes.unmappable", self->record, cell->col);
        }
    }
}

/* Room for so many cells more. All are text without flags, so that put_cell writes the rest only.
 */
static void make_room(CsvRows *self, size_t more)
{
    size_t from = self->room;
    x_grow(self->cells, self->room, self->count + more);
    for (size_t i = from; i < self->room; i++)
        self->cells[i] = (Cell){.type = CELL_TEXT};
}

/* Every column's cell is written; one that is empty gives its place to the next. */
static inline Cell *put_cell(Cell *cell, int col, Str text)
{
    cell->col = col;
    cell->text = text;
    return cell + (text.len > 0);
}

/* The text of a field without quotes, or with one at its start and one at its end. */
static inline Str plain_text(const char *from, const char *stop)
{
    size_t quote = *from == '"';
    return (Str){from + quote, (size_t)(stop - from) - 2 * quote};
}

/* CR LF is one line end, of two places in the scan's list. */
static void pass_line_feed(CsvRows *self)
{
    if (self->field < self->scan.end && *self->field == '\n') {
        self->field++;
        csv_scan_next(&self->scan);
    }
}

/*
 * The cells from self->field on, as far as the scan's list goes and has delimiters and line ends
 * only: nearly all cells of most files, and so the loop that reading CSV is made of. True where
 * the record ended.
 */
static bool plain_cells(CsvRows *self)
{
    CsvScan *scan = &self->scan;
    const char *const *next = scan->places + scan->next, *const *last = scan->places + scan->count;
    const char *field = self->field;
    const char delimiter = scan->delimiter;
    if (self->room - self->count < (size_t)(last - next))
        make_room(self, CSV_PLACES_MAX);
    Cell *cell = self->cells + self->count;
    int col = self->col;
    char stop = '\0';
    for (; next < last && (stop = **next) == delimiter; next++) {
        cell = put_cell(cell, ++col, plain_text(field, *next));
        field = *next + 1;
    }
    bool ended = next < last && (stop == '\n' || stop == '\r');
    if (ended) {
        cell = put_cell(cell, ++col, plain_text(field, *next));
        field = *next++ + 1;
    }
    self->col = col;
    self->count = (size_t)(cell - self->cells);
    self->field = field;
    scan->next = (size_t)(next - scan->places);
    if (ended && stop == '\r')
        pass_line_feed(self);
    return ended;
}

/* Any other cell: one with quotes or a NUL within, one past the list. True as above. */
static bool other_cell(CsvRows *self, Error *err)
{
    const char *field = self->field, *end = self->scan.end;
    const char *stop = csv_scan_next(&self->scan);
    bool has_quotes = false;
    while (stop < end && (*stop == '"' || *stop == '\0')) {
        has_quotes |= *stop == '"';
        self->has_nul |= *stop == '\0';
        stop = csv_scan_next(&self->scan);
    }
    Str text = {field, (size_t)(stop - field)};
    self->col++;
    if (text.len > 0 && *field == '"') /* at the end of the text its closing quote may be missing */
        text = has_quotes || stop == end ? unquote(self, text, err) : plain_text(field, stop);
    if (self->count == self->room)
        make_room(self, CSV_PLACES_MAX);
    Cell *cell = self->cells + self->count;
    self->count += (size_t)(put_cell(cell, self->col, text) - cell);
    if (stop == end) {
        self->field = end;
        return true;
    }
    self->field = stop + 1;
    if (*stop == '\r')
        pass_line_feed(self);
    return *stop != self->scan.delimiter;
}

/* For a record that is longer than a field may be, or wider than a sheet: says what is too much. */
static void check_limits(CsvRows *self, Error *err)
{
    const ReadLimits *limits = self->workbook->base.limits;
    for (size_t i = 0; i < self->count; i++) {
        const Cell *cell = &self->cells[i];
        if (cell->text.len <= (size_t)limits->csv_field_bytes)
            continue;
        const char *p = cell->text.ptr; /* in the file, or a copy without its quotes */
        bool copied = p < self->begin || p >= self->field;
        bool quoted = copied || (p > self->begin && p[-1] == '"');
        refuse(self, STATUS_LIMIT, copied ? self->begin : p, cell->col,
               quoted ? QUOTED_TOO_LONG : "a field is longer than 1 MiB", err);
    }
    if (self->col > limits->cols)
        refuse(self, STATUS_LIMIT, self->begin, 0, "a line has more than 16,384 fields", err);
    if (self->field - self->begin > limits->csv_record_bytes)
        refuse(self, STATUS_LIMIT, self->begin, 0, "a line is longer than 16 MiB", err);
}

/* Scans one record; false where it cannot be read. */
static bool scan_record(CsvRows *self, Error *err)
{
    const ReadLimits *limits = self->workbook->base.limits;
    self->begin = self->field;
    self->record++;
    self->count = 0;
    self->col = 0;
    self->has_nul = false;
    bool ended = false;
    while (!ended && self->col <= limits->cols &&
           self->field - self->begin <= limits->csv_record_bytes && error_ok(err))
        ended = plain_cells(self) || other_cell(self, err);
    if (self->field - self->begin > limits->csv_field_bytes || self->col > limits->cols)
        check_limits(self, err);
    return error_ok(err);
}

static bool csv_rows_next(RowCursor *cursor, Row *row, Error *err)
{
    CsvRows *self = (CsvRows *)cursor;
    if (self->has_copies)
        arena_reset(self->scratch);
    self->has_copies = false;
    while (self->field < self->scan.end) {
        if (!scan_record(self, err))
            return false;
        if (self->count == 0)
            continue;
        if (self->has_nul) {
            workbook_warn(&self->workbook->base, "bytes.nul", self->record, 0);
            continue;
        }
        if (self->workbook->has_replaced)
            mark_replaced(self);
        *row = (Row){.at = {.file = self->workbook->base.name, .row = self->record},
                     .cells = self->cells,
                     .count = self->count};
        return true;
    }
    return false;
}

static void csv_rows_close(RowCursor *cursor)
{
    CsvRows *self = (CsvRows *)cursor;
    x_free(self->cells);
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
    self->field = book->text.ptr;
    make_room(self, CSV_PLACES_MAX);
    CsvFind *finders[3];
    csv_scan_begin(&self->scan, book->text, book->delimiter, finders[csv_finders(finders) - 1]);
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
    if (memchr("\"\r\n", text.ptr[4], 3))
        return text; /* these can part no fields */
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
    if (!self->delimiter)
        self->delimiter = csv_find_delimiter(self->text);
    workbook_add_sheet(&self->base, STR("1"), false, err);
    return &self->base;
}
