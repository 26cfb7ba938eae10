/* The table link_record: rows and their lasting numbers. */

#include "pipeline/link/child_record.h"

#include "pipeline/base/mem.h"
#include "pipeline/warehouse/bulk.h"

#include <stdlib.h>

struct KnownRecord {
    int64_t raw_row_id, link_record_id;
    const ChildRow *row; /* tonight's; NULL: it is not there */
};

static int by_raw_row(const void *left, const void *right)
{
    const KnownRecord *a = left, *b = right;
    return (a->raw_row_id > b->raw_row_id) - (a->raw_row_id < b->raw_row_id);
}

static KnownRecord *known_records(Db *db, size_t *count, Error *err)
{
    KnownRecord *records = NULL;
    size_t cap = 0;
    *count = 0;
    Stmt *stmt = db_prepare(
        db, "SELECT raw_row_id, link_record_id FROM link_record ORDER BY raw_row_id", err);
    while (stmt_step(stmt, err)) {
        x_grow(records, cap, *count + 1);
        records[(*count)++] =
            (KnownRecord){.raw_row_id = stmt_int(stmt, 0), .link_record_id = stmt_int(stmt, 1)};
    }
    stmt_free(stmt);
    return records;
}

ChildRecords child_records_number(Db *db, ChildRows *rows, Error *err)
{
    ChildRecords records = {0};
    records.known = known_records(db, &records.known_count, err);
    records.last = db_int(db, "SELECT coalesce(max(link_record_id), 0) FROM link_record", err);
    int64_t next = records.last;
    for (size_t i = 0; i < rows->count && error_ok(err); i++) {
        ChildRow *row = &rows->items[i];
        KnownRecord want = {.raw_row_id = row->raw_row_id}, *found = NULL;
        if (records.known_count > 0)
            found = bsearch(&want, records.known, records.known_count, sizeof want, by_raw_row);
        if (found)
            found->row = row;
        row->link_record_id = found ? found->link_record_id : ++next;
    }
    return records;
}

/* Quiet rows are as they were. */
static void update_records(Db *db, const ChildRecords *records, Error *err)
{
    Stmt *update = db_prepare(db,
                              "UPDATE link_record SET live = ?2, content_key = ?3"
                              " WHERE link_record_id = ?1 AND (live <> ?2 OR content_key <> ?3)",
                              err);
    Stmt *gone = db_prepare(
        db, "UPDATE link_record SET live = 0 WHERE link_record_id = ?1 AND live <> 0", err);
    for (size_t i = 0; i < records->known_count && error_ok(err); i++) {
        const KnownRecord *known = &records->known[i];
        Stmt *stmt = known->row ? update : gone;
        if (known->row && known->row->quiet)
            continue;
        stmt_bind_int(stmt, 1, known->link_record_id, err);
        if (known->row) {
            stmt_bind_int(stmt, 2, known->row->live, err);
            stmt_bind_cstr(stmt, 3, known->row->content_key, err);
        }
        stmt_run(stmt, err);
    }
    stmt_free(update);
    stmt_free(gone);
}

static Str or_null(Str text)
{
    return text.len ? text : (Str){0};
}

void child_records_write(Db *db, int64_t run_id, const ChildRecords *records, const ChildRows *rows,
                         Error *err)
{
    update_records(db, records, err);
    Bulk *insert = bulk_open(db,
                             "link_record (link_record_id, raw_row_id, kind, center_code,"
                             " period_code, content_key, first_run_id, live)",
                             err);
    for (size_t i = 0; i < rows->count && error_ok(err); i++) {
        const ChildRow *row = &rows->items[i];
        if (row->link_record_id <= records->last)
            continue;
        bulk_int(insert, 1, row->link_record_id);
        bulk_int(insert, 2, row->raw_row_id);
        bulk_str(insert, 3, str_from(child_kind_name(row->kind)));
        bulk_str(insert, 4, or_null(row->center_code));
        bulk_str(insert, 5, or_null(row->period_code));
        bulk_str(insert, 6, str_from(row->content_key));
        bulk_int(insert, 7, run_id);
        bulk_int(insert, 8, row->live);
        bulk_end_row(insert, err);
    }
    bulk_close(insert, err);
}

void child_records_free(ChildRecords *records)
{
    x_free(records->known);
}
