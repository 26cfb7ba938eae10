/* Training: u from random pairs, m and the sibling class by EM on pattern counts. */

#include "pipeline/link/train.h"

#include <math.h>
#include <stdlib.h>

enum { ROUNDS_MAX = 100 };
static const double SMOOTHING = 0.5;  /* a level, added to every count: none stays untrained */
static const double CONVERGED = 1e-4; /* largest change of an m between two rounds */
static const double MATCHES_MIN = 20; /* fewer in its richest rule teach less than they mislead */
static const double START_TOP = 0.9;  /* m of the best level before anything is known */

double train_pairs_total(const LinkModel *model, const LinkTable *table)
{
    double n = table->row_count, total = n * (n - 1) / 2;
    if (model->type == LINK_ONLY)
        for (int s = 0; s < table->source_count; s++) {
            double k = (double)(table->source_start[s + 1] - table->source_start[s]);
            total -= k * (k - 1) / 2;
        }
    return fmax(total, 1);
}

void train_u(LinkModel *model, const Comparer *comparer, const PatternTable *random)
{
    for (int c = 0; c < model->comparison_count; c++) {
        Comparison *comparison = &model->comparisons[c];
        double counts[MODEL_LEVELS_MAX + 1] = {0}, total = 0;
        for (size_t i = 0; i < random->count; i++)
            counts[pattern_level(random->items[i].pattern, c)] += (double)random->items[i].count;
        for (int l = 0; l < comparison->level_count; l++)
            total += counts[l];
        double sum = 0, u[MODEL_LEVELS_MAX];
        for (int l = 0; l < comparison->level_count; l++) {
            u[l] = (counts[l] + SMOOTHING) / (total + SMOOTHING * comparison->level_count);
            const Condition *first = &comparison->levels[l].conditions[0];
            if (model->type != LINK_ONLY && first->kind == CONDITION_EXACT &&
                comparison->levels[l].condition_count == 1 && comparison->alias_count == 1) {
                double exact = compare_collision(comparer, c);
                if (exact > 0)
                    u[l] = exact;
            }
            sum += u[l];
        }
        for (int l = 0; l < comparison->level_count; l++)
            if (!comparison->levels[l].fix_u)
                comparison->levels[l].u = u[l] / sum;
    }
}

/* Sums of expected counts of one class, by comparison and level. */
typedef struct ClassCounts {
    double at[MODEL_COMPARISONS_MAX][MODEL_LEVELS_MAX + 1];
    double pairs;
} ClassCounts;

static void count_pattern(ClassCounts *counts, const LinkModel *model, Pattern pattern,
                          double weight)
{
    counts->pairs += weight;
    for (int c = 0; c < model->comparison_count; c++)
        counts->at[c][pattern_level(pattern, c)] += weight;
}

/*
 * Shares of the levels of one comparison, drawn a little towards what was believed before: where
 * nothing is seen, that stays. Returns the largest change.
 */
static double shares_of(const Comparison *comparison, const double counts[],
                        const double believed[], double shares[])
{
    double total = 0, change = 0, weight = SMOOTHING * comparison->level_count;
    for (int l = 0; l < comparison->level_count; l++)
        total += counts[l];
    for (int l = 0; l < comparison->level_count; l++) {
        double share = (counts[l] + weight * believed[l]) / (total + weight);
        change = fmax(change, fabs(share - shares[l]));
        shares[l] = share;
    }
    return change;
}

typedef double Shares[MODEL_COMPARISONS_MAX][MODEL_LEVELS_MAX];

/* Product of the shares of a pattern's levels over the comparisons that take part. */
static double likelihood(const LinkModel *model, Pattern pattern, Shares shares,
                         const bool active[])
{
    double product = 1;
    for (int c = 0; c < model->comparison_count; c++) {
        int level = pattern_level(pattern, c);
        if (active[c] && level != LEVEL_NULL)
            product *= shares[c][level];
    }
    return product;
}

static void start_m(const LinkModel *model, Shares m)
{
    for (int c = 0; c < model->comparison_count; c++) {
        const Comparison *comparison = &model->comparisons[c];
        for (int l = 0; l < comparison->level_count; l++)
            m[c][l] = comparison->levels[l].m > 0 ? comparison->levels[l].m
                      : l == 0                    ? START_TOP
                                                  : (1 - START_TOP) / (comparison->level_count - 1);
    }
}

static void copy_u(const LinkModel *model, Shares u)
{
    for (int c = 0; c < model->comparison_count; c++)
        for (int l = 0; l < model->comparisons[c].level_count; l++)
            u[c][l] = model->comparisons[c].levels[l].u;
}

/*
 * EM for two classes over the active comparisons. free_other: the second class's shares are
 * learned too. Returns the share of the first class.
 */
static double two_classes(const LinkModel *model, const PatternTable *patterns, Shares first,
                          Shares other, bool free_other, const bool active[], double share)
{
    Shares first_before, other_before;
    memcpy(first_before, first, sizeof first_before);
    memcpy(other_before, other, sizeof other_before);
    for (int round = 0; round < ROUNDS_MAX; round++) {
        ClassCounts one = {0}, two = {0};
        for (size_t i = 0; i < patterns->count; i++) {
            Pattern pattern = patterns->items[i].pattern;
            double a = share * likelihood(model, pattern, first, active);
            double b = (1 - share) * likelihood(model, pattern, other, active);
            double p = a + b > 0 ? a / (a + b) : 0, n = (double)patterns->items[i].count;
            count_pattern(&one, model, pattern, p * n);
            count_pattern(&two, model, pattern, (1 - p) * n);
        }
        if (one.pairs + two.pairs <= 0)
            break;
        share = fmin(fmax(one.pairs / (one.pairs + two.pairs), 1e-6), 1 - 1e-6);
        double change = 0;
        for (int c = 0; c < model->comparison_count; c++) {
            if (!active[c])
                continue;
            const Comparison *comparison = &model->comparisons[c];
            change = fmax(change, shares_of(comparison, one.at[c], first_before[c], first[c]));
            if (free_other)
                shares_of(comparison, two.at[c], other_before[c], other[c]);
        }
        if (change < CONVERGED)
            break;
    }
    return share;
}

/* A comparison takes part in a session unless the rule's blocks already agree on its fields. */
static bool touches(const BlockRule *rule, const Comparison *comparison)
{
    for (int t = 0; t < rule->term_count; t++) {
        for (int i = 0; i < comparison->alias_count; i++)
            if (rule->terms[t].column == comparison->aliases[i])
                return true;
        for (int l = 0; l < comparison->level_count; l++)
            for (int k = 0; k < comparison->levels[l].condition_count; k++)
                if (comparison->levels[l].conditions[k].kind == CONDITION_EXACT &&
                    comparison->levels[l].conditions[k].column == rule->terms[t].column)
                    return true;
    }
    return false;
}

void train_session(const LinkModel *model, const BlockRule *rule, const PatternTable *patterns,
                   double match_share, Sessions *sessions)
{
    if (sessions->count == TRAIN_SESSIONS_MAX || patterns->pairs == 0)
        return;
    Shares u;
    double(*m)[MODEL_LEVELS_MAX] = sessions->m[sessions->count];
    bool *active = sessions->active[sessions->count++];
    for (int c = 0; c < model->comparison_count; c++)
        active[c] = !touches(rule, &model->comparisons[c]);
    start_m(model, m);
    copy_u(model, u);
    two_classes(model, patterns, m, u, false, active, fmin(fmax(match_share, 0.05), 0.95));
}

TrainEvidence train_evidence(const LinkModel *model, const LinkModel *known)
{
    bool alike = known && model->comparison_count == known->comparison_count;
    for (int c = 0; alike && c < model->comparison_count; c++)
        alike = model->comparisons[c].level_count == known->comparisons[c].level_count &&
                strcmp(model->comparisons[c].name, known->comparisons[c].name) == 0;
    return (TrainEvidence){.known = alike ? known : NULL};
}

void train_weigh(TrainEvidence *evidence, const LinkModel *model, const TrainingRule *rule,
                 const PatternTable *patterns)
{
    if (!evidence->known || patterns->pairs == 0)
        return;
    Shares m, u;
    bool active[MODEL_COMPARISONS_MAX];
    for (int c = 0; c < model->comparison_count; c++)
        active[c] = !touches(&rule->rule, &model->comparisons[c]);
    start_m(evidence->known, m);
    copy_u(model, u);
    double pairs = (double)patterns->pairs, matches = pairs * rule->match_share, change = pairs;
    for (int round = 0; round < ROUNDS_MAX && change > CONVERGED * pairs; round++) {
        double share = fmin(fmax(matches / pairs, 1e-6), 1 - 1e-6), sum = 0;
        for (size_t i = 0; i < patterns->count; i++) {
            Pattern pattern = patterns->items[i].pattern;
            double a = share * likelihood(model, pattern, m, active);
            double b = (1 - share) * likelihood(model, pattern, u, active);
            sum += a + b > 0 ? (double)patterns->items[i].count * a / (a + b) : 0;
        }
        change = fabs(sum - matches);
        matches = sum;
    }
    evidence->pairs += pairs;
    evidence->matches += matches;
    evidence->richest = fmax(evidence->richest, matches);
}

static bool teaches_too_little(const TrainEvidence *evidence)
{
    return evidence->richest < MATCHES_MIN || evidence->matches * 2 < evidence->pairs;
}

static int by_value(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

void train_m(LinkModel *model, const Sessions *sessions, const TrainEvidence *evidence)
{
    Shares m;
    bool keep = evidence->known && teaches_too_little(evidence);
    start_m(keep ? evidence->known : model, m);
    for (int c = 0; c < model->comparison_count; c++) {
        Comparison *comparison = &model->comparisons[c];
        double sum = 0;
        for (int l = 0; l < comparison->level_count; l++) {
            double found[TRAIN_SESSIONS_MAX] = {0};
            size_t n = 0;
            for (int s = 0; s < sessions->count && !keep; s++)
                if (sessions->active[s][c])
                    found[n++] = sessions->m[s][c][l];
            qsort(found, n, sizeof *found, by_value);
            if (n > 0)
                m[c][l] = (found[(n - 1) / 2] + found[n / 2]) / 2;
            sum += m[c][l];
        }
        for (int l = 0; l < comparison->level_count; l++)
            if (!comparison->levels[l].fix_m)
                comparison->levels[l].m = m[c][l] / sum;
    }
    model->trained = true;
}

static bool has_siblings(const LinkModel *model)
{
    bool household = false, individual = false;
    for (int c = 0; c < model->comparison_count; c++) {
        household = household || model->comparisons[c].role == ROLE_HOUSEHOLD;
        individual = individual || model->comparisons[c].role == ROLE_INDIVIDUAL;
    }
    return household && individual;
}

void train_siblings(LinkModel *model, const PatternTable *household, double each,
                    double pairs_total)
{
    if (!has_siblings(model) || household->pairs == 0)
        return;
    Shares m, s;
    bool active[MODEL_COMPARISONS_MAX];
    for (int c = 0; c < model->comparison_count; c++)
        active[c] = model->comparisons[c].role == ROLE_INDIVIDUAL;
    start_m(model, m);
    copy_u(model, s);
    double same = two_classes(model, household, m, s, true, active, 0.5);
    for (int c = 0; c < model->comparison_count; c++)
        for (int l = 0; l < model->comparisons[c].level_count; l++) {
            Level *level = &model->comparisons[c].levels[l];
            if (level->fix_u && level->s > 0)
                continue;
            level->s = active[c]                                      ? s[c][l]
                       : model->comparisons[c].role == ROLE_HOUSEHOLD ? level->m
                                                                      : level->u;
        }
    model->sibling_prior = fmin((1 - same) * (double)household->pairs * each / pairs_total, 0.1);
}

void train_priors(LinkModel *model, const PatternTable *candidates, double pairs_total)
{
    Shares m, s, u;
    bool active[MODEL_COMPARISONS_MAX];
    for (int c = 0; c < model->comparison_count; c++) {
        active[c] = true;
        for (int l = 0; l < model->comparisons[c].level_count; l++)
            s[c][l] = model->comparisons[c].levels[l].s;
    }
    start_m(model, m);
    copy_u(model, u);
    double prior = fmax(1 / sqrt(2 * pairs_total + 1), 1e-9);
    if (prior > 0.3)
        prior = 0.3;
    double sibling = model->sibling_prior;
    for (int round = 0; round < ROUNDS_MAX; round++) {
        double matches = 0, siblings = 0;
        for (size_t i = 0; i < candidates->count; i++) {
            Pattern pattern = candidates->items[i].pattern;
            double n = (double)candidates->items[i].count;
            double a = prior * likelihood(model, pattern, m, active);
            double b = sibling > 0 ? sibling * likelihood(model, pattern, s, active) : 0;
            double c = (1 - prior - sibling) * likelihood(model, pattern, u, active);
            if (a + b + c <= 0)
                continue;
            matches += n * a / (a + b + c);
            siblings += n * b / (a + b + c);
        }
        double before = prior;
        prior = fmin(fmax(matches, 1) / pairs_total, TRAIN_PRIOR_MAX);
        if (sibling > 0)
            sibling = fmin(fmax(siblings, 1) / pairs_total, 0.4);
        if (fabs(prior - before) < CONVERGED * before)
            break;
    }
    model->prior = prior;
    model->sibling_prior = sibling;
}
