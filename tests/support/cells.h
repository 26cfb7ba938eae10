#ifndef ROLLBOOK_TESTS_CELLS_H
#define ROLLBOOK_TESTS_CELLS_H

/* What a reader makes of some bytes, as one line of text: for tables of cases. */

#include "pipeline/base/strbuf.h"
#include "pipeline/read/row_cursor.h"

/*
 * Every cell of a sheet: "A1 s:Naw B1 d:2024-01-01 ..." with the letters s n b d t e x of raw_row;
 * "+flags" follows the letter where any of `flags` is set. A failure gives "! message" at the end.
 */
void cells_of(Str bytes, const ReadOptions *options, size_t sheet, unsigned flags, StrBuf *out);

/* The same of a cursor, which is closed. */
void cells_of_rows(RowCursor *rows, unsigned flags, StrBuf *out, Error *err);

/* Fails the test where the text is not the expected one. */
void cells_expect(const char *what, Str bytes, size_t sheet, unsigned flags, const char *expected);

#endif
