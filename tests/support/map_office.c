#include "tests/support/map_office.h"

#include "pipeline/base/file.h"
#include "pipeline/base/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

static const char CENTERS[] = "center_code\tname_en\tname_th\tcalendar\n"
                              "HKW-003\tHway Ka Loke\tห้วยกะโหลก\tmlc\n"
                              "AYO-002\tAyo Hill\tอะโย\tmlc\n";

int open_office(void **state)
{
    static MapOffice office;
    office = (MapOffice){.arena = arena_create(), .merged = STR("[]"), .as_of = {2026, 11, 21}};
    strcpy(office.inputs, "/tmp/rollbook_map_XXXXXX");
    if (!mkdtemp(office.inputs))
        return -1;
    char path[128];
    snprintf(path, sizeof path, "%s/registry", office.inputs);
    file_make_folder(path, &office.err);
    snprintf(path, sizeof path, "%s/registry/centers.tsv", office.inputs);
    file_write(path, str_from(CENTERS), &office.err);
    office.db = db_open(":memory:", DB_CREATE, &office.err);
    warehouse_migrate(office.db, &office.err);
    office.config = config_load(office.arena, NULL, &office.err);
    office.log = log_create(LOG_QUIET);
    *state = &office;
    return error_ok(&office.err) ? 0 : -1;
}

int close_office(void **state)
{
    MapOffice *office = *state;
    db_close(office->db);
    log_free(office->log);
    arena_free(office->arena);
    file_remove_tree(office->inputs, &office->err);
    return 0;
}

int64_t add_file(MapOffice *office, const char *path)
{
    int64_t id = ++office->files;
    StrBuf sql = STRBUF_INIT;
    strbuf_appendf(&sql,
                   "INSERT INTO source_file (source_file_id, sha256, size, kind, first_run_id,"
                   " read_status) VALUES (%lld, '%064lld', 1, 'xlsx', %lld, 'read');"
                   "INSERT INTO source_path (source_file_id, path, first_run_id, last_run_id)"
                   " VALUES (%lld, '%s', 1, 1)",
                   (long long)id, (long long)id, (long long)id, (long long)id, path);
    db_exec(office->db, strbuf_cstr(&sql), &office->err);
    strbuf_free(&sql);
    return id;
}

void add_sheet(MapOffice *office, int64_t file, const char *name, const char *text)
{
    Stmt *sheet = db_prepare(office->db,
                             "INSERT INTO raw_sheet (source_file_id, number, name, merged) VALUES"
                             " (?1, (SELECT count(*) + 1 FROM raw_sheet WHERE source_file_id = ?1),"
                             " ?2, ?3)",
                             &office->err);
    stmt_bind_int(sheet, 1, file, &office->err);
    stmt_bind_cstr(sheet, 2, name, &office->err);
    stmt_bind_str(sheet, 3, office->merged, &office->err);
    stmt_run(sheet, &office->err);
    stmt_free(sheet);
    office->merged = STR("[]");
    int64_t id = db_last_id(office->db);
    Stmt *insert = db_prepare(office->db,
                              "INSERT INTO raw_row (raw_sheet_id, row_number, cells)"
                              " VALUES (?1, ?2, ?3)",
                              &office->err);
    StrBuf json = STRBUF_INIT;
    int row = 0;
    for (Str rest = str_from(text), line; str_split(&rest, '\n', &line);) {
        row++;
        int col = 0;
        strbuf_clear(&json);
        for (Str cells = line, cell; str_split(&cells, '|', &cell);) {
            col++;
            cell = str_trim(cell);
            bool number = cell.len > 0 && cell.len < 5;
            for (size_t i = 0; i < cell.len; i++)
                number &= cell.ptr[i] >= '0' && cell.ptr[i] <= '9';
            if (cell.len == 0)
                continue;
            strbuf_appendf(&json, "%s[%d,\"%c\",", json.len ? "," : "[", col, number ? 'n' : 's');
            if (number)
                strbuf_append(&json, cell);
            else
                json_append_string(&json, cell);
            strbuf_append_char(&json, ']');
        }
        if (json.len == 0)
            continue;
        strbuf_append_char(&json, ']');
        stmt_bind_int(insert, 1, id, &office->err);
        stmt_bind_int(insert, 2, row, &office->err);
        stmt_bind_str(insert, 3, strbuf_str(&json), &office->err);
        stmt_run(insert, &office->err);
    }
    strbuf_free(&json);
    stmt_free(insert);
}

void map_all(MapOffice *office)
{
    Batch batch = {.db = office->db,
                   .config = office->config,
                   .assets = &office->assets,
                   .log = office->log,
                   .inputs_dir = office->inputs,
                   .outputs_dir = office->inputs,
                   .as_of = office->as_of,
                   .run_id = 1};
    stage_map(&batch, &office->err);
    if (!error_ok(&office->err)) {
        char text[512];
        error_format(&office->err, text, sizeof text);
        fail_msg("%s", text);
    }
}

const char *ask(MapOffice *office, const char *sql)
{
    StrBuf buf = STRBUF_INIT;
    Stmt *stmt = db_prepare(office->db, sql, &office->err);
    while (stmt_step(stmt, &office->err)) {
        if (buf.len)
            strbuf_append_cstr(&buf, "; ");
        for (int c = 0; c < stmt_column_count(stmt); c++) {
            if (c)
                strbuf_append_char(&buf, ' ');
            strbuf_append(&buf, stmt_is_null(stmt, c) ? STR("-") : stmt_str(stmt, c));
        }
    }
    stmt_free(stmt);
    const char *text = arena_cstr(office->arena, strbuf_str(&buf));
    strbuf_free(&buf);
    if (!error_ok(&office->err))
        fail_msg("%s", office->err.message);
    return text;
}
