#ifndef ROLLBOOK_LOAD_CHILD_PERIOD_H
#define ROLLBOOK_LOAD_CHILD_PERIOD_H

/*
 * Each child of each period, once: fills the table child_period (see its comment in the schema),
 * and the tables that count the same children in groups. No step of load reads child_period, so
 * its rows are written by a thread beside them.
 */

#include "pipeline/load/attendance.h"

typedef struct ChildPeriods ChildPeriods;

/*
 * Once enrolment is there, and who was present when: reads enrolment, child, center,
 * calendar_period and temp.school_year, writes the groups and begins with the rows. NULL after a
 * failure.
 */
ChildPeriods *child_period_begin(Batch *batch, const Attendance *attendance, Error *err);

/* Waits for the rows, puts them into child_period and releases. NULL is allowed. */
void child_period_end(ChildPeriods *periods, Db *db, Error *err);

#endif
