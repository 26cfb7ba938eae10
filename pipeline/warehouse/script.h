#ifndef ROLLBOOK_WAREHOUSE_SCRIPT_H
#define ROLLBOOK_WAREHOUSE_SCRIPT_H

/*
 * Steps written in SQL: the .sql assets of rules, load and measure. Beside the warehouse they see
 *
 *   setting      a temporary table of one row: as_of, run_id and the thresholds of rollbook.yaml
 *   fold(text)   case-folded text without blanks, marks of punctuation and zero-width characters:
 * what two spellings have in common where no script or sound is compared; NULL for nothing left
 *   short_digest(text)  the first 12 hexadecimal digits of its SHA-256
 */

#include "pipeline/warehouse/batch.h"

/* Makes `setting` and fold() on the batch's connection. Calling it again renews the row. */
void script_prepare(Batch *batch, Error *err);

/* fold(text) for loops in C: in the arena, empty for nothing left. */
Str script_fold(Arena *arena, Str text);

/* Runs every statement of one asset. A failure names it. */
void script_run(Batch *batch, const char *path, Error *err);

/* Runs every asset below a folder ("pipeline/load/sql/"), in byte order. */
void script_run_folder(Batch *batch, const char *folder, Error *err);

/* A TSV asset as a temporary table of TEXT columns named by its heading; empty fields are NULL. */
void script_load_table(Batch *batch, const char *path, const char *table, Error *err);

/* The value of a line "-- key: value" among the comment lines that open a text; NULL where there is
 * none. */
const char *script_heading(Arena *arena, Str text, const char *key);

/* The one SELECT of a text, without a closing semicolon, ready to be put between brackets. */
const char *script_select(Arena *arena, Str text);

#endif
