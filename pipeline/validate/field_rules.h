#ifndef ROLLBOOK_VALIDATE_FIELD_RULES_H
#define ROLLBOOK_VALIDATE_FIELD_RULES_H

/*
 * Rules about one cell: ranges of numbers and dates, and codes. One table in field_rules.c declares
 * them all; what a cell's type is, map has seen to before.
 */

#include "pipeline/warehouse/batch.h"

/*
 * Checks every field rule on the staging rows of current submissions and adds an issue for each
 * cell that breaks one. Needs temp.setting and temp.mapped_column. Returns the number of issues.
 */
int64_t field_rules_run(Batch *batch, Error *err);

/*
 * The columns of a staging table that hold what the cell of one canonical field says;
 * NULL-terminated. Most fields are one column of the same name; a birth date is four.
 */
enum { FIELD_COLUMNS_MAX = 6 };
void field_columns(const char *field, const char *columns[FIELD_COLUMNS_MAX]);

#endif
