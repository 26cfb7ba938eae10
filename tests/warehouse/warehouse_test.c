/* The database wrapper, migrations, the lock, issues and the audit chain. */

#include "tests/support/test.h"

#include "pipeline/base/digest.h"
#include "pipeline/warehouse/batch.h"
#include "pipeline/warehouse/issue.h"
#include "pipeline/warehouse/warehouse.h"

static void values_go_into_a_statement_and_come_back(void **state)
{
    (void)state;
    Error err = {0};
    Db *db = db_open(":memory:", DB_CREATE, &err);
    db_exec(db, "CREATE TABLE t (a INTEGER, b REAL, c TEXT, d TEXT) STRICT", &err);
    Stmt *insert = db_prepare(db, "INSERT INTO t VALUES (?1, ?2, ?3, ?4)", &err);
    stmt_bind_int(insert, 1, INT64_MAX, &err);
    stmt_bind_double(insert, 2, 0.1, &err);
    stmt_bind_str(insert, 3, STR("a\0b"), &err);
    stmt_bind_text_or_null(insert, 4, STR(""), &err);
    stmt_run(insert, &err);
    stmt_free(insert);
    Stmt *select = db_prepare(db, "SELECT a, b, c, d FROM t", &err);
    assert_true(stmt_step(select, &err));
    assert_true(stmt_int(select, 0) == INT64_MAX && stmt_double(select, 1) == 0.1);
    assert_true(str_eq(stmt_str(select, 2), STR("a\0b")));
    assert_true(stmt_is_null(select, 3) && stmt_str(select, 3).ptr == NULL);
    assert_false(stmt_step(select, &err));
    stmt_free(select);
    assert_ok(err);
    db_exec(db, "INSERT INTO nowhere VALUES (1)", &err);
    assert_int_equal(err.status, STATUS_SQL);
    assert_null(db_prepare(db, "SELECT 1", &err)); /* sticky: nothing is done after a failure */
    db_close(db);
}

static void a_lost_reference_is_refused_at_once_or_when_all_are_followed(void **state)
{
    (void)state;
    static const char TABLES[] = "CREATE TABLE parent (parent_id INTEGER PRIMARY KEY) STRICT;"
                                 "CREATE TABLE child (child_id INTEGER PRIMARY KEY,"
                                 " parent_id INTEGER REFERENCES parent) STRICT;"
                                 "INSERT INTO parent VALUES (1); INSERT INTO child VALUES (5, 1);";
    Error err = {0};
    Db *db = db_open(":memory:", DB_CREATE, &err);
    db_exec(db, TABLES, &err);
    db_check_references(db, &err);
    assert_ok(err);
    db_exec(db, "INSERT INTO child VALUES (6, 2)", &err);
    assert_int_equal(err.status, STATUS_SQL);
    err = (Error){0};
    db_trust_references(db, &err);
    db_exec(db, "INSERT INTO child VALUES (6, 2)", &err);
    assert_ok(err);
    db_check_references(db, &err);
    assert_int_equal(err.status, STATUS_SQL);
    assert_non_null(strstr(err.message, "row 6 of table child"));
    db_close(db);
}

static void a_fresh_warehouse_has_every_table_strict(void **state)
{
    (void)state;
    Error err = {0};
    Db *db = db_open(":memory:", DB_CREATE, &err);
    warehouse_migrate(db, &err);
    assert_ok(err);
    assert_int_equal(db_int(db, "PRAGMA user_version", &err), warehouse_version());
    static const char *const TABLES[] = {
        "run",
        "run_stage",
        "audit_log",
        "source_file",
        "source_path",
        "submission",
        "raw_sheet",
        "raw_row",
        "stg_register",
        "stg_attendance",
        "stg_center_month",
        "stg_center_profile",
        "stg_staff",
        "stg_incident",
        "stg_programme",
        "stg_placement",
        "issue",
        "link_record",
        "link_pair",
        "link_decision",
        "child",
        "child_record",
        "child_name",
        "child_event",
        "center",
        "district",
        "grade",
        "calendar_period",
        "enrolment",
        "attendance",
        "document_status",
        "document_number",
        "health_check",
        "programme_spell",
        "placement",
        "exam",
        "consent",
        "incident",
        "center_month",
        "center_profile",
        "staff",
        "visit",
        "problem",
        "outreach",
        "meeting",
        "indicator_value",
        "release",
        "release_cell",
    };
    for (size_t i = 0; i < COUNT_OF(TABLES); i++) {
        Stmt *find = db_prepare(db, "SELECT strict FROM pragma_table_list WHERE name = ?1", &err);
        stmt_bind_cstr(find, 1, TABLES[i], &err);
        assert_true(stmt_step(find, &err));
        assert_int_equal(stmt_int(find, 0), 1);
        stmt_free(find);
    }
    assert_int_equal(db_int(db,
                            "SELECT count(*) FROM pragma_table_list WHERE type = 'table' AND"
                            " schema = 'main' AND NOT strict AND name NOT LIKE 'sqlite%'",
                            &err),
                     0);
    assert_ok(err);
    db_close(db);
}

static void an_older_warehouse_is_carried_forward_and_a_newer_one_refused(void **state)
{
    (void)state;
    Error err = {0};
    Arena *arena = arena_create();
    Db *db = db_open(":memory:", DB_CREATE, &err);
    /* A warehouse that knows only the first schema file, with a run in it. */
    Str first = asset_read(NULL, arena, "pipeline/warehouse/schema/001_run.sql", &err);
    db_exec(db, arena_cstr(arena, first), &err);
    db_exec(db,
            "PRAGMA user_version = 1; INSERT INTO run (as_of, status, program_version, started_at)"
            " VALUES ('2025-01-01', 'done', '0', '2025-01-01T00:00:00Z')",
            &err);
    warehouse_migrate(db, &err);
    assert_ok(err);
    assert_int_equal(db_int(db, "SELECT count(*) FROM run", &err), 1);
    assert_int_equal(db_int(db, "PRAGMA user_version", &err), warehouse_version());
    db_exec(db, "PRAGMA user_version = 999", &err);
    warehouse_migrate(db, &err);
    assert_int_equal(err.status, STATUS_SQL);
    db_close(db);
    arena_free(arena);
}

static void a_second_writer_is_told_who_holds_the_lock(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    const char *folder = test_folder(arena);
    Error err = {0};
    Warehouse first = warehouse_open(folder, &err);
    assert_ok(err);
    Error second = {0};
    Warehouse refused = warehouse_open(folder, &second);
    assert_int_equal(second.status, STATUS_LOCKED);
    char process[32];
    snprintf(process, sizeof process, "process %ld", (long)getpid());
    assert_non_null(strstr(second.message, process));
    assert_null(refused.db);
    warehouse_close(&first);
    Warehouse third = warehouse_open(folder, &err);
    assert_ok(err);
    warehouse_close(&third);
    test_folder_remove(folder);
    arena_free(arena);
}

static void what_is_no_warehouse_is_refused_untouched(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    const char *folder = test_folder(arena);
    Error err = {0};
    const char *path = file_join(arena, folder, "warehouse.db");
    file_write(path,
               STR("this is a text, and it is longer than the header of a database, "
                   "which is one hundred bytes long."),
               &err);
    Error damaged = {0};
    Warehouse warehouse = warehouse_open(folder, &damaged);
    assert_int_equal(status_exit_code(damaged.status), 4);
    warehouse_close(&warehouse);
    Str kept = file_read(arena, path, 1000, &err);
    assert_true(str_starts_with(kept, STR("this is a text")));
    Error missing = {0};
    warehouse_read(file_join(arena, folder, "elsewhere"), &missing);
    assert_int_equal(missing.status, STATUS_INPUT);
    test_folder_remove(folder);
    arena_free(arena);
}

static void issues_keep_their_place_and_empty_parts_are_null(void **state)
{
    (void)state;
    Error err = {0};
    Db *db = db_open(":memory:", DB_CREATE, &err);
    warehouse_migrate(db, &err);
    IssueLog *log = issue_log_open(db, &err);
    issue_log_add(log,
                  &(Issue){.stage = "map",
                           .rule = "date.unreadable",
                           .severity = SEVERITY_ERROR,
                           .raw_row_id = 7,
                           .column = 3,
                           .field = "date_of_birth",
                           .value = STR("31/02/2014")},
                  &err);
    issue_log_close(log);
    assert_ok(err);
    assert_int_equal(
        db_int(db,
               "SELECT count(*) FROM issue WHERE severity = 'error' AND column_number ="
               " 3 AND sheet IS NULL AND source_file_id IS NULL AND expected IS NULL"
               " AND message_key = 'date.unreadable'",
               &err),
        1);
    db_close(db);
}

static void the_audit_log_is_a_chain(void **state)
{
    (void)state;
    Error err = {0};
    Db *db = db_open(":memory:", DB_CREATE, &err);
    warehouse_migrate(db, &err);
    audit_append(db, 0, "run", "first", &err);
    audit_append(db, 0, "run", "second", &err);
    assert_ok(err);
    Stmt *rows = db_prepare(
        db, "SELECT event, detail, logged_at, hash FROM audit_log ORDER BY audit_log_id", &err);
    char previous[DIGEST_TEXT_SIZE] = "";
    int count = 0;
    while (stmt_step(rows, &err)) {
        Digest *digest = digest_create();
        digest_update(digest, str_from(previous));
        for (int i = 0; i < 3; i++) {
            digest_update(digest, STR("\n"));
            digest_update(digest, stmt_str(rows, i));
        }
        digest_finish(digest, previous);
        assert_str(stmt_str(rows, 3), previous);
        count++;
    }
    assert_int_equal(count, 2);
    stmt_free(rows);
    db_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_go_into_a_statement_and_come_back),
        cmocka_unit_test(a_lost_reference_is_refused_at_once_or_when_all_are_followed),
        cmocka_unit_test(a_fresh_warehouse_has_every_table_strict),
        cmocka_unit_test(an_older_warehouse_is_carried_forward_and_a_newer_one_refused),
        cmocka_unit_test(a_second_writer_is_told_who_holds_the_lock),
        cmocka_unit_test(what_is_no_warehouse_is_refused_untouched),
        cmocka_unit_test(issues_keep_their_place_and_empty_parts_are_null),
        cmocka_unit_test(the_audit_log_is_a_chain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
