/* The driver: reports appear whole, where they belong, and a refused one stops nobody else. */

#include "pipeline/base/file.h"
#include "pipeline/warehouse/warehouse.h"
#include "reports/reports.h"
#include "reports/template/template.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <cmocka.h>

static const char SQL[] =
    "INSERT INTO run (run_id, as_of, status, program_version, input_digest, started_at)"
    " VALUES (1, '2026-11-21', 'committed', 'x', 'abc', 'x');"
    "INSERT INTO calendar_period (period_code, kind, first_day, last_day) VALUES"
    " ('2026-Q2', 'quarter', '2026-04-01', '2026-06-30'),"
    " ('2026-Q3', 'quarter', '2026-07-01', '2026-09-30'),"
    " ('2026-Q4', 'quarter', '2026-10-01', '2026-12-31'),"
    " ('2026-09', 'month', '2026-09-01', '2026-09-30'),"
    " ('2026-10', 'month', '2026-10-01', '2026-10-31'),"
    " ('2026-11', 'month', '2026-11-01', '2026-11-30');";

typedef struct Office {
    Arena *arena;
    char folder[64];
    Warehouse warehouse;
    Assets assets;
    Batch batch;
} Office;

static void write_file(Office *office, const char *path, const char *text)
{
    Error err = {0};
    const char *whole = file_join(office->arena, office->folder, path);
    const char *slash = strrchr(whole, '/');
    Str folder = str_slice(str_from(whole), 0, (size_t)(slash - whole));
    file_make_folder(arena_cstr(office->arena, folder), &err);
    file_write(whole, str_from(text), &err);
    assert_string_equal(err.message, "");
}

static int set_up(void **state)
{
    Error err = {0};
    Arena *arena = arena_create();
    Office *office = arena_new(arena, Office);
    office->arena = arena;
    snprintf(office->folder, sizeof office->folder, "/tmp/rollbook-driver-test.XXXXXX");
    if (!mkdtemp(office->folder))
        return -1;
    const char *outputs = file_join(arena, office->folder, "outputs");
    office->warehouse = warehouse_open(outputs, &err);
    db_exec(office->warehouse.db, SQL, &err);
    office->assets.overlay = file_join(arena, office->folder, "templates");
    office->batch = (Batch){.db = office->warehouse.db,
                            .config = config_load(arena, NULL, &err),
                            .assets = &office->assets,
                            .log = log_create(LOG_QUIET),
                            .inputs_dir = office->folder,
                            .outputs_dir = outputs,
                            .as_of = {2026, 11, 21},
                            .run_id = 1};
    write_file(office, "good.md",
               "---\n{title: Good, audience: officer, languages: [en, th]}\n---\n{{period}}\n");
    write_file(office, "bad.md", "---\n{title: Bad, audience: officer}\n---\n{{nothing}}\n");
    *state = office;
    return error_ok(&err) ? 0 : -1;
}

static int tear_down(void **state)
{
    Office *office = *state;
    Error ignored = {0};
    log_free(office->batch.log);
    warehouse_close(&office->warehouse);
    file_remove_tree(office->folder, &ignored);
    arena_free(office->arena);
    return 0;
}

static const char *read_output(Office *office, const char *path)
{
    Error err = {0};
    const char *whole = file_join(office->arena, office->batch.outputs_dir, path);
    return file_exists(whole)
               ? arena_cstr(office->arena, file_read(office->arena, whole, 1 << 20, &err))
               : NULL;
}

static void write_one(Office *office, const char *name, const char *period, Error *err)
{
    ReportSelection selection = {.template = file_join(office->arena, office->folder, name),
                                 .period = period};
    reports_write_selected(&office->batch, &selection, err);
}

static void the_running_and_the_last_closed_period_are_written(void **state)
{
    Office *office = *state;
    Error err = {0};
    write_one(office, "good.md", NULL, &err);
    assert_string_equal(err.message, "");
    assert_non_null(strstr(read_output(office, "officer/2026-Q4/good-2026-Q4-en.md"),
                           "October to December 2026"));
    assert_non_null(
        strstr(read_output(office, "officer/2026-Q3/good-2026-Q3-th.md"), "กรกฎาคม - กันยายน 2569"));
    assert_null(read_output(office, "officer/2026-Q2/good-2026-Q2-en.md"));
    assert_int_equal(4, db_int(office->batch.db, "SELECT count(*) FROM report_file", &err));
}

static void a_released_period_is_not_written_again(void **state)
{
    Office *office = *state;
    Error err = {0};
    db_exec(office->batch.db,
            "INSERT INTO release (run_id, audience, period_code, path, sha256, draft)"
            " VALUES (1, 'officer', '2026-Q3', 'x', 'x', 0)",
            &err);
    write_one(office, "good.md", NULL, &err);
    assert_non_null(read_output(office, "officer/2026-Q4/good-2026-Q4-en.md"));
    assert_null(read_output(office, "officer/2026-Q3/good-2026-Q3-en.md"));
}

static void a_wanted_period_of_another_kind_means_the_last_one_within(void **state)
{
    Office *office = *state;
    Error err = {0};
    write_file(office, "monthly.md",
               "---\n{title: M, audience: officer, period: month}\n---\n{{period}}\n");
    write_one(office, "monthly.md", "2026-Q3", &err);
    assert_non_null(read_output(office, "officer/2026-09/monthly-2026-09-en.md"));
    write_one(office, "monthly.md", NULL, &err);
    assert_non_null(read_output(office, "officer/2026-10/monthly-2026-10-en.md"));
    assert_null(read_output(office, "officer/2026-11/monthly-2026-11-en.md"));
    assert_string_equal(err.message, "");
    write_one(office, "monthly.md", "2026-Q9", &err);
    assert_int_equal(err.status, STATUS_USAGE);
}

static void a_refused_report_leaves_what_was_there_and_says_so(void **state)
{
    Office *office = *state;
    Error err = {0};
    write_file(office, "outputs/officer/2026-Q3/bad-2026-Q3-en.md", "the last one");
    write_one(office, "bad.md", "2026-Q3", &err);
    assert_int_equal(err.status, STATUS_REFUSED);
    assert_int_equal(err.row, 4);
    assert_string_equal(read_output(office, "officer/2026-Q3/bad-2026-Q3-en.md"), "the last one");
    assert_null(read_output(office, ".reports/officer/2026-Q3/bad-2026-Q3-en.md"));
    Error again = {0};
    write_one(office, "good.md", "2026-Q3", &again);
    assert_int_equal(again.status, STATUS_OK);
    assert_non_null(read_output(office, "INDEX.md"));
}

static void files_are_for_their_owner_only_and_listed_with_their_receiver(void **state)
{
    Office *office = *state;
    Error err = {0};
    write_file(office, "named.md",
               "---\n{title: N, audience: ministry, names: true}\n---\nnames\n");
    write_one(office, "named.md", "2026-Q3", &err);
    const char *path =
        file_join(office->arena, office->batch.outputs_dir, "ministry/2026-Q3/named-2026-Q3-en.md");
    struct stat info;
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    assert_non_null(strstr(read_output(office, "INDEX.md"),
                           "| Ministry of Education | July to September 2026 (quarter 3) | YES |"));
    assert_non_null(
        strstr(read_output(office, "ministry/2026-Q3/named-2026-Q3-en.md"), "Confidential"));
}

static void the_same_state_gives_the_same_bytes(void **state)
{
    Office *office = *state;
    Error err = {0};
    write_one(office, "good.md", "2026-Q3", &err);
    const char *first = read_output(office, "officer/2026-Q3/good-2026-Q3-th.md");
    const char *index = read_output(office, "INDEX.md");
    office->batch.run_id = 2;
    write_one(office, "good.md", "2026-Q3", &err);
    assert_string_equal(read_output(office, "INDEX.md"), index);
    assert_string_equal(read_output(office, "officer/2026-Q3/good-2026-Q3-th.md"), first);
    assert_true(error_ok(&err));
}

static void an_exemption_is_in_the_audit_log(void **state)
{
    Office *office = *state;
    Error err = {0};
    write_file(office, "exempt.md",
               "---\n{title: E, audience: donor}\n---\n```table t exempt=\"counts of files\"\n"
               "SELECT files FROM report_data_quality\n```\n");
    write_one(office, "exempt.md", "2026-Q3", &err);
    assert_string_equal(err.message, "");
    Stmt *stmt = db_prepare(office->batch.db,
                            "SELECT detail FROM audit_log WHERE event = 'disclosure.exempt'", &err);
    assert_true(stmt_step(stmt, &err));
    assert_true(str_ends_with(stmt_str(stmt, 0), STR("exempt.md:4 counts of files")));
    stmt_free(stmt);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(the_running_and_the_last_closed_period_are_written),
        TEST(a_released_period_is_not_written_again),
        TEST(a_wanted_period_of_another_kind_means_the_last_one_within),
        TEST(a_refused_report_leaves_what_was_there_and_says_so),
        TEST(files_are_for_their_owner_only_and_listed_with_their_receiver),
        TEST(the_same_state_gives_the_same_bytes),
        TEST(an_exemption_is_in_the_audit_log),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
