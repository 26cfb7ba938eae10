#include "tests/support/night.h"

#include "pipeline/warehouse/warehouse.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

void night_ok(const Error *err)
{
    char line[1024];
    error_format(err, line, sizeof line);
    if (!error_ok(err))
        fail_msg("%s", line);
}

Night night_open(const char *as_of)
{
    Error err = {0};
    Night night = {.arena = arena_create()};
    night.config = config_load(night.arena, NULL, &err);
    night.db = db_open(":memory:", DB_CREATE, &err);
    warehouse_migrate(night.db, &err);
    night_ok(&err);
    night.batch = (Batch){.db = night.db,
                          .config = night.config,
                          .log = log_create(LOG_QUIET),
                          .inputs_dir = "inputs",
                          .outputs_dir = "outputs",
                          .run_id = 1};
    date_parse_iso(str_from(as_of), &night.batch.as_of);
    night_sql(&night, arena_printf(night.arena,
                                   "INSERT INTO run (run_id, as_of, status, program_version,"
                                   " started_at) VALUES (1, '%s', 'running', 't', 't')",
                                   as_of)
                          .ptr);
    return night;
}

void night_close(Night *night)
{
    log_free(night->batch.log);
    db_close(night->db);
    arena_free(night->arena);
}

void night_sql(Night *night, const char *sql)
{
    Error err = {0};
    db_exec(night->db, sql, &err);
    night_ok(&err);
}

const char *night_text(Night *night, const char *sql)
{
    Error err = {0};
    Stmt *stmt = db_prepare(night->db, sql, &err);
    const char *text = "";
    if (stmt_step(stmt, &err))
        text = stmt_is_null(stmt, 0) ? "NULL" : arena_cstr(night->arena, stmt_str(stmt, 0));
    stmt_free(stmt);
    night_ok(&err);
    return text;
}

int64_t night_int(Night *night, const char *sql)
{
    Error err = {0};
    int64_t value = db_int(night->db, sql, &err);
    night_ok(&err);
    return value;
}
