/*
 * Cells of a BIFF sheet. A first walk over the records, which costs little, finds merged ranges,
 * hidden rows and columns, and whether the rows are in order; the second gives rows as they come.
 */

#include "pipeline/base/mem.h"
#include "pipeline/read/xls.h"

#include <math.h>
#include <stdlib.h>

enum { GRID_ROWS = 65536, GRID_COLS = 256 };

typedef struct XlsRows {
    RowCursor base; /* must be first */
    XlsWorkbook *workbook;
    size_t index; /* of the sheet */
    BiffCursor cursor;
    SourceRef at;
    int depth; /* of substreams: charts are nested in sheets */
    bool done;
    CellList cells;
    int64_t row;  /* of cells; -1: none yet */
    bool pending; /* the last cell is a formula whose text comes in a STRING record */
    Arena *text;  /* of the row being built */
    StrBuf scratch;
    uint8_t hidden_rows[GRID_ROWS / 8], hidden_cols[GRID_COLS / 8];
    int64_t cell_count, text_count;
    bool in_order;
} XlsRows;

static void set_bit(uint8_t *bits, size_t at)
{
    bits[at / 8] |= (uint8_t)(1u << at % 8);
}

static bool get_bit(const uint8_t *bits, size_t at)
{
    return bits[at / 8] & 1u << at % 8;
}

/* Row of a cell record; -1 for records that are no cells with a value. */
static int64_t cell_row(unsigned id, Str data)
{
    switch (id) {
    case BIFF_INTEGER_2:
    case BIFF_NUMBER_2:
    case BIFF_LABEL_2:
    case BIFF_BOOLERR_2:
    case BIFF_FORMULA:
    case BIFF_MULRK:
    case BIFF_RSTRING:
    case BIFF_LABELSST:
    case BIFF_NUMBER:
    case BIFF_LABEL:
    case BIFF_BOOLERR:
    case BIFF_FORMULA_3:
    case BIFF_RK:
    case BIFF_FORMULA_4:
        return data.len >= 4 ? (int64_t)biff_u16(data, 0) : -1;
    default:
        return -1;
    }
}

static bool is_bof(unsigned id)
{
    return id == BIFF_BOF || id == BIFF_BOF_2 || id == BIFF_BOF_3 || id == BIFF_BOF_4;
}

static void look_ahead(XlsRows *self)
{
    BiffCursor cursor = self->cursor;
    int64_t row = -1;
    int depth = 0;
    self->in_order = true;
    while (biff_next(&cursor)) {
        if (is_bof(cursor.id))
            depth++;
        else if (cursor.id == BIFF_EOF && --depth == 0)
            return;
        if (depth != 1)
            continue;
        int64_t here = cell_row(cursor.id, cursor.data);
        if (here >= 0) {
            self->in_order = self->in_order && here >= row;
            row = here;
        } else if (cursor.id == BIFF_ROW && cursor.data.len >= 16) {
            enum { HIDDEN = 0x20 };
            if (biff_u16(cursor.data, 12) & HIDDEN)
                set_bit(self->hidden_rows, biff_u16(cursor.data, 0));
        } else if (cursor.id == BIFF_COLINFO && biff_u16(cursor.data, 8) & 1) {
            size_t last = biff_u16(cursor.data, 2);
            for (size_t c = biff_u16(cursor.data, 0); c <= last && c < GRID_COLS; c++)
                set_bit(self->hidden_cols, c);
        } else if (cursor.id == BIFF_MERGEDCELLS) {
            size_t count = biff_u16(cursor.data, 0);
            for (size_t i = 0; i < count && 2 + (i + 1) * 8 <= cursor.data.len; i++) {
                size_t at = 2 + i * 8;
                workbook_add_merged(&self->workbook->base,
                                    (MergedRange){biff_u16(cursor.data, at) + 1,
                                                  biff_u16(cursor.data, at + 2) + 1,
                                                  (int)biff_u16(cursor.data, at + 4) + 1,
                                                  (int)biff_u16(cursor.data, at + 6) + 1});
            }
        }
    }
}

static int by_anchor(const void *a, const void *b)
{
    const MergedRange *left = a, *right = b;
    if (left->first_row != right->first_row)
        return left->first_row < right->first_row ? -1 : 1;
    return (left->first_col > right->first_col) - (left->first_col < right->first_col);
}

static bool is_anchor(const XlsRows *self, int64_t row, int col)
{
    const Workbook *book = &self->workbook->base;
    MergedRange wanted = {.first_row = row, .first_col = col};
    return book->merged_count > 0 &&
           bsearch(&wanted, book->merged, book->merged_count, sizeof wanted, by_anchor) != NULL;
}

static Cell *add_cell(XlsRows *self, size_t col, Error *err)
{
    if (++self->cell_count > self->workbook->base.limits->cells)
        error_set_at(err, STATUS_LIMIT, self->at, "the sheet has more than %lld cells",
                     (long long)self->workbook->base.limits->cells);
    Cell *cell = cell_list_add(&self->cells, (int)col + 1);
    if (get_bit(self->hidden_rows, (size_t)self->row) ||
        (col < GRID_COLS && get_bit(self->hidden_cols, col)))
        cell->flags |= CELL_HIDDEN;
    if (self->in_order && self->workbook->base.merged_count > 0 &&
        is_anchor(self, self->row + 1, cell->col))
        cell->flags |= CELL_MERGED;
    return cell;
}

static NumberKind xf_kind(const XlsRows *self, size_t xf)
{
    return xf < self->workbook->xf_count ? (NumberKind)self->workbook->xf_kinds[xf] : KIND_NUMBER;
}

static void set_number(XlsRows *self, Cell *cell, double value, size_t xf)
{
    cell->text = STR("");
    if (isfinite(value)) {
        NumberKind kind = xf_kind(self, xf);
        /* Excel shows a day before 1900 as ####; readers of .xls agree on the plain number. */
        if (value < 0 && kind != KIND_ELAPSED)
            kind = KIND_NUMBER;
        cell_set_number(cell, value, kind, self->workbook->date_1904);
    } else {
        cell->type = CELL_ERROR;
        cell->text = STR("#NUM!");
    }
}

static void set_text(XlsRows *self, Cell *cell, Str text, Error *err)
{
    const ReadLimits *limits = self->workbook->base.limits;
    cell->type = CELL_TEXT;
    cell->text = text;
    self->text_count += (int64_t)text.len;
    int64_t read = (int64_t)(self->cursor.pos - self->workbook->sheet_at[self->index]);
    if (!limits_allow_text(limits, self->text_count, read))
        error_set_at(err, STATUS_LIMIT, self->at, "the sheet's text is larger than is plausible");
}

static void set_bool_or_error(Cell *cell, uint32_t value, bool is_error)
{
    static const struct {
        uint32_t code;
        Str text;
    } ERRORS[] = {{0x00, STR_LIT("#NULL!")}, {0x07, STR_LIT("#DIV/0!")}, {0x0F, STR_LIT("#VALUE!")},
                  {0x17, STR_LIT("#REF!")},  {0x1D, STR_LIT("#NAME?")},  {0x24, STR_LIT("#NUM!")},
                  {0x2A, STR_LIT("#N/A")}};
    if (!is_error) {
        cell->type = CELL_BOOL;
        cell->number = value != 0;
        cell->text = value ? STR("1") : STR("0");
        return;
    }
    cell->type = CELL_ERROR;
    cell->text = STR("#N/A");
    for (size_t i = 0; i < sizeof ERRORS / sizeof *ERRORS; i++)
        if (ERRORS[i].code == value)
            cell->text = ERRORS[i].text;
}

/* A text inside a record: count of 8 or 16 bits, then BIFF8 characters or bytes of the code page.
 */
static Str read_text(XlsRows *self, size_t at, size_t count_bytes)
{
    Str data = self->cursor.data;
    size_t count = count_bytes == 1 ? biff_u8(data, at) : biff_u16(data, at);
    strbuf_clear(&self->scratch);
    if (self->workbook->version == 8) {
        BiffReader reader = biff_reader(&self->cursor, at + count_bytes);
        biff_read_unicode(&reader, count, &self->scratch);
    } else
        xls_append_text(self->workbook, &self->scratch,
                        str_slice(data, at + count_bytes, at + count_bytes + count));
    return arena_str(self->text, strbuf_str(&self->scratch));
}

/* The stored result of a formula (MS-XLS 2.5.133). */
static void read_formula(XlsRows *self, Cell *cell, size_t at, size_t xf)
{
    Str data = self->cursor.data;
    cell->flags |= CELL_FORMULA;
    cell->text = STR("");
    if (biff_u16(data, at + 6) != 0xFFFF) {
        set_number(self, cell, biff_f64(data, at), xf);
        return;
    }
    switch (biff_u8(data, at)) {
    case 0:
        cell->type = CELL_TEXT;
        cell->flags |= CELL_NO_VALUE; /* until its STRING record comes */
        self->pending = true;
        break;
    case 1:
        set_bool_or_error(cell, biff_u8(data, at + 2), false);
        break;
    case 2:
        set_bool_or_error(cell, biff_u8(data, at + 2), true);
        break;
    default:
        cell->type = CELL_TEXT; /* an empty text */
    }
}

static void read_mulrk(XlsRows *self, Str data, Error *err)
{
    size_t col = biff_u16(data, 2);
    for (size_t at = 4; at + 8 <= data.len; at += 6, col++)
        set_number(self, add_cell(self, col, err), biff_rk(biff_u32(data, at + 2)),
                   biff_u16(data, at));
}

static void read_shared(XlsRows *self, Cell *cell, Str data, Error *err)
{
    size_t index = biff_u32(data, 6);
    bool decoded;
    cell->type = CELL_TEXT;
    cell->text = STR("");
    if (index < self->workbook->strings.count)
        set_text(self, cell, string_table_get(&self->workbook->strings, index, &decoded), err);
    else
        workbook_warn(&self->workbook->base, "string.missing", self->row + 1, cell->col);
}

static void read_cell(XlsRows *self, Error *err)
{
    Str data = self->cursor.data;
    size_t col = biff_u16(data, 2), xf = biff_u16(data, 4);
    bool old = self->workbook->version == 2; /* three bytes of attributes instead of an XF */
    size_t body = old ? 7 : 6;
    if (old)
        xf = biff_u8(data, 4) & 0x3F;
    if (self->cursor.id == BIFF_MULRK) {
        read_mulrk(self, data, err);
        return;
    }
    Cell *cell = add_cell(self, col, err);
    switch (self->cursor.id) {
    case BIFF_INTEGER_2:
        set_number(self, cell, biff_u16(data, body), xf);
        break;
    case BIFF_NUMBER_2:
    case BIFF_NUMBER:
        set_number(self, cell, biff_f64(data, body), xf);
        break;
    case BIFF_RK:
        set_number(self, cell, biff_rk(biff_u32(data, 6)), xf);
        break;
    case BIFF_LABELSST:
        read_shared(self, cell, data, err);
        break;
    case BIFF_LABEL_2:
        set_text(self, cell, read_text(self, body, 1), err);
        break;
    case BIFF_LABEL:
    case BIFF_RSTRING:
        set_text(self, cell, read_text(self, 6, 2), err);
        break;
    case BIFF_BOOLERR_2:
    case BIFF_BOOLERR:
        set_bool_or_error(cell, biff_u8(data, body), biff_u8(data, body + 1) != 0);
        break;
    default:
        read_formula(self, cell, body, xf);
    }
    if (cell->type == CELL_TEXT && cell->text.len == 0 && !(cell->flags & CELL_NO_VALUE))
        self->cells.count--;
}

/* The text of the formula before it. */
static void read_string(XlsRows *self, Error *err)
{
    if (!self->pending || self->cells.count == 0)
        return;
    Cell *cell = &self->cells.items[self->cells.count - 1];
    self->pending = false;
    Str text = read_text(self, 0, self->workbook->version == 2 ? 1 : 2);
    cell->flags &= ~(unsigned)CELL_NO_VALUE;
    set_text(self, cell, text, err);
    if (text.len == 0)
        self->cells.count--;
}

/* Reads on until the row is whole: a cell of another row, or the sheet's end. */
static bool read_row(XlsRows *self, Error *err)
{
    cell_list_clear(&self->cells);
    arena_reset(self->text);
    self->row = -1;
    for (;;) {
        BiffCursor before = self->cursor;
        if (self->done || !error_ok(err) || !biff_next(&self->cursor)) {
            self->done = true;
            return self->cells.count > 0;
        }
        unsigned id = self->cursor.id;
        if (is_bof(id))
            self->depth++;
        else if (id == BIFF_EOF)
            self->done = --self->depth <= 0;
        if (self->depth != 1)
            continue;
        if (id == BIFF_STRING || id == BIFF_STRING_2) {
            read_string(self, err);
            continue;
        }
        int64_t row = cell_row(id, self->cursor.data);
        if (row < 0)
            continue;
        if (self->row >= 0 && row != self->row && self->cells.count > 0) {
            self->cursor = before;
            return true;
        }
        self->row = row;
        self->pending = false;
        read_cell(self, err);
    }
}

static bool xls_rows_next(RowCursor *cursor, Row *row, Error *err)
{
    XlsRows *self = (XlsRows *)cursor;
    if (!read_row(self, err) || !error_ok(err))
        return false;
    cell_list_settle(&self->cells);
    *row = (Row){.at = self->at, .cells = self->cells.items, .count = self->cells.count};
    row->at.row = self->row + 1;
    return true;
}

static void xls_rows_close(RowCursor *cursor)
{
    XlsRows *self = (XlsRows *)cursor;
    cell_list_free(&self->cells);
    strbuf_free(&self->scratch);
    arena_free(self->text);
    x_free(self);
}

static const RowCursorOps XLS_ROWS = {.next = xls_rows_next, .close = xls_rows_close};

RowCursor *xls_sheet_rows(XlsWorkbook *workbook, size_t index, Error *err)
{
    XlsRows *self = x_new(XlsRows);
    self->base.ops = &XLS_ROWS;
    self->workbook = workbook;
    self->index = index;
    self->at =
        (SourceRef){.file = workbook->base.name, .sheet = workbook->base.sheets[index].name.ptr};
    self->cursor = (BiffCursor){.stream = workbook->stream, .pos = workbook->sheet_at[index]};
    self->text = arena_create();
    int first = biff_peek(&self->cursor);
    if (workbook->sheet_at[index] >= workbook->stream.len || first < 0 ||
        !is_bof((unsigned)first)) {
        error_set_at(err, STATUS_FORMAT, self->at,
                     "the file is damaged or was cut off: the sheet is not where it should be");
        xls_rows_close(&self->base);
        return NULL;
    }
    look_ahead(self);
    if (workbook->base.merged_count > 0)
        qsort(workbook->base.merged, workbook->base.merged_count, sizeof(MergedRange), by_anchor);
    return self->in_order ? &self->base : row_table(&workbook->base, &self->base, err);
}
