#ifndef ROLLBOOK_LOAD_ATTENDANCE_H
#define ROLLBOOK_LOAD_ATTENDANCE_H

/*
 * Attendance and examination rows name children by number or name. Each is found on the registers
 * of its center: by public id, by student number within the school year, then by the whole name
 * (with the grade where two share it); attendance at last by a name that sounds the same.
 */

#include "pipeline/warehouse/batch.h"

typedef struct Attendance Attendance;

/*
 * Begins to read the rows, on a thread with a connection of its own where the warehouse can be
 * shared. Never NULL; the caller frees it with attendance_free.
 */
Attendance *attendance_open(const Assets *assets, Db *db, Error *err);

/*
 * Once centers, temp.observation and temp.school_year are there: waits for the rows and begins to
 * look for each one's child, on a thread that needs no connection.
 */
void attendance_match(Attendance *attendance, Db *db, Error *err);

/*
 * Waits for that and fills temp.last_present with the last day of the last month in which a child
 * was present at a center (child_id, center_code, day). The thread begins to write the rows.
 */
void attendance_settle(Attendance *attendance, Db *db, Error *err);

/*
 * Waits for that and fills attendance and exam, and temp.alike_attendance with the rows whose name
 * is spelled otherwise than on the register (raw_row_id, submission_id, center_code, name,
 * register_name).
 */
void attendance_write(Attendance *attendance, Db *db, Error *err);

/*
 * Once enrolment is there: fills temp.stray_attendance with the rows that name nobody on the
 * center's roll of that month (raw_row_id, submission_id, center_code, month, school_year, name).
 */
void attendance_find_strays(Attendance *attendance, Db *db, Error *err);

/* Days on which a child was present at a center, of months between two ("2026-09"). */
double attendance_days_present(const Attendance *attendance, int64_t child_id, Str center,
                               Str first_month, Str last_month);

/* A child's month at a center of which both days are known, and that had a school day. */
typedef struct Attended {
    int64_t child_id;
    Str center, month; /* kept until attendance_free; equal centers are at one address */
    double school_days, days_present;
} Attended;

/* The next one from *at on, in order of child, center and month; false at the end. Start from 0. */
bool attendance_next(const Attendance *attendance, size_t *at, Attended *row);

void attendance_free(Attendance *attendance);

#endif
