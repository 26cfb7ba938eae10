/* The engine, step by step. */

#include "pipeline/link/linkage.h"

#include "pipeline/base/mem.h"
#include "pipeline/base/parallel.h"
#include "pipeline/link/band.h"
#include "pipeline/link/train.h"
#include "pipeline/link/training_rules.h"

#include <math.h>

static const double ROUNDING_BITS = 1e-6; /* of sums in another order */

LinkTable *linkage_table(const LinkModel *model, const char *const *more, int more_count)
{
    LinkTable *table = link_table_create();
    int pools[MODEL_COLUMNS_MAX];
    for (int i = 0; i < model->column_count; i++)
        pools[i] = -1;
    for (int i = 0; i < model->column_count; i++) {
        int *pool = &pools[model->pools[i]];
        if (*pool < 0)
            *pool = link_table_add_pool(table);
        link_table_add_column(table, model->columns[i], *pool);
    }
    for (int i = 0; i < more_count; i++)
        link_table_add_column(table, more[i], link_table_add_pool(table));
    return table;
}

static PatternTable patterns_of_rules(const Linkage *linkage, const BlockRule *rules,
                                      int rule_count, uint64_t one_in, int threads)
{
    PatternTable patterns = {0};
    if (rule_count > 0) {
        Blocks *blocks =
            blocks_create(linkage->model, linkage->table, rules, rule_count, one_in, threads);
        pairs_compare(blocks, rule_count, linkage->comparer, threads, &patterns, NULL, NULL);
        blocks_free(blocks);
    }
    return patterns;
}

/* Everything but the priors, which need all candidates. */
static void train(Linkage *linkage, uint64_t sample, int threads)
{
    LinkModel *model = linkage->model;
    PatternTable random =
        pairs_sample(model, linkage->table, linkage->comparer, sample, LINKAGE_SEED);
    train_u(model, linkage->comparer, &random);
    pattern_table_free(&random);

    Sessions *sessions = x_new(Sessions);
    TrainingRule rules[TRAINING_RULES_MAX];
    int count = training_rules(model, linkage->table, linkage->comparer, threads, rules);
    for (int r = 0; r < count; r++) {
        PatternTable patterns =
            patterns_of_rules(linkage, &rules[r].rule, 1, rules[r].one_in, threads);
        train_session(model, &rules[r].rule, &patterns, rules[r].match_share, sessions);
        pattern_table_free(&patterns);
    }
    train_m(model, sessions);
    x_free(sessions);

    BlockRule household_of[HOUSEHOLD_RULES_MAX];
    uint64_t one_in;
    count = household_rules(model, linkage->table, household_of, &one_in);
    PatternTable household = patterns_of_rules(linkage, household_of, count, one_in, threads);
    train_siblings(model, &household, (double)one_in, train_pairs_total(model, linkage->table));
    pattern_table_free(&household);
}

/* What a candidate must reach to be kept while the priors are not known yet. */
typedef struct Bound {
    const Scorer *scorer;
    double least_bits;
} Bound;

static bool may_reach_bound(const void *self, Pattern pattern)
{
    const Bound *bound = self;
    return score_evidence_most(bound->scorer, pattern) >= bound->least_bits;
}

static bool reaches_bound(const void *self, LevelMemo *memo, uint32_t a, uint32_t b,
                          Pattern pattern, Evidence *evidence)
{
    const Bound *bound = self;
    *evidence = score_evidence(bound->scorer, memo, a, b, pattern, NULL);
    return evidence->match >= bound->least_bits;
}

/* More matches than candidates there cannot be: that bounds the prior before it is known. */
static double highest_prior_bits(const Linkage *linkage)
{
    double candidates = 0;
    for (int r = 0; r < linkage->model->rule_count; r++)
        candidates += (double)blocks_stats(linkage->blocks, r).pairs;
    double total = train_pairs_total(linkage->model, linkage->table);
    double prior = fmin(fmax(candidates, 1) / total, TRAIN_PRIOR_MAX);
    return log2(prior / (1 - prior));
}

Linkage linkage_run(LinkModel *model, LinkTable *table, const LinkageOptions *options)
{
    int threads = options->threads > 0 ? options->threads : parallel_threads();
    bool training = options->train || !model->trained;
    Linkage linkage = {.model = model, .table = table};
    StepClock clock = step_clock_start();
    linkage.comparer =
        comparer_create(model, table, threads); /* parses names, which blocking needs too */
    linkage.blocks = blocks_create(model, table, model->rules, model->rule_count, 1, threads);
    linkage.costs[STEP_BLOCK] = step_clock_take(&clock);
    if (training)
        train(&linkage, options->sample ? options->sample : LINKAGE_SAMPLE, threads);
    linkage.costs[STEP_TRAIN] = step_clock_take(&clock);

    /* Candidates are scored as they are made, and most are forgotten there and then. */
    PatternTable candidates;
    PairSet set;
    linkage.scorer = scorer_create(model, linkage.comparer, threads);
    double prior_bits =
        training ? highest_prior_bits(&linkage) : log2(model->prior / (1 - model->prior));
    Bound bound = {linkage.scorer, options->floor_bits - prior_bits - ROUNDING_BITS};
    PairFilter filter = {may_reach_bound, reaches_bound, &bound};
    pairs_compare(linkage.blocks, model->rule_count, linkage.comparer, threads, &candidates, &set,
                  &filter);
    linkage.compared = set.compared;
    linkage.costs[STEP_COMPARE] = step_clock_take(&clock);
    if (training)
        train_priors(model, &candidates, train_pairs_total(model, table));
    scorer_set_priors(linkage.scorer);
    linkage.pairs = score_pairs(linkage.scorer, &set, options->floor_bits, threads);
    linkage.costs[STEP_SCORE] = step_clock_take(&clock);
    double start = options->false_links > 0
                       ? bands_choose(&linkage.pairs, options->false_links, 0.01).link_bits
                       : 0;
    ClusterOptions cluster = {.start_bits = start,
                              .one_to_one = model->type == LINK_ONLY,
                              .forbids = options->forbids,
                              .forbids_self = options->forbids_self};
    linkage.clusters =
        clusters_build(table, linkage.scorer, linkage.comparer, &linkage.pairs, &cluster);
    linkage.costs[STEP_GROUP] = step_clock_take(&clock);
    pattern_table_free(&candidates);
    pair_set_free(&set);
    return linkage;
}

void linkage_free(Linkage *linkage)
{
    clusters_free(&linkage->clusters);
    x_free(linkage->pairs.items);
    scorer_free(linkage->scorer);
    comparer_free(linkage->comparer);
    blocks_free(linkage->blocks);
    *linkage = (Linkage){0};
}
