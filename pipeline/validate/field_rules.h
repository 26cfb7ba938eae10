#ifndef ROLLBOOK_VALIDATE_FIELD_RULES_H
#define ROLLBOOK_VALIDATE_FIELD_RULES_H

/*
 * Rules about one cell: ranges of numbers and dates, and codes. One table in field_rules.c declares
 * them all; what a cell's type is, map has seen to before.
 */

#include "pipeline/warehouse/db.h"

/*
 * Checks every field rule on the rows of temp.share (share.h) and adds what breaks one to
 * temp.found (pipeline/warehouse/rule.h).
 */
void field_rules_find(Db *db, Error *err);

/*
 * The columns of a staging table that hold what the cell of one canonical field says;
 * NULL-terminated. Most fields are one column of the same name; a birth date is four.
 */
enum { FIELD_COLUMNS_MAX = 6 };
void field_columns(const char *field, const char *columns[FIELD_COLUMNS_MAX]);

#endif
