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
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
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

static void compute(void *context, WorkerOut *out, Error *err)
{
    (void)context;
    (void)out;
    (void)err;
    for (volatile unsigned n = 0;; n = n + 1)
        ;
}

static void sleep_on(void *context, WorkerOut *out, Error *err)
{
    (void)context;
    worker_send(out, 'X', STR("a row"));
    (void)err;
    pause();
}

__attribute__((unused)) /* under a sanitizer its test is left out */
static void
eat(void *context, WorkerOut *out, Error *err)
{
    enum { BITE = 16 << 20 };
    (void)context;
    (void)out;
    (void)err;
    for (;;)
        memset(x_alloc(BITE), 1, BITE);
}

static Error end_of(WorkerTask task)
{
    Error err = {0};
    Worker worker;
    if (worker_start(&worker, task, NULL, false, &err))
        worker_finish(&worker, &err);
    return err;
}

static Error end_in_nursery(WorkerTask task)
{
    Error err = {0};
    Worker worker;
    WorkerNursery nursery;
    worker_nursery_open(&nursery, task, &err);
    if (worker_start_in(&nursery, &worker, NULL, &err))
        worker_finish(&worker, &err);
    worker_nursery_close(&nursery);
    return err;
}

/* Runs the test in a process of its own under a lower limit than the readers'. */
static void under_limit(int what, rlim_t value, void (*test)(void))
{
    pid_t pid = fork();
    if (pid == 0) {
        setrlimit((__rlimit_resource_t)what, &(struct rlimit){value, value});
        test();
        _exit(0); /* a failed assertion has ended the process otherwise */
    }
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* As assert_true, where cmocka has no test to leave. */
static void must(bool holds, const Error *err)
{
    if (!holds) {
        fprintf(stderr, "found: %d %s\n", (int)err->status, err->message);
        _exit(1);
    }
}

static void compute_for_a_second(void)
{
    Error err = end_of(compute);
    must(err.status == STATUS_LIMIT && strstr(err.message, "more than 1 s of computing"), &err);
    err = end_in_nursery(compute);
    must(err.status == STATUS_LIMIT && strstr(err.message, "more than 1 s of computing"), &err);
}

static void a_worker_that_computes_for_ever_is_ended(void **state)
{
    (void)state;
    under_limit(RLIMIT_CPU, 1, compute_for_a_second);
}

static void a_worker_that_hangs_is_ended(void **state)
{
    (void)state;
    Error err = {0};
    Worker worker;
    char type;
    Str payload;
    assert_true(worker_start(&worker, sleep_on, NULL, false, &err));
    worker.deadline_ms -= 299800; /* of the 300 s that it has */
    assert_false(worker_receive(&worker, &type, &payload));
    worker_finish(&worker, &err);
    assert_int_equal(err.status, STATUS_LIMIT);
    assert_non_null(strstr(err.message, "took longer"));
}

#if !defined(__SANITIZE_ADDRESS__)
static void eat_half_a_gibibyte(void)
{
    Error err = end_of(eat);
    must(err.status == STATUS_LIMIT && strstr(err.message, "more than 512 MiB of memory"), &err);
    err = end_in_nursery(eat);
    must(err.status == STATUS_LIMIT && strstr(err.message, "more than 512 MiB of memory"), &err);
}
#endif

static void a_worker_that_eats_memory_is_ended(void **state)
{
    (void)state;
#if !defined(__SANITIZE_ADDRESS__)
    under_limit(RLIMIT_AS, 512 << 20, eat_half_a_gibibyte);
#endif
}

static void a_nursery_begins_workers_like_any_other(void **state)
{
    (void)state;
    Error err = end_in_nursery(crash);
    assert_int_equal(err.status, STATUS_FORMAT);
    assert_non_null(strstr(err.message, "failed on this file"));
    err = end_in_nursery(fail_politely);
    assert_int_equal(err.row, 7);
    assert_string_equal(err.message, "too much");
#if !defined(__SANITIZE_ADDRESS__)
    Worker worker;
    WorkerNursery nursery;
    char type;
    Str payload;
    err = (Error){0};
    int fd = fcntl(STDERR_FILENO, F_DUPFD, 100);
    worker_nursery_open(&nursery, call_out, &err);
    for (int i = 0; i < 2; i++) {
        assert_true(worker_start_in(&nursery, &worker, &fd, &err));
        assert_true(worker_receive(&worker, &type, &payload));
        assert_true(str_is(payload, "refused"));
        assert_true(worker_receive(&worker, &type, &payload));
        assert_true(str_is(payload, "closed"));
        worker_finish(&worker, &err);
        assert_true(error_ok(&err));
    }
    worker_nursery_close(&nursery);
    close(fd);
#endif
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

#if !defined(__SANITIZE_ADDRESS__)
/* Decoding the middle file takes more than the address space that is left. */
static void read_three_of_which_one_eats(bool in_one_batch)
{
    enum { FIELDS = 6000000, IN_A_LINE = 1000 };
    char folder[] = "/tmp/rollbook-read-XXXXXX";
    Error err = {0};
    must(mkdtemp(folder) != NULL, &err);
    Night night = night_open("2026-11-21");
    night.batch.inputs_dir = folder;
    file_make_folder(file_join(night.arena, folder, "HKW-003"), &err);
    StrBuf large = STRBUF_INIT;
    for (int i = 1; i <= FIELDS; i++) {
        strbuf_append_cstr(&large, "\xa1\xd2\xc3\xe0\xc3\xd5\xc2\xb9\xa1\xa2\xa3");
        strbuf_append_char(&large, i % IN_A_LINE ? ',' : '\n');
    }
    add_file(&night, folder, "HKW-003/a.csv", STR("x,1\n"));
    add_file(&night, folder, "HKW-003/b.csv", strbuf_str(&large));
    add_file(&night, folder, "HKW-003/c.csv", STR("y,2\n"));
    strbuf_free(&large);
    if (in_one_batch) /* it has grown since it was discovered */
        night_sql(&night, "UPDATE source_file SET size = 4");
    stage_read(&night.batch, &err);
    must(error_ok(&err), &err);
    const char *found = night_text(
        &night,
        "SELECT group_concat(path || ' ' || read_status || coalesce(' ' || read_reason, ''),"
        " '; ') FROM (SELECT * FROM source_file JOIN source_path USING (source_file_id)"
        " ORDER BY path)");
    snprintf(err.message, sizeof err.message, "%s", found);
    must(strcmp(found, "HKW-003/a.csv read; HKW-003/b.csv refused the file needs more than 300 MiB"
                       " of memory to read; HKW-003/c.csv read") == 0,
         &err);
    must(strcmp(night_text(&night,
                           "SELECT group_concat(raw_row_id || cells, ' ') FROM (SELECT * FROM"
                           " raw_row ORDER BY raw_row_id)"),
                "1[[1,\"s\",\"x\"],[2,\"s\",\"1\"]] 2[[1,\"s\",\"y\"],[2,\"s\",\"2\"]]") == 0,
         &err);
    must(strcmp(night_text(&night, "SELECT group_concat(rule || ' ' || value) FROM issue"),
                "file.over_limit HKW-003/b.csv") == 0,
         &err);
    night_close(&night);
    file_remove_tree(folder, &err);
}

static void read_three_by_a_worker_each(void)
{
    read_three_of_which_one_eats(false);
}

static void read_three_by_one_worker(void)
{
    read_three_of_which_one_eats(true);
}
#endif

static void a_file_that_eats_memory_costs_itself_and_is_named(void **state)
{
    (void)state;
#if !defined(__SANITIZE_ADDRESS__)
    under_limit(RLIMIT_AS, 300 << 20, read_three_by_a_worker_each);
    under_limit(RLIMIT_AS, 300 << 20, read_three_by_one_worker);
#endif
}

static void a_center_declares_the_encoding_of_its_lists(void **state)
{
    (void)state;
    char folder[] = "/tmp/rollbook-read-XXXXXX";
    assert_non_null(mkdtemp(folder));
    Night night = night_open("2026-11-21");
    night.batch.inputs_dir = folder;
    Error err = {0};
    const char *const made[] = {"registry", "HKW-003", "HKW-003/AYO-002", "other"};
    for (size_t i = 0; i < sizeof made / sizeof *made; i++)
        file_make_folder(file_join(night.arena, folder, made[i]), &err);
    file_write(file_join(night.arena, folder, "registry/centers.tsv"),
               STR("center_code\tname_en\tencoding\nHKW-003\tx\tmacintosh\nAYO-002\ty\tcp437\n"
                   "ZZZ-009\tz\t\n"),
               &err);
    /* The same bytes, and a few more so that the files differ. */
    add_file(&night, folder, "HKW-003/list.csv", STR("Andr\x8e\n"));
    add_file(&night, folder, "HKW-003/AYO-002/list.csv", STR("Andr\x8e\n2\n"));
    add_file(&night, folder, "other/hkw-003 new.csv", STR("Andr\x8e\n3\n"));
    add_file(&night, folder, "other/hkw-0034.csv", STR("Andr\x8e\n4\n"));
    add_file(&night, folder, "HKW-003/utf8.csv", STR("Andr\xC3\xA9\n"));
    stage_read(&night.batch, &err);
    night_ok(&err);
    assert_string_equal(
        night_text(&night, "SELECT group_concat(path || ' ' || encoding || ' ' || cells, '; ') FROM"
                           " (SELECT * FROM source_file JOIN source_path USING (source_file_id)"
                           " JOIN raw_sheet USING (source_file_id) JOIN raw_row USING"
                           " (raw_sheet_id) WHERE row_number = 1 ORDER BY path)"),
        "HKW-003/AYO-002/list.csv cp437 [[1,\"s\",\"Andr\u00C4\"]]; "
        "HKW-003/list.csv macintosh [[1,\"s\",\"Andr\u00E9\"]]; "
        "HKW-003/utf8.csv UTF-8 [[1,\"s\",\"Andr\u00E9\"]]; "
        "other/hkw-003 new.csv macintosh [[1,\"s\",\"Andr\u00E9\"]]; "
        "other/hkw-0034.csv windows-1252 [[1,\"s\",\"Andr\u017D\"]]");
    night_close(&night);
    file_remove_tree(folder, &err);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_worker_that_dies_costs_its_file_only),
        cmocka_unit_test(a_worker_has_neither_network_nor_its_parents_files),
        cmocka_unit_test(a_worker_that_computes_for_ever_is_ended),
        cmocka_unit_test(a_worker_that_hangs_is_ended),
        cmocka_unit_test(a_worker_that_eats_memory_is_ended),
        cmocka_unit_test(a_nursery_begins_workers_like_any_other),
        cmocka_unit_test(a_file_that_eats_memory_costs_itself_and_is_named),
        cmocka_unit_test(a_center_declares_the_encoding_of_its_lists),
        cmocka_unit_test(files_become_rows_in_order_of_their_paths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
