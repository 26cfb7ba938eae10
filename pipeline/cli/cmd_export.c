/* rollbook export: what other programs take over from here. */

#include "pipeline/cli/office.h"
#include "pipeline/link/child_splink.h"

#include <stdio.h>

static const OptionSpec OPTIONS[] = {
    OFFICE_OPTIONS, {"to", "DIR", "the folder to write (required); it will hold names"}, {0}};

typedef void Exporter(const Batch *batch, const char *folder, Error *err);

static const struct {
    const char *format;
    Exporter *write;
} FORMATS[] = {{"splink", child_splink_export}};

static int run(const Options *options, Error *err)
{
    const char *format = options->arguments[0], *folder = options_get(options, "to");
    Exporter *write = NULL;
    for (size_t i = 0; i < sizeof FORMATS / sizeof *FORMATS; i++)
        if (strcmp(FORMATS[i].format, format) == 0)
            write = FORMATS[i].write;
    if (!write)
        error_set(err, STATUS_USAGE, "no export is called \"%s\"; expected splink", format);
    if (!folder)
        error_set(err, STATUS_USAGE, "export needs --to DIR");
    if (!error_ok(err))
        return 0;
    Office office = office_open(options, err);
    Db *db = warehouse_read(office.outputs, err);
    Batch batch = {.db = db,
                   .config = office.config,
                   .assets = &office.assets,
                   .log = log_create(LOG_QUIET),
                   .inputs_dir = office.inputs,
                   .outputs_dir = office.outputs};
    if (error_ok(err))
        write(&batch, folder, err);
    log_free(batch.log);
    db_close(db);
    office_close(&office);
    return 0;
}

const Command COMMAND_EXPORT = {
    .name = "export",
    .arguments = "splink",
    .summary = "write what another program takes over",
    .description =
        "splink: the register of children with a trained model, as settings for DuckDB and Spark, "
        "records and term frequencies, so that Splink gives the same two-class weights on any "
        "number of machines. The sibling class lies in model.json beside them.",
    .options = OPTIONS,
    .min_arguments = 1,
    .max_arguments = 1,
    .run = run,
};
