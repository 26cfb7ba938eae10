#ifndef ROLLBOOK_BASE_TSV_H
#define ROLLBOOK_BASE_TSV_H

/*
 * Tab-separated tables that people edit (dictionaries, registry, decisions): first line names the
 * columns; blank lines and lines that begin with # are skipped; CR LF and a BOM are allowed; no
 * quoting, but a field that a spreadsheet program wrapped in double quotes is unwrapped.
 */

#include "pipeline/base/arena.h"
#include "pipeline/base/error.h"

typedef struct TsvRow {
    int64_t line;      /* 1-based */
    const Str *fields; /* as many as the table has columns; missing ones are empty */
} TsvRow;

typedef struct Tsv {
    const Str *columns;
    size_t column_count;
    const TsvRow *rows;
    size_t row_count;
} Tsv;

/* Parses text, which must outlive the table; name is for messages. STATUS_CONFIG on failure. */
Tsv tsv_parse(Arena *arena, Str text, const char *name, Error *err);

/* Index of a column; -1 where there is none. */
int tsv_column(const Tsv *tsv, const char *name);

/* Index of a column that must be there: STATUS_CONFIG otherwise. */
int tsv_need(const Tsv *tsv, const char *name, const char *table, Error *err);

#endif
