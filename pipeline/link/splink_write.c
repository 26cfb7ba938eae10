/*
 * Writing Splink's settings. What SQL cannot say (syllables, places by sound, aliases) is refused
 * by name: a model for Splink must be made of what Splink has. The sibling class is left out: what
 * is written is the two-class weight.
 */

#include "pipeline/link/splink_write.h"
#include "pipeline/base/json.h"
#include "pipeline/link/condition_name.h"
#include "pipeline/link/splink_sql.h"

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

static void append_equal(const SplinkWriter *writer, StrBuf *sql, int left, int right)
{
    append_column(writer, sql, left, 'l');
    strbuf_append_cstr(sql, " = ");
    append_column(writer, sql, right, 'r');
}

/* Which hole of a template a # is, from 0. */
static int hole_number(const char *text, const char *at)
{
    int number = 0;
    for (; text < at; text++)
        number += *text == '#';
    return number;
}

static void append_template(const SplinkWriter *writer, StrBuf *sql, const Condition *condition,
                            const char *text, double scale)
{
    double part[] = {condition->from, condition->length};
    int number = 0;
    strbuf_append_char(sql, '(');
    for (Str rest = str_from(text), piece; str_split(&rest, ' ', &piece);) {
        if (number++ > 0)
            strbuf_append_char(sql, ' ');
        if (str_is(piece, "L") || str_is(piece, "R"))
            append_column(writer, sql, condition->column, piece.ptr[0] == 'L' ? 'l' : 'r');
        else if (!str_is(piece, "#"))
            strbuf_append(sql, piece);
        else if (condition->kind == CONDITION_PART)
            strbuf_append_double(sql, part[hole_number(text, piece.ptr) % 2]);
        else if (condition->kind == CONDITION_PREFIX)
            strbuf_append_int(sql, condition->length);
        else
            strbuf_append_double(sql, condition->threshold * scale);
    }
    strbuf_append_char(sql, ')');
}

static void append_condition(const SplinkWriter *writer, StrBuf *sql, const Condition *condition)
{
    double scale = 1;
    ConditionKind kind = condition->kind;
    if (kind == CONDITION_SWAPPED || kind == CONDITION_CROSSED) {
        strbuf_append_char(sql, '(');
        append_equal(writer, sql, condition->column, condition->other);
        strbuf_append_cstr(sql, kind == CONDITION_SWAPPED ? " AND " : " OR ");
        append_equal(writer, sql, condition->other, condition->column);
        strbuf_append_char(sql, ')');
        return;
    }
    if (kind == CONDITION_ELSE) {
        strbuf_append_cstr(sql, "ELSE");
        return;
    }
    /* OSA and Damerau agree up to 1; past that Splink has no OSA. Its q-grams are letters. */
    if (kind == CONDITION_OSA && condition->threshold <= 1)
        kind = CONDITION_DAMERAU;
    const char *text = sql_template(kind, writer->dialect == SPLINK_SPARK, &scale);
    if (!text || (kind == CONDITION_JACCARD && condition->length != 1))
        error_set(writer->err, STATUS_CONFIG,
                  "Splink has no condition \"%s\"; write the levels of \"%s\" without it",
                  condition_kind_name(kind), writer->model->columns[condition->column]);
    else
        append_template(writer, sql, condition, text, scale);
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

/* Whether Splink finds the exact level against whose u it measures frequencies. */
static bool has_exact(const Comparison *comparison, int column)
{
    for (int l = 0; l < comparison->level_count; l++) {
        const Level *level = &comparison->levels[l];
        if (level->condition_count == 1 && level->conditions[0].kind == CONDITION_EXACT &&
            level->conditions[0].column == column)
            return true;
    }
    return false;
}

static void put_level(const SplinkWriter *writer, const Comparison *comparison, const Level *level)
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
        if (level->tf_minimum_u > 0) {
            strbuf_append_cstr(writer->out, ", \"tf_minimum_u_value\": ");
            strbuf_append_double(writer->out, level->tf_minimum_u);
        }
        if (level->tf_own_u || !has_exact(comparison, level->tf_column))
            strbuf_append_cstr(writer->out, ", \"disable_tf_exact_match_detection\": true");
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
        put_level(writer, comparison, &comparison->levels[l]);
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
        else if (term->kind == TERM_YEAR || term->kind == TERM_MONTH)
            strbuf_appendf(&sql, "SUBSTRING(l.%c%s%c,1,%d) = SUBSTRING(r.%c%s%c,1,%d)", quote,
                           column, quote, term->kind == TERM_YEAR ? 4 : 7, quote, column, quote,
                           term->kind == TERM_YEAR ? 4 : 7);
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
