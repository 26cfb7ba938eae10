/*
 * Rows come by child, center and register: they are added up as they pass, without a window over
 * them. Dates are ISO text, which compares as it lies in time.
 */

#include "pipeline/load/segment.h"

#include "pipeline/warehouse/bulk.h"

/* One row as it lies in temp.observation. Columns of the SELECT below, in this order. */
enum {
    ROW_CHILD,
    ROW_CENTER,
    ROW_CALENDAR,
    ROW_SNAPSHOT,
    ROW_DATE,
    ROW_SCHOOL_YEAR,
    ROW_LISTED_YEAR,
    ROW_RAW,
    ROW_GRADE,
    ROW_CURRICULUM,
    ROW_STUDENT_CODE,
    ROW_BOARDING,
    ROW_ENROLLED,
    ROW_LEFT,
    ROW_REASON,
    ROW_DESTINATION,
    ROW_STATUS,
};
static const char ROWS[] =
    "SELECT child_id, center_code, calendar, snapshot_id, date, school_year, listed_year,"
    " raw_row_id, grade_code, curriculum, student_code, boarding, enrolment_date, leaving_date,"
    " leaving_reason, destination, enrolment_status FROM temp.observation"
    " WHERE school_year IS NOT NULL OR leaving_date IS NOT NULL ORDER BY rowid";

/* What may change from year to year: the last sighting tells, or who tells it at all. */
enum { TRAIT_GRADE, TRAIT_CURRICULUM, TRAIT_STUDENT_CODE, TRAIT_BOARDING, TRAIT_COUNT };

/* A child on one register. Of two rows the one that does not say the child left, then the first. */
typedef struct Sighting {
    int64_t snapshot_id, raw_row_id;
    Str calendar, date, school_year, enrolled, left, reason, destination;
    Str traits[TRAIT_COUNT];
    Str rank; /* greatest: not gone; then gone on an unknown day; then gone latest */
} Sighting;

typedef struct Segment {
    int64_t child_id;
    Str center;
    int64_t first_snapshot;
    Str first_seen, entered; /* entered: the earliest entry date of any */
    Str traits[TRAIT_COUNT]; /* the greatest of each */
    Sighting last;
} Segment;

typedef struct SegmentWriter {
    Arena *arena; /* of all rows: the table borrows texts */
    Segment segment;
    Sighting sighting;
    bool in_segment, in_sighting;
    Str present_year; /* of the center's last register that had the child not gone */
    Str stayed_from;  /* school year of the segment before, if the child did not leave it */
    Bulk *table;
} SegmentWriter;

/* next_year: the school year of the segment that follows; NULL ptr: none does. */
static void write_segment(SegmentWriter *writer, Str next_year, Error *err)
{
    if (!writer->in_segment)
        return;
    const Segment *segment = &writer->segment;
    const Sighting *last = &segment->last;
    Bulk *table = writer->table;
    bulk_int(table, 1, segment->child_id);
    bulk_str(table, 2, segment->center);
    bulk_str(table, 3, last->calendar);
    bulk_str(table, 4, last->school_year);
    bulk_str(table, 5, writer->stayed_from);
    bulk_str(table, 6, next_year);
    bulk_str(table, 7, segment->first_seen);
    bulk_str(table, 8, last->date);
    bulk_int(table, 9, segment->first_snapshot);
    bulk_str(table, 10, segment->entered);
    bulk_str(table, 11, last->left);
    bulk_str(table, 12, last->reason);
    bulk_str(table, 13, last->destination);
    bulk_int(table, 14, last->raw_row_id);
    for (int i = 0; i < TRAIT_COUNT; i++)
        bulk_str(table, 15 + i, last->traits[i].ptr ? last->traits[i] : segment->traits[i]);
    bulk_end_row(table, err);
    writer->stayed_from = last->left.ptr || last->reason.ptr ? (Str){NULL, 0} : last->school_year;
    writer->in_segment = false;
}

/* Whether the child begins anew: in another school year, or after it had left. */
static bool begins(const Sighting *before, const Sighting *now)
{
    return !str_eq(before->school_year, now->school_year) ||
           (now->enrolled.ptr && before->left.ptr && str_cmp(now->enrolled, before->left) > 0);
}

static Str greater(Str a, Str b)
{
    return !a.ptr || (b.ptr && str_cmp(b, a) > 0) ? b : a;
}

static Str smaller(Str a, Str b)
{
    return !a.ptr || (b.ptr && str_cmp(b, a) < 0) ? b : a;
}

/* The register is over: its sighting joins the segment or begins the next. */
static void close_sighting(SegmentWriter *writer, Error *err)
{
    if (!writer->in_sighting)
        return;
    Segment *segment = &writer->segment;
    const Sighting *now = &writer->sighting;
    if (writer->in_segment && begins(&segment->last, now))
        write_segment(writer, now->school_year, err);
    if (!writer->in_segment) {
        *segment = (Segment){.child_id = segment->child_id,
                             .center = segment->center,
                             .first_snapshot = now->snapshot_id,
                             .first_seen = now->date};
        writer->in_segment = true;
    }
    segment->entered = smaller(segment->entered, now->enrolled);
    for (int i = 0; i < TRAIT_COUNT; i++)
        segment->traits[i] = greater(segment->traits[i], now->traits[i]);
    segment->last = *now;
    if (!now->left.ptr && !now->reason.ptr)
        writer->present_year = now->school_year;
    writer->in_sighting = false;
}

static void close_center(SegmentWriter *writer, Error *err)
{
    close_sighting(writer, err);
    write_segment(writer, (Str){NULL, 0}, err);
}

static Str kept(SegmentWriter *writer, Stmt *row, int column)
{
    Str text = stmt_str(row, column);
    return text.ptr ? arena_str(writer->arena, text) : text;
}

/* A reason that only the status tells. */
static Str reason_of(SegmentWriter *writer, Stmt *row)
{
    Str status = stmt_str(row, ROW_STATUS);
    if (!stmt_is_null(row, ROW_REASON))
        return kept(writer, row, ROW_REASON);
    if (str_is(status, "completed"))
        return STR("completed");
    if (str_is(status, "transferred") || str_is(status, "left"))
        return STR("not_stated");
    return (Str){NULL, 0};
}

static Str rank_of(Str left, Str reason)
{
    if (left.ptr)
        return left;
    return reason.ptr ? STR("9998") : STR("9999");
}

/*
 * Who is said to have left in an earlier school year than a register of the center shows it not
 * gone has left, but not then: the year is a slip. What was told of the day before stands.
 */
static bool left_before_seen(const SegmentWriter *writer, Str told_year, Str listed_year)
{
    return !str_eq(told_year, listed_year) && writer->present_year.ptr &&
           (!told_year.ptr || str_cmp(told_year, writer->present_year) < 0);
}

static Str left_as_told_before(const SegmentWriter *writer, Str listed_year)
{
    const Sighting *last = &writer->segment.last;
    return writer->in_segment && str_eq(last->school_year, listed_year) ? last->left
                                                                        : (Str){NULL, 0};
}

static void take_row(SegmentWriter *writer, Stmt *row, Error *err)
{
    int64_t child_id = stmt_int(row, ROW_CHILD), snapshot_id = stmt_int(row, ROW_SNAPSHOT);
    Segment *segment = &writer->segment;
    if (child_id != segment->child_id || !str_eq(stmt_str(row, ROW_CENTER), segment->center)) {
        close_center(writer, err);
        *segment = (Segment){.child_id = child_id, .center = kept(writer, row, ROW_CENTER)};
        writer->present_year = writer->stayed_from = (Str){NULL, 0};
    } else if (writer->in_sighting && snapshot_id != writer->sighting.snapshot_id) {
        close_sighting(writer, err);
    }
    Str year = stmt_str(row, ROW_SCHOOL_YEAR), left = stmt_str(row, ROW_LEFT);
    if (left_before_seen(writer, year, stmt_str(row, ROW_LISTED_YEAR))) {
        year = stmt_str(row, ROW_LISTED_YEAR);
        left = left_as_told_before(writer, year);
    }
    if (!year.ptr)
        return; /* belongs to a year before all that are known */
    Sighting *now = &writer->sighting;
    Str reason = reason_of(writer, row), rank = rank_of(left, reason);
    if (writer->in_sighting && str_cmp(rank, now->rank) <= 0)
        return;
    *now = (Sighting){.snapshot_id = snapshot_id,
                      .raw_row_id = stmt_int(row, ROW_RAW),
                      .calendar = kept(writer, row, ROW_CALENDAR),
                      .date = kept(writer, row, ROW_DATE),
                      .school_year = arena_str(writer->arena, year),
                      .enrolled = kept(writer, row, ROW_ENROLLED),
                      .left = left.ptr ? arena_str(writer->arena, left) : left,
                      .reason = reason,
                      .destination = kept(writer, row, ROW_DESTINATION),
                      .rank = arena_str(writer->arena, rank)};
    for (int i = 0; i < TRAIT_COUNT; i++)
        now->traits[i] = kept(writer, row, ROW_GRADE + i);
    writer->in_sighting = true;
}

void segment_fill(Db *db, Error *err)
{
    db_exec(db,
            "DROP TABLE IF EXISTS temp.segment;"
            "CREATE TEMP TABLE segment (child_id INTEGER, center_code TEXT, calendar TEXT,"
            " school_year TEXT, stayed_from TEXT, next_year TEXT, first_seen TEXT, last_seen TEXT,"
            " first_snapshot INTEGER, entered TEXT, leaving_date TEXT, leaving_reason TEXT,"
            " destination TEXT, raw_row_id INTEGER, grade_code TEXT, curriculum TEXT,"
            " student_code TEXT, boarding TEXT)",
            err);
    if (!error_ok(err))
        return;
    SegmentWriter writer = {.arena = arena_create()};
    writer.table = bulk_open(db,
                             "temp.segment (child_id, center_code, calendar, school_year,"
                             " stayed_from, next_year, first_seen, last_seen, first_snapshot,"
                             " entered, leaving_date, leaving_reason, destination, raw_row_id,"
                             " grade_code, curriculum, student_code, boarding)",
                             err);
    Stmt *row = db_prepare(db, ROWS, err);
    while (stmt_step(row, err))
        take_row(&writer, row, err);
    close_center(&writer, err);
    stmt_free(row);
    bulk_close(writer.table, err);
    arena_free(writer.arena);
}
