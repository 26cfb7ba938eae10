#include "pipeline/load/attendance_rows.h"

#include "pipeline/base/mem.h"
#include "pipeline/base/parallel.h"

struct AttendanceReader {
    const char *warehouse;
    TextPool *texts;
    AttendanceRows rows;
    Aside reading;
    Error err; /* of the thread */
};

/* Most rows say what the row before says. */
static Str share(TextPool *texts, Str before, Str text)
{
    return before.ptr && text.ptr && str_eq(before, text) ? before : text_pool_share(texts, text);
}

static void add_row(AttendanceReader *reader, Stmt *stmt)
{
    AttendanceRows *rows = &reader->rows;
    TextPool *texts = reader->texts;
    AttendanceRow before = {0};
    if (rows->count > 0)
        before = rows->items[rows->count - 1];
    x_grow(rows->items, rows->cap, rows->count + 1);
    rows->items[rows->count++] =
        (AttendanceRow){.raw_row_id = stmt_int(stmt, 0),
                        .submission_id = stmt_int(stmt, 1),
                        .center = share(texts, before.center, stmt_str(stmt, 2)),
                        .month = share(texts, before.month, stmt_str(stmt, 3)),
                        .student_code = text_pool_copy(texts, stmt_str(stmt, 4)),
                        .public_id = text_pool_copy(texts, stmt_str(stmt, 5)),
                        .name = text_pool_copy(texts, stmt_str(stmt, 6)),
                        .grade = share(texts, before.grade, stmt_str(stmt, 7)),
                        .school_days = stmt_double(stmt, 8),
                        .days_present = stmt_double(stmt, 9),
                        .has_school_days = !stmt_is_null(stmt, 8),
                        .has_days_present = !stmt_is_null(stmt, 9)};
}

static void read_rows(AttendanceReader *reader, Db *db, Error *err)
{
    /* the order of the joins is given: rows are read as they lie */
    Stmt *stmt =
        db_prepare(db,
                   "SELECT a.raw_row_id, a.submission_id, a.center_code, a.month,"
                   " a.student_code, a.public_id, a.full_name, a.grade_code,"
                   " a.school_days, coalesce(a.days_present, a.school_days - a.days_absent)"
                   " FROM stg_attendance a"
                   " CROSS JOIN submission s ON s.submission_id = a.submission_id"
                   " AND s.status = 'current'"
                   " ORDER BY a.stg_attendance_id",
                   err);
    while (stmt_step(stmt, err))
        add_row(reader, stmt);
    stmt_free(stmt);
}

/* The task of the thread. */
static void read_beside(void *self)
{
    AttendanceReader *reader = self;
    Db *db = db_open(reader->warehouse, DB_READ, &reader->err);
    read_rows(reader, db, &reader->err);
    db_close(db);
}

AttendanceReader *attendance_rows_begin(Db *db, TextPool *texts, Error *err)
{
    AttendanceReader *reader = x_new(AttendanceReader);
    *reader = (AttendanceReader){.texts = texts};
    reader->warehouse = error_ok(err) ? db_shared_file(db, err) : NULL;
    if (reader->warehouse)
        reader->reading = aside_start(read_beside, reader);
    else
        read_rows(reader, db, err);
    return reader;
}

AttendanceRows attendance_rows_end(AttendanceReader *reader, Error *err)
{
    aside_join(&reader->reading);
    if (error_ok(err))
        *err = reader->err;
    AttendanceRows rows = reader->rows;
    x_free(reader);
    return rows;
}
