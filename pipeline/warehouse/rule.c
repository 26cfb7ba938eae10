#include "pipeline/warehouse/rule.h"

#include "pipeline/base/json.h"
#include "pipeline/base/map.h"
#include "pipeline/base/mem.h"
#include "pipeline/base/strbuf.h"
#include "pipeline/warehouse/bulk.h"
#include "pipeline/warehouse/script.h"

static const char RULES_FOLDER[] = "templates/rules/";

static bool is_one_of(const char *text, const char *const *choices)
{
    for (; *choices; choices++)
        if (text && strcmp(text, *choices) == 0)
            return true;
    return false;
}

RuleHeading rule_heading(Arena *arena, Str text, const char *path, Error *err)
{
    static const char *const STAGES[] = {"validate", "load", NULL};
    static const char *const SEVERITIES[] = {"info", "warning", "error", NULL};
    RuleHeading heading = {
        .id = script_heading(arena, text, "id"),
        .stage = script_heading(arena, text, "stage"),
        .severity = script_heading(arena, text, "severity"),
        .field = script_heading(arena, text, "field"),
    };
    if (!heading.id || !is_one_of(heading.stage, STAGES) ||
        !is_one_of(heading.severity, SEVERITIES))
        error_set_at(err, STATUS_CONFIG, (SourceRef){.file = path, .row = 1},
                     "a rule opens with \"-- id:\", \"-- stage: validate|load\" and "
                     "\"-- severity: info|warning|error\"");
    return heading;
}

static const char *const RULE_COLUMNS[] = {
    "raw_row_id", "submission_id", "source_file_id", "center_code",
    "field",      "value",         "expected",       "other",
};
enum { RULE_COLUMN_COUNT = sizeof RULE_COLUMNS / sizeof RULE_COLUMNS[0], RULE_COLUMN_FIELD = 4 };

/* Which of RULE_COLUMNS the SELECT returns; any other column is a mistake in the rule. */
static void find_columns(Db *db, const char *sql, bool found[RULE_COLUMN_COUNT], Error *err)
{
    Stmt *stmt = db_prepare(db, sql, err);
    for (int i = 0; error_ok(err) && i < stmt_column_count(stmt); i++) {
        int k = 0;
        while (k < RULE_COLUMN_COUNT && strcmp(RULE_COLUMNS[k], stmt_column_name(stmt, i)) != 0)
            k++;
        if (k == RULE_COLUMN_COUNT)
            error_set(err, STATUS_CONFIG, "column \"%s\" means nothing in a rule",
                      stmt_column_name(stmt, i));
        else
            found[k] = true;
    }
    stmt_free(stmt);
}

/* What the SELECT gives, in the order of temp.found. ?4: its field, where the rule's is not it. */
static const char *rule_insert(Arena *arena, const char *sql, const bool found[RULE_COLUMN_COUNT])
{
    StrBuf columns = STRBUF_INIT;
    for (int k = 0; k < RULE_COLUMN_COUNT; k++) {
        const char *missing = k == RULE_COLUMN_FIELD ? "?4" : "NULL";
        strbuf_appendf(&columns, ", %s AS %s", found[k] ? RULE_COLUMNS[k] : missing,
                       RULE_COLUMNS[k]);
    }
    Str text = arena_printf(arena,
                            "INSERT INTO temp.found (rule_number, rule, severity, raw_row_id,"
                            " submission_id, source_file_id, center_code, field, value, expected,"
                            " other) SELECT ?1, ?2, ?3%s FROM (%s)",
                            strbuf_cstr(&columns), sql);
    strbuf_free(&columns);
    return text.ptr;
}

static void find(Batch *batch, Arena *arena, Str text, const RuleHeading *rule, int64_t number,
                 Error *err)
{
    const char *sql = script_select(arena, text);
    bool found[RULE_COLUMN_COUNT] = {false};
    find_columns(batch->db, sql, found, err);
    Stmt *insert =
        error_ok(err) ? db_prepare(batch->db, rule_insert(arena, sql, found), err) : NULL;
    stmt_bind_int(insert, 1, number, err);
    stmt_bind_cstr(insert, 2, rule->id, err);
    stmt_bind_cstr(insert, 3, rule->severity, err);
    if (!found[RULE_COLUMN_FIELD])
        stmt_bind_cstr(insert, 4, rule->field, err);
    stmt_run(insert, err);
    stmt_free(insert);
}

void rules_begin(Db *db, Error *err)
{
    db_exec(db,
            "DROP TABLE IF EXISTS temp.found;"
            "CREATE TEMP TABLE found (rule_number INTEGER, rule TEXT, severity TEXT, place INTEGER,"
            " raw_row_id INTEGER, submission_id INTEGER, source_file_id INTEGER, center_code TEXT,"
            " field TEXT, value, expected, other)",
            err);
}

void rules_find(Batch *batch, const char *stage, Error *err)
{
    Arena *arena = arena_create();
    AssetList files = asset_list(batch->assets, arena, RULES_FOLDER, err);
    for (size_t i = 0; error_ok(err) && i < files.count; i++) {
        if (!str_ends_with(str_from(files.paths[i]), STR(".sql")))
            continue;
        Str text = asset_read(batch->assets, arena, files.paths[i], err);
        RuleHeading rule = rule_heading(arena, text, files.paths[i], err);
        if (error_ok(err) && strcmp(rule.stage, stage) == 0)
            find(batch, arena, text, &rule, RULE_NUMBER_FIRST_FILE + (int64_t)i, err);
        error_place(err, (SourceRef){.file = files.paths[i]});
    }
    arena_free(arena);
}

void rules_take(Db *from, Db *to, Error *err)
{
    Stmt *row = db_prepare(from, "SELECT * FROM temp.found ORDER BY rowid", err);
    Stmt *insert =
        db_prepare(to, "INSERT INTO temp.found VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", err);
    while (stmt_step(row, err)) {
        for (int i = 0; i < stmt_column_count(row); i++)
            sqlite3_bind_value(stmt_handle(insert), i + 1,
                               sqlite3_column_value(stmt_handle(row), i));
        stmt_run(insert, err);
    }
    stmt_free(insert);
    stmt_free(row);
}

int64_t rules_note(Db *db, const char *stage, Error *err)
{
    Stmt *insert =
        db_prepare(db,
                   "INSERT INTO issue (stage, rule, severity, source_file_id, submission_id,"
                   " raw_row_id, column_number, center_code, field, value, expected, other,"
                   " message_key)"
                   " SELECT ?1, f.rule, f.severity, coalesce(f.source_file_id, s.source_file_id),"
                   " f.submission_id, f.raw_row_id, m.column_number, f.center_code, f.field,"
                   " f.value, f.expected, f.other, f.rule FROM temp.found f"
                   " LEFT JOIN main.submission s ON s.submission_id = f.submission_id"
                   " LEFT JOIN raw_row w ON w.raw_row_id = f.raw_row_id"
                   " LEFT JOIN temp.mapped_column m ON m.raw_sheet_id = w.raw_sheet_id"
                   " AND m.field = f.field"
                   " ORDER BY f.rule_number, f.raw_row_id, f.place, f.center_code, f.field,"
                   " f.value, f.other, f.expected, f.submission_id",
                   err);
    stmt_bind_cstr(insert, 1, stage, err);
    stmt_run(insert, err);
    stmt_free(insert);
    int64_t issues = error_ok(err) ? db_changes(db) : 0;
    db_exec(db, "DROP TABLE temp.found", err);
    return issues;
}

void rules_need_columns(Db *db, Error *err)
{
    if (!db_int(db, "SELECT count(*) FROM temp.sqlite_schema WHERE name = 'mapped_column'", err))
        rules_map_columns(db, err);
}

/* The fields of one sheet, each with its first column. */
typedef struct SheetFields {
    struct {
        Str field;
        int64_t column;
    } * items;
    size_t count, cap;
} SheetFields;

static void note_field(SheetFields *fields, Str field, int64_t column)
{
    for (size_t i = 0; i < fields->count; i++)
        if (fields->items[i].field.ptr == field.ptr) {
            if (column < fields->items[i].column)
                fields->items[i].column = column;
            return;
        }
    x_grow(fields->items, fields->cap, fields->count + 1);
    fields->items[fields->count].field = field;
    fields->items[fields->count++].column = column;
}

/* Columns of sheet_mapping: [[1, "full_name", "Name"], [2, null, "Note"], ...]. Field names are
 * kept in `names`, equal ones at one address. */
static void read_fields(SheetFields *fields, Arena *arena, Str columns, Map *names)
{
    JsonScan scan = {.text = columns, .arena = arena};
    for (JsonType type; (type = json_next(&scan)) != JSON_END;) {
        if (type != JSON_NUMBER)
            continue;
        int64_t column = (int64_t)scan.number;
        if (json_next(&scan) == JSON_STRING)
            note_field(fields, map_key_at(names, (size_t)map_intern(names, scan.string)), column);
    }
}

static void write_fields(Bulk *table, int64_t sheet, SheetFields *fields, Error *err)
{
    for (size_t i = 0; i < fields->count; i++) {
        bulk_int(table, 1, sheet);
        bulk_str(table, 2, fields->items[i].field);
        bulk_int(table, 3, fields->items[i].column);
        bulk_end_row(table, err);
    }
    fields->count = 0;
}

static void fill_mapped_columns(Db *db, Error *err)
{
    Arena *arena = arena_create();
    Map *names = map_create();
    SheetFields fields = {0};
    Stmt *row = db_prepare(db,
                           "SELECT raw_sheet_id, columns FROM sheet_mapping"
                           " ORDER BY raw_sheet_id, sheet_mapping_id",
                           err);
    Bulk *table = bulk_open(db, "temp.mapped_column (raw_sheet_id, field, column_number)", err);
    int64_t sheet = 0;
    while (stmt_step(row, err)) {
        if (stmt_int(row, 0) != sheet)
            write_fields(table, sheet, &fields, err);
        sheet = stmt_int(row, 0);
        arena_reset(arena);
        read_fields(&fields, arena, stmt_str(row, 1), names);
    }
    write_fields(table, sheet, &fields, err);
    bulk_close(table, err);
    stmt_free(row);
    x_free(fields.items);
    map_free(names);
    arena_free(arena);
}

void rules_map_columns(Db *db, Error *err)
{
    db_exec(db,
            "DROP TABLE IF EXISTS temp.mapped_column;"
            "CREATE TEMP TABLE mapped_column (raw_sheet_id INTEGER, field TEXT,"
            " column_number INTEGER, PRIMARY KEY (raw_sheet_id, field)) WITHOUT ROWID",
            err);
    fill_mapped_columns(db, err);
    db_exec(db,
            "INSERT OR IGNORE INTO temp.mapped_column"
            " SELECT raw_sheet_id, 'date_of_birth', column_number FROM temp.mapped_column"
            " WHERE field = 'age';"
            "INSERT OR IGNORE INTO temp.mapped_column"
            " SELECT raw_sheet_id, f.value, column_number"
            " FROM temp.mapped_column, json_each('[\"leaving_date\",\"leaving_reason\"]') f"
            " WHERE field = 'leaving_date_reason';"
            "INSERT OR IGNORE INTO temp.mapped_column"
            " SELECT raw_sheet_id, 'full_name', min(column_number) FROM temp.mapped_column"
            " WHERE field IN ('name_my', 'name_en', 'name_th', 'name_karen', 'first_name')"
            " GROUP BY raw_sheet_id;",
            err);
}
