#include "pipeline/load/attendance.h"

#include "pipeline/base/date.h"
#include "pipeline/base/map.h"
#include "pipeline/base/mem.h"
#include "pipeline/base/parallel.h"
#include "pipeline/load/attendance_rows.h"
#include "pipeline/load/roll_index.h"
#include "pipeline/load/roll_sound.h"
#include "pipeline/warehouse/bulk.h"
#include "pipeline/warehouse/side.h"

#include <stdio.h>
#include <stdlib.h>

/* A school year of one calendar as text: first_day <= d < next_first_day. */
typedef struct YearSpan {
    Str calendar, code, first_day, next_first_day;
} YearSpan;

/* A row whose name was taken for another that sounds like it, for the center to look at. */
typedef struct Alike {
    int64_t raw_row_id, submission_id;
    Str center, name, register_name;
} Alike;

struct Attendance {
    TextPool texts;
    YearSpan *years;
    size_t year_count, year_cap;
    AttendanceReader *reader; /* NULL: rows are read */
    AttendanceRow *rows;
    size_t row_count;
    size_t first_numbered; /* rows from here on are known by number, in the order of by_key */
    AttendanceRows exams;  /* few; raw_row_id is their stg_exam_id */
    Roll roll;
    Alike *alike;
    size_t alike_count, alike_cap;
    const Assets *assets;
    Aside task; /* matching, then writing */
    Side *side; /* with the table attendance, for the second */
    Error err;  /* of the task */
};

static const Str NO_TEXT = {NULL, 0};

static void read_years(Attendance *attendance, Db *db, Error *err)
{
    Stmt *row = db_prepare(db,
                           "SELECT calendar, period_code, first_day, next_first_day"
                           " FROM temp.school_year ORDER BY calendar, first_day",
                           err);
    while (stmt_step(row, err)) {
        x_grow(attendance->years, attendance->year_cap, attendance->year_count + 1);
        attendance->years[attendance->year_count++] =
            (YearSpan){.calendar = text_pool_share(&attendance->texts, stmt_str(row, 0)),
                       .code = text_pool_share(&attendance->texts, stmt_str(row, 1)),
                       .first_day = text_pool_share(&attendance->texts, stmt_str(row, 2)),
                       .next_first_day = text_pool_share(&attendance->texts, stmt_str(row, 3))};
    }
    stmt_free(row);
}

/* The school year of a day (or of the 28th of a month: "2026-09-28"); NULL ptr: of none. */
static Str year_of(const Attendance *attendance, Str calendar, Str day)
{
    for (size_t i = 0; day.ptr && i < attendance->year_count; i++) {
        const YearSpan *year = &attendance->years[i];
        if (str_eq(year->calendar, calendar) && str_cmp(year->first_day, day) <= 0 &&
            str_cmp(day, year->next_first_day) < 0)
            return year->code;
    }
    return NO_TEXT;
}

static Str year_of_month(const Attendance *attendance, Str calendar, Str month)
{
    char day[16];
    if (month.len > sizeof day - 3)
        return NO_TEXT;
    memcpy(day, month.ptr, month.len);
    memcpy(day + month.len, "-28", 3);
    return year_of(attendance, calendar, (Str){day, month.len + 3});
}

static RollQuery query_of(const AttendanceRow *row)
{
    return (RollQuery){.center = row->center,
                       .school_year = row->school_year,
                       .student_code = row->student_code,
                       .name = row->name,
                       .grade = row->grade};
}

/* Who has this public id, or what it was merged into; 0: nobody. */
static int64_t child_of_public_id(Stmt *find, Str public_id, Error *err)
{
    if (!public_id.ptr)
        return 0;
    stmt_bind_str(find, 1, public_id, err);
    int64_t child_id = stmt_step(find, err) ? stmt_int(find, 0) : 0;
    stmt_reset(find);
    return child_id;
}

/* The school year of a center's month; false: there is no such center. */
static bool find_year(Attendance *attendance, Stmt *calendar, Str center, Str month, Str *year,
                      Error *err)
{
    stmt_bind_kept(calendar, 1, center, err);
    bool found = stmt_step(calendar, err);
    *year = found ? year_of_month(attendance, stmt_str(calendar, 0), month) : NO_TEXT;
    stmt_reset(calendar);
    return found;
}

/* What centers returned of their months, for rows that do not tell it. */
static Stmt *find_school_days(Db *db, Error *err)
{
    db_exec(db,
            "DROP TABLE IF EXISTS temp.month_days;"
            "CREATE TEMP TABLE month_days (center_code TEXT, month TEXT, school_days REAL,"
            " PRIMARY KEY (center_code, month)) WITHOUT ROWID;"
            "INSERT INTO temp.month_days SELECT t.center_code, t.month, max(t.school_days)"
            " FROM stg_center_month t JOIN submission s USING (submission_id)"
            " WHERE s.status = 'current' GROUP BY t.center_code, t.month",
            err);
    return db_prepare(
        db, "SELECT school_days FROM temp.month_days WHERE center_code = ?1 AND month = ?2", err);
}

/* School days that the row does not tell, from the center's return of the month. */
static void add_school_days(AttendanceRow *row, Stmt *find, Error *err)
{
    if (row->has_school_days)
        return;
    stmt_bind_kept(find, 1, row->center, err);
    stmt_bind_kept(find, 2, row->month, err);
    if (stmt_step(find, err) && !stmt_is_null(find, 0)) {
        row->school_days = stmt_double(find, 0);
        row->has_school_days = true;
    }
    stmt_reset(find);
}

/* What the rows need to know of this night: their school year and days, and whom a public id
 * means. Rows of no center that is known go. */
static void place_rows(Attendance *attendance, Db *db, Stmt *find, Error *err)
{
    AttendanceRows read = attendance_rows_end(attendance->reader, err);
    attendance->reader = NULL;
    attendance->rows = read.items;
    read_years(attendance, db, err); /* not sooner: the reader, too, adds to texts */
    Stmt *calendar = db_prepare(db, "SELECT calendar FROM center WHERE center_code = ?1", err);
    Stmt *days = find_school_days(db, err);
    /* of the row before: most rows are of its center and month */
    Str center = NO_TEXT, month = NO_TEXT, year = NO_TEXT;
    bool known = false;
    for (size_t i = 0; error_ok(err) && i < read.count; i++) {
        AttendanceRow *row = &read.items[i];
        if (row->center.ptr != center.ptr || row->month.ptr != month.ptr)
            known = find_year(attendance, calendar, row->center, row->month, &year, err);
        center = row->center;
        month = row->month;
        if (!known)
            continue;
        row->school_year = year;
        row->child_id = child_of_public_id(find, row->public_id, err);
        add_school_days(row, days, err);
        read.items[attendance->row_count++] = *row;
    }
    stmt_free(calendar);
    stmt_free(days);
}

/* By number; names wait until it is known which are asked for. */
static void match_by_number(AttendanceRow *rows, size_t count, RollIndex *roll)
{
    for (size_t i = 0; i < count; i++) {
        RollQuery query = query_of(&rows[i]);
        if (!rows[i].child_id)
            rows[i].child_id = roll_index_by_code(roll, &query);
        if (!rows[i].child_id && rows[i].name.ptr)
            roll_index_want_names(roll, &query);
    }
}

/* By child, center and month. */
static int compare_claims(const AttendanceRow *a, const AttendanceRow *b)
{
    if (a->child_id != b->child_id)
        return a->child_id < b->child_id ? -1 : 1;
    int order = a->center.ptr == b->center.ptr ? 0 : str_cmp(a->center, b->center);
    if (order != 0)
        return order;
    return a->month.ptr == b->month.ptr ? 0 : str_cmp(a->month, b->month);
}

/* The order of the table's key, then of rows. */
static int by_key(const void *left, const void *right)
{
    const AttendanceRow *a = left, *b = right;
    int order = compare_claims(a, b);
    return order ? order : a->raw_row_id < b->raw_row_id ? -1 : a->raw_row_id > b->raw_row_id;
}

static int by_claim(const void *left, const void *right)
{
    return compare_claims(left, right);
}

static void sort_rows(Attendance *attendance)
{
    if (attendance->row_count)
        qsort(attendance->rows, attendance->row_count, sizeof *attendance->rows, by_key);
}

/* Whether another row names the child by its number, in the same center and month. */
static bool has_own_row(const Attendance *attendance, int64_t child_id, const AttendanceRow *row)
{
    const AttendanceRow claim = {.child_id = child_id, .center = row->center, .month = row->month};
    size_t count = attendance->row_count - attendance->first_numbered;
    return count && bsearch(&claim, &attendance->rows[attendance->first_numbered], count,
                            sizeof claim, by_claim);
}

/* A namesake has a row of its own: a number says more than a name. */
static void match_by_names(Attendance *attendance, RollIndex *roll)
{
    sort_rows(attendance);
    while (attendance->first_numbered < attendance->row_count &&
           !attendance->rows[attendance->first_numbered].child_id)
        attendance->first_numbered++;
    for (size_t i = 0; i < attendance->first_numbered; i++) {
        AttendanceRow *row = &attendance->rows[i];
        RollQuery query = query_of(row);
        int64_t child_id = roll_index_by_name(roll, &query);
        if (child_id && !has_own_row(attendance, child_id, row) &&
            !roll_index_is_anothers(roll, &query, child_id))
            row->child_id = child_id;
    }
}

/* One child of one center in one month: of two rows about it only one is right. */
static Str claim_of(Arena *arena, int64_t child_id, const AttendanceRow *row)
{
    return arena_printf(arena, "%lld %.*s %.*s", (long long)child_id, STR_ARG(row->month),
                        STR_ARG(row->center));
}

/* Says which name was taken for which, so that the center can look. */
static void note_alike(Attendance *attendance, const AttendanceRow *row, Str name)
{
    x_grow(attendance->alike, attendance->alike_cap, attendance->alike_count + 1);
    attendance->alike[attendance->alike_count++] =
        (Alike){.raw_row_id = row->raw_row_id,
                .submission_id = row->submission_id,
                .center = row->center,
                .name = row->name,
                .register_name = text_pool_copy(&attendance->texts, name)};
}

/*
 * Rows that no name fits exactly: the child whose name sounds like it, where there is only one,
 * that child has no row of its own that month, and no second row claims it.
 */
static void match_by_sound(Attendance *attendance, RollIndex *roll, RollSound *sound)
{
    Map *taken = map_create();
    Arena *arena = arena_create();
    Str *names = x_new_array(Str, attendance->row_count + 1);
    int64_t *found = x_new_array(int64_t, attendance->row_count + 1);
    for (size_t i = 0; i < attendance->first_numbered; i++)
        if (attendance->rows[i].child_id)
            map_set(taken, claim_of(arena, attendance->rows[i].child_id, &attendance->rows[i]), 1);
    for (size_t i = 0; i < attendance->first_numbered; i++) {
        const AttendanceRow *row = &attendance->rows[i];
        RollQuery query = query_of(row);
        if (row->child_id || (found[i] = roll_sound_find(sound, &query, &names[i])) == 0)
            continue;
        Str claim = claim_of(arena, found[i], row);
        bool again = map_get(taken, claim, NULL) || has_own_row(attendance, found[i], row) ||
                     roll_index_is_anothers(roll, &query, found[i]);
        map_set(taken, claim, again ? 1 : 0);
    }
    for (size_t i = 0; i < attendance->first_numbered; i++) {
        AttendanceRow *row = &attendance->rows[i];
        int64_t several = 1;
        if (found[i])
            map_get(taken, claim_of(arena, found[i], row), &several);
        if (several)
            continue;
        row->child_id = found[i];
        note_alike(attendance, row, names[i]);
    }
    x_free(names);
    x_free(found);
    map_free(taken);
    arena_free(arena);
}

static void match_the_rest(Attendance *attendance, RollIndex *roll, Error *err)
{
    RollSound *sound = roll_sound_open();
    bool any = false;
    for (size_t i = 0; i < attendance->row_count; i++) {
        RollQuery query = query_of(&attendance->rows[i]);
        if (attendance->rows[i].child_id || !query.name.ptr)
            continue;
        roll_sound_want(sound, &query);
        any = true;
    }
    if (any)
        roll_sound_add_names(sound, attendance->assets, &attendance->roll, err);
    if (any && error_ok(err))
        match_by_sound(attendance, roll, sound);
    roll_sound_free(sound);
}

static void write_alike(const Attendance *attendance, Db *db, Error *err)
{
    db_exec(db,
            "DROP TABLE IF EXISTS temp.alike_attendance;"
            "CREATE TEMP TABLE alike_attendance (raw_row_id INTEGER, submission_id INTEGER,"
            " center_code TEXT, name TEXT, register_name TEXT)",
            err);
    Bulk *table = bulk_open(db,
                            "temp.alike_attendance (raw_row_id, submission_id, center_code, name,"
                            " register_name)",
                            err);
    for (size_t i = 0; error_ok(err) && i < attendance->alike_count; i++) {
        const Alike *alike = &attendance->alike[i];
        bulk_int(table, 1, alike->raw_row_id);
        bulk_int(table, 2, alike->submission_id);
        bulk_str(table, 3, alike->center);
        bulk_str(table, 4, alike->name);
        bulk_str(table, 5, alike->register_name);
        bulk_end_row(table, err);
    }
    bulk_close(table, err);
}

/* Of two rows about one child, center and month the first counts: the other is passed over, and who
 * has no child, too. */
static bool counts(const Attendance *attendance, size_t i)
{
    const AttendanceRow *row = &attendance->rows[i];
    return row->child_id && (i == 0 || compare_claims(row - 1, row) != 0);
}

/* The task of the thread once children are found: it has the side to itself. */
static void write_rows(void *self)
{
    Attendance *attendance = self;
    Error *err = &attendance->err;
    Bulk *table = bulk_open(side_db(attendance->side),
                            "attendance (child_id, center_code, month, school_days, days_present,"
                            " raw_row_id)",
                            err);
    for (size_t i = 0; error_ok(err) && i < attendance->row_count; i++) {
        const AttendanceRow *row = &attendance->rows[i];
        if (!counts(attendance, i))
            continue;
        bulk_int(table, 1, row->child_id);
        bulk_str(table, 2, row->center);
        bulk_str(table, 3, row->month);
        if (row->has_school_days)
            bulk_double(table, 4, row->school_days);
        if (row->has_days_present)
            bulk_double(table, 5, row->days_present);
        bulk_int(table, 6, row->raw_row_id);
        bulk_end_row(table, err);
    }
    bulk_close(table, err);
    side_finish(attendance->side, err);
}

/* "2026-09-30" for "2026-09". */
static Str last_day_of(TextPool *texts, Str month)
{
    char text[DATE_TEXT_SIZE];
    Date day;
    snprintf(text, sizeof text, "%.7s-01", month.len == 7 ? month.ptr : "");
    if (!date_parse_iso(str_from(text), &day))
        return NO_TEXT;
    day.day = date_days_in_month(day.year, day.month);
    date_format_iso(day, text);
    return text_pool_share(texts, str_from(text));
}

/* The last month in which each child was present at a center: of rows in the order of their key
 * the last with a day. */
static void write_last_present(Attendance *attendance, Db *db, Error *err)
{
    db_exec(db,
            "DROP TABLE IF EXISTS temp.last_present;"
            "CREATE TEMP TABLE last_present (child_id INTEGER, center_code TEXT, day TEXT,"
            " PRIMARY KEY (child_id, center_code)) WITHOUT ROWID",
            err);
    Bulk *table = bulk_open(db, "temp.last_present (child_id, center_code, day)", err);
    for (size_t i = 0, next; error_ok(err) && i < attendance->row_count; i = next) {
        const AttendanceRow *row = &attendance->rows[i], *last = NULL;
        for (next = i; next < attendance->row_count; next++) {
            const AttendanceRow *other = &attendance->rows[next];
            if (other->child_id != row->child_id || other->center.ptr != row->center.ptr)
                break;
            if (counts(attendance, next) && other->has_days_present && other->days_present > 0)
                last = other;
        }
        if (!last)
            continue;
        bulk_int(table, 1, last->child_id);
        bulk_str(table, 2, last->center);
        bulk_str(table, 3, last_day_of(&attendance->texts, last->month));
        bulk_end_row(table, err);
    }
    bulk_close(table, err);
}

bool attendance_next(const Attendance *attendance, size_t *at, Attended *attended)
{
    while (*at < attendance->row_count) {
        size_t i = (*at)++;
        const AttendanceRow *row = &attendance->rows[i];
        if (!counts(attendance, i) || !row->has_days_present || !row->has_school_days ||
            row->school_days <= 0)
            continue;
        *attended = (Attended){.child_id = row->child_id,
                               .center = row->center,
                               .month = row->month,
                               .school_days = row->school_days,
                               .days_present = row->days_present};
        return true;
    }
    return false;
}

double attendance_days_present(const Attendance *attendance, int64_t child_id, Str center,
                               Str first_month, Str last_month)
{
    size_t low = 0, high = attendance->row_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const AttendanceRow claim = {.child_id = child_id, .center = center, .month = first_month};
        if (compare_claims(&attendance->rows[middle], &claim) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    double days = 0;
    for (; low < attendance->row_count; low++) {
        const AttendanceRow *row = &attendance->rows[low];
        if (row->child_id != child_id || !str_eq(row->center, center) ||
            str_cmp(row->month, last_month) > 0)
            break;
        if (counts(attendance, low) && row->has_days_present)
            days += row->days_present;
    }
    return days;
}

static const char EXAM_ROWS[] =
    "SELECT x.stg_exam_id, x.center_code, x.exam_date, x.period_code, c.calendar, x.student_code,"
    " x.public_id, x.full_name, x.grade_code,"
    " (SELECT period_code FROM temp.school_year WHERE period_code = x.period_code)"
    " FROM stg_exam x"
    " JOIN submission s ON s.submission_id = x.submission_id AND s.status = 'current'"
    " JOIN center c ON c.center_code = x.center_code ORDER BY x.raw_row_id, x.stg_exam_id";

static void read_exams(Attendance *attendance, Db *db, Stmt *find, Error *err)
{
    AttendanceRows *exams = &attendance->exams;
    Stmt *stmt = db_prepare(db, EXAM_ROWS, err);
    while (stmt_step(stmt, err)) {
        x_grow(exams->items, exams->cap, exams->count + 1);
        AttendanceRow *row = &exams->items[exams->count++];
        *row =
            (AttendanceRow){.raw_row_id = stmt_int(stmt, 0),
                            .center = text_pool_share(&attendance->texts, stmt_str(stmt, 1)),
                            .student_code = text_pool_copy(&attendance->texts, stmt_str(stmt, 5)),
                            .name = text_pool_copy(&attendance->texts, stmt_str(stmt, 7)),
                            .grade = text_pool_share(&attendance->texts, stmt_str(stmt, 8))};
        row->school_year = year_of(attendance, stmt_str(stmt, 4), stmt_str(stmt, 2));
        if (!row->school_year.ptr)
            row->school_year = text_pool_share(&attendance->texts, stmt_str(stmt, 9));
        row->child_id = child_of_public_id(find, stmt_str(stmt, 6), err);
    }
    stmt_free(stmt);
}

static void match_exams(AttendanceRows *exams, RollIndex *roll)
{
    for (size_t i = 0; i < exams->count; i++) {
        RollQuery query = query_of(&exams->items[i]);
        if (!exams->items[i].child_id)
            exams->items[i].child_id = roll_index_by_name(roll, &query);
    }
}

static void write_exams(const AttendanceRows *exams, Db *db, Error *err)
{
    Stmt *insert =
        db_prepare(db,
                   "INSERT INTO exam (child_id, center_code, date, exam, result, score, raw_row_id)"
                   " SELECT ?1, center_code, exam_date, exam, exam_result, score, raw_row_id"
                   " FROM stg_exam WHERE stg_exam_id = ?2",
                   err);
    for (size_t i = 0; error_ok(err) && i < exams->count; i++) {
        if (!exams->items[i].child_id)
            continue;
        stmt_bind_int(insert, 1, exams->items[i].child_id, err);
        stmt_bind_int(insert, 2, exams->items[i].raw_row_id, err);
        stmt_run(insert, err);
    }
    stmt_free(insert);
}

/* The first task of the thread: it touches what is in memory only. */
static void match(void *self)
{
    Attendance *attendance = self;
    RollIndex *roll = roll_index_open(&attendance->roll);
    match_by_number(attendance->rows, attendance->row_count, roll);
    match_by_number(attendance->exams.items, attendance->exams.count, roll);
    roll_index_add_names(roll);
    match_by_names(attendance, roll);
    match_the_rest(attendance, roll, &attendance->err);
    sort_rows(attendance);
    match_exams(&attendance->exams, roll);
    roll_index_free(roll);
}

Attendance *attendance_open(const Assets *assets, Db *db, Error *err)
{
    Attendance *attendance = x_new(Attendance);
    *attendance = (Attendance){.texts = text_pool_open(), .assets = assets};
    attendance->reader = attendance_rows_begin(db, &attendance->texts, err);
    return attendance;
}

void attendance_match(Attendance *attendance, Db *db, Error *err)
{
    Stmt *find = db_prepare(
        db, "SELECT coalesce(merged_into, child_id) FROM child WHERE public_id = ?1", err);
    place_rows(attendance, db, find, err);
    read_exams(attendance, db, find, err);
    stmt_free(find);
    attendance->roll = roll_read(db, &attendance->texts, err);
    if (error_ok(err))
        attendance->task = aside_start(match, attendance);
}

static void finish_task(Attendance *attendance, Error *err)
{
    aside_join(&attendance->task);
    if (error_ok(err))
        *err = attendance->err;
}

void attendance_settle(Attendance *attendance, Db *db, Error *err)
{
    static const char *const TABLES[] = {"attendance"};
    finish_task(attendance, err);
    attendance->side = side_open(db, TABLES, 1, err);
    if (error_ok(err))
        attendance->task = aside_start(write_rows, attendance);
    write_last_present(attendance, db, err);
}

void attendance_write(Attendance *attendance, Db *db, Error *err)
{
    write_alike(attendance, db, err);
    write_exams(&attendance->exams, db, err);
    finish_task(attendance, err);
    side_take(db, attendance->side, err);
    attendance->side = NULL;
}

void attendance_free(Attendance *attendance)
{
    if (!attendance)
        return;
    aside_join(&attendance->task);
    side_close(attendance->side);
    if (attendance->reader) {
        Error ignored = {0};
        x_free(attendance_rows_end(attendance->reader, &ignored).items);
    }
    roll_free(&attendance->roll);
    x_free(attendance->exams.items);
    x_free(attendance->alike);
    x_free(attendance->years);
    x_free(attendance->rows);
    text_pool_close(&attendance->texts);
    x_free(attendance);
}

/* One spell as text: on the roll on d if start <= d < end. */
typedef struct RollSpan {
    Str center, start, end; /* end: NULL ptr where it is open */
} RollSpan;

/* The spells of one child after another, in order of child. */
typedef struct RollCursor {
    Arena *arena;
    Stmt *stmt;
    int64_t child_id;
    RollSpan *spans;
    size_t count, cap;
    bool has_row;
} RollCursor;

static void move_to_child(RollCursor *cursor, int64_t child_id, Error *err)
{
    if (cursor->child_id == child_id)
        return;
    cursor->child_id = child_id;
    cursor->count = 0;
    arena_reset(cursor->arena);
    for (; cursor->has_row && stmt_int(cursor->stmt, 0) <= child_id;
         cursor->has_row = stmt_step(cursor->stmt, err)) {
        if (stmt_int(cursor->stmt, 0) < child_id)
            continue;
        x_grow(cursor->spans, cursor->cap, cursor->count + 1);
        RollSpan *span = &cursor->spans[cursor->count++];
        *span = (RollSpan){.center = arena_str(cursor->arena, stmt_str(cursor->stmt, 1)),
                           .start = arena_str(cursor->arena, stmt_str(cursor->stmt, 2))};
        if (!stmt_is_null(cursor->stmt, 3))
            span->end = arena_str(cursor->arena, stmt_str(cursor->stmt, 3));
    }
}

/* On the roll of the row's center on some day of its month. */
static bool is_on_roll(const RollCursor *cursor, const AttendanceRow *row)
{
    for (size_t i = 0; i < cursor->count; i++) {
        const RollSpan *span = &cursor->spans[i];
        bool begun = str_cmp(str_slice(span->start, 0, 7), row->month) <= 0;
        /* a spell that ends on the month's first day has no day in it */
        Str end_month = str_slice(span->end, 0, 7);
        int ends = span->end.ptr ? str_cmp(end_month, row->month) : 1;
        bool gone = ends < 0 || (ends == 0 && str_ends_with(span->end, STR("-01")));
        if (begun && !gone && str_eq(span->center, row->center))
            return true;
    }
    return false;
}

void attendance_find_strays(Attendance *attendance, Db *db, Error *err)
{
    db_exec(db,
            "DROP TABLE IF EXISTS temp.stray_attendance;"
            "CREATE TEMP TABLE stray_attendance (raw_row_id INTEGER, submission_id INTEGER,"
            " center_code TEXT, month TEXT, school_year TEXT, name TEXT)",
            err);
    RollCursor cursor = {.arena = arena_create()};
    cursor.stmt = db_prepare(db,
                             "SELECT child_id, center_code, start_date, end_date FROM enrolment"
                             " ORDER BY child_id, enrolment_id",
                             err);
    cursor.has_row = stmt_step(cursor.stmt, err);
    Stmt *insert =
        db_prepare(db, "INSERT INTO temp.stray_attendance VALUES (?1, ?2, ?3, ?4, ?5, ?6)", err);
    for (size_t i = 0; error_ok(err) && i < attendance->row_count; i++) {
        const AttendanceRow *row = &attendance->rows[i];
        move_to_child(&cursor, row->child_id, err);
        if (row->child_id && is_on_roll(&cursor, row))
            continue;
        stmt_bind_int(insert, 1, row->raw_row_id, err);
        stmt_bind_int(insert, 2, row->submission_id, err);
        stmt_bind_kept(insert, 3, row->center, err);
        stmt_bind_kept(insert, 4, row->month, err);
        stmt_bind_kept(insert, 5, row->school_year, err);
        stmt_bind_kept(insert, 6, row->name.ptr ? row->name : row->student_code, err);
        stmt_run(insert, err);
    }
    stmt_free(insert);
    stmt_free(cursor.stmt);
    arena_free(cursor.arena);
    x_free(cursor.spans);
}
