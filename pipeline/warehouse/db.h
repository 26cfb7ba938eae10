#ifndef ROLLBOOK_WAREHOUSE_DB_H
#define ROLLBOOK_WAREHOUSE_DB_H

/*
 * SQLite behind our sticky Error. A Db is one connection, a Stmt one prepared statement; both are
 * owned by who opened them. Failures are STATUS_SQL with SQLite's message and the statement's
 * start, STATUS_LOCKED where another connection holds the file, STATUS_IO where the disk is full.
 */

#include "pipeline/base/arena.h"
#include "pipeline/base/error.h"

#include <sqlite3.h>

typedef struct Db Db;
typedef struct Stmt Stmt;

typedef enum DbMode {
    DB_READ,   /* must exist; nothing can be changed through it */
    DB_WRITE,  /* must exist */
    DB_CREATE, /* made where it is missing */
} DbMode;

/* Opens a database file; ":memory:" is allowed. Foreign keys are followed. */
Db *db_open(const char *path, DbMode mode, Error *err);
void db_close(Db *db); /* NULL is allowed; rolls an open transaction back */

/*
 * Makes one database a copy of another, page by page, as it stands at one moment whatever other
 * connections do. `to` is empty or is overwritten.
 */
void db_copy(Db *from, Db *to, Error *err);

/* Runs every statement in sql, which returns no rows that anyone reads. */
void db_exec(Db *db, const char *sql, Error *err);

void db_begin(Db *db, Error *err); /* BEGIN IMMEDIATE */
void db_commit(Db *db, Error *err);
void db_rollback(Db *db); /* harmless without a transaction */

/*
 * SQLite follows the foreign keys of each row as it is written, and opens the parent's table anew
 * for it: half of what the row costs. Who writes very many rows, all its own, trusts them while it
 * writes (begun outside of a transaction) and has all of them followed at once before it commits.
 */
void db_trust_references(Db *db, Error *err);

/* STATUS_SQL where a row of any table refers to one that is not there. */
void db_check_references(Db *db, Error *err);

/* The first column of the first row; 0 where there is no row. */
int64_t db_int(Db *db, const char *sql, Error *err);

int64_t db_last_id(Db *db);
int64_t db_changes(Db *db);
sqlite3 *db_handle(Db *db);

/* The database's file, borrowed; NULL where no second connection can read it while this one writes.
 */
const char *db_shared_file(Db *db, Error *err);

Stmt *db_prepare(Db *db, const char *sql, Error *err);
void stmt_free(Stmt *stmt); /* NULL is allowed */

/* Parameters are numbered from 1. Text is copied. A NULL ptr in Str binds NULL. */
void stmt_bind_int(Stmt *stmt, int index, int64_t value, Error *err);
void stmt_bind_double(Stmt *stmt, int index, double value, Error *err);
void stmt_bind_str(Stmt *stmt, int index, Str value, Error *err);
void stmt_bind_cstr(Stmt *stmt, int index, const char *value, Error *err); /* NULL binds NULL */
void stmt_bind_null(Stmt *stmt, int index, Error *err);
/* Text that stays where it is until the statement is run, reset or bound anew: it is not copied. */
void stmt_bind_kept(Stmt *stmt, int index, Str value, Error *err);
/* Bytes of any kind, for a BLOB; stmt_str gives them back. Copied. */
void stmt_bind_blob(Stmt *stmt, int index, Str value, Error *err);
/* Text, or NULL where it is empty: how an empty cell is stored. */
void stmt_bind_text_or_null(Stmt *stmt, int index, Str value, Error *err);

/* Runs to the end and resets; bindings are cleared. For statements without rows. */
void stmt_run(Stmt *stmt, Error *err);

/* Moves to the next row; false at the end (then reset) and on failure. */
bool stmt_step(Stmt *stmt, Error *err);
void stmt_reset(Stmt *stmt);

/* Columns are numbered from 0. Text is borrowed until the next step, reset or free. */
int64_t stmt_int(Stmt *stmt, int column);
double stmt_double(Stmt *stmt, int column);
Str stmt_str(Stmt *stmt, int column); /* {NULL, 0} for NULL */
bool stmt_is_null(Stmt *stmt, int column);
int stmt_column_count(Stmt *stmt);
const char *stmt_column_name(Stmt *stmt, int column);
sqlite3_stmt *stmt_handle(Stmt *stmt);

#endif
