#ifndef ROLLBOOK_MAP_COLUMNS_H
#define ROLLBOOK_MAP_COLUMNS_H

/*
 * Settles what each column of a table holds: its heading proposes, its contents confirm. Ambiguous
 * headings are resolved by the columns beside them (notes on headings: README.md).
 */

#include "pipeline/map/convert.h"
#include "pipeline/map/header.h"
#include "pipeline/map/record_kind.h"

typedef struct ColumnPlan {
    MapColumn *columns; /* one for each of the table's columns, in order */
    size_t count;
    int at[F_COUNT]; /* index of the column that holds a field; -1: none */
    Str layout;      /* the recognised fields' names, in column order */
} ColumnPlan;

/* What a column's heading and contents did not agree on, for the sender and the officer. */
typedef struct ColumnNote {
    size_t column;    /* index */
    const char *rule; /* column.unknown, column.contents, column.assumed, column.twice */
    Field field;      /* meant, or suggested */
    Str suggestion;   /* a known heading near to this one; may be empty */
} ColumnNote;

typedef struct ColumnNotes {
    ColumnNote *items;
    size_t count;
} ColumnNotes;

/* Everything in the arena. Looks at the first rows of the table only. */
ColumnPlan columns_settle(const MapTools *tools, Arena *arena, const Grid *grid,
                          const HeadTable *table, RecordKind kind, ColumnNotes *notes);

/*
 * The second pass, over all rows: votes of date columns, encoding of Burmese ones. Release the
 * encodings with columns_free.
 */
void columns_vote(const MapTools *tools, const Grid *grid, const HeadTable *table, Date list_date,
                  ColumnPlan *plan);
void columns_free(ColumnPlan *plan);

/* Proposes fields for a heading one or two letters from a known one; for kind recognition. */
FieldList columns_guess(const MapTools *tools, Arena *arena, Str heading, Suggestion *near);

#endif
