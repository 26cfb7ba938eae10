/* Reading Splink's settings. */

#include "pipeline/link/splink.h"
#include "pipeline/link/splink_sql.h"

bool splink_is_settings(const json_t *root)
{
    return json_object_get(root, "blocking_rules_to_generate_predictions") ||
           json_object_get(root, "probability_two_random_records_match") ||
           json_object_get(root, "unique_id_column_name");
}

typedef struct SplinkReader {
    LinkModel *model;
    Arena *arena;
    Error *err;
} SplinkReader;

static Str splink_text(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    return str_from(json_is_string(value) ? json_string_value(value) : NULL);
}

static double splink_number(const json_t *object, const char *key, double fallback)
{
    const json_t *value = json_object_get(object, key);
    return json_is_number(value) ? json_number_value(value) : fallback;
}

static int splink_column(const SplinkReader *reader, Str name)
{
    return model_column(reader->model, reader->arena, name, reader->err);
}

static void read_null_level(const SplinkReader *reader, const SqlTokens *tokens, Str sql,
                            Comparison *comparison)
{
    Str names[MODEL_ALIASES_MAX];
    int count;
    if (!sql_null_columns(tokens, names, &count)) {
        error_set(reader->err, STATUS_CONFIG, "Splink's null condition is not known: %.*s",
                  STR_ARG(sql));
        return;
    }
    for (int i = 0; i < count && comparison->null_count < MODEL_ALIASES_MAX; i++)
        comparison->null_columns[comparison->null_count++] = splink_column(reader, names[i]);
}

static void read_level(const SplinkReader *reader, const json_t *object, Comparison *comparison)
{
    Str sql = splink_text(object, "sql_condition");
    SqlTokens tokens;
    sql_tokens(&tokens, reader->arena, sql, reader->err);
    if (json_is_true(json_object_get(object, "is_null_level"))) {
        read_null_level(reader, &tokens, sql, comparison);
        return;
    }
    SqlCondition parts[MODEL_TERMS_MAX];
    int count = 0;
    bool known = sql_conditions(&tokens, parts, &count) && count <= MODEL_CONDITIONS_MAX;
    Level *level = comparison_add_level(
        comparison, arena_cstr(reader->arena, splink_text(object, "label_for_charts")));
    if (!known || !level) {
        error_set(reader->err, STATUS_CONFIG, "Splink's condition is not known here: %.*s",
                  STR_ARG(sql));
        return;
    }
    for (int i = 0; i < count; i++) {
        int column = parts[i].column.len ? splink_column(reader, parts[i].column) : -1;
        level->conditions[level->condition_count++] =
            (Condition){.kind = parts[i].kind,
                        .column = column < 0 ? 0 : column,
                        .other = parts[i].column2.len ? splink_column(reader, parts[i].column2)
                                                      : (column < 0 ? 0 : column),
                        .threshold = parts[i].threshold,
                        .from = parts[i].from,
                        .length = parts[i].length};
        if (column >= 0 && comparison->alias_count == 0)
            comparison->aliases[comparison->alias_count++] = column;
    }
    level->m = splink_number(object, "m_probability", 0);
    level->u = splink_number(object, "u_probability", 0);
    level->fix_m = json_is_true(json_object_get(object, "fix_m_probability"));
    level->fix_u = json_is_true(json_object_get(object, "fix_u_probability"));
    Str frequency = splink_text(object, "tf_adjustment_column");
    if (frequency.len) {
        level->tf_column = splink_column(reader, frequency);
        level->tf_weight = splink_number(object, "tf_adjustment_weight", 1);
        level->tf_minimum_u = splink_number(object, "tf_minimum_u_value", 0);
        level->tf_own_u = json_is_true(json_object_get(object, "disable_tf_exact_match_detection"));
    }
}

static void read_comparison(const SplinkReader *reader, const json_t *object)
{
    LinkModel *model = reader->model;
    if (model->comparison_count == MODEL_COMPARISONS_MAX) {
        error_set(reader->err, STATUS_CONFIG, "a model has at most %d comparisons",
                  MODEL_COMPARISONS_MAX);
        return;
    }
    Comparison *comparison = &model->comparisons[model->comparison_count++];
    *comparison = (Comparison){.name = "comparison"};
    const json_t *levels = json_object_get(object, "comparison_levels"), *level;
    size_t i;
    json_array_foreach(levels, i, level) if (error_ok(reader->err))
        read_level(reader, level, comparison);
    Str name = splink_text(object, "output_column_name");
    if (name.len)
        comparison->name = arena_cstr(reader->arena, name);
    if (error_ok(reader->err) &&
        (comparison->alias_count == 0 || comparison->level_count < 2 ||
         comparison->levels[comparison->level_count - 1].conditions[0].kind != CONDITION_ELSE))
        error_set(reader->err, STATUS_CONFIG, "Splink's comparison \"%s\" has no ELSE level",
                  comparison->name);
}

static void read_rule(const SplinkReader *reader, const json_t *value)
{
    Str sql = json_is_string(value) ? str_from(json_string_value(value))
                                    : splink_text(value, "blocking_rule");
    SqlTokens tokens;
    SqlCondition parts[MODEL_TERMS_MAX];
    int count = 0;
    sql_tokens(&tokens, reader->arena, sql, reader->err);
    BlockRule rule = {.text = arena_cstr(reader->arena, sql)};
    bool known = sql_conditions(&tokens, parts, &count);
    for (int i = 0; known && i < count; i++) {
        Term *term = &rule.terms[rule.term_count++];
        *term = (Term){.column = splink_column(reader, parts[i].column),
                       .kind = parts[i].kind == CONDITION_PART ? TERM_PART : TERM_VALUE,
                       .from = parts[i].from,
                       .length = parts[i].length};
        known = parts[i].kind == CONDITION_PART || parts[i].kind == CONDITION_EXACT;
    }
    if (!known || reader->model->rule_count == MODEL_RULES_MAX)
        error_set(reader->err, STATUS_CONFIG, "Splink's blocking rule is not known here: %.*s",
                  STR_ARG(sql));
    else
        reader->model->rules[reader->model->rule_count++] = rule;
}

/* Splink leaves m or u out where it never trained them; such a model is to be trained. */
static bool all_trained(const LinkModel *model)
{
    for (int c = 0; c < model->comparison_count; c++)
        for (int l = 0; l < model->comparisons[c].level_count; l++)
            if (model->comparisons[c].levels[l].m <= 0 || model->comparisons[c].levels[l].u <= 0)
                return false;
    return true;
}

void splink_read(LinkModel *model, Arena *arena, const json_t *root, Error *err)
{
    SplinkReader reader = {.model = model, .arena = arena, .err = err};
    Str type = splink_text(root, "link_type"), id = splink_text(root, "unique_id_column_name");
    if (str_is(type, "link_only"))
        model->type = LINK_ONLY;
    else if (str_is(type, "link_and_dedupe"))
        model->type = LINK_AND_DEDUPE;
    else if (!str_is(type, "dedupe_only"))
        error_set(err, STATUS_CONFIG, "Splink's link_type \"%.*s\" is not known", STR_ARG(type));
    model->unique_id = id.len ? arena_cstr(arena, id) : "unique_id";
    model->verbatim = true;
    if (str_is(splink_text(root, "sql_dialect"), "spark"))
        model->jaro = JARO_SPARK;
    const json_t *item;
    size_t i;
    json_array_foreach(json_object_get(root, "comparisons"), i, item) if (error_ok(err))
        read_comparison(&reader, item);
    json_array_foreach(json_object_get(root, "blocking_rules_to_generate_predictions"), i,
                       item) if (error_ok(err)) read_rule(&reader, item);
    if (error_ok(err) && model->comparison_count == 0)
        error_set(err, STATUS_CONFIG, "Splink's settings compare nothing");
    model->prior = splink_number(root, "probability_two_random_records_match", 1e-4);
    model->trained = all_trained(model);
}
