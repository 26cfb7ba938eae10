#ifndef ROLLBOOK_CLI_LINE_TABLE_H
#define ROLLBOOK_CLI_LINE_TABLE_H

/*
 * A tab-separated file whose every line counts: commands that answer a file line by line print
 * exactly one line for each, blank ones too. (base/tsv.h skips blank lines and comments.)
 */

#include "pipeline/base/arena.h"
#include "pipeline/base/error.h"

enum { LINE_COLUMNS_MAX = 64 };

typedef struct LineTable {
    Str rest; /* not read yet */
    Str columns[LINE_COLUMNS_MAX];
    int column_count;
    Str fields[LINE_COLUMNS_MAX]; /* of the current line; missing ones are empty */
} LineTable;

/* Reads the whole file ("-": standard input) and its first line. STATUS_FORMAT where it is empty.
 */
LineTable line_table_open(Arena *arena, const char *path, Error *err);

/* Moves to the next line; false at the end. */
bool line_table_next(LineTable *table);

/* Index of a column; -1 where there is none. */
int line_table_column(const LineTable *table, const char *name);

/* Index of a column that must be there: STATUS_FORMAT otherwise. */
int line_table_need(const LineTable *table, const char *name, Error *err);

/* The current line's field; empty for column -1. */
Str line_table_field(const LineTable *table, int column);

/* All of standard input, at most max bytes (STATUS_LIMIT past that). */
Str read_standard_input(Arena *arena, size_t max, Error *err);

/* Cuts the next line off *rest, without its end (LF or CR LF); false where nothing is left. */
bool next_line(Str *rest, Str *line);

/* Prints a field: tabs and line ends, which would break the table, become blanks. */
void print_field(Str field);

#endif
