#ifndef ROLLBOOK_WAREHOUSE_PAGE_CHECK_H
#define ROLLBOOK_WAREHOUSE_PAGE_CHECK_H

/*
 * Whether the pages of a database file hang together, as https://sqlite.org/fileformat2.html has
 * it: every page is read and has one place (a tree, an overflow chain, the list of free pages);
 * cells lie within their page and apart, and leave the room that the page says; rows of tables are
 * in order; each row and index entry can be taken apart into columns.
 *
 * PRAGMA quick_check looks at the same and, column by column, at what SQLite itself makes sure of
 * whenever a row is written: types, NOT NULL, CHECK. That takes three times as long.
 */

#include "pipeline/base/strbuf.h"
#include "pipeline/warehouse/db.h"

/*
 * db: a connection to the file at path, which has no log beside it. The first fault found is
 * appended to report as a line, and 1 is returned; 0: there is none. STATUS_SQL where the schema
 * cannot be read, STATUS_IO where the file cannot.
 */
int page_check(Db *db, const char *path, StrBuf *report, Error *err);

#endif
