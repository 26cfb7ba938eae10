#ifndef ROLLBOOK_TESTS_SUPPORT_SAMPLE_DOCUMENT_H
#define ROLLBOOK_TESTS_SUPPORT_SAMPLE_DOCUMENT_H

/* Invented documents for tests and benches of the writers. All names and numbers are made up. */

#include "reports/model/document.h"

/* Every kind of block once, in "en", "th" or "my". */
Document *sample_report(Arena *arena, const char *language);

/* Paragraphs in four languages, about `pages` pages of them. */
Document *sample_text(Arena *arena, int pages);

/* One register of that many rows and eight columns, names in four scripts. */
Document *sample_register(Arena *arena, int rows);

/* Pieces to build documents from. */
Value sample_int(int64_t integer);
Value sample_share(double share);
Value sample_string(const char *text);
Block sample_heading(Arena *arena, int level, const char *text);
Block sample_paragraph(Arena *arena, const char *text);
Block sample_table_block(const Table *table);

/* A table of text cells, row by row; every column FORMAT_PLAIN. */
Table *sample_table(Arena *arena, size_t columns, size_t rows, const char *const *cells);

#endif
