/* Blocks: keys sorted by radix, runs of equal keys, large runs divided, pairs made once. */

#include "pipeline/link/block.h"

#include "pipeline/base/mem.h"
#include "pipeline/base/parallel.h"
#include "pipeline/link/block_key.h"

enum { RADIX_BITS = 11, RADIX_PASSES = 3, BATCH = 512 };

typedef struct Entry {
    uint64_t key;
    uint32_t slot; /* row * width + slot */
} Entry;

typedef struct Run {
    uint32_t from, to; /* of the rule's rows */
    uint64_t key;
} Run;

typedef struct RuleBlocks {
    BlockKeys keys;
    uint32_t *rows; /* of all runs, one after the other; ascending inside a run */
    Run *runs;
    size_t run_count;
    BlockStats stats;
} RuleBlocks;

struct Blocks {
    const LinkModel *model;
    const LinkTable *table;
    const BlockRule *rules;
    int rule_count;
    RuleBlocks *built;
};

/*
 * Sorts by the low 33 bits of the key, stably; the few runs where different keys share those bits
 * are put right afterwards.
 */
static void sort_entries(Entry *entries, Entry *spare, size_t count)
{
    enum { SIZE = 1 << RADIX_BITS };
    Entry *from = entries, *to = spare;
    for (int pass = 0; pass < RADIX_PASSES; pass++) {
        uint32_t starts[SIZE] = {0};
        int shift = pass * RADIX_BITS;
        for (size_t i = 0; i < count; i++)
            starts[from[i].key >> shift & (SIZE - 1)]++;
        uint32_t sum = 0;
        for (int d = 0; d < SIZE; d++) {
            uint32_t n = starts[d];
            starts[d] = sum;
            sum += n;
        }
        for (size_t i = 0; i < count; i++)
            to[starts[from[i].key >> shift & (SIZE - 1)]++] = from[i];
        Entry *swap = from;
        from = to;
        to = swap;
    }
    memcpy(entries, from, count * sizeof *entries); /* three passes end in `spare` */
    const uint64_t mask = (UINT64_C(1) << (RADIX_BITS * RADIX_PASSES)) - 1;
    for (size_t i = 1; i < count; i++) {
        Entry moved = entries[i];
        size_t k = i;
        for (; k > 0 && (entries[k - 1].key & mask) == (moved.key & mask) &&
               entries[k - 1].key > moved.key;
             k--)
            entries[k] = entries[k - 1];
        entries[k] = moved;
    }
}

static size_t run_end(const Entry *entries, size_t from, size_t to)
{
    size_t end = from + 1;
    while (end < to && entries[end].key == entries[from].key)
        end++;
    return end;
}

static bool rule_uses(const BlockRule *rule, int column)
{
    for (int t = 0; t < rule->term_count; t++)
        if (rule->terms[t].column == column)
            return true;
    return false;
}

typedef struct Divider {
    const Blocks *blocks;
    const BlockRule *rule;
    RuleBlocks *out;
    Entry *spare;
} Divider;

static uint64_t pairs_of(uint64_t n)
{
    return n * (n - 1) / 2;
}

/*
 * Divides entries from .. to-1, which share a key, by the values of further comparisons' columns;
 * `next` is the comparison to try first. Entries left in too large a block lose their key.
 */
static void divide(const Divider *divider, Entry *entries, size_t count, int next)
{
    const LinkModel *model = divider->blocks->model;
    const LinkTable *table = divider->blocks->table;
    uint32_t width = (uint32_t)divider->out->keys.width;
    while (next < model->comparison_count &&
           rule_uses(divider->rule, model->comparisons[next].aliases[0]))
        next++;
    if (next == model->comparison_count) {
        divider->out->stats.skipped += pairs_of(count);
        for (size_t i = 0; i < count; i++)
            entries[i].key = divider->out->keys.keys[entries[i].slot] = 0;
        return;
    }
    int column = model->comparisons[next].aliases[0];
    for (size_t i = 0; i < count; i++) {
        uint32_t id = link_table_id(table, column, entries[i].slot / width);
        entries[i].key = id ? block_mix(entries[i].key, id) : 0;
        divider->out->keys.keys[entries[i].slot] = entries[i].key;
    }
    sort_entries(entries, divider->spare, count);
    for (size_t from = 0, to; from < count; from = to) {
        to = run_end(entries, from, count);
        if (entries[from].key && to - from > divider->rule->cap)
            divide(divider, entries + from, to - from, next + 1);
    }
}

static void build_rule(Blocks *blocks, int index)
{
    RuleBlocks *out = &blocks->built[index];
    const BlockRule *rule = &blocks->rules[index];
    out->stats.rule = rule->text;
    out->keys = block_keys(blocks->model, blocks->table, rule);
    size_t slots = (size_t)blocks->table->row_count * (size_t)out->keys.width, count = 0;
    Entry *entries = x_alloc((slots + 1) * sizeof *entries);
    Entry *spare = x_alloc((slots + 1) * sizeof *spare);
    for (size_t i = 0; i < slots; i++)
        if (out->keys.keys[i])
            entries[count++] = (Entry){out->keys.keys[i], (uint32_t)i};
    sort_entries(entries, spare, count);

    Divider divider = {blocks, rule, out, spare};
    if (rule->cap > 0)
        for (size_t from = 0, to; from < count; from = to) {
            to = run_end(entries, from, count);
            if (to - from > rule->cap) {
                out->stats.divided++;
                divide(&divider, entries + from, to - from, 0);
            }
        }

    size_t rows = 0, rows_cap = 0, runs_cap = 0;
    for (size_t from = 0, to; from < count; from = to) {
        to = run_end(entries, from, count);
        if (to - from < 2 || entries[from].key == 0)
            continue;
        x_grow(out->rows, rows_cap, rows + (to - from));
        x_grow(out->runs, runs_cap, out->run_count + 1);
        out->runs[out->run_count++] = (Run){
            .from = (uint32_t)rows, .to = (uint32_t)(rows + (to - from)), .key = entries[from].key};
        for (size_t i = from; i < to; i++)
            out->rows[rows++] = entries[i].slot / (uint32_t)out->keys.width;
        out->stats.pairs += pairs_of(to - from);
    }
    x_free(entries);
    x_free(spare);
}

static void build_task(void *self, size_t task, int thread)
{
    (void)thread;
    build_rule(self, (int)task);
}

Blocks *blocks_create(const LinkModel *model, const LinkTable *table, const BlockRule *rules,
                      int rule_count, int threads)
{
    Blocks *blocks = x_new(Blocks);
    *blocks = (Blocks){.model = model, .table = table, .rules = rules, .rule_count = rule_count};
    blocks->built = x_new_array(RuleBlocks, (size_t)rule_count + 1);
    parallel_run(threads, (size_t)rule_count, build_task, blocks);
    return blocks;
}

void blocks_free(Blocks *blocks)
{
    if (!blocks)
        return;
    for (int i = 0; i < blocks->rule_count; i++) {
        x_free(blocks->built[i].keys.keys);
        x_free(blocks->built[i].rows);
        x_free(blocks->built[i].runs);
    }
    x_free(blocks->built);
    x_free(blocks);
}

BlockStats blocks_stats(const Blocks *blocks, int rule)
{
    return blocks->built[rule].stats;
}

size_t blocks_count(const Blocks *blocks, int rule)
{
    return blocks->built[rule].run_count;
}

uint64_t blocks_pairs(const Blocks *blocks, int rule, size_t block)
{
    Run run = blocks->built[rule].runs[block];
    return pairs_of(run.to - run.from);
}

/* The smallest key that two rows share under a rule; 0: none. */
static uint64_t shared_key(const BlockKeys *keys, uint32_t a, uint32_t b)
{
    const uint64_t *x = keys->keys + (size_t)a * (size_t)keys->width;
    const uint64_t *y = keys->keys + (size_t)b * (size_t)keys->width;
    if (keys->width == 1)
        return *x == *y ? *x : 0;
    uint64_t smallest = 0;
    for (int i = 0; i < keys->width; i++)
        for (int k = 0; k < keys->width; k++)
            if (x[i] && x[i] == y[k] && (!smallest || x[i] < smallest))
                smallest = x[i];
    return smallest;
}

static bool made_before(const Blocks *blocks, int rule, uint32_t a, uint32_t b)
{
    for (int q = 0; q < rule; q++)
        if (shared_key(&blocks->built[q].keys, a, b))
            return true;
    return false;
}

/* In a link-only model, rows of one source are never compared. */
static bool same_source(const Blocks *blocks, uint32_t a, uint32_t b)
{
    return blocks->model->type == LINK_ONLY &&
           link_table_source_of(blocks->table, a) == link_table_source_of(blocks->table, b);
}

void blocks_visit(const Blocks *blocks, int rule, size_t from, size_t to, PairVisitor *visit,
                  void *self)
{
    const RuleBlocks *built = &blocks->built[rule];
    uint32_t left[BATCH], right[BATCH];
    size_t n = 0;
    for (size_t r = from; r < to; r++) {
        Run run = built->runs[r];
        for (uint32_t i = run.from; i + 1 < run.to; i++)
            for (uint32_t k = i + 1; k < run.to; k++) {
                uint32_t a = built->rows[i], b = built->rows[k];
                if (built->keys.width > 1 && shared_key(&built->keys, a, b) != run.key)
                    continue;
                if (same_source(blocks, a, b) || made_before(blocks, rule, a, b))
                    continue;
                left[n] = a < b ? a : b;
                right[n++] = a < b ? b : a;
                if (n == BATCH) {
                    visit(self, left, right, n);
                    n = 0;
                }
            }
    }
    if (n > 0)
        visit(self, left, right, n);
}

bool blocks_hold(const Blocks *blocks, uint32_t a, uint32_t b)
{
    return made_before(blocks, blocks->rule_count, a, b);
}
