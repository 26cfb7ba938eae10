#ifndef ROLLBOOK_REPORTS_LAYOUT_TABLE_PLAN_H
#define ROLLBOOK_REPORTS_LAYOUT_TABLE_PLAN_H

/* Measuring a table: every cell shaped once, then the size of its text, its width and its columns.
 */

#include "reports/layout/compose.h"

typedef struct PlanColumn {
    Mpt x, width;       /* padding included; x from the table's left edge */
    TextAnchor anchor;  /* of cells and label */
    bool marks;         /* room for a mark's shape before the text */
    Mpt least, natural; /* of its contents: without a line break inside a word, and on one line */
} PlanColumn;

struct TablePlan {
    TablePlan *next;
    const Table *table;
    bool landscape;
    Mpt size, width;
    PlanColumn *columns;
    const Paragraph **labels; /* one for each column */
    const Paragraph **spans;  /* one for each span */
    const Paragraph **cells;  /* row by row; NULL for an empty cell and beside a group's heading */
    const Str *comments;      /* distinct comments; a cell carries the letter of its own */
    size_t comment_count;
};

/* Measured at the first call, then remembered. */
const TablePlan *table_plan(Layout *layout, const Table *table);

/* True where a mark's shape is drawn beside the cell's text. */
bool cell_has_shape(const TableCell *cell);

/*
 * Whether a row's first heading says what the row above says, so that it need not be read again:
 * "Grade 5, girls" below "Grade 5, boys". Such rows stay together and the heading is drawn once.
 */
bool table_repeats_heading(const Table *table, size_t row);

/* How far a cell's text reaches past its column's right edge: a note's letter beside a number. */
Mpt cell_hang(const PlanColumn *column, const Paragraph *cell);

/* a, b, ... z, aa: letters, so that a note is never read as a digit of its number. */
Str comment_letter(Layout *layout, size_t index);

#endif
