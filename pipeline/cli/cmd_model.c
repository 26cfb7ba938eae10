/* rollbook model suggest: a first linkage model for a strange table. */

#include "pipeline/cli/dedupe_table.h"
#include "pipeline/link/model_json.h"
#include "pipeline/link/suggest.h"
#include "pipeline/link/table_csv.h"

#include <stdio.h>

static const OptionSpec OPTIONS[] = {
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

static int run(const Options *options, Error *err)
{
    if (strcmp(options->arguments[0], "suggest") != 0) {
        error_set(err, STATUS_USAGE, "expected \"suggest\", found \"%s\"", options->arguments[0]);
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
            table_csv_add(table, options->arguments[i], verbatim, err);
        if (options->argument_count > 2)
            model->type = LINK_AND_DEDUPE;
        suggest_rules(model, arena, table);
        link_table_free(table);
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
    .arguments = "suggest A.csv [B.csv...]",
    .summary = "suggest a linkage model for a table",
    .description = "Looks at the names and the contents of the columns and writes a model for "
                   "\"rollbook dedupe\" to standard output; standard error says which columns were "
                   "left out and why. Columns that look like the answer are never compared.",
    .options = OPTIONS,
    .min_arguments = 2,
    .max_arguments = ARGUMENTS_ANY,
    .run = run,
};
