/* Weighing pairs step by step: what most of them say without names, then names. */

#include "pipeline/link/weigh.h"

#include "pipeline/base/mem.h"
#include "pipeline/base/parallel.h"

enum { PAIRS_AT_ONCE = 128 };

typedef struct Weighing {
    const Scorer *scorer;
    const LinkTable *table;
    ScoredPairs *pairs;
    double floor_bits;
    int step;        /* 0: all but names; then one comparison of names each */
    OpenScore *open; /* by pair */
    LevelMemo *memos[PARALLEL_THREADS_MAX];
} Weighing;

static bool is_open(const Weighing *weighing, size_t pair)
{
    return weighing->step == 0 || weighing->open[pair].most_bits >= weighing->floor_bits;
}

/* --- names ----------------------------------------------------------------------------------- */

/* Parses what the rows that are asked have in a column of names. */
static void parse_column(const LinkTable *table, int column, const bool *asked)
{
    int pool = table->columns[column].pool;
    for (uint32_t row = 0; table->parsed[pool] && row < table->row_count; row++)
        if (asked[row])
            link_table_name(table, pool, link_table_id(table, column, row));
}

static void parse_comparison(const LinkTable *table, const Comparison *comparison,
                             const bool *asked)
{
    for (int i = 0; i < comparison->alias_count; i++)
        parse_column(table, comparison->aliases[i], asked);
    for (int l = 0; l < comparison->level_count; l++)
        for (int k = 0; k < comparison->levels[l].condition_count; k++)
            if (comparison->levels[l].conditions[k].column != comparison->aliases[0] &&
                comparison->levels[l].conditions[k].kind != CONDITION_ELSE)
                parse_column(table, comparison->levels[l].conditions[k].column, asked);
}

/* Parses the names that the step will ask for, so that any thread may. */
static void parse_names(const Weighing *weighing, const LinkModel *model)
{
    const LinkTable *table = weighing->table;
    if (!table->lazy_names)
        return;
    bool *asked = x_new_array(bool, (size_t)table->row_count + 1);
    for (size_t i = 0; i < weighing->pairs->count; i++)
        if (is_open(weighing, i))
            asked[weighing->pairs->items[i].left] = asked[weighing->pairs->items[i].right] = true;
    for (int c = 0; c < model->comparison_count; c++)
        if (score_step_of(weighing->scorer, c) == weighing->step)
            parse_comparison(table, &model->comparisons[c], asked);
    x_free(asked);
}

/* --- weights --------------------------------------------------------------------------------- */

static void weigh_some(void *self, size_t task, int thread)
{
    Weighing *weighing = self;
    const Scorer *scorer = weighing->scorer;
    LevelMemo *memo = weighing->memos[thread];
    size_t to = (task + 1) * PAIRS_AT_ONCE;
    for (size_t i = task * PAIRS_AT_ONCE; i < to && i < weighing->pairs->count; i++) {
        ScoredPair *pair = &weighing->pairs->items[i];
        OpenScore *open = &weighing->open[i];
        if (!is_open(weighing, i))
            continue;
        if (weighing->step == 0)
            *open = score_but_names(scorer, memo, pair->left, pair->right);
        else
            score_names_too(scorer, weighing->step, pair->left, pair->right, open);
        if (weighing->step + 1 == score_steps(scorer))
            pair->weight_bits =
                score_pattern(scorer, memo, pair->left, pair->right, open->pattern, NULL);
    }
}

void weigh_pairs(const Linkage *linkage, ScoredPairs *pairs, double floor_bits)
{
    int threads = parallel_threads();
    Weighing weighing = {.scorer = linkage->scorer,
                         .table = linkage->table,
                         .pairs = pairs,
                         .floor_bits = floor_bits};
    weighing.open = x_alloc((pairs->count + 1) * sizeof *weighing.open);
    for (int t = 0; t < threads; t++)
        weighing.memos[t] = level_memo_create(linkage->comparer);
    for (; weighing.step < score_steps(linkage->scorer); weighing.step++) {
        parse_names(&weighing, linkage->model);
        parallel_run(threads, (pairs->count + PAIRS_AT_ONCE - 1) / PAIRS_AT_ONCE, weigh_some,
                     &weighing);
    }
    size_t kept = 0;
    for (size_t i = 0; i < pairs->count; i++)
        if (is_open(&weighing, i) && pairs->items[i].weight_bits >= floor_bits)
            pairs->items[kept++] = pairs->items[i];
    pairs->count = kept;
    for (int t = 0; t < threads; t++)
        level_memo_free(weighing.memos[t]);
    x_free(weighing.open);
}
