/*
 * Rows of a worksheet part (ECMA-376-1 18.3). One handler knows what the elements mean; either the
 * tag scanner or libxml2 calls it. Plain cells, nearly all there are, take the short cut in
 * xlsx_cells.c, which must give what the handler gives.
 */

#include "pipeline/read/xlsx_sheet.h"

#include "pipeline/base/mem.h"
#include "pipeline/base/number.h"

enum { SMALL_PART = 4 << 20, SAX_PIECE = 8 << 10 };

/* --- cells
 * ----------------------------------------------------------------------------------------- */

/* A new cell at the current place; NULL where the place is outside the grid. */
Cell *sheet_add_cell(SheetRows *self)
{
    const ReadLimits *limits = self->workbook->base.limits;
    if (self->col < 1 || self->col > limits->cols || self->row < 1 || self->row > limits->rows) {
        workbook_warn(&self->workbook->base, "cell.outside_grid", self->row, 0);
        return NULL;
    }
    if (++self->cell_count > limits->cells) {
        error_set_at(self->err, STATUS_LIMIT, self->at, "the sheet has more than %lld cells",
                     (long long)limits->cells);
        return NULL;
    }
    Cell *cell = cell_list_add(&self->cells, (int)self->col);
    if (self->row_hidden || (self->hidden_count && sheet_column_hidden(self, (int)self->col)))
        cell->flags |= CELL_HIDDEN;
    return cell;
}

bool sheet_column_hidden(const SheetRows *self, int col)
{
    for (size_t i = 0; i < self->hidden_count; i++)
        if (col >= self->hidden[i].from && col <= self->hidden[i].to)
            return true;
    return false;
}

/* Text handed out, over the sheet: one shared string may be named by every cell. */
bool sheet_count_text(SheetRows *self, size_t len)
{
    self->text_count += (int64_t)len;
    if (limits_allow_text(self->workbook->base.limits, self->text_count, part_given(self->stream)))
        return true;
    error_set_at(self->err, STATUS_LIMIT, self->at, "the sheet's text is larger than is plausible");
    return false;
}

static void set_shared(SheetRows *self, Cell *cell, Str value)
{
    int64_t index = xlsx_number(str_trim(value));
    if (index < 0 || (uint64_t)index >= self->workbook->strings.count) {
        workbook_warn(&self->workbook->base, "string.missing", self->row, cell->col);
        return;
    }
    bool decoded;
    cell->type = CELL_TEXT;
    cell->text = string_table_get(&self->workbook->strings, (size_t)index, &decoded);
    if (decoded)
        cell->flags |= CELL_DECODED;
}

static void set_inline(SheetRows *self, Cell *cell, Str value)
{
    cell->type = CELL_TEXT;
    if (!memchr(value.ptr, '_', value.len)) {
        cell->text = arena_str(self->scratch, value);
        return;
    }
    strbuf_clear(&self->unescaped);
    if (xlsx_append_unescaped(&self->unescaped, value))
        cell->flags |= CELL_DECODED;
    cell->text = arena_str(self->scratch, strbuf_str(&self->unescaped));
}

static void set_value(SheetRows *self, Cell *cell, Str value)
{
    double number;
    switch (self->type) {
    case TYPE_SHARED:
        set_shared(self, cell, value);
        return;
    case TYPE_INLINE:
        set_inline(self, cell, value);
        return;
    case TYPE_BOOL:
        cell->text = arena_str(self->scratch, value);
        cell->type = CELL_BOOL;
        cell->number = str_eq(value, STR("1")) || str_eq_ignore_case(value, STR("true"));
        return;
    case TYPE_ERROR:
        cell->type = CELL_ERROR;
        cell->text = arena_str(self->scratch, value);
        return;
    case TYPE_DATE:
        cell->type = CELL_TEXT;
        cell->text = arena_str(self->scratch, value);
        cell_set_iso(cell, cell->text);
        return;
    case TYPE_STRING:
        cell->type = CELL_TEXT;
        cell->text = arena_str(self->scratch, value);
        return;
    case TYPE_NUMBER:
        break;
    }
    Str trimmed = str_trim(value);
    cell->text = arena_str(self->scratch, trimmed);
    if (number_parse(trimmed, &number))
        cell_set_number(cell, number, sheet_style(self, self->style), self->workbook->date_1904);
    else
        cell->type = CELL_TEXT; /* NaN, 1,5 and the like: what stands there */
}

/* A cell with this value, left out where it turns out to be empty. */
void sheet_finish_value(SheetRows *self, Str value)
{
    Cell *cell = sheet_add_cell(self);
    if (!cell)
        return;
    if (self->has_formula)
        cell->flags |= CELL_FORMULA;
    set_value(self, cell, value);
    bool empty = cell->type == CELL_EMPTY || (cell->type == CELL_TEXT && cell->text.len == 0);
    if (empty)
        self->cells.count--;
    else if (cell->type == CELL_TEXT)
        sheet_count_text(self, cell->text.len);
}

/* The cell is complete: text is what its value was, of `is` where there is one, else of `v`. */
static void finish_cell(SheetRows *self)
{
    Str value = strbuf_str(&self->text);
    if (self->has_formula && !self->has_value && !self->has_inline) {
        Cell *cell = sheet_add_cell(self);
        if (cell) {
            cell->type = CELL_TEXT;
            cell->text = STR("");
            cell->flags |= CELL_FORMULA | CELL_NO_VALUE;
        }
    } else if (value.len > 0)
        sheet_finish_value(self, value);
}

/* --- elements
 * -------------------------------------------------------------------------------------- */

SheetCellType sheet_cell_type(Str text)
{
    if (text.len == 1) {
        switch (text.ptr[0]) {
        case 's':
            return TYPE_SHARED;
        case 'b':
            return TYPE_BOOL;
        case 'e':
            return TYPE_ERROR;
        case 'd':
            return TYPE_DATE;
        default:
            return TYPE_NUMBER;
        }
    }
    if (str_eq(text, STR("inlineStr")))
        return TYPE_INLINE;
    if (str_eq(text, STR("str")))
        return TYPE_STRING;
    return TYPE_NUMBER;
}

/* Where a cell says it is; a row that did not say its number takes its first cell's. */
void sheet_place_cell(SheetRows *self, int64_t row, int64_t col)
{
    if (col > 0)
        self->col = col;
    if (!self->row_numbered && row > self->row && self->cells.count == 0) {
        self->row = row;
        self->row_numbered = true;
    }
}

static void open_cell(SheetRows *self, const XmlAttribute *attributes, int count)
{
    self->in_cell = true;
    self->col++;
    self->type = TYPE_NUMBER;
    self->style = 0;
    self->has_value = self->has_inline = self->has_formula = false;
    self->part = PART_NONE;
    self->phonetic = 0;
    strbuf_clear(&self->text);
    for (int i = 0; i < count; i++) {
        const XmlAttribute *attribute = &attributes[i];
        if (attribute->name.len != 1)
            continue;
        if (attribute->name.ptr[0] == 't')
            self->type = sheet_cell_type(attribute->value);
        else if (attribute->name.ptr[0] == 's') {
            int64_t style = xlsx_number(attribute->value);
            self->style = style >= 0 ? (size_t)style : SIZE_MAX;
        } else if (attribute->name.ptr[0] == 'r') {
            int64_t row, col;
            xlsx_reference(attribute->value, &row, &col);
            sheet_place_cell(self, row, col);
        }
    }
}

static bool is_true(Str value)
{
    return str_eq(value, STR("1")) || str_eq(value, STR("true"));
}

static void open_row(SheetRows *self, const XmlAttribute *attributes, int count)
{
    int64_t number = xlsx_number(xlsx_attribute(attributes, count, "r"));
    self->in_row = true;
    self->col = 0;
    self->row_numbered = number > 0;
    self->row = number > 0 ? number : self->row + 1;
    self->row_hidden = is_true(xlsx_attribute(attributes, count, "hidden"));
    cell_list_clear(&self->cells);
}

static void open_col(SheetRows *self, const XmlAttribute *attributes, int count)
{
    int64_t from = xlsx_number(xlsx_attribute(attributes, count, "min"));
    int64_t to = xlsx_number(xlsx_attribute(attributes, count, "max"));
    if (!is_true(xlsx_attribute(attributes, count, "hidden")) || from < 1 || to < from)
        return;
    from = from < INT32_MAX ? from : INT32_MAX;
    to = to < INT32_MAX ? to : INT32_MAX;
    /* Some programs write an element for each column. */
    HiddenColumns *last = self->hidden_count ? &self->hidden[self->hidden_count - 1] : NULL;
    if (last && from == (int64_t)last->to + 1)
        last->to = (int)to;
    else if (self->hidden_count < sizeof self->hidden / sizeof *self->hidden)
        self->hidden[self->hidden_count++] = (HiddenColumns){(int)from, (int)to};
}

static void open_merged(SheetRows *self, Str ref)
{
    int64_t row, col, last_row, last_col;
    size_t colon = str_find(ref, STR(":"), 0);
    const ReadLimits *limits = self->workbook->base.limits;
    xlsx_reference(str_slice(ref, 0, colon), &row, &col);
    xlsx_reference(str_slice(ref, colon + 1, ref.len), &last_row, &last_col);
    if (row >= 1 && col >= 1 && last_row >= row && last_col >= col && last_row <= limits->rows &&
        last_col <= limits->cols)
        workbook_add_merged(&self->workbook->base,
                            (MergedRange){row, last_row, (int)col, (int)last_col});
}

static void sheet_open(void *context, Str name, const char *uri, const XmlAttribute *attributes,
                       int count)
{
    SheetRows *self = context;
    (void)uri;
    if (self->in_cell) {
        if (self->extension > 0 || str_eq(name, STR("extLst"))) {
            self->extension++;
            self->part = PART_NONE;
        } else if (str_eq(name, STR("v"))) {
            if (self->has_inline)
                return; /* inline text wins over v */
            self->part = PART_VALUE;
            self->has_value = true;
            strbuf_clear(&self->text);
        } else if (str_eq(name, STR("f")))
            self->has_formula = true;
        else if (str_eq(name, STR("is"))) {
            self->has_inline = self->type == TYPE_INLINE;
            if (self->has_inline)
                strbuf_clear(&self->text);
        } else if (str_eq(name, STR("rPh")))
            self->phonetic++;
        else if (str_eq(name, STR("t")) && self->has_inline && self->phonetic == 0)
            self->part = PART_INLINE;
    } else if (self->in_row) {
        if (str_eq(name, STR("c")))
            open_cell(self, attributes, count);
    } else if (self->in_data) {
        if (str_eq(name, STR("row")))
            open_row(self, attributes, count);
    } else if (str_eq(name, STR("sheetData"))) {
        self->in_data = true;
        self->row = 0;
    } else if (str_eq(name, STR("col")))
        open_col(self, attributes, count);
    else if (str_eq(name, STR("mergeCell")))
        open_merged(self, xlsx_attribute(attributes, count, "ref"));
}

static void sheet_text(void *context, Str text)
{
    SheetRows *self = context;
    if (self->part == PART_NONE)
        return;
    if (self->text.len + text.len > (size_t)self->workbook->base.limits->cell_text_bytes) {
        self->at.row = self->row;
        error_set_at(self->err, STATUS_LIMIT, self->at,
                     "a cell's text is longer than 32,767 characters");
        return;
    }
    strbuf_append(&self->text, text);
}

static void close_row(SheetRows *self)
{
    self->in_row = false;
    cell_list_settle(&self->cells);
    if (self->cells.count > 0 && self->row <= self->last_row)
        workbook_warn(&self->workbook->base, "row.backwards", self->row, 0);
    self->last_row = self->row > self->last_row ? self->row : self->last_row;
    if (!self->queue) {
        self->row_ready = self->cells.count > 0;
        return;
    }
    if (self->cells.count > 0)
        row_queue_add(self->queue, self->row, self->cells.items, self->cells.count);
    arena_reset(self->scratch);
}

static void sheet_close(void *context, Str name)
{
    SheetRows *self = context;
    if (self->in_cell) {
        if (self->extension > 0) {
            self->extension--;
        } else if (str_eq(name, STR("c"))) {
            self->in_cell = false;
            finish_cell(self);
        } else if (str_eq(name, STR("rPh")))
            self->phonetic -= self->phonetic > 0;
        self->part = PART_NONE;
    } else if (self->in_row) {
        if (str_eq(name, STR("row")))
            close_row(self);
    } else if (self->in_data && str_eq(name, STR("sheetData")))
        self->in_data = false;
}

static const XmlHandler SHEET_HANDLER = {
    .open = sheet_open, .close = sheet_close, .text = sheet_text};

/* --- cursor
 * ---------------------------------------------------------------------------------------- */

static bool next_by_scanner(SheetRows *self, Row *row, Error *err)
{
    arena_reset(self->scratch);
    self->row_ready = false;
    while (!self->row_ready) {
        if (self->in_row && !self->in_cell)
            sheet_scan_cells(self, err);
        if (!tag_scan_step(self->scan, err)) {
            self->at.row = self->row;
            error_place(err, self->at);
            return false;
        }
    }
    *row = (Row){.at = self->at, .cells = self->cells.items, .count = self->cells.count};
    row->at.row = self->row;
    return true;
}

static bool next_by_sax(SheetRows *self, Row *row, Error *err)
{
    *row = (Row){.at = self->at};
    while (!row_queue_take(self->queue, row)) {
        if (self->finished)
            return false;
        char piece[SAX_PIECE];
        size_t n = part_read(self->stream, piece, sizeof piece, err);
        if (n > 0)
            xml_push_feed(self->push, (Str){piece, n});
        else if (error_ok(err)) {
            xml_push_finish(self->push);
            self->finished = true;
        }
        if (error_ok(err) && !error_ok(&self->push_error))
            *err = self->push_error;
        error_place(err, self->at);
        if (!error_ok(err))
            return false;
    }
    return true;
}

static bool sheet_rows_next(RowCursor *cursor, Row *row, Error *err)
{
    SheetRows *self = (SheetRows *)cursor;
    self->err = self->scan ? err : &self->push_error;
    return self->scan ? next_by_scanner(self, row, err) : next_by_sax(self, row, err);
}

static void sheet_rows_close(RowCursor *cursor)
{
    SheetRows *self = (SheetRows *)cursor;
    tag_scan_free(self->scan);
    xml_push_free(self->push);
    part_close(self->stream);
    row_queue_free(self->queue);
    cell_list_free(&self->cells);
    strbuf_free(&self->text);
    strbuf_free(&self->unescaped);
    arena_free(self->scratch);
    x_free(self);
}

static const RowCursorOps SHEET_ROWS = {.next = sheet_rows_next, .close = sheet_rows_close};

/* Takes the stream over. */
static RowCursor *rows_of_stream(XlsxWorkbook *workbook, PartStream *stream, const char *sheet,
                                 bool by_sax)
{
    SheetRows *self = x_new(SheetRows);
    self->base.ops = &SHEET_ROWS;
    self->workbook = workbook;
    self->stream = stream;
    self->at = (SourceRef){.file = workbook->base.name, .sheet = sheet};
    self->scratch = arena_create();
    if (by_sax) {
        self->queue = row_queue_create();
        self->push = xml_push_create(&SHEET_HANDLER, self, &XML_LIMITS, &self->push_error);
    } else
        self->scan = tag_scan_create(stream, workbook->base.limits, &SHEET_HANDLER, self);
    return &self->base;
}

RowCursor *xlsx_sheet_rows_bytes(XlsxWorkbook *workbook, Str xml, bool by_sax)
{
    return rows_of_stream(workbook, part_open_bytes(xml), NULL, by_sax);
}

RowCursor *xlsx_sheet_rows(XlsxWorkbook *workbook, size_t index, Error *err)
{
    const XlsxSheet *sheet = &workbook->sheets[index];
    SourceRef at = {.file = workbook->base.name, .sheet = workbook->base.sheets[index].name.ptr};
    if (sheet->external || sheet->path.len == 0) {
        error_set_at(err, STATUS_FORMAT, at, "the sheet's part is outside the workbook");
        return NULL;
    }
    const ContainerEntry *entry = xlsx_entry(workbook, sheet->path);
    if (!entry) {
        error_set_at(err, STATUS_FORMAT, at, "the sheet's part is missing");
        return NULL;
    }
    xlsx_load_strings(workbook, err);
    bool by_sax = workbook->by_sax || xlsx_needs_sax(workbook, entry, err);
    PartStream *stream = part_open(workbook->container, entry, err);
    error_place(err, at);
    if (!stream)
        return NULL;
    RowCursor *rows = rows_of_stream(workbook, stream, at.sheet, by_sax);
    /* Small sheets, nearly all, are read whole: rows in order, merged cells known before them. */
    return entry->size <= SMALL_PART ? row_table(&workbook->base, rows, err) : rows;
}
