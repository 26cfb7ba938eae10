/* The table link_record: rows and their lasting numbers. */

#include "pipeline/link/child_record.h"

#include "pipeline/base/mem.h"
#include "pipeline/base/strbuf.h"
#include "pipeline/warehouse/bulk.h"
#include "pipeline/warehouse/side.h"

ChildRecords child_records_number(Db *db, ChildRows *rows, Error *err)
{
    ChildRecords records = {
        .last = db_int(db, "SELECT coalesce(max(link_record_id), 0) FROM link_record", err)};
    records.there = x_new_array(bool, (size_t)records.last + 1);
    records.same = x_new_array(bool, (size_t)records.last + 1);
    Stmt *find = db_prepare(
        db, "SELECT link_record_id, live, content_key FROM link_record WHERE raw_row_id = ?1", err);
    int64_t next = records.last;
    for (size_t i = 0; i < rows->count && error_ok(err); i++) {
        ChildRow *row = rows->items[i];
        if (!row->quiet && records.last > 0) {
            stmt_bind_int(find, 1, row->raw_row_id, err);
            if (stmt_step(find, err)) {
                row->link_record_id = stmt_int(find, 0);
                records.same[row->link_record_id] =
                    stmt_int(find, 1) == row->live &&
                    str_is(stmt_str(find, 2), row->cells->content_key);
            }
            stmt_reset(find);
        }
        if (row->link_record_id == 0)
            row->link_record_id = ++next;
        else if (row->link_record_id <= records.last)
            records.there[row->link_record_id] = true;
    }
    stmt_free(find);
    return records;
}

/* Quiet rows are as they were. */
static void update_records(Db *db, const ChildRecords *records, const ChildRows *rows, Error *err)
{
    Stmt *update = db_prepare(db,
                              "UPDATE link_record SET live = ?2, content_key = ?3"
                              " WHERE link_record_id = ?1",
                              err);
    for (size_t i = 0; i < rows->count && error_ok(err); i++) {
        const ChildRow *row = rows->items[i];
        if (row->quiet || row->link_record_id > records->last || records->same[row->link_record_id])
            continue;
        stmt_bind_int(update, 1, row->link_record_id, err);
        stmt_bind_int(update, 2, row->live, err);
        stmt_bind_cstr(update, 3, row->cells->content_key, err);
        stmt_run(update, err);
    }
    stmt_free(update);
    Stmt *gone = db_prepare(
        db, "UPDATE link_record SET live = 0 WHERE link_record_id = ?1 AND live <> 0", err);
    for (int64_t record = 1; record <= records->last && error_ok(err); record++) {
        if (records->there[record])
            continue;
        stmt_bind_int(gone, 1, record, err);
        stmt_run(gone, err);
    }
    stmt_free(gone);
}

static Str or_null(Str text)
{
    return text.len ? text : (Str){0};
}

static void insert_records(Db *db, int64_t run_id, const ChildRecords *records,
                           const ChildRows *rows, Error *err)
{
    Bulk *insert = bulk_open(db,
                             "link_record (link_record_id, raw_row_id, kind, center_code,"
                             " period_code, content_key, first_run_id, live)",
                             err);
    for (size_t i = 0; i < rows->count && error_ok(err); i++) {
        const ChildRow *row = rows->items[i];
        if (row->link_record_id <= records->last)
            continue;
        bulk_int(insert, 1, row->link_record_id);
        bulk_int(insert, 2, row->raw_row_id);
        bulk_str(insert, 3, str_from(child_kind_name(row->kind)));
        bulk_str(insert, 4, or_null(row->center_code));
        bulk_str(insert, 5, or_null(row->period_code));
        bulk_str(insert, 6, str_from(row->cells->content_key));
        bulk_int(insert, 7, run_id);
        bulk_int(insert, 8, row->live);
        bulk_end_row(insert, err);
    }
    bulk_close(insert, err);
}

/*
 * A first night's keys come in no order. To look for the place of each in the index costs twice
 * what all the rest of writing does; to sort them once, half. So the rows are written beside the
 * warehouse, without the index, and come over with it as they lie.
 */
static void insert_first_records(Db *db, int64_t run_id, const ChildRecords *records,
                                 const ChildRows *rows, Error *err)
{
    static const char *const TABLES[] = {"link_record"};
    StrBuf index = STRBUF_INIT; /* as the schema has it */
    Stmt *find =
        db_prepare(db, "SELECT sql FROM sqlite_schema WHERE name = 'link_record_by_key'", err);
    if (stmt_step(find, err))
        strbuf_append(&index, stmt_str(find, 0));
    stmt_free(find);
    Side *side = side_open(db, TABLES, 1, err);
    db_exec(side_db(side), "DROP INDEX link_record_by_key", err);
    insert_records(side_db(side), run_id, records, rows, err);
    db_exec(side_db(side), strbuf_cstr(&index), err);
    side_take(db, side, err);
    strbuf_free(&index);
}

void child_records_write(Db *db, int64_t run_id, const ChildRecords *records, const ChildRows *rows,
                         Error *err)
{
    if (records->last == 0) {
        insert_first_records(db, run_id, records, rows, err);
        return;
    }
    update_records(db, records, rows, err);
    insert_records(db, run_id, records, rows, err);
}

void child_records_free(ChildRecords *records)
{
    x_free(records->there);
    x_free(records->same);
}
