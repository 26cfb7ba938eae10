#include "pipeline/map/staging.h"

#include "pipeline/base/mem.h"
#include "pipeline/base/strbuf.h"
#include "pipeline/warehouse/bulk.h"

/* Rows for one table, and which of their columns each slot feeds. */
typedef struct StagingTable {
    Bulk *rows;
    int columns[SLOT_COUNT]; /* 0: the table has no such column */
} StagingTable;

struct Staging {
    Db *db;
    StagingTable tables[KIND_COUNT];
};

Staging *staging_open(Db *db)
{
    Staging *staging = x_new(Staging);
    staging->db = db;
    return staging;
}

void staging_flush(Staging *staging, Error *err)
{
    for (int i = 0; i < KIND_COUNT; i++)
        bulk_flush(staging->tables[i].rows, err);
}

void staging_close(Staging *staging)
{
    if (!staging)
        return;
    Error given_up = {.status = STATUS_SQL}; /* rows that nobody flushed */
    for (int i = 0; i < KIND_COUNT; i++)
        bulk_close(staging->tables[i].rows, &given_up);
    x_free(staging);
}

void staging_clear(Db *db, Error *err)
{
    StrBuf sql = STRBUF_INIT;
    for (int i = KIND_NONE + 1; i < KIND_COUNT; i++)
        strbuf_appendf(&sql, "DELETE FROM %s;", kind_info((RecordKind)i)->table);
    strbuf_append_cstr(&sql,
                       "DELETE FROM stg_center; DELETE FROM stg_population;"
                       "DELETE FROM stg_target; DELETE FROM sheet_mapping;"
                       "DELETE FROM submission; DELETE FROM stg_emptied; DELETE FROM mapped_file;"
                       "DELETE FROM issue WHERE stage = 'map'");
    db_exec(db, strbuf_cstr(&sql), err);
    strbuf_free(&sql);
}

/* What every run settles anew, whatever files it maps. */
#define ISSUES_OF_THE_RUN                                                                          \
    "'layout.changed', 'file.vanished', 'registry.file_unknown', 'submission.drops_children',"     \
    " 'submission.many_errors', 'submission.no_center', 'submission.no_period'"

void staging_clear_unkept(Db *db, Error *err)
{
    StrBuf sql = STRBUF_INIT;
    for (int i = KIND_NONE + 1; i < KIND_COUNT; i++) {
        const char *table = kind_info((RecordKind)i)->table;
        strbuf_appendf(&sql,
                       "DELETE FROM %s WHERE submission_id IN (SELECT submission_id"
                       " FROM submission WHERE source_file_id NOT IN map_kept);"
                       "DELETE FROM stg_emptied AS e WHERE stg_table = '%s' AND NOT EXISTS"
                       " (SELECT 1 FROM %s WHERE %s_id = e.stg_row_id);",
                       table, table, table, table);
    }
    strbuf_append_cstr(
        &sql,
        "DELETE FROM stg_center; DELETE FROM stg_population; DELETE FROM stg_target;"
        "DELETE FROM sheet_mapping WHERE raw_sheet_id NOT IN (SELECT raw_sheet_id FROM raw_sheet"
        " WHERE source_file_id IN map_kept);"
        "DELETE FROM mapped_file WHERE source_file_id NOT IN map_kept;"
        "DELETE FROM issue WHERE stage = 'map' AND (source_file_id IS NULL"
        " OR source_file_id NOT IN map_kept OR rule IN (" ISSUES_OF_THE_RUN "));"
        /* Written again at the end, those that stay under their numbers. */
        "DELETE FROM submission");
    db_exec(db, strbuf_cstr(&sql), err);
    strbuf_free(&sql);
}

/* The columns as the schema has them: a column that no slot feeds stays NULL. */
static void prepare(Staging *staging, RecordKind kind, Error *err)
{
    StagingTable *table = &staging->tables[kind];
    StrBuf sql = STRBUF_INIT;
    strbuf_appendf(&sql, "SELECT name FROM pragma_table_info('%s') ORDER BY cid",
                   kind_info(kind)->table);
    Stmt *columns = db_prepare(staging->db, strbuf_cstr(&sql), err);
    strbuf_clear(&sql);
    strbuf_appendf(&sql, "%s (raw_row_id, submission_id", kind_info(kind)->table);
    int last = 2;
    while (stmt_step(columns, err)) {
        Slot slot = slot_find(stmt_str(columns, 0));
        if (slot == SLOT_NONE)
            continue;
        table->columns[slot] = ++last;
        strbuf_appendf(&sql, ", %s", slot_name(slot));
    }
    stmt_free(columns);
    strbuf_append_char(&sql, ')');
    table->rows = bulk_open(staging->db, strbuf_cstr(&sql), err);
    strbuf_free(&sql);
}

void staging_insert(Staging *staging, RecordKind kind, const SlotEntry *entries, size_t count,
                    int64_t raw_row_id, int64_t submission_id, Error *err)
{
    StagingTable *table = &staging->tables[kind];
    if (!table->rows)
        prepare(staging, kind, err);
    if (!error_ok(err))
        return;
    Bulk *rows = table->rows;
    bulk_int(rows, 1, raw_row_id);
    bulk_int(rows, 2, submission_id);
    for (size_t i = 0; i < count; i++) {
        const SlotValue *value = &entries[i].value;
        int column = table->columns[entries[i].slot];
        if (column == 0)
            continue;
        switch (value->kind) {
        case VALUE_TEXT:
            bulk_copy(rows, column, value->text);
            break;
        case VALUE_REAL:
            bulk_double(rows, column, value->real);
            break;
        case VALUE_INT:
            bulk_int(rows, column, value->integer);
            break;
        }
    }
    bulk_end_row(rows, err);
}
