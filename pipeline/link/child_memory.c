/* Reading and writing what one night leaves for the next. */

#include "pipeline/link/child_memory.h"

#include "pipeline/base/map.h"
#include "pipeline/base/mem.h"
#include "pipeline/base/strbuf.h"
#include "pipeline/warehouse/bulk.h"

/* A block that a rule divided last night. */
typedef struct Division {
    int64_t id; /* link_frequency_id */
    int rule;
    uint64_t block;
} Division;

struct ChildMemory {
    const ChildWorld *world;
    Db *db;
    uint64_t *digests; /* per entity, as of tonight */
    bool *changed;
    uint32_t changed_count;
    int64_t *names;        /* of entities: the records of their first rows */
    uint32_t *entity_of;   /* by record: the entity it names; NO_ENTITY: none */
    int64_t *last_digests; /* by record: its entity's digest last night */
    bool *there;           /* by record: it named an entity last night */
    int64_t last_record;
    int64_t *outdated; /* rows of link_score that do not stand any more */
    size_t outdated_count, outdated_cap;
    Division *divisions; /* as child_memory_frequencies met them */
    size_t division_count, division_cap;
};

static const uint32_t NO_ENTITY = UINT32_MAX;
static const char *const DIVIDED = "blocks divided by rule"; /* link_frequency.comparison */

/* --- digests --------------------------------------------------------------------------------- */

static uint64_t mix(uint64_t hash, uint64_t more)
{
    hash = (hash ^ more) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ hash >> 29;
}

/* Of all that a weight depends on beside the values: model, names, program. */
static uint64_t digest_of_night(const Batch *batch, const ChildWorld *world, Error *err)
{
    int64_t model = db_int(batch->db, "SELECT max(link_model_id) FROM link_model", err);
    uint64_t hash = mix(world->kept.assets, str_hash(str_from(ROLLBOOK_VERSION)));
    return mix(hash, (uint64_t)model);
}

/* Each distinct value is hashed once. */
static void digest_entities(ChildMemory *memory, uint64_t seed)
{
    const LinkTable *table = memory->world->table;
    uint64_t *hashes[LINK_COLUMNS_MAX] = {0};
    for (int pool = 0; pool < table->pool_count; pool++) {
        uint32_t count = value_pool_count(table->pools[pool]);
        hashes[pool] = x_new_array(uint64_t, (size_t)count + 1);
        for (uint32_t id = 1; id < count; id++)
            hashes[pool][id] = str_hash(value_pool_text(table->pools[pool], id));
    }
    for (uint32_t e = 0; e < table->row_count; e++) {
        uint64_t hash = seed;
        for (int c = 0; c < table->column_count; c++)
            hash = mix(hash, hashes[table->columns[c].pool][link_table_id(table, c, e)]);
        memory->digests[e] = hash;
    }
    for (int pool = 0; pool < table->pool_count; pool++)
        x_free(hashes[pool]);
}

static void read_last_night(ChildMemory *memory, Error *err)
{
    Stmt *stmt = db_prepare(memory->db,
                            "SELECT link_entity_id, digest FROM link_entity"
                            " ORDER BY link_entity_id",
                            err);
    while (stmt_step(stmt, err)) {
        int64_t record = stmt_int(stmt, 0);
        memory->there[record] = true;
        memory->last_digests[record] = stmt_int(stmt, 1);
    }
    stmt_free(stmt);
}

static void change_all(ChildMemory *memory)
{
    memory->changed_count = memory->world->entities.count;
    for (uint32_t e = 0; e < memory->changed_count; e++)
        memory->changed[e] = true;
}

ChildMemory *child_memory_open(const Batch *batch, const ChildWorld *world, Error *err)
{
    if (!error_ok(err))
        return NULL;
    uint32_t n = world->entities.count;
    ChildMemory *memory = x_new(ChildMemory);
    memory->world = world;
    memory->db = batch->db;
    memory->last_record =
        db_int(batch->db, "SELECT coalesce(max(link_record_id), 0) FROM link_record", err);
    memory->digests = x_new_array(uint64_t, (size_t)n + 1);
    memory->changed = x_new_array(bool, (size_t)n + 1);
    memory->names = x_new_array(int64_t, (size_t)n + 1);
    memory->entity_of = x_alloc(((size_t)memory->last_record + 1) * sizeof *memory->entity_of);
    memory->last_digests = x_new_array(int64_t, (size_t)memory->last_record + 1);
    memory->there = x_new_array(bool, (size_t)memory->last_record + 1);
    for (int64_t record = 0; record <= memory->last_record; record++)
        memory->entity_of[record] = NO_ENTITY;
    for (uint32_t e = 0; e < n; e++) {
        uint32_t first = world->entities.rows[world->entities.row_start[e]];
        memory->names[e] = world->rows.items[first]->link_record_id;
        memory->entity_of[memory->names[e]] = e;
    }
    digest_entities(memory, digest_of_night(batch, world, err));
    read_last_night(memory, err);
    if (world->train) {
        change_all(memory);
        return memory;
    }
    for (uint32_t e = 0; e < n; e++) {
        int64_t record = memory->names[e];
        memory->changed[e] =
            !memory->there[record] || (uint64_t)memory->last_digests[record] != memory->digests[e];
        memory->changed_count += memory->changed[e];
    }
    return memory;
}

void child_memory_close(ChildMemory *memory)
{
    if (!memory)
        return;
    x_free(memory->digests);
    x_free(memory->changed);
    x_free(memory->names);
    x_free(memory->entity_of);
    x_free(memory->last_digests);
    x_free(memory->there);
    x_free(memory->outdated);
    x_free(memory->divisions);
    x_free(memory);
}

const bool *child_memory_changed(const ChildMemory *memory)
{
    return memory->changed;
}

uint32_t child_memory_changed_count(const ChildMemory *memory)
{
    return memory->changed_count;
}

/* --- pairs ----------------------------------------------------------------------------------- */

/* Whether a rule has divided a block tonight, too; divisions ascend. */
static bool is_divided(const Blocks *blocks, int rule, uint64_t division)
{
    size_t count, from = 0;
    const uint64_t *now = blocks_divisions(blocks, rule, &count);
    while (from < count) {
        size_t middle = from + (count - from) / 2;
        if (now[middle] == division)
            return true;
        if (now[middle] < division)
            from = middle + 1;
        else
            count = middle;
    }
    return false;
}

void child_memory_check_blocks(ChildMemory *memory, const Blocks *blocks)
{
    bool all_there = true;
    for (size_t i = 0; i < memory->division_count && all_there; i++)
        all_there = is_divided(blocks, memory->divisions[i].rule, memory->divisions[i].block);
    if (!all_there)
        change_all(memory);
}

/* A pair of last night as it is tonight; false: it is compared anew, or is none any more. */
static bool keep_pair(const ChildMemory *memory, const Blocks *blocks, Stmt *stmt, ScoredPair *pair)
{
    uint32_t left = memory->entity_of[stmt_int(stmt, 0)];
    uint32_t right = memory->entity_of[stmt_int(stmt, 1)];
    if (left == NO_ENTITY || right == NO_ENTITY || memory->changed[left] || memory->changed[right])
        return false;
    *pair = (ScoredPair){left < right ? left : right, left < right ? right : left,
                         stmt_double(stmt, 2)};
    return blocks_hold(blocks, pair->left, pair->right);
}

void child_memory_pairs(ChildMemory *memory, const Blocks *blocks, ScoredPairs *pairs, size_t *cap,
                        Error *err)
{
    Stmt *stmt = db_prepare(memory->db,
                            "SELECT left_id, right_id, weight_bits, link_score_id FROM link_score"
                            " ORDER BY link_score_id",
                            err);
    while (stmt_step(stmt, err)) {
        ScoredPair pair;
        if (!keep_pair(memory, blocks, stmt, &pair)) {
            x_grow(memory->outdated, memory->outdated_cap, memory->outdated_count + 1);
            memory->outdated[memory->outdated_count++] = stmt_int(stmt, 3);
            continue;
        }
        x_grow(pairs->items, *cap, pairs->count + 1);
        pairs->items[pairs->count++] = pair;
    }
    stmt_free(stmt);
}

/* --- frequencies ----------------------------------------------------------------------------- */

static int pool_of(const ChildWorld *world, int comparison)
{
    return world->table->columns[world->model->comparisons[comparison].aliases[0]].pool;
}

/* Until it is read that more children have it, a value is one child's. */
static void count_one_each(const ChildWorld *world, Comparer *comparer)
{
    for (int c = 0; c < world->model->comparison_count; c++) {
        double *with_value;
        uint32_t *counts = compare_counts(comparer, c, &with_value);
        uint32_t count = value_pool_count(world->table->pools[pool_of(world, c)]);
        for (uint32_t id = 1; counts && id < count; id++)
            counts[id] = 1;
    }
}

static int comparison_of(const LinkModel *model, Str name)
{
    int c = 0;
    while (c < model->comparison_count && !str_is(name, model->comparisons[c].name))
        c++;
    return c;
}

/* The rule that a text is; rule_count: none. */
static int rule_of(const LinkModel *model, Str text)
{
    int rule = 0;
    while (rule < model->rule_count && !str_is(text, model->rules[rule].text))
        rule++;
    return rule;
}

static void note_division(ChildMemory *memory, int64_t id, int rule, uint64_t block)
{
    x_grow(memory->divisions, memory->division_cap, memory->division_count + 1);
    memory->divisions[memory->division_count++] = (Division){id, rule, block};
}

void child_memory_frequencies(ChildMemory *memory, Comparer *comparer, Error *err)
{
    const ChildWorld *world = memory->world;
    const LinkModel *model = world->model;
    count_one_each(world, comparer);
    Stmt *stmt = db_prepare(memory->db,
                            "SELECT comparison, value, children, link_frequency_id"
                            " FROM link_frequency ORDER BY link_frequency_id",
                            err);
    while (stmt_step(stmt, err)) {
        Str name = stmt_str(stmt, 0), value = stmt_str(stmt, 1);
        int64_t children = stmt_int(stmt, 2);
        int comparison = comparison_of(model, name);
        if (comparison == model->comparison_count) {
            int rule = str_is(name, DIVIDED) ? rule_of(model, value) : model->rule_count;
            if (rule < model->rule_count)
                note_division(memory, stmt_int(stmt, 3), rule, (uint64_t)children);
            continue;
        }
        double *with_value;
        uint32_t *counts = compare_counts(comparer, comparison, &with_value);
        if (counts && value.len == 0)
            *with_value = (double)children;
        uint32_t id = counts && value.len
                          ? value_pool_find(world->table->pools[pool_of(world, comparison)], value)
                          : 0;
        if (id)
            counts[id] = (uint32_t)children;
    }
    stmt_free(stmt);
}

/* In how many children a value of the comparison stands. */
static void count_over_children(const ChildWorld *world, int comparison, const Clusters *clusters,
                                uint32_t *counts, double *with_value)
{
    const Comparison *compared = &world->model->comparisons[comparison];
    const LinkTable *table = world->table;
    uint32_t count = value_pool_count(table->pools[pool_of(world, comparison)]);
    uint32_t *next = x_alloc(((size_t)table->row_count + 1) * sizeof *next);
    uint32_t *last_child = x_new_array(uint32_t, (size_t)count + 1); /* 1 + the last that had it */
    for (uint32_t e = 0; e < table->row_count; e++)
        next[e] = NO_ENTITY;
    for (uint32_t e = table->row_count; e-- > 0;) /* members of a child, by its first entity */
        if (clusters->of_row[e] != e) {
            next[e] = next[clusters->of_row[e]];
            next[clusters->of_row[e]] = e;
        }
    memset(counts, 0, count * sizeof *counts);
    *with_value = 0;
    for (uint32_t child = 0; child < table->row_count; child++) {
        if (clusters->of_row[child] != child)
            continue;
        bool any = false;
        for (uint32_t e = child; e != NO_ENTITY; e = next[e])
            for (int a = 0; a < compared->alias_count; a++) {
                uint32_t id = link_table_id(table, compared->aliases[a], e);
                if (id == 0)
                    continue;
                any = true;
                if (last_child[id] != child + 1)
                    counts[id]++;
                last_child[id] = child + 1;
            }
        *with_value += any;
    }
    x_free(next);
    x_free(last_child);
}

static Bulk *open_counts(Db *db, Error *err)
{
    return bulk_open(db, "link_frequency (comparison, value, children)", err);
}

static void keep_count(Bulk *insert, const char *comparison, Str value, int64_t children,
                       Error *err)
{
    bulk_str(insert, 1, str_from(comparison));
    bulk_str(insert, 2, value);
    bulk_int(insert, 3, children);
    bulk_end_row(insert, err);
}

void child_memory_count(const Batch *batch, const ChildWorld *world, const Clusters *clusters,
                        Comparer *comparer, Error *err)
{
    db_exec(batch->db, "DELETE FROM link_frequency", err);
    Bulk *insert = open_counts(batch->db, err);
    for (int c = 0; c < world->model->comparison_count && error_ok(err); c++) {
        double *with_value;
        uint32_t *counts = compare_counts(comparer, c, &with_value);
        if (!counts)
            continue;
        const char *name = world->model->comparisons[c].name;
        const ValuePool *pool = world->table->pools[pool_of(world, c)];
        count_over_children(world, c, clusters, counts, with_value);
        keep_count(insert, name, STR(""), (int64_t)*with_value, err);
        for (uint32_t id = 1; id < value_pool_count(pool); id++) {
            if (counts[id] > 1)
                keep_count(insert, name, value_pool_text(pool, id), counts[id], err);
            else
                counts[id] = 1; /* as it will be read back */
        }
    }
    bulk_close(insert, err);
}

/* --- writing --------------------------------------------------------------------------------- */

static void write_entities(const ChildMemory *memory, const uint64_t *digests, Error *err)
{
    Bulk *insert = bulk_open(memory->db, "link_entity (link_entity_id, digest)", err);
    Stmt *update =
        db_prepare(memory->db, "UPDATE link_entity SET digest = ?2 WHERE link_entity_id = ?1", err);
    Stmt *delete = db_prepare(memory->db, "DELETE FROM link_entity WHERE link_entity_id = ?1", err);
    for (int64_t record = 1; record <= memory->last_record && error_ok(err); record++) {
        uint32_t entity = memory->entity_of[record];
        int64_t digest = entity == NO_ENTITY ? 0 : (int64_t)digests[entity];
        if (entity == NO_ENTITY && memory->there[record]) {
            stmt_bind_int(delete, 1, record, err);
            stmt_run(delete, err);
        } else if (entity != NO_ENTITY && !memory->there[record]) {
            bulk_int(insert, 1, record);
            bulk_int(insert, 2, digest);
            bulk_end_row(insert, err);
        } else if (entity != NO_ENTITY && memory->last_digests[record] != digest) {
            stmt_bind_int(update, 1, record, err);
            stmt_bind_int(update, 2, digest, err);
            stmt_run(update, err);
        }
    }
    bulk_close(insert, err);
    stmt_free(update);
    stmt_free(delete);
}

static void delete_scores(const ChildMemory *memory, Error *err)
{
    if (memory->world->train) {
        db_exec(memory->db, "DELETE FROM link_score", err);
        return;
    }
    Stmt *delete = db_prepare(memory->db, "DELETE FROM link_score WHERE link_score_id = ?1", err);
    for (size_t i = 0; i < memory->outdated_count && error_ok(err); i++) {
        stmt_bind_int(delete, 1, memory->outdated[i], err);
        stmt_run(delete, err);
    }
    stmt_free(delete);
}

/* Pairs of which neither entity has changed stand there from the last night. */
static void write_scores(const ChildMemory *memory, const ScoredPairs *pairs, Error *err)
{
    Bulk *insert = bulk_open(memory->db, "link_score (left_id, right_id, weight_bits)", err);
    for (size_t i = 0; i < pairs->count && error_ok(err); i++) {
        const ScoredPair *pair = &pairs->items[i];
        if (!memory->changed[pair->left] && !memory->changed[pair->right])
            continue;
        bulk_int(insert, 1, memory->names[pair->left]);
        bulk_int(insert, 2, memory->names[pair->right]);
        bulk_double(insert, 3, pair->weight_bits);
        bulk_end_row(insert, err);
    }
    bulk_close(insert, err);
}

/* Whether tonight's blocks are divided where last night's were. */
static bool divided_as_before(const ChildMemory *memory, const Blocks *blocks)
{
    size_t count, found = 0;
    for (int r = 0; r < memory->world->model->rule_count; r++) {
        const uint64_t *divisions = blocks_divisions(blocks, r, &count);
        for (size_t i = 0; i < count; i++, found++)
            if (found == memory->division_count || memory->divisions[found].rule != r ||
                memory->divisions[found].block != divisions[i])
                return false;
    }
    return found == memory->division_count;
}

static void write_divided(const ChildMemory *memory, const Blocks *blocks, Error *err)
{
    if (divided_as_before(memory, blocks))
        return;
    Stmt *delete =
        db_prepare(memory->db, "DELETE FROM link_frequency WHERE link_frequency_id = ?1", err);
    for (size_t i = 0; i < memory->division_count && error_ok(err); i++) {
        stmt_bind_int(delete, 1, memory->divisions[i].id, err);
        stmt_run(delete, err);
    }
    stmt_free(delete);
    Bulk *insert = open_counts(memory->db, err);
    for (int r = 0; r < memory->world->model->rule_count; r++) {
        size_t count;
        const uint64_t *divisions = blocks_divisions(blocks, r, &count);
        for (size_t i = 0; i < count && error_ok(err); i++)
            keep_count(insert, DIVIDED, str_from(memory->world->model->rules[r].text),
                       (int64_t)divisions[i], err);
    }
    bulk_close(insert, err);
}

void child_memory_write(const Batch *batch, const ChildMemory *memory, const ChildWorld *world,
                        const Linkage *linkage, Error *err)
{
    ChildMemory tonight = *memory;
    if (world->train) /* the digests name the model, which was written since */
        digest_entities(&tonight, digest_of_night(batch, world, err));
    delete_scores(memory, err);
    write_entities(memory, tonight.digests, err);
    write_scores(memory, &linkage->pairs, err);
    write_divided(memory, linkage->blocks, err);
}
