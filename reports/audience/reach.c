/* Builds extracts and guards connections, as reach.h describes. */

#include "reports/audience/reach.h"

#include "pipeline/base/file.h"
#include "pipeline/base/map.h"
#include "pipeline/base/mem.h"
#include "pipeline/base/strbuf.h"
#include "pipeline/base/tsv.h"

#include <stdio.h>
#include <unistd.h>

struct Reach {
    Db *db;
    char *path;
    const Reach *first; /* whose extract and children these are; NULL: its own */
    char *extract;      /* path; NULL where the warehouse itself is read */
    Map *children;      /* views whose rows are single children */
    char denied[96];
    bool read_children;
};

static const char REACH_PATH[] = "templates/reports/reach.tsv";

static bool has_own_extract(Audience audience)
{
    return audience != AUDIENCE_OFFICER;
}

/* Names that no report may read, whatever its audience: they tell the schema. */
static bool is_internal(const char *table)
{
    return sqlite3_strnicmp(table, "sqlite_", 7) == 0 ||
           sqlite3_strnicmp(table, "pragma_", 7) == 0 || sqlite3_stricmp(table, "dbstat") == 0;
}

static bool is_dangerous(const char *function)
{
    static const char *const NAMES[] = {"load_extension", "readfile", "writefile", "edit",
                                        "fts3_tokenizer", "random",   "randomblob"};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        if (sqlite3_stricmp(function, NAMES[i]) == 0)
            return true;
    return false;
}

static int deny(Reach *reach, const char *what, const char *name)
{
    if (!reach->denied[0])
        snprintf(reach->denied, sizeof reach->denied, "%s%s%s", what, name ? " " : "",
                 name ? name : "");
    return SQLITE_DENY;
}

/* https://sqlite.org/c3ref/c_alter_table.html lists what the two texts mean for each action. */
static int authorize(void *context, int action, const char *first, const char *second,
                     const char *database, const char *view)
{
    Reach *reach = context;
    (void)database;
    (void)view;
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_RECURSIVE:
        return SQLITE_OK;
    case SQLITE_READ:
        if (first && is_internal(first))
            return deny(reach, first, NULL);
        if (first && map_get(reach->children, str_from(first), NULL))
            reach->read_children = true;
        return SQLITE_OK;
    case SQLITE_FUNCTION:
        return second && is_dangerous(second) ? deny(reach, "the function", second) : SQLITE_OK;
    case SQLITE_PRAGMA:
        return deny(reach, "PRAGMA", first);
    case SQLITE_ATTACH:
    case SQLITE_DETACH:
        return deny(reach, "ATTACH", NULL);
    default:
        return deny(reach, "statements that change something", NULL);
    }
}

typedef struct ReachColumns {
    int view, columns, audiences, rows;
} ReachColumns;

static bool lists(Str list, Str wanted)
{
    for (Str rest = list, piece; str_split(&rest, ',', &piece);)
        if (str_eq(str_trim(piece), wanted))
            return true;
    return false;
}

static void append_quoted(StrBuf *sql, Str name)
{
    strbuf_append_char(sql, '"');
    strbuf_append(sql, name);
    strbuf_append_char(sql, '"');
}

/* Whether a view has a column; most of those with rows of children have `period`. */
static bool has_column(Db *db, Str view, const char *column)
{
    Error trouble = {0};
    StrBuf sql = STRBUF_INIT;
    strbuf_appendf(&sql, "SELECT v.%s FROM warehouse.", column);
    append_quoted(&sql, view);
    strbuf_append_cstr(&sql, " AS v LIMIT 0");
    stmt_free(db_prepare(db, strbuf_cstr(&sql), &trouble));
    strbuf_free(&sql);
    return error_ok(&trouble);
}

static void append_periods(StrBuf *sql, Str periods)
{
    const char *separator = " WHERE v.period IN ('";
    for (Str rest = periods, code; str_split(&rest, ',', &code);) {
        strbuf_append_cstr(sql, separator);
        strbuf_append(sql, code);
        separator = "', '";
    }
    strbuf_append_cstr(sql, "')");
}

/* Nearly every query asks for one period of what holds all, or for one center. */
static void add_index(Db *db, Str view, const char *column, Error *err)
{
    StrBuf sql = STRBUF_INIT;
    strbuf_appendf(&sql, "CREATE INDEX main.\"%.*s_by_%s\" ON ", STR_ARG(view), column);
    append_quoted(&sql, view);
    strbuf_appendf(&sql, " (%s)", column);
    db_exec(db, strbuf_cstr(&sql), err);
    strbuf_free(&sql);
}

/* CREATE TABLE main.view AS SELECT the audience's columns FROM the warehouse's view. */
static void copy_view(Db *db, Str view, Str columns, Str periods, Error *err)
{
    StrBuf sql = STRBUF_INIT;
    strbuf_append_cstr(&sql, "CREATE TABLE main.");
    append_quoted(&sql, view);
    strbuf_append_cstr(&sql, " AS SELECT ");
    bool first = true;
    for (Str rest = columns, piece; str_split(&rest, ',', &piece); first = false) {
        if (!first)
            strbuf_append_cstr(&sql, ", ");
        Str name = str_trim(piece);
        if (str_is(name, "*")) {
            strbuf_append_cstr(&sql, "*");
        } else {
            /* Qualified: a quoted name that is no column would otherwise be taken for a text. */
            strbuf_append_cstr(&sql, "v.");
            append_quoted(&sql, name);
        }
    }
    strbuf_append_cstr(&sql, " FROM warehouse.");
    append_quoted(&sql, view);
    strbuf_append_cstr(&sql, " AS v");
    bool by_period = has_column(db, view, "period");
    if (!str_is_empty(periods) && by_period)
        append_periods(&sql, periods);
    db_exec(db, strbuf_cstr(&sql), err);
    if (by_period && str_is_empty(periods))
        add_index(db, view, "period", err);
    strbuf_free(&sql);
}

static void build_extract(Reach *reach, const char *warehouse, const Tsv *tsv, ReachColumns at,
                          Audience audience, const ReachNeed *need, Error *err)
{
    Db *db = db_open(reach->extract, DB_CREATE, err);
    /* A scratch file: gone when the report is written, so nothing of it needs to survive a crash.
     */
    db_exec(db,
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY;"
            "PRAGMA cache_size = -16384",
            err);
    Stmt *attach = db_prepare(db, "ATTACH ?1 AS warehouse", err);
    stmt_bind_cstr(attach, 1, warehouse, err);
    stmt_run(attach, err);
    stmt_free(attach);
    /* Not db_begin: BEGIN IMMEDIATE would lock the attached warehouse for writing, too. */
    db_exec(db, "BEGIN", err);
    for (size_t i = 0; i < tsv->row_count && error_ok(err); i++) {
        const Str *fields = tsv->rows[i].fields;
        bool asked = str_is_empty(need->queries) ||
                     str_find(need->queries, fields[at.view], 0) < need->queries.len;
        bool every_period = str_is(fields[at.rows], "total") || str_is(fields[at.rows], "person");
        if (asked && lists(fields[at.audiences], str_from(audience_name(audience))))
            copy_view(db, fields[at.view], fields[at.columns],
                      every_period ? STR("") : need->periods, err);
        if (error_ok(err) && asked && audience == AUDIENCE_CENTER &&
            lists(fields[at.audiences], STR("center")) &&
            has_column(db, fields[at.view], "center_code"))
            add_index(db, fields[at.view], "center_code", err);
        if (err->status == STATUS_SQL) /* the file names a view or column that is not there */
            err->status = STATUS_CONFIG;
        SourceRef place = {.file = REACH_PATH, .row = tsv->rows[i].line};
        error_place(err, place);
    }
    db_commit(db, err);
    db_close(db);
}

static void guard(Reach *reach, Error *err)
{
    if (!error_ok(err))
        return;
    sqlite3_set_authorizer(db_handle(reach->db), authorize, reach);
    /* A view's own SQL is checked too, and reading it names the tables below: allowed. */
    sqlite3_db_config(db_handle(reach->db), SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
}

/* Opens the connection that queries get. */
static void connect_guarded(Reach *reach, Error *err)
{
    reach->db = db_open(reach->path, DB_READ, err);
    db_exec(reach->db, "PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY", err);
    guard(reach, err);
}

Reach *reach_open(const char *warehouse, const char *folder, const Assets *assets,
                  Audience audience, const ReachNeed *need, Error *err)
{
    if (!error_ok(err))
        return NULL;
    Arena *arena = arena_create();
    Reach *reach = x_new(Reach);
    reach->children = map_create();
    Str text = asset_read(assets, arena, REACH_PATH, err);
    Tsv tsv = tsv_parse(arena, text, REACH_PATH, err);
    ReachColumns at = {.view = tsv_need(&tsv, "view", REACH_PATH, err),
                       .columns = tsv_need(&tsv, "columns", REACH_PATH, err),
                       .audiences = tsv_need(&tsv, "audiences", REACH_PATH, err),
                       .rows = tsv_need(&tsv, "rows", REACH_PATH, err)};
    for (size_t i = 0; i < tsv.row_count && error_ok(err); i++)
        if (str_is(tsv.rows[i].fields[at.rows], "child") ||
            str_is(tsv.rows[i].fields[at.rows], "person"))
            map_set(reach->children, tsv.rows[i].fields[at.view], 1);
    if (error_ok(err) && has_own_extract(audience)) {
        Str path = arena_printf(arena, "%s/.extract-%s.db", folder, audience_name(audience));
        reach->extract = x_strdup(path.ptr);
        unlink(reach->extract);
        build_extract(reach, warehouse, &tsv, at, audience, need, err);
    }
    reach->path = x_strdup(reach->extract ? reach->extract : warehouse);
    connect_guarded(reach, err);
    arena_free(arena);
    if (!error_ok(err)) {
        reach_close(reach);
        return NULL;
    }
    return reach;
}

Reach *reach_again(const Reach *first, Error *err)
{
    if (!error_ok(err))
        return NULL;
    Reach *reach = x_new(Reach);
    reach->first = first;
    reach->children = first->children;
    reach->path = x_strdup(first->path);
    connect_guarded(reach, err);
    if (!error_ok(err)) {
        reach_close(reach);
        return NULL;
    }
    return reach;
}

/* One table of the attached extract, the center's rows only. */
static void copy_rows(Db *db, Str table, const char *center_code, Error *err)
{
    StrBuf sql = STRBUF_INIT;
    strbuf_append_cstr(&sql, "CREATE TABLE main.");
    append_quoted(&sql, table);
    strbuf_append_cstr(&sql, " AS SELECT * FROM warehouse.");
    append_quoted(&sql, table);
    if (has_column(db, table, "center_code")) {
        strbuf_append_cstr(&sql, " WHERE center_code = '");
        for (const char *c = center_code; *c; c++)
            strbuf_appendf(&sql, "%s%c", *c == '\'' ? "'" : "", *c);
        strbuf_append_char(&sql, '\'');
    }
    db_exec(db, strbuf_cstr(&sql), err);
    strbuf_free(&sql);
}

Reach *reach_center(const Reach *all, const char *center_code, Error *err)
{
    if (!error_ok(err))
        return NULL;
    Reach *reach = x_new(Reach);
    Arena *arena = arena_create();
    reach->first = all;
    reach->children = all->children;
    reach->db = db_open(":memory:", DB_CREATE, err);
    Stmt *attach = db_prepare(reach->db, "ATTACH ?1 AS warehouse", err);
    stmt_bind_cstr(attach, 1, all->path, err);
    stmt_run(attach, err);
    stmt_free(attach);
    Stmt *tables = db_prepare(
        reach->db, "SELECT name FROM warehouse.sqlite_schema WHERE type = 'table' ORDER BY name",
        err);
    Str names[64];
    size_t count = 0;
    while (count < sizeof names / sizeof *names && stmt_step(tables, err))
        names[count++] = arena_str(arena, stmt_str(tables, 0));
    stmt_free(tables);
    for (size_t i = 0; i < count && error_ok(err); i++)
        copy_rows(reach->db, names[i], center_code, err);
    db_exec(reach->db, "DETACH warehouse", err);
    guard(reach, err);
    arena_free(arena);
    if (!error_ok(err)) {
        reach_close(reach);
        return NULL;
    }
    return reach;
}

void reach_close(Reach *reach)
{
    if (!reach)
        return;
    db_close(reach->db);
    if (reach->extract)
        unlink(reach->extract);
    x_free(reach->extract);
    x_free(reach->path);
    if (!reach->first)
        map_free(reach->children);
    x_free(reach);
}

Db *reach_db(Reach *reach)
{
    return reach->db;
}

void reach_forget(Reach *reach)
{
    reach->denied[0] = '\0';
    reach->read_children = false;
}

const char *reach_denied(const Reach *reach)
{
    return reach->denied[0] ? reach->denied : NULL;
}

bool reach_read_children(const Reach *reach)
{
    return reach->read_children;
}
