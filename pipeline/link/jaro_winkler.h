#ifndef ROLLBOOK_LINK_JARO_WINKLER_H
#define ROLLBOOK_LINK_JARO_WINKLER_H

/*
 * Jaro and Jaro-Winkler similarity, 0 ... 1.
 *
 * M. A. Jaro, "Advances in record-linkage methodology ...", JASA 84 (1989), 414-420;
 * W. E. Winkler, "String comparator metrics ...", Proc. ASA Survey Research Methods (1990).
 *
 * Two readings of the same formula are in use, and they differ on one ASCII pair in seven:
 * DuckDB counts bytes and whole transpositions (half-transpositions / 2, rounded down), Spark's
 * commons-text counts UTF-16 units and halves. A model says which it was trained with.
 */

#include "pipeline/base/str.h"

typedef enum JaroDialect { JARO_DUCKDB, JARO_SPARK } JaroDialect;

/* 0 where either text is empty. */
double jaro_similarity(Str a, Str b, JaroDialect dialect);

/* Jaro, raised by 0.1 per common leading unit (at most 4) of what is missing to 1, above 0.7. */
double jaro_winkler_similarity(Str a, Str b, JaroDialect dialect);

/*
 * What Jaro must be for a Jaro-Winkler of `least` (DuckDB's reading) of texts that begin with
 * `prefix` equal bytes, JARO_PREFIX_MAX where that is not known: 65536 times 3 Jaro - 1, a little
 * less.
 */
enum { JARO_PREFIX_MAX = 4, JARO_LENGTH_MAX = 63 };
int32_t jaro_needed(double least, int prefix);

/*
 * True where `matches` letters of texts of len_a and len_b bytes, at most JARO_LENGTH_MAX, cannot
 * make that Jaro, were they all in place: m/a + m/b < 3 Jaro - 1, asked without dividing.
 */
static inline bool jaro_out_of_reach(int len_a, int len_b, int matches, int32_t needed)
{
    return (int32_t)((uint32_t)(matches * (len_a + len_b)) << 16) < needed * (len_a * len_b);
}

/*
 * jaro_winkler_similarity of DuckDB's reading for texts of 1 ... JARO_PADDED bytes that stand in as
 * many, with zeros behind them; 0 where what is needed shows to be out of reach.
 */
enum { JARO_PADDED = 24 };
double jaro_winkler_padded(const char *a, size_t len_a, const char *b, size_t len_b,
                           int32_t needed);

#endif
