/* Builds extracts and guards connections, as reach.h describes. */

#include "reports/audience/reach.h"

#include "pipeline/base/file.h"
#include "pipeline/base/map.h"
#include "pipeline/base/mem.h"
#include "pipeline/base/strbuf.h"
#include "pipeline/base/tsv.h"

#include <ctype.h>
#include <stdio.h>
#include <unistd.h>

struct Reach {
    Db *db;
    char *path;
    const Reach *first; /* whose extract and children these are; NULL: its own */
    char *extract;      /* path; NULL where the warehouse itself is read */
    Map *children;      /* views whose rows are single children */
    Map *tables;        /* of the extract, by what is in them: see contents_of; NULL: not its own */
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

/* A table that another extract has with the same contents: as it is, row by row and index by
 * index, which SQLite does without looking into the rows. */
static void take_over(Db *db, Str view, Error *err)
{
    StrBuf sql = STRBUF_INIT;
    Stmt *made = db_prepare(db,
                            "SELECT sql FROM earlier.sqlite_schema WHERE tbl_name = ?1"
                            " ORDER BY rowid",
                            err);
    stmt_bind_str(made, 1, view, err);
    while (stmt_step(made, err)) {
        strbuf_append(&sql, stmt_str(made, 0));
        strbuf_append_cstr(&sql, ";\n");
    }
    stmt_free(made);
    strbuf_append_cstr(&sql, "INSERT INTO main.");
    append_quoted(&sql, view);
    strbuf_append_cstr(&sql, " SELECT * FROM earlier.");
    append_quoted(&sql, view);
    db_exec(db, strbuf_cstr(&sql), err);
    strbuf_free(&sql);
}

static bool is_of_a_name(char c)
{
    return c == '_' || isalnum((unsigned char)c);
}

/* Whether the text names the view, and not one whose name only begins or ends alike. */
static bool names(Str text, Str view)
{
    for (size_t at = 0; (at = str_find(text, view, at)) < text.len; at += view.len) {
        size_t end = at + view.len;
        if ((at == 0 || !is_of_a_name(text.ptr[at - 1])) &&
            (end == text.len || !is_of_a_name(text.ptr[end])))
            return true;
    }
    return false;
}

/* Whether the view is asked for, and of which periods; empty: of all. */
static bool is_asked(Arena *arena, const ReachNeed *need, Str view, Str *periods)
{
    bool asked = need->count == 0;
    *periods = STR("");
    for (size_t i = 0; i < need->count; i++) {
        if (!names(need->items[i].text, view))
            continue;
        asked = true;
        for (Str rest = need->items[i].periods, code; str_split(&rest, ',', &code);)
            if (!lists(*periods, code))
                *periods = arena_printf(arena, "%.*s%s%.*s", STR_ARG(*periods),
                                        periods->len ? "," : "", STR_ARG(code));
    }
    return asked;
}

/* What a table of an extract holds, for comparison. */
static Str contents_of(Arena *arena, Str view, Str columns, Str periods)
{
    return arena_printf(arena, "%.*s (%.*s) %.*s", STR_ARG(view), STR_ARG(columns),
                        STR_ARG(periods));
}

/* One line of reach.tsv: the view's table, unless it is not for the audience or not asked for. */
static void add_view(Reach *reach, Db *db, Arena *arena, const Str *fields, ReachColumns at,
                     Audience audience, const ReachNeed *need, const Reach *earlier, Error *err)
{
    Str view = fields[at.view], columns = fields[at.columns], periods;
    if (!lists(fields[at.audiences], str_from(audience_name(audience))) ||
        !is_asked(arena, need, view, &periods))
        return;
    if (str_is(fields[at.rows], "total") || str_is(fields[at.rows], "person"))
        periods = STR("");
    Str contents = contents_of(arena, view, columns, periods);
    if (earlier && map_get(earlier->tables, contents, NULL))
        take_over(db, view, err);
    else
        copy_view(db, view, columns, periods, err);
    map_set(reach->tables, contents, 1);
    if (audience == AUDIENCE_CENTER && error_ok(err) && has_column(db, view, "center_code"))
        add_index(db, view, "center_code", err);
}

static void attach(Db *db, const char *path, const char *name, Error *err)
{
    StrBuf sql = STRBUF_INIT;
    strbuf_appendf(&sql, "ATTACH ?1 AS %s", name);
    Stmt *stmt = db_prepare(db, strbuf_cstr(&sql), err);
    stmt_bind_cstr(stmt, 1, path, err);
    stmt_run(stmt, err);
    stmt_free(stmt);
    strbuf_free(&sql);
}

static void build_extract(Reach *reach, const char *warehouse, const Tsv *tsv, ReachColumns at,
                          Audience audience, const ReachNeed *need, const Reach *earlier,
                          Error *err)
{
    Arena *arena = arena_create();
    Db *db = db_open(reach->extract, DB_CREATE, err);
    /* A scratch file: gone when the report is written, so nothing of it needs to survive a crash.
     */
    db_exec(db,
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY;"
            "PRAGMA cache_size = -16384",
            err);
    attach(db, warehouse, "warehouse", err);
    db_exec(db, "PRAGMA warehouse.cache_size = -32768", err); /* views read the same tables */
    if (earlier)
        attach(db, earlier->extract, "earlier", err);
    /* Not db_begin: BEGIN IMMEDIATE would lock the attached warehouse for writing, too. */
    db_exec(db, "BEGIN", err);
    for (size_t i = 0; i < tsv->row_count && error_ok(err); i++) {
        add_view(reach, db, arena, tsv->rows[i].fields, at, audience, need, earlier, err);
        if (err->status == STATUS_SQL) /* the file names a view or column that is not there */
            err->status = STATUS_CONFIG;
        SourceRef place = {.file = REACH_PATH, .row = tsv->rows[i].line};
        error_place(err, place);
    }
    db_commit(db, err);
    db_close(db);
    arena_free(arena);
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
                  Audience audience, const ReachNeed *need, const Reach *earlier, Error *err)
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
        reach->tables = map_create();
        build_extract(reach, warehouse, &tsv, at, audience, need, earlier, err);
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
    attach(reach->db, all->path, "warehouse", err);
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
    map_free(reach->tables);
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
