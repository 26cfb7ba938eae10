/*
 * Blocking rules for a model without any. Every field alone, every two fields together, and the
 * usual loosened forms (years of dates, beginnings, consonants) are candidates; each is tried on
 * the table (on a sample of a large one) and costs the pairs it makes. Those that ask least of a
 * pair are taken first, as long as the budget lasts: a rule with fewer and looser terms loses fewer
 * matches. What a taken rule finds anyway is left out.
 */

#include "pipeline/base/parallel.h"
#include "pipeline/link/block_key.h"
#include "pipeline/link/suggest.h"

#include "pipeline/base/mem.h"

#include <math.h>
#include <stdlib.h>

enum {
    CANDIDATES_MAX = 400,
    SAMPLE_ROWS = 100000,
    LOOSE_CAP = 300,
    TIGHT_CAP = 2000,
    RULES_WANTED = 32,
};
static const double BUDGET_A_ROW = 50;
static const double BUDGET_LEAST = 1e6; /* small tables can afford more pairs a row */
static const double LOOSE_FROM = 3;     /* pairs a row from which on a rule gets the tighter cap */
static const double TOO_LOOSE = 12;     /* pairs a row past which a rule is not worth it */
static const double WHOLE = 0.98; /* share of a rule's pairs below the cap that makes it whole */

typedef struct Candidate {
    BlockRule rule;
    double pairs; /* estimated */
    double finds; /* share of matches that agree on its terms, as errors usually are */
    bool whole;   /* the cap takes hardly any pairs away */
    int order;
} Candidate;

typedef struct Candidates {
    Candidate items[CANDIDATES_MAX];
    int count;
    LinkModel *model;
    const LinkTable *table;
    Arena *arena;
} Candidates;

static void add_candidate(Candidates *candidates, const char *a, const char *b, const char *c)
{
    if (candidates->count == CANDIDATES_MAX)
        return;
    Error err = {0};
    Str text = c   ? arena_printf(candidates->arena, "%s & %s & %s", a, b, c)
               : b ? arena_printf(candidates->arena, "%s & %s", a, b)
                   : arena_printf(candidates->arena, "%s", a);
    Candidate *candidate = &candidates->items[candidates->count];
    candidate->rule = model_parse_rule(candidates->model, candidates->arena, text, &err);
    candidate->order = candidates->count;
    if (error_ok(&err))
        candidates->count++;
}

static const char *form(Arena *arena, const char *format, const char *column)
{
    size_t hole = str_find(str_from(format), STR("%"), 0);
    return arena_printf(arena, "%.*s%s%s", (int)hole, format, column, format + hole + 1).ptr;
}

static bool kind_is(const Comparison *comparison, const char *kind)
{
    return comparison->kind && strcmp(comparison->kind, kind) == 0;
}

/* The term by which spellings of one name in several scripts share a block; NULL: no such names. */
static const char *sound_of(Arena *arena, const Comparison *comparison, const char *column)
{
    return kind_is(comparison, "syllables") ? form(arena, "syllables(%)", column) : NULL;
}

static void add_candidates(Candidates *candidates)
{
    const LinkModel *model = candidates->model;
    Arena *arena = candidates->arena;
    for (int i = 0; i < model->comparison_count; i++) {
        const Comparison *a = &model->comparisons[i];
        const char *x = model->columns[a->aliases[0]];
        bool a_name = kind_is(a, "name") || kind_is(a, "syllables");
        const char *sound_x = sound_of(arena, a, x);
        add_candidate(candidates, x, NULL, NULL);
        /* Small tables can afford to ask for less than one whole value. */
        if (a_name) {
            add_candidate(candidates, form(arena, "skeleton(%, 4)", x), NULL, NULL);
            add_candidate(candidates, form(arena, "%[0:3]", x), NULL, NULL);
        }
        if (sound_x)
            add_candidate(candidates, sound_x, NULL, NULL);
        if (kind_is(a, "date"))
            add_candidate(candidates, form(arena, "month(%)", x), NULL, NULL);
        if (kind_is(a, "email"))
            add_candidate(candidates, form(arena, "%[0:4]", x), NULL, NULL);
        if (kind_is(a, "words"))
            add_candidate(candidates, form(arena, "words(%)", x), NULL, NULL);
        for (int k = i + 1; k < model->comparison_count; k++) {
            const Comparison *b = &model->comparisons[k];
            const char *y = model->columns[b->aliases[0]];
            bool b_name = kind_is(b, "name") || kind_is(b, "syllables");
            const char *sound_y = sound_of(arena, b, y);
            add_candidate(candidates, x, y, NULL);
            if (sound_x || sound_y)
                add_candidate(candidates, sound_x ? sound_x : x, sound_y ? sound_y : y, NULL);
            if (a_name && b_name) {
                add_candidate(candidates, form(arena, "skeleton(%, 4)", x),
                              form(arena, "skeleton(%, 4)", y), NULL);
                add_candidate(candidates, form(arena, "%[0:3]", x), form(arena, "%[0:3]", y), NULL);
            }
            if (kind_is(b, "date") || kind_is(a, "date")) {
                const char *date = kind_is(b, "date") ? y : x, *other = kind_is(b, "date") ? x : y;
                add_candidate(candidates, other, form(arena, "year(%)", date), NULL);
                const char *sound = sound_x ? sound_x : sound_y;
                if (sound) {
                    add_candidate(candidates, sound, form(arena, "year(%)", date), NULL);
                    add_candidate(candidates, sound, form(arena, "month(%)", date), NULL);
                }
                if (a_name || b_name)
                    add_candidate(candidates, form(arena, "skeleton(%, 4)", other),
                                  form(arena, "month(%)", date), NULL);
            }
        }
    }
    for (int i = 0; i < model->comparison_count; i++)
        for (int k = 0; k < model->comparison_count; k++)
            for (int d = 0; d < model->comparison_count; d++) {
                const Comparison *a = &model->comparisons[i], *b = &model->comparisons[k];
                if (i < k && kind_is(a, "name") && kind_is(b, "name") &&
                    kind_is(&model->comparisons[d], "date"))
                    add_candidate(
                        candidates, form(arena, "%[0:3]", model->columns[a->aliases[0]]),
                        form(arena, "%[0:3]", model->columns[b->aliases[0]]),
                        form(arena, "year(%)", model->columns[model->comparisons[d].aliases[0]]));
            }
}

/* Pairs of a rule, all in all and under the cap that suits it, told by the first SAMPLE_ROWS rows.
 */
static void estimate(void *self, size_t task, int thread)
{
    Candidates *candidates = self;
    Candidate *candidate = &candidates->items[task];
    LinkTable sample = *candidates->table;
    (void)thread;
    if (sample.row_count > SAMPLE_ROWS)
        sample.row_count = SAMPLE_ROWS;
    if (sample.row_count == 0)
        return;
    double rows = candidates->table->row_count;
    static const double CAPS[] = {HUGE_VAL, LOOSE_CAP, TIGHT_CAP};
    double pairs[3];
    block_pairs(candidates->model, &sample, &candidate->rule, rows / sample.row_count, CAPS, pairs,
                3);
    bool loose = pairs[0] > rows * LOOSE_FROM;
    candidate->rule.cap = loose ? LOOSE_CAP : TIGHT_CAP;
    candidate->pairs = loose ? pairs[1] : pairs[2];
    candidate->whole = candidate->pairs >= pairs[0] * WHOLE;
}

/* How often matches agree on a term, all in all: whole values suffer most from errors. */
static double term_survives(const Term *term)
{
    switch (term->kind) {
    case TERM_WORDS:
        return 0.95;
    case TERM_YEAR:
        return 0.94;
    case TERM_MONTH:
    case TERM_SYLLABLES:
        return 0.9;
    case TERM_PART:
    case TERM_SKELETON:
        return 0.88;
    default:
        return 0.82;
    }
}

static int finding_most_first(const void *left, const void *right)
{
    const Candidate *a = left, *b = right;
    if (a->finds < b->finds || a->finds > b->finds)
        return a->finds > b->finds ? -1 : 1;
    if (a->pairs < b->pairs || a->pairs > b->pairs)
        return a->pairs < b->pairs ? -1 : 1;
    return a->order - b->order;
}

/* True where every pair of equal `b` terms is a pair of equal `a` terms. */
static bool term_implied(const Term *a, const Term *b)
{
    if (a->column != b->column)
        return false;
    if (b->kind == TERM_VALUE)
        return true;
    if (a->kind == TERM_YEAR)
        return b->kind == TERM_YEAR || b->kind == TERM_MONTH;
    return a->kind == b->kind && a->from == b->from && a->length <= b->length;
}

static bool rule_implied(const BlockRule *taken, const BlockRule *rule)
{
    for (int t = 0; t < taken->term_count; t++) {
        bool found = false;
        for (int k = 0; k < rule->term_count; k++)
            found = found || term_implied(&taken->terms[t], &rule->terms[k]);
        if (!found)
            return false;
    }
    return true;
}

void suggest_rules(LinkModel *model, Arena *arena, const LinkTable *table)
{
    Candidates *candidates = x_new(Candidates);
    candidates->model = model;
    candidates->table = table;
    candidates->arena = arena;
    add_candidates(candidates);
    double rows = fmax(table->row_count, 1);
    parallel_run(parallel_threads(), (size_t)candidates->count, estimate, candidates);
    for (int i = 0; i < candidates->count; i++) {
        Candidate *candidate = &candidates->items[i];
        candidate->finds = 1;
        for (int t = 0; t < candidate->rule.term_count; t++)
            candidate->finds *= term_survives(&candidate->rule.terms[t]);
    }
    qsort(candidates->items, (size_t)candidates->count, sizeof *candidates->items,
          finding_most_first);
    double spent = 0, budget = fmax(rows * BUDGET_A_ROW, BUDGET_LEAST);
    const Candidate *taken[RULES_WANTED];
    for (int i = 0; i < candidates->count && model->rule_count < RULES_WANTED; i++) {
        const Candidate *candidate = &candidates->items[i];
        bool implied = false;
        for (int r = 0; r < model->rule_count && !implied; r++)
            implied = taken[r]->whole && rule_implied(&taken[r]->rule, &candidate->rule);
        if (implied || candidate->pairs < 1 || spent + candidate->pairs > budget ||
            candidate->pairs > fmax(rows * TOO_LOOSE, BUDGET_LEAST / 4))
            continue;
        spent += candidate->pairs;
        taken[model->rule_count] = candidate;
        model->rules[model->rule_count++] = candidate->rule;
    }
    x_free(candidates);
}
