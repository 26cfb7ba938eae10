/* Building a model: its columns, the pools they share, and the little language of blocking rules.
 */

#include "pipeline/link/model.h"

#include "pipeline/base/number.h"

LinkModel *model_create(Arena *arena)
{
    return arena_new(arena, LinkModel);
}

int model_column(LinkModel *model, Arena *arena, Str name, Error *err)
{
    if (!error_ok(err))
        return 0;
    for (int i = 0; i < model->column_count; i++)
        if (str_is(name, model->columns[i]))
            return i;
    if (model->column_count == MODEL_COLUMNS_MAX) {
        error_set(err, STATUS_CONFIG, "the model names more than %d columns", MODEL_COLUMNS_MAX);
        return 0;
    }
    model->columns[model->column_count] = arena_cstr(arena, name);
    return model->column_count++;
}

Level *comparison_add_level(Comparison *comparison, const char *label)
{
    if (comparison->level_count == MODEL_LEVELS_MAX)
        return NULL;
    Level *level = &comparison->levels[comparison->level_count++];
    *level = (Level){.label = label, .tf_column = -1};
    return level;
}

/* Without another field, levels about exchanged fields would never hold: they are taken out. */
static void drop_crossed(Comparison *comparison)
{
    int kept = 0;
    for (int l = 0; l < comparison->level_count; l++)
        if (comparison->levels[l].conditions[0].kind != CONDITION_CROSSED)
            comparison->levels[kept++] = comparison->levels[l];
    comparison->level_count = kept;
}

static void set_crossed(Comparison *comparison, int other)
{
    for (int l = 0; l < comparison->level_count; l++)
        if (comparison->levels[l].conditions[0].kind == CONDITION_CROSSED)
            comparison->levels[l].conditions[0].other = other;
}

void comparison_cross(Comparison *comparison, int other)
{
    if (other < 0)
        drop_crossed(comparison);
    else
        set_crossed(comparison, other);
}

/* Gives every column that has b's pool number a's. */
static void join_pools(LinkModel *model, int a, int b)
{
    int from = model->pools[b], to = model->pools[a];
    for (int i = 0; i < model->column_count; i++)
        if (model->pools[i] == from)
            model->pools[i] = to;
}

void model_share_pools(LinkModel *model)
{
    for (int i = 0; i < model->column_count; i++)
        model->pools[i] = i;
    for (int c = 0; c < model->comparison_count; c++) {
        const Comparison *comparison = &model->comparisons[c];
        for (int i = 1; i < comparison->alias_count; i++)
            join_pools(model, comparison->aliases[0], comparison->aliases[i]);
        for (int l = 0; l < comparison->level_count; l++) {
            const Level *level = &comparison->levels[l];
            for (int k = 0; k < level->condition_count; k++) {
                const Condition *condition = &level->conditions[k];
                if (condition->kind == CONDITION_SWAPPED || condition->kind == CONDITION_CROSSED)
                    join_pools(model, condition->column, condition->other);
            }
        }
    }
}

/* "3" or "-" of "[from:to]"; an empty text gives the fallback. */
static int rule_number(Str text, int fallback, Error *err)
{
    int64_t value = fallback;
    text = str_trim(text);
    if (text.len > 0 && (!number_parse_int(text, &value) || value < 0 || value > 255))
        error_set(err, STATUS_CONFIG, "expected a number from 0 to 255 in a rule, found \"%.*s\"",
                  STR_ARG(text));
    return (int)value;
}

/* name(column), name(column, n), column[from:to] or column. */
static Term parse_term(LinkModel *model, Arena *arena, Str text, Error *err)
{
    static const struct {
        const char *name;
        TermKind kind;
    } FUNCTIONS[] = {{"year", TERM_YEAR},
                     {"month", TERM_MONTH},
                     {"skeleton", TERM_SKELETON},
                     {"syllables", TERM_SYLLABLES},
                     {"words", TERM_WORDS}};
    Term term = {.kind = TERM_VALUE, .length = 4};
    text = str_trim(text);
    for (size_t i = 0; i < sizeof FUNCTIONS / sizeof *FUNCTIONS; i++) {
        Str name = str_from(FUNCTIONS[i].name);
        if (!str_starts_with(text, name) || !str_ends_with(text, STR(")")) ||
            text.ptr[name.len] != '(')
            continue;
        Str inside = str_slice(text, name.len + 1, text.len - 1);
        size_t comma = str_find(inside, STR(","), 0);
        term.kind = FUNCTIONS[i].kind;
        term.column = model_column(model, arena, str_trim(str_slice(inside, 0, comma)), err);
        term.length = rule_number(str_slice(inside, comma + 1, inside.len), 4, err);
        return term;
    }
    if (str_ends_with(text, STR("]"))) {
        size_t open = str_find(text, STR("["), 0);
        Str range = str_slice(text, open + 1, text.len - 1);
        size_t colon = str_find(range, STR(":"), 0);
        int from = rule_number(str_slice(range, 0, colon), 0, err);
        int to = rule_number(str_slice(range, colon + 1, range.len), 255, err);
        if (colon == range.len || to <= from)
            error_set(err, STATUS_CONFIG, "expected [from:to] in a rule, found \"%.*s\"",
                      STR_ARG(text));
        term = (Term){.kind = TERM_PART, .from = from + 1, .length = to - from};
        text = str_trim(str_slice(text, 0, open));
    }
    term.column = model_column(model, arena, text, err);
    return term;
}

BlockRule model_parse_rule(LinkModel *model, Arena *arena, Str text, Error *err)
{
    BlockRule rule = {.text = arena_cstr(arena, text)};
    for (Str rest = text, piece; error_ok(err) && str_split(&rest, '&', &piece);) {
        if (str_trim(piece).len == 0 || rule.term_count == MODEL_TERMS_MAX) {
            error_set(err, STATUS_CONFIG, "cannot read the rule \"%.*s\"", STR_ARG(text));
            break;
        }
        rule.terms[rule.term_count++] = parse_term(model, arena, piece, err);
    }
    if (rule.term_count == 0)
        error_set(err, STATUS_CONFIG, "a rule is empty");
    return rule;
}

static bool rules_ask_for_sound(const BlockRule *rules, int count)
{
    for (int r = 0; r < count; r++)
        for (int t = 0; t < rules[r].term_count; t++)
            if (rules[r].terms[t].kind == TERM_SYLLABLES)
                return true;
    return false;
}

bool model_asks_for_sound(const LinkModel *model)
{
    for (int c = 0; c < model->comparison_count; c++)
        for (int l = 0; l < model->comparisons[c].level_count; l++)
            for (int k = 0; k < model->comparisons[c].levels[l].condition_count; k++)
                if (model->comparisons[c].levels[l].conditions[k].kind == CONDITION_SYLLABLES)
                    return true;
    return rules_ask_for_sound(model->rules, model->rule_count) ||
           rules_ask_for_sound(model->training, model->training_count);
}
