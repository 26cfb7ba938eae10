#ifndef ROLLBOOK_LOAD_ATTENDANCE_ROWS_H
#define ROLLBOOK_LOAD_ATTENDANCE_ROWS_H

/*
 * The rows of attendance as centers sent them, read on a thread of its own. They were committed
 * before the night began, so that a second connection sees them while the first makes dimensions.
 */

#include "pipeline/load/text_pool.h"
#include "pipeline/warehouse/db.h"

typedef struct AttendanceRow {
    int64_t raw_row_id, submission_id;
    int64_t child_id; /* 0: nobody found */
    Str center, month, school_year, student_code, public_id, name, grade;
    double school_days, days_present;
    bool has_school_days, has_days_present;
} AttendanceRow;

typedef struct AttendanceRows {
    AttendanceRow *items;
    size_t count, cap;
} AttendanceRows;

typedef struct AttendanceReader AttendanceReader;

/*
 * Begins to read the rows of current submissions, in the order of their numbers, without child and
 * school year. Until attendance_rows_end nobody else may touch texts, which keeps their texts:
 * equal centers, months and grades are at one address. Never NULL.
 */
AttendanceReader *attendance_rows_begin(Db *db, TextPool *texts, Error *err);

/* Waits for the rows, which the caller frees (items: x_free), and releases the reader. */
AttendanceRows attendance_rows_end(AttendanceReader *reader, Error *err);

#endif
