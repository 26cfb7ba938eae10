#ifndef ROLLBOOK_LINK_TABLE_CSV_H
#define ROLLBOOK_LINK_TABLE_CSV_H

/*
 * Delimited text as a LinkTable (RFC 4180; comma, semicolon or tab, told by the first line). Only
 * wanted columns are interned: a million rows do not fit twice.
 */

#include "pipeline/base/arena.h"
#include "pipeline/link/link_table.h"
#include "pipeline/link/model.h"

/* Names of the columns in the file's first line, in the arena. */
typedef struct CsvHeader {
    Str names[LINK_COLUMNS_MAX];
    int count;
} CsvHeader;

CsvHeader table_csv_header(Arena *arena, const char *path, Error *err);

/*
 * Adds the rows of a file as a new source. Column i of the table takes the file's column of the
 * same name; one that the file lacks is STATUS_INPUT. Unless `verbatim`, values lose blanks at
 * their ends, runs of blanks become one, and ASCII letters are made small.
 */
void table_csv_add(LinkTable *table, const char *path, const bool *verbatim, Error *err);

#endif
