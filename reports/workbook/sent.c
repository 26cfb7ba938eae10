/*
 * Which sheets go back to which center: found once, for all centers together, because what is asked
 * for one of them looks at most of what is asked for the next.
 */

#include "reports/workbook/sent.h"

#include "pipeline/base/mem.h"

#include <string.h>

#define OF_RECORD                                                                                  \
    "(SELECT k.child_id FROM link_record l JOIN child_record k USING (link_record_id)"             \
    " WHERE l.raw_row_id = r.raw_row_id)"
static const SentKind KINDS[] = {
    {"register", "stg_register", OF_RECORD, "register_date"},
    {"attendance", "stg_attendance",
     "(SELECT min(a.child_id) FROM attendance a WHERE a.raw_row_id = r.raw_row_id)", "school_days"},
    {"center_month", "stg_center_month", NULL, NULL},
    {"center_profile", "stg_center_profile", NULL, NULL},
    {"exam", "stg_exam", "(SELECT min(x.child_id) FROM exam x WHERE x.raw_row_id = r.raw_row_id)",
     NULL},
    {"incident", "stg_incident", NULL, NULL},
    {"out_of_school", "stg_out_of_school", OF_RECORD, NULL},
    {"placement", "stg_placement", OF_RECORD, NULL},
    {"programme", "stg_programme", OF_RECORD, "programme"},
    {"staff", "stg_staff", NULL, NULL},
};
enum { KIND_COUNT = sizeof KINDS / sizeof KINDS[0] };

struct SentSheets {
    Arena *arena;
    SentSheet *items; /* of all centers; a center's by kind, the newest first */
    size_t count, cap;
};

/* --- files that may hold one ------------------------------------------------------------------ */

static const char PREPARE[] =
    "PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY;"
    "CREATE TEMP TABLE faulty_sheet AS SELECT DISTINCT h.raw_sheet_id, h.source_file_id"
    " FROM finding f JOIN raw_row r ON r.raw_row_id = f.raw_row_id"
    " JOIN raw_sheet h ON h.raw_sheet_id = r.raw_sheet_id WHERE f.severity = 'error'"
    " ORDER BY h.raw_sheet_id;"
    /* Of a center and kind: files with its newest period, and others with an error. A file that
     * tells of several centers goes back to none of them. */
    "CREATE TEMP TABLE sent_file AS SELECT s.center_code, s.kind, s.source_file_id,"
    " n.period_code AS newest, max(s.period_code) = n.period_code AS is_newest"
    " FROM loaded_submission s JOIN (SELECT center_code, kind, max(period_code) AS period_code"
    "  FROM loaded_submission WHERE status = 'current' GROUP BY center_code, kind) n"
    "  ON n.center_code = s.center_code AND n.kind = s.kind"
    " WHERE s.status = 'current' GROUP BY s.center_code, s.kind, s.source_file_id"
    " HAVING (is_newest OR s.source_file_id IN (SELECT f.source_file_id FROM faulty_sheet f))"
    " AND NOT EXISTS (SELECT 1 FROM loaded_submission o"
    "  WHERE o.source_file_id = s.source_file_id AND o.center_code IS NOT s.center_code)"
    " ORDER BY s.center_code, s.kind, s.source_file_id";

/* --- sheets ----------------------------------------------------------------------------------- */

enum { CENTER, SHEET, NAME, PATH, PERIOD, KEY, INSTANCE, HEADER_ROW, FIRST_DATA_ROW, COLUMNS };

/*
 * Sheets of one kind to send back: the newest period that has one, and any older one with an error
 * that is still open. A key counts where all rows of the sheet agree on it.
 */
static Stmt *prepare_sheets(Arena *arena, Db *db, const SentKind *kind, Error *err)
{
    const char *field = kind->key ? kind->key : "";
    Str key = !kind->key ? STR("NULL")
                         : arena_printf(arena,
                                        "iif(min(t.%s) = max(t.%s) AND count(t.%s) = count(*),"
                                        " min(t.%s), NULL)",
                                        field, field, field, field);
    Str sql = arena_printf(
        arena,
        "SELECT x.center_code, x.raw_sheet_id, x.name, x.path, x.period_code, x.key, x.instance,"
        " m.header_row, m.first_data_row, m.columns"
        " FROM (SELECT f.center_code, h.raw_sheet_id, h.number, h.name, s.path, f.newest,"
        " max(s.period_code) AS period_code, %.*s AS key,"
        " iif(min(u.coverage) = max(u.coverage) AND u.coverage LIKE 'instance %%',"
        "  substr(u.coverage, 10), NULL) AS instance"
        /* CROSS: from the few files to their rows, in this order. */
        " FROM temp.sent_file f CROSS JOIN loaded_submission s"
        "  ON s.source_file_id = f.source_file_id AND s.kind = f.kind AND s.status = 'current'"
        " CROSS JOIN submission u USING (submission_id) CROSS JOIN %s t USING (submission_id)"
        " CROSS JOIN raw_row w ON w.raw_row_id = t.raw_row_id"
        " CROSS JOIN raw_sheet h ON h.raw_sheet_id = w.raw_sheet_id"
        " WHERE f.kind = ?1 AND (f.is_newest"
        "  OR w.raw_sheet_id IN (SELECT d.raw_sheet_id FROM temp.faulty_sheet d))"
        " GROUP BY h.raw_sheet_id) x"
        " JOIN sheet_mapping m ON m.sheet_mapping_id = (SELECT n.sheet_mapping_id"
        "  FROM sheet_mapping n WHERE n.raw_sheet_id = x.raw_sheet_id AND n.kind = ?1"
        "  ORDER BY n.header_row, n.sheet_mapping_id LIMIT 1)"
        " WHERE x.period_code = x.newest"
        "  OR x.raw_sheet_id IN (SELECT d.raw_sheet_id FROM temp.faulty_sheet d)"
        " ORDER BY x.center_code, x.period_code DESC, x.path, x.number",
        STR_ARG(key), kind->table);
    Stmt *stmt = db_prepare(db, sql.ptr, err);
    stmt_bind_cstr(stmt, 1, kind->name, err);
    return stmt;
}

static void add_key(SentSheet *sheet, const char *field, Str value)
{
    if (value.len == 0 || sheet->key_count == SENT_KEYS_MAX)
        return;
    if (str_ends_with(value, STR(".0"))) /* days are counted in whole ones, as a rule */
        value = str_slice(value, 0, value.len - 2);
    sheet->keys[sheet->key_count].field = str_from(field);
    sheet->keys[sheet->key_count++].value = value;
}

static SentSheet read_sheet(Arena *arena, const SentKind *kind, Str today, Stmt *stmt)
{
    SentSheet sheet = {.center_code = arena_str(arena, stmt_str(stmt, CENTER)),
                       .kind = kind,
                       .raw_sheet_id = stmt_int(stmt, SHEET),
                       .name = arena_str(arena, stmt_str(stmt, NAME)),
                       .path = arena_str(arena, stmt_str(stmt, PATH)),
                       .period_code = arena_str(arena, stmt_str(stmt, PERIOD)),
                       .columns = arena_str(arena, stmt_str(stmt, COLUMNS))};
    if (!stmt_is_null(stmt, FIRST_DATA_ROW))
        sheet.header_row = stmt_int(stmt, HEADER_ROW);
    if (kind->key)
        add_key(&sheet, kind->key, arena_str(arena, stmt_str(stmt, KEY)));
    add_key(&sheet, "instance_id", arena_str(arena, stmt_str(stmt, INSTANCE)));
    /* The correction is newer than whatever it corrects, and says so. */
    add_key(&sheet, "submitted_at", today);
    return sheet;
}

static void find_of_kind(SentSheets *sheets, Db *db, const SentKind *kind, Str today, Error *err)
{
    Stmt *stmt = prepare_sheets(sheets->arena, db, kind, err);
    while (stmt_step(stmt, err)) {
        x_grow(sheets->items, sheets->cap, sheets->count + 1);
        sheets->items[sheets->count++] = read_sheet(sheets->arena, kind, today, stmt);
    }
    stmt_free(stmt);
}

SentSheets *sent_sheets_find(const char *warehouse, Date as_of, Error *err)
{
    if (!error_ok(err))
        return NULL;
    SentSheets *sheets = x_new(SentSheets);
    sheets->arena = arena_create();
    char today[DATE_TEXT_SIZE];
    date_format_iso(as_of, today);
    /* A connection of its own: its temporary tables go with it. */
    Db *db = db_open(warehouse, DB_READ, err);
    db_exec(db, PREPARE, err);
    for (size_t i = 0; i < KIND_COUNT; i++)
        find_of_kind(sheets, db, &KINDS[i], arena_str(sheets->arena, str_from(today)), err);
    db_close(db);
    return sheets;
}

void sent_sheets_free(SentSheets *sheets)
{
    if (!sheets)
        return;
    arena_free(sheets->arena);
    x_free(sheets->items);
    x_free(sheets);
}

SentList sent_sheets_of(const SentSheets *sheets, const char *center_code, Arena *arena)
{
    SentList list = {.items = arena_new_array(arena, SentSheet, sheets->count)};
    for (size_t i = 0; i < sheets->count; i++)
        if (str_is(sheets->items[i].center_code, center_code))
            list.items[list.count++] = sheets->items[i];
    return list;
}
