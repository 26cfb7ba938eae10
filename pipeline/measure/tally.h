#ifndef ROLLBOOK_MEASURE_TALLY_H
#define ROLLBOOK_MEASURE_TALLY_H

/*
 * Sums of one indicator's units, by period, area, sex and age band. The SQL function
 *
 *   tally(period_code, center_code, district_code, sex, age_band, numerator, denominator)
 *
 * adds one unit wherever it counts: in the whole area, in its district and at its center. Texts
 * become small numbers once and the sums lie in arrays, so that a unit costs neither a row nor a
 * sort.
 */

#include "pipeline/measure/indicator.h"
#include "pipeline/warehouse/db.h"

typedef struct Tally Tally;

/*
 * Makes tally() on a connection. Reads calendar_period and the temporary tables of
 * sql/01_prepare.sql (area, month_period, due_return) once. The tally must outlive its use in
 * statements.
 */
Tally *tally_create(Db *db, Error *err);

/* Puts the figures into indicator_value, which is empty, and takes tally() back from the
 * connection. NULL is allowed. */
void tally_close(Tally *tally, Db *db, Error *err);

/* Sums the units of one indicator. Its figures come in order of period, area and disaggregation
 * and are written by a thread, beside the next indicator's units: the indicator's texts must stay
 * until tally_close. STATUS_LIMIT where its SELECT names more labels than fit. */
void tally_measure(Tally *tally, Db *db, const Indicator *it, Error *err);

#endif
