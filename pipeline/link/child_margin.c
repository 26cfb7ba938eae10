/* Who could be either of two children. */

#include "pipeline/link/child_margin.h"

#include "pipeline/base/mem.h"
#include "pipeline/link/child_agree.h"

static const double MARGIN_BITS = 3;

/* An entity that another was compared with. */
typedef struct Candidate {
    uint32_t entity;
    double weight_bits;
} Candidate;

struct ChildMargins {
    const ChildGuards *guards;
    uint32_t entity_count;
    size_t *start;         /* of entity e: candidates[start[e]] .. candidates[start[e + 1] - 1] */
    Candidate *candidates; /* best first */
    bool *unsure;          /* entities that fit two children by weight */
};

/* --- names ----------------------------------------------------------------------------------- */

/* The one beside `a` in a register that fits `other` best. */
static void find_paired(const ChildMargins *margins, uint32_t a, uint32_t fit, uint32_t other,
                        TwinFit *twins)
{
    const ChildGuards *guards = margins->guards;
    for (size_t i = margins->start[a]; i < margins->start[a + 1]; i++) {
        uint32_t beside = margins->candidates[i].entity;
        if (beside == fit || beside == other || !child_guards_side_by_side(guards, a, beside))
            continue;
        double paired_other = child_guards_names_alike(guards, beside, other);
        if (twins->paired && paired_other <= twins->paired_other)
            continue;
        twins->paired = true;
        twins->paired_other = paired_other;
        twins->paired_fit = child_guards_names_alike(guards, beside, fit);
    }
}

/*
 * `a` would join `b`, but one who stands in a register beside `b` has a name that fits `a` about as
 * well, and no birthday tells them apart.
 */
static bool has_rival(const ChildMargins *margins, uint32_t a, uint32_t b)
{
    if (!margins->start)
        return false;
    const ChildGuards *guards = margins->guards;
    double fit = -1;
    for (size_t i = margins->start[a]; i < margins->start[a + 1]; i++) {
        uint32_t rival = margins->candidates[i].entity;
        if (rival == b || !child_guards_side_by_side(guards, b, rival) ||
            child_guards_side_by_side(guards, a, rival))
            continue;
        if (child_guards_days_between(guards, a, rival) > 0 &&
            child_guards_days_between(guards, a, b) <= 0)
            continue;
        TwinFit twins = {.other = child_guards_names_alike(guards, a, rival)};
        if (!child_twin_in_question(twins.other))
            continue;
        twins.fit = fit = fit < 0 ? child_guards_names_alike(guards, a, b) : fit;
        find_paired(margins, a, b, rival, &twins);
        if (child_twin_unclear(&twins))
            return true;
    }
    return false;
}

/* --- weights --------------------------------------------------------------------------------- */

/*
 * Among the candidates that may be the same child and lie within the margin of the best, two cannot
 * be one child.
 */
static bool fits_two(const ChildMargins *margins, uint32_t entity, double least_bits)
{
    enum { NEAR_MAX = 8 };
    Candidate near[NEAR_MAX];
    int near_count = 0;
    size_t from = margins->start[entity], to = margins->start[entity + 1];
    if (to - from < 2 || margins->candidates[from + 1].weight_bits < least_bits)
        return false; /* one at most may be the same child: no guard need be asked */
    for (size_t i = from; i < to; i++) {
        Candidate candidate = margins->candidates[i];
        if (near_count == NEAR_MAX || candidate.weight_bits < least_bits ||
            (near_count > 0 && candidate.weight_bits < near[0].weight_bits - MARGIN_BITS))
            break;
        if (child_guards_pair(margins->guards, entity, candidate.entity) != GUARD_NONE)
            continue;
        for (int k = 0; k < near_count; k++)
            if (child_guards_pair(margins->guards, near[k].entity, candidate.entity) != GUARD_NONE)
                return true;
        near[near_count++] = candidate;
    }
    return false;
}

/* Every entity's candidates; the order of pairs is kept. */
static void list_candidates(ChildMargins *margins, const ScoredPairs *pairs)
{
    size_t n = margins->entity_count;
    size_t *at = x_new_array(size_t, n + 2);
    for (size_t i = 0; i < pairs->count; i++) {
        at[pairs->items[i].left + 1]++;
        at[pairs->items[i].right + 1]++;
    }
    for (size_t e = 0; e < n; e++)
        at[e + 1] += at[e];
    margins->start = x_new_array(size_t, n + 2);
    memcpy(margins->start, at, (n + 1) * sizeof *at);
    margins->candidates = x_new_array(Candidate, 2 * pairs->count + 1);
    for (size_t i = 0; i < pairs->count; i++) {
        const ScoredPair *pair = &pairs->items[i];
        margins->candidates[at[pair->left]++] = (Candidate){pair->right, pair->weight_bits};
        margins->candidates[at[pair->right]++] = (Candidate){pair->left, pair->weight_bits};
    }
    x_free(at);
}

void child_margins_find(void *self, const ScoredPairs *pairs, double least_bits)
{
    ChildMargins *margins = self;
    list_candidates(margins, pairs);
    for (uint32_t e = 0; e < margins->entity_count; e++)
        margins->unsure[e] = fits_two(margins, e, least_bits);
}

/* --- both ------------------------------------------------------------------------------------ */

ChildMargins *child_margins_create(const ChildGuards *guards, uint32_t entity_count)
{
    ChildMargins *margins = x_new(ChildMargins);
    margins->guards = guards;
    margins->entity_count = entity_count;
    margins->unsure = x_new_array(bool, (size_t)entity_count + 1);
    return margins;
}

void child_margins_free(ChildMargins *margins)
{
    if (!margins)
        return;
    x_free(margins->start);
    x_free(margins->candidates);
    x_free(margins->unsure);
    x_free(margins);
}

Guard child_margins_pair(const ChildMargins *margins, uint32_t a, uint32_t b)
{
    Guard guard = child_guards_pair(margins->guards, a, b);
    if (guard != GUARD_NONE)
        return guard;
    bool unclear = margins->unsure[a] || margins->unsure[b] || has_rival(margins, a, b) ||
                   has_rival(margins, b, a);
    return unclear ? GUARD_MARGIN : GUARD_NONE;
}

const ChildGuards *child_margins_guards(const ChildMargins *margins)
{
    return margins->guards;
}

bool child_margins_forbid(void *self, const uint32_t *a, size_t a_count, const uint32_t *b,
                          size_t b_count, double weight_bits)
{
    (void)weight_bits;
    for (size_t i = 0; i < a_count; i++)
        for (size_t k = 0; k < b_count; k++)
            if (child_margins_pair(self, a[i], b[k]) != GUARD_NONE)
                return true;
    return false;
}
