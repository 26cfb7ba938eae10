/*
 * OpenDocument spreadsheets (ODF 1.3 part 3, section 9), zipped or flat. Typed values come from the
 * attributes, texts from the paragraphs. Repeat counts, which may claim the whole grid, are
 * clamped.
 */

#include "pipeline/read/ods.h"

#include "pipeline/base/mem.h"
#include "pipeline/base/number.h"

enum {
    SPACES_MAX = 32767,
    DAYS_MAX = 2958466, /* of a duration: as many as there are dates, to the year 9999 */
};

typedef struct OdsWorkbook {
    Workbook base;        /* must be first */
    Container *container; /* NULL: a flat document */
    Grid *pass;
} OdsWorkbook;

static void open_table(OdsGrid *self, const XmlAttribute *attributes, int count)
{
    Workbook *workbook = self->grid.workbook;
    self->table_depth = self->depth;
    self->column = 1;
    self->hidden_column_count = 0;
    grid_open_sheet(&self->grid);
    if (!self->grid.listing)
        return;
    Str style = markup_attribute(attributes, count, "style-name");
    bool hidden = false;
    for (size_t i = 0; i < self->hidden_count; i++)
        hidden = hidden || str_eq(self->hidden_styles[i], style);
    workbook_add_sheet(workbook, markup_attribute(attributes, count, "name"), hidden,
                       markup_error(self->grid.markup));
}

static bool is_collapsed(Str visibility)
{
    return str_eq(visibility, STR("collapse")) || str_eq(visibility, STR("filter"));
}

static void open_column(OdsGrid *self, const XmlAttribute *attributes, int count)
{
    int64_t repeat = markup_number(markup_attribute(attributes, count, "number-columns-repeated"),
                                   1, ODS_REPEAT_MAX);
    size_t hidden = self->hidden_column_count;
    if (is_collapsed(markup_attribute(attributes, count, "visibility"))) {
        if (hidden > 0 && self->hidden_columns[hidden - 1].to == self->column - 1)
            self->hidden_columns[hidden - 1].to += repeat;
        else if (hidden < sizeof self->hidden_columns / sizeof *self->hidden_columns) {
            self->hidden_columns[hidden].from = self->column;
            self->hidden_columns[hidden].to = self->column + repeat - 1;
            self->hidden_column_count++;
        }
    }
    self->column += repeat;
}

/* PT12H30M05.5S, perhaps with days before the T and a sign, as days. */
static bool parse_duration(Str text, double *days)
{
    size_t at = 0;
    bool negative = false, clock = false;
    double total = 0;
    if (at < text.len && text.ptr[at] == '-') {
        negative = true;
        at++;
    }
    if (at >= text.len || text.ptr[at++] != 'P')
        return false;
    while (at < text.len) {
        if (text.ptr[at] == 'T') {
            clock = true;
            at++;
            continue;
        }
        size_t from = at;
        while (at < text.len &&
               ((text.ptr[at] >= '0' && text.ptr[at] <= '9') || text.ptr[at] == '.'))
            at++;
        double number;
        if (at == text.len || !number_parse(str_slice(text, from, at), &number))
            return false;
        switch (text.ptr[at++]) {
        case 'D':
            total += number;
            break;
        case 'H':
            total += number / 24;
            break;
        case 'M':
            if (!clock)
                return false; /* months have no length */
            total += number / 1440;
            break;
        case 'S':
            total += number / 86400;
            break;
        default:
            return false;
        }
    }
    *days = negative ? -total : total;
    return total < DAYS_MAX;
}

Str ods_set_value(Cell *cell, const OdsValue *value)
{
    Str type = value->type;
    if (str_eq(type, STR("string"))) {
        if (value->string.len > 0)
            cell->type = CELL_TEXT;
        return value->string;
    }
    if (str_eq(type, STR("float")) || str_eq(type, STR("percentage")) ||
        str_eq(type, STR("currency"))) {
        if (number_parse(value->value, &cell->number))
            cell->type = CELL_NUMBER;
        return value->value;
    }
    if (str_eq(type, STR("date"))) {
        if (!cell_set_iso(cell, value->date) && value->date.len > 0)
            cell->type = CELL_TEXT;
        return value->date;
    }
    if (str_eq(type, STR("time"))) {
        double days;
        if (parse_duration(value->time, &days)) {
            cell->type = days >= 0 && days < 1 ? CELL_TIME : CELL_ELAPSED;
            cell->number = days;
        }
        return value->time;
    }
    if (str_eq(type, STR("boolean"))) {
        cell->type = CELL_BOOL;
        cell->number = str_eq(value->boolean, STR("true"));
        return value->boolean;
    }
    return STR("");
}

static void read_value(OdsGrid *self, const XmlAttribute *attributes, int count)
{
    OdsValue value = {.type = markup_attribute(attributes, count, "value-type"),
                      .value = markup_attribute(attributes, count, "value"),
                      .date = markup_attribute(attributes, count, "date-value"),
                      .time = markup_attribute(attributes, count, "time-value"),
                      .boolean = markup_attribute(attributes, count, "boolean-value"),
                      .string = markup_attribute(attributes, count, "string-value")};
    for (int i = 0; i < count; i++) /* in LibreOffice's own namespace, beside an empty text */
        self->is_error = self->is_error || (str_eq(attributes[i].name, STR("value-type")) &&
                                            str_eq(attributes[i].value, STR("error")));
    Str text = ods_set_value(&self->cell, &value);
    self->has_value = self->cell.type != CELL_EMPTY;
    if (self->has_value)
        strbuf_append(&self->value, text);
}

static void open_cell(OdsGrid *self, const XmlAttribute *attributes, int count, bool covered)
{
    self->in_cell = true;
    self->covered = covered;
    self->in_paragraph = false;
    self->paragraphs = 0;
    self->cell = (Cell){0};
    self->has_value = self->is_error = false;
    strbuf_clear(&self->text);
    strbuf_clear(&self->value);
    self->cell_repeat = markup_number(
        markup_attribute(attributes, count, "number-columns-repeated"), 1, ODS_REPEAT_MAX);
    if (self->grid.listing || covered)
        return;
    if (markup_attribute(attributes, count, "formula").len > 0)
        self->cell.flags |= CELL_FORMULA;
    int64_t cols = markup_number(markup_attribute(attributes, count, "number-columns-spanned"), 1,
                                 ODS_REPEAT_MAX);
    int64_t rows = markup_number(markup_attribute(attributes, count, "number-rows-spanned"), 1,
                                 ODS_REPEAT_MAX);
    if (cols > 1 || rows > 1) {
        self->cell.flags |= CELL_MERGED;
        grid_add_merge(&self->grid, rows, cols);
    }
    read_value(self, attributes, count);
}

void ods_add_cell(OdsGrid *self, Cell *cell, int64_t repeat)
{
    bool hidden = self->row_hidden;
    for (size_t i = 0; !hidden && i < self->hidden_column_count; i++)
        hidden = self->grid.col >= self->hidden_columns[i].from &&
                 self->grid.col <= self->hidden_columns[i].to;
    if (hidden)
        cell->flags |= CELL_HIDDEN;
    grid_add_cell(&self->grid, cell, repeat);
}

static void close_cell(OdsGrid *self)
{
    self->in_cell = false;
    Cell *cell = &self->cell;
    if (!self->covered && !self->has_value && self->text.len > 0) {
        cell->type = self->is_error ? CELL_ERROR : CELL_TEXT;
        cell->text = strbuf_str(&self->text);
    } else if (self->has_value)
        cell->text = strbuf_str(&self->value);
    ods_add_cell(self, cell, self->cell_repeat);
}

static void append_text(OdsGrid *self, const char *bytes, size_t len)
{
    if (self->text.len + len > (size_t)self->grid.workbook->limits->cell_text_bytes) {
        error_set_at(markup_error(self->grid.markup), STATUS_LIMIT,
                     (SourceRef){.row = self->grid.row, .col = (int)self->grid.col},
                     "a cell's text is longer than 32,767 characters");
        return;
    }
    strbuf_append_bytes(&self->text, bytes, len);
}

/* What may stand inside a paragraph. */
static void open_in_paragraph(OdsGrid *self, Str name, const XmlAttribute *attributes, int count)
{
    if (str_eq(name, STR("s"))) {
        int64_t spaces = markup_number(markup_attribute(attributes, count, "c"), 1, SPACES_MAX);
        for (int64_t i = 0; i < spaces; i++)
            append_text(self, " ", 1);
    } else if (str_eq(name, STR("tab")))
        append_text(self, "\t", 1);
    else if (str_eq(name, STR("line-break")))
        append_text(self, "\n", 1);
    else if (str_eq(name, STR("note")) || str_eq(name, STR("annotation")) ||
             str_eq(name, STR("ruby-text")))
        self->skip_depth = self->depth;
    self->space = false;
}

static void open_in_cell(OdsGrid *self, Str name, const XmlAttribute *attributes, int count)
{
    if (self->in_paragraph)
        open_in_paragraph(self, name, attributes, count);
    else if (str_eq(name, STR("p")) || str_eq(name, STR("h"))) {
        if (self->paragraphs++ > 0)
            append_text(self, "\n", 1);
        self->in_paragraph = true;
        self->space = true; /* blanks at the beginning do not count */
    } else
        self->skip_depth = self->depth; /* comments, drawings, tables inside a cell */
}

static void ods_open_tag(void *context, Str name, const char *uri, const XmlAttribute *attributes,
                         int count)
{
    OdsGrid *self = context;
    (void)uri;
    self->depth++;
    if (self->skip_depth)
        return;
    if (self->in_cell)
        open_in_cell(self, name, attributes, count);
    else if (self->table_depth) {
        if (str_eq(name, STR("table-cell")))
            open_cell(self, attributes, count, false);
        else if (str_eq(name, STR("covered-table-cell")))
            open_cell(self, attributes, count, true);
        else if (str_eq(name, STR("table-row"))) {
            self->row_depth = self->depth;
            self->row_repeat = markup_number(
                markup_attribute(attributes, count, "number-rows-repeated"), 1, 1 << 22);
            self->row_hidden = is_collapsed(markup_attribute(attributes, count, "visibility"));
        } else if (str_eq(name, STR("table-column")))
            open_column(self, attributes, count);
        else if (str_eq(name, STR("shapes")) || str_eq(name, STR("forms")))
            self->skip_depth = self->depth;
    } else if (str_eq(name, STR("table")))
        open_table(self, attributes, count);
    else if (str_eq(name, STR("tracked-changes")) || str_eq(name, STR("dde-links")))
        self->skip_depth = self->depth;
    else if (self->grid.listing && str_eq(name, STR("style")) &&
             str_eq(markup_attribute(attributes, count, "family"), STR("table")))
        self->style =
            arena_str(self->grid.workbook->arena, markup_attribute(attributes, count, "name"));
    else if (self->style.len > 0 && str_eq(name, STR("table-properties")) &&
             str_eq(markup_attribute(attributes, count, "display"), STR("false")) &&
             self->hidden_count < ODS_HIDDEN_STYLES_MAX)
        self->hidden_styles[self->hidden_count++] = self->style;
}

static void ods_close_tag(void *context, Str name)
{
    OdsGrid *self = context;
    int depth = self->depth--;
    if (self->skip_depth) {
        if (depth == self->skip_depth)
            self->skip_depth = 0;
        return;
    }
    if (self->in_cell) {
        if (self->in_paragraph && (str_eq(name, STR("p")) || str_eq(name, STR("h"))))
            self->in_paragraph = false;
        else if (!self->in_paragraph)
            close_cell(self);
    } else if (self->table_depth) {
        if (depth == self->table_depth) {
            self->table_depth = 0;
            grid_close_sheet(&self->grid);
        } else if (str_eq(name, STR("table-row"))) {
            self->row_depth = 0;
            grid_end_row(&self->grid, self->row_repeat);
        }
    } else if (str_eq(name, STR("style")))
        self->style = STR("");
}

/* Blanks in a row count as one space (ODF 1.3 part 3, 6.1.2). */
static void ods_text(void *context, Str text)
{
    OdsGrid *self = context;
    if (!self->in_paragraph || self->skip_depth || self->grid.listing || self->has_value)
        return;
    size_t from = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
        if (!blank) {
            self->space = false;
            continue;
        }
        append_text(self, text.ptr + from, i - from);
        from = i + 1;
        if (!self->space)
            append_text(self, " ", 1);
        self->space = true;
    }
    append_text(self, text.ptr + from, text.len - from);
}

static const XmlHandler ODS_HANDLER = {
    .open = ods_open_tag, .close = ods_close_tag, .text = ods_text};

static void close_pass(Grid *grid)
{
    OdsGrid *self = (OdsGrid *)grid;
    strbuf_free(&self->text);
    strbuf_free(&self->value);
    grid_free(grid);
}

static Grid *open_pass(Workbook *workbook, Error *err)
{
    OdsWorkbook *book = (OdsWorkbook *)workbook;
    OdsGrid *self = x_new(OdsGrid);
    self->grid.workbook = workbook;
    self->grid.queue = row_queue_create();
    self->grid.text = arena_create();
    self->style = STR("");
    if (book->container) {
        const ContainerEntry *entry = container_find(book->container, STR("content.xml"));
        if (entry)
            self->grid.markup =
                markup_open(book->container, entry, workbook->limits, &ODS_HANDLER, self, err);
        else
            error_set(err, STATUS_FORMAT,
                      "the file is damaged or was cut off: content.xml is missing");
    } else
        self->grid.markup =
            markup_open_bytes(workbook->bytes, workbook->limits, &ODS_HANDLER, self);
    if (error_ok(err))
        return &self->grid;
    close_pass(&self->grid);
    return NULL;
}

static bool step_pass(Grid *grid, Error *err)
{
    OdsGrid *self = (OdsGrid *)grid;
    if (self->row_depth > 0 && self->depth == self->row_depth)
        ods_scan_cells(self, err);
    return markup_step(grid->markup, err);
}

static const GridSource ODS_SOURCE = {.open = open_pass, .close = close_pass, .step = step_pass};

static RowCursor *ods_rows(Workbook *workbook, size_t index, Error *err)
{
    return grid_rows(workbook, &((OdsWorkbook *)workbook)->pass, &ODS_SOURCE, index, err);
}

static void ods_close(Workbook *workbook)
{
    OdsWorkbook *self = (OdsWorkbook *)workbook;
    if (self->pass)
        close_pass(self->pass);
}

static const WorkbookOps ODS_WORKBOOK = {.rows = ods_rows, .close = ods_close};

/* Names of the sheets: a pass of its own, in which no cell is read. */
static void list_sheets(OdsWorkbook *self, Error *err)
{
    Grid *grid = open_pass(&self->base, err);
    if (!grid)
        return;
    grid->listing = true;
    markup_trust(grid->markup);
    OdsGrid *pass = (OdsGrid *)grid;
    int skipped = 0;
    while (markup_step(grid->markup, err))
        if (pass->table_depth && skipped <= (int)grid->sheet) { /* once for each table */
            skipped = (int)grid->sheet + 1;
            markup_skip(grid->markup, err);
        }
    close_pass(grid);
}

/* dc:date in meta.xml. */
static void read_modified(OdsWorkbook *self)
{
    enum { META_MAX = 1 << 20 };
    Error ignored = {0};
    const ContainerEntry *entry = container_find(self->container, STR("meta.xml"));
    if (!entry)
        return;
    Str meta = part_read_all(self->base.arena, self->container, entry, META_MAX, &ignored);
    size_t from = str_find(meta, STR("<dc:date>"), 0), to = str_find(meta, STR("</dc:date>"), from);
    Cell cell = {0};
    Str text = from < to && to < meta.len ? str_slice(meta, from + 9, to) : STR("");
    if (cell_set_iso(&cell, text))
        self->base.modified = text;
}

/* An encrypted document says so in its manifest (ODF 1.3 part 2, 4.8). */
static bool is_encrypted(OdsWorkbook *self)
{
    enum { MANIFEST_MAX = 1 << 20 };
    Error ignored = {0};
    const ContainerEntry *entry = container_find(self->container, STR("META-INF/manifest.xml"));
    if (!entry)
        return false;
    Str manifest = part_read_all(self->base.arena, self->container, entry, MANIFEST_MAX, &ignored);
    return str_find(manifest, STR("encryption-data"), 0) < manifest.len;
}

Workbook *ods_open(const WorkbookSource *source, Error *err)
{
    OdsWorkbook *self = arena_new(source->arena, OdsWorkbook);
    workbook_init(&self->base, &ODS_WORKBOOK, FILE_ODS, source);
    if (str_starts_with(source->bytes, STR("PK"))) {
        self->container = container_open(source->arena, source->bytes, source->limits, err);
        if (error_ok(err) && is_encrypted(self))
            error_set(err, STATUS_FORMAT,
                      "the workbook is protected by a password: save it without one");
        if (error_ok(err))
            read_modified(self);
    }
    if (error_ok(err))
        list_sheets(self, err);
    if (error_ok(err) && self->base.sheet_count == 0)
        error_set(err, STATUS_FORMAT, "the workbook has no sheet");
    if (!error_ok(err)) {
        x_free(self->base.sheets);
        return NULL;
    }
    return &self->base;
}
