#ifndef ROLLBOOK_LINK_ROW_SIGHT_H
#define ROLLBOOK_LINK_ROW_SIGHT_H

/*
 * What two rows tell of each other at sight, all columns at once: where one has no value, where
 * both have the same, and where their letters tell that the two are nothing alike. Most levels of
 * most pairs are known then.
 */

#include "pipeline/link/compare.h"
#include "pipeline/link/value_form.h"

/*
 * A row's values of eight columns, in a cache line: their numbers, and of each what is often
 * enough to know: a LetterSight, or of dates a DaySight.
 */
enum { SIGHT_COLUMNS = 8, SIGHT_SETS = 1 << SIGHT_COLUMNS };
typedef struct RowLine {
    uint32_t ids[SIGHT_COLUMNS], sights[SIGHT_COLUMNS];
} RowLine;

/*
 * How many letters values of two lengths must have in common to reach more than the last level,
 * by length << 6 | length; 0: letters do not tell.
 */
typedef uint8_t LeastCommon[1 << 12];

/* A set of the eight columns, a bit each. */
typedef uint8_t ColumnSet;

/* What is to be seen in the eight columns. */
typedef struct SightPlan {
    LeastCommon least_common[SIGHT_COLUMNS]; /* of those that are spelled */
    ColumnSet compared;                      /* each by one comparison, of this column alone */
    ColumnSet equal_is_best; /* equal values reach level 0 without further questions */
    ColumnSet exact;         /* others reach the last, whatever they are */
    ColumnSet spelled;
    Pattern none_of[SIGHT_SETS]; /* levels where columns have no value: of each set of columns */
    Pattern last_of[SIGHT_SETS]; /* the last level of each comparison */
} SightPlan;

/* Adds a comparison, the index-th of the model with `last` as its last level, to an empty column.
 * least_common: NULL where it is not spelled. */
void sight_plan_add(SightPlan *plan, int column, int index, int last, bool equal_is_best,
                    bool exact, const uint8_t *least_common);

/*
 * The lines of n pairs of rows are lines[row * stride]. Adds the levels that are known to
 * patterns[i]; waiting[i] gets the columns whose values must be looked at.
 */
typedef void RowSight(const SightPlan *plan, const RowLine *lines, size_t stride,
                      const uint32_t *left, const uint32_t *right, size_t n, Pattern *patterns,
                      ColumnSet *waiting);

/*
 * The ways this machine can do that, slowest first: portable, AVX2. The last is the one that is
 * used; tests hold it to the first. Returns how many.
 */
size_t row_sights(RowSight *out[2]);

#endif
