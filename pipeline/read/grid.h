#ifndef ROLLBOOK_READ_GRID_H
#define ROLLBOOK_READ_GRID_H

/*
 * For readers of XML that holds several sheets in one document (ODS, SpreadsheetML): one pass over
 * it queues rows with their sheet's index, so that sheets read in order cost one pass together.
 */

#include "pipeline/base/strbuf.h"
#include "pipeline/read/cells.h"
#include "pipeline/read/markup.h"

typedef struct GridMerge {
    size_t sheet;
    MergedRange range;
} GridMerge;

/* The state of a pass; a format's own state embeds it as its first member. */
typedef struct Grid {
    Workbook *workbook;
    Markup *markup;
    RowQueue *queue;
    size_t sheet; /* index of the sheet that the pass is in */
    bool in_sheet;
    bool listing;     /* the first pass, which only wants names */
    int64_t row, col; /* 1-based place of the next cell */
    CellList cells;
    Arena *text;                    /* of the row's cells; changes hands with the queue's */
    int64_t cell_count, text_count; /* of the sheet */
    int64_t row_text;               /* of the row, not counted yet */
    GridMerge *merges;
    size_t merge_count, merge_cap;
} Grid;

void grid_open_sheet(Grid *grid);
void grid_close_sheet(Grid *grid);

/* A cell with a value at the current place, `repeat` times, moving on; outside the grid: nothing.
 */
void grid_add_cell(Grid *grid, const Cell *cell, int64_t repeat);

/* The row is complete, `repeat` times over; moves on. */
void grid_end_row(Grid *grid, int64_t repeat);

/* The cell about to be added spans this many rows and columns. */
void grid_add_merge(Grid *grid, int64_t rows, int64_t cols);

void grid_free(Grid *grid);

/*
 * A cursor over one sheet. open begins a new pass; *current is the workbook's pass, kept between
 * sheets so that the next one goes on where this one ended.
 */
typedef struct GridSource {
    Grid *(*open)(Workbook *workbook, Error *err);
    void (*close)(Grid *grid); /* releases it, with grid_free */
    bool (*step)(Grid *grid,
                 Error *err); /* as markup_step, or in longer steps; NULL: markup_step */
} GridSource;
RowCursor *grid_rows(Workbook *workbook, Grid **current, const GridSource *source, size_t index,
                     Error *err);

#endif
