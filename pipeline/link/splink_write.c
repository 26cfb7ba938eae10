/*
 * Writing Splink's settings. What SQL cannot say (syllables, places by sound, partial dates,
 * aliases, the sibling class) is refused by name: a model for Splink must be made of what Splink
 * has.
 */

#include "pipeline/link/splink_write.h"
#include "pipeline/base/json.h"
#include "pipeline/link/condition_name.h"

typedef struct SplinkWriter {
    const LinkModel *model;
    SplinkDialect dialect;
    StrBuf *out;
    Error *err;
} SplinkWriter;

/* "x_l" for DuckDB, `x_l` for Spark. */
static void append_column(const SplinkWriter *writer, StrBuf *sql, int column, char side)
{
    char quote = writer->dialect == SPLINK_DUCKDB ? '"' : '`';
    strbuf_appendf(sql, "%c%s_%c%c", quote, writer->model->columns[column], side, quote);
}

static void append_call(const SplinkWriter *writer, StrBuf *sql, const char *function,
                        const Condition *condition, const char *compare)
{
    strbuf_appendf(sql, "%s(", function);
    append_column(writer, sql, condition->column, 'l');
    strbuf_append_cstr(sql, ", ");
    append_column(writer, sql, condition->column, 'r');
    strbuf_appendf(sql, ") %s ", compare);
    strbuf_append_double(sql, condition->threshold);
}

static void append_equal(const SplinkWriter *writer, StrBuf *sql, int left, int right)
{
    append_column(writer, sql, left, 'l');
    strbuf_append_cstr(sql, " = ");
    append_column(writer, sql, right, 'r');
}

static void append_part(const SplinkWriter *writer, StrBuf *sql, const Condition *condition)
{
    for (int side = 0; side < 2; side++) {
        strbuf_append_cstr(sql, side ? " = SUBSTRING(" : "SUBSTRING(");
        append_column(writer, sql, condition->column, side ? 'r' : 'l');
        strbuf_appendf(sql, ",%d,%d)", condition->from, condition->length);
    }
}

/* The days between two ISO dates, in seconds as Splink counts them. */
static void append_days(const SplinkWriter *writer, StrBuf *sql, const Condition *condition)
{
    bool duck = writer->dialect == SPLINK_DUCKDB;
    for (int side = 0; side < 2; side++) {
        strbuf_append_cstr(sql, side ? " - " : "ABS(");
        strbuf_append_cstr(sql,
                           duck ? "EPOCH(try_strptime(" : "UNIX_TIMESTAMP(date(try_to_timestamp(");
        append_column(writer, sql, condition->column, side ? 'r' : 'l');
        strbuf_append_cstr(sql, duck ? ", '%Y-%m-%d'))" : ", 'yyyy-MM-dd')))");
    }
    strbuf_append_cstr(sql, ") <= ");
    strbuf_append_double(sql, condition->threshold * 86400);
}

static void append_condition(const SplinkWriter *writer, StrBuf *sql, const Condition *condition)
{
    bool duck = writer->dialect == SPLINK_DUCKDB;
    switch (condition->kind) {
    case CONDITION_ELSE:
        strbuf_append_cstr(sql, "ELSE");
        break;
    case CONDITION_EXACT:
        append_equal(writer, sql, condition->column, condition->column);
        break;
    case CONDITION_SWAPPED:
    case CONDITION_CROSSED:
        strbuf_append_char(sql, '(');
        append_equal(writer, sql, condition->column, condition->other);
        strbuf_append_cstr(sql, condition->kind == CONDITION_SWAPPED ? " AND " : " OR ");
        append_equal(writer, sql, condition->other, condition->column);
        strbuf_append_char(sql, ')');
        break;
    case CONDITION_JARO:
        append_call(writer, sql, duck ? "jaro_similarity" : "jaro_sim", condition, ">=");
        break;
    case CONDITION_JARO_WINKLER:
        append_call(writer, sql, duck ? "jaro_winkler_similarity" : "jaro_winkler", condition,
                    ">=");
        break;
    case CONDITION_LEVENSHTEIN:
        append_call(writer, sql, "levenshtein", condition, "<=");
        break;
    case CONDITION_DAMERAU:
        append_call(writer, sql, "damerau_levenshtein", condition, "<=");
        break;
    case CONDITION_OSA:
        /* Both distances agree up to 1; past that Splink has no such function. */
        if (condition->threshold <= 1) {
            append_call(writer, sql, "damerau_levenshtein", condition, "<=");
            break;
        }
        goto refuse;
    case CONDITION_JACCARD:
        if (condition->length == 1) {
            append_call(writer, sql, "jaccard", condition, ">=");
            break;
        }
        goto refuse;
    case CONDITION_PART:
        append_part(writer, sql, condition);
        break;
    case CONDITION_DATE_WITHIN:
        append_days(writer, sql, condition);
        break;
    default:
    refuse:
        error_set(writer->err, STATUS_CONFIG,
                  "Splink has no condition \"%s\"; write the levels of \"%s\" without it",
                  condition_kind_name(condition->kind), writer->model->columns[condition->column]);
    }
}

static void put_sql(const SplinkWriter *writer, const StrBuf *sql)
{
    json_append_string(writer->out, strbuf_str(sql));
}

static void put_null_level(const SplinkWriter *writer, const Comparison *comparison)
{
    StrBuf sql = STRBUF_INIT;
    for (int i = 0; i < comparison->null_count; i++)
        for (int side = 0; side < 2; side++) {
            strbuf_append_cstr(&sql, i || side ? " OR " : "");
            append_column(writer, &sql, comparison->null_columns[i], side ? 'r' : 'l');
            strbuf_append_cstr(&sql, " IS NULL");
        }
    strbuf_append_cstr(writer->out, "      {\"sql_condition\": ");
    put_sql(writer, &sql);
    strbuf_append_cstr(writer->out,
                       ", \"label_for_charts\": \"no value\", \"is_null_level\": true}");
    strbuf_free(&sql);
}

static void put_level(const SplinkWriter *writer, const Level *level)
{
    StrBuf sql = STRBUF_INIT;
    for (int k = 0; k < level->condition_count; k++) {
        strbuf_append_cstr(&sql, k ? " AND " : "");
        append_condition(writer, &sql, &level->conditions[k]);
    }
    strbuf_append_cstr(writer->out, ",\n      {\"sql_condition\": ");
    put_sql(writer, &sql);
    strbuf_append_cstr(writer->out, ", \"label_for_charts\": ");
    json_append_string(writer->out, str_from(level->label));
    if (level->m > 0 && level->u > 0) {
        strbuf_append_cstr(writer->out, ", \"m_probability\": ");
        strbuf_append_double(writer->out, level->m);
        strbuf_append_cstr(writer->out, ", \"u_probability\": ");
        strbuf_append_double(writer->out, level->u);
    }
    if (level->tf_column >= 0 && level->tf_weight > 0) {
        strbuf_append_cstr(writer->out, ", \"tf_adjustment_column\": ");
        json_append_string(writer->out, str_from(writer->model->columns[level->tf_column]));
        strbuf_append_cstr(writer->out, ", \"tf_adjustment_weight\": ");
        strbuf_append_double(writer->out, level->tf_weight);
    }
    strbuf_append_char(writer->out, '}');
    strbuf_free(&sql);
}

static void put_comparison(const SplinkWriter *writer, const Comparison *comparison)
{
    if (comparison->alias_count > 1)
        error_set(writer->err, STATUS_CONFIG, "Splink has no aliases; \"%s\" has",
                  comparison->name);
    strbuf_append_cstr(writer->out, "    {\"output_column_name\": ");
    json_append_string(writer->out, str_from(comparison->name));
    strbuf_append_cstr(writer->out, ", \"comparison_levels\": [\n");
    put_null_level(writer, comparison);
    for (int l = 0; l < comparison->level_count; l++)
        put_level(writer, &comparison->levels[l]);
    strbuf_append_cstr(writer->out, "\n    ]}");
}

static void put_rule(const SplinkWriter *writer, const BlockRule *rule)
{
    char quote = writer->dialect == SPLINK_DUCKDB ? '"' : '`';
    StrBuf sql = STRBUF_INIT;
    for (int t = 0; t < rule->term_count; t++) {
        const Term *term = &rule->terms[t];
        const char *column = writer->model->columns[term->column];
        strbuf_append_cstr(&sql, t ? " AND " : "");
        if (term->kind == TERM_VALUE)
            strbuf_appendf(&sql, "l.%c%s%c = r.%c%s%c", quote, column, quote, quote, column, quote);
        else if (term->kind == TERM_PART)
            strbuf_appendf(&sql, "SUBSTRING(l.%c%s%c,%d,%d) = SUBSTRING(r.%c%s%c,%d,%d)", quote,
                           column, quote, term->from, term->length, quote, column, quote,
                           term->from, term->length);
        else
            error_set(writer->err, STATUS_CONFIG, "Splink cannot block by \"%s\"", rule->text);
    }
    strbuf_append_cstr(writer->out, "    {\"blocking_rule\": ");
    put_sql(writer, &sql);
    strbuf_appendf(writer->out, ", \"sql_dialect\": \"%s\"}",
                   writer->dialect == SPLINK_DUCKDB ? "duckdb" : "spark");
    strbuf_free(&sql);
}

void splink_write(StrBuf *out, const LinkModel *model, SplinkDialect dialect, Error *err)
{
    static const char *const TYPES[] = {"dedupe_only", "link_only", "link_and_dedupe"};
    SplinkWriter writer = {.model = model, .dialect = dialect, .out = out, .err = err};
    if (!error_ok(err))
        return;
    strbuf_appendf(out, "{\n  \"link_type\": \"%s\",\n  \"sql_dialect\": \"%s\",\n",
                   TYPES[model->type], dialect == SPLINK_DUCKDB ? "duckdb" : "spark");
    strbuf_append_cstr(out, "  \"unique_id_column_name\": ");
    json_append_string(out, str_from(model->unique_id ? model->unique_id : "unique_id"));
    strbuf_append_cstr(out, ",\n  \"probability_two_random_records_match\": ");
    strbuf_append_double(out, model->prior > 0 ? model->prior : 1e-4);
    strbuf_append_cstr(out, ",\n  \"comparisons\": [\n");
    for (int c = 0; c < model->comparison_count; c++) {
        put_comparison(&writer, &model->comparisons[c]);
        strbuf_append_cstr(out, c + 1 < model->comparison_count ? ",\n" : "\n  ],\n");
    }
    strbuf_append_cstr(out, "  \"blocking_rules_to_generate_predictions\": [\n");
    for (int r = 0; r < model->rule_count; r++) {
        put_rule(&writer, &model->rules[r]);
        strbuf_append_cstr(out, r + 1 < model->rule_count ? ",\n" : "\n");
    }
    strbuf_append_cstr(out, "  ]\n}\n");
}
