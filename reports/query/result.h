#ifndef ROLLBOOK_REPORTS_QUERY_RESULT_H
#define ROLLBOOK_REPORTS_QUERY_RESULT_H

/*
 * A query's rows, in memory and in the order the query gave them. Cells that disclosure control
 * hides keep their true number here, because totals need it, but result_at never gives it out.
 */

#include "reports/model/document.h"

typedef struct ResultColumn {
    Str name;
    bool numeric;    /* declared a number, or a number in some row */
    bool expression; /* computed by the query, not a column of a table */
} ResultColumn;

typedef struct ResultSet {
    const ResultColumn *columns;
    size_t column_count;
    size_t row_count;
    Value *values; /* row by row */
    bool *hidden;  /* the same shape */
} ResultSet;

/* Whether a column says where figures come from: "lineage" of a row's, "lineage_was" of one
 * column's. */
bool is_lineage(Str column);

/* Index of a column; -1 where there is none. */
int result_column(const ResultSet *result, Str name);

/* What may be shown: VALUE_HIDDEN for a hidden cell. */
Value result_at(const ResultSet *result, size_t row, size_t column);

/* For sums only; never shown before it is protected again. */
double result_true_number(const ResultSet *result, size_t row, size_t column);
bool result_is_hidden(const ResultSet *result, size_t row, size_t column);

/* The text of a cell as a key: dates and text as they are, numbers in their shortest form. */
Str result_key(Arena *arena, const ResultSet *result, size_t row, size_t column);

bool value_is_number(Value value);
double value_number(Value value); /* of a number, else 0 */

#endif
