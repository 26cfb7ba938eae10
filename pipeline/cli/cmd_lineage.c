/* rollbook lineage: from a figure or a child down to file, sheet and cell. */

#include "pipeline/cli/office.h"
#include "pipeline/measure/lineage.h"

#include <stdio.h>

static const OptionSpec OPTIONS[] = {OFFICE_OPTIONS, {0}};

static int run(const Options *options, Error *err)
{
    Office office = office_open(options, err);
    Db *db = warehouse_read(office.outputs, err);
    /* Tables of its own, in memory, which query_only would forbid as well. */
    db_exec(db, "PRAGMA query_only = OFF", err);
    StrBuf out = STRBUF_INIT;
    for (size_t i = 0; i < options->argument_count && error_ok(err); i++)
        lineage_write(db, &office.assets, str_from(options->arguments[i]), &out, err);
    if (error_ok(err) && fwrite(strbuf_cstr(&out), 1, out.len, stdout) != out.len)
        error_set(err, STATUS_IO, "the output cannot be written");
    strbuf_free(&out);
    db_close(db);
    office_close(&office);
    return 0;
}

const Command COMMAND_LINEAGE = {
    .name = "lineage",
    .arguments = "WHAT...",
    .summary = "the cells behind a figure or a child",
    .description =
        "WHAT is a figure as reports name it, indicator:period:area "
        "(retention_any:2026-Q3:TH63), with\n"
        ":sex=F,age=6-11 for a part of it, or a child's id (MEC-0000123-4). Prints one "
        "line for each\n"
        "unit that the figure counts, or each record of the child: file, sheet, cell "
        "and its content;\nat the end of the line the SHA-256 of the file as it was read.",
    .options = OPTIONS,
    .min_arguments = 1,
    .max_arguments = ARGUMENTS_ANY,
    .run = run,
};
