#ifndef ROLLBOOK_LINK_TRUTH_H
#define ROLLBOOK_LINK_TRUTH_H

/*
 * How good a linkage is where the truth is known: pairs, pairs implied by groups, and B-cubed (A.
 * Bagga and B. Baldwin, ACL 1998). Rows without a true value are singles.
 */

#include "pipeline/link/cluster.h"

typedef struct TruthReport {
    double pair_precision, pair_recall, pair_f1;
    double cluster_precision, cluster_recall, cluster_f1;
    double bcubed_f1;
    double blocking_recall; /* true pairs that some rule makes */
} TruthReport;

/* `truth` is a column of the table; pairs count from `threshold_bits` on. */
TruthReport truth_measure(const LinkModel *model, const LinkTable *table, int truth,
                          const Blocks *blocks, const ScoredPairs *pairs, double threshold_bits,
                          const Clusters *clusters);

#endif
