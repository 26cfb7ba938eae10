#ifndef ROLLBOOK_EVALUATE_CLUSTER_SCORE_H
#define ROLLBOOK_EVALUATE_CLUSTER_SCORE_H

/*
 * How well a clustering agrees with the truth. cluster_*: over all pairs that share a cluster
 * (pairwise precision and recall); bcubed_*: averaged over records (Bagga and Baldwin 1998).
 */

#include <stddef.h>
#include <stdint.h>

typedef struct ClusterScore {
    int64_t true_pairs, found_pairs, right_pairs;
    double precision, recall, f1;
    double bcubed_precision, bcubed_recall, bcubed_f1;
} ClusterScore;

/* truth[i] and cluster[i]: numbers >= 0 of record i's child and cluster, in any order. */
ClusterScore cluster_score(const int32_t *truth, const int32_t *cluster, size_t count);

/* 2pr / (p + r); 0 where both are 0. */
double score_f1(double precision, double recall);

#endif
