#ifndef ROLLBOOK_LOAD_CHILD_PERIOD_H
#define ROLLBOOK_LOAD_CHILD_PERIOD_H

/* Each child of each period, once: fills the table child_period (see its comment in the schema). */

#include "pipeline/warehouse/batch.h"

/* Reads enrolment, child, center, calendar_period, attendance and temp.school_year. */
void child_period_fill(Batch *batch, Error *err);

#endif
