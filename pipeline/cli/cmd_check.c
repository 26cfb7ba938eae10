/*
 * rollbook check: what is wrong with these files, cell by cell. They are read, mapped and checked
 * as the nightly batch would, in a warehouse that lives in memory for as long as the command runs.
 */

#include "pipeline/base/digest.h"
#include "pipeline/base/file.h"
#include "pipeline/cli/office.h"
#include "pipeline/map/stage_map.h"
#include "pipeline/read/row_cursor.h"
#include "pipeline/read/stage_read.h"
#include "pipeline/validate/stage_validate.h"
#include "pipeline/warehouse/batch.h"
#include "reports/query/words.h"
#include "reports/workbook/corrected.h"

#include <stdio.h>
#include <sys/stat.h>
#include <time.h>

static const OptionSpec OPTIONS[] = {
    OFFICE_OPTIONS,
    {"language", "LANGUAGE", "of the messages: en, th or my (default en)"},
    {"all", NULL, "also what was assumed or left out without harm"},
    {"as-of", "DATE", "check as on that day (default: today)"},
    {"center", "CODE", "the center of a file that does not say its own"},
    {"period", "CODE", "the period of a file that does not say its own: 2026-06, 2026-T1"},
    {"corrected", "OUT.xlsx", "write a copy of the one file with every certain correction made"},
    {0}};

/*
 * Rules that compare a file with others: with one file in the warehouse they would blame it for
 * what the others say.
 */
static const char CROSS_FILE_RULES[] =
    "'attendance.not_on_roll', 'register.vanished', 'center.silent', 'incident.nil_report_missing',"
    " 'incident.counted_not_listed', 'incident.listed_but_nil', 'enrolment.two_centers'";

static int64_t add_file(Db *db, const char *path, const char *shown, int64_t number, Error *err)
{
    char sha[DIGEST_TEXT_SIZE];
    struct stat info = {0};
    digest_of_file(path, sha, err);
    FileKind kind = file_kind(path, err);
    if (error_ok(err))
        stat(path, &info);
    Stmt *file = db_prepare(db,
                            "INSERT OR IGNORE INTO source_file (source_file_id, sha256, size, kind,"
                            " first_run_id) VALUES (?1, ?2, ?3, ?4, 1)",
                            err);
    stmt_bind_int(file, 1, number, err);
    stmt_bind_cstr(file, 2, sha, err);
    stmt_bind_int(file, 3, (int64_t)info.st_size, err);
    stmt_bind_cstr(file, 4, file_kind_name(kind), err);
    stmt_run(file, err);
    bool added = error_ok(err) && db_changes(db) > 0;
    stmt_free(file);
    Stmt *place = db_prepare(db,
                             "INSERT INTO source_path (source_file_id, path, first_run_id,"
                             " last_run_id) VALUES (?1, ?2, 1, 1)",
                             err);
    stmt_bind_int(place, 1, number, err);
    stmt_bind_cstr(place, 2, shown, err);
    if (added)
        stmt_run(place, err);
    stmt_free(place);
    return added ? number : 0;
}

/* Files are numbered as the command line has them. */
static const char *argument(const Options *options, int64_t number)
{
    return options->arguments[number - 1];
}

static void print_place(Stmt *issue, const Options *options)
{
    Str sheet = stmt_str(issue, 1);
    char name[8] = "";
    if (stmt_int(issue, 3) > 0)
        column_name((int)stmt_int(issue, 3), name);
    printf("%s", argument(options, stmt_int(issue, 0)));
    if (sheet.len)
        printf(" [%.*s]", STR_ARG(sheet));
    if (stmt_int(issue, 2) > 0)
        printf(" %s%lld", name, (long long)stmt_int(issue, 2));
    else if (name[0])
        printf(" %s", name);
}

/* One line a finding, in the order in which one reads the sheet. Returns how many matter. */
static int64_t print_issues(Db *db, const Office *office, const Options *options, Error *err)
{
    Words *words =
        words_load(&office->assets, office->arena, options_or(options, "language", "en"), err);
    StrBuf sql = STRBUF_INIT;
    strbuf_appendf(
        &sql,
        "SELECT p.source_file_id, coalesce(s.name, i.sheet, ''), ifnull(r.row_number, 0),"
        " ifnull(i.column_number, 0), i.severity, i.message_key, ifnull(i.value, ''),"
        " ifnull(i.expected, ''), ifnull(i.other, '')"
        " FROM issue i LEFT JOIN raw_row r USING (raw_row_id)"
        " LEFT JOIN raw_sheet s USING (raw_sheet_id)"
        " LEFT JOIN source_path p ON p.source_file_id ="
        " coalesce(i.source_file_id, s.source_file_id)"
        " WHERE p.path IS NOT NULL AND i.rule NOT IN (%s) %s"
        " ORDER BY p.path, s.number, r.row_number, i.column_number, i.issue_id",
        CROSS_FILE_RULES, options_has(options, "all") ? "" : "AND i.severity <> 'info'");
    Stmt *issue = db_prepare(db, strbuf_cstr(&sql), err);
    strbuf_free(&sql);
    int64_t findings = 0;
    while (stmt_step(issue, err)) {
        Str severity = stmt_str(issue, 4);
        findings += !str_is(severity, "info");
        print_place(issue, options);
        Str message =
            words_fill(words, office->arena, arena_cstr(office->arena, stmt_str(issue, 5)), "value",
                       arena_cstr(office->arena, stmt_str(issue, 6)), "expected",
                       arena_cstr(office->arena, stmt_str(issue, 7)), "other",
                       arena_cstr(office->arena, stmt_str(issue, 8)), NULL);
        printf(" %.*s: %.*s\n", STR_ARG(severity), STR_ARG(message));
    }
    stmt_free(issue);
    return findings;
}

/* What each file was understood to be; says of a refused one why. Returns the refused ones. */
static int64_t print_files(Db *db, const Options *options, Error *err)
{
    int64_t refused = 0;
    Stmt *file = db_prepare(db,
                            "SELECT f.source_file_id, f.read_status, ifnull(f.read_reason, ''),"
                            " (SELECT group_concat(line, '; ') FROM (SELECT s.kind || ' of ' ||"
                            " ifnull(s.center_code, 'an unknown center') || ', ' ||"
                            " ifnull(s.period_code, 'unknown period') || ': ' || s.rows || ' rows'"
                            " || iif(s.rows_unused, ', ' || s.rows_unused || ' not used', '')"
                            " AS line FROM submission s WHERE s.source_file_id = f.source_file_id"
                            " ORDER BY s.submission_id LIMIT 12))"
                            " FROM source_file f JOIN source_path p USING (source_file_id)"
                            " ORDER BY p.path",
                            err);
    while (stmt_step(file, err)) {
        bool read = str_is(stmt_str(file, 1), "read");
        Str what = read ? stmt_str(file, 3) : stmt_str(file, 2);
        if (what.len == 0)
            what = STR("no list found");
        printf("%s: %s%.*s\n", argument(options, stmt_int(file, 0)),
               read ? "" : "cannot be read: ", STR_ARG(what));
        refused += !read;
    }
    stmt_free(file);
    return refused;
}

static Date day_of(const Options *options, Error *err)
{
    const char *text = options_get(options, "as-of");
    Date day = date_from_days((int64_t)time(NULL) / 86400);
    if (text && !date_parse_iso(str_from(text), &day))
        error_set(err, STATUS_USAGE, "--as-of: expected a date like 2026-11-21, found \"%s\"",
                  text);
    return day;
}

/* Refused before anything is read: what it would overwrite, or could not copy. */
static void check_corrected(const Options *options, Error *err)
{
    const char *path = options_get(options, "corrected");
    if (path && options->argument_count != 1)
        error_set(err, STATUS_USAGE, "--corrected: expected one file to correct, found %zu",
                  options->argument_count);
    if (path && error_ok(err) && file_exists(path))
        error_set_at(err, STATUS_USAGE, (SourceRef){.file = path},
                     "is there already and is not written over");
}

static void write_corrected(Db *db, const Office *office, const Options *options, Date as_of,
                            Error *err)
{
    const char *path = options_get(options, "corrected");
    if (!path || !error_ok(err))
        return;
    if (db_int(db, "SELECT count(*) FROM source_file WHERE kind IN ('xml-odk', 'xml-rollbook')",
               err)) {
        error_set_at(err, STATUS_USAGE, (SourceRef){.file = options->arguments[0]},
                     "is a form: it is corrected where it was filled in");
        return;
    }
    WorkbookContext context = {
        .db = db, .config = office->config, .assets = &office->assets, .as_of = as_of};
    int64_t cells = corrected_write(&context, 1, path, err);
    if (error_ok(err))
        printf("%s: %lld cells corrected\n", path, (long long)cells);
}

static int run(const Options *options, Error *err)
{
    check_corrected(options, err);
    Office office = office_open(options, err);
    Log *log = log_create(LOG_QUIET);
    Db *db = db_open(":memory:", DB_CREATE, err);
    warehouse_migrate(db, err);
    Batch batch = {.db = db,
                   .config = office.config,
                   .assets = &office.assets,
                   .log = log,
                   .outputs_dir = office.outputs,
                   .as_of = day_of(options, err),
                   .run_id = 1,
                   .assumed_center = options_get(options, "center"),
                   .assumed_period = options_get(options, "period"),
                   .corrections = true};
    /* Files of one root at a time: what stands before the first slash tells which. */
    for (int absolute = 0; absolute < 2 && error_ok(err); absolute++) {
        for (size_t i = 0; i < options->argument_count && error_ok(err); i++) {
            const char *path = options->arguments[i];
            if ((path[0] == '/') == (absolute == 1))
                add_file(db, path, path + absolute, (int64_t)i + 1, err);
        }
        batch.inputs_dir = absolute ? "/" : ".";
        stage_read(&batch, err);
    }
    batch.inputs_dir = office.inputs;
    stage_map(&batch, err);
    stage_validate(&batch, err);
    int64_t findings = 0, refused = 0;
    if (error_ok(err)) {
        findings = print_issues(db, &office, options, err);
        refused = print_files(db, options, err);
        if (!refused)
            write_corrected(db, &office, options, batch.as_of, err);
    }
    if (refused && error_ok(err) && refused == (int64_t)options->argument_count)
        error_set(err, STATUS_INPUT, "no file could be read");
    db_close(db);
    log_free(log);
    office_close(&office);
    return findings || refused ? 1 : 0;
}

const Command COMMAND_CHECK = {
    .name = "check",
    .arguments = "FILE...",
    .summary = "what is wrong with a file, cell by cell; nothing is loaded",
    .description =
        "Reads the files as the nightly batch would, with the office's registry and dictionaries,\n"
        "and prints one line for each cell that could not be understood or breaks a rule. What "
        "only\n"
        "shows beside other files (a child on no roll, a silent center) is left to the batch.\n"
        "\n"
        "--corrected writes the one file again as a workbook in which every cell is right whose "
        "right\n"
        "value is certain (lost zeros that a check digit proves, Zawgyi as Unicode, a Buddhist "
        "year in\n"
        "a date cell); each is marked and keeps in a comment what stood there.",
    .options = OPTIONS,
    .min_arguments = 1,
    .max_arguments = ARGUMENTS_MAX,
    .run = run,
};
