/*
 * Whether several tables hold doubles of their own, or only link to each other: rows that agree on
 * two columns lie in small blocks where that is rare, and where nearly all such blocks join rows of
 * different tables, no table has doubles.
 */

#include "pipeline/link/suggest.h"

#include "pipeline/base/mem.h"
#include "pipeline/base/parallel.h"
#include "pipeline/link/block.h"
#include "pipeline/link/block_key.h"

#include <math.h>

enum { SMALL_PAIRS = 6, LEAST = 20, TIMES = 10 }; /* SMALL_PAIRS: blocks of up to four rows */

static const double CHANCE_MOST = 0.1; /* share of a rule's pairs: past it nothing is told */

typedef struct Tally {
    const LinkTable *table;
    double within, across;
} Tally;

static void count(void *self, const uint32_t *left, const uint32_t *right, size_t n)
{
    Tally *tally = self;
    for (size_t i = 0; i < n; i++) {
        bool same = link_table_source_of(tally->table, left[i]) ==
                    link_table_source_of(tally->table, right[i]);
        tally->within += same;
        tally->across += !same;
    }
}

/* Every two columns, one of them a person's own where the model tells whose they are. */
static int pairs_of_columns(const LinkModel *model, BlockRule rules[MODEL_RULES_MAX])
{
    bool roles = false;
    int rule_count = 0;
    for (int i = 0; i < model->comparison_count; i++)
        roles = roles || model->comparisons[i].role == ROLE_INDIVIDUAL;
    for (int i = 0; i < model->comparison_count; i++)
        for (int k = i + 1; k < model->comparison_count && rule_count < MODEL_RULES_MAX; k++) {
            const Comparison *a = &model->comparisons[i], *b = &model->comparisons[k];
            if (roles && a->role != ROLE_INDIVIDUAL && b->role != ROLE_INDIVIDUAL)
                continue;
            rules[rule_count++] =
                (BlockRule){.terms = {{.column = a->aliases[0]}, {.column = b->aliases[0]}},
                            .term_count = 2,
                            .text = "two columns"};
        }
    return rule_count;
}

/* Pairs that two columns would have in common if they had nothing to do with each other. */
static double by_chance(const LinkModel *model, const LinkTable *table, const BlockRule *rule)
{
    static const double CAPS[] = {HUGE_VAL};
    double alone[2], all = (double)table->row_count * ((double)table->row_count - 1) / 2;
    for (int t = 0; t < 2; t++) {
        BlockRule one = {.terms = {rule->terms[t]}, .term_count = 1};
        block_pairs(model, table, &one, 1, CAPS, &alone[t], 1);
    }
    return all > 0 ? alone[0] * alone[1] / all : 0;
}

LinkType suggest_link_type(const LinkModel *model, const LinkTable *table)
{
    if (table->source_count < 2)
        return LINK_DEDUPE;
    Tally tally = {.table = table};
    BlockRule rules[MODEL_RULES_MAX];
    int rule_count = pairs_of_columns(model, rules);
    LinkModel *all = x_new(LinkModel);
    *all = *model;
    all->type = LINK_AND_DEDUPE; /* or no pair within a table would be seen */
    for (int rule = 0; rule < rule_count; rule++) {
        Tally now = {.table = table};
        Blocks *blocks = blocks_create(all, table, &rules[rule], 1, 1, parallel_threads());
        for (size_t b = 0; b < blocks_count(blocks, 0); b++)
            if (blocks_pairs(blocks, 0, b) <= SMALL_PAIRS)
                blocks_visit(blocks, 0, b, b + 1, count, &now);
        blocks_free(blocks);
        if (by_chance(all, table, &rules[rule]) > CHANCE_MOST * (now.within + now.across))
            continue;
        tally.within += now.within;
        tally.across += now.across;
    }
    x_free(all);
    return tally.across >= LEAST && tally.across > tally.within * TIMES ? LINK_ONLY
                                                                        : LINK_AND_DEDUPE;
}
