/* Writing model files. What is at its default is left out, so that people can read them. */

#include "pipeline/base/json.h"
#include "pipeline/link/condition_name.h"
#include "pipeline/link/model_json.h"

static void write_key(StrBuf *out, const char *key, Str value)
{
    strbuf_appendf(out, "\"%s\": ", key);
    json_append_string(out, value);
}

static void write_condition(StrBuf *out, const LinkModel *model, const Comparison *comparison,
                            const Condition *condition)
{
    write_key(out, "when", str_from(condition_kind_name(condition->kind)));
    if (condition->kind == CONDITION_ELSE)
        return;
    if (condition->column != comparison->aliases[0]) {
        strbuf_append_cstr(out, ", ");
        write_key(out, "column", str_from(model->columns[condition->column]));
    }
    if (condition->other != condition->column) {
        strbuf_append_cstr(out, ", ");
        write_key(out, "other", str_from(model->columns[condition->other]));
    }
    if (condition_has_threshold(condition->kind)) {
        strbuf_append_cstr(out, ", \"threshold\": ");
        strbuf_append_double(out, condition->threshold);
    }
    if (condition->kind == CONDITION_PART)
        strbuf_appendf(out, ", \"from\": %d", condition->from);
    if (condition->kind == CONDITION_PART || condition->kind == CONDITION_PREFIX ||
        condition->kind == CONDITION_JACCARD)
        strbuf_appendf(out, ", \"length\": %d", condition->length);
}

static void write_share(StrBuf *out, const char *key, double share)
{
    if (share > 0) {
        strbuf_appendf(out, ", \"%s\": ", key);
        strbuf_append_double(out, share);
    }
}

static void write_level(StrBuf *out, const LinkModel *model, const Comparison *comparison,
                        const Level *level)
{
    strbuf_append_cstr(out, "        {");
    if (level->condition_count == 1) {
        write_condition(out, model, comparison, &level->conditions[0]);
    } else {
        strbuf_append_cstr(out, "\"all\": [");
        for (int k = 0; k < level->condition_count; k++) {
            strbuf_append_cstr(out, k ? ", {" : "{");
            write_condition(out, model, comparison, &level->conditions[k]);
            strbuf_append_char(out, '}');
        }
        strbuf_append_char(out, ']');
    }
    strbuf_append_cstr(out, ", ");
    write_key(out, "label", str_from(level->label));
    write_share(out, "m", level->m);
    write_share(out, "u", level->u);
    write_share(out, "s", level->s);
    if (level->fix_m)
        strbuf_append_cstr(out, ", \"fix_m\": true");
    if (level->fix_u)
        strbuf_append_cstr(out, ", \"fix_u\": true");
    if (level->tf_column >= 0 && level->tf_weight > 0) {
        write_share(out, "term_frequency", level->tf_weight);
        write_share(out, "frequency_minimum", level->tf_minimum_u);
        if (level->tf_own_u)
            strbuf_append_cstr(out, ", \"frequency_own_u\": true");
        if (level->tf_column != comparison->aliases[0]) {
            strbuf_append_cstr(out, ", ");
            write_key(out, "frequency_column", str_from(model->columns[level->tf_column]));
        }
    }
    strbuf_append_char(out, '}');
}

static int crossed_other(const Comparison *comparison)
{
    for (int l = 0; l < comparison->level_count; l++)
        if (comparison->levels[l].conditions[0].kind == CONDITION_CROSSED)
            return comparison->levels[l].conditions[0].other;
    return -1;
}

static void write_comparison(StrBuf *out, const LinkModel *model, const Comparison *comparison)
{
    strbuf_append_cstr(out, "    {");
    write_key(out, "column", str_from(model->columns[comparison->aliases[0]]));
    if (strcmp(comparison->name, model->columns[comparison->aliases[0]]) != 0) {
        strbuf_append_cstr(out, ", ");
        write_key(out, "name", str_from(comparison->name));
    }
    if (comparison->kind) {
        strbuf_append_cstr(out, ", ");
        write_key(out, "kind", str_from(comparison->kind));
    }
    for (int i = 1; i < comparison->alias_count; i++) {
        strbuf_append_cstr(out, i == 1 ? ", \"aliases\": [" : ", ");
        json_append_string(out, str_from(model->columns[comparison->aliases[i]]));
    }
    if (comparison->alias_count > 1)
        strbuf_append_char(out, ']');
    if (comparison->role != ROLE_NONE)
        strbuf_appendf(out, ", \"role\": \"%s\"",
                       comparison->role == ROLE_HOUSEHOLD ? "household" : "individual");
    int other = crossed_other(comparison);
    if (comparison->kind && !model->trained) {
        if (other >= 0) {
            strbuf_append_cstr(out, ", ");
            write_key(out, "crossed_with", str_from(model->columns[other]));
        }
        strbuf_append_char(out, '}');
        return;
    }
    strbuf_append_cstr(out, ", \"levels\": [\n");
    for (int l = 0; l < comparison->level_count; l++) {
        write_level(out, model, comparison, &comparison->levels[l]);
        strbuf_append_cstr(out, l + 1 < comparison->level_count ? ",\n" : "\n      ]}");
    }
}

static void write_rules(StrBuf *out, const char *key, const BlockRule *rules, int count)
{
    for (int r = 0; r < count; r++) {
        if (r == 0)
            strbuf_appendf(out, ",\n  \"%s\": [\n    ", key);
        else
            strbuf_append_cstr(out, ",\n    ");
        if (rules[r].cap) {
            strbuf_append_char(out, '{');
            write_key(out, "rule", str_from(rules[r].text));
            strbuf_appendf(out, ", \"cap\": %u}", rules[r].cap);
        } else {
            json_append_string(out, str_from(rules[r].text));
        }
    }
    if (count > 0)
        strbuf_append_cstr(out, "\n  ]");
}

void model_write_json(StrBuf *out, const LinkModel *model)
{
    static const char *const TYPES[] = {"dedupe_only", "link_only", "link_and_dedupe"};
    strbuf_appendf(out, "{\n  \"rollbook_model\": 1,\n  \"link_type\": \"%s\"", TYPES[model->type]);
    if (model->unique_id) {
        strbuf_append_cstr(out, ",\n  ");
        write_key(out, "unique_id", str_from(model->unique_id));
    }
    if (model->source) {
        strbuf_append_cstr(out, ",\n  ");
        write_key(out, "source", str_from(model->source));
    }
    if (model->verbatim)
        strbuf_append_cstr(out, ",\n  \"verbatim\": true");
    if (model->jaro == JARO_SPARK)
        strbuf_append_cstr(out, ",\n  \"jaro_winkler\": \"spark\"");
    if (model->trained) {
        strbuf_append_cstr(out, ",\n  \"trained\": true,\n  \"prior\": ");
        strbuf_append_double(out, model->prior);
        strbuf_append_cstr(out, ",\n  \"sibling_prior\": ");
        strbuf_append_double(out, model->sibling_prior);
    }
    strbuf_append_cstr(out, ",\n  \"comparisons\": [\n");
    for (int c = 0; c < model->comparison_count; c++) {
        write_comparison(out, model, &model->comparisons[c]);
        strbuf_append_cstr(out, c + 1 < model->comparison_count ? ",\n" : "\n  ]");
    }
    write_rules(out, "blocking", model->rules, model->rule_count);
    write_rules(out, "training", model->training, model->training_count);
    strbuf_append_cstr(out, "\n}\n");
}
