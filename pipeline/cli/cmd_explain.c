/* rollbook explain: why two records are, or are not, the same child. */

#include "pipeline/cli/office.h"
#include "pipeline/link/explain.h"

#include <stdio.h>

static const OptionSpec OPTIONS[] = {OFFICE_OPTIONS, {"json", NULL, "for machines"}, {0}};

static int run(const Options *options, Error *err)
{
    Office office = office_open(options, err);
    Db *db = warehouse_read(office.outputs, err);
    Batch batch = {.db = db,
                   .config = office.config,
                   .assets = &office.assets,
                   .log = log_create(LOG_QUIET),
                   .inputs_dir = office.inputs,
                   .outputs_dir = office.outputs};
    StrBuf out = STRBUF_INIT;
    int64_t left = 0, right = 0;
    if (error_ok(err)) {
        left = explain_find_record(db, str_from(options->arguments[0]), err);
        right = explain_find_record(db, str_from(options->arguments[1]), err);
    }
    if (error_ok(err))
        explain_pair(&batch, left, right, options_has(options, "json"), &out, err);
    if (error_ok(err) && (fputs(strbuf_cstr(&out), stdout) == EOF || fflush(stdout) != 0))
        error_set(err, STATUS_IO, "the result cannot be written");
    strbuf_free(&out);
    log_free(batch.log);
    db_close(db);
    office_close(&office);
    return 0;
}

const Command COMMAND_EXPLAIN = {
    .name = "explain",
    .arguments = "A B",
    .summary = "why two records are, or are not, the same child",
    .description =
        "A and B are public ids, numbers of records (as \"rollbook review\" lists them) or "
        "content keys. Prints every part of the weight in bits. The output holds names.",
    .options = OPTIONS,
    .min_arguments = 2,
    .max_arguments = 2,
    .run = run,
};
