/*
 * SpreadsheetML 2003, Excel's first XML ("XML Spreadsheet"), which web systems export under the
 * name .xls. One document, a Worksheet element for each sheet.
 */

#include "pipeline/base/mem.h"
#include "pipeline/base/number.h"
#include "pipeline/read/grid.h"

typedef struct SmlWorkbook {
    Workbook base; /* must be first */
    Grid *pass;
} SmlWorkbook;

typedef struct SmlGrid {
    Grid grid; /* must be first */
    int depth, sheet_depth, data_depth, comment_depth;
    bool in_row, in_cell;
    int64_t row_span;
    bool row_hidden;
    int64_t column; /* the next Column element's */
    struct {
        int64_t from, to;
    } hidden_columns[64];
    size_t hidden_column_count;
    bool in_visible; /* of the sheet's options */
    Cell cell;
    int64_t across; /* further columns that the cell covers */
    Str type;       /* of its Data */
    char type_text[16];
    StrBuf text;
    bool in_modified;
    StrBuf modified;
} SmlGrid;

static int64_t attribute_number(const XmlAttribute *attributes, int count, const char *name,
                                int64_t otherwise)
{
    return markup_number(markup_attribute(attributes, count, name), otherwise, 1 << 22);
}

static void open_sheet(SmlGrid *self, const XmlAttribute *attributes, int count)
{
    self->sheet_depth = self->depth;
    self->column = 1;
    self->hidden_column_count = 0;
    grid_open_sheet(&self->grid);
    if (self->grid.listing)
        workbook_add_sheet(self->grid.workbook, markup_attribute(attributes, count, "Name"), false,
                           markup_error(self->grid.markup));
}

static void open_column(SmlGrid *self, const XmlAttribute *attributes, int count)
{
    int64_t from = attribute_number(attributes, count, "Index", self->column);
    self->column = from + attribute_number(attributes, count, "Span", 0) + 1;
    size_t at = self->hidden_column_count;
    if (str_eq(markup_attribute(attributes, count, "Hidden"), STR("1")) &&
        at < sizeof self->hidden_columns / sizeof *self->hidden_columns) {
        self->hidden_columns[at].from = from;
        self->hidden_columns[at].to = self->column - 1;
        self->hidden_column_count++;
    }
}

static void open_row(SmlGrid *self, const XmlAttribute *attributes, int count)
{
    int64_t index = attribute_number(attributes, count, "Index", 0);
    self->in_row = true;
    if (index > self->grid.row)
        self->grid.row = index;
    self->grid.col = 1;
    self->row_span = attribute_number(attributes, count, "Span", 0);
    self->row_hidden = str_eq(markup_attribute(attributes, count, "Hidden"), STR("1"));
}

static void open_cell(SmlGrid *self, const XmlAttribute *attributes, int count)
{
    int64_t index = attribute_number(attributes, count, "Index", 0);
    self->in_cell = true;
    if (index > 0)
        self->grid.col = index;
    bool hidden = self->row_hidden;
    for (size_t i = 0; i < self->hidden_column_count; i++)
        hidden = hidden || (self->grid.col >= self->hidden_columns[i].from &&
                            self->grid.col <= self->hidden_columns[i].to);
    self->cell = (Cell){.flags = hidden ? CELL_HIDDEN : 0};
    self->type = STR("");
    strbuf_clear(&self->text);
    if (markup_attribute(attributes, count, "Formula").len > 0)
        self->cell.flags |= CELL_FORMULA;
    self->across = attribute_number(attributes, count, "MergeAcross", 0);
    int64_t down = attribute_number(attributes, count, "MergeDown", 0);
    if (self->across > 0 || down > 0) {
        self->cell.flags |= CELL_MERGED;
        grid_add_merge(&self->grid, down + 1, self->across + 1);
    }
}

static void sml_open_tag(void *context, Str name, const char *uri, const XmlAttribute *attributes,
                         int count)
{
    SmlGrid *self = context;
    (void)uri;
    self->depth++;
    if (self->data_depth || self->comment_depth)
        return; /* rich text inside Data; a note beside it */
    if (self->in_cell) {
        if (str_eq(name, STR("Data"))) {
            Str type =
                str_slice(markup_attribute(attributes, count, "Type"), 0, sizeof self->type_text);
            memcpy(self->type_text, type.ptr, type.len);
            self->type = (Str){self->type_text, type.len};
            self->data_depth = self->depth;
        } else
            self->comment_depth = self->depth;
    } else if (self->in_row) {
        if (str_eq(name, STR("Cell")))
            open_cell(self, attributes, count);
    } else if (self->sheet_depth) {
        if (str_eq(name, STR("Row")))
            open_row(self, attributes, count);
        else if (str_eq(name, STR("Column")))
            open_column(self, attributes, count);
        else if (str_eq(name, STR("Visible")))
            self->in_visible = self->grid.listing;
    } else if (str_eq(name, STR("Worksheet")))
        open_sheet(self, attributes, count);
    else if (str_eq(name, STR("LastSaved")))
        self->in_modified = self->grid.listing;
}

static void set_value(Cell *cell, Str type, Str text)
{
    cell->text = text;
    if (text.len == 0)
        return;
    cell->type = CELL_TEXT;
    if (str_eq(type, STR("Number"))) {
        if (number_parse(str_trim(text), &cell->number))
            cell->type = CELL_NUMBER;
    } else if (str_eq(type, STR("Boolean"))) {
        cell->type = CELL_BOOL;
        cell->number = str_eq(text, STR("1"));
    } else if (str_eq(type, STR("Error"))) {
        cell->type = CELL_ERROR;
    } else if (str_eq(type, STR("DateTime"))) {
        /* A time of day is written on the day before the first, 1899-12-31. */
        if (str_starts_with(text, STR("1899-12-31T")))
            cell_set_iso(cell, str_slice(text, 10, text.len));
        else
            cell_set_iso(cell, text);
    }
}

static void close_cell(SmlGrid *self)
{
    self->in_cell = false;
    set_value(&self->cell, self->type, strbuf_str(&self->text));
    if (self->cell.type == CELL_EMPTY && (self->cell.flags & CELL_FORMULA)) {
        self->cell.type = CELL_TEXT;
        self->cell.flags |= CELL_NO_VALUE;
    }
    grid_add_cell(&self->grid, &self->cell, 1);
    self->grid.col += self->across;
}

static void sml_close_tag(void *context, Str name)
{
    SmlGrid *self = context;
    int depth = self->depth--;
    self->in_modified = self->in_visible = false;
    if (self->data_depth || self->comment_depth) {
        if (depth == self->data_depth)
            self->data_depth = 0;
        if (depth == self->comment_depth)
            self->comment_depth = 0;
    } else if (self->in_cell)
        close_cell(self);
    else if (self->in_row) {
        if (str_eq(name, STR("Row"))) {
            self->in_row = false;
            grid_end_row(&self->grid, 1);
            self->grid.row += self->row_span;
        }
    } else if (depth == self->sheet_depth && depth > 0) {
        self->sheet_depth = 0;
        grid_close_sheet(&self->grid);
    }
}

static void sml_text(void *context, Str text)
{
    SmlGrid *self = context;
    if (self->in_modified && self->modified.len < 64)
        strbuf_append(&self->modified, text);
    Workbook *workbook = self->grid.workbook;
    if (self->in_visible && workbook->sheet_count > 0) /* SheetHidden, SheetVeryHidden */
        workbook->sheets[workbook->sheet_count - 1].hidden = str_ends_with(text, STR("Hidden"));
    if (!self->data_depth || self->grid.listing)
        return;
    if (self->text.len + text.len > (size_t)self->grid.workbook->limits->cell_text_bytes) {
        error_set_at(markup_error(self->grid.markup), STATUS_LIMIT,
                     (SourceRef){.row = self->grid.row, .col = (int)self->grid.col},
                     "a cell's text is longer than 32,767 characters");
        return;
    }
    strbuf_append(&self->text, text);
}

static const XmlHandler SML_HANDLER = {
    .open = sml_open_tag, .close = sml_close_tag, .text = sml_text};

static void close_pass(Grid *grid)
{
    SmlGrid *self = (SmlGrid *)grid;
    strbuf_free(&self->text);
    strbuf_free(&self->modified);
    grid_free(grid);
}

static Grid *open_pass(Workbook *workbook, Error *err)
{
    (void)err;
    SmlGrid *self = x_new(SmlGrid);
    self->grid.workbook = workbook;
    self->grid.queue = row_queue_create();
    self->grid.text = arena_create();
    /* Blanks before the declaration are common, and no XML parser takes them. */
    Str bytes = workbook->bytes;
    while (bytes.len > 0 && strchr(" \t\r\n", bytes.ptr[0]) && bytes.ptr[0])
        bytes = str_slice(bytes, 1, bytes.len);
    self->grid.markup = markup_open_bytes(bytes, workbook->limits, &SML_HANDLER, self);
    return &self->grid;
}

static const GridSource SML_SOURCE = {.open = open_pass, .close = close_pass};

static RowCursor *sml_rows(Workbook *workbook, size_t index, Error *err)
{
    return grid_rows(workbook, &((SmlWorkbook *)workbook)->pass, &SML_SOURCE, index, err);
}

static void sml_close(Workbook *workbook)
{
    SmlWorkbook *self = (SmlWorkbook *)workbook;
    if (self->pass)
        close_pass(self->pass);
}

static const WorkbookOps SML_WORKBOOK = {.rows = sml_rows, .close = sml_close};

static void list_sheets(SmlWorkbook *self, Error *err)
{
    Grid *grid = open_pass(&self->base, err);
    grid->listing = true;
    while (markup_step(grid->markup, err))
        ;
    Str saved = strbuf_str(&((SmlGrid *)grid)->modified);
    Cell cell = {0};
    if (cell_set_iso(&cell, saved))
        self->base.modified = arena_str(self->base.arena, saved);
    close_pass(grid);
}

Workbook *spreadsheetml_open(const WorkbookSource *source, Error *err)
{
    SmlWorkbook *self = arena_new(source->arena, SmlWorkbook);
    workbook_init(&self->base, &SML_WORKBOOK, FILE_SPREADSHEETML, source);
    list_sheets(self, err);
    if (error_ok(err) && self->base.sheet_count == 0)
        error_set(err, STATUS_FORMAT, "the workbook has no worksheet");
    if (!error_ok(err)) {
        x_free(self->base.sheets);
        return NULL;
    }
    return &self->base;
}
