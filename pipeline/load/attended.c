#include "pipeline/load/attended.h"

#include "pipeline/base/map.h"
#include "pipeline/base/mem.h"
#include "pipeline/base/strbuf.h"
#include "pipeline/load/text_pool.h"
#include "pipeline/warehouse/bulk.h"

/* Children who are alike; texts are pooled or the attendance's. */
typedef struct Group {
    Str month, center, district, sex, band;
    double days_present, school_days;
    int64_t chronic, children;
} Group;

typedef struct Groups {
    TextPool texts;
    StrBuf key;
    Map *numbers;
    Group *items;
    size_t count, cap;
} Groups;

/* The parts of a group's key; a text that is not known differs from an empty one. */
static Group *find_group(Groups *groups, const Group *alike)
{
    const Str parts[] = {alike->month, alike->center, alike->sex, alike->band};
    strbuf_clear(&groups->key);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        strbuf_append_char(&groups->key, parts[i].ptr ? '\x1e' : '\x1f');
        strbuf_append(&groups->key, parts[i]);
    }
    size_t number = (size_t)map_intern(groups->numbers, strbuf_str(&groups->key));
    if (number == groups->count) {
        x_grow(groups->items, groups->cap, number + 1);
        groups->items[groups->count++] = *alike;
    }
    return &groups->items[number];
}

static void write_groups(const Groups *groups, Db *db, Error *err)
{
    Bulk *table = bulk_open(db,
                            "attended_group (month, center_code, district_code, sex, age_band,"
                            " days_present, school_days, chronic, children)",
                            err);
    for (size_t i = 0; error_ok(err) && i < groups->count; i++) {
        const Group *group = &groups->items[i];
        bulk_str(table, 1, group->month);
        bulk_str(table, 2, group->center);
        bulk_str(table, 3, group->district);
        bulk_str(table, 4, group->sex);
        bulk_str(table, 5, group->band);
        bulk_double(table, 6, group->days_present);
        bulk_double(table, 7, group->school_days);
        bulk_int(table, 8, group->chronic);
        bulk_int(table, 9, group->children);
        bulk_end_row(table, err);
    }
    bulk_close(table, err);
}

/* Rows are in order of child, as the cursor over children is; a child's rows of one center follow
 * one another. */
static void add_rows(Groups *groups, Db *db, const Attendance *attendance, AttendedBand band,
                     const void *rolls, Error *err)
{
    Stmt *child = db_prepare(db, "SELECT child_id, sex FROM child ORDER BY child_id", err);
    Stmt *center = db_prepare(db, "SELECT district_code FROM center WHERE center_code = ?1", err);
    int64_t child_id = 0;
    Group alike = {0};
    Attended row;
    for (size_t at = 0; error_ok(err) && attendance_next(attendance, &at, &row);) {
        while (child_id < row.child_id && stmt_step(child, err)) {
            child_id = stmt_int(child, 0);
            alike.sex = text_pool_share(&groups->texts, stmt_str(child, 1));
        }
        if (row.center.ptr != alike.center.ptr) {
            stmt_bind_kept(center, 1, row.center, err);
            bool known = stmt_step(center, err);
            alike.district =
                known ? text_pool_share(&groups->texts, stmt_str(center, 0)) : (Str){NULL, 0};
            stmt_reset(center);
        }
        alike.center = row.center;
        alike.month = row.month;
        alike.band = band(rolls, row.child_id, row.month);
        Group *group = find_group(groups, &alike);
        group->days_present += row.days_present;
        group->school_days += row.school_days;
        group->chronic += row.days_present < 0.8 * row.school_days;
        group->children++;
    }
    stmt_free(center);
    stmt_free(child);
}

void attended_fill(Db *db, const Attendance *attendance, AttendedBand band, const void *rolls,
                   Error *err)
{
    if (!error_ok(err))
        return;
    Groups groups = {.texts = text_pool_open(), .numbers = map_create()};
    add_rows(&groups, db, attendance, band, rolls, err);
    write_groups(&groups, db, err);
    x_free(groups.items);
    map_free(groups.numbers);
    strbuf_free(&groups.key);
    text_pool_close(&groups.texts);
}
