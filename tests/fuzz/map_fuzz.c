/*
 * Any sheets at all are mapped: raw rows in, staged rows out, and what is staged holds together.
 * Rows end with newlines, cells with tabs; a form feed begins another sheet, a vertical tab another
 * file. A cell of digits is a number, "d:" begins a date, "<" is merged with the cell to its left.
 */

#include "pipeline/base/json.h"
#include "pipeline/base/mem.h"
#include "pipeline/map/kept.h"
#include "pipeline/warehouse/warehouse.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Loaded once: a fuzzer has no other place to keep them. */
typedef struct Fuzz {
    Db *db;
    MapTools tools;
    int uses;
} Fuzz;

static void must(const Error *err)
{
    if (!error_ok(err)) {
        fprintf(stderr, "%s\n", err->message);
        abort();
    }
}

static void open_fuzz(Fuzz *fuzz)
{
    enum { USES_MAX = 5000 }; /* what the tools remember would grow without end */
    Error err = {0};
    Assets assets = {0};
    if (!fuzz->db) {
        fuzz->db = db_open(":memory:", DB_CREATE, &err);
        warehouse_migrate(fuzz->db, &err);
    }
    if (fuzz->uses++ % USES_MAX == 0) {
        if (fuzz->uses > 1)
            map_tools_close(&fuzz->tools);
        map_tools_open(&fuzz->tools, &assets, "/nonexistent", (Date){2026, 11, 21}, &err);
        fuzz->tools.corrections = true;
    }
    must(&err);
}

static bool is_number(Str cell)
{
    for (size_t i = 0; i < cell.len; i++)
        if (cell.ptr[i] < '0' || cell.ptr[i] > '9')
            return false;
    return cell.len > 0 && cell.len < 15;
}

static void append_cell(StrBuf *json, int col, Str cell)
{
    bool date = str_starts_with(cell, STR("d:"));
    const char *type = date ? "d" : is_number(cell) ? "n" : "s";
    strbuf_appendf(json, "%s[%d,\"%s\",", json->len > 1 ? "," : "", col, type);
    if (is_number(cell)) {
        /* JSON has no leading zeros. */
        while (cell.len > 1 && cell.ptr[0] == '0')
            cell = str_slice(cell, 1, cell.len);
        strbuf_append(json, cell);
    } else {
        json_append_string(json, date ? str_slice(cell, 2, cell.len) : cell);
    }
    strbuf_append_char(json, ']');
}

static void add_rows(Db *db, int64_t sheet_id, Str text, StrBuf *merged, Error *err)
{
    enum { COLUMNS = 60, ROWS = 200 };
    Stmt *insert = db_prepare(
        db, "INSERT INTO raw_row (raw_sheet_id, row_number, cells) VALUES (?1, ?2, ?3)", err);
    StrBuf json = STRBUF_INIT;
    int row = 0;
    for (Str rest = text, line; row < ROWS && str_split(&rest, '\n', &line);) {
        int col = 0, anchor = 0;
        row++;
        strbuf_clear(&json);
        strbuf_append_char(&json, '[');
        for (Str cells = line, cell; col < COLUMNS && str_split(&cells, '\t', &cell);) {
            col++;
            if (str_is(cell, "<") && anchor) {
                strbuf_appendf(merged, "%s[%d,%d,%d,%d]", merged->len > 1 ? "," : "", row, anchor,
                               row, col);
            } else if (cell.len) {
                anchor = col;
                append_cell(&json, col, cell);
            }
        }
        strbuf_append_char(&json, ']');
        stmt_bind_int(insert, 1, sheet_id, err);
        stmt_bind_int(insert, 2, row, err);
        stmt_bind_str(insert, 3, strbuf_str(&json), err);
        stmt_run(insert, err);
    }
    strbuf_free(&json);
    stmt_free(insert);
}

static void add_sheets(Db *db, int64_t file, Str text, Error *err)
{
    Stmt *insert = db_prepare(db,
                              "INSERT INTO raw_sheet (source_file_id, number, name) VALUES"
                              " (?1, ?2, ?3)",
                              err);
    Stmt *merge = db_prepare(db, "UPDATE raw_sheet SET merged = ?2 WHERE raw_sheet_id = ?1", err);
    StrBuf merged = STRBUF_INIT;
    int number = 0;
    for (Str rest = text, sheet; number < 4 && str_split(&rest, '\f', &sheet);) {
        stmt_bind_int(insert, 1, file, err);
        stmt_bind_int(insert, 2, ++number, err);
        stmt_bind_cstr(insert, 3, number == 1 ? "Grade 3" : "Sheet", err);
        stmt_run(insert, err);
        int64_t id = db_last_id(db);
        strbuf_clear(&merged);
        strbuf_append_char(&merged, '[');
        add_rows(db, id, sheet, &merged, err);
        strbuf_append_char(&merged, ']');
        stmt_bind_int(merge, 1, id, err);
        stmt_bind_str(merge, 2, strbuf_str(&merged), err);
        stmt_run(merge, err);
    }
    strbuf_free(&merged);
    stmt_free(merge);
    stmt_free(insert);
}

/* Straight into the tables, as without a crew. */
static void write_piece(void *self, MapPiece *piece, Error *err)
{
    const MapStage *stage = self;
    map_writer_write(stage->writer, piece, submission_next_id(stage->submissions), err);
}

static void map_files(Fuzz *fuzz, int files, Error *err)
{
    static const char *const PATHS[] = {"HKW-003/2026-06/list 2026-06-20.xlsx",
                                        "HKW-003/2026-06/other.xlsx", "c.csv"};
    MapStage stage = {.tools = fuzz->tools,
                      .db = fuzz->db,
                      .writer = map_writer_open(fuzz->db, err),
                      .submissions = submission_set_create(),
                      .issues = issue_log_open(fuzz->db, err)};
    MapOutput out = {.full = write_piece, .self = &stage};
    MapRun run = {.tools = &stage.tools,
                  .reader = grid_reader_open(fuzz->db, err),
                  .out = &out,
                  .assumed = scope_empty()};
    for (int i = 0; i < files; i++) {
        MapFile file = {.source_file_id = i + 1,
                        .first_run_id = 1,
                        .path = str_from(PATHS[i]),
                        .sha256 = STR("0"),
                        .modified = STR(""),
                        .kind = STR("xlsx"),
                        .present = true,
                        .digest = STR("d")};
        size_t first = submission_count(stage.submissions);
        run.submissions = submission_set_create();
        file_map(&run, &file, err);
        map_output_flush(&out, err);
        submission_adopt(stage.submissions, run.submissions);
        submission_set_free(run.submissions);
        kept_remember(&stage, &file, first, err);
    }
    map_writer_flush(stage.writer, err);
    submission_resolve(stage.submissions, fuzz->db, 0.2, err);
    submission_write(stage.submissions, fuzz->db, err);
    kept_settle(&stage, err);
    fuzz->tools = stage.tools; /* what it remembered since */
    issue_log_close(stage.issues);
    submission_set_free(stage.submissions);
    map_writer_close(stage.writer);
    grid_reader_close(run.reader);
}

/* What every later stage takes for granted. */
static const char *const BROKEN[] = {
    "SELECT count(*) FROM stg_register WHERE birth_from > birth_to OR length(birth_from) <> 10",
    "SELECT count(*) FROM stg_register WHERE sex NOT IN ('F', 'M', 'X')",
    "SELECT count(*) FROM stg_register WHERE raw_row_id NOT IN (SELECT raw_row_id FROM raw_row)",
    ("SELECT count(*) FROM stg_register WHERE submission_id NOT IN"
     " (SELECT submission_id FROM submission WHERE status IN ('current', 'superseded'))"),
    "SELECT count(*) FROM stg_attendance WHERE month NOT GLOB '[12][0-9][0-9][0-9]-[01][0-9]'",
    "SELECT count(*) FROM stg_attendance WHERE days_present < 0 OR days_absent < 0",
    "SELECT count(*) FROM submission WHERE status = 'current' AND period_code IS NULL",
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static Fuzz fuzz;
    Error err = {0};
    open_fuzz(&fuzz);
    db_exec(fuzz.db, "BEGIN; PRAGMA defer_foreign_keys = ON", &err);
    int files = 0;
    Str all = {(const char *)data, size};
    for (Str rest = all, text; files < 3 && str_split(&rest, '\v', &text);) {
        files++;
        StrBuf sql = STRBUF_INIT;
        strbuf_appendf(&sql,
                       "INSERT INTO source_file (source_file_id, sha256, size, kind, first_run_id)"
                       " VALUES (%d, 'x%d', 1, 'xlsx', 1)",
                       files, files);
        db_exec(fuzz.db, strbuf_cstr(&sql), &err);
        strbuf_free(&sql);
        add_sheets(fuzz.db, files, text, &err);
    }
    map_files(&fuzz, files, &err);
    for (size_t i = 0; i < sizeof BROKEN / sizeof *BROKEN; i++)
        if (db_int(fuzz.db, BROKEN[i], &err) != 0) {
            fprintf(stderr, "%s\n", BROKEN[i]);
            abort();
        }
    must(&err);
    db_rollback(fuzz.db);
    return 0;
}
