#ifndef ROLLBOOK_REPORTS_FIGURE_SCALE_H
#define ROLLBOOK_REPORTS_FIGURE_SCALE_H

/*
 * A linear axis with round ticks: steps of 1, 2 or 5 times a power of ten (after P. Heckbert, "Nice
 * numbers for graph labels", Graphics Gems, 1990).
 */

#include "reports/model/length.h"

#include <stdbool.h>

typedef struct Scale {
    double low, high; /* ends of the axis, both ticks */
    double step;
    int ticks; /* how many, both ends included; 2 or more */
} Scale;

/*
 * An axis over [low, high] with about `wanted` steps. whole: steps are whole numbers. An empty or
 * meaningless range gives 0 ... 1.
 */
Scale scale_make(double low, double high, int wanted, bool whole);

double scale_tick(const Scale *scale, int i);

/* Where a value lies on an axis of that length: 0 at low, length at high. */
Mpt scale_place(const Scale *scale, double value, Mpt length);

#endif
