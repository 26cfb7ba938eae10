#ifndef ROLLBOOK_REPORTS_QUERY_PROTECT_H
#define ROLLBOOK_REPORTS_QUERY_PROTECT_H

/*
 * Primary suppression of one query's result, for audiences with a minimum cell (notes of DESIGN
 * section 7). It is the default for every result and cannot be switched off, only excused with a
 * reason.
 *
 * - A count (whole number) between 1 and minimum - 1 is hidden; 0 is shown.
 * - A rate needs the columns `numerator` and `denominator` (or <name>_numerator,
 * <name>_denominator) beside it, and is hidden where the numerator or its complement lies between 1
 * and minimum - 1, or the denominator does. A rate without them is refused.
 * - Text that the query computed may hold no digit: a number must come as a number.
 * - Columns that name a row (dimensions: age, year, month) are no counts.
 *
 * Complementary suppression and the audit over all tables of a release are another step's work;
 * until it is done every page says "draft, not for release".
 */

#include "pipeline/base/error.h"
#include "reports/query/result.h"

typedef struct Protection {
    int minimum_cell;      /* 0 or 1: nothing is hidden */
    Str exempt;            /* the reason why this result is shown whole; empty: it is protected */
    const Str *dimensions; /* columns that are not counts */
    size_t dimension_count;
} Protection;

/* Hides cells of the result. STATUS_REFUSED where it cannot tell what a column is. */
void protect_result(ResultSet *result, const Protection *protection, Error *err);

/* Whether a sum of counts must be hidden on its own account. */
bool protect_hides_count(const Protection *protection, double count);

#endif
