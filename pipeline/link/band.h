#ifndef ROLLBOOK_LINK_BAND_H
#define ROLLBOOK_LINK_BAND_H

/*
 * Three bands, link, review and non-link, with borders chosen from expected error rates instead of
 * by hand: what the probabilities themselves say about wrong links and lost matches.
 *
 *     FDR(T) = sum over p >= T of (1 - p) / number of p >= T
 *     FNR(T) = sum over p < T of p / sum of p
 */

#include "pipeline/link/score.h"

typedef struct Bands {
    double link_bits;   /* from here on a pair is a link */
    double review_bits; /* from here on a person looks at it */
} Bands;

/*
 * link: the lowest border with FDR at most false_links; review: the highest that loses at most
 * lost_matches of the expected matches. review_bits <= link_bits. Pairs are best first.
 */
Bands bands_choose(const ScoredPairs *pairs, double false_links, double lost_matches);

#endif
