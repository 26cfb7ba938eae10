#ifndef ROLLBOOK_REPORTS_QUERY_TABULATE_H
#define ROLLBOOK_REPORTS_QUERY_TABULATE_H

/*
 * Makes tables and figures of a query's rows, as a directive's attributes say. Without columns= a
 * row of the query is a row of the table; with it the rows are pivoted.
 *
 * - rows=grade,sex: columns that name the table's rows (1 to 3)
 * - columns=district,sex: columns whose values become the table's columns (1 or 2)
 * - rows=district@districts: all members of the dimension, from the query of that name
 * - value=children: what stands in the cells; several give a column each
 * - total=row|column|both: a last row, a last column of sums
 * - subtotal=grade: sums within the first of several rows= or columns=
 * - missing=zero|none|blank: a cell for which the query has no row (zero for counts)
 * - message=rule: the column holds keys of messages, which are filled with the row's other columns
 * - words=sex:sex: codes become labels, here the word "sex.F"
 * - format=share:percent: of a column, see words.h
 * - format_by=value:unit: of each cell, from another column: count, kg, share, rate or a format
 * - hidden_with=status:value: hidden wherever the other column is
 * - label=children:total: the column's label is the word "total" (see words_column)
 * - hide=code: not shown; columns `lineage` and `mark` never are
 * - blank=target: NULL is an empty cell, not "no data received"
 * - mark=status:color: the cell is marked by another column: good, middle, bad, error, warning
 * - comment=cell:text: a note on the cell from another column
 * - narrative=comment:indicator: the column is the staff's text
 * inputs/narrative/<period>/<indicator>.md
 * - group=center: a heading inside the table wherever the column changes
 * - heat=children: the column's cells are shaded by their size
 * - share=name:2: a column's width beside the others (1)
 * - notes="...": under the table; landscape=yes; empty="..." in place of a table without rows
 *
 * A column `lineage` gives what `rollbook lineage` takes for the row's figures, `lineage_x` for
 * those of column x. Sums are made from true values and hidden again where they are small.
 */

#include "reports/query/attribute.h"
#include "reports/query/protect.h"
#include "reports/query/words.h"

/* Known attributes of a table and of a chart, as attributes_check takes them. */
#define TABULATE_TABLE                                                                             \
    "rows columns value total subtotal missing words format format_by message hidden_with label "  \
    "hide "                                                                                        \
    "blank mark comment group "                                                                    \
    "heat share notes landscape from exempt dimension empty narrative"
#define TABULATE_CHART                                                                             \
    "x y series missing words format label notes target target_label x_label y_label from exempt " \
    "dimension empty"

/* All members of a dimension in their order: the first column of a query, labels in a column
 * `label`. */
typedef struct Members {
    Str column;
    const ResultSet *result;
} Members;

typedef struct Tabulate {
    Arena *arena;
    const Words *words;
    const Attributes *attributes;
    const ResultSet *result;
    const Protection *protection;
    bool beside; /* messages that nobody checked carry the English beside them */
    const Members *members;
    size_t member_count;
} Tabulate;

/* id, caption and notes are the caller's. STATUS_REFUSED for unknown columns and ambiguous cells.
 */
Table tabulate_table(const Tabulate *in, Error *err);
Figure tabulate_figure(const Tabulate *in, Error *err);

#endif
