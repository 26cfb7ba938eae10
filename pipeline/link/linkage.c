/* The engine, step by step. */

#include "pipeline/link/linkage.h"

#include "pipeline/base/mem.h"
#include "pipeline/base/parallel.h"
#include "pipeline/link/band.h"
#include "pipeline/link/train.h"
#include "pipeline/link/training_rules.h"

#include <time.h>

enum { SESSION_PAIRS = 1000000 };

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

static double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static PatternTable patterns_of_rules(const Linkage *linkage, const BlockRule *rules,
                                      int rule_count, int threads, uint64_t limit)
{
    PatternTable patterns = {0};
    if (rule_count > 0) {
        Blocks *blocks = blocks_create(linkage->model, linkage->table, rules, rule_count, threads);
        pairs_compare(blocks, rule_count, linkage->comparer, threads, limit, &patterns, NULL);
        blocks_free(blocks);
    }
    return patterns;
}

static void train(Linkage *linkage, int threads, const PatternTable *candidates)
{
    LinkModel *model = linkage->model;
    double total = train_pairs_total(model, linkage->table);
    PatternTable random =
        pairs_sample(model, linkage->table, linkage->comparer, LINKAGE_SAMPLE, LINKAGE_SEED);
    train_u(model, linkage->comparer, &random);
    pattern_table_free(&random);

    Sessions *sessions = x_new(Sessions);
    TrainingRule rules[TRAINING_RULES_MAX];
    int count = training_rules(model, linkage->table, linkage->comparer, rules);
    for (int r = 0; r < count; r++) {
        PatternTable patterns =
            patterns_of_rules(linkage, &rules[r].rule, 1, threads, SESSION_PAIRS);
        train_session(model, &rules[r].rule, &patterns, rules[r].match_share, sessions);
        pattern_table_free(&patterns);
    }
    train_m(model, sessions);
    x_free(sessions);

    BlockRule household_of[HOUSEHOLD_RULES_MAX];
    count = household_rules(model, linkage->table, household_of);
    PatternTable household =
        patterns_of_rules(linkage, household_of, count, threads, SESSION_PAIRS);
    train_siblings(model, &household, total);
    pattern_table_free(&household);
    train_priors(model, candidates, total);
}

Linkage linkage_run(LinkModel *model, LinkTable *table, const LinkageOptions *options)
{
    int threads = options->threads > 0 ? options->threads : parallel_threads();
    Linkage linkage = {.model = model, .table = table};
    double began = seconds_now(), now;
    linkage.comparer = comparer_create(model, table); /* parses names, which blocking needs too */
    linkage.blocks = blocks_create(model, table, model->rules, model->rule_count, threads);
    linkage.seconds[0] = (now = seconds_now()) - began;

    PatternTable candidates;
    PairSet set;
    pairs_compare(linkage.blocks, model->rule_count, linkage.comparer, threads, 0, &candidates,
                  &set);
    linkage.compared = set.count;
    linkage.seconds[1] = seconds_now() - now;
    now = seconds_now();
    if (options->train || !model->trained)
        train(&linkage, threads, &candidates);
    linkage.seconds[2] = seconds_now() - now;
    now = seconds_now();
    linkage.scorer = scorer_create(model, linkage.comparer);
    linkage.pairs =
        score_pairs(linkage.scorer, linkage.comparer, &set, options->floor_bits, threads);
    linkage.seconds[3] = seconds_now() - now;
    now = seconds_now();
    double start = options->false_links > 0
                       ? bands_choose(&linkage.pairs, options->false_links, 0.01).link_bits
                       : 0;
    ClusterOptions cluster = {.start_bits = start,
                              .one_to_one = model->type == LINK_ONLY,
                              .forbids = options->forbids,
                              .forbids_self = options->forbids_self};
    linkage.clusters =
        clusters_build(table, linkage.scorer, linkage.comparer, &linkage.pairs, &cluster);
    linkage.seconds[4] = seconds_now() - now;
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
