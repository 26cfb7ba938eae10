/* Borders of the bands. */

#include "pipeline/link/band.h"

#include <math.h>

Bands bands_choose(const ScoredPairs *pairs, double false_links, double lost_matches)
{
    double matches = 0, wrong = 0, kept = 0;
    for (size_t i = 0; i < pairs->count; i++)
        matches += score_probability(pairs->items[i].weight_bits);
    Bands bands = {.link_bits = 0, .review_bits = 0};
    bool review = false;
    for (size_t i = 0; i < pairs->count; i++) {
        double bits = pairs->items[i].weight_bits, p = score_probability(bits);
        wrong += 1 - p;
        kept += p;
        if (wrong <= false_links * (double)(i + 1))
            bands.link_bits = bits;
        if (!review && kept >= (1 - lost_matches) * matches) {
            bands.review_bits = bits;
            review = true;
        }
    }
    bands.review_bits = fmin(bands.review_bits, bands.link_bits);
    return bands;
}
