/* Loading the tables that dedupe works on. */

#include "pipeline/cli/dedupe_table.h"

#include "pipeline/link/table_csv.h"

DedupeTable dedupe_table_load(const LinkModel *model, const char *truth, const Options *options,
                              Error *err)
{
    DedupeTable result = {.unique_id = -1, .truth = -1};
    const char *more[2];
    bool verbatim[LINK_COLUMNS_MAX];
    int count = 0;
    if (!error_ok(err))
        return result;
    for (int i = 0; i < LINK_COLUMNS_MAX; i++)
        verbatim[i] = model->verbatim || i >= model->column_count;
    if (truth)
        for (int i = 0; i < model->column_count; i++)
            if (strcmp(model->columns[i], truth) == 0)
                error_set(err, STATUS_CONFIG, "the model looks at the column of the truth, \"%s\"",
                          truth);
    if (model->unique_id) {
        result.unique_id = model->column_count + count;
        more[count++] = model->unique_id;
    }
    if (truth) {
        result.truth = model->column_count + count;
        more[count++] = truth;
    }
    result.table = linkage_table(model, more, count);
    for (size_t i = 0; i < options->argument_count && error_ok(err); i++)
        table_csv_add(result.table, options->arguments[i], verbatim, err);
    return result;
}

LinkTable *dedupe_table_all(Arena *arena, const Options *options, size_t first, Error *err)
{
    LinkTable *table = link_table_create();
    bool verbatim[LINK_COLUMNS_MAX] = {false};
    CsvHeader header = table_csv_header(arena, options->arguments[first], err);
    for (int i = 0; i < header.count && error_ok(err); i++)
        if (link_table_column(table, header.names[i].ptr) < 0)
            link_table_add_column(table, header.names[i].ptr, link_table_add_pool(table));
    for (size_t i = first; i < options->argument_count && error_ok(err); i++)
        table_csv_add(table, options->arguments[i], verbatim, err);
    return table;
}
