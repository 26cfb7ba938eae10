/* rollbook status: what the office looks like now, and what waits for the officer. */

#include "pipeline/cli/summary.h"
#include "pipeline/cli/todo.h"

#include <stdio.h>

static const OptionSpec OPTIONS[] = {OFFICE_OPTIONS,
                                     {"language", "CODE", "en or th (default en)"},
                                     {"json", NULL, "for machines: the counts alone"},
                                     {0}};

static int run(const Options *options, Error *err)
{
    const char *language = options_or(options, "language", "en");
    if (strcmp(language, "en") != 0 && strcmp(language, "th") != 0)
        error_set(err, STATUS_USAGE, "--language: expected en or th, found \"%s\"", language);
    Office office = office_open(options, err);
    Db *db = warehouse_read(office.outputs, err);
    NightlyResult result = {0};
    Stmt *last = db_prepare(db,
                            "SELECT run_id, as_of FROM run WHERE status IN ('committed', 'done')"
                            " ORDER BY run_id DESC LIMIT 1",
                            err);
    if (stmt_step(last, err)) {
        result.run_id = stmt_int(last, 0);
        date_parse_iso(stmt_str(last, 1), &result.as_of);
    } else if (error_ok(err)) {
        error_set(err, STATUS_INPUT, "no run has ended yet; \"rollbook run\" begins one");
    }
    stmt_free(last);
    if (error_ok(err) && !options_has(options, "json"))
        todo_print(&office, db, language, result.as_of, err);
    db_close(db);
    int code = 0;
    if (error_ok(err))
        code = summary_print(
            &office, &result,
            &(SummaryOptions){.json = options_has(options, "json"), .language = language}, err);
    office_close(&office);
    return code;
}

const Command COMMAND_STATUS = {
    .name = "status",
    .arguments = "",
    .summary = "what waits for a person, what came in and what was found",
    .description =
        "First a line for every kind of thing to do (silent centers, held or unreadable files,"
        " pairs\nto answer, faults) and what changed since the run before; then each of them, with"
        " the line\nto add to inputs/registry/files.tsv; then the counts of the last run."
        " Exit code 1: something\nwaits.",
    .options = OPTIONS,
    .max_arguments = 0,
    .run = run,
};
