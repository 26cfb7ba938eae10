/* Candidate pairs: blocks cut into tasks of similar size, compared on all threads. */

#include "pipeline/link/pairs.h"

#include "pipeline/base/mem.h"
#include "pipeline/base/parallel.h"
#include "pipeline/link/pattern_count.h"

enum { TASK_PAIRS = 100000 };

typedef struct Task {
    int rule;
    size_t from, to; /* blocks */
} Task;

typedef struct Job {
    const Blocks *blocks;
    const Comparer *comparer;
    Task *tasks;
    size_t task_count;
    PairChunk *chunks; /* one per task; NULL: pairs are not kept */
    const PairFilter *filter;
    PatternCounter counters[PARALLEL_THREADS_MAX];
    LevelMemo *memos[PARALLEL_THREADS_MAX];
} Job;

typedef struct TaskRun {
    Job *job;
    PairChunk *chunk;
    LevelMemo *memo;
    PatternCounter *counter;
} TaskRun;

/* Keeps pairs that reach the filter's bound. */
static void keep_pairs(const TaskRun *run, const uint32_t *left, const uint32_t *right, size_t n,
                       const Pattern *patterns)
{
    const PairFilter *filter = run->job->filter;
    PairChunk *chunk = run->chunk;
    Evidence evidence[BLOCKS_BATCH];
    filter->evidence(filter->self, run->memo, left, right, patterns, n, evidence);
    x_grow(chunk->pairs, chunk->cap, chunk->count + n);
    for (size_t i = 0; i < n; i++)
        if (evidence[i].match >= filter->least_bits)
            chunk->pairs[chunk->count++] = (Pair){left[i], right[i], evidence[i]};
}

static void take_pairs(void *self, const uint32_t *left, const uint32_t *right, size_t n)
{
    const TaskRun *run = self;
    const PairFilter *filter = run->job->filter;
    Pattern patterns[BLOCKS_BATCH], hopeful[BLOCKS_BATCH];
    uint32_t hopeful_left[BLOCKS_BATCH], hopeful_right[BLOCKS_BATCH];
    enum { AHEAD = 16 };
    size_t count = 0;
    compare_pairs(run->job->comparer, run->memo, left, right, n, patterns);
    for (size_t i = 0; i < n; i++) {
        pattern_counter_expect(run->counter, patterns[i + AHEAD < n ? i + AHEAD : i]);
        PatternSlot *slot = pattern_counter_add(run->counter, patterns[i], 1);
        if (filter && slot->count == 1)
            slot->hopeless = !filter->pattern(filter->self, patterns[i]);
        hopeful[count] = patterns[i];
        hopeful_left[count] = left[i];
        hopeful_right[count] = right[i];
        count += filter && !slot->hopeless;
    }
    if (count > 0)
        keep_pairs(run, hopeful_left, hopeful_right, count, hopeful);
}

static void run_task(void *self, size_t i, int thread)
{
    Job *job = self;
    const Task *task = &job->tasks[i];
    TaskRun run = {.job = job,
                   .chunk = job->chunks ? &job->chunks[i] : NULL,
                   .memo = job->memos[thread],
                   .counter = &job->counters[thread]};
    blocks_visit(job->blocks, task->rule, task->from, task->to, take_pairs, &run);
}

static void cut_tasks(Job *job, int rule_count)
{
    size_t cap = 0;
    for (int rule = 0; rule < rule_count; rule++) {
        size_t count = blocks_count(job->blocks, rule), from = 0;
        uint64_t pairs = 0;
        for (size_t b = 0; b < count; b++) {
            pairs += blocks_pairs(job->blocks, rule, b);
            if (pairs < TASK_PAIRS && b + 1 < count)
                continue;
            x_grow(job->tasks, cap, job->task_count + 1);
            job->tasks[job->task_count++] = (Task){rule, from, b + 1};
            from = b + 1;
            pairs = 0;
        }
    }
}

void pairs_compare(const Blocks *blocks, int rule_count, const Comparer *comparer, int threads,
                   PatternTable *patterns, PairSet *keep, const PairFilter *filter)
{
    Job job = {.blocks = blocks, .comparer = comparer, .filter = filter};
    cut_tasks(&job, rule_count);
    if (threads > PARALLEL_THREADS_MAX)
        threads = PARALLEL_THREADS_MAX;
    if (filter)
        job.chunks = x_new_array(PairChunk, job.task_count + 1);
    for (int t = 0; t < threads; t++)
        job.memos[t] = level_memo_create(comparer);
    parallel_run(threads, job.task_count, run_task, &job);
    *patterns = pattern_counters_merge(job.counters, threads);
    for (int t = 0; t < threads; t++) {
        level_memo_free(job.memos[t]);
        pattern_counter_free(&job.counters[t]);
    }
    if (filter) {
        *keep = (PairSet){
            .chunks = job.chunks, .chunk_count = job.task_count, .compared = patterns->pairs};
        for (size_t i = 0; i < job.task_count; i++)
            keep->count += job.chunks[i].count;
    }
    x_free(job.tasks);
}

void pair_set_free(PairSet *set)
{
    for (size_t i = 0; i < set->chunk_count; i++)
        x_free(set->chunks[i].pairs);
    x_free(set->chunks);
    *set = (PairSet){0};
}

/* S. Vigna's SplitMix64: small, and the same everywhere. */
static const uint64_t RANDOM_STEP = UINT64_C(0x9E3779B97F4A7C15);

static uint64_t random_next(uint64_t *state)
{
    uint64_t z = *state += RANDOM_STEP;
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

enum { DRAWS_A_TASK = 4096 };

typedef struct Sample {
    const LinkModel *model;
    const LinkTable *table;
    const Comparer *comparer;
    uint64_t count, seed;
    PatternCounter counters[PARALLEL_THREADS_MAX];
    LevelMemo *memos[PARALLEL_THREADS_MAX];
} Sample;

/* The generator's state is a sum, so that a task begins where the one before will end. */
static void draw_some(void *self, size_t task, int thread)
{
    Sample *sample = self;
    const LinkTable *table = sample->table;
    uint32_t left[DRAWS_A_TASK] = {0}, right[DRAWS_A_TASK] = {0};
    Pattern patterns[DRAWS_A_TASK];
    uint64_t from = task * DRAWS_A_TASK, to = from + DRAWS_A_TASK;
    uint64_t state = sample->seed + RANDOM_STEP * 2 * from;
    size_t n = 0;
    for (uint64_t i = from; i < to && i < sample->count; i++) {
        uint32_t a = (uint32_t)(random_next(&state) % table->row_count);
        uint32_t b = (uint32_t)(random_next(&state) % table->row_count);
        if (a == b || (sample->model->type == LINK_ONLY &&
                       link_table_source_of(table, a) == link_table_source_of(table, b)))
            continue;
        left[n] = a < b ? a : b;
        right[n++] = a < b ? b : a;
    }
    compare_pairs(sample->comparer, sample->memos[thread], left, right, n, patterns);
    for (size_t i = 0; i < n; i++)
        pattern_counter_add(&sample->counters[thread], patterns[i], 1);
}

PatternTable pairs_sample(const LinkModel *model, const LinkTable *table, const Comparer *comparer,
                          uint64_t count, uint64_t seed, int threads)
{
    Sample *sample = x_new(Sample);
    sample->model = model;
    sample->table = table;
    sample->comparer = comparer;
    sample->count = table->row_count > 1 ? count : 0;
    sample->seed = seed;
    for (int t = 0; t < threads; t++)
        sample->memos[t] = level_memo_create(comparer);
    parallel_run(threads, (size_t)((sample->count + DRAWS_A_TASK - 1) / DRAWS_A_TASK), draw_some,
                 sample);
    PatternTable patterns = pattern_counters_merge(sample->counters, threads);
    for (int t = 0; t < threads; t++) {
        pattern_counter_free(&sample->counters[t]);
        level_memo_free(sample->memos[t]);
    }
    x_free(sample);
    return patterns;
}
