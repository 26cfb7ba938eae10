#ifndef ROLLBOOK_MAP_HEADER_H
#define ROLLBOOK_MAP_HEADER_H

/*
 * Finds the tables of a sheet by what stands in them: headings of one to three rows below titles,
 * merged or not, several tables below or beside each other, an HXL tag row between headings and
 * data, or a form with labels and values side by side.
 */

#include "pipeline/map/dictionary.h"
#include "pipeline/map/grid.h"

enum { TABLE_COLUMNS_MAX = 256 };

/* One column of a table's heading. */
typedef struct HeadColumn {
    int col;          /* 1-based */
    Str heading;      /* as typed, the rows joined by " / " */
    Str leaf;         /* the lowest row alone */
    FieldList fields; /* what it may mean; none: unknown */
    int month, year;  /* headed by a month; year 0: not told */
    int day;          /* headed by a day of the month */
} HeadColumn;

typedef struct HeadTable {
    size_t title_from, title_to; /* rows [from, to) above the heading */
    size_t head_from, head_to;   /* heading rows [from, to), HXL row included */
    size_t data_from, data_to;   /* rows [from, to) below it, up to the next table */
    HeadColumn *columns;
    size_t count;
    int first_col,
        last_col; /* of one of several tables side by side; 0: the sheet is all its own */
    /* A form: columns are labels, and these are their values and the rows they stand in. */
    const GridCell *form_cells;
    const size_t *form_rows;
} HeadTable;

typedef struct HeadTables {
    HeadTable *items;
    size_t count;
} HeadTables;

/* Everything in the arena. center: the center whose own headings count, may be empty. */
HeadTables header_find(Dictionary *dictionary, Arena *arena, const Grid *grid, Str center);

/*
 * Labels with a value behind them ("Month: June 2026", or the value in the next cell) in rows
 * [from, to). They tell what a table speaks of, or are a form of their own.
 */
typedef struct LabelPair {
    HeadColumn label;
    GridCell value;
    size_t row;
} LabelPair;

typedef struct LabelPairs {
    LabelPair *items;
    size_t count;
} LabelPairs;

LabelPairs header_pairs(Dictionary *dictionary, Arena *arena, const Grid *grid, size_t from,
                        size_t to, Str center);

/* True where a data row repeats the table's headings (a page break). */
bool header_is_repeated(Arena *scratch, const HeadTable *table, const GridCell *cells,
                        size_t count);

#endif
