#include "pipeline/map/staging.h"

#include "pipeline/base/mem.h"
#include "pipeline/base/strbuf.h"

/* One table's INSERT and which of its parameters each slot feeds. */
typedef struct StagingTable {
    Stmt *insert;
    int parameters[SLOT_COUNT]; /* 0: the table has no such column */
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

void staging_close(Staging *staging)
{
    if (!staging)
        return;
    for (int i = 0; i < KIND_COUNT; i++)
        stmt_free(staging->tables[i].insert);
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
    StrBuf sql = STRBUF_INIT, values = STRBUF_INIT;
    strbuf_appendf(&sql, "SELECT name FROM pragma_table_info('%s') ORDER BY cid",
                   kind_info(kind)->table);
    Stmt *columns = db_prepare(staging->db, strbuf_cstr(&sql), err);
    strbuf_clear(&sql);
    strbuf_appendf(&sql, "INSERT INTO %s (raw_row_id, submission_id", kind_info(kind)->table);
    strbuf_append_cstr(&values, ") VALUES (?1, ?2");
    int last = 2;
    while (stmt_step(columns, err)) {
        Slot slot = slot_find(stmt_str(columns, 0));
        if (slot == SLOT_NONE)
            continue;
        table->parameters[slot] = ++last;
        strbuf_appendf(&sql, ", %s", slot_name(slot));
        strbuf_appendf(&values, ", ?%d", last);
    }
    stmt_free(columns);
    strbuf_append(&sql, strbuf_str(&values));
    strbuf_append_char(&sql, ')');
    table->insert = db_prepare(staging->db, strbuf_cstr(&sql), err);
    strbuf_free(&sql);
    strbuf_free(&values);
}

void staging_insert(Staging *staging, RecordKind kind, const SlotEntry *entries, size_t count,
                    int64_t raw_row_id, int64_t submission_id, Error *err)
{
    StagingTable *table = &staging->tables[kind];
    if (!table->insert)
        prepare(staging, kind, err);
    if (!error_ok(err))
        return;
    Stmt *insert = table->insert;
    stmt_bind_int(insert, 1, raw_row_id, err);
    stmt_bind_int(insert, 2, submission_id, err);
    for (size_t i = 0; i < count; i++) {
        const SlotValue *value = &entries[i].value;
        int parameter = table->parameters[entries[i].slot];
        if (parameter == 0)
            continue;
        switch (value->kind) {
        case VALUE_TEXT:
            stmt_bind_kept(insert, parameter, value->text, err);
            break;
        case VALUE_REAL:
            stmt_bind_double(insert, parameter, value->real, err);
            break;
        case VALUE_INT:
            stmt_bind_int(insert, parameter, value->integer, err);
            break;
        case VALUE_NULL:
            break;
        }
    }
    stmt_run(insert, err); /* and clears the bindings */
}
