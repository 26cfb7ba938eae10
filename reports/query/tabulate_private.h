#ifndef ROLLBOOK_REPORTS_QUERY_TABULATE_PRIVATE_H
#define ROLLBOOK_REPORTS_QUERY_TABULATE_PRIVATE_H

/* What listings, pivots and figures share. */

#include "reports/query/tabulate.h"

/* Index of a column that must be there: STATUS_REFUSED and 0 otherwise. */
size_t need_column(const Tabulate *in, Str name, Error *err);

/* How a column is shown: format= where given, else by what it holds. */
ValueFormat column_format(const Tabulate *in, size_t column);
Str column_label(const Tabulate *in, Str name);

/* The cell as the reader sees it: codes as words, NULL as empty, none or "Unknown". */
Value shown_value(const Tabulate *in, size_t row, size_t column);

/* A dimension's value as a heading: "Mae Sot", "September 2026", "Unknown". */
Str heading_text(const Tabulate *in, size_t row, size_t column);
Str heading_of(const Tabulate *in, size_t column, Value value);

/* The row's lineage reference; empty where the query has none. */
Str cell_reference(const Tabulate *in, size_t row, size_t column);

/* A sum of counts, hidden where it is small. */
Value sum_value(const Tabulate *in, double sum);

/* STATUS_REFUSED where format= names no format. */
void check_formats(const Tabulate *in, Error *err);

CellMark mark_parse(Str name);

Table pivot_table(const Tabulate *in, Error *err);

#endif
