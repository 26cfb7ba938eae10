/* rollbook run: the nightly batch, and the few lines that it ends with. */

#include "pipeline/base/file.h"
#include "pipeline/cli/nightly.h"
#include "pipeline/cli/summary.h"
#include "pipeline/map/period.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const OptionSpec OPTIONS[] = {
    OFFICE_OPTIONS,
    {"as-of", "DATE", "the day the reports speak of (default: today in the office's time zone)"},
    {"period", "CODE", "report on this period, 2026-Q3 (default: the running and the last closed)"},
    {"from", "STAGE",
     "begin at this stage (\"reports\": write them again), with what the earlier ones left"},
    {"dry-run", NULL,
     "run on a copy of the warehouse and tell what would come out; change nothing"},
    {"language", "CODE", "of the closing lines: en or th (default en)"},
    {"json", NULL, "progress and result as JSON lines, for machines"},
    {"quiet", NULL, "no progress"},
    {0},
};

/* A copy of the warehouse in a folder of its own, removed at the end. */
static const char *make_dry_outputs(const Office *office, Error *err)
{
    static char folder[] = "/tmp/rollbook-dry-run.XXXXXX";
    if (!mkdtemp(folder)) {
        error_set(err, STATUS_IO, "no temporary folder can be made in /tmp");
        return NULL;
    }
    const char *warehouse = file_join(office->arena, office->outputs, "warehouse.db");
    if (file_exists(warehouse)) {
        Db *db = db_open(warehouse, DB_READ, err);
        Stmt *copy = db_prepare(db, "VACUUM INTO ?1", err);
        stmt_bind_cstr(copy, 1, file_join(office->arena, folder, "warehouse.db"), err);
        stmt_run(copy, err);
        stmt_free(copy);
        db_close(db);
    }
    return folder;
}

/* Told before the night: only the calendar that it makes knows which of them there are. */
static void check_period(const char *code, Error *err)
{
    if (code && strcmp(code, "PTD") != 0 && strncmp(code, "PY", 2) != 0 &&
        period_parse_code(str_from(code)).kind == PERIOD_NONE)
        error_set(err, STATUS_USAGE,
                  "--period: expected a period such as 2026-Q3 or 2026-09, found \"%s\"", code);
}

static int run(const Options *options, Error *err)
{
    NightlyOptions nightly = {.period = options_get(options, "period"),
                              .from = options_get(options, "from"),
                              .dry = options_has(options, "dry-run"),
                              .style = options_has(options, "json")    ? LOG_JSON
                                       : options_has(options, "quiet") ? LOG_QUIET
                                                                       : LOG_AUTO};
    const char *as_of = options_get(options, "as-of");
    if (as_of && !date_parse_iso(str_from(as_of), &nightly.as_of))
        error_set(err, STATUS_USAGE, "--as-of: expected a date such as 2026-09-30, found \"%s\"",
                  as_of);
    check_period(nightly.period, err);
    const char *language = options_or(options, "language", "en");
    if (strcmp(language, "en") != 0 && strcmp(language, "th") != 0)
        error_set(err, STATUS_USAGE, "--language: expected en or th, found \"%s\"", language);
    Office office = office_open(options, err);
    const char *dry = NULL;
    if (error_ok(err) && options_has(options, "dry-run"))
        office.outputs = dry = make_dry_outputs(&office, err);
    NightlyResult result = nightly_run(&office, &nightly, err);
    int code = 0;
    if (error_ok(err))
        code = summary_print(&office, &result,
                             &(SummaryOptions){.json = options_has(options, "json"),
                                               .dry = dry != NULL,
                                               .language = language},
                             err);
    if (dry) {
        Error ignored = {0};
        file_remove_tree(dry, &ignored);
    }
    if (error_ok(err))
        *err = result.refused;
    office_close(&office);
    return code;
}

const Command COMMAND_RUN = {
    .name = "run",
    .arguments = "",
    .summary = "the nightly batch: read what came in, link, load, measure, write the reports",
    .description =
        "Reads every submission below --inputs, validates it, finds the same child across "
        "centers,\n"
        "loads the warehouse in one commit and writes the reports below --outputs. Killed at any\n"
        "moment, the next run ends as if nothing had happened. Exit code 1 means: done, and there "
        "is\n"
        "something for a person to look at.",
    .options = OPTIONS,
    .max_arguments = 0,
    .run = run,
};
