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
                                      int rule_count, uint64_t one_in)
{
    PatternTable patterns = {0};
    if (rule_count > 0) {
        Blocks *blocks =
            blocks_create(linkage->model, linkage->table, rules, rule_count, one_in, 1);
        pairs_compare(blocks, rule_count, linkage->comparer, 1, &patterns, NULL, NULL);
        blocks_free(blocks);
    }
    return patterns;
}

/* The patterns that training learns from: a task each, so that threads need not share one. */
typedef struct Lessons {
    const Linkage *linkage;
    TrainingRule rules[TRAINING_RULES_MAX];
    BlockRule household_rules[HOUSEHOLD_RULES_MAX];
    int rule_count, household_count;
    uint64_t household_one_in;
    PatternTable random, household, of_rules[TRAINING_RULES_MAX];
} Lessons;

static void count_lesson(void *self, size_t task, int thread)
{
    Lessons *lessons = self;
    const Linkage *linkage = lessons->linkage;
    (void)thread;
    if (task == 0)
        lessons->household = patterns_of_rules(linkage, lessons->household_rules,
                                               lessons->household_count, lessons->household_one_in);
    else
        lessons->of_rules[task - 1] = patterns_of_rules(linkage, &lessons->rules[task - 1].rule, 1,
                                                        lessons->rules[task - 1].one_in);
}

/* Everything but the priors, which need all candidates. */
static void train(Linkage *linkage, uint64_t sample, const LinkModel *known, int threads)
{
    LinkModel *model = linkage->model;
    const LinkTable *table = linkage->table;
    Lessons *lessons = x_new(Lessons);
    lessons->linkage = linkage;
    LinkTable *rows = link_table_sample(table, TRAINING_SAMPLE);
    lessons->rule_count =
        training_rules(model, table, rows, linkage->comparer, threads, lessons->rules);
    lessons->household_count = household_rules(
        model, table, rows, threads, lessons->household_rules, &lessons->household_one_in);
    link_table_free(rows);
    parallel_run(threads, (size_t)lessons->rule_count + 1, count_lesson, lessons);
    lessons->random = pairs_sample(model, table, linkage->comparer, sample, LINKAGE_SEED, threads);

    train_u(model, linkage->comparer, &lessons->random);
    pattern_table_free(&lessons->random);
    Sessions *sessions = x_new(Sessions);
    TrainEvidence evidence = train_evidence(model, known);
    for (int r = 0; r < lessons->rule_count; r++) {
        const TrainingRule *rule = &lessons->rules[r];
        train_session(model, &rule->rule, &lessons->of_rules[r], rule->match_share, sessions);
        train_weigh(&evidence, model, rule, &lessons->of_rules[r]);
        pattern_table_free(&lessons->of_rules[r]);
    }
    train_m(model, sessions, &evidence);
    x_free(sessions);
    train_siblings(model, &lessons->household, (double)lessons->household_one_in,
                   train_pairs_total(model, table));
    pattern_table_free(&lessons->household);
    x_free(lessons);
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

static void evidence_of(const void *self, LevelMemo *memo, const uint32_t *left,
                        const uint32_t *right, const Pattern *patterns, size_t n,
                        Evidence *evidence)
{
    const Bound *bound = self;
    score_evidence(bound->scorer, memo, left, right, patterns, n, evidence);
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
        train(&linkage, options->sample ? options->sample : LINKAGE_SAMPLE, options->known,
              threads);
    linkage.costs[STEP_TRAIN] = step_clock_take(&clock);

    /* Candidates are scored as they are made, and most are forgotten there and then. */
    PatternTable candidates;
    PairSet set;
    linkage.scorer = scorer_create(model, linkage.comparer, threads);
    double prior_bits =
        training ? highest_prior_bits(&linkage) : log2(model->prior / (1 - model->prior));
    Bound bound = {linkage.scorer, options->floor_bits - prior_bits - ROUNDING_BITS};
    PairFilter filter = {may_reach_bound, evidence_of, &bound, bound.least_bits};
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
