/* Reading rollbook's own model files with jansson. */

#include "pipeline/link/model_json.h"

#include "pipeline/link/condition_name.h"
#include "pipeline/link/splink.h"

#include <jansson.h>

typedef struct Reader {
    LinkModel *model;
    Arena *arena;
    Error *err;
} Reader;

/* Refuses keys that are not in the NULL-terminated list. */
static void known_keys(const Reader *reader, const json_t *object, const char *const *keys,
                       const char *what)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)object, key, value)
    {
        bool known = false;
        for (int i = 0; keys[i]; i++)
            known = known || strcmp(keys[i], key) == 0;
        if (!known)
            error_set(reader->err, STATUS_CONFIG, "%s has no key \"%s\"", what, key);
    }
}

static Str text_of(const Reader *reader, const json_t *object, const char *key,
                   const char *fallback)
{
    const json_t *value = json_object_get(object, key);
    if (!value || json_is_null(value))
        return str_from(fallback);
    if (!json_is_string(value))
        error_set(reader->err, STATUS_CONFIG, "\"%s\" must be a text", key);
    return str_from(json_string_value(value));
}

static double number_of(const Reader *reader, const json_t *object, const char *key,
                        double fallback)
{
    const json_t *value = json_object_get(object, key);
    if (!value || json_is_null(value))
        return fallback;
    if (!json_is_number(value))
        error_set(reader->err, STATUS_CONFIG, "\"%s\" must be a number", key);
    return json_number_value(value);
}

static bool flag_of(const Reader *reader, const json_t *object, const char *key, bool fallback)
{
    const json_t *value = json_object_get(object, key);
    if (!value || json_is_null(value))
        return fallback;
    if (!json_is_boolean(value))
        error_set(reader->err, STATUS_CONFIG, "\"%s\" must be true or false", key);
    return json_is_true(value);
}

static const json_t *list_of(const Reader *reader, const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    if (value && !json_is_array(value)) {
        error_set(reader->err, STATUS_CONFIG, "\"%s\" must be a list", key);
        return NULL;
    }
    return value;
}

static int column_of(const Reader *reader, Str name)
{
    return model_column(reader->model, reader->arena, name, reader->err);
}

static double share_of(const Reader *reader, const json_t *object, const char *key)
{
    double share = number_of(reader, object, key, 0);
    if (!(share >= 0 && share <= 1))
        error_set(reader->err, STATUS_CONFIG, "\"%s\" must lie between 0 and 1", key);
    return share;
}

static void read_condition(const Reader *reader, const json_t *object, Condition *condition,
                           int column)
{
    Str when = text_of(reader, object, "when", "");
    if (!condition_kind_parse(when, &condition->kind))
        error_set(reader->err, STATUS_CONFIG, "no condition is called \"%.*s\"", STR_ARG(when));
    Str own = text_of(reader, object, "column", NULL),
        other = text_of(reader, object, "other", NULL);
    condition->column = own.len ? column_of(reader, own) : column;
    condition->other = other.len ? column_of(reader, other) : condition->column;
    condition->threshold = number_of(reader, object, "threshold", 0);
    condition->from = (int)number_of(reader, object, "from", 1);
    condition->length = (int)number_of(reader, object, "length", 3);
    if (condition->from < 1 || condition->length < 1 || condition->length > 255)
        error_set(reader->err, STATUS_CONFIG, "\"from\" and \"length\" must be 1 to 255");
}

static void read_level(const Reader *reader, const json_t *object, Comparison *comparison)
{
    static const char *const KEYS[] = {"when",
                                       "column",
                                       "other",
                                       "threshold",
                                       "from",
                                       "length",
                                       "all",
                                       "label",
                                       "m",
                                       "u",
                                       "s",
                                       "fix_m",
                                       "fix_u",
                                       "term_frequency",
                                       "frequency_column",
                                       "frequency_minimum",
                                       "frequency_own_u",
                                       NULL};
    static const char *const CONDITION_KEYS[] = {"when", "column", "other", "threshold",
                                                 "from", "length", NULL};
    known_keys(reader, object, KEYS, "a level");
    Str label = text_of(reader, object, "label", NULL);
    Level *level = comparison_add_level(comparison, arena_cstr(reader->arena, label));
    if (!level) {
        error_set(reader->err, STATUS_CONFIG, "a comparison has at most %d levels",
                  MODEL_LEVELS_MAX);
        return;
    }
    const json_t *all = list_of(reader, object, "all");
    size_t count = all ? json_array_size(all) : 1;
    if (count == 0 || count > MODEL_CONDITIONS_MAX) {
        error_set(reader->err, STATUS_CONFIG, "a level has 1 to %d conditions",
                  MODEL_CONDITIONS_MAX);
        return;
    }
    for (size_t i = 0; i < count && error_ok(reader->err); i++) {
        const json_t *one = all ? json_array_get(all, i) : object;
        if (all)
            known_keys(reader, one, CONDITION_KEYS, "a condition");
        read_condition(reader, one, &level->conditions[level->condition_count++],
                       comparison->aliases[0]);
    }
    if (str_is_empty(label))
        level->label = condition_kind_name(level->conditions[0].kind);
    level->m = share_of(reader, object, "m");
    level->u = share_of(reader, object, "u");
    level->s = share_of(reader, object, "s");
    level->fix_m = flag_of(reader, object, "fix_m", false);
    level->fix_u = flag_of(reader, object, "fix_u", false);
    level->tf_weight = number_of(reader, object, "term_frequency", 0);
    level->tf_minimum_u = share_of(reader, object, "frequency_minimum");
    level->tf_own_u = flag_of(reader, object, "frequency_own_u", false);
    Str column = text_of(reader, object, "frequency_column", NULL);
    if (level->tf_weight > 0)
        level->tf_column = column.len ? column_of(reader, column) : comparison->aliases[0];
}

static void read_aliases(const Reader *reader, const json_t *object, Comparison *comparison)
{
    const json_t *aliases = list_of(reader, object, "aliases"), *alias;
    size_t i;
    json_array_foreach(aliases, i, alias)
    {
        if (comparison->alias_count == MODEL_ALIASES_MAX || !json_is_string(alias)) {
            error_set(reader->err, STATUS_CONFIG, "\"aliases\" are at most %d names of columns",
                      MODEL_ALIASES_MAX - 1);
            return;
        }
        comparison->aliases[comparison->alias_count++] =
            column_of(reader, str_from(json_string_value(alias)));
    }
}

static void read_role(const Reader *reader, const json_t *object, Comparison *comparison)
{
    Str role = text_of(reader, object, "role", "none");
    if (str_is(role, "household"))
        comparison->role = ROLE_HOUSEHOLD;
    else if (str_is(role, "individual"))
        comparison->role = ROLE_INDIVIDUAL;
    else if (!str_is(role, "none"))
        error_set(reader->err, STATUS_CONFIG,
                  "expected the role individual, household or none, found \"%.*s\"", STR_ARG(role));
}

static void check_levels(const Reader *reader, const Comparison *comparison)
{
    if (comparison->level_count < 2 ||
        comparison->levels[comparison->level_count - 1].conditions[0].kind != CONDITION_ELSE)
        error_set(reader->err, STATUS_CONFIG,
                  "the levels of \"%s\" must be two or more and end with \"else\"",
                  comparison->name);
}

static void read_comparison(const Reader *reader, const json_t *object)
{
    static const char *const KEYS[] = {"name",         "column",         "kind",
                                       "crossed_with", "aliases",        "levels",
                                       "role",         "term_frequency", NULL};
    known_keys(reader, object, KEYS, "a comparison");
    Str column = text_of(reader, object, "column", NULL),
        kind = text_of(reader, object, "kind", NULL);
    const json_t *levels = list_of(reader, object, "levels"), *level;
    if (column.len == 0)
        error_set(reader->err, STATUS_CONFIG, "a comparison needs a \"column\"");
    Comparison *comparison =
        model_add_comparison(reader->model, reader->arena, column,
                             kind.len ? arena_cstr(reader->arena, kind) : "exact", reader->err);
    if (!comparison)
        return;
    Str name = text_of(reader, object, "name", NULL);
    if (name.len)
        comparison->name = arena_cstr(reader->arena, name);
    read_aliases(reader, object, comparison);
    read_role(reader, object, comparison);
    if (levels) {
        size_t i;
        comparison->level_count = 0;
        if (!kind.len)
            comparison->kind = NULL;
        json_array_foreach(levels, i, level) if (error_ok(reader->err))
            read_level(reader, level, comparison);
        check_levels(reader, comparison);
        return;
    }
    Str other = text_of(reader, object, "crossed_with", NULL);
    comparison_cross(comparison, other.len ? column_of(reader, other) : -1);
    if (json_object_get(object, "term_frequency"))
        comparison->levels[0].tf_weight = flag_of(reader, object, "term_frequency", true) ? 1 : 0;
}

static BlockRule read_rule(const Reader *reader, const json_t *value)
{
    static const char *const KEYS[] = {"rule", "cap", NULL};
    if (json_is_string(value))
        return model_parse_rule(reader->model, reader->arena, str_from(json_string_value(value)),
                                reader->err);
    if (!json_is_object(value)) {
        error_set(reader->err, STATUS_CONFIG, "a rule is a text or {\"rule\", \"cap\"}");
        return (BlockRule){0};
    }
    known_keys(reader, value, KEYS, "a rule");
    BlockRule rule = model_parse_rule(reader->model, reader->arena,
                                      text_of(reader, value, "rule", ""), reader->err);
    double cap = number_of(reader, value, "cap", 0);
    if (!(cap >= 0 && cap <= 1e9))
        error_set(reader->err, STATUS_CONFIG, "\"cap\" must lie between 0 and 1e9");
    else
        rule.cap = (uint32_t)cap;
    return rule;
}

static int read_rules(const Reader *reader, const json_t *object, const char *key,
                      BlockRule rules[MODEL_RULES_MAX])
{
    const json_t *list = list_of(reader, object, key), *rule;
    size_t i;
    int count = 0;
    json_array_foreach(list, i, rule)
    {
        if (count == MODEL_RULES_MAX) {
            error_set(reader->err, STATUS_CONFIG, "a model has at most %d rules", MODEL_RULES_MAX);
            return count;
        }
        rules[count++] = read_rule(reader, rule);
    }
    return count;
}

static void read_link_type(const Reader *reader, const json_t *object)
{
    Str type = text_of(reader, object, "link_type", "dedupe_only");
    if (str_is(type, "link_only"))
        reader->model->type = LINK_ONLY;
    else if (str_is(type, "link_and_dedupe"))
        reader->model->type = LINK_AND_DEDUPE;
    else if (!str_is(type, "dedupe_only"))
        error_set(reader->err, STATUS_CONFIG, "\"link_type\" \"%.*s\" is not known", STR_ARG(type));
}

static void read_model(const Reader *reader, const json_t *root)
{
    static const char *const KEYS[] = {
        "rollbook_model", "link_type",   "unique_id", "source",   "verbatim",
        "jaro_winkler",   "comparisons", "blocking",  "training", "prior",
        "sibling_prior",  "trained",     "note",      NULL};
    LinkModel *model = reader->model;
    known_keys(reader, root, KEYS, "a model");
    if (number_of(reader, root, "rollbook_model", 1) > 1)
        error_set(reader->err, STATUS_CONFIG, "the model was written by a later rollbook");
    read_link_type(reader, root);
    Str id = text_of(reader, root, "unique_id", NULL),
        source = text_of(reader, root, "source", NULL);
    model->unique_id = id.len ? arena_cstr(reader->arena, id) : NULL;
    model->source = source.len ? arena_cstr(reader->arena, source) : NULL;
    model->verbatim = flag_of(reader, root, "verbatim", false);
    Str dialect = text_of(reader, root, "jaro_winkler", "duckdb");
    if (str_is(dialect, "spark"))
        model->jaro = JARO_SPARK;
    else if (!str_is(dialect, "duckdb"))
        error_set(reader->err, STATUS_CONFIG, "\"jaro_winkler\" is duckdb or spark");
    const json_t *comparisons = list_of(reader, root, "comparisons"), *comparison;
    size_t i;
    json_array_foreach(comparisons, i, comparison) if (error_ok(reader->err))
        read_comparison(reader, comparison);
    if (model->comparison_count == 0)
        error_set(reader->err, STATUS_CONFIG, "the model compares nothing");
    model->rule_count = read_rules(reader, root, "blocking", model->rules);
    model->training_count = read_rules(reader, root, "training", model->training);
    model->prior = share_of(reader, root, "prior");
    model->sibling_prior = share_of(reader, root, "sibling_prior");
    model->trained = flag_of(reader, root, "trained", false);
}

LinkModel *model_read_json(Arena *arena, Str text, Error *err)
{
    if (!error_ok(err))
        return NULL;
    json_error_t problem;
    json_t *root = json_loadb(text.ptr, text.len, JSON_REJECT_DUPLICATES, &problem);
    if (!root) {
        error_set_at(err, STATUS_CONFIG, (SourceRef){.row = problem.line}, "not JSON: %s",
                     problem.text);
        return NULL;
    }
    LinkModel *model = model_create(arena);
    Reader reader = {.model = model, .arena = arena, .err = err};
    if (!json_is_object(root))
        error_set(err, STATUS_CONFIG, "a model must be a JSON object");
    else if (splink_is_settings(root))
        splink_read(model, arena, root, err);
    else
        read_model(&reader, root);
    json_decref(root);
    if (!error_ok(err))
        return NULL;
    model_share_pools(model);
    return model;
}
