/* Who could be either of two children. */

#include "pipeline/link/child_margin.h"

#include "pipeline/base/mem.h"
#include "pipeline/link/child_agree.h"

#include <stdlib.h>

static const double MARGIN_BITS = 3;

/* Two entities side by side in a register, born the same day: each other's twins. */
typedef struct Twin {
    uint32_t entity, twin;
} Twin;

struct ChildMargins {
    const ChildGuards *guards;
    uint32_t entity_count;
    Twin *twins;
    size_t twin_count;
    uint32_t *twin_start; /* of entity e: twins[twin_start[e]] .. twins[twin_start[e + 1] - 1] */
    bool *unsure;         /* entities that fit two children by weight */
};

/* --- twins ----------------------------------------------------------------------------------- */

typedef struct Born {
    int32_t day;
    uint32_t entity;
} Born;

static int by_day(const void *left, const void *right)
{
    const Born *a = left, *b = right;
    if (a->day != b->day)
        return a->day < b->day ? -1 : 1;
    return (a->entity > b->entity) - (a->entity < b->entity);
}

static int by_entity(const void *left, const void *right)
{
    const Twin *a = left, *b = right;
    if (a->entity != b->entity)
        return a->entity < b->entity ? -1 : 1;
    return (a->twin > b->twin) - (a->twin < b->twin);
}

static Born *births_of_all(const ChildGuards *guards, uint32_t entity_count, size_t *count)
{
    Born *born = NULL;
    size_t cap = 0;
    *count = 0;
    for (uint32_t e = 0; e < entity_count; e++) {
        const LinkDate *births;
        int n = child_guards_births(guards, e, &births);
        for (int i = 0; i < n; i++) {
            x_grow(born, cap, *count + 1);
            born[(*count)++] = (Born){births[i].lo, e};
        }
    }
    if (*count)
        qsort(born, *count, sizeof *born, by_day);
    return born;
}

static void find_twins(ChildMargins *margins)
{
    size_t count, cap = 0;
    const ChildGuards *guards = margins->guards;
    Born *born = births_of_all(guards, margins->entity_count, &count);
    for (size_t i = 0; i < count; i++)
        for (size_t k = i + 1; k < count && born[k].day == born[i].day; k++) {
            uint32_t a = born[i].entity, b = born[k].entity;
            if (a == b || !child_guards_side_by_side(guards, a, b) ||
                !child_guards_like_twins(guards, a, b))
                continue;
            x_grow(margins->twins, cap, margins->twin_count + 2);
            margins->twins[margins->twin_count++] = (Twin){a, b};
            margins->twins[margins->twin_count++] = (Twin){b, a};
        }
    x_free(born);
    if (margins->twin_count)
        qsort(margins->twins, margins->twin_count, sizeof *margins->twins, by_entity);
    margins->twin_start = x_new_array(uint32_t, (size_t)margins->entity_count + 2);
    for (size_t i = 0; i < margins->twin_count; i++)
        margins->twin_start[margins->twins[i].entity + 1]++;
    for (uint32_t e = 0; e < margins->entity_count; e++)
        margins->twin_start[e + 1] += margins->twin_start[e];
}

/* The twin of `a` that fits `other` best. */
static void find_paired(const ChildMargins *margins, uint32_t a, uint32_t fit, uint32_t other,
                        TwinFit *twins)
{
    for (uint32_t i = margins->twin_start[a]; i < margins->twin_start[a + 1]; i++) {
        uint32_t beside = margins->twins[i].twin;
        if (beside == fit || beside == other)
            continue;
        double paired_other = child_guards_names_alike(margins->guards, beside, other);
        if (twins->paired && paired_other <= twins->paired_other)
            continue;
        twins->paired = true;
        twins->paired_other = paired_other;
        twins->paired_fit = child_guards_names_alike(margins->guards, beside, fit);
    }
}

/* A twin of `b` has a name that fits `a` about as well as that of `b`. */
static bool has_rival(const ChildMargins *margins, uint32_t a, uint32_t b)
{
    const ChildGuards *guards = margins->guards;
    for (uint32_t i = margins->twin_start[b]; i < margins->twin_start[b + 1]; i++) {
        uint32_t rival = margins->twins[i].twin;
        if (rival == a || child_guards_side_by_side(guards, a, rival))
            continue;
        TwinFit twins = {.fit = child_guards_names_alike(guards, a, b),
                         .other = child_guards_names_alike(guards, a, rival)};
        find_paired(margins, a, b, rival, &twins);
        if (child_twin_unclear(&twins))
            return true;
    }
    return false;
}

/* --- weights --------------------------------------------------------------------------------- */

typedef struct Candidate {
    uint32_t entity;
    double weight_bits;
} Candidate;

/*
 * Among the candidates (best first) that may be the same child and lie within the margin of the
 * best, two cannot be one child.
 */
static bool fits_two(const ChildMargins *margins, uint32_t entity, const Candidate *candidates,
                     size_t count)
{
    enum { NEAR_MAX = 8 };
    Candidate near[NEAR_MAX];
    int near_count = 0;
    for (size_t i = 0; i < count && near_count < NEAR_MAX; i++) {
        if (near_count > 0 && candidates[i].weight_bits < near[0].weight_bits - MARGIN_BITS)
            break;
        if (child_guards_pair(margins->guards, entity, candidates[i].entity,
                              candidates[i].weight_bits) != GUARD_NONE)
            continue;
        for (int k = 0; k < near_count; k++)
            if (child_guards_pair(margins->guards, near[k].entity, candidates[i].entity, 0) !=
                GUARD_NONE)
                return true;
        near[near_count++] = candidates[i];
    }
    return false;
}

void child_margins_find(void *self, const ScoredPairs *pairs, double least_bits)
{
    ChildMargins *margins = self;
    if (!margins->twin_start)
        find_twins(margins);
    uint32_t n = margins->entity_count;
    size_t *start = x_new_array(size_t, (size_t)n + 2), count = 0;
    while (count < pairs->count && pairs->items[count].weight_bits >= least_bits)
        count++;
    for (size_t i = 0; i < count; i++) {
        start[pairs->items[i].left + 2]++;
        start[pairs->items[i].right + 2]++;
    }
    for (uint32_t e = 1; e <= n; e++)
        start[e + 1] += start[e];
    Candidate *candidates = x_new_array(Candidate, 2 * count + 1);
    for (size_t i = 0; i < count; i++) {
        const ScoredPair *pair = &pairs->items[i];
        candidates[start[pair->left + 1]++] = (Candidate){pair->right, pair->weight_bits};
        candidates[start[pair->right + 1]++] = (Candidate){pair->left, pair->weight_bits};
    }
    for (uint32_t e = 0; e < n; e++)
        margins->unsure[e] = fits_two(margins, e, candidates + start[e], start[e + 1] - start[e]);
    x_free(candidates);
    x_free(start);
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
    x_free(margins->twins);
    x_free(margins->twin_start);
    x_free(margins->unsure);
    x_free(margins);
}

Guard child_margins_pair(const ChildMargins *margins, uint32_t a, uint32_t b, double weight_bits)
{
    Guard guard = child_guards_pair(margins->guards, a, b, weight_bits);
    if (guard != GUARD_NONE)
        return guard;
    bool unclear = margins->unsure[a] || margins->unsure[b] || has_rival(margins, a, b) ||
                   has_rival(margins, b, a);
    return unclear ? GUARD_MARGIN : GUARD_NONE;
}

bool child_margins_forbid(void *self, const uint32_t *a, size_t a_count, const uint32_t *b,
                          size_t b_count, double weight_bits)
{
    for (size_t i = 0; i < a_count; i++)
        for (size_t k = 0; k < b_count; k++)
            if (child_margins_pair(self, a[i], b[k], weight_bits) != GUARD_NONE)
                return true;
    return false;
}
