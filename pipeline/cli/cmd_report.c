/* rollbook report: one report again, or one of the office's own templates. */

#include "pipeline/cli/office.h"
#include "reports/reports.h"
#include "reports/template/template.h"

#include <stdio.h>

static const OptionSpec OPTIONS[] = {
    OFFICE_OPTIONS,
    {"period", "CODE", "2026-Q3, 2026-09 ... (default: the running and the last closed one)"},
    {"format", "LIST", "pdf, xlsx, md, joined by commas (default: as the template says)"},
    {"language", "CODE", "en, th or my (default: all of the template's)"},
    {"center", "CODE", "of a roster: whose children"},
    {"recipient", "NAME",
     "of a roster: who asked for it; stands on every page and in the audit log"},
    {"why", "TEXT", "of a roster: what for; name no child here, it is logged, too"},
    {"dump", NULL, "print the document's tree instead of writing files"},
    {0},
};

static unsigned parse_formats(const char *list, Error *err)
{
    unsigned formats = 0;
    if (!list)
        return 0;
    for (Str rest = str_from(list), name; str_split(&rest, ',', &name);) {
        if (str_is(name, "md"))
            formats |= OUTPUT_MD;
        else if (str_is(name, "xlsx"))
            formats |= OUTPUT_XLSX;
        else if (str_is(name, "pdf"))
            formats |= OUTPUT_PDF;
        else
            error_set(err, STATUS_USAGE, "--format: expected pdf, xlsx or md, found \"%.*s\"",
                      STR_ARG(name));
    }
    return formats;
}

/* The last committed run, which the reports speak of. */
static void find_run(Batch *batch, Config *config, Error *err)
{
    Stmt *last =
        db_prepare(batch->db,
                   "SELECT run_id, as_of, sample FROM run WHERE status IN ('committed', 'done')"
                   " ORDER BY run_id DESC LIMIT 1",
                   err);
    if (stmt_step(last, err)) {
        batch->run_id = stmt_int(last, 0);
        date_parse_iso(stmt_str(last, 1), &batch->as_of);
        config->sample = config->sample || stmt_int(last, 2);
    } else if (error_ok(err)) {
        error_set(err, STATUS_INPUT, "no run has ended yet; \"rollbook run\" begins one");
    }
    stmt_free(last);
}

static int run(const Options *options, Error *err)
{
    ReportSelection selection = {.template = options->arguments[0],
                                 .period = options_get(options, "period"),
                                 .language = options_get(options, "language"),
                                 .center = options_get(options, "center"),
                                 .recipient = options_get(options, "recipient"),
                                 .why = options_get(options, "why"),
                                 .formats = parse_formats(options_get(options, "format"), err)};
    bool dump = options_has(options, "dump");
    Office office = office_open(options, err);
    /* Writing takes the run's lock; looking does not. */
    Warehouse warehouse = {.lock_fd = -1};
    if (dump)
        warehouse.db = warehouse_read(office.outputs, err);
    else if (error_ok(err))
        warehouse = warehouse_open(office.outputs, err);
    Log *log = log_create(LOG_AUTO);
    Batch batch = {.db = warehouse.db,
                   .config = office.config,
                   .assets = &office.assets,
                   .log = log,
                   .inputs_dir = office.inputs,
                   .outputs_dir = office.outputs};
    if (error_ok(err))
        find_run(&batch, office.config, err);
    StrBuf text = STRBUF_INIT;
    if (error_ok(err) && dump)
        reports_dump(&batch, &selection, &text, err);
    else if (error_ok(err))
        reports_write_selected(&batch, &selection, err);
    fwrite(strbuf_cstr(&text), 1, text.len, stdout);
    strbuf_free(&text);
    log_free(log);
    if (dump)
        db_close(warehouse.db);
    else
        warehouse_close(&warehouse);
    office_close(&office);
    return 0;
}

const Command COMMAND_REPORT = {
    .name = "report",
    .arguments = "TEMPLATE",
    .summary = "write one report again, or a template of one's own",
    .description = "TEMPLATE is a Markdown file, or the name of a shipped one: \"quarterly\". It "
                   "speaks of what the\n"
                   "last run committed. templates/README.md tells how templates are written.\n\n"
                   "\"roster\" lists the children of one center by name. It is written only on "
                   "request, for a\nnamed recipient:\n\n"
                   "    rollbook report roster --center HKW-003 --recipient \"K. Somchai, ESAO\" "
                   "--why \"exam lists\"",
    .options = OPTIONS,
    .min_arguments = 1,
    .max_arguments = 1,
    .run = run,
};
