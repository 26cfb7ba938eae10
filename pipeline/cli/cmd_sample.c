/* rollbook sample: invented submissions with the truth beside them. */

#include "pipeline/base/number.h"
#include "pipeline/cli/commands.h"
#include "pipeline/sample/sample.h"

#include <stdio.h>

static const OptionSpec OPTIONS[] = {
    {"centers", "N", "learning centers, 3 to 75 (default 70)"},
    {"children", "N", "children over both school years, 50 to 100000 (default 15000)"},
    {"seed", "N", "another seed, other people (default 1)"},
    {"missing-dob", "SHARE", "of the lists' rows without a date of birth, 0 to 1 (default 0.05)"},
    {"truth", "FOLDER", "where the truth goes (default: the folder \"truth\" beside DIR)"},
    {0},
};

static int64_t number_option(const Options *options, const char *name, int64_t otherwise,
                             Error *err)
{
    const char *text = options_get(options, name);
    int64_t value = otherwise;
    if (text && (!number_parse_int(str_from(text), &value) || value < 0 || value > INT32_MAX))
        error_set(err, STATUS_USAGE, "--%s: expected a number, found \"%s\"", name, text);
    return value;
}

static double share_option(const Options *options, const char *name, double otherwise, Error *err)
{
    const char *text = options_get(options, name);
    double value = otherwise;
    if (text && (!number_parse(str_from(text), &value) || !(value >= 0 && value <= 1)))
        error_set(err, STATUS_USAGE, "--%s: expected a share, 0 to 1, found \"%s\"", name, text);
    return value;
}

static int run(const Options *options, Error *err)
{
    SampleOptions sample = {.dir = options->arguments[0],
                            .truth = options_get(options, "truth"),
                            .centers = (int)number_option(options, "centers", 70, err),
                            .children = (int)number_option(options, "children", 15000, err),
                            .seed = (uint64_t)number_option(options, "seed", 1, err),
                            .missing_birth =
                                share_option(options, "missing-dob", SAMPLE_MISSING_BIRTH, err)};
    Arena *arena = arena_create();
    Assets assets = {0};
    SampleResult result = sample_write(arena, &assets, &sample, err);
    if (error_ok(err))
        printf("%d centers, %d families, %d children: %d files with %lld rows below %s\n"
               "the truth is in %s\n",
               result.centers, result.families, result.children, result.files,
               (long long)result.rows, sample.dir, result.truth);
    arena_free(arena);
    return 0;
}

const Command COMMAND_SAMPLE = {
    .name = "sample",
    .arguments = "DIR",
    .summary = "invent centers and children and write what they would send, with the truth",
    .description =
        "Writes registry tables and submissions of two school years (2025-2026 and 2026-2027 to\n"
        "21 November 2026) into DIR, in the formats, layouts, languages and with the mistakes "
        "that\n"
        "real ones have. The truth goes into a folder of its own, never into DIR, where a run "
        "would\n"
        "take it for a submission. The same options give the same bytes. Nobody in it exists.",
    .options = OPTIONS,
    .min_arguments = 1,
    .max_arguments = 1,
    .run = run,
};
