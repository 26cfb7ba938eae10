#ifndef ROLLBOOK_REPORTS_QUERY_SQL_TEXT_H
#define ROLLBOOK_REPORTS_QUERY_SQL_TEXT_H

/* What can be told from a query's text alone: enough to refuse what SQLite would allow. */

#include "pipeline/base/str.h"

/*
 * Whether the outermost SELECT orders its rows: the words ORDER BY outside every parenthesis,
 * string, quoted name and comment.
 */
bool sql_has_outer_order(Str sql);

/* Whether nothing but blanks, comments and semicolons is there. */
bool sql_is_blank(Str sql);

#endif
