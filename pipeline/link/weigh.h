#ifndef ROLLBOOK_LINK_WEIGH_H
#define ROLLBOOK_LINK_WEIGH_H

/*
 * Weighing pairs of which most fall short of a floor. All pairs go through one comparison of names
 * after the other (score_but_names), on all processors. Names are lazy and parsed by one thread: so
 * before each step those that it will ask for are.
 */

#include "pipeline/link/linkage.h"

/* Gives the pairs (left < right) their weights and forgets those that weigh less than the floor. */
void weigh_pairs(const Linkage *linkage, ScoredPairs *pairs, double floor_bits);

#endif
