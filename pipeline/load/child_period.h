#ifndef ROLLBOOK_LOAD_CHILD_PERIOD_H
#define ROLLBOOK_LOAD_CHILD_PERIOD_H

/*
 * Each child of each period, once: fills the table child_period (see its comment in the schema),
 * and the groups and counts of the same children. On a thread beside whatever else load does,
 * as no step of load reads them.
 */

#include "pipeline/load/attendance.h"

typedef struct ChildPeriods ChildPeriods;

/*
 * Once enrolment is there, and who was present when: reads enrolment, child, center,
 * calendar_period and temp.school_year, and begins. NULL after a failure.
 */
ChildPeriods *child_period_begin(Batch *batch, const Attendance *attendance, Error *err);

/* Once attendance is written: waits, writes the tables and releases. NULL is allowed. */
void child_period_end(ChildPeriods *periods, Db *db, Error *err);

#endif
