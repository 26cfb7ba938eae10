#ifndef ROLLBOOK_LINK_JARO_EIGHT_H
#define ROLLBOOK_LINK_JARO_EIGHT_H

/* Jaro-Winkler of eight pairs of short texts at once. */

#include "pipeline/link/jaro_winkler.h"

enum { JARO_EIGHT = 8 };

/* Texts, lengths and `needed` are as jaro_winkler_padded wants them; prefix: equal bytes at the
 * beginning, at most JARO_PREFIX_MAX. */
typedef struct JaroEight {
    _Alignas(32) int32_t len_a[JARO_EIGHT];
    int32_t len_b[JARO_EIGHT], prefix[JARO_EIGHT], needed[JARO_EIGHT];
    const char *a[JARO_EIGHT], *b[JARO_EIGHT];
    double similarity[JARO_EIGHT]; /* the answers, those of jaro_winkler_padded */
} JaroEight;

typedef void JaroOfEight(JaroEight *eight);

/*
 * The ways this machine can do that, slowest first: one after the other, AVX2. The last is the one
 * that is used; tests hold it to the first. Returns how many.
 */
size_t jaro_of_eight(JaroOfEight *out[2]);

#endif
