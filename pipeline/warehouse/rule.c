#include "pipeline/warehouse/rule.h"

#include "pipeline/base/strbuf.h"
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

static const char *rule_insert(Arena *arena, const char *sql, const bool found[RULE_COLUMN_COUNT])
{
    StrBuf columns = STRBUF_INIT;
    for (int k = 0; k < RULE_COLUMN_COUNT; k++) {
        const char *missing = k == RULE_COLUMN_FIELD ? "?4" : "NULL";
        strbuf_appendf(&columns, "%s%s AS %s", k ? ", " : "", found[k] ? RULE_COLUMNS[k] : missing,
                       RULE_COLUMNS[k]);
    }
    Str text = arena_printf(
        arena,
        "INSERT INTO issue (stage, rule, severity, source_file_id, submission_id, raw_row_id,"
        " column_number, center_code, field, value, expected, other, message_key)"
        " SELECT ?1, ?2, ?3, coalesce(f.source_file_id, s.source_file_id), f.submission_id,"
        " f.raw_row_id, m.column_number, f.center_code, f.field, f.value, f.expected, f.other, ?2"
        " FROM (SELECT %s FROM (%s)) f"
        " LEFT JOIN submission s ON s.submission_id = f.submission_id"
        " LEFT JOIN raw_row w ON w.raw_row_id = f.raw_row_id"
        " LEFT JOIN temp.mapped_column m ON m.raw_sheet_id = w.raw_sheet_id AND m.field = f.field"
        " ORDER BY f.raw_row_id, f.center_code, f.field, f.value, f.other, f.expected",
        strbuf_cstr(&columns), sql);
    strbuf_free(&columns);
    return text.ptr;
}

static int64_t run_rule(Batch *batch, Arena *arena, Str text, const RuleHeading *rule, Error *err)
{
    const char *sql = script_select(arena, text);
    bool found[RULE_COLUMN_COUNT] = {false};
    find_columns(batch->db, sql, found, err);
    Stmt *insert =
        error_ok(err) ? db_prepare(batch->db, rule_insert(arena, sql, found), err) : NULL;
    stmt_bind_cstr(insert, 1, rule->stage, err);
    stmt_bind_cstr(insert, 2, rule->id, err);
    stmt_bind_cstr(insert, 3, rule->severity, err);
    if (!found[RULE_COLUMN_FIELD])
        stmt_bind_cstr(insert, 4, rule->field, err);
    stmt_run(insert, err);
    stmt_free(insert);
    return error_ok(err) ? db_changes(batch->db) : 0;
}

int64_t rules_run(Batch *batch, const char *stage, Error *err)
{
    Arena *arena = arena_create();
    AssetList files = asset_list(batch->assets, arena, RULES_FOLDER, err);
    int64_t issues = 0;
    for (size_t i = 0; error_ok(err) && i < files.count; i++) {
        if (!str_ends_with(str_from(files.paths[i]), STR(".sql")))
            continue;
        Str text = asset_read(batch->assets, arena, files.paths[i], err);
        RuleHeading rule = rule_heading(arena, text, files.paths[i], err);
        if (error_ok(err) && strcmp(rule.stage, stage) == 0)
            issues += run_rule(batch, arena, text, &rule, err);
        error_place(err, (SourceRef){.file = files.paths[i]});
    }
    arena_free(arena);
    return issues;
}

void rules_need_columns(Batch *batch, Error *err)
{
    if (!db_int(batch->db, "SELECT count(*) FROM temp.sqlite_schema WHERE name = 'mapped_column'",
                err))
        rules_map_columns(batch, err);
}

void rules_map_columns(Batch *batch, Error *err)
{
    db_exec(batch->db,
            "DROP TABLE IF EXISTS temp.mapped_column;"
            "CREATE TEMP TABLE mapped_column (raw_sheet_id INTEGER, field TEXT,"
            " column_number INTEGER, PRIMARY KEY (raw_sheet_id, field)) WITHOUT ROWID;"
            "INSERT INTO temp.mapped_column"
            " SELECT m.raw_sheet_id, c.value ->> 1, min(CAST(c.value ->> 0 AS INTEGER))"
            " FROM sheet_mapping m, json_each(m.columns) c"
            " WHERE c.value ->> 1 IS NOT NULL GROUP BY 1, 2;"
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
