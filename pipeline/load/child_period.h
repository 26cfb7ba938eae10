#ifndef ROLLBOOK_LOAD_CHILD_PERIOD_H
#define ROLLBOOK_LOAD_CHILD_PERIOD_H

/* Each child of each period, once: fills the table child_period (see its comment in the schema). */

#include "pipeline/load/attendance.h"

/* Reads enrolment, child, center, calendar_period and temp.school_year, and who was present when.
 */
void child_period_fill(Batch *batch, const Attendance *attendance, Error *err);

#endif
