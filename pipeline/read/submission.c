/*
 * XML submissions as workbooks: ODK and Kobo, one or many in a file, and rollbook's own. Each sheet
 * looks like a table: a first row of headings (field, or group/field), then a row for each record.
 * A row knows its record's number and that of the record around it; its row number is the line in
 * the file.
 */

#include "pipeline/read/submission.h"

#include "pipeline/base/mem.h"
#include "pipeline/read/markup.h"

enum { FEED_PIECE = 32 << 10 };

typedef struct SubmissionWorkbook {
    Workbook base; /* must be first */
    Shape shape;
} SubmissionWorkbook;

/* A record that is open, of any sheet. */
typedef struct OpenRecord {
    int node;
    int64_t number;
} OpenRecord;

typedef struct SubmissionRows {
    RowCursor base; /* must be first */
    SubmissionWorkbook *workbook;
    size_t index; /* of the sheet */
    SourceRef at;
    XmlPush *push;
    RowQueue *queue;
    Error error;
    size_t fed;
    bool finished;
    int node; /* open element; SHAPE_NONE outside the root */
    OpenRecord open[TAG_DEPTH_MAX];
    int open_count;
    int64_t record; /* number of the record opened last */
    /* the row being built, where a record of this sheet is open */
    bool in_row;
    int64_t line, row_record, row_parent;
    CellList cells;
    Arena *texts;
    StrBuf text;
    Str root_values[3]; /* rollbook: center, period, date of the root */
    int64_t text_count;
} SubmissionRows;

/* Adds to a column; a field that is there twice (several answers) is joined by a blank. */
static void add_text(SubmissionRows *self, int col, Str text)
{
    text = str_trim(text);
    if (text.len == 0)
        return;
    self->text_count += (int64_t)text.len;
    for (size_t i = 0; i < self->cells.count; i++) {
        Cell *cell = &self->cells.items[i];
        if (cell->col != col)
            continue;
        if (cell->text.len + text.len > (size_t)self->workbook->base.limits->cell_text_bytes) {
            error_set_at(&self->error, STATUS_LIMIT, (SourceRef){.row = self->line},
                         "a field's text is longer than 32,767 characters");
            return;
        }
        cell->text = arena_printf(self->texts, "%.*s %.*s", STR_ARG(cell->text), STR_ARG(text));
        return;
    }
    Cell *cell = cell_list_add(&self->cells, col);
    cell->type = CELL_TEXT;
    cell->text = arena_str(self->texts, text);
}

static void begin_row(SubmissionRows *self, const XmlAttribute *attributes, int count)
{
    const ShapeSheet *sheet = &self->workbook->shape.sheets[self->index];
    self->in_row = true;
    self->line = xml_push_line(self->push);
    self->row_record = self->record;
    self->row_parent = self->open_count > 1 ? self->open[self->open_count - 2].number : 0;
    cell_list_clear(&self->cells);
    arena_reset(self->texts);
    for (size_t i = 0; i < sheet->count; i++) {
        const char *name = sheet->columns[i].attribute;
        if (!name)
            continue;
        add_text(self, (int)i + 1,
                 self->workbook->shape.rollbook ? self->root_values[i]
                                                : markup_attribute(attributes, count, name));
    }
}

static void keep_root(SubmissionRows *self, const XmlAttribute *attributes, int count)
{
    static const char *const NAMES[] = {"center", "period", "date"};
    for (size_t i = 0; i < 3; i++)
        self->root_values[i] =
            arena_str(self->workbook->base.arena, markup_attribute(attributes, count, NAMES[i]));
}

static void submission_open_tag(void *context, Str name, const char *uri,
                                const XmlAttribute *attributes, int count)
{
    SubmissionRows *self = context;
    Shape *shape = &self->workbook->shape;
    (void)uri;
    bool root = self->node == SHAPE_NONE;
    int node = shape_child(shape, self->node, name);
    if (node == SHAPE_NONE) {
        error_set(&self->error, STATUS_FORMAT, "the document changed while it was read");
        return;
    }
    self->node = node;
    strbuf_clear(&self->text);
    if (root && shape->rollbook)
        keep_root(self, attributes, count);
    int sheet = shape->nodes[node].sheet;
    if (sheet == SHAPE_NONE || self->open_count == TAG_DEPTH_MAX)
        return;
    self->open[self->open_count++] = (OpenRecord){node, ++self->record};
    if ((size_t)sheet == self->index)
        begin_row(self, attributes, count);
}

static void end_row(SubmissionRows *self)
{
    self->in_row = false;
    cell_list_settle(&self->cells);
    QueuedRow *row = row_queue_add(self->queue, self->line, self->cells.items, self->cells.count);
    row->record = self->row_record;
    row->parent = self->row_parent;
}

static void submission_close_tag(void *context, Str name)
{
    SubmissionRows *self = context;
    Shape *shape = &self->workbook->shape;
    (void)name;
    if (self->node == SHAPE_NONE)
        return;
    const ShapeNode *node = &shape->nodes[self->node];
    bool owned = self->in_row && node->owner != SHAPE_NONE &&
                 (size_t)shape->nodes[node->owner].sheet == self->index;
    if (owned && node->col > 0)
        add_text(self, node->col, strbuf_str(&self->text));
    strbuf_clear(&self->text);
    if (node->sheet != SHAPE_NONE && self->open_count > 0) {
        self->open_count--;
        if ((size_t)node->sheet == self->index)
            end_row(self);
    }
    self->node = node->parent;
}

static void submission_text(void *context, Str text)
{
    SubmissionRows *self = context;
    if (!self->in_row)
        return;
    if (self->text.len + text.len > (size_t)self->workbook->base.limits->cell_text_bytes) {
        error_set_at(&self->error, STATUS_LIMIT, (SourceRef){.row = xml_push_line(self->push)},
                     "a field's text is longer than 32,767 characters");
        return;
    }
    strbuf_append(&self->text, text);
}

static const XmlHandler SUBMISSION_HANDLER = {
    .open = submission_open_tag, .close = submission_close_tag, .text = submission_text};

static bool submission_rows_next(RowCursor *cursor, Row *row, Error *err)
{
    SubmissionRows *self = (SubmissionRows *)cursor;
    Str bytes = self->workbook->base.bytes;
    *row = (Row){.at = self->at};
    while (!row_queue_take(self->queue, row)) {
        if (self->finished)
            return false;
        Str piece = str_slice(bytes, self->fed, self->fed + FEED_PIECE);
        self->fed += piece.len;
        if (piece.len > 0)
            xml_push_feed(self->push, piece);
        else {
            xml_push_finish(self->push);
            self->finished = true;
        }
        if (!error_ok(&self->error)) {
            *err = self->error;
            error_place(err, self->at);
            return false;
        }
    }
    return true;
}

static void submission_rows_close(RowCursor *cursor)
{
    SubmissionRows *self = (SubmissionRows *)cursor;
    xml_push_free(self->push);
    row_queue_free(self->queue);
    cell_list_free(&self->cells);
    arena_free(self->texts);
    strbuf_free(&self->text);
    x_free(self);
}

static const RowCursorOps SUBMISSION_ROWS = {.next = submission_rows_next,
                                             .close = submission_rows_close};

/* The first row: the names of the columns, on the document's first line. */
static void queue_headings(SubmissionRows *self)
{
    const ShapeSheet *sheet = &self->workbook->shape.sheets[self->index];
    for (size_t i = 0; i < sheet->count; i++) {
        Cell *cell = cell_list_add(&self->cells, (int)i + 1);
        cell->type = CELL_TEXT;
        cell->text = sheet->columns[i].heading;
    }
    row_queue_add(self->queue, 1, self->cells.items, self->cells.count);
    cell_list_clear(&self->cells);
}

static RowCursor *submission_rows(Workbook *workbook, size_t index, Error *err)
{
    (void)err;
    SubmissionRows *self = x_new(SubmissionRows);
    self->base.ops = &SUBMISSION_ROWS;
    self->workbook = (SubmissionWorkbook *)workbook;
    self->index = index;
    self->at = (SourceRef){.file = workbook->name, .sheet = workbook->sheets[index].name.ptr};
    self->queue = row_queue_create();
    self->texts = arena_create();
    self->node = SHAPE_NONE;
    for (size_t i = 0; i < 3; i++)
        self->root_values[i] = STR("");
    self->push = xml_push_create(&SUBMISSION_HANDLER, self, &XML_LIMITS, &self->error);
    queue_headings(self);
    return &self->base;
}

static void submission_close(Workbook *workbook)
{
    shape_free(&((SubmissionWorkbook *)workbook)->shape);
}

static const WorkbookOps SUBMISSION_WORKBOOK = {.rows = submission_rows, .close = submission_close};

Workbook *submission_open(const WorkbookSource *source, FileKind kind, Error *err)
{
    SubmissionWorkbook *self = arena_new(source->arena, SubmissionWorkbook);
    workbook_init(&self->base, &SUBMISSION_WORKBOOK, kind, source);
    self->shape = (Shape){.arena = source->arena, .rollbook = kind == FILE_XML_ROLLBOOK};
    if (self->shape.rollbook)
        submission_validate(source->arena, source->bytes, err);
    shape_read(&self->shape, source->bytes, err);
    for (size_t i = 0; error_ok(err) && i < self->shape.sheet_count; i++)
        workbook_add_sheet(&self->base, self->shape.sheets[i].name, false, err);
    if (!error_ok(err)) {
        submission_close(&self->base);
        x_free(self->base.sheets);
        return NULL;
    }
    return &self->base;
}
