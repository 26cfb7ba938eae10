#ifndef ROLLBOOK_LINK_TABLE_READ_H
#define ROLLBOOK_LINK_TABLE_READ_H

/*
 * A file as a LinkTable: delimited text in any encoding, or the first sheet of a workbook. It is
 * read by pipeline/read, as everything is; the first row names the columns. Only wanted columns
 * are interned: a million rows do not fit twice.
 */

#include "pipeline/base/arena.h"
#include "pipeline/link/link_table.h"

enum { TABLE_HEADER_MAX = 1024 };

/* Names of the columns, in the arena; those past TABLE_HEADER_MAX are not seen. */
typedef struct TableHeader {
    Str *names;
    int count;
} TableHeader;

TableHeader table_read_header(Arena *arena, const char *path, Error *err);

/*
 * Adds the rows of a file as a new source. Column i of the table takes the file's column of the
 * same name; one that the file lacks is STATUS_INPUT. Unless `verbatim`, values lose blanks at
 * their ends, runs of blanks become one, and ASCII letters are made small. The result does not
 * depend on the number of threads.
 */
void table_read_add(LinkTable *table, const char *path, const bool *verbatim, int threads,
                    Error *err);

#endif
