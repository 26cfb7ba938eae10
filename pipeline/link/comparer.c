/*
 * What is worked out once before pairs are compared: dates and names of values, how common each
 * value is, and the rows with their values side by side.
 */

#include "pipeline/link/comparer.h"

#include "pipeline/base/mem.h"
#include "pipeline/base/parallel.h"

static bool is_date_condition(ConditionKind kind)
{
    return kind >= CONDITION_DATE_SAME && kind <= CONDITION_DATE_WITHIN;
}

static bool is_alias(const Comparison *comparison, int column)
{
    for (int i = 0; i < comparison->alias_count; i++)
        if (comparison->aliases[i] == column)
            return true;
    return false;
}

static void prepare_dates(Comparer *comparer, int pool)
{
    if (comparer->dates[pool])
        return;
    const ValuePool *values = comparer->table->pools[pool];
    uint32_t count = value_pool_count(values);
    comparer->dates[pool] = x_new_array(LinkDate, count);
    for (uint32_t id = 1; id < count; id++)
        link_date_parse(value_pool_text(values, id), &comparer->dates[pool][id]);
}

/*
 * The least Jaro-Winkler that any level but the last asks for; 0 where another condition could hold
 * without it. A short form that begins as the other does holds without it too, so short values are
 * left out of the bound.
 */
static double least_similarity(const Comparison *comparison, JaroDialect dialect, int *short_form)
{
    double least = 2;
    bool names = false;
    *short_form = 0;
    for (int l = 0; l + 1 < comparison->level_count; l++) {
        const Condition *condition = &comparison->levels[l].conditions[0];
        if (condition->kind == CONDITION_JARO_WINKLER) {
            least = condition->threshold < least ? condition->threshold : least;
            names = true;
        } else if (condition->kind == CONDITION_PREFIX) {
            *short_form = condition->length > *short_form ? condition->length : *short_form;
        } else if (condition->kind != CONDITION_EXACT && condition->kind != CONDITION_CROSSED) {
            return 0;
        }
    }
    return names && dialect == JARO_DUCKDB ? least : 0;
}

/* The most edits that any level but the last allows; -1 where another condition could hold. */
static int most_slips(const Comparison *comparison)
{
    int most = -1;
    for (int l = 0; l + 1 < comparison->level_count; l++) {
        const Condition *condition = &comparison->levels[l].conditions[0];
        if (condition->kind == CONDITION_OSA || condition->kind == CONDITION_LEVENSHTEIN ||
            condition->kind == CONDITION_DAMERAU)
            most = (int)condition->threshold > most ? (int)condition->threshold : most;
        else if (condition->kind != CONDITION_EXACT)
            return -1;
    }
    return most;
}

/* Fewer letters in common, and values of these lengths reach no level but the last. */
static uint8_t least_common(const Prepared *prepared, int len_a, int len_b, int32_t needed)
{
    int shorter = len_a < len_b ? len_a : len_b, longer = len_a < len_b ? len_b : len_a;
    if (longer >= JARO_LENGTH_MAX)
        return 0; /* may be longer still */
    if (prepared->most_slips >= 0)
        return (uint8_t)(longer > prepared->most_slips ? longer - prepared->most_slips : 0);
    int common = 0;
    while (shorter > prepared->short_form && common <= shorter &&
           jaro_out_of_reach(len_a, len_b, common, needed))
        common++;
    return (uint8_t)common;
}

static void prepare_spelling(const Comparison *comparison, JaroDialect jaro, Prepared *prepared)
{
    double least = least_similarity(comparison, jaro, &prepared->short_form);
    prepared->most_slips = most_slips(comparison);
    prepared->spelled =
        prepared->simple && prepared->equal_is_best && (least > 0 || prepared->most_slips >= 0);
    if (!prepared->spelled)
        return;
    for (int l = 0; l < comparison->level_count; l++) {
        const Condition *condition = &comparison->levels[l].conditions[0];
        prepared->likeness[l] =
            condition->kind == CONDITION_JARO_WINKLER ? condition->threshold : 2;
    }
    prepared->least_common = x_new_array(LeastCommon, JARO_PREFIX_MAX + 1);
    for (int p = 0; p <= JARO_PREFIX_MAX; p++) {
        prepared->needed[p] = jaro_needed(least, p);
        for (int a = 0; a <= JARO_LENGTH_MAX; a++)
            for (int b = 0; b <= JARO_LENGTH_MAX; b++)
                prepared->least_common[p][a << 6 | b] =
                    least_common(prepared, a, b, prepared->needed[p]);
    }
}

static void prepare_sounds(const Comparer *comparer, const Comparison *comparison,
                           Prepared *prepared)
{
    bool only_sounds = true;
    double needed = 2; /* nothing sounds more than alike */
    for (int l = 0; l < comparison->level_count; l++) {
        const Condition *condition = &comparison->levels[l].conditions[0];
        bool sound = condition->kind == CONDITION_SYLLABLES;
        prepared->sound_needed[l] = needed;
        if (sound && condition->threshold < needed)
            needed = condition->threshold;
        only_sounds = only_sounds &&
                      (sound || (condition->kind == CONDITION_EXACT && l == 0) ||
                       condition->kind == CONDITION_CROSSED ||
                       condition->kind == CONDITION_SWAPPED || condition->kind == CONDITION_ELSE);
    }
    prepared->sounded = prepared->simple && only_sounds && comparison->alias_count > 1 &&
                        comparer->table->parsed[prepared->pool] && !comparer->dates[prepared->pool];
}

/* A value that stands in several alias columns of one row counts once. */
static void count_values(const Comparer *comparer, const Comparison *comparison, Prepared *prepared)
{
    const LinkTable *table = comparer->table;
    prepared->frequency = x_new_array(uint32_t, value_pool_count(table->pools[prepared->pool]));
    for (uint32_t row = 0; row < table->row_count; row++) {
        bool any = false;
        for (int i = 0; i < comparison->alias_count; i++) {
            uint32_t id = link_table_id(table, comparison->aliases[i], row);
            bool seen = id == 0;
            for (int k = 0; k < i && !seen; k++)
                seen = link_table_id(table, comparison->aliases[k], row) == id;
            if (seen)
                continue;
            prepared->frequency[id]++;
            any = true;
        }
        prepared->with_value += any;
    }
}

static void prepare(Comparer *comparer, LinkTable *table, int index)
{
    const Comparison *comparison = &comparer->model->comparisons[index];
    Prepared *prepared = &comparer->prepared[index];
    *prepared = (Prepared){.simple = true,
                           .crossed_level = MODEL_LEVELS_MAX,
                           .pool = comparer->table->columns[comparison->aliases[0]].pool};
    bool counts = false;
    for (int l = 0; l < comparison->level_count; l++) {
        const Level *level = &comparison->levels[l];
        counts = counts || level->tf_column >= 0 || level->conditions[0].kind == CONDITION_EXACT;
        if (level->condition_count > 1 ||
            (level->tf_column >= 0 && !is_alias(comparison, level->tf_column)))
            prepared->simple = false;
        for (int k = 0; k < level->condition_count; k++) {
            const Condition *condition = &level->conditions[k];
            bool crossed =
                condition->kind == CONDITION_CROSSED || condition->kind == CONDITION_SWAPPED;
            if (condition->kind != CONDITION_ELSE && !is_alias(comparison, condition->column))
                prepared->simple = false;
            if (is_date_condition(condition->kind))
                prepare_dates(comparer, comparer->table->columns[condition->column].pool);
            if (condition->kind == CONDITION_SYLLABLES || condition->kind == CONDITION_PLACE) {
                link_table_parse_names(table, table->columns[condition->column].pool);
            }
            if (!crossed || condition->column == condition->other)
                continue;
            if (prepared->crossed_level < MODEL_LEVELS_MAX)
                prepared->simple = false;
            prepared->crossed_level = l;
            prepared->crossed_both_ways = condition->kind == CONDITION_SWAPPED;
        }
    }
    if (comparison->null_count != 1 || comparison->null_columns[0] != comparison->aliases[0])
        prepared->simple = false;
    prepared->exact_only =
        comparison->level_count == 2 && comparison->levels[0].conditions[0].kind == CONDITION_EXACT;
    prepared->equal_is_best = comparison->levels[0].conditions[0].kind == CONDITION_EXACT;
    prepared->counts = counts;
    prepare_spelling(comparison, comparer->model->jaro, prepared);
    prepare_sounds(comparer, comparison, prepared);
    DayLevels days;
    if (prepared->simple && day_levels_prepare(&days, comparison)) {
        prepared->days = x_new(DayLevels);
        *prepared->days = days;
    }
}

/* The work that grows with the table, in tasks. */
typedef struct Filling {
    Comparer *comparer;
    uint32_t *sights[LINK_COLUMNS_MAX]; /* per pool; NULL: nothing is known at sight */
    bool days[LINK_COLUMNS_MAX];        /* per pool: they are those of days */
} Filling;

/* A pool has one kind of sight: where letters are wanted of it, days are not seen. */
static void plan_sights(Filling *filling)
{
    Comparer *comparer = filling->comparer;
    for (int i = 0; i < comparer->model->comparison_count; i++) {
        const Prepared *prepared = &comparer->prepared[i];
        size_t count = value_pool_count(comparer->table->pools[prepared->pool]);
        if (prepared->spelled && !comparer->forms[prepared->pool])
            comparer->forms[prepared->pool] = x_alloc_big(count * sizeof(ValueForm));
        if ((prepared->spelled || prepared->days) && !filling->sights[prepared->pool])
            filling->sights[prepared->pool] = x_new_array(uint32_t, count);
    }
    for (int i = 0; i < comparer->model->comparison_count; i++) {
        Prepared *prepared = &comparer->prepared[i];
        if (prepared->days && comparer->forms[prepared->pool]) {
            x_free(prepared->days);
            prepared->days = NULL;
        }
        filling->days[prepared->pool] |= prepared->days != NULL;
    }
}

enum { SHARES = 16, ROWS_A_TASK = 16384 }; /* of a pool */

/* Finds the sights of a share of a pool. */
static void sight_task(void *self, size_t task, int thread)
{
    const Filling *filling = self;
    const Comparer *comparer = filling->comparer;
    size_t pool = task / SHARES, share = task % SHARES;
    const ValuePool *values = comparer->table->pools[pool];
    size_t count = value_pool_count(values), from = count * share / SHARES;
    size_t to = count * (share + 1) / SHARES;
    (void)thread;
    for (size_t id = from; id < to && filling->sights[pool]; id++) {
        Str text = value_pool_text(values, (uint32_t)id);
        if (filling->days[pool]) {
            filling->sights[pool][id] = day_sight(text, comparer->dates[pool][id]);
            continue;
        }
        comparer->forms[pool][id] = value_form_of(text);
        filling->sights[pool][id] = form_sight(&comparer->forms[pool][id]);
    }
}

/* Counts the values of a comparison. */
static void count_task(void *self, size_t task, int thread)
{
    const Filling *filling = self;
    Comparer *comparer = filling->comparer;
    (void)thread;
    if (comparer->prepared[task].counts)
        count_values(comparer, &comparer->model->comparisons[task], &comparer->prepared[task]);
}

static void fill_task(void *self, size_t task, int thread)
{
    const Filling *filling = self;
    const Comparer *comparer = filling->comparer;
    const LinkTable *table = comparer->table;
    size_t from = task * ROWS_A_TASK, to = from + ROWS_A_TASK;
    (void)thread;
    for (size_t row = from; row < to && row < table->row_count; row++) {
        RowLine *lines = &comparer->lines[row * comparer->lines_a_row];
        memset(lines, 0, comparer->lines_a_row * sizeof *lines);
        for (int c = 0; c < comparer->model->column_count; c++) {
            uint32_t id = table->columns[c].ids[row];
            const uint32_t *known = filling->sights[table->columns[c].pool];
            lines[line_of(c)].ids[c % SIGHT_COLUMNS] = id;
            lines[line_of(c)].sights[c % SIGHT_COLUMNS] = known ? known[id] : 0;
        }
    }
}

/* Comparisons of one column are made at sight, unless another one has that column already. */
static void plan_lines(Comparer *comparer)
{
    RowSight *sights[2];
    JaroOfEight *jaros[2];
    comparer->sight = sights[row_sights(sights) - 1];
    comparer->jaro_of_eight = jaros[jaro_of_eight(jaros) - 1];
    comparer->plans = x_new_array(SightPlan, comparer->lines_a_row);
    for (int i = 0; i < comparer->model->comparison_count; i++) {
        const Comparison *comparison = &comparer->model->comparisons[i];
        Prepared *prepared = &comparer->prepared[i];
        SightPlan *plan = &comparer->plans[line_of(comparison->aliases[0])];
        int column = comparison->aliases[0] % SIGHT_COLUMNS;
        prepared->at_sight =
            prepared->simple && comparison->alias_count == 1 && !(plan->compared >> column & 1);
        if (prepared->at_sight)
            sight_plan_add(plan, column, i, comparison->level_count - 1, prepared->equal_is_best,
                           prepared->exact_only,
                           prepared->spelled ? prepared->least_common[JARO_PREFIX_MAX] : NULL);
    }
}

static void fill_comparer(Comparer *comparer, int threads)
{
    const LinkTable *table = comparer->table;
    Filling filling = {.comparer = comparer};
    plan_sights(&filling);
    parallel_run(threads, (size_t)comparer->model->comparison_count, count_task, &filling);
    parallel_run(threads, (size_t)table->pool_count * SHARES, sight_task, &filling);
    plan_lines(comparer);
    comparer->lines = x_alloc_big(table->row_count * comparer->lines_a_row * sizeof(RowLine));
    parallel_run(threads, table->row_count / ROWS_A_TASK + 1, fill_task, &filling);
    for (int p = 0; p < table->pool_count; p++)
        x_free(filling.sights[p]);
}

Comparer *comparer_create(const LinkModel *model, LinkTable *table, int threads)
{
    Comparer *comparer = x_new(Comparer);
    comparer->model = model;
    comparer->table = table;
    comparer->lines_a_row = line_of(model->column_count + SIGHT_COLUMNS - 1);
    for (int i = 0; i < model->comparison_count; i++)
        prepare(comparer, table, i);
    fill_comparer(comparer, threads);
    return comparer;
}

void comparer_free(Comparer *comparer)
{
    if (!comparer)
        return;
    for (int i = 0; i < comparer->model->comparison_count; i++) {
        x_free(comparer->prepared[i].frequency);
        x_free(comparer->prepared[i].days);
        x_free(comparer->prepared[i].least_common);
    }
    for (int i = 0; i < comparer->table->pool_count; i++) {
        x_free(comparer->dates[i]);
        x_free(comparer->forms[i]);
    }
    x_free(comparer->lines);
    x_free(comparer->plans);
    x_free(comparer);
}

double compare_collision(const Comparer *comparer, int comparison)
{
    const Prepared *prepared = &comparer->prepared[comparison];
    double n = prepared->with_value, sum = 0;
    if (!prepared->frequency || n < 2)
        return 0;
    uint32_t count = value_pool_count(comparer->table->pools[prepared->pool]);
    for (uint32_t id = 1; id < count; id++)
        sum += (double)prepared->frequency[id] * ((double)prepared->frequency[id] - 1);
    return sum / (n * (n - 1));
}
