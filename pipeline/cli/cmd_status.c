/* rollbook status: what the office looks like now, and what waits for the officer. */

#include "pipeline/cli/summary.h"

#include <stdio.h>

static const OptionSpec OPTIONS[] = {OFFICE_OPTIONS, {"json", NULL, "for machines"}, {0}};

static int run(const Options *options, Error *err)
{
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
    db_close(db);
    int code = 0;
    if (error_ok(err))
        code = summary_print(&office, &result, options_has(options, "json"), false, err);
    office_close(&office);
    return code;
}

const Command COMMAND_STATUS = {
    .name = "status",
    .arguments = "",
    .summary = "what came in, what was found and what waits for a person",
    .options = OPTIONS,
    .max_arguments = 0,
    .run = run,
};
