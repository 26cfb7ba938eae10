#ifndef ROLLBOOK_CLI_TABLE_OUT_H
#define ROLLBOOK_CLI_TABLE_OUT_H

/* Rows of a query as tab-separated lines on a stream. */

#include "pipeline/warehouse/db.h"

#include <stdio.h>

/*
 * Prints "# heading" and one line for each row; an empty line after. Nothing where there is no row.
 * Control characters within a value become blanks, NULL becomes "-". Returns the number of rows.
 */
int64_t table_out(FILE *out, const char *heading, Stmt *stmt, Error *err);

#endif
