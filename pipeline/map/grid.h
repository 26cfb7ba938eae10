#ifndef ROLLBOOK_MAP_GRID_H
#define ROLLBOOK_MAP_GRID_H

/*
 * One sheet as raw_row holds it. The cells of a sheet of ordinary size are taken apart once. The
 * rows of a large one stay JSON text, taken apart when somebody looks at a row, so that a sheet of
 * a million rows costs its text and little more.
 */

#include "pipeline/base/arena.h"
#include "pipeline/read/row_cursor.h"
#include "pipeline/warehouse/db.h"

/* A cell of raw_row.cells: [column, type, value, source?, flags?]. */
typedef struct GridCell {
    int col;        /* 1-based */
    char type;      /* s n b d t e x, as in 002_source.sql */
    unsigned flags; /* CELL_* of row_cursor.h */
    Str value;      /* canonical text; of a number as stored */
    Str source;     /* the file's own text where it differs, else empty */
    double number;  /* of type n */
} GridCell;

typedef struct GridRow {
    int64_t raw_row_id, row_number, parent_row_id; /* parent 0: none */
    Str json;
    const GridCell *cells; /* taken apart already; NULL: in a large sheet, when looked at */
    size_t count;
} GridRow;

typedef struct Grid {
    int64_t raw_sheet_id, source_file_id;
    int number; /* 1-based, in the file */
    Str name;
    bool hidden;
    const GridRow *rows;
    size_t count;
    const MergedRange *merged;
    size_t merged_count;
} Grid;

/* The sheets of one file, in order, with all their rows. In the arena. */
typedef struct GridBook {
    Grid *sheets;
    size_t count;
} GridBook;

/* Reads the sheets of files again and again: the statements are kept. */
typedef struct GridReader GridReader;
GridReader *grid_reader_open(Db *db, Error *err);
void grid_reader_close(GridReader *reader);
GridBook grid_reader_load(GridReader *reader, Arena *arena, int64_t source_file_id, Error *err);

/* The cells of one row, by column, in the arena. Cells without text are left out. */
size_t grid_row_cells(Arena *arena, const GridRow *row, const GridCell **cells);

/* The cell of a column; NULL where there is none. */
const GridCell *grid_find_cell(const GridCell *cells, size_t count, int col);

#endif
