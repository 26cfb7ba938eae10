/* rollbook intake: the blank workbook for centers. */

#include "pipeline/base/file.h"
#include "pipeline/cli/office.h"
#include "reports/workbook/intake.h"

#include <stdio.h>

static const OptionSpec OPTIONS[] = {
    OFFICE_OPTIONS,
    {"language", "CODE", "of headings and lists: en, th, my or ksw (default en)"},
    {"center", "CODE", "fill in the center's code"},
    {0},
};

static int run(const Options *options, Error *err)
{
    Str language = str_from(options_or(options, "language", "en"));
    if (!str_is(language, "en") && !str_is(language, "th") && !str_is(language, "my") &&
        !str_is(language, "ksw"))
        error_set(err, STATUS_USAGE, "--language: expected en, th, my or ksw, found \"%.*s\"",
                  STR_ARG(language));
    if (error_ok(err) && file_exists(options->arguments[0]))
        error_set_at(err, STATUS_USAGE, (SourceRef){.file = options->arguments[0]},
                     "is there already and is not written over");
    Office office = office_open(options, err);
    WorkbookContext context = {.config = office.config,
                               .assets = &office.assets,
                               .as_of = {2026, 1, 1}}; /* the form's edition, not a day */
    intake_write(&context, language.ptr, options_get(options, "center"), options->arguments[0],
                 err);
    office_close(&office);
    return 0;
}

const Command COMMAND_INTAKE = {
    .name = "intake",
    .arguments = "FILE",
    .summary = "write the blank workbook that centers fill in",
    .description =
        "Sheets for register, attendance, monthly return, staff and incidents, with drop-downs "
        "and\n"
        "instructions. Filled in and dropped into inputs/ it is read without any mapping. Every "
        "sheet\n"
        "has its headings in English, Thai, Burmese and, where they are known, Karen (ksw).",
    .options = OPTIONS,
    .min_arguments = 1,
    .max_arguments = 1,
    .run = run,
};
