/* Loading the tables that dedupe works on. */

#include "pipeline/cli/dedupe_table.h"

#include "pipeline/base/parallel.h"
#include "pipeline/link/table_read.h"

DedupeTable dedupe_table_load(const LinkModel *model, const char *truth, const Options *options,
                              size_t first, int threads, Error *err)
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
    for (int i = 0; model->unique_id && i < model->column_count; i++)
        if (strcmp(model->columns[i], model->unique_id) == 0)
            result.unique_id = i;
    if (model->unique_id && result.unique_id < 0) {
        result.unique_id = model->column_count + count;
        more[count++] = model->unique_id;
    }
    if (truth) {
        result.truth = model->column_count + count;
        more[count++] = truth;
    }
    result.table = linkage_table(model, more, count);
    if (result.unique_id >= model->column_count)
        result.table->printed_only[result.table->columns[result.unique_id].pool] = true;
    for (size_t i = first; i < options->argument_count && error_ok(err); i++)
        table_read_add(result.table, options->arguments[i], verbatim, threads, err);
    return result;
}

LinkNames *dedupe_table_hear(const LinkModel *model, LinkTable *table, Error *err)
{
    Assets assets = {0};
    if (!error_ok(err) || !model_asks_for_sound(model))
        return NULL;
    LinkNames *names = link_names_load(&assets, err);
    if (!error_ok(err))
        return names;
    table->names = names;
    for (int c = 0; c < model->comparison_count; c++)
        for (int l = 0; l < model->comparisons[c].level_count; l++) {
            const Condition *condition = &model->comparisons[c].levels[l].conditions[0];
            if (condition->kind == CONDITION_SYLLABLES || condition->kind == CONDITION_PLACE)
                link_table_parse_names(table, table->columns[condition->column].pool);
        }
    for (int r = 0; r < model->rule_count; r++)
        for (int t = 0; t < model->rules[r].term_count; t++) {
            const Term *term = &model->rules[r].terms[t];
            if (term->kind == TERM_SYLLABLES)
                link_table_parse_names(table, table->columns[term->column].pool);
        }
    return names;
}

LinkTable *dedupe_table_all(Arena *arena, const Options *options, size_t first, Error *err)
{
    LinkTable *table = link_table_create();
    bool verbatim[LINK_COLUMNS_MAX] = {false};
    TableHeader header = table_read_header(arena, options->arguments[first], err);
    for (int i = 0; i < header.count && error_ok(err); i++)
        if (header.names[i].len > 0 && link_table_column(table, header.names[i].ptr) < 0)
            link_table_add_column(table, header.names[i].ptr, link_table_add_pool(table));
    for (size_t i = first; i < options->argument_count && error_ok(err); i++)
        table_read_add(table, options->arguments[i], verbatim, parallel_threads(), err);
    return table;
}
