/* Precision, recall and F1 of pairs and groups against a column of true labels. */

#include "pipeline/link/truth.h"

#include "pipeline/base/mem.h"

#include <stdlib.h>

typedef struct Labelled {
    uint32_t label, row;
} Labelled;

static int by_label(const void *left, const void *right)
{
    const Labelled *a = left, *b = right;
    if (a->label != b->label)
        return a->label < b->label ? -1 : 1;
    return (a->row > b->row) - (a->row < b->row);
}

static size_t group_end(const Labelled *items, size_t from, size_t count)
{
    size_t end = from + 1;
    while (end < count && items[end].label == items[from].label)
        end++;
    return end;
}

static double f1(double precision, double recall)
{
    return precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0;
}

static double share(double part, double whole)
{
    return whole > 0 ? part / whole : 1;
}

/* In link-only models pairs inside one source do not count. */
static bool counts(const LinkModel *model, const LinkTable *table, uint32_t a, uint32_t b)
{
    return model->type != LINK_ONLY ||
           link_table_source_of(table, a) != link_table_source_of(table, b);
}

/* Pairs of rows with one label; those that also agree in `other`; those that blocking makes. */
typedef struct PairCounts {
    double pairs, agreeing, blocked;
} PairCounts;

static PairCounts count_pairs(const LinkModel *model, const LinkTable *table,
                              const uint32_t *labels, const uint32_t *other, const Blocks *blocks)
{
    PairCounts result = {0};
    Labelled *items = x_new_array(Labelled, (size_t)table->row_count + 1);
    size_t count = 0;
    for (uint32_t row = 0; row < table->row_count; row++)
        items[count++] = (Labelled){labels[row], row};
    qsort(items, count, sizeof *items, by_label);
    for (size_t from = 0, to; from < count; from = to) {
        to = group_end(items, from, count);
        for (size_t i = from; i < to; i++)
            for (size_t k = i + 1; k < to; k++) {
                uint32_t a = items[i].row, b = items[k].row;
                if (!counts(model, table, a, b))
                    continue;
                result.pairs++;
                result.agreeing += other[a] == other[b];
                result.blocked += blocks && blocks_hold(blocks, a, b);
            }
    }
    x_free(items);
    return result;
}

/* Mean over rows of |same label and same other label| / |same other label|. */
static double bcubed(const LinkTable *table, const uint32_t *labels, const uint32_t *other)
{
    uint32_t n = table->row_count;
    uint32_t *size = x_new_array(uint32_t, (size_t)n * 2 + 2);
    Labelled *items = x_new_array(Labelled, (size_t)n + 1);
    for (uint32_t row = 0; row < n; row++) {
        size[other[row]]++;
        items[row] = (Labelled){labels[row], other[row]};
    }
    qsort(items, n, sizeof *items, by_label); /* .row holds the other label here */
    double sum = 0;
    for (size_t from = 0, to; from < n; from = to) {
        for (to = from + 1;
             to < n && items[to].label == items[from].label && items[to].row == items[from].row;)
            to++;
        double both = (double)(to - from);
        sum += both * both / (double)size[items[from].row];
    }
    x_free(items);
    x_free(size);
    return n ? sum / n : 1;
}

/* Labels as small numbers; rows without one get a number of their own. */
static uint32_t *true_labels(const LinkTable *table, int truth)
{
    uint32_t n = table->row_count, next = 0;
    uint32_t values = value_pool_count(table->pools[table->columns[truth].pool]);
    uint32_t *number = x_new_array(uint32_t, values),
             *labels = x_new_array(uint32_t, (size_t)n + 1);
    for (uint32_t row = 0; row < n; row++) {
        uint32_t id = link_table_id(table, truth, row);
        if (id && number[id] == 0)
            number[id] = ++next;
        labels[row] = id ? number[id] - 1 : next++;
    }
    x_free(number);
    return labels;
}

TruthReport truth_measure(const LinkModel *model, const LinkTable *table, int truth,
                          const Blocks *blocks, const ScoredPairs *pairs, double threshold_bits,
                          const Clusters *clusters)
{
    uint32_t *labels = true_labels(table, truth);
    PairCounts real = count_pairs(model, table, labels, clusters->of_row, blocks);
    PairCounts found = count_pairs(model, table, clusters->of_row, labels, NULL);
    double linked = 0, right = 0;
    for (size_t i = 0; i < pairs->count && pairs->items[i].weight_bits >= threshold_bits; i++) {
        linked++;
        right += labels[pairs->items[i].left] == labels[pairs->items[i].right];
    }
    TruthReport report = {.pair_precision = share(right, linked),
                          .pair_recall = share(right, real.pairs),
                          .cluster_precision = share(found.agreeing, found.pairs),
                          .cluster_recall = share(real.agreeing, real.pairs),
                          .blocking_recall = share(real.blocked, real.pairs)};
    report.pair_f1 = f1(report.pair_precision, report.pair_recall);
    report.cluster_f1 = f1(report.cluster_precision, report.cluster_recall);
    report.bcubed_f1 =
        f1(bcubed(table, labels, clusters->of_row), bcubed(table, clusters->of_row, labels));
    x_free(labels);
    return report;
}
