/* Scoring pairs and sorting them, best first. */

#include "pipeline/link/score.h"

#include "pipeline/base/mem.h"
#include "pipeline/base/parallel.h"
#include "pipeline/link/comparer.h"

#include <math.h>
#include <stdlib.h>

static const double SHARE_MIN = 1e-9; /* keeps logarithms finite */

/*
 * The same by level, LEVEL_NULL among them, with zeros for what a level does not add: so many pairs
 * are weighed without asking what kind each level is of.
 */
typedef struct LevelTable {
    bool whole; /* nothing else is needed */
    double weight[LEVEL_NULL + 1];
    double sibling[LEVEL_NULL + 1]; /* of individual fields; those of the household: weight */
    double tf_weight[LEVEL_NULL + 1], exact_bits[LEVEL_NULL + 1];
    double rarity_most[LEVEL_NULL + 1]; /* by tf_minimum_u */
    uint32_t asks[LEVEL_NULL + 1];      /* all bits: of the value's rarity */
} LevelTable;

struct Scorer {
    const LinkModel *model;
    const Comparer *comparer;
    double prior;
    double weight[MODEL_COMPARISONS_MAX][MODEL_LEVELS_MAX];  /* log2(m / u) */
    double sibling[MODEL_COMPARISONS_MAX][MODEL_LEVELS_MAX]; /* log2(s / u) of individual fields */
    double exact_bits[MODEL_COMPARISONS_MAX][MODEL_LEVELS_MAX]; /* log2 of the u that frequencies
                                                                   are measured against */
    double *rarity[MODEL_COMPARISONS_MAX]; /* by value: -log2(its frequency); NULL: the comparison
                                              asks about more than its one column */
    double rarest[MODEL_COMPARISONS_MAX];  /* the most of these; INFINITY where there are none */
    double sibling_prior;                  /* log2(share of siblings / share of strangers) */
    bool siblings;
    LevelTable tables[MODEL_COMPARISONS_MAX];
    int names[MODEL_COMPARISONS_MAX]; /* comparisons of names, those of few aliases first */
    int name_count;
    double names_most[MODEL_COMPARISONS_MAX]; /* per comparison of names: the most of any level */
};

static double log2_ratio(double a, double b)
{
    return log2(fmax(a, SHARE_MIN) / fmax(b, SHARE_MIN));
}

void scorer_set_priors(Scorer *scorer)
{
    const LinkModel *model = scorer->model;
    scorer->prior = log2(model->prior / (1 - model->prior));
    scorer->siblings = model->sibling_prior > 0;
    if (scorer->siblings)
        scorer->sibling_prior =
            log2(model->sibling_prior / (1 - model->prior - model->sibling_prior));
}

static bool adjusts_frequency(const Level *level)
{
    return level->tf_column >= 0 && level->tf_weight > 0;
}

/* Of a comparison of names with aliases: a name of one row, or what a level takes for unknown. */
static double rarest_name(const Comparison *comparison, const Prepared *prepared)
{
    double rarest = log2(fmax(prepared->with_value, 1));
    for (int l = 0; l < comparison->level_count; l++)
        if (comparison->levels[l].tf_minimum_u > 0)
            rarest = fmax(rarest, -log2(comparison->levels[l].tf_minimum_u));
    return rarest;
}

/* Adjustments of a comparison whose only column is the one with the frequencies. */
static void find_rarity(Scorer *scorer, int index)
{
    const Comparison *comparison = &scorer->model->comparisons[index];
    const Prepared *prepared = &scorer->comparer->prepared[index];
    bool wanted = false;
    scorer->rarest[index] =
        prepared->sounded ? rarest_name(comparison, prepared) : (double)INFINITY;
    for (int l = 0; l < comparison->level_count; l++)
        if (adjusts_frequency(&comparison->levels[l])) {
            wanted = true;
            if (comparison->levels[l].tf_column != comparison->aliases[0])
                return;
        }
    if (!wanted || comparison->alias_count > 1 || !prepared->frequency || prepared->with_value <= 0)
        return;
    uint32_t count = value_pool_count(scorer->comparer->table->pools[prepared->pool]);
    scorer->rarity[index] = x_alloc_big(count * sizeof(double));
    memset(scorer->rarity[index], 0, count * sizeof(double));
    scorer->rarest[index] = 0;
    for (uint32_t id = 1; id < count; id++)
        if (prepared->frequency[id]) {
            double bits = -log2(prepared->frequency[id] / prepared->with_value);
            scorer->rarity[index][id] = bits;
            scorer->rarest[index] = fmax(scorer->rarest[index], bits);
        }
}

static void rarity_task(void *self, size_t task, int thread)
{
    (void)thread;
    find_rarity(self, (int)task);
}

/* The u of the level on which the column's values are equal; of the first adjusted level else. */
static double measured_against(const Comparison *comparison, const Level *level)
{
    if (level->tf_own_u || !adjusts_frequency(level))
        return level->u;
    const Level *first = NULL;
    for (int l = comparison->level_count - 1; l >= 0; l--)
        if (adjusts_frequency(&comparison->levels[l]))
            first = &comparison->levels[l];
    for (int l = 0; l < comparison->level_count; l++) {
        const Level *other = &comparison->levels[l];
        if (other->condition_count == 1 && other->conditions[0].kind == CONDITION_EXACT &&
            other->conditions[0].column == level->tf_column)
            return other->u;
    }
    return first->u;
}

static void fill_table(Scorer *scorer, int index)
{
    const Comparison *comparison = &scorer->model->comparisons[index];
    LevelTable *table = &scorer->tables[index];
    table->whole = true;
    for (int l = 0; l < comparison->level_count; l++) {
        const Level *level = &comparison->levels[l];
        table->weight[l] = scorer->weight[index][l];
        table->sibling[l] = scorer->sibling[index][l];
        if (!adjusts_frequency(level))
            continue;
        table->whole = table->whole && scorer->rarity[index];
        table->tf_weight[l] = level->tf_weight;
        table->exact_bits[l] = scorer->exact_bits[index][l];
        table->rarity_most[l] =
            level->tf_minimum_u > 0 ? -log2(level->tf_minimum_u) : (double)INFINITY;
        table->asks[l] = UINT32_MAX;
    }
}

/* The most that a level adds to Evidence.match; of a value that nobody counted it is the weight. */
static double most_of_level(const Scorer *scorer, int comparison, int level)
{
    const Level *l = &scorer->model->comparisons[comparison].levels[level];
    double rarest = scorer->exact_bits[comparison][level] + scorer->rarest[comparison];
    return scorer->weight[comparison][level] +
           (adjusts_frequency(l) ? l->tf_weight * fmax(rarest, 0) : 0);
}

static void list_names(Scorer *scorer)
{
    const LinkModel *model = scorer->model;
    for (int aliases = 1; aliases <= MODEL_ALIASES_MAX; aliases++)
        for (int c = 0; c < model->comparison_count; c++)
            if (scorer->comparer->prepared[c].sounded &&
                model->comparisons[c].alias_count == aliases)
                scorer->names[scorer->name_count++] = c;
    for (int i = 0; i < scorer->name_count; i++) {
        int c = scorer->names[i];
        scorer->names_most[c] = -(double)INFINITY;
        for (int l = 0; l < model->comparisons[c].level_count; l++)
            scorer->names_most[c] = fmax(scorer->names_most[c], most_of_level(scorer, c, l));
    }
}

Scorer *scorer_create(const LinkModel *model, const Comparer *comparer, int threads)
{
    Scorer *scorer = x_new(Scorer);
    *scorer = (Scorer){.model = model, .comparer = comparer};
    scorer_set_priors(scorer);
    for (int c = 0; c < model->comparison_count; c++) {
        const Comparison *comparison = &model->comparisons[c];
        for (int l = 0; l < comparison->level_count; l++) {
            const Level *level = &comparison->levels[l];
            scorer->weight[c][l] = log2_ratio(level->m, level->u);
            if (comparison->role == ROLE_INDIVIDUAL)
                scorer->sibling[c][l] = log2_ratio(level->s, level->u);
            scorer->exact_bits[c][l] = log2(fmax(measured_against(comparison, level), SHARE_MIN));
        }
    }
    parallel_run(threads, (size_t)model->comparison_count, rarity_task, scorer);
    for (int c = 0; c < model->comparison_count; c++)
        fill_table(scorer, c);
    list_names(scorer);
    return scorer;
}

void scorer_free(Scorer *scorer)
{
    if (!scorer)
        return;
    for (int c = 0; c < MODEL_COMPARISONS_MAX; c++)
        x_free(scorer->rarity[c]);
    x_free(scorer);
}

static double frequency_bits(const Scorer *scorer, LevelMemo *memo, int comparison, int level,
                             uint32_t a, uint32_t b)
{
    const Level *l = &scorer->model->comparisons[comparison].levels[level];
    if (!adjusts_frequency(l))
        return 0;
    double rarity_bits; /* in bits of rarity */
    if (scorer->rarity[comparison]) {
        const double *rarity = scorer->rarity[comparison];
        double x = rarity[value_at(scorer->comparer, l->tf_column, a).id];
        double y = rarity[value_at(scorer->comparer, l->tf_column, b).id];
        rarity_bits = x < y ? x : y;
    } else {
        double frequency = compare_frequency(scorer->comparer, memo, comparison, level, a, b);
        if (frequency <= 0 && l->tf_minimum_u <= 0)
            return 0;
        rarity_bits = frequency > 0 ? -log2(frequency) : (double)INFINITY;
    }
    if (l->tf_minimum_u > 0)
        rarity_bits = fmin(rarity_bits, -log2(l->tf_minimum_u));
    return l->tf_weight * (scorer->exact_bits[comparison][level] + rarity_bits);
}

double score_evidence_most(const Scorer *scorer, Pattern pattern)
{
    double total = 0;
    for (int c = 0; c < scorer->model->comparison_count; c++) {
        int level = pattern_level(pattern, c);
        if (level != LEVEL_NULL)
            total += most_of_level(scorer, c, level);
    }
    return total;
}

/* Adds what one comparison says of a pair. */
static void add_evidence(const Scorer *scorer, LevelMemo *memo, int comparison, uint32_t a,
                         uint32_t b, Pattern pattern, Evidence *evidence, ScoreParts *parts)
{
    int level = pattern_level(pattern, comparison);
    if (level == LEVEL_NULL)
        return;
    double weight = scorer->weight[comparison][level];
    double frequency = frequency_bits(scorer, memo, comparison, level, a, b);
    evidence->match += weight + frequency;
    evidence->sibling += scorer->model->comparisons[comparison].role == ROLE_HOUSEHOLD
                             ? weight + frequency
                             : scorer->sibling[comparison][level];
    if (parts) {
        parts->weight[comparison] = weight;
        parts->frequency[comparison] = frequency;
    }
}

/*
 * What one comparison says of n pairs, from its table: add_evidence, without branches, because
 * nobody could predict a level. The value 0 has no rarity.
 */
static void add_evidence_of_all(const Scorer *scorer, int comparison, const uint32_t *left,
                                const uint32_t *right, const Pattern *patterns, size_t n,
                                Evidence *evidence)
{
    const LevelTable *table = &scorer->tables[comparison];
    static const double NOTHING[1] = {0};
    const double *rarity = scorer->rarity[comparison] ? scorer->rarity[comparison] : NOTHING;
    const uint32_t mask = scorer->rarity[comparison] ? UINT32_MAX : 0;
    const int column = scorer->model->comparisons[comparison].aliases[0];
    const bool household = scorer->model->comparisons[comparison].role == ROLE_HOUSEHOLD;
    uint32_t x[BLOCKS_BATCH], y[BLOCKS_BATCH];
    for (size_t i = 0; i < n; i++) {
        uint32_t asks = table->asks[pattern_level(patterns[i], comparison)] & mask;
        x[i] = value_at(scorer->comparer, column, left[i]).id & asks;
        y[i] = value_at(scorer->comparer, column, right[i]).id & asks;
        __builtin_prefetch(&rarity[x[i]]);
        __builtin_prefetch(&rarity[y[i]]);
    }
    for (size_t i = 0; i < n; i++) {
        int level = pattern_level(patterns[i], comparison);
        double bits = rarity[x[i]] < rarity[y[i]] ? rarity[x[i]] : rarity[y[i]];
        bits = table->rarity_most[level] < bits ? table->rarity_most[level] : bits;
        double frequency = table->tf_weight[level] * (table->exact_bits[level] + bits);
        double weight = table->weight[level] + frequency;
        evidence[i].match += weight;
        evidence[i].sibling += household ? weight : table->sibling[level];
    }
}

void score_evidence(const Scorer *scorer, LevelMemo *memo, const uint32_t *left,
                    const uint32_t *right, const Pattern *patterns, size_t n, Evidence *evidence)
{
    for (size_t i = 0; i < n; i++)
        evidence[i] = (Evidence){0, 0};
    for (int c = 0; c < scorer->model->comparison_count; c++)
        if (scorer->tables[c].whole)
            add_evidence_of_all(scorer, c, left, right, patterns, n, evidence);
        else
            for (size_t i = 0; i < n; i++)
                add_evidence(scorer, memo, c, left[i], right[i], patterns[i], &evidence[i], NULL);
}

/* log2(1 + 2^S), what siblings take away from a match. */
static double sibling_bits(const Scorer *scorer, Evidence evidence)
{
    static const double EXACT_UP_TO = 60;
    double sibling = scorer->sibling_prior + evidence.sibling;
    if (!scorer->siblings)
        return 0;
    return sibling > EXACT_UP_TO ? sibling : log2(1 + exp2(sibling));
}

double score_pattern(const Scorer *scorer, LevelMemo *memo, uint32_t a, uint32_t b, Pattern pattern,
                     ScoreParts *parts)
{
    if (parts)
        *parts = (ScoreParts){.prior = scorer->prior, .sibling = -(double)INFINITY};
    Evidence evidence = {0, 0};
    for (int c = 0; c < scorer->model->comparison_count; c++)
        add_evidence(scorer, memo, c, a, b, pattern, &evidence, parts);
    double discount = -sibling_bits(scorer, evidence);
    double total = scorer->prior + evidence.match + discount;
    if (parts && scorer->siblings) {
        parts->sibling = scorer->sibling_prior + evidence.sibling;
        parts->discount = discount;
    }
    if (parts)
        parts->total = total;
    return total;
}

double score_rows(const Scorer *scorer, LevelMemo *memo, uint32_t a, uint32_t b)
{
    if (a > b) {
        uint32_t swap = a;
        a = b;
        b = swap;
    }
    return score_pattern(scorer, memo, a, b, compare_rows(scorer->comparer, memo, a, b), NULL);
}

static const double ROUNDING_BITS = 1e-6; /* of sums in another order */

int score_steps(const Scorer *scorer)
{
    return scorer->name_count + 1;
}

int score_step_of(const Scorer *scorer, int comparison)
{
    int step = scorer->name_count;
    while (step > 0 && scorer->names[step - 1] != comparison)
        step--;
    return step;
}

OpenScore score_but_names(const Scorer *scorer, LevelMemo *memo, uint32_t a, uint32_t b)
{
    const Comparer *comparer = scorer->comparer;
    OpenScore open = {.pattern = compare_rows_but_names(comparer, memo, a, b)};
    Evidence evidence = {0, 0};
    for (int c = 0; c < scorer->model->comparison_count; c++)
        if (!comparer->prepared[c].sounded)
            add_evidence(scorer, memo, c, a, b, open.pattern, &evidence, NULL);
    open.most_bits = scorer->prior + evidence.match + ROUNDING_BITS; /* siblings only take away */
    for (int i = 0; i < scorer->name_count; i++)
        if (compare_has_names(comparer, scorer->names[i], a, b))
            open.most_bits += scorer->names_most[scorer->names[i]];
    return open;
}

void score_names_too(const Scorer *scorer, int step, uint32_t a, uint32_t b, OpenScore *open)
{
    int c = scorer->names[step - 1];
    compare_names_too(scorer->comparer, c, a, b, &open->pattern);
    int level = pattern_level(open->pattern, c);
    if (level != LEVEL_NULL)
        open->most_bits += most_of_level(scorer, c, level) - scorer->names_most[c];
}

double score_probability(double weight_bits)
{
    return 1 / (1 + exp2(-weight_bits));
}

typedef struct ScoreJob {
    const Scorer *scorer;
    PairSet *set;
    double floor_bits;
    struct {
        ScoredPair *items;
        size_t count, cap;
    } * out;
} ScoreJob;

static void score_chunk(void *self, size_t i, int thread)
{
    ScoreJob *job = self;
    PairChunk *chunk = &job->set->chunks[i];
    (void)thread;
    for (size_t k = 0; k < chunk->count; k++) {
        const Pair *pair = &chunk->pairs[k];
        double weight = job->scorer->prior + pair->evidence.match;
        if (weight >= job->floor_bits)
            weight -= sibling_bits(job->scorer, pair->evidence);
        if (weight < job->floor_bits)
            continue;
        x_grow(job->out[i].items, job->out[i].cap, job->out[i].count + 1);
        job->out[i].items[job->out[i].count++] = (ScoredPair){pair->left, pair->right, weight};
    }
    x_free(chunk->pairs);
    *chunk = (PairChunk){0};
}

int scored_pair_best_first(const void *left, const void *right)
{
    const ScoredPair *a = left, *b = right;
    if (a->weight_bits > b->weight_bits || a->weight_bits < b->weight_bits)
        return a->weight_bits > b->weight_bits ? -1 : 1;
    if (a->left != b->left)
        return a->left < b->left ? -1 : 1;
    return (a->right > b->right) - (a->right < b->right);
}

/* Pairs go into buckets by their weight, best first, and each bucket is sorted by itself. */
enum { BUCKETS = 4096, BUCKETS_A_TASK = 64 };

typedef struct SortJob {
    ScoredPair *items; /* by bucket */
    size_t starts[BUCKETS + 1];
} SortJob;

static void sort_buckets(void *self, size_t task, int thread)
{
    const SortJob *job = self;
    (void)thread;
    for (size_t b = task * BUCKETS_A_TASK; b < (task + 1) * BUCKETS_A_TASK; b++)
        qsort(job->items + job->starts[b], job->starts[b + 1] - job->starts[b], sizeof *job->items,
              scored_pair_best_first);
}

static size_t bucket_of(double weight, double best, double buckets_a_bit)
{
    double at = (best - weight) * buckets_a_bit;
    return at < BUCKETS - 1 ? (size_t)at : BUCKETS - 1; /* of what is no number: one bucket */
}

static void sort_best_first(ScoredPairs *pairs, int threads)
{
    double best = -(double)INFINITY, worst = (double)INFINITY;
    for (size_t i = 0; i < pairs->count; i++) {
        best = fmax(best, pairs->items[i].weight_bits);
        worst = fmin(worst, pairs->items[i].weight_bits);
    }
    const double buckets_a_bit = BUCKETS / (best - worst);
    SortJob *job = x_new(SortJob);
    job->items = x_alloc((pairs->count + 1) * sizeof *job->items);
    for (size_t i = 0; i < pairs->count; i++)
        job->starts[bucket_of(pairs->items[i].weight_bits, best, buckets_a_bit) + 1]++;
    for (size_t b = 0; b < BUCKETS; b++)
        job->starts[b + 1] += job->starts[b];
    size_t *next = x_alloc(BUCKETS * sizeof *next);
    memcpy(next, job->starts, BUCKETS * sizeof *next);
    for (size_t i = 0; i < pairs->count; i++)
        job->items[next[bucket_of(pairs->items[i].weight_bits, best, buckets_a_bit)]++] =
            pairs->items[i];
    parallel_run(threads, BUCKETS / BUCKETS_A_TASK, sort_buckets, job);
    x_free(pairs->items);
    pairs->items = job->items;
    x_free(next);
    x_free(job);
}

ScoredPairs score_pairs(const Scorer *scorer, PairSet *set, double floor_bits, int threads)
{
    ScoreJob job = {.scorer = scorer, .set = set, .floor_bits = floor_bits};
    job.out = x_calloc(set->chunk_count + 1, sizeof *job.out);
    parallel_run(threads, set->chunk_count, score_chunk, &job);
    ScoredPairs scored = {0};
    for (size_t i = 0; i < set->chunk_count; i++)
        scored.count += job.out[i].count;
    scored.items = x_alloc((scored.count + 1) * sizeof *scored.items);
    size_t at = 0;
    for (size_t i = 0; i < set->chunk_count; i++) {
        if (job.out[i].count)
            memcpy(scored.items + at, job.out[i].items, job.out[i].count * sizeof *scored.items);
        at += job.out[i].count;
        x_free(job.out[i].items);
    }
    sort_best_first(&scored, threads);
    x_free(job.out);
    return scored;
}
