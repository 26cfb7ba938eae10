/* Writing the folder with which Splink takes over. */

#include "pipeline/link/splink_export.h"

#include "pipeline/base/csv_field.h"
#include "pipeline/base/file.h"
#include "pipeline/base/mem.h"
#include "pipeline/link/model_json.h"
#include "pipeline/link/splink_write.h"

static void put_file(const char *folder, const char *name, StrBuf *text, Error *err)
{
    StrBuf path = STRBUF_INIT;
    strbuf_appendf(&path, "%s/%s", folder, name);
    file_write(strbuf_cstr(&path), strbuf_str(text), err);
    strbuf_clear(text);
    strbuf_free(&path);
}

static bool has_sources(const LinkModel *model, const LinkTable *table)
{
    return model->type != LINK_DEDUPE && table->source_count > 1;
}

static void put_records(const LinkModel *model, const LinkTable *table, int unique_id,
                        const char *folder, Error *err)
{
    StrBuf out = STRBUF_INIT;
    csv_append_field(&out, str_from(model->unique_id ? model->unique_id : "unique_id"));
    if (has_sources(model, table))
        strbuf_append_cstr(&out, ",source_dataset");
    for (int c = 0; c < model->column_count; c++) {
        if (c == unique_id)
            continue;
        strbuf_append_char(&out, ',');
        csv_append_field(&out, str_from(model->columns[c]));
    }
    for (uint32_t row = 0; row < table->row_count; row++) {
        strbuf_append_char(&out, '\n');
        if (unique_id >= 0)
            csv_append_field(&out, link_table_text(table, unique_id, row));
        else
            strbuf_append_int(&out, (int64_t)row + 1);
        if (has_sources(model, table))
            strbuf_appendf(&out, ",source_%d", link_table_source_of(table, row) + 1);
        for (int c = 0; c < model->column_count; c++) {
            if (c == unique_id)
                continue;
            strbuf_append_char(&out, ',');
            csv_append_field(&out, link_table_text(table, c, row));
        }
    }
    strbuf_append_char(&out, '\n');
    put_file(folder, "records.csv", &out, err);
    strbuf_free(&out);
}

/* Shares of a column's values among the rows that have one. */
static void put_frequencies(const LinkModel *model, const LinkTable *table, int column,
                            const char *folder, Error *err)
{
    const ValuePool *pool = table->pools[table->columns[column].pool];
    uint32_t count = value_pool_count(pool), *rows = x_new_array(uint32_t, count);
    double with_value = 0;
    for (uint32_t row = 0; row < table->row_count; row++) {
        uint32_t id = link_table_id(table, column, row);
        rows[id]++;
        with_value += id != 0;
    }
    StrBuf out = STRBUF_INIT, name = STRBUF_INIT;
    csv_append_field(&out, str_from(model->columns[column]));
    strbuf_appendf(&name, "tf_%s", model->columns[column]);
    strbuf_append_char(&out, ',');
    csv_append_field(&out, strbuf_str(&name));
    for (uint32_t id = 1; id < count; id++) {
        if (rows[id] == 0)
            continue;
        strbuf_append_char(&out, '\n');
        csv_append_field(&out, value_pool_text(pool, id));
        strbuf_append_char(&out, ',');
        strbuf_append_double(&out, rows[id] / with_value);
    }
    strbuf_append_char(&out, '\n');
    strbuf_append_cstr(&name, ".csv");
    for (size_t i = 0; i < name.len; i++)
        if (name.ptr[i] == '/')
            name.ptr[i] = '_';
    put_file(folder, strbuf_cstr(&name), &out, err);
    strbuf_free(&name);
    strbuf_free(&out);
    x_free(rows);
}

void splink_export(const LinkModel *model, const LinkTable *table, int unique_id,
                   const char *folder, Error *err)
{
    static const struct {
        const char *name;
        SplinkDialect dialect;
    } SETTINGS[] = {{"settings-duckdb.json", SPLINK_DUCKDB}, {"settings-spark.json", SPLINK_SPARK}};
    StrBuf out = STRBUF_INIT;
    bool wanted[MODEL_COLUMNS_MAX] = {false};
    if (error_ok(err) && !model->trained)
        error_set(err, STATUS_CONFIG,
                  "the model has learned nothing yet: \"rollbook dedupe --save\"");
    file_make_folder(folder, err);
    for (size_t i = 0; i < sizeof SETTINGS / sizeof *SETTINGS && error_ok(err); i++) {
        splink_write(&out, model, SETTINGS[i].dialect, err);
        if (error_ok(err))
            put_file(folder, SETTINGS[i].name, &out, err);
    }
    if (error_ok(err)) {
        model_write_json(&out, model);
        put_file(folder, "model.json", &out, err);
        put_records(model, table, unique_id, folder, err);
    }
    for (int c = 0; c < model->comparison_count; c++)
        for (int l = 0; l < model->comparisons[c].level_count; l++) {
            const Level *level = &model->comparisons[c].levels[l];
            if (level->tf_column >= 0 && level->tf_weight > 0)
                wanted[level->tf_column] = true;
        }
    for (int c = 0; c < model->column_count && error_ok(err); c++)
        if (wanted[c])
            put_frequencies(model, table, c, folder, err);
    strbuf_free(&out);
}
