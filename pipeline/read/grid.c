/* Rows of several sheets from one pass over a document: see grid.h. */

#include "pipeline/read/grid.h"

#include "pipeline/base/mem.h"

void grid_open_sheet(Grid *grid)
{
    grid->in_sheet = true;
    grid->row = grid->col = 1;
    grid->cell_count = grid->text_count = grid->row_text = 0;
    cell_list_clear(&grid->cells);
}

void grid_close_sheet(Grid *grid)
{
    grid->in_sheet = false;
    grid->sheet++;
}

static void too_large(Grid *grid, int64_t row, const char *what)
{
    SourceRef at = {.file = grid->workbook->name, .row = row};
    if (grid->sheet < grid->workbook->sheet_count)
        at.sheet = grid->workbook->sheets[grid->sheet].name.ptr;
    error_set_at(markup_error(grid->markup), STATUS_LIMIT, at, "the sheet has %s", what);
}

void grid_add_cell(Grid *grid, const Cell *cell, int64_t repeat)
{
    const ReadLimits *limits = grid->workbook->limits;
    int64_t first = grid->col;
    grid->col = first + repeat < limits->cols + 2 ? first + repeat : limits->cols + 2;
    if (cell->type == CELL_EMPTY || grid->listing)
        return;
    if (first > limits->cols || grid->row > limits->rows) {
        workbook_warn(grid->workbook, "cell.outside_grid", grid->row, 0);
        return;
    }
    if (repeat > limits->cols + 1 - first)
        repeat = limits->cols + 1 - first;
    Str text = cell->text.len ? arena_str(grid->text, cell->text) : STR("");
    for (int64_t i = 0; i < repeat; i++) {
        Cell *added = cell_list_add(&grid->cells, (int)(first + i));
        *added = *cell;
        added->col = (int)(first + i);
        added->text = text;
        if (i > 0)
            added->flags &= ~(unsigned)CELL_MERGED;
    }
    grid->row_text += (int64_t)text.len * repeat;
}

void grid_end_row(Grid *grid, int64_t repeat)
{
    const ReadLimits *limits = grid->workbook->limits;
    int64_t number = grid->row;
    grid->row = number + repeat < limits->rows + 2 ? number + repeat : limits->rows + 2;
    grid->col = 1;
    if (grid->cells.count > 0 && number <= limits->rows) {
        if (repeat > limits->rows + 1 - number)
            repeat = limits->rows + 1 - number;
        grid->cell_count += (int64_t)grid->cells.count * repeat;
        grid->text_count += grid->row_text * repeat;
        if (grid->cell_count > limits->cells)
            too_large(grid, number, "more than 20 million cells");
        else if (!limits_allow_text(limits, grid->text_count, markup_given(grid->markup)))
            too_large(grid, number, "more text than is plausible");
        else {
            cell_list_settle(&grid->cells);
            QueuedRow *row = row_queue_hand_over(grid->queue, number, &grid->cells, &grid->text);
            row->repeat = repeat;
            row->sheet = grid->sheet;
        }
    }
    cell_list_clear(&grid->cells);
    arena_reset(grid->text);
    grid->row_text = 0;
}

void grid_add_merge(Grid *grid, int64_t rows, int64_t cols)
{
    enum { MERGES_MAX = 100000 };
    const ReadLimits *limits = grid->workbook->limits;
    if ((rows <= 1 && cols <= 1) || grid->listing || grid->merge_count >= MERGES_MAX ||
        grid->row > limits->rows || grid->col > limits->cols)
        return;
    x_grow(grid->merges, grid->merge_cap, grid->merge_count + 1);
    grid->merges[grid->merge_count++] = (GridMerge){grid->sheet,
                                                    {.first_row = grid->row,
                                                     .last_row = grid->row + rows - 1,
                                                     .first_col = (int)grid->col,
                                                     .last_col = (int)(grid->col + cols - 1)}};
}

void grid_free(Grid *grid)
{
    if (!grid)
        return;
    markup_close(grid->markup);
    row_queue_free(grid->queue);
    cell_list_free(&grid->cells);
    arena_free(grid->text);
    x_free(grid->merges);
    x_free(grid);
}

/* --- cursor
 * ---------------------------------------------------------------------------------------- */

typedef struct GridRows {
    RowCursor base; /* must be first */
    Grid *grid;     /* the workbook's: not ours to release */
    bool (*step)(Grid *grid, Error *err);
    size_t index;
    SourceRef at;
} GridRows;

static void give_merges(const GridRows *self)
{
    for (size_t i = 0; i < self->grid->merge_count; i++)
        if (self->grid->merges[i].sheet == self->index)
            workbook_add_merged(self->grid->workbook, self->grid->merges[i].range);
}

static bool plain_step(Grid *grid, Error *err)
{
    return markup_step(grid->markup, err);
}

static bool grid_rows_next(RowCursor *cursor, Row *row, Error *err)
{
    GridRows *self = (GridRows *)cursor;
    Grid *grid = self->grid;
    bool passed = false;
    *row = (Row){.at = self->at};
    while (!row_queue_take_of(grid->queue, self->index, row, &passed)) {
        if (passed || grid->sheet > self->index || !self->step(grid, err)) {
            if (error_ok(err))
                give_merges(self);
            error_place(err, self->at);
            return false;
        }
    }
    return true;
}

static void grid_rows_close(RowCursor *cursor)
{
    x_free(cursor);
}

static const RowCursorOps GRID_ROWS = {.next = grid_rows_next, .close = grid_rows_close};

RowCursor *grid_rows(Workbook *workbook, Grid **current, const GridSource *source, size_t index,
                     Error *err)
{
    /* Rows of sheet `index` may have gone by already. */
    bool behind = *current && ((*current)->sheet > index ||
                               ((*current)->sheet == index && (*current)->in_sheet));
    if (behind) {
        source->close(*current);
        *current = NULL;
    }
    if (!*current)
        *current = source->open(workbook, err);
    if (!*current)
        return NULL;
    GridRows *self = x_new(GridRows);
    self->base.ops = &GRID_ROWS;
    self->grid = *current;
    self->step = source->step ? source->step : plain_step;
    self->index = index;
    self->at = (SourceRef){.file = workbook->name, .sheet = workbook->sheets[index].name.ptr};
    return &self->base;
}
