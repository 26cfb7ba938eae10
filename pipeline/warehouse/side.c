#include "pipeline/warehouse/side.h"

#include "pipeline/base/mem.h"
#include "pipeline/base/strbuf.h"

#include <stdio.h>

struct Side {
    Db *db; /* NULL: finished */
    unsigned char *pages;
    sqlite3_int64 size; /* bytes */
};

static void make_table(Db *db, Db *side, const char *table, Error *err)
{
    Stmt *like = db_prepare(db,
                            "SELECT sql FROM main.sqlite_schema WHERE tbl_name = ?1"
                            " AND sql IS NOT NULL ORDER BY rowid",
                            err);
    stmt_bind_cstr(like, 1, table, err);
    while (stmt_step(like, err)) {
        StrBuf sql = STRBUF_INIT;
        strbuf_append(&sql, stmt_str(like, 0));
        db_exec(side, strbuf_cstr(&sql), err);
        strbuf_free(&sql);
    }
    stmt_free(like);
}

Side *side_open(Db *db, const char *const *tables, size_t count, Error *err)
{
    if (!error_ok(err))
        return NULL;
    Side *side = x_new(Side);
    *side = (Side){.db = db_open(":memory:", DB_CREATE, err)};
    /* nothing is ever undone here: what fails is thrown away */
    db_exec(side->db, "PRAGMA page_size = 8192; PRAGMA journal_mode = OFF", err);
    db_trust_references(side->db, err);
    for (size_t i = 0; error_ok(err) && i < count; i++)
        make_table(db, side->db, tables[i], err);
    db_begin(side->db, err);
    if (error_ok(err))
        return side;
    side_close(side);
    return NULL;
}

Db *side_db(Side *side)
{
    return side ? side->db : NULL;
}

void side_finish(Side *side, Error *err)
{
    if (!side || !side->db)
        return;
    db_commit(side->db, err);
    if (error_ok(err)) {
        side->pages = sqlite3_serialize(db_handle(side->db), "main", &side->size, 0);
        if (!side->pages)
            error_set(err, STATUS_SQL, "%s", sqlite3_errmsg(db_handle(side->db)));
    }
    db_close(side->db);
    side->db = NULL;
}

void side_close(Side *side)
{
    if (!side)
        return;
    db_close(side->db);
    sqlite3_free(side->pages);
    x_free(side);
}

/* Makes the side one of the warehouse's databases: side1, or side2 where there is one that a
 * transaction still holds. Gives its number. */
static int attach(Db *db, Side *side, Error *err)
{
    int number =
        1 +
        (int)db_int(db, "SELECT count(*) FROM pragma_database_list WHERE name GLOB 'side?'", err);
    char name[16], sql[48];
    snprintf(name, sizeof name, "side%d", number);
    snprintf(sql, sizeof sql, "ATTACH ':memory:' AS %s", name);
    db_exec(db, sql, err);
    if (!error_ok(err))
        return number;
    unsigned char *pages = side->pages;
    side->pages = NULL; /* SQLite releases them, also where it fails */
    if (sqlite3_deserialize(db_handle(db), name, pages, side->size, side->size,
                            SQLITE_DESERIALIZE_FREEONCLOSE))
        error_set(err, STATUS_SQL, "%s", sqlite3_errmsg(db_handle(db)));
    return number;
}

/* All rows of a table; SQLite copies them as they lie where the warehouse's is empty. */
static void take_table(Db *db, int number, Str table, Error *err)
{
    StrBuf sql = STRBUF_INIT;
    strbuf_appendf(&sql, "INSERT INTO main.\"%.*s\" SELECT * FROM side%d.\"%.*s\"", STR_ARG(table),
                   number, STR_ARG(table));
    db_exec(db, strbuf_cstr(&sql), err);
    strbuf_free(&sql);
}

static void take_tables(Db *db, int number, Error *err)
{
    char sql[96];
    snprintf(sql, sizeof sql,
             "SELECT name FROM side%d.sqlite_schema WHERE type = 'table' ORDER BY rowid", number);
    Stmt *tables = db_prepare(db, sql, err);
    while (stmt_step(tables, err))
        take_table(db, number, stmt_str(tables, 0), err);
    stmt_free(tables);
}

void side_take(Db *db, Side *side, Error *err)
{
    side_finish(side, err);
    if (side && error_ok(err))
        take_tables(db, attach(db, side, err), err);
    side_close(side);
}

void side_forget(Db *db, Error *err)
{
    Stmt *sides = db_prepare(db,
                             "SELECT group_concat('DETACH ' || name, ';') FROM"
                             " (SELECT name FROM pragma_database_list WHERE name GLOB 'side?'"
                             " ORDER BY name)",
                             err);
    StrBuf sql = STRBUF_INIT;
    if (stmt_step(sides, err))
        strbuf_append(&sql, stmt_str(sides, 0));
    stmt_free(sides);
    db_exec(db, strbuf_cstr(&sql), err);
    strbuf_free(&sql);
}
