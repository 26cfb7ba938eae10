#ifndef ROLLBOOK_READ_CELLS_H
#define ROLLBOOK_READ_CELLS_H

/*
 * For the readers only: a row under construction, and rows that wait to be handed out. Readers that
 * parse by push (XML) feed a piece of the file and queue the rows that it finished.
 */

#include "pipeline/read/workbook.h"

/* Cells of one row, in the order in which the file has them. Start from {0}. */
typedef struct CellList {
    Cell *items;
    size_t count, cap;
    bool unordered; /* a cell came at or before the column of the one before it */
} CellList;

void cell_list_clear(CellList *list);
void cell_list_free(CellList *list);

/* Room for one more cell; inline because every cell of every file passes here. */
Cell *cell_list_grow(CellList *list);
static inline Cell *cell_list_next(CellList *list) /* to be filled by the caller, in order */
{
    return list->count < list->cap ? &list->items[list->count++] : cell_list_grow(list);
}
static inline Cell *cell_list_add(CellList *list, int col)
{
    Cell *cell = cell_list_next(list);
    if (list->count > 1 && col <= cell[-1].col)
        list->unordered = true;
    *cell = (Cell){.col = col};
    return cell;
}

/* Sorts by column; of several cells in one column the last stays. */
void cell_list_settle(CellList *list);

/*
 * Serials and their kinds. Gives the cell its type by the kind of its number format: a number that
 * is no day (before the year 100, past 9999-12-31) stays a number.
 */
typedef enum NumberKind {
    KIND_NUMBER,
    KIND_DATE,    /* shows a day, perhaps with a time */
    KIND_TIME,    /* shows a time of day only */
    KIND_ELAPSED, /* [h]:mm */
    KIND_TEXT,
} NumberKind;

void cell_set_number(Cell *cell, double value, NumberKind kind, bool date_1904);

/* ISO 8601 date, date-time, or time of day ("2024-01-31T08:30:00.5Z"); false where it is none. */
bool cell_set_iso(Cell *cell, Str text);

/* Rows in waiting. Cells and text live in the queue's arena until every row was taken. */
typedef struct QueuedRow {
    int64_t number;
    int64_t repeat;         /* this many rows are the same, from number on */
    int64_t record, parent; /* of XML submissions, as in Row */
    size_t sheet;           /* index; readers that meet several sheets in one pass */
    size_t first, count;    /* its cells in the queue */
} QueuedRow;

typedef struct RowQueue {
    Arena *text;
    CellList cells;
    QueuedRow *rows;
    size_t count, cap, next;
    int64_t repeated; /* of the row at next */
} RowQueue;

RowQueue *row_queue_create(void);
void row_queue_free(RowQueue *queue);

/* Copies the cells and their texts. Returns the row, to be completed by the caller at once. */
QueuedRow *row_queue_add(RowQueue *queue, int64_t number, const Cell *cells, size_t count);

/*
 * The same without copying where no other row waits, as is the rule: the queue takes the cells and
 * their texts' arena, and the caller gets its own empty ones for the next row.
 */
QueuedRow *row_queue_hand_over(RowQueue *queue, int64_t number, CellList *cells, Arena **text);

/* Takes the next row; false where none waits (the queue then forgets what it held). */
bool row_queue_take(RowQueue *queue, Row *row);

/*
 * The same for one sheet: rows of sheets before it are dropped, rows of later ones stay. False with
 * *passed set where a row of a later sheet waits, so that none can follow.
 */
bool row_queue_take_of(RowQueue *queue, size_t sheet, Row *row, bool *passed);

/*
 * Reads a cursor to its end, puts its rows in order (rows may come backwards or in parts), marks
 * the anchors of merged ranges, and gives the rows again. For small sheets; closes inner.
 */
RowCursor *row_table(Workbook *workbook, RowCursor *inner, Error *err);

#endif
