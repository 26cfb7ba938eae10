#ifndef ROLLBOOK_LINK_CLUSTER_H
#define ROLLBOOK_LINK_CLUSTER_H

/*
 * From pairs to groups. Pairs are taken best first; two groups are joined where the mean weight
 * over *all* their cross pairs, missing ones scored on the spot, reaches the model's demand.
 * Connected components would join a family through one bad pair; the average does not.
 */

#include "pipeline/link/score.h"

/*
 * Whether two groups may never be one. Called for groups about to be joined; `a` and `b` are their
 * rows, weight_bits the mean weight between them.
 */
typedef bool ClusterForbids(void *self, const uint32_t *a, size_t a_count, const uint32_t *b,
                            size_t b_count, double weight_bits);

typedef struct ClusterOptions {
    double start_bits;       /* pairs below it never start a join; usually 0 */
    double average_bits;     /* the mean that a join must reach */
    bool one_to_one;         /* at most one row of each source in a group */
    ClusterForbids *forbids; /* NULL: nothing is forbidden */
    void *forbids_self;
} ClusterOptions;

typedef struct Clusters {
    uint32_t *of_row; /* the group's smallest row */
    double *bridge;   /* by group: lowest mean weight of its joins, INFINITY for single rows */
    uint32_t row_count;
    uint64_t scored; /* missing edges that were scored */
} Clusters;

Clusters clusters_build(const LinkTable *table, const Scorer *scorer, const Comparer *comparer,
                        const ScoredPairs *pairs, const ClusterOptions *options);
void clusters_free(Clusters *clusters);

#endif
