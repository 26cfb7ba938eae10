/*
 * Blocks: keys sorted by radix, runs of equal keys, large runs divided, pairs made once.
 *
 * Most keys stand alone, and a table of bits finds that out for less than sorting them. Blocks are
 * then numbered, and the numbers of a row's blocks under all rules stand side by side: whether an
 * earlier rule has made a pair is a comparison of two short rows of numbers.
 */

#include "pipeline/link/block.h"

#include "pipeline/base/mem.h"
#include "pipeline/base/parallel.h"
#include "pipeline/link/block_key.h"

#include <stdlib.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { RADIX_BITS = 11, PASSES_MAX = 3, AHEAD = 24 };

typedef struct Entry {
    uint64_t key;
    uint32_t slot; /* row * width + slot */
} Entry;

typedef struct Run {
    uint32_t from, to; /* of the rule's rows */
} Run;

typedef struct RuleBlocks {
    int width, offset; /* its numbers in a row of Blocks.numbers */
    uint32_t *rows;    /* of all runs, one after the other; ascending inside a run */
    Run *runs;
    size_t run_count;
    uint64_t *divisions;
    size_t division_count, division_cap;
    BlockStats stats;
} RuleBlocks;

struct Blocks {
    const LinkModel *model;
    const LinkTable *table;
    const BlockRule *rules;
    int rule_count;
    uint64_t one_in;
    RuleBlocks *built;
    uint32_t *numbers; /* row * stride + offset + slot: block + 1; LONE + row: in no block */
    int stride;        /* some more than there are, so that no row begins in one cache line and
                          ends in another; those left over are LONE */
    int width;         /* slots of all rules */
};

static const uint32_t LONE = UINT32_C(1) << 31;

/* Sorts by the low bits of the key, RADIX_BITS a pass, stably. */
static void radix_sort(Entry *entries, Entry *spare, size_t count, int passes)
{
    enum { SIZE = 1 << RADIX_BITS };
    uint32_t starts[PASSES_MAX][SIZE] = {0};
    for (size_t i = 0; i < count; i++)
        for (int pass = 0; pass < PASSES_MAX; pass++)
            starts[pass][entries[i].key >> pass * RADIX_BITS & (SIZE - 1)]++;
    Entry *from = entries, *to = spare;
    for (int pass = 0; pass < passes; pass++) {
        uint32_t sum = 0;
        for (int d = 0; d < SIZE; d++) {
            uint32_t n = starts[pass][d];
            starts[pass][d] = sum;
            sum += n;
        }
        for (size_t i = 0; i < count; i++)
            to[starts[pass][from[i].key >> pass * RADIX_BITS & (SIZE - 1)]++] = from[i];
        Entry *swap = from;
        from = to;
        to = swap;
    }
    if (from != entries)
        memcpy(entries, from, count * sizeof *entries);
}

/*
 * Sorts by the low 22 or 33 bits of the key, whatever leaves few entries to a value; those that
 * share these bits are put right afterwards.
 */
static void sort_entries(Entry *entries, Entry *spare, size_t count)
{
    enum { FEW = 64, MANY = 1 << 22 };
    int passes = count <= FEW ? 0 : count <= MANY ? 2 : PASSES_MAX;
    if (passes > 0)
        radix_sort(entries, spare, count, passes);
    const uint64_t mask = (UINT64_C(1) << (RADIX_BITS * passes)) - 1;
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

/*
 * The entries whose key, as far as a table of bits tells, stands in another slot too. The bits for
 * "seen" and "seen twice" of 64 keys stand side by side. Neither which keys are missing nor which
 * are shared could be predicted, so there are no branches; what is never written of the entries
 * takes no memory.
 */
static Entry *shared_entries(const BlockKeys *keys, size_t *count)
{
    enum { BITS_A_KEY = 4 };
    size_t bits = 64;
    while (bits < keys->count * BITS_A_KEY)
        bits *= 2;
    typedef struct Seen {
        uint64_t once, twice;
    } Seen;
    Seen *seen = x_alloc_big(bits / 64 * sizeof *seen);
    memset(seen, 0, bits / 64 * sizeof *seen);
    for (size_t i = 0; i < keys->count; i++) {
        uint64_t key = keys->keys[i], bit = key & (bits - 1);
        uint64_t word = (uint64_t)(key != 0) << (bit & 63);
        seen[bit >> 6].twice |= seen[bit >> 6].once & word;
        seen[bit >> 6].once |= word;
    }
    Entry *entries = x_alloc_big((keys->count + 1) * sizeof *entries);
    size_t n = 0;
    for (size_t i = 0; i < keys->count; i++) {
        uint64_t key = keys->keys[i], bit = key & (bits - 1);
        entries[n] = (Entry){key, (uint32_t)i};
        n += (key != 0) & (seen[bit >> 6].twice >> (bit & 63));
    }
    x_free(seen);
    *count = n;
    return entries;
}

/*
 * The entries whose key's upper half one_in divides, asked by a multiplication: D. Lemire, O.
 * Kaser, N. Kurz, "Faster remainder by direct computation" (2019), section 3.2. Few are left, so
 * nobody looks whether they are shared.
 */
static Entry *sampled_entries(const BlockKeys *keys, uint64_t one_in, size_t *count)
{
    const uint64_t inverse = UINT64_MAX / (one_in < UINT32_MAX ? one_in : UINT32_MAX) + 1;
    Entry *entries = x_alloc_big((keys->count + 1) * sizeof *entries);
    size_t n = 0;
    for (size_t i = 0; i < keys->count; i++) {
        uint64_t key = keys->keys[i];
        entries[n] = (Entry){key, (uint32_t)i};
        n += (key != 0) & ((key >> 32) * inverse < inverse);
    }
    *count = n;
    return entries;
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

static uint32_t row_of(const RuleBlocks *rule, uint32_t slot)
{
    return rule->width == 1 ? slot : slot / (uint32_t)rule->width;
}

/* Where the block of a slot is written down. */
static uint32_t *number_of(const Blocks *blocks, const RuleBlocks *rule, uint32_t slot)
{
    size_t row = row_of(rule, slot), rest = slot - row * (size_t)rule->width;
    return blocks->numbers + row * (size_t)blocks->stride + (size_t)rule->offset + rest;
}

static uint64_t pairs_of(uint64_t n)
{
    return n * (n - 1) / 2;
}

/*
 * Divides entries from .. to-1, which share a key, by the values of further comparisons' columns;
 * `next` is the comparison to try first. Entries left in too large a block lose their key. `path`
 * is the key, made of texts alone: it is the same on another night.
 */
static void divide(const Divider *divider, Entry *entries, size_t count, int next, uint64_t path)
{
    const LinkModel *model = divider->blocks->model;
    const LinkTable *table = divider->blocks->table;
    RuleBlocks *out = divider->out;
    x_grow(out->divisions, out->division_cap, out->division_count + 1);
    out->divisions[out->division_count++] = block_mix(path, (uint64_t)next);
    while (next < model->comparison_count &&
           rule_uses(divider->rule, model->comparisons[next].aliases[0]))
        next++;
    if (next == model->comparison_count) {
        divider->out->stats.skipped += pairs_of(count);
        for (size_t i = 0; i < count; i++)
            entries[i].key = 0;
        return;
    }
    int column = model->comparisons[next].aliases[0];
    for (size_t i = 0; i < count; i++) {
        uint32_t id = link_table_id(table, column, row_of(divider->out, entries[i].slot));
        entries[i].key = id ? block_mix(entries[i].key, id) : 0;
    }
    sort_entries(entries, divider->spare, count);
    for (size_t from = 0, to; from < count; from = to) {
        to = run_end(entries, from, count);
        if (!entries[from].key || to - from <= divider->rule->cap)
            continue;
        Str value = link_table_text(table, column, row_of(divider->out, entries[from].slot));
        divide(divider, entries + from, to - from, next + 1, block_mix(path, str_hash(value)));
    }
}

/* Makes runs of the sorted entries, and writes their numbers beside the rows. */
static void number_runs(Blocks *blocks, RuleBlocks *out, const Entry *entries, size_t count)
{
    size_t rows = 0, runs = 0;
    for (size_t from = 0, to; from < count; from = to) {
        to = run_end(entries, from, count);
        if (to - from < 2 || entries[from].key == 0)
            continue;
        rows += to - from;
        runs++;
    }
    out->rows = x_alloc((rows + 1) * sizeof *out->rows);
    out->runs = x_alloc((runs + 1) * sizeof *out->runs);
    rows = 0;
    for (size_t from = 0, to; from < count; from = to) {
        to = run_end(entries, from, count);
        if (to - from < 2 || entries[from].key == 0)
            continue;
        out->runs[out->run_count++] = (Run){(uint32_t)rows, (uint32_t)(rows + (to - from))};
        out->stats.pairs += pairs_of(to - from);
        for (size_t i = from; i < to; i++) {
            if (i + AHEAD < count)
                __builtin_prefetch(number_of(blocks, out, entries[i + AHEAD].slot), 1);
            *number_of(blocks, out, entries[i].slot) = (uint32_t)out->run_count;
            out->rows[rows++] = row_of(out, entries[i].slot);
        }
    }
}

static int by_number(const void *left, const void *right)
{
    const uint64_t *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

static void build_rule(Blocks *blocks, int index)
{
    RuleBlocks *out = &blocks->built[index];
    const BlockRule *rule = &blocks->rules[index];
    out->stats.rule = rule->text;
    BlockKeys keys = block_keys(blocks->model, blocks->table, rule);
    size_t count;
    Entry *entries = blocks->one_in > 1 ? sampled_entries(&keys, blocks->one_in, &count)
                                        : shared_entries(&keys, &count);
    for (size_t i = 0; i < count && keys.slots; i++)
        entries[i].slot = keys.slots[entries[i].slot];
    block_keys_free(&keys);
    Entry *spare = x_alloc_big((count + 1) * sizeof *spare);
    sort_entries(entries, spare, count);
    Divider divider = {blocks, rule, out, spare};
    if (rule->cap > 0)
        for (size_t from = 0, to; from < count; from = to) {
            to = run_end(entries, from, count);
            if (to - from > rule->cap) {
                out->stats.divided++;
                divide(&divider, entries + from, to - from, 0, entries[from].key);
            }
        }
    if (out->division_count)
        qsort(out->divisions, out->division_count, sizeof *out->divisions, by_number);
    number_runs(blocks, out, entries, count);
    x_free(entries);
    x_free(spare);
}

static void build_task(void *self, size_t task, int thread)
{
    (void)thread;
    build_rule(self, (int)task);
}

enum { ROWS_A_TASK = 65536 };

/* At first every row is alone. */
static void number_task(void *self, size_t task, int thread)
{
    const Blocks *blocks = self;
    size_t stride = (size_t)blocks->stride, from = task * ROWS_A_TASK, to = from + ROWS_A_TASK;
    (void)thread;
    for (size_t row = from; row < to && row < blocks->table->row_count; row++)
        for (size_t k = 0; k < stride; k++)
            blocks->numbers[row * stride + k] = LONE + (uint32_t)row;
}

/* The next power of two, or a multiple of a cache line. */
static int line_stride(int width)
{
    enum { LINE = 16 };
    int stride = 1;
    while (stride < width && stride < LINE)
        stride *= 2;
    return width <= LINE ? stride : (width + LINE - 1) / LINE * LINE;
}

Blocks *blocks_create(const LinkModel *model, const LinkTable *table, const BlockRule *rules,
                      int rule_count, uint64_t one_in, int threads)
{
    Blocks *blocks = x_new(Blocks);
    *blocks = (Blocks){
        .model = model, .table = table, .rules = rules, .rule_count = rule_count, .one_in = one_in};
    blocks->built = x_new_array(RuleBlocks, (size_t)rule_count + 1);
    for (int r = 0; r < rule_count; r++) {
        blocks->built[r].width = block_width(model, &rules[r]);
        blocks->built[r].offset = blocks->width;
        blocks->width += blocks->built[r].width;
    }
    blocks->stride = line_stride(blocks->width);
    size_t stride = (size_t)blocks->stride;
    blocks->numbers = x_alloc_big((size_t)table->row_count * stride * sizeof *blocks->numbers);
    parallel_run(threads, table->row_count / ROWS_A_TASK + 1, number_task, blocks);
    parallel_run(threads, (size_t)rule_count, build_task, blocks);
    return blocks;
}

void blocks_free(Blocks *blocks)
{
    if (!blocks)
        return;
    for (int i = 0; i < blocks->rule_count; i++) {
        x_free(blocks->built[i].rows);
        x_free(blocks->built[i].runs);
        x_free(blocks->built[i].divisions);
    }
    x_free(blocks->built);
    x_free(blocks->numbers);
    x_free(blocks);
}

BlockStats blocks_stats(const Blocks *blocks, int rule)
{
    return blocks->built[rule].stats;
}

const uint64_t *blocks_divisions(const Blocks *blocks, int rule, size_t *count)
{
    *count = blocks->built[rule].division_count;
    return blocks->built[rule].divisions;
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

static inline const uint32_t *numbers_of(const Blocks *blocks, uint32_t row)
{
    return blocks->numbers + (size_t)row * (size_t)blocks->stride;
}

/* The smallest block that two rows share under a rule, from 1; 0: none. */
static uint32_t shared_block(const RuleBlocks *rule, const uint32_t *a, const uint32_t *b)
{
    uint32_t smallest = 0;
    for (int i = rule->offset; i < rule->offset + rule->width; i++)
        for (int k = rule->offset; k < rule->offset + rule->width; k++)
            if (a[i] == b[k] && (!smallest || a[i] < smallest))
                smallest = a[i];
    return smallest;
}

#ifdef __SSE2__
static inline __m128i equal_of_four(const uint32_t *a, const uint32_t *b)
{
    return _mm_cmpeq_epi32(_mm_loadu_si128((const __m128i *)(const void *)a),
                           _mm_loadu_si128((const __m128i *)(const void *)b));
}
#endif

/*
 * Whether two rows have a number in common among the first n; a LONE number equals no other row's.
 * All are compared: where the first is nobody could predict.
 */
static inline bool any_equal(const uint32_t *a, const uint32_t *b, int n)
{
    bool any = false;
#ifdef __SSE2__
    if (n >= 4) { /* the last four overlap those before */
        __m128i equal = equal_of_four(a + n - 4, b + n - 4);
        for (int q = 0; q + 4 < n; q += 4)
            equal = _mm_or_si128(equal, equal_of_four(a + q, b + q));
        return _mm_movemask_epi8(equal) != 0;
    }
#endif
    for (int q = 0; q < n; q++)
        any |= a[q] == b[q];
    return any;
}

/* Whether one of the first `rule` rules makes the pair. */
static inline bool made_before(const Blocks *blocks, int rule, const uint32_t *a, const uint32_t *b)
{
    if (blocks->width == blocks->rule_count)
        return any_equal(a, b, rule);
    for (int q = 0; q < rule; q++)
        if (shared_block(&blocks->built[q], a, b))
            return true;
    return false;
}

/* In a link-only model, rows of one source are never compared. */
static bool same_source(const Blocks *blocks, uint32_t a, uint32_t b)
{
    return blocks->model->type == LINK_ONLY &&
           link_table_source_of(blocks->table, a) == link_table_source_of(blocks->table, b);
}

static bool any_marked(const RuleBlocks *built, Run run, const bool *marked)
{
    bool any = false;
    for (uint32_t i = run.from; i < run.to; i++)
        any |= marked[built->rows[i]];
    return any;
}

/* marked: rows of which a pair must have one; NULL: all. */
static inline void visit_blocks(const Blocks *blocks, int rule, size_t from, size_t to,
                                const bool *marked, PairVisitor *visit, void *self)
{
    const RuleBlocks *built = &blocks->built[rule];
    uint32_t left[BLOCKS_BATCH], right[BLOCKS_BATCH], end = from < to ? built->runs[to - 1].to : 0;
    size_t n = 0;
    for (size_t r = from; r < to; r++) {
        Run run = built->runs[r];
        if (marked && !any_marked(built, run, marked))
            continue;
        if (run.from + AHEAD < end)
            __builtin_prefetch(numbers_of(blocks, built->rows[run.from + AHEAD]));
        for (uint32_t i = run.from; i + 1 < run.to; i++) {
            uint32_t a = built->rows[i];
            const uint32_t *numbers = numbers_of(blocks, a);
            for (uint32_t k = i + 1; k < run.to; k++) {
                uint32_t b = built->rows[k];
                const uint32_t *others = numbers_of(blocks, b);
                if (i == run.from && k + AHEAD < end) /* later the block is in the cache */
                    __builtin_prefetch(numbers_of(blocks, built->rows[k + AHEAD]));
                if (marked && !marked[a] && !marked[b])
                    continue;
                if (built->width > 1 && shared_block(built, numbers, others) != r + 1)
                    continue;
                if (made_before(blocks, rule, numbers, others) || same_source(blocks, a, b))
                    continue;
                left[n] = a < b ? a : b;
                right[n++] = a < b ? b : a;
                if (n == BLOCKS_BATCH) {
                    visit(self, left, right, n);
                    n = 0;
                }
            }
        }
    }
    if (n > 0)
        visit(self, left, right, n);
}

void blocks_visit(const Blocks *blocks, int rule, size_t from, size_t to, PairVisitor *visit,
                  void *self)
{
    visit_blocks(blocks, rule, from, to, NULL, visit, self);
}

void blocks_visit_marked(const Blocks *blocks, int rule, const bool *marked, PairVisitor *visit,
                         void *self)
{
    visit_blocks(blocks, rule, 0, blocks_count(blocks, rule), marked, visit, self);
}

bool blocks_hold(const Blocks *blocks, uint32_t a, uint32_t b)
{
    return made_before(blocks, blocks->rule_count, numbers_of(blocks, a), numbers_of(blocks, b));
}
