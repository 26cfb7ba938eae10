#ifndef ROLLBOOK_LOAD_ATTENDED_H
#define ROLLBOOK_LOAD_ATTENDED_H

/*
 * Children of each month's attendance, counted while rows and rolls lie in memory: attended_group
 * is what the view attended_child says child by child, added up. A test of measure compares the
 * two.
 */

#include "pipeline/load/attendance.h"

/* The age band of a child in a month ("2026-09"); NULL ptr: it stands on no roll of that month. */
typedef Str (*AttendedBand)(const void *rolls, int64_t child_id, Str month);

/* Reads child and center. */
void attended_fill(Db *db, const Attendance *attendance, AttendedBand band, const void *rolls,
                   Error *err);

#endif
