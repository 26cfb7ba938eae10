/* rollbook model suggest: a first linkage model for a strange table. */

#include "pipeline/base/file.h"
#include "pipeline/base/parallel.h"
#include "pipeline/cli/dedupe_table.h"
#include "pipeline/link/model_json.h"
#include "pipeline/link/splink_export.h"
#include "pipeline/link/splink_write.h"
#include "pipeline/link/suggest.h"
#include "pipeline/link/table_read.h"

#include <stdio.h>

enum { MODEL_MAX = 16 << 20 };

static const OptionSpec OPTIONS[] = {
    {"dialect", "D", "of splink: duckdb (default) or spark"},
    {"out", "DIR", "of splink, with tables: where settings, records and frequencies are written"},
    {"ignore", "COLUMN", "a column that must not be compared (the right answer, for example)"},
    {0}};

static void ignore_column(LinkTable *table, const char *name, Error *err)
{
    int column = name ? link_table_column(table, name) : -1;
    if (name && column < 0)
        error_set(err, STATUS_USAGE, "the file has no column \"%s\"", name);
    if (column >= 0)
        for (uint32_t row = 0; row < table->row_count; row++)
            table->columns[column].ids[row] = 0;
}

/* Prints a model as Splink's settings. */
static void print_splink(const Options *options, const LinkModel *model, Error *err)
{
    StrBuf out = STRBUF_INIT;
    Str dialect = str_from(options_or(options, "dialect", "duckdb"));
    if (!str_is(dialect, "duckdb") && !str_is(dialect, "spark"))
        error_set(err, STATUS_USAGE, "--dialect is duckdb or spark");
    if (error_ok(err))
        splink_write(&out, model, str_is(dialect, "spark") ? SPLINK_SPARK : SPLINK_DUCKDB, err);
    if (error_ok(err) && (fputs(strbuf_cstr(&out), stdout) == EOF || fflush(stdout) != 0))
        error_set(err, STATUS_IO, "the settings cannot be written");
    strbuf_free(&out);
}

/* Prints the settings, or with tables writes everything that Splink needs to --out. */
static void run_splink(const Options *options, Error *err)
{
    Arena *arena = arena_create();
    const char *folder = options_get(options, "out");
    Str text = file_read(arena, options->arguments[1], MODEL_MAX, err);
    LinkModel *model = model_read_json(arena, text, err);
    if (error_ok(err) && !folder && options->argument_count == 2) {
        print_splink(options, model, err);
    } else if (error_ok(err) && (!folder || options->argument_count == 2)) {
        error_set(err, STATUS_USAGE, "tables and --out DIR belong together");
    } else {
        DedupeTable data = dedupe_table_load(model, NULL, options, 2, parallel_threads(), err);
        if (error_ok(err))
            splink_export(model, data.table, data.unique_id, folder, err);
        link_table_free(data.table);
    }
    arena_free(arena);
}

static int run(const Options *options, Error *err)
{
    if (strcmp(options->arguments[0], "splink") == 0) {
        run_splink(options, err);
        return 0;
    }
    if (strcmp(options->arguments[0], "suggest") != 0) {
        error_set(err, STATUS_USAGE, "expected \"suggest\" or \"splink\", found \"%s\"",
                  options->arguments[0]);
        return 0;
    }
    Arena *arena = arena_create();
    StrBuf notes = STRBUF_INIT, out = STRBUF_INIT;
    LinkTable *all = dedupe_table_all(arena, options, 1, err);
    ignore_column(all, options_get(options, "ignore"), err);
    LinkModel *model = error_ok(err) ? suggest_model(arena, all, &notes, err) : NULL;
    link_table_free(all);
    if (error_ok(err)) {
        /* Rules are tried on the table as the model will see it: pools shared, columns in order. */
        LinkTable *table = linkage_table(model, NULL, 0);
        bool verbatim[LINK_COLUMNS_MAX] = {false};
        for (size_t i = 1; i < options->argument_count; i++)
            table_read_add(table, options->arguments[i], verbatim, parallel_threads(), err);
        LinkNames *names = dedupe_table_hear(model, table, err);
        suggest_rules(model, arena, table);
        model->type = suggest_link_type(model, table);
        link_table_free(table);
        link_names_free(names);
        model_write_json(&out, model);
        fputs(strbuf_cstr(&notes), stderr);
        if (fputs(strbuf_cstr(&out), stdout) == EOF || fflush(stdout) != 0)
            error_set(err, STATUS_IO, "the model cannot be written");
    }
    strbuf_free(&notes);
    strbuf_free(&out);
    arena_free(arena);
    return 0;
}

const Command COMMAND_MODEL = {
    .name = "model",
    .arguments = "suggest A.csv [B.csv...] | splink M.json [A.csv...]",
    .summary = "suggest a linkage model for a table, or write one for Splink",
    .description = "Looks at the names and the contents of the columns and writes a model for "
                   "\"rollbook dedupe\" to standard output; standard error says which columns were "
                   "left out and why. Columns that look like the answer are never compared.",
    .options = OPTIONS,
    .min_arguments = 2,
    .max_arguments = ARGUMENTS_ANY,
    .run = run,
};
