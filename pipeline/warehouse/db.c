#include "pipeline/warehouse/db.h"

#include "pipeline/base/mem.h"

struct Db {
    sqlite3 *handle;
};

struct Stmt {
    sqlite3_stmt *handle;
};

static void fail(sqlite3 *handle, const char *sql, Error *err)
{
    int code = sqlite3_errcode(handle) & 0xFF;
    Status status = code == SQLITE_BUSY || code == SQLITE_LOCKED ? STATUS_LOCKED
                    : code == SQLITE_FULL                        ? STATUS_IO
                                                                 : STATUS_SQL;
    if (code == SQLITE_IOERR || code == SQLITE_CANTOPEN || code == SQLITE_READONLY)
        status = STATUS_IO;
    if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB)
        error_set(err, status, "%s: \"rollbook restore\" brings back the newest backup",
                  sqlite3_errmsg(handle));
    else if (sql)
        error_set(err, status, "%s, in: %.120s", sqlite3_errmsg(handle), sql);
    else
        error_set(err, status, "%s", sqlite3_errmsg(handle));
}

Db *db_open(const char *path, DbMode mode, Error *err)
{
    if (!error_ok(err))
        return NULL;
    int flags = mode == DB_READ    ? SQLITE_OPEN_READONLY
                : mode == DB_WRITE ? SQLITE_OPEN_READWRITE
                                   : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    /* Nobody asks how much memory SQLite holds, and counting it takes a lock for each allocation.
     * Once SQLite runs the call is refused and changes nothing. */
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    Db *db = x_new(Db);
    if (sqlite3_open_v2(path, &db->handle, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK) {
        fail(db->handle, NULL, err);
        error_place(err, (SourceRef){.file = path});
        db_close(db);
        return NULL;
    }
    sqlite3_extended_result_codes(db->handle, 1);
    sqlite3_busy_timeout(db->handle, 2000);
    /* Views of ours call no function with side effects; a hostile file's might. */
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    db_exec(db, "PRAGMA foreign_keys = ON", err);
    if (!error_ok(err)) {
        error_place(err, (SourceRef){.file = path});
        db_close(db);
        return NULL;
    }
    return db;
}

void db_close(Db *db)
{
    if (!db)
        return;
    sqlite3_close_v2(db->handle);
    x_free(db);
}

void db_copy(Db *from, Db *to, Error *err)
{
    if (!error_ok(err))
        return;
    sqlite3_backup *copy = sqlite3_backup_init(to->handle, "main", from->handle, "main");
    int code = copy ? sqlite3_backup_step(copy, -1) : SQLITE_ERROR;
    /* Errors of either database are told by the one that is written. */
    if (sqlite3_backup_finish(copy) != SQLITE_OK || code != SQLITE_DONE)
        fail(to->handle, NULL, err);
}

void db_exec(Db *db, const char *sql, Error *err)
{
    if (!error_ok(err))
        return;
    if (sqlite3_exec(db->handle, sql, NULL, NULL, NULL) != SQLITE_OK)
        fail(db->handle, sql, err);
}

void db_begin(Db *db, Error *err)
{
    db_exec(db, "BEGIN IMMEDIATE", err);
}

void db_commit(Db *db, Error *err)
{
    db_exec(db, "COMMIT", err);
}

void db_rollback(Db *db)
{
    if (db && !sqlite3_get_autocommit(db->handle))
        sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
}

void db_trust_references(Db *db, Error *err)
{
    db_exec(db, "PRAGMA foreign_keys = OFF", err);
}

void db_check_references(Db *db, Error *err)
{
    Stmt *lost = db_prepare(
        db, "SELECT \"table\", rowid, parent FROM pragma_foreign_key_check LIMIT 1", err);
    if (stmt_step(lost, err))
        error_set(
            err, STATUS_SQL, "row %lld of table %.*s refers to a row of %.*s that is not there",
            (long long)stmt_int(lost, 1), STR_ARG(stmt_str(lost, 0)), STR_ARG(stmt_str(lost, 2)));
    stmt_free(lost);
}

int64_t db_int(Db *db, const char *sql, Error *err)
{
    Stmt *stmt = db_prepare(db, sql, err);
    int64_t value = stmt_step(stmt, err) ? stmt_int(stmt, 0) : 0;
    stmt_free(stmt);
    return value;
}

int64_t db_last_id(Db *db)
{
    return sqlite3_last_insert_rowid(db->handle);
}

int64_t db_changes(Db *db)
{
    return sqlite3_changes64(db->handle);
}

sqlite3 *db_handle(Db *db)
{
    return db->handle;
}

const char *db_shared_file(Db *db, Error *err)
{
    const char *path = sqlite3_db_filename(db->handle, "main");
    Stmt *mode = db_prepare(db, "PRAGMA journal_mode", err);
    bool is_wal = stmt_step(mode, err) && str_is(stmt_str(mode, 0), "wal");
    stmt_free(mode);
    return is_wal && path && path[0] ? path : NULL;
}

Stmt *db_prepare(Db *db, const char *sql, Error *err)
{
    if (!error_ok(err))
        return NULL;
    Stmt *stmt = x_new(Stmt);
    if (sqlite3_prepare_v2(db->handle, sql, -1, &stmt->handle, NULL) != SQLITE_OK) {
        fail(db->handle, sql, err);
        stmt_free(stmt);
        return NULL;
    }
    return stmt;
}

void stmt_free(Stmt *stmt)
{
    if (!stmt)
        return;
    sqlite3_finalize(stmt->handle);
    x_free(stmt);
}

static void check(Stmt *stmt, int code, Error *err)
{
    if (code != SQLITE_OK)
        fail(sqlite3_db_handle(stmt->handle), sqlite3_sql(stmt->handle), err);
}

void stmt_bind_int(Stmt *stmt, int index, int64_t value, Error *err)
{
    if (error_ok(err))
        check(stmt, sqlite3_bind_int64(stmt->handle, index, value), err);
}

void stmt_bind_double(Stmt *stmt, int index, double value, Error *err)
{
    if (error_ok(err))
        check(stmt, sqlite3_bind_double(stmt->handle, index, value), err);
}

void stmt_bind_str(Stmt *stmt, int index, Str value, Error *err)
{
    if (error_ok(err))
        check(stmt,
              sqlite3_bind_text64(stmt->handle, index, value.ptr, value.len, SQLITE_TRANSIENT,
                                  SQLITE_UTF8),
              err);
}

void stmt_bind_kept(Stmt *stmt, int index, Str value, Error *err)
{
    if (error_ok(err))
        check(stmt,
              sqlite3_bind_text64(stmt->handle, index, value.ptr, value.len, SQLITE_STATIC,
                                  SQLITE_UTF8),
              err);
}

void stmt_bind_blob(Stmt *stmt, int index, Str value, Error *err)
{
    if (error_ok(err))
        check(stmt,
              sqlite3_bind_blob64(stmt->handle, index, value.ptr, value.len, SQLITE_TRANSIENT),
              err);
}

void stmt_bind_cstr(Stmt *stmt, int index, const char *value, Error *err)
{
    stmt_bind_str(stmt, index, value ? str_from(value) : (Str){NULL, 0}, err);
}

void stmt_bind_null(Stmt *stmt, int index, Error *err)
{
    if (error_ok(err))
        check(stmt, sqlite3_bind_null(stmt->handle, index), err);
}

void stmt_bind_text_or_null(Stmt *stmt, int index, Str value, Error *err)
{
    stmt_bind_str(stmt, index, value.len ? value : (Str){NULL, 0}, err);
}

void stmt_run(Stmt *stmt, Error *err)
{
    while (stmt_step(stmt, err))
        ;
    if (stmt) {
        stmt_reset(stmt);
        sqlite3_clear_bindings(stmt->handle);
    }
}

bool stmt_step(Stmt *stmt, Error *err)
{
    if (!error_ok(err))
        return false;
    int code = sqlite3_step(stmt->handle);
    if (code == SQLITE_ROW)
        return true;
    if (code != SQLITE_DONE)
        fail(sqlite3_db_handle(stmt->handle), sqlite3_sql(stmt->handle), err);
    sqlite3_reset(stmt->handle);
    return false;
}

void stmt_reset(Stmt *stmt)
{
    if (stmt)
        sqlite3_reset(stmt->handle);
}

int64_t stmt_int(Stmt *stmt, int column)
{
    return sqlite3_column_int64(stmt->handle, column);
}

double stmt_double(Stmt *stmt, int column)
{
    return sqlite3_column_double(stmt->handle, column);
}

Str stmt_str(Stmt *stmt, int column)
{
    const char *text = (const char *)sqlite3_column_text(stmt->handle, column);
    return (Str){text, text ? (size_t)sqlite3_column_bytes(stmt->handle, column) : 0};
}

bool stmt_is_null(Stmt *stmt, int column)
{
    return sqlite3_column_type(stmt->handle, column) == SQLITE_NULL;
}

int stmt_column_count(Stmt *stmt)
{
    return sqlite3_column_count(stmt->handle);
}

const char *stmt_column_name(Stmt *stmt, int column)
{
    return sqlite3_column_name(stmt->handle, column);
}

sqlite3_stmt *stmt_handle(Stmt *stmt)
{
    return stmt->handle;
}
