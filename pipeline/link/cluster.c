/*
 * Best-first average-link joining. Groups are lists of rows threaded through `next`; refused joins
 * are remembered until one of the groups grows.
 */

#include "pipeline/link/cluster.h"

#include "pipeline/base/mem.h"

#include <math.h>

enum { CROSS_PAIRS_MAX = 400, REFUSED_BITS_LEAST = 10, REFUSED_BITS_MOST = 20 };
static const double CLIP_BITS = 20; /* one certain pair must not outweigh all others */
static const uint32_t NO_ROW = UINT32_MAX;

/* A row and, of the first row of a group, the group. */
typedef struct Member {
    uint32_t root, next; /* next: of the same group; NO_ROW: none */
    uint32_t last, size; /* of the group */
} Member;

typedef struct Grouping {
    const Scorer *scorer;
    const LinkTable *table;
    const ClusterOptions *options;
    LevelMemo *memo;
    Member *members; /* by row */
    double *bridge;
    uint64_t *refused; /* hashes of (group, group, sizes): as many as there are pairs, or less */
    int refused_bits;
    uint32_t *rows; /* scratch: the rows of two groups */
    size_t rows_cap;
    uint64_t scored;
} Grouping;

static uint32_t find_root(Grouping *g, uint32_t row)
{
    Member *members = g->members;
    while (members[row].root != row) {
        members[row].root = members[members[row].root].root;
        row = members[row].root;
    }
    return row;
}

static inline uint32_t size_of(const Grouping *g, uint32_t group)
{
    return g->members[group].size;
}

static uint64_t join_hash(const Grouping *g, uint32_t a, uint32_t b)
{
    uint64_t hash = ((uint64_t)a << 32 | b) * UINT64_C(0x9E3779B97F4A7C15);
    hash ^= ((uint64_t)size_of(g, a) << 32 | size_of(g, b)) * UINT64_C(0xC2B2AE3D27D4EB4F);
    hash = (hash ^ hash >> 29) * UINT64_C(0xBF58476D1CE4E5B9);
    return hash | 1;
}

static void list_rows(Grouping *g, uint32_t a, uint32_t b)
{
    x_grow(g->rows, g->rows_cap, (size_t)size_of(g, a) + size_of(g, b));
    size_t n = 0;
    for (uint32_t row = a; row != NO_ROW; row = g->members[row].next)
        g->rows[n++] = row;
    for (uint32_t row = b; row != NO_ROW; row = g->members[row].next)
        g->rows[n++] = row;
}

/* Mean weight over the cross pairs; of large groups, over about CROSS_PAIRS_MAX of them. */
static double mean_weight(Grouping *g, uint32_t a, uint32_t b)
{
    uint64_t cross = (uint64_t)size_of(g, a) * size_of(g, b);
    uint64_t step = cross > CROSS_PAIRS_MAX ? cross / CROSS_PAIRS_MAX : 1, i = 0, taken = 0;
    double sum = 0;
    for (uint32_t x = 0; x < size_of(g, a); x++)
        for (uint32_t y = 0; y < size_of(g, b); y++) {
            if (i++ % step != 0)
                continue;
            double weight = score_rows(g->scorer, g->memo, g->rows[x], g->rows[size_of(g, a) + y]);
            sum += fmin(fmax(weight, -CLIP_BITS), CLIP_BITS);
            taken++;
        }
    g->scored += taken;
    return sum / (double)taken;
}

static bool shares_source(const Grouping *g, uint32_t a, uint32_t b)
{
    for (uint32_t x = 0; x < size_of(g, a); x++)
        for (uint32_t y = 0; y < size_of(g, b); y++)
            if (link_table_source_of(g->table, g->rows[x]) ==
                link_table_source_of(g->table, g->rows[size_of(g, a) + y]))
                return true;
    return false;
}

static void try_join(Grouping *g, const ScoredPair *pair)
{
    uint32_t a = find_root(g, pair->left), b = find_root(g, pair->right);
    if (a == b)
        return;
    if (a > b) {
        uint32_t swap = a;
        a = b;
        b = swap;
    }
    uint64_t hash = join_hash(g, a, b);
    uint64_t *refused = &g->refused[hash >> (64 - g->refused_bits)];
    if (*refused == hash)
        return;
    Member *first = &g->members[a], *second = &g->members[b];
    list_rows(g, a, b);
    double weight = pair->weight_bits;
    if (first->size > 1 || second->size > 1)
        weight = mean_weight(g, a, b);
    const ClusterOptions *options = g->options;
    if (weight < options->average_bits || (options->one_to_one && shares_source(g, a, b)) ||
        (options->forbids && options->forbids(options->forbids_self, g->rows, first->size,
                                              g->rows + first->size, second->size, weight))) {
        *refused = hash;
        return;
    }
    second->root = a;
    g->members[first->last].next = b;
    first->last = second->last;
    first->size += second->size;
    g->bridge[a] = fmin(fmin(g->bridge[a], g->bridge[b]), weight);
}

Clusters clusters_build(const LinkTable *table, const Scorer *scorer, const Comparer *comparer,
                        const ScoredPairs *pairs, const ClusterOptions *options)
{
    size_t n = table->row_count;
    Grouping g = {.scorer = scorer, .table = table, .options = options};
    g.memo = level_memo_create(comparer);
    g.members = x_alloc_big((n + 1) * sizeof *g.members);
    g.bridge = x_alloc((n + 1) * sizeof *g.bridge);
    g.refused_bits = REFUSED_BITS_LEAST;
    while (g.refused_bits < REFUSED_BITS_MOST && (size_t)1 << g.refused_bits < pairs->count)
        g.refused_bits++;
    g.refused = x_new_array(uint64_t, (size_t)1 << g.refused_bits);
    for (uint32_t row = 0; row < n; row++) {
        g.members[row] = (Member){.root = row, .next = NO_ROW, .last = row, .size = 1};
        g.bridge[row] = (double)INFINITY;
    }
    enum { AHEAD = 16 };
    const ScoredPair *pair = pairs->items, *end = pairs->items + pairs->count;
    for (; pair < end && pair->weight_bits >= options->start_bits; pair++) {
        if (end - pair > AHEAD) {
            __builtin_prefetch(&g.members[pair[AHEAD].left], 1);
            __builtin_prefetch(&g.members[pair[AHEAD].right], 1);
        }
        try_join(&g, pair);
    }
    uint32_t *of_row = x_alloc((n + 1) * sizeof *of_row);
    for (uint32_t row = 0; row < n; row++)
        of_row[row] = find_root(&g, row);
    /* A join keeps the smaller root, so the root is the group's smallest row. */
    level_memo_free(g.memo);
    x_free(g.members);
    x_free(g.refused);
    x_free(g.rows);
    return (Clusters){
        .of_row = of_row, .bridge = g.bridge, .row_count = table->row_count, .scored = g.scored};
}

void clusters_free(Clusters *clusters)
{
    x_free(clusters->of_row);
    x_free(clusters->bridge);
    *clusters = (Clusters){0};
}
