/* rollbook dedupe: who is the same, in any table. */

#include "pipeline/base/csv_field.h"
#include "pipeline/base/file.h"
#include "pipeline/base/mem.h"
#include "pipeline/base/number.h"
#include "pipeline/base/parallel.h"
#include "pipeline/cli/dedupe_table.h"
#include "pipeline/link/model_json.h"
#include "pipeline/link/suggest.h"
#include "pipeline/link/truth.h"

#include <math.h>
#include <stdio.h>

static const OptionSpec OPTIONS[] = {
    {"model", "M.json", "the model: rollbook's own or Splink's settings (required)"},
    {"train", NULL, "learn from these tables, even where the model is trained already"},
    {"threshold", "P", "probability from which on a pair counts as a link (default 0.5)"},
    {"pairs", "P.csv", "write the scored pairs"},
    {"save", "M.json", "write the model with what was learned"},
    {"truth", "COLUMN", "a column with the right answer: prints how good the result is"},
    {"threads", "N", "processors to use (default: all)"},
    {"verbose", NULL, "say what was compared and how long it took"},
    {0}};

enum { MODEL_MAX = 16 << 20, THREADS_MAX = 16 };
static const double FLOOR_BITS = -10; /* pairs below it are never written */

static double number_option(const Options *options, const char *name, double fallback, double least,
                            double most, Error *err)
{
    const char *text = options_get(options, name);
    double value = fallback;
    if (text && (!number_parse(str_from(text), &value) || !(value >= least && value <= most)))
        error_set(err, STATUS_USAGE, "--%s takes a number, found \"%s\"", name, text);
    return value;
}

/* The record's id: the model's column, else its number, 1-based, in its file. */
static void append_id(StrBuf *out, const DedupeTable *data, uint32_t row)
{
    const LinkTable *table = data->table;
    if (data->unique_id >= 0)
        csv_append_field(out, link_table_text(table, data->unique_id, row));
    else
        strbuf_append_int(out,
                          (int64_t)row + 1 - table->source_start[link_table_source_of(table, row)]);
}

static void append_source(StrBuf *out, const Options *options, const LinkTable *table, uint32_t row)
{
    const char *path = options->arguments[link_table_source_of(table, row)];
    const char *slash = strrchr(path, '/');
    Str name = str_from(slash ? slash + 1 : path);
    if (str_ends_with(name, STR(".csv")))
        name = str_slice(name, 0, name.len - 4);
    csv_append_field(out, name);
}

static void flush(StrBuf *out, FILE *file, size_t from, Error *err)
{
    if (out->len >= from && error_ok(err) && fwrite(out->ptr, 1, out->len, file) != out->len)
        error_set(err, STATUS_IO, "the result cannot be written");
    if (out->len >= from)
        strbuf_clear(out);
}

enum { FLUSH_AT = 1 << 16 };

static void print_clusters(const Options *options, const DedupeTable *data, const Linkage *linkage,
                           Error *err)
{
    StrBuf out = STRBUF_INIT;
    bool sources = options->argument_count > 1;
    uint32_t *number = x_new_array(uint32_t, (size_t)data->table->row_count + 1), next = 0;
    strbuf_append_cstr(&out, sources ? "source_dataset,unique_id,cluster_id\n"
                                     : "unique_id,cluster_id\n");
    for (uint32_t row = 0; row < data->table->row_count; row++) {
        uint32_t root = linkage->clusters.of_row[row];
        if (root == row)
            number[row] = ++next;
        if (sources) {
            append_source(&out, options, data->table, row);
            strbuf_append_char(&out, ',');
        }
        append_id(&out, data, row);
        strbuf_append_char(&out, ',');
        strbuf_append_int(&out, number[root]);
        strbuf_append_char(&out, '\n');
        flush(&out, stdout, FLUSH_AT, err);
    }
    flush(&out, stdout, 1, err);
    if (fflush(stdout) != 0)
        error_set(err, STATUS_IO, "the result cannot be written");
    x_free(number);
    strbuf_free(&out);
}

/* Pairs as text, a slice of them in a task: most of it is finding the digits of weights. */
typedef struct PairText {
    const DedupeTable *data;
    const ScoredPair *pairs;
    size_t count;
    StrBuf *slices;
} PairText;

enum { PAIRS_A_SLICE = 8192 };

static void write_slice(void *self, size_t slice, int thread)
{
    const PairText *text = self;
    StrBuf *out = &text->slices[slice];
    size_t from = slice * PAIRS_A_SLICE, to = from + PAIRS_A_SLICE;
    (void)thread;
    for (size_t i = from; i < to && i < text->count; i++) {
        const ScoredPair *pair = &text->pairs[i];
        append_id(out, text->data, pair->left);
        strbuf_append_char(out, ',');
        append_id(out, text->data, pair->right);
        strbuf_append_char(out, ',');
        strbuf_append_double(out, pair->weight_bits);
        strbuf_append_char(out, ',');
        strbuf_append_double(out, score_probability(pair->weight_bits));
        strbuf_append_char(out, '\n');
    }
}

static void write_pairs(const char *path, const DedupeTable *data, const Linkage *linkage,
                        double threshold_bits, int threads, Error *err)
{
    PairText text = {.data = data, .pairs = linkage->pairs.items};
    while (text.count < linkage->pairs.count &&
           text.pairs[text.count].weight_bits >= threshold_bits)
        text.count++;
    size_t slices = text.count / PAIRS_A_SLICE + 1;
    text.slices = x_new_array(StrBuf, slices);
    parallel_run(threads, slices, write_slice, &text);
    StrBuf out = STRBUF_INIT;
    strbuf_append_cstr(&out, "unique_id_l,unique_id_r,match_weight,match_probability\n");
    for (size_t s = 0; s < slices; s++) {
        strbuf_append(&out, strbuf_str(&text.slices[s]));
        strbuf_free(&text.slices[s]);
    }
    x_free(text.slices);
    file_write(path, strbuf_str(&out), err);
    strbuf_free(&out);
}

static void print_truth(const DedupeTable *data, const Linkage *linkage, double threshold_bits)
{
    TruthReport report = truth_measure(linkage->model, data->table, data->truth, linkage->blocks,
                                       &linkage->pairs, threshold_bits, &linkage->clusters);
    const struct {
        const char *name;
        double value;
    } lines[] = {{"pair_precision", report.pair_precision},
                 {"pair_recall", report.pair_recall},
                 {"pair_f1", report.pair_f1},
                 {"cluster_precision", report.cluster_precision},
                 {"cluster_recall", report.cluster_recall},
                 {"cluster_f1", report.cluster_f1},
                 {"bcubed_f1", report.bcubed_f1},
                 {"blocking_recall", report.blocking_recall}};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        fprintf(stderr, "%s\t%.6f\n", lines[i].name, lines[i].value);
}

static void print_cost(const char *step, StepCost cost)
{
    fprintf(stderr, "step\t%s\t%.3f s\t%.3f cpu s\t%lld MiB\n", step, cost.wall_s, cost.cpu_s,
            (long long)(cost.peak_kib >> 10));
}

static void print_verbose(const Linkage *linkage, StepCost reading, StepCost writing)
{
    static const char *const STEPS[STEP_COUNT] = {"block", "train", "compare", "score", "group"};
    for (int r = 0; r < linkage->model->rule_count; r++) {
        BlockStats stats = blocks_stats(linkage->blocks, r);
        fprintf(stderr, "rule\t%s\t%llu pairs\t%llu blocks divided\t%llu pairs skipped\n",
                stats.rule, (unsigned long long)stats.pairs, (unsigned long long)stats.divided,
                (unsigned long long)stats.skipped);
    }
    fprintf(stderr, "pairs\t%llu compared, %zu kept\n", (unsigned long long)linkage->compared,
            linkage->pairs.count);
    fprintf(stderr, "prior\t%g\nsibling_prior\t%g\n", linkage->model->prior,
            linkage->model->sibling_prior);
    print_cost("read", reading);
    for (int i = 0; i < STEP_COUNT; i++)
        print_cost(STEPS[i], linkage->costs[i]);
    print_cost("write", writing);
}

static int run(const Options *options, Error *err)
{
    Arena *arena = arena_create();
    const char *path = options_get(options, "model");
    if (!path)
        error_set(err, STATUS_USAGE, "dedupe needs --model; \"rollbook model suggest\" makes one");
    double threshold = number_option(options, "threshold", 0.5, 0, 1, err);
    double wanted = number_option(options, "threads", 0, 0, THREADS_MAX, err);
    int threads = wanted > 0 ? (int)wanted : parallel_threads();
    Str text = path ? file_read(arena, path, MODEL_MAX, err) : STR("");
    LinkModel *model = model_read_json(arena, text, err);
    if (!error_ok(err) && path && options->argument_count > 0)
        error_place(err, (SourceRef){.file = path});
    StepClock clock = step_clock_start();
    DedupeTable data =
        dedupe_table_load(model, options_get(options, "truth"), options, 0, threads, err);
    LinkNames *names = dedupe_table_hear(model, data.table, err);
    StepCost reading = step_clock_take(&clock);
    if (error_ok(err)) {
        if (model->rule_count == 0)
            suggest_rules(model, arena, data.table);
        LinkageOptions how = {
            .train = options_has(options, "train"), .threads = threads, .floor_bits = FLOOR_BITS};
        Linkage linkage = linkage_run(model, data.table, &how);
        clock = step_clock_start();
        double bits = log2(threshold / (1 - threshold)); /* 0 and 1 give the infinities */
        print_clusters(options, &data, &linkage, err);
        if (options_has(options, "pairs"))
            write_pairs(options_get(options, "pairs"), &data, &linkage, bits, threads, err);
        if (options_has(options, "save")) {
            StrBuf out = STRBUF_INIT;
            model_write_json(&out, model);
            file_write(options_get(options, "save"), strbuf_str(&out), err);
            strbuf_free(&out);
        }
        StepCost writing = step_clock_take(&clock);
        if (data.truth >= 0)
            print_truth(&data, &linkage, bits);
        if (options_has(options, "verbose"))
            print_verbose(&linkage, reading, writing);
        linkage_free(&linkage);
    }
    link_table_free(data.table);
    link_names_free(names);
    arena_free(arena);
    return 0;
}

const Command COMMAND_DEDUPE = {
    .name = "dedupe",
    .arguments = "A.csv [B.csv...]",
    .summary = "who is the same, in any table",
    .description = "Prints unique_id,cluster_id in the order of the input. The model names columns "
                   "and how to compare them; everything else is learned from the table itself. A "
                   "link_only model never joins two records of one file.",
    .options = OPTIONS,
    .min_arguments = 1,
    .max_arguments = ARGUMENTS_ANY,
    .run = run,
};
