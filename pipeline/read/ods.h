#ifndef ROLLBOOK_READ_ODS_H
#define ROLLBOOK_READ_ODS_H

/* For ods.c and ods_cells.c: the state of reading an OpenDocument spreadsheet. */

#include "pipeline/read/grid.h"

enum { ODS_HIDDEN_STYLES_MAX = 256, ODS_REPEAT_MAX = 1 << 20 };

typedef struct OdsGrid {
    Grid grid;       /* must be first */
    int depth;       /* of elements */
    int table_depth; /* where the open table began; 0: none */
    int row_depth;   /* where the open row began; 0: none */
    int skip_depth;  /* inside what is no part of a cell: comments, drawings, nested tables */
    Str style;       /* the table style being defined */
    Str hidden_styles[ODS_HIDDEN_STYLES_MAX];
    size_t hidden_count;
    /* columns */
    int64_t column; /* next table-column */
    struct {
        int64_t from, to;
    } hidden_columns[64];
    size_t hidden_column_count;
    /* row */
    int64_t row_repeat;
    bool row_hidden;
    /* cell */
    bool in_cell, covered, in_paragraph, space;
    int paragraphs;
    int64_t cell_repeat;
    Cell cell;
    bool is_error;
    bool has_value; /* its value was an attribute: paragraphs are only how it looks */
    StrBuf text, value;
} OdsGrid;

/* What a cell's attributes say about its value; empty texts where they say nothing. */
typedef struct OdsValue {
    Str type, value, date, time, boolean, string;
} OdsValue;

/* Gives the cell its type and number. Returns the attribute that the value stands in. */
Str ods_set_value(Cell *cell, const OdsValue *value);

/* Hands the cell over, hidden where its row or column is, and moves on. */
void ods_add_cell(OdsGrid *self, Cell *cell, int64_t repeat);

/* Reads plain cells directly from the scanner's buffer, as many as follow; stops before others. */
void ods_scan_cells(OdsGrid *self, Error *err);

#endif
