/* rollbook evaluate: a warehouse against the truth of invented submissions. */

#include "pipeline/base/file.h"
#include "pipeline/cli/commands.h"
#include "pipeline/cli/office.h"
#include "pipeline/evaluate/evaluate.h"

#include <stdio.h>

static const OptionSpec OPTIONS[] = {
    {"truth", "FILE", "truth.tsv as rollbook sample wrote it (needed)"},
    {"outputs", "DIR", "where the warehouse lies (default: outputs)"},
    {"baselines", NULL, "also what exact agreement and two-class Fellegi-Sunter reach"},
    {"impose", "FILE", "write decisions that impose the true identities, and nothing else"},
    {"json", NULL, "the scores as one JSON object"},
    {0},
};

static int print_scores(const ScoreSheet *sheet, bool json)
{
    if (json) {
        printf("{%s}\n", strbuf_cstr(&sheet->json));
    } else {
        fputs(strbuf_cstr(&sheet->text), stdout);
        if (sheet->details.len)
            printf("\n%s", strbuf_cstr(&sheet->details));
    }
    return sheet->findings > 0;
}

static int run(const Options *options, Error *err)
{
    const char *path = options_get(options, "truth");
    if (!path)
        error_set(err, STATUS_USAGE, "--truth FILE is needed: the truth.tsv of rollbook sample");
    Arena *arena = arena_create();
    Db *db = error_ok(err) ? warehouse_read(options_or(options, "outputs", "outputs"), err) : NULL;
    TruthTable *truth = error_ok(err) ? truth_table_read(arena, path, err) : NULL;
    ScoreSheet sheet = {0};
    int code = 0;
    if (error_ok(err))
        truth_table_match(truth, db, err);
    const char *impose = options_get(options, "impose");
    if (error_ok(err) && impose) {
        evaluate_impose(truth, db, impose, err);
    } else if (error_ok(err)) {
        evaluate_linkage(truth, db, &sheet, err);
        evaluate_rows(truth, db, &sheet, err);
        evaluate_traps(truth, db, &sheet, err);
        evaluate_figures(truth, db, &sheet, err);
        if (options_has(options, "baselines"))
            evaluate_baselines(truth, db, &sheet, err);
        if (error_ok(err))
            code = print_scores(&sheet, options_has(options, "json"));
    }
    score_sheet_free(&sheet);
    truth_table_free(truth);
    db_close(db);
    arena_free(arena);
    return code;
}

const Command COMMAND_EVALUATE = {
    .name = "evaluate",
    .arguments = "",
    .summary = "compare a warehouse with the truth beside invented submissions",
    .description =
        "Prints one figure a line: who is who (pair_*, cluster_*, bcubed_*), rows found and lost,\n"
        "dates and codes read right, each trap caught or not, and the night's indicators against\n"
        "those of the invented lives; below them what was not right. Exit code 1: something was "
        "not.",
    .options = OPTIONS,
    .max_arguments = 0,
    .run = run,
};
