/* Pairwise and B-cubed agreement, by sorting the records. */

#include "pipeline/evaluate/cluster_score.h"

#include "pipeline/base/mem.h"

#include <stdlib.h>

double score_f1(double precision, double recall)
{
    return precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0;
}

typedef struct Mark {
    int32_t truth, cluster;
} Mark;

static int by_truth(const void *a, const void *b)
{
    const Mark *x = a, *y = b;
    if (x->truth != y->truth)
        return x->truth < y->truth ? -1 : 1;
    return (x->cluster > y->cluster) - (x->cluster < y->cluster);
}

static int64_t pairs_of(int64_t n)
{
    return n * (n - 1) / 2;
}

/* Sizes of clusters by number; caller frees. */
static int32_t *sizes(const int32_t *labels, size_t count, int32_t *top)
{
    *top = 0;
    for (size_t i = 0; i < count; i++)
        if (labels[i] > *top)
            *top = labels[i];
    int32_t *out = x_new_array(int32_t, (size_t)*top + 1);
    for (size_t i = 0; i < count; i++)
        out[labels[i]]++;
    return out;
}

ClusterScore cluster_score(const int32_t *truth, const int32_t *cluster, size_t count)
{
    ClusterScore score = {0};
    if (count == 0)
        return score;
    int32_t truth_top, cluster_top;
    int32_t *truth_sizes = sizes(truth, count, &truth_top);
    int32_t *cluster_sizes = sizes(cluster, count, &cluster_top);
    for (int32_t t = 0; t <= truth_top; t++)
        score.true_pairs += pairs_of(truth_sizes[t]);
    for (int32_t c = 0; c <= cluster_top; c++)
        score.found_pairs += pairs_of(cluster_sizes[c]);
    Mark *marks = x_new_array(Mark, count);
    for (size_t i = 0; i < count; i++)
        marks[i] = (Mark){truth[i], cluster[i]};
    qsort(marks, count, sizeof *marks, by_truth);
    double precision = 0, recall = 0;
    for (size_t i = 0; i < count;) {
        size_t end = i;
        while (end < count && by_truth(&marks[i], &marks[end]) == 0)
            end++;
        double both = (double)(end - i);
        score.right_pairs += pairs_of((int64_t)(end - i));
        precision += both * both / cluster_sizes[marks[i].cluster];
        recall += both * both / truth_sizes[marks[i].truth];
        i = end;
    }
    score.precision = score.found_pairs ? (double)score.right_pairs / (double)score.found_pairs : 1;
    score.recall = score.true_pairs ? (double)score.right_pairs / (double)score.true_pairs : 1;
    score.f1 = score_f1(score.precision, score.recall);
    score.bcubed_precision = precision / (double)count;
    score.bcubed_recall = recall / (double)count;
    score.bcubed_f1 = score_f1(score.bcubed_precision, score.bcubed_recall);
    x_free(marks);
    x_free(truth_sizes);
    x_free(cluster_sizes);
    return score;
}
