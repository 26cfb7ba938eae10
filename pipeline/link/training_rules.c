/* Choosing the blocks that training looks at. */

#include "pipeline/link/training_rules.h"

#include "pipeline/base/mem.h"
#include "pipeline/base/parallel.h"
#include "pipeline/link/block_key.h"

#include <math.h>
#include <stdlib.h>

enum { HOUSEHOLD_CAP = 60, SESSION_CAP = 300, PAIRS_LEAST = 20, SESSIONS_A_FIELD = 4 };
static const double PAIRS_ENOUGH = 100000; /* of a session; more only cost time */

/* How many different values a column has per row that has one: 1 is a key, 0 a constant. */
static double distinctness(const LinkTable *table, int column)
{
    const LinkColumn *c = &table->columns[column];
    uint32_t count = value_pool_count(table->pools[c->pool]), values = 0, rows = 0;
    bool *seen = x_new_array(bool, count);
    for (uint32_t row = 0; row < table->row_count; row++) {
        uint32_t id = c->ids[row];
        rows += id != 0;
        values += id && !seen[id];
        seen[id] = true;
    }
    x_free(seen);
    return rows ? (double)values / rows : 0;
}

typedef struct Choice {
    int a, b; /* comparisons; a == b: one field alone */
    double match_share, pairs;
} Choice;

static BlockRule rule_of(const LinkModel *model, int a, int b)
{
    return (BlockRule){.terms = {{.kind = TERM_VALUE, .column = model->comparisons[a].aliases[0]},
                                 {.kind = TERM_VALUE, .column = model->comparisons[b].aliases[0]}},
                       .term_count = a == b ? 1 : 2,
                       .cap = SESSION_CAP,
                       .text = "training"};
}

static int purest_first(const void *left, const void *right)
{
    const Choice *a = left, *b = right;
    if (a->match_share < b->match_share || a->match_share > b->match_share)
        return a->match_share > b->match_share ? -1 : 1;
    return a->a != b->a ? a->a - b->a : a->b - b->b;
}

/* Bits that agreement on the individual fields of a choice is worth; siblings cannot have them. */
static double individual_bits(const LinkModel *model, const double bits[], bool roles, int a, int b)
{
    double sum = 0;
    if (!roles || model->comparisons[a].role == ROLE_INDIVIDUAL)
        sum += bits[a];
    if (!roles || model->comparisons[b].role == ROLE_INDIVIDUAL)
        sum += bits[b];
    return sum;
}

/* Pairs of every one and two fields, counted on all threads. */
typedef struct PairCounting {
    const LinkModel *model;
    const LinkTable *table;
    double pairs[MODEL_COMPARISONS_MAX * MODEL_COMPARISONS_MAX];
} PairCounting;

static void count_task(void *self, size_t task, int thread)
{
    PairCounting *counting = self;
    int a = (int)task / MODEL_COMPARISONS_MAX, b = (int)task % MODEL_COMPARISONS_MAX;
    static const double CAPS[] = {HUGE_VAL};
    (void)thread;
    if (a > b || b >= counting->model->comparison_count)
        return;
    BlockRule rule = rule_of(counting->model, a, b);
    block_pairs(counting->model, counting->table, &rule, 1, CAPS, &counting->pairs[task], 1);
}

/*
 * How much of a block of two fields is matches: what is there beyond the pairs that chance alone
 * would put there if the fields were independent.
 */
static int list_choices(const LinkModel *model, const LinkTable *table, const Comparer *comparer,
                        int threads, Choice choices[])
{
    static const double INDIVIDUAL_BITS = 5, SHARE_LEAST = 0.2;
    double all = (double)table->row_count * ((double)table->row_count - 1) / 2;
    double bits[MODEL_COMPARISONS_MAX];
    PairCounting counting = {.model = model, .table = table};
    parallel_run(threads, (size_t)model->comparison_count * MODEL_COMPARISONS_MAX, count_task,
                 &counting);
    bool roles = false;
    int count = 0;
    for (int c = 0; c < model->comparison_count; c++) {
        bits[c] = -log2(fmax(compare_collision(comparer, c), 1e-12));
        roles = roles || model->comparisons[c].role == ROLE_INDIVIDUAL;
    }
    for (int a = 0; a < model->comparison_count; a++)
        for (int b = a + 1; b < model->comparison_count; b++) {
            double pairs = counting.pairs[a * MODEL_COMPARISONS_MAX + b];
            double chance = counting.pairs[a * MODEL_COMPARISONS_MAX + a] *
                            counting.pairs[b * MODEL_COMPARISONS_MAX + b] / fmax(all, 1);
            double match_share = pairs > 0 ? 1 - chance / pairs : 0;
            if (individual_bits(model, bits, roles, a, b) < INDIVIDUAL_BITS ||
                pairs < PAIRS_LEAST || match_share <= SHARE_LEAST)
                continue;
            choices[count++] = (Choice){a, b, match_share, pairs};
        }
    return count;
}

/* A rule with the share of its blocks that is enough to learn from. */
static TrainingRule sampled_rule(const BlockRule *rule, double match_share, double pairs)
{
    uint64_t one_in = pairs > PAIRS_ENOUGH ? (uint64_t)ceil(pairs / PAIRS_ENOUGH) : 1;
    return (TrainingRule){.rule = *rule, .match_share = match_share, .one_in = one_in};
}

/* About how many pairs a rule makes in a table, told by a sample of it. */
static double pairs_in_whole(const LinkModel *model, const LinkTable *table,
                             const LinkTable *sample, const BlockRule *rule)
{
    double scale = (double)table->row_count / fmax(sample->row_count, 1), pairs;
    double caps[] = {rule->cap ? rule->cap : HUGE_VAL};
    block_pairs(model, sample, rule, scale, caps, &pairs, 1);
    return pairs;
}

int training_rules(const LinkModel *model, const LinkTable *table, const LinkTable *sample,
                   const Comparer *comparer, int threads, TrainingRule rules[TRAINING_RULES_MAX])
{
    int count = 0;
    for (int r = 0; r < model->training_count && count < TRAINING_RULES_MAX; r++)
        rules[count++] = sampled_rule(&model->training[r], 0.5,
                                      pairs_in_whole(model, table, sample, &model->training[r]));
    if (count > 0)
        return count;
    Choice choices[MODEL_COMPARISONS_MAX * MODEL_COMPARISONS_MAX];
    int used[MODEL_COMPARISONS_MAX] = {0};
    double scale = (double)table->row_count / fmax(sample->row_count, 1);
    int choice_count = list_choices(model, sample, comparer, threads, choices);
    qsort(choices, (size_t)choice_count, sizeof *choices, purest_first);
    for (int i = 0; i < choice_count && count < TRAINING_RULES_MAX; i++) {
        Choice choice = choices[i];
        if (used[choice.a] >= SESSIONS_A_FIELD || used[choice.b] >= SESSIONS_A_FIELD)
            continue;
        used[choice.a]++;
        used[choice.b]++;
        BlockRule rule = rule_of(model, choice.a, choice.b);
        rules[count++] = sampled_rule(&rule, choice.match_share, choice.pairs * scale * scale);
    }
    return count;
}

/* What the columns of a household are like, and how many pairs its rules make: a task each. */
typedef struct HouseholdCounting {
    const LinkModel *model;
    const LinkTable *table, *sample;
    const BlockRule *rules;
    const int *columns;
    double distinct[MODEL_COMPARISONS_MAX], pairs[HOUSEHOLD_RULES_MAX];
} HouseholdCounting;

static void distinct_task(void *self, size_t task, int thread)
{
    HouseholdCounting *counting = self;
    (void)thread;
    counting->distinct[task] = distinctness(counting->table, counting->columns[task]);
}

static void household_task(void *self, size_t task, int thread)
{
    HouseholdCounting *counting = self;
    (void)thread;
    counting->pairs[task] =
        pairs_in_whole(counting->model, counting->table, counting->sample, &counting->rules[task]);
}

int household_rules(const LinkModel *model, const LinkTable *table, const LinkTable *sample,
                    int threads, BlockRule rules[HOUSEHOLD_RULES_MAX], uint64_t *one_in)
{
    int columns[MODEL_COMPARISONS_MAX], column_count = 0, count = 0;
    static const double NEARLY_A_KEY = 0.1;
    double pairs = 0;
    HouseholdCounting counting = {
        .model = model, .table = table, .sample = sample, .rules = rules, .columns = columns};
    for (int c = 0; c < model->comparison_count; c++)
        if (model->comparisons[c].role == ROLE_HOUSEHOLD)
            columns[column_count++] = model->comparisons[c].aliases[0];
    parallel_run(threads, (size_t)column_count, distinct_task, &counting);
    for (int i = 0; i < column_count; i++)
        for (int k = i; k < column_count && count < HOUSEHOLD_RULES_MAX; k++) {
            if (i == k && counting.distinct[i] < NEARLY_A_KEY)
                continue;
            rules[count++] = (BlockRule){.terms = {{.kind = TERM_VALUE, .column = columns[i]},
                                                   {.kind = TERM_VALUE, .column = columns[k]}},
                                         .term_count = i == k ? 1 : 2,
                                         .cap = HOUSEHOLD_CAP,
                                         .text = "household"};
        }
    parallel_run(threads, (size_t)count, household_task, &counting);
    for (int r = 0; r < count; r++)
        pairs += counting.pairs[r];
    *one_in = pairs > PAIRS_ENOUGH ? (uint64_t)ceil(pairs / PAIRS_ENOUGH) : 1;
    return count;
}
