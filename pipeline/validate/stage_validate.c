#include "pipeline/validate/stage_validate.h"

#include "pipeline/base/strbuf.h"
#include "pipeline/validate/field_rules.h"
#include "pipeline/validate/share.h"
#include "pipeline/warehouse/rule.h"

/* Puts back what the last check emptied, where the row is still there and the cell still empty. */
static void restore_emptied(Db *db, Error *err)
{
    Arena *arena = arena_create();
    Stmt *groups = db_prepare(
        db, "SELECT DISTINCT stg_table, field FROM stg_emptied ORDER BY stg_table, field", err);
    StrBuf sql = STRBUF_INIT;
    while (stmt_step(groups, err)) {
        const char *table = arena_cstr(arena, stmt_str(groups, 0));
        const char *field = arena_cstr(arena, stmt_str(groups, 1));
        strbuf_appendf(&sql,
                       "UPDATE %s AS t SET %s = e.value FROM stg_emptied e"
                       " WHERE e.stg_table = '%s' AND e.field = '%s'"
                       " AND e.stg_row_id = t.%s_id AND t.%s IS NULL;",
                       table, field, table, field, table, field);
    }
    stmt_free(groups);
    db_exec(db, strbuf_cstr(&sql), err);
    db_exec(db, "DELETE FROM stg_emptied", err);
    strbuf_free(&sql);
    arena_free(arena);
}

static bool table_has_column(Db *db, const char *table, const char *column, Error *err)
{
    Stmt *stmt = db_prepare(db, "SELECT 1 FROM pragma_table_info(?1) WHERE name = ?2", err);
    stmt_bind_cstr(stmt, 1, table, err);
    stmt_bind_cstr(stmt, 2, column, err);
    bool found = stmt_step(stmt, err);
    stmt_free(stmt);
    return found;
}

/* Empties one column in the rows that errors blame for a field, and notes what it held. */
static void empty_column(Db *db, const char *table, const char *field, const char *column,
                         Error *err)
{
    if (!table_has_column(db, table, column, err))
        return;
    StrBuf sql = STRBUF_INIT;
    strbuf_appendf(&sql,
                   "INSERT INTO stg_emptied (stg_table, stg_row_id, raw_row_id, field, value)"
                   " SELECT '%s', %s_id, raw_row_id, '%s', %s FROM %s WHERE %s IS NOT NULL"
                   " AND raw_row_id IN (SELECT raw_row_id FROM issue WHERE stage = 'validate'"
                   " AND severity = 'error' AND field = ?1) ORDER BY %s_id",
                   table, table, column, column, table, column, table);
    Stmt *note = db_prepare(db, strbuf_cstr(&sql), err);
    stmt_bind_cstr(note, 1, field, err);
    stmt_run(note, err);
    stmt_free(note);
    strbuf_clear(&sql);
    strbuf_appendf(&sql,
                   "UPDATE %s SET %s = NULL WHERE %s_id IN (SELECT stg_row_id FROM stg_emptied"
                   " WHERE stg_table = '%s' AND field = '%s')",
                   table, column, table, table, column);
    db_exec(db, strbuf_cstr(&sql), err);
    strbuf_free(&sql);
}

/* All rules have seen the cells as they were sent; now the ones in error are emptied. */
static void empty_blamed_cells(Db *db, Error *err)
{
    Arena *arena = arena_create();
    Stmt *blamed = db_prepare(db,
                              "SELECT DISTINCT 'stg_' || s.kind, i.field FROM issue i"
                              " JOIN submission s USING (submission_id)"
                              " WHERE i.stage = 'validate' AND i.severity = 'error'"
                              " AND i.raw_row_id IS NOT NULL AND i.field IS NOT NULL"
                              " ORDER BY 1, 2",
                              err);
    while (stmt_step(blamed, err)) {
        const char *table = arena_cstr(arena, stmt_str(blamed, 0));
        const char *field = arena_cstr(arena, stmt_str(blamed, 1));
        const char *columns[FIELD_COLUMNS_MAX];
        field_columns(field, columns);
        for (int i = 0; i < FIELD_COLUMNS_MAX && columns[i]; i++)
            empty_column(db, table, field, columns[i], err);
    }
    stmt_free(blamed);
    arena_free(arena);
}

/* What the last check left is gone before the rules look: they see what is committed. */
static void forget(Db *db, Error *err)
{
    db_begin(db, err);
    db_exec(db, "DELETE FROM issue WHERE stage = 'validate'", err);
    restore_emptied(db, err);
    db_commit(db, err);
}

static void note(Batch *batch, Error *err)
{
    db_begin(batch->db, err);
    int64_t issues = rules_note(batch->db, "validate", err);
    empty_blamed_cells(batch->db, err);
    db_commit(batch->db, err);
    if (error_ok(err))
        log_info(batch->log, "validate: %lld issues", (long long)issues);
}

/* Transactions of its own: validate runs before the night's. Killed between the two, the next run
 * checks anew. */
void stage_validate(Batch *batch, Error *err)
{
    forget(batch->db, err);
    shares_check(batch, err);
    note(batch, err);
    if (!error_ok(err))
        db_rollback(batch->db);
}
