/* Full nights, which learn, and nights that only add. */

#include "pipeline/link/child_match.h"

#include "pipeline/base/mem.h"
#include "pipeline/base/parallel.h"
#include "pipeline/base/strbuf.h"
#include "pipeline/link/model_json.h"
#include "pipeline/link/weigh.h"

#include <stdlib.h>

enum { RANDOM_PAIRS = 100000 }; /* of fifteen thousand children; more changed nothing */
static const double FLOOR_BITS = -8;
static const double SLACK_BITS = 3; /* what counting over children may add to a weight */
static const double FALSE_LINKS = 0.005, LOST_MATCHES = 0.01;

static void keep_model(const Batch *batch, const ChildWorld *world, Error *err)
{
    StrBuf json = STRBUF_INIT;
    model_write_json(&json, world->model);
    Stmt *insert = db_prepare(batch->db,
                              "INSERT INTO link_model (run_id, shipped, entities, model)"
                              " VALUES (?1, ?2, ?3, ?4)",
                              err);
    stmt_bind_int(insert, 1, batch->run_id, err);
    stmt_bind_cstr(insert, 2, world->shipped, err);
    stmt_bind_int(insert, 3, world->entities.count, err);
    stmt_bind_str(insert, 4, strbuf_str(&json), err);
    stmt_run(insert, err);
    stmt_free(insert);
    strbuf_free(&json);
}

static void sort_pairs(ScoredPairs *pairs)
{
    if (pairs->count)
        qsort(pairs->items, pairs->count, sizeof *pairs->items, scored_pair_best_first);
}

/* --- a night that learns --------------------------------------------------------------------- */

static Linkage learn(const Batch *batch, ChildWorld *world, Error *err)
{
    LinkageOptions options = {.train = true,
                              .known = world->known,
                              .sample = RANDOM_PAIRS,
                              .floor_bits = FLOOR_BITS - SLACK_BITS,
                              .false_links = FALSE_LINKS};
    Linkage linkage = linkage_run(world->model, world->table, &options);
    child_memory_count(batch, world, &linkage.clusters, linkage.comparer, err);
    clusters_free(&linkage.clusters);
    scorer_free(linkage.scorer); /* it remembers the frequencies of before */
    linkage.scorer = scorer_create(world->model, linkage.comparer, parallel_threads());
    keep_model(batch, world, err);
    weigh_pairs(&linkage, &linkage.pairs, FLOOR_BITS);
    sort_pairs(&linkage.pairs);
    return linkage;
}

/* --- a night that adds ----------------------------------------------------------------------- */

/* Candidates of which one has changed. */
typedef struct Adder {
    ScoredPairs pairs; /* not scored yet */
    size_t cap;
} Adder;

static void collect(void *self, const uint32_t *left, const uint32_t *right, size_t n)
{
    Adder *adder = self;
    x_grow(adder->pairs.items, adder->cap, adder->pairs.count + n);
    for (size_t i = 0; i < n; i++)
        adder->pairs.items[adder->pairs.count++] = (ScoredPair){left[i], right[i], 0};
}

/* What comparing needs of the table. */
typedef struct Preparing {
    ChildWorld *world;
    Comparer *comparer;
} Preparing;

/* Only names that a pair asks for are parsed; blocks ask for their keys alone. */
static void prepare(void *self)
{
    Preparing *preparing = self;
    const LinkModel *model = preparing->world->model;
    LinkTable *table = preparing->world->table;
    KeyedPools keyed = keyed_pools(model, table);
    table->lazy_names = true;
    preparing->comparer = comparer_create(model, table, parallel_threads());
    for (int pool = 0; pool < table->pool_count; pool++)
        if (keyed.of[pool])
            link_table_find_keys(table, pool);
}

static Linkage add(ChildWorld *world, ChildMemory *memory, Comparer *comparer, Error *err)
{
    const LinkModel *model = world->model;
    const LinkTable *table = world->table;
    int threads = parallel_threads();
    Linkage linkage = {.model = world->model, .table = table, .comparer = comparer};
    child_memory_frequencies(memory, comparer, err);
    linkage.scorer = scorer_create(model, linkage.comparer, threads);
    linkage.blocks = blocks_create(model, table, model->rules, model->rule_count, 1, threads);
    child_memory_check_blocks(memory, linkage.blocks);
    Adder adder = {0};
    if (child_memory_changed_count(memory) > 0)
        for (int r = 0; r < model->rule_count; r++)
            blocks_visit_marked(linkage.blocks, r, child_memory_changed(memory), collect, &adder);
    linkage.compared = adder.pairs.count;
    weigh_pairs(&linkage, &adder.pairs, FLOOR_BITS);
    child_memory_pairs(memory, linkage.blocks, &adder.pairs, &adder.cap, err);
    linkage.pairs = adder.pairs;
    sort_pairs(&linkage.pairs);
    return linkage;
}

/* --- both ------------------------------------------------------------------------------------ */

static ChildMatch match_children(const Batch *batch, ChildWorld *world, bool keep, Error *err)
{
    const bool learns = keep && world->train;
    Preparing preparing = {.world = world};
    Aside preparation = {0};
    if (!learns) /* while last night is read */
        preparation = aside_start(prepare, &preparing);
    ChildMemory *memory = child_memory_open(batch, world, err);
    aside_join(&preparation);
    ChildMatch match = {.memory = memory, .linkage = {.comparer = preparing.comparer}};
    if (!error_ok(err))
        return match;
    Linkage *linkage = &match.linkage;
    *linkage = learns ? learn(batch, world, err) : add(world, memory, preparing.comparer, err);
    match.bands = bands_choose(&linkage->pairs, FALSE_LINKS, LOST_MATCHES);
    child_margins_find(world->margins, &linkage->pairs, match.bands.link_bits);
    ClusterOptions options = {.start_bits = match.bands.link_bits,
                              .forbids = child_margins_forbid,
                              .forbids_self = world->margins};
    linkage->clusters =
        clusters_build(world->table, linkage->scorer, linkage->comparer, &linkage->pairs, &options);
    return match;
}

ChildMatch child_match(const Batch *batch, ChildWorld *world, Error *err)
{
    return match_children(batch, world, true, err);
}

ChildMatch child_match_look(const Batch *batch, ChildWorld *world, Error *err)
{
    return match_children(batch, world, false, err);
}

void child_match_free(ChildMatch *match)
{
    linkage_free(&match->linkage);
    child_memory_close(match->memory);
}
