/* Backups: checked, rotated, restored; damage and broken chains are found. */

#include "tests/support/test.h"

#include "pipeline/base/strbuf.h"
#include "pipeline/warehouse/backup.h"
#include "pipeline/warehouse/batch.h"
#include "pipeline/warehouse/warehouse.h"

static Db *make_warehouse(Arena *arena, const char *folder, Error *err)
{
    Db *db = db_open(file_join(arena, folder, "warehouse.db"), DB_CREATE, err);
    warehouse_migrate(db, err);
    audit_append(db, 0, "run", "first", err);
    audit_append(db, 0, "run", "second", err);
    return db;
}

static int faults_of(Db *db, Error *err)
{
    StrBuf report = STRBUF_INIT;
    int faults = backup_verify(db, &report, err);
    assert_int_equal(faults == 0, report.len == 0);
    strbuf_free(&report);
    return faults;
}

static void seven_nights_and_twelve_months_are_kept(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    const char *folder = test_folder(arena);
    Error err = {0};
    Db *db = make_warehouse(arena, folder, &err);
    const char *backups = file_join(arena, folder, "backups");
    file_make_folder(backups, &err);
    /* A night a day for sixteen months; only the names matter to the rotation. */
    for (Date day = {2025, 8, 1}; date_cmp(day, (Date){2026, 11, 20}) <= 0;
         day = date_add_days(day, 1)) {
        char iso[DATE_TEXT_SIZE];
        date_format_iso(day, iso);
        file_write(file_join(arena, backups, arena_printf(arena, "warehouse-%s.db", iso).ptr),
                   STR("x"), &err);
    }
    file_write(file_join(arena, backups, "notes.txt"), STR("mine"), &err);
    backup_rotate(db, backups, (Date){2026, 11, 21}, &err);
    assert_ok(err);
    FileList files = file_walk(arena, backups, &err);
    assert_int_equal(files.count, 1 + BACKUP_NIGHTS + BACKUP_MONTHS - 1);
    assert_string_equal(files.paths[0], "notes.txt");
    assert_string_equal(files.paths[1], "warehouse-2025-12-31.db");
    assert_string_equal(files.paths[11], "warehouse-2026-10-31.db");
    assert_string_equal(files.paths[12], "warehouse-2026-11-15.db");
    assert_string_equal(backup_newest(arena, backups),
                        file_join(arena, backups, "warehouse-2026-11-21.db"));
    db_close(db);
    test_folder_remove(folder);
    arena_free(arena);
}

static void a_restored_warehouse_is_the_one_that_was_saved(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    const char *folder = test_folder(arena);
    Error err = {0};
    Db *db = make_warehouse(arena, folder, &err);
    const char *copy = file_join(arena, folder, "copy.db");
    backup_copy(db, copy, &err);
    audit_append(db, 0, "run", "after the backup", &err);
    db_close(db);
    backup_restore(copy, folder, &err);
    assert_ok(err);
    assert_true(file_exists(file_join(arena, folder, "warehouse.db.before-restore")));
    Db *back = db_open(file_join(arena, folder, "warehouse.db"), DB_READ, &err);
    assert_int_equal(db_int(back, "SELECT count(*) FROM audit_log", &err), 2);
    assert_int_equal(faults_of(back, &err), 0);
    db_close(back);
    test_folder_remove(folder);
    arena_free(arena);
}

static void a_damaged_backup_is_refused_and_changes_nothing(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    const char *folder = test_folder(arena);
    Error err = {0};
    db_close(make_warehouse(arena, folder, &err));
    const char *whole = file_join(arena, folder, "warehouse.db");
    Str bytes = file_read(arena, whole, 64 << 20, &err);
    StrBuf damaged = STRBUF_INIT;
    strbuf_append(&damaged, bytes);
    memset(damaged.ptr + damaged.len / 2, 0x5A, 4096);
    const char *bad = file_join(arena, folder, "bad.db");
    file_write(bad, strbuf_str(&damaged), &err);
    assert_ok(err);
    backup_restore(bad, folder, &err);
    assert_int_equal(status_exit_code(err.status), 4);
    Error again = {0};
    assert_true(str_eq(file_read(arena, whole, 64 << 20, &again), bytes));
    strbuf_free(&damaged);
    test_folder_remove(folder);
    arena_free(arena);
}

static void a_changed_or_removed_line_breaks_the_audit_chain(void **state)
{
    (void)state;
    static const char *const TAMPERINGS[] = {
        "UPDATE audit_log SET detail = 'other' WHERE audit_log_id = 1",
        "DELETE FROM audit_log WHERE audit_log_id = 1",
    };
    for (size_t i = 0; i < COUNT_OF(TAMPERINGS); i++) {
        Error err = {0};
        Db *db = db_open(":memory:", DB_CREATE, &err);
        warehouse_migrate(db, &err);
        audit_append(db, 0, "run", "first", &err);
        audit_append(db, 0, "run", "second", &err);
        assert_int_equal(faults_of(db, &err), 0);
        db_exec(db, TAMPERINGS[i], &err);
        assert_int_equal(faults_of(db, &err), 1);
        assert_ok(err);
        db_close(db);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(seven_nights_and_twelve_months_are_kept),
        cmocka_unit_test(a_restored_warehouse_is_the_one_that_was_saved),
        cmocka_unit_test(a_damaged_backup_is_refused_and_changes_nothing),
        cmocka_unit_test(a_changed_or_removed_line_breaks_the_audit_chain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
