/* Workers that misbehave, and the read stage over a folder of good and bad files. */

#include "pipeline/base/file.h"
#include "pipeline/base/mem.h"
#include "pipeline/read/stage_read.h"
#include "pipeline/read/worker.h"
#include "tests/support/night.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

static void crash(void *context, WorkerOut *out, Error *err)
{
    (void)context;
    (void)out;
    (void)err;
    signal(SIGSEGV, SIG_DFL);
    raise(SIGSEGV);
}

static void fail_politely(void *context, WorkerOut *out, Error *err)
{
    (void)context;
    worker_send(out, 'X', STR("some rows"));
    error_set_at(err, STATUS_LIMIT, (SourceRef){.row = 7}, "too much");
}

static void leave(void *context, WorkerOut *out, Error *err)
{
    (void)context;
    (void)out;
    (void)err;
    _exit(3); /* as the allocator does when memory has run out */
}

__attribute__((unused)) /* under a sanitizer its test is left out */
static void
call_out(void *context, WorkerOut *out, Error *err)
{
    (void)context;
    (void)err;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    worker_send(out, 'X', fd < 0 && errno == EPERM ? STR("refused") : STR("connected"));
    /* Nor are the parent's files open. */
    worker_send(out, 'Y', write(*(int *)context, "x", 1) < 0 ? STR("closed") : STR("open"));
}

static Error end_of(WorkerTask task)
{
    Error err = {0};
    Worker worker;
    if (worker_start(&worker, task, NULL, false, &err))
        worker_finish(&worker, &err);
    return err;
}

static void a_worker_that_dies_costs_its_file_only(void **state)
{
    (void)state;
    Error err = end_of(crash);
    assert_int_equal(err.status, STATUS_FORMAT);
    assert_non_null(strstr(err.message, "failed on this file"));
    err = end_of(leave);
    assert_int_equal(err.status, STATUS_LIMIT);
    assert_non_null(strstr(err.message, "memory"));
    err = end_of(fail_politely);
    assert_int_equal(err.status, STATUS_LIMIT);
    assert_int_equal(err.row, 7);
    assert_string_equal(err.message, "too much");
}

static void a_worker_has_neither_network_nor_its_parents_files(void **state)
{
    (void)state;
#if !defined(__SANITIZE_ADDRESS__)
    Error err = {0};
    Worker worker;
    char type;
    Str payload;
    int fd = fcntl(STDERR_FILENO, F_DUPFD, 100);
    assert_true(worker_start(&worker, call_out, &fd, false, &err));
    assert_true(worker_receive(&worker, &type, &payload));
    assert_true(str_is(payload, "refused"));
    assert_true(worker_receive(&worker, &type, &payload));
    assert_true(str_is(payload, "closed"));
    assert_false(worker_receive(&worker, &type, &payload));
    worker_finish(&worker, &err);
    assert_true(error_ok(&err));
    close(fd);
#endif
}

static void add_file(Night *night, const char *folder, const char *path, Str bytes)
{
    Error err = {0};
    char sql[512];
    file_write(file_join(night->arena, folder, path), bytes, &err);
    assert_true(error_ok(&err));
    snprintf(sql, sizeof sql,
             "INSERT INTO source_file (sha256, size, kind, first_run_id) VALUES ('%s', %zu, "
             "'unknown', 1);"
             "INSERT INTO source_path (source_file_id, path, first_run_id, last_run_id)"
             " VALUES (last_insert_rowid(), '%s', 1, 1)",
             path, bytes.len, path);
    night_sql(night, sql);
}

static void files_become_rows_in_order_of_their_paths(void **state)
{
    (void)state;
    char folder[] = "/tmp/rollbook-read-XXXXXX";
    assert_non_null(mkdtemp(folder));
    Night night = night_open("2026-11-21");
    night.batch.inputs_dir = folder;
    add_file(&night, folder, "c.csv", STR("name,n\nNaw,1\n\n\"Saw \"\"H\"\"\",2\n"));
    add_file(&night, folder, "b.xlsx", STR("PK\x03\x04 not a workbook"));
    add_file(
        &night, folder, "a.xml",
        STR("<data id=\"f\">\n<child>\n<n>x</n><doc>\n<k>1</k></doc><doc><k>2</k></doc></child>\n"
            "</data>"));
    add_file(&night, folder, "gone.csv", STR("x"));
    unlink(file_join(night.arena, folder, "gone.csv"));
    Error err = {0};
    stage_read(&night.batch, &err);
    night_ok(&err);

    assert_string_equal(night_text(&night,
                                   "SELECT group_concat(path || ' ' || kind || ' ' ||"
                                   " read_status, '; ') FROM (SELECT * FROM source_file JOIN"
                                   " source_path USING (source_file_id) ORDER BY path)"),
                        "a.xml xml-odk read; b.xlsx xlsx refused; c.csv csv read; gone.csv unknown "
                        "refused");
    assert_string_equal(night_text(&night,
                                   "SELECT group_concat(name) FROM (SELECT name FROM raw_sheet"
                                   " ORDER BY raw_sheet_id)"),
                        "data,child,doc,1");
    assert_string_equal(
        night_text(&night, "SELECT group_concat(row_number || cells, ' ') FROM (SELECT *"
                           " FROM raw_row JOIN raw_sheet USING (raw_sheet_id)"
                           " WHERE name = '1' ORDER BY raw_row_id)"),
        "1[[1,\"s\",\"name\"],[2,\"s\",\"n\"]] 2[[1,\"s\",\"Naw\"],[2,\"s\",\"1\"]] "
        "4[[1,\"s\",\"Saw \\\"H\\\"\"],[2,\"s\",\"2\"]]");
    assert_string_equal(
        night_text(&night,
                   "SELECT group_concat(c.cells || ' in ' || p.cells, ' ') FROM (SELECT * FROM"
                   " raw_row ORDER BY raw_row_id) AS c JOIN raw_row AS p ON p.raw_row_id ="
                   " c.parent_row_id JOIN raw_sheet AS s ON s.raw_sheet_id = c.raw_sheet_id"
                   " WHERE s.name = 'doc'"),
        "[[1,\"s\",\"1\"]] in [[1,\"s\",\"x\"]] [[1,\"s\",\"2\"]] in [[1,\"s\",\"x\"]]");
    assert_string_equal(night_text(&night,
                                   "SELECT group_concat(rule || ' ' || severity) FROM (SELECT *"
                                   " FROM issue ORDER BY issue_id)"),
                        "file.damaged error,file.other_kind error");

    /* A second run has nothing to do, and repeats nothing. */
    stage_read(&night.batch, &err);
    night_ok(&err);
    assert_int_equal(night_int(&night, "SELECT count(*) FROM issue"), 2);
    assert_int_equal(night_int(&night, "SELECT count(*) FROM raw_sheet"), 4);
    night_close(&night);
    file_remove_tree(folder, &err);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_worker_that_dies_costs_its_file_only),
        cmocka_unit_test(a_worker_has_neither_network_nor_its_parents_files),
        cmocka_unit_test(files_become_rows_in_order_of_their_paths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
