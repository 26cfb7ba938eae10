/* Rows under construction, the queue of finished rows, and what a number's format makes of it. */

#include "pipeline/read/cells.h"

#include "pipeline/base/date.h"
#include "pipeline/base/mem.h"

#include <math.h>
#include <stdlib.h>

static const double SERIAL_END = 2958466; /* 10000-01-01 */
static const double SERIAL_BEGIN =
    -657434;                          /* 0100-01-01: days before 1900, as LibreOffice counts */
static const double DAYS_1904 = 1462; /* from the 1904 system to the 1900 one */

void cell_list_clear(CellList *list)
{
    list->count = 0;
    list->unordered = false;
}

void cell_list_free(CellList *list)
{
    x_free(list->items);
    *list = (CellList){0};
}

Cell *cell_list_grow(CellList *list)
{
    x_grow(list->items, list->cap, list->count + 64);
    return &list->items[list->count++];
}

void cell_list_settle(CellList *list)
{
    if (!list->unordered)
        return;
    /* Insertion sort: stable, and rows that are not in order are nearly so. */
    for (size_t i = 1; i < list->count; i++) {
        Cell cell = list->items[i];
        size_t at = i;
        while (at > 0 && list->items[at - 1].col > cell.col) {
            list->items[at] = list->items[at - 1];
            at--;
        }
        list->items[at] = cell;
    }
    size_t kept = 0;
    for (size_t i = 0; i < list->count; i++) {
        if (kept > 0 && list->items[kept - 1].col == list->items[i].col)
            kept--;
        list->items[kept++] = list->items[i];
    }
    list->count = kept;
    list->unordered = false;
}

void cell_set_number(Cell *cell, double value, NumberKind kind, bool date_1904)
{
    cell->type = CELL_NUMBER;
    cell->number = value;
    if (kind == KIND_NUMBER || kind == KIND_TEXT)
        return;
    if (kind == KIND_ELAPSED) {
        if (fabs(value) < SERIAL_END)
            cell->type = CELL_ELAPSED;
        return;
    }
    if (value >= 0 && value < 1 && !(date_1904 && kind == KIND_DATE)) {
        cell->type = CELL_TIME;
        return;
    }
    if (date_1904) {
        value += DAYS_1904;
        cell->flags |= CELL_DATE_1904;
    }
    if (value < SERIAL_BEGIN || value >= SERIAL_END)
        return;
    cell->type = CELL_DATE;
    cell->number = value;
}

static bool read_digits(Str text, size_t *pos, size_t digits, int *value)
{
    if (text.len - *pos < digits)
        return false;
    *value = 0;
    for (size_t i = 0; i < digits; i++) {
        char c = text.ptr[(*pos)++];
        if (c < '0' || c > '9')
            return false;
        *value = *value * 10 + (c - '0');
    }
    return true;
}

static bool read_char(Str text, size_t *pos, char c)
{
    if (*pos >= text.len || text.ptr[*pos] != c)
        return false;
    (*pos)++;
    return true;
}

/* hh:mm[:ss[.fff]][zone] as a fraction of a day. The zone is dropped: it is the sender's clock. */
static bool read_clock(Str text, size_t *pos, double *fraction)
{
    int hour, minute, second = 0;
    double part = 0, scale = 0.1;
    if (!read_digits(text, pos, 2, &hour) || !read_char(text, pos, ':') ||
        !read_digits(text, pos, 2, &minute))
        return false;
    if (read_char(text, pos, ':')) {
        if (!read_digits(text, pos, 2, &second))
            return false;
        if (read_char(text, pos, '.') || read_char(text, pos, ','))
            for (; *pos < text.len && text.ptr[*pos] >= '0' && text.ptr[*pos] <= '9'; (*pos)++) {
                part += (text.ptr[*pos] - '0') * scale;
                scale /= 10;
            }
    }
    if (hour > 23 || minute > 59 || second > 59)
        return false;
    *fraction = (hour * 3600 + minute * 60 + second + part) / 86400;
    return true;
}

static bool read_zone(Str text, size_t *pos)
{
    int hour, minute;
    if (*pos == text.len || read_char(text, pos, 'Z'))
        return *pos == text.len;
    if (!read_char(text, pos, '+') && !read_char(text, pos, '-'))
        return false;
    if (!read_digits(text, pos, 2, &hour))
        return false;
    read_char(text, pos, ':');
    return *pos == text.len || (read_digits(text, pos, 2, &minute) && *pos == text.len);
}

bool cell_set_iso(Cell *cell, Str text)
{
    size_t pos = 0;
    Date date;
    double fraction = 0;
    if (text.len >= 10 && date_parse_iso(str_slice(text, 0, 10), &date)) {
        pos = 10;
        if (read_char(text, &pos, 'T') || read_char(text, &pos, ' ')) {
            if (!read_clock(text, &pos, &fraction) || !read_zone(text, &pos))
                return false;
        }
        double serial = date_to_serial(date);
        if (pos != text.len || serial <= 0)
            return false;
        cell->type = CELL_DATE;
        cell->number = serial + fraction;
        return true;
    }
    pos = text.len && text.ptr[0] == 'T';
    if (!read_clock(text, &pos, &fraction) || !read_zone(text, &pos))
        return false;
    cell->type = CELL_TIME;
    cell->number = fraction;
    return true;
}

/* --- queue ---------------------------------------------------------------------------------------
 */

RowQueue *row_queue_create(void)
{
    RowQueue *queue = x_new(RowQueue);
    queue->text = arena_create();
    return queue;
}

void row_queue_free(RowQueue *queue)
{
    if (!queue)
        return;
    arena_free(queue->text);
    cell_list_free(&queue->cells);
    x_free(queue->rows);
    x_free(queue);
}

QueuedRow *row_queue_add(RowQueue *queue, int64_t number, const Cell *cells, size_t count)
{
    x_grow(queue->rows, queue->cap, queue->count + 1);
    QueuedRow *row = &queue->rows[queue->count++];
    *row = (QueuedRow){.number = number, .repeat = 1, .first = queue->cells.count, .count = count};
    for (size_t i = 0; i < count; i++) {
        Cell *cell = cell_list_add(&queue->cells, cells[i].col);
        *cell = cells[i];
        cell->text = cells[i].text.len ? arena_str(queue->text, cells[i].text) : STR("");
    }
    return row;
}

QueuedRow *row_queue_hand_over(RowQueue *queue, int64_t number, CellList *cells, Arena **text)
{
    if (queue->count > 0)
        return row_queue_add(queue, number, cells->items, cells->count);
    CellList given = *cells;
    Arena *given_text = *text;
    *cells = queue->cells;
    *text = queue->text;
    queue->cells = given;
    queue->text = given_text;
    x_grow(queue->rows, queue->cap, 1);
    queue->count = 1;
    queue->rows[0] = (QueuedRow){.number = number, .repeat = 1, .count = given.count};
    return &queue->rows[0];
}

/* Moves to the row at the front; NULL where none waits. */
static const QueuedRow *front(RowQueue *queue)
{
    if (queue->next < queue->count && queue->repeated == queue->rows[queue->next].repeat) {
        queue->next++;
        queue->repeated = 0;
    }
    if (queue->next < queue->count)
        return &queue->rows[queue->next];
    queue->count = queue->next = 0;
    queue->repeated = 0;
    cell_list_clear(&queue->cells);
    arena_reset(queue->text);
    return NULL;
}

static void give(RowQueue *queue, const QueuedRow *queued, Row *row)
{
    row->at.row = queued->number + queue->repeated++;
    row->cells = queued->count ? queue->cells.items + queued->first : NULL;
    row->count = queued->count;
    row->record = queued->record;
    row->parent = queued->parent;
}

bool row_queue_take(RowQueue *queue, Row *row)
{
    const QueuedRow *queued = front(queue);
    if (!queued)
        return false;
    give(queue, queued, row);
    return true;
}

bool row_queue_take_of(RowQueue *queue, size_t sheet, Row *row, bool *passed)
{
    const QueuedRow *queued;
    *passed = false;
    while ((queued = front(queue)) && queued->sheet < sheet)
        queue->repeated = queued->repeat;
    if (!queued)
        return false;
    if (queued->sheet > sheet) {
        *passed = true;
        return false;
    }
    give(queue, queued, row);
    return true;
}

/* --- table ---------------------------------------------------------------------------------------
 */

typedef struct RowTable {
    RowCursor base; /* must be first */
    RowQueue *queue;
    size_t *order; /* rows of the queue by number, in the file's order where numbers are equal */
    size_t next;
    SourceRef at;
    CellList joined; /* a row that came in parts */
} RowTable;

static bool row_table_next(RowCursor *cursor, Row *row, Error *err)
{
    RowTable *self = (RowTable *)cursor;
    if (!error_ok(err) || self->next == self->queue->count)
        return false;
    const QueuedRow *first = &self->queue->rows[self->order[self->next]];
    *row = (Row){
        .at = self->at, .cells = self->queue->cells.items + first->first, .count = first->count};
    row->at.row = first->number;
    size_t parts = 1;
    while (self->next + parts < self->queue->count &&
           self->queue->rows[self->order[self->next + parts]].number == first->number)
        parts++;
    if (parts > 1) {
        cell_list_clear(&self->joined);
        for (size_t i = 0; i < parts; i++) {
            const QueuedRow *part = &self->queue->rows[self->order[self->next + i]];
            for (size_t k = 0; k < part->count; k++) {
                const Cell *cell = &self->queue->cells.items[part->first + k];
                *cell_list_add(&self->joined, cell->col) = *cell;
            }
        }
        cell_list_settle(&self->joined);
        row->cells = self->joined.items;
        row->count = self->joined.count;
    }
    self->next += parts;
    return true;
}

static void row_table_close(RowCursor *cursor)
{
    RowTable *self = (RowTable *)cursor;
    row_queue_free(self->queue);
    cell_list_free(&self->joined);
    x_free(self->order);
    x_free(self);
}

static const RowCursorOps ROW_TABLE = {.next = row_table_next, .close = row_table_close};

static int by_number(const void *a, const void *b, void *context)
{
    const QueuedRow *rows = context;
    size_t left = *(const size_t *)a, right = *(const size_t *)b;
    if (rows[left].number != rows[right].number)
        return rows[left].number < rows[right].number ? -1 : 1;
    return left < right ? -1 : left > right;
}

static int by_anchor(const void *a, const void *b)
{
    const MergedRange *left = a, *right = b;
    if (left->first_row != right->first_row)
        return left->first_row < right->first_row ? -1 : 1;
    return (left->first_col > right->first_col) - (left->first_col < right->first_col);
}

/* Both lists are in order of row and column: one walk over each. */
static void mark_anchors(RowTable *self, const Workbook *workbook)
{
    size_t count = workbook->merged_count, at = 0;
    if (count == 0)
        return;
    MergedRange *ranges = x_new_array(MergedRange, count);
    memcpy(ranges, workbook->merged, count * sizeof *ranges);
    qsort(ranges, count, sizeof *ranges, by_anchor);
    for (size_t i = 0; i < self->queue->count; i++) {
        const QueuedRow *row = &self->queue->rows[self->order[i]];
        while (at < count && ranges[at].first_row < row->number)
            at++;
        size_t range = at;
        for (size_t k = 0; k < row->count; k++) {
            Cell *cell = &self->queue->cells.items[row->first + k];
            while (range < count && ranges[range].first_row == row->number &&
                   ranges[range].first_col < cell->col)
                range++;
            if (range < count && ranges[range].first_row == row->number &&
                ranges[range].first_col == cell->col)
                cell->flags |= CELL_MERGED;
        }
    }
    x_free(ranges);
}

RowCursor *row_table(Workbook *workbook, RowCursor *inner, Error *err)
{
    if (!inner)
        return NULL;
    RowTable *self = x_new(RowTable);
    self->base.ops = &ROW_TABLE;
    self->queue = row_queue_create();
    Row row;
    bool backwards = false;
    while (row_cursor_next(inner, &row, err)) {
        size_t count = self->queue->count;
        if (count > 0 && row.at.row <= self->queue->rows[count - 1].number)
            backwards = true;
        self->at = row.at;
        row_queue_add(self->queue, row.at.row, row.cells, row.count);
    }
    row_cursor_close(inner);
    self->order = x_new_array(size_t, self->queue->count + 1);
    for (size_t i = 0; i < self->queue->count; i++)
        self->order[i] = i;
    if (backwards)
        qsort_r(self->order, self->queue->count, sizeof *self->order, by_number, self->queue->rows);
    mark_anchors(self, workbook);
    return &self->base;
}
