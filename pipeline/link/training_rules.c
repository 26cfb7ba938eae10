/* Choosing the blocks that training looks at. */

#include "pipeline/link/training_rules.h"

#include "pipeline/base/mem.h"
#include "pipeline/link/block_key.h"

#include <math.h>
#include <stdlib.h>

enum {
    HOUSEHOLD_CAP = 60,
    SESSION_CAP = 300,
    PAIRS_LEAST = 20,
    SESSIONS_A_FIELD = 4,
    SAMPLE_ROWS = 150000
};

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

int household_rules(const LinkModel *model, const LinkTable *table,
                    BlockRule rules[HOUSEHOLD_RULES_MAX])
{
    int columns[MODEL_COMPARISONS_MAX], column_count = 0, count = 0;
    static const double NEARLY_A_KEY = 0.1;
    for (int c = 0; c < model->comparison_count; c++)
        if (model->comparisons[c].role == ROLE_HOUSEHOLD)
            columns[column_count++] = model->comparisons[c].aliases[0];
    for (int i = 0; i < column_count; i++)
        for (int k = i; k < column_count && count < HOUSEHOLD_RULES_MAX; k++) {
            if (i == k && distinctness(table, columns[i]) < NEARLY_A_KEY)
                continue;
            rules[count++] = (BlockRule){.terms = {{.kind = TERM_VALUE, .column = columns[i]},
                                                   {.kind = TERM_VALUE, .column = columns[k]}},
                                         .term_count = i == k ? 1 : 2,
                                         .cap = HOUSEHOLD_CAP,
                                         .text = "household"};
        }
    return count;
}

typedef struct Choice {
    int a, b; /* comparisons; a == b: one field alone */
    double match_share, pairs;
} Choice;

static int by_key(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

static double pairs_of_rule(const LinkModel *model, const LinkTable *table, const BlockRule *rule)
{
    BlockKeys keys = block_keys(model, table, rule);
    size_t count = (size_t)table->row_count * (size_t)keys.width;
    qsort(keys.keys, count, sizeof *keys.keys, by_key);
    double pairs = 0;
    for (size_t from = 0, to; from < count; from = to) {
        for (to = from + 1; to < count && keys.keys[to] == keys.keys[from];)
            to++;
        if (keys.keys[from])
            pairs += (double)(to - from) * (double)(to - from - 1) / 2;
    }
    x_free(keys.keys);
    return pairs;
}

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
static double individual_bits(const LinkModel *model, const Comparer *comparer, bool roles,
                              const Choice *choice)
{
    double bits = 0;
    int fields[2] = {choice->a, choice->b};
    for (int i = 0; i < (choice->a == choice->b ? 1 : 2); i++)
        if (!roles || model->comparisons[fields[i]].role == ROLE_INDIVIDUAL)
            bits += -log2(fmax(compare_collision(comparer, fields[i]), 1e-12));
    return bits;
}

/*
 * How much of a block of two fields is matches: what is there beyond the pairs that chance alone
 * would put there if the fields were independent.
 */
static int list_choices(const LinkModel *model, const LinkTable *table, const Comparer *comparer,
                        Choice choices[])
{
    static const double INDIVIDUAL_BITS = 5, SHARE_LEAST = 0.2;
    double all = (double)table->row_count * ((double)table->row_count - 1) / 2;
    double alone[MODEL_COMPARISONS_MAX];
    bool roles = false;
    int count = 0;
    for (int c = 0; c < model->comparison_count; c++) {
        BlockRule rule = rule_of(model, c, c);
        alone[c] = pairs_of_rule(model, table, &rule);
        roles = roles || model->comparisons[c].role == ROLE_INDIVIDUAL;
    }
    for (int a = 0; a < model->comparison_count; a++)
        for (int b = a + 1; b < model->comparison_count; b++) {
            Choice choice = {.a = a, .b = b};
            double chance = all > 0 ? alone[a] * alone[b] / all : 0;
            if (individual_bits(model, comparer, roles, &choice) < INDIVIDUAL_BITS)
                continue;
            BlockRule rule = rule_of(model, a, b);
            choice.pairs = pairs_of_rule(model, table, &rule);
            choice.match_share = choice.pairs > 0 ? 1 - chance / choice.pairs : 0;
            if (choice.pairs >= PAIRS_LEAST && choice.match_share > SHARE_LEAST)
                choices[count++] = choice;
        }
    return count;
}

int training_rules(const LinkModel *model, const LinkTable *table, const Comparer *comparer,
                   TrainingRule rules[TRAINING_RULES_MAX])
{
    int count = 0;
    for (int r = 0; r < model->training_count && count < TRAINING_RULES_MAX; r++)
        rules[count++] = (TrainingRule){model->training[r], 0.5};
    if (count > 0)
        return count;
    Choice choices[MODEL_COMPARISONS_MAX * MODEL_COMPARISONS_MAX];
    int used[MODEL_COMPARISONS_MAX] = {0};
    LinkTable *sample = link_table_sample(table, SAMPLE_ROWS);
    int choice_count = list_choices(model, sample, comparer, choices);
    link_table_free(sample);
    qsort(choices, (size_t)choice_count, sizeof *choices, purest_first);
    for (int i = 0; i < choice_count && count < TRAINING_RULES_MAX; i++) {
        Choice choice = choices[i];
        if (used[choice.a] >= SESSIONS_A_FIELD || used[choice.b] >= SESSIONS_A_FIELD)
            continue;
        used[choice.a]++;
        used[choice.b]++;
        rules[count++] = (TrainingRule){rule_of(model, choice.a, choice.b), choice.match_share};
    }
    return count;
}
