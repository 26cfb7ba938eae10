#ifndef ROLLBOOK_LINK_QGRAM_H
#define ROLLBOOK_LINK_QGRAM_H

/*
 * Jaccard similarity of the sets of q-grams (runs of q bytes): shared / all, 0 ... 1. With q = 1
 * it is DuckDB's jaccard(), which compares sets of characters. E. Ukkonen, "Approximate
 * string-matching with q-grams and maximal matches", TCS 92 (1992).
 */

#include "pipeline/base/str.h"

enum { QGRAM_MAX = 4 };

/* 1 <= q <= QGRAM_MAX. Texts shorter than q are one gram; 0 where either text is empty. */
double qgram_jaccard(Str a, Str b, int q);

#endif
