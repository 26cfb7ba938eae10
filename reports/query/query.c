/* Prepares, checks, binds and reads one query; protect.c then hides what must not be shown. */

#include "reports/query/query.h"

#include "pipeline/base/mem.h"
#include "pipeline/base/strbuf.h"
#include "reports/query/sql_text.h"

/* A query that runs away (a recursive WITH without an end) stops after about 20 seconds' work. */
enum { PROGRESS_STEPS = 1000000, PROGRESS_ROUNDS = 2000 };

static int64_t line_of(const Query *query, int offset)
{
    int64_t line = query->line;
    for (int i = 0; i < offset && (size_t)i < query->sql.len; i++)
        line += query->sql.ptr[i] == '\n';
    return line;
}

static void refuse(const Query *query, Error *err, const char *what)
{
    SourceRef at = {.file = query->file, .row = query->line};
    error_set_at(err, STATUS_REFUSED, at, "%s", what);
}

static int count_rounds(void *context)
{
    int *rounds = context;
    return ++*rounds > PROGRESS_ROUNDS;
}

static void bind_value(Stmt *stmt, int index, Value value, Error *err)
{
    switch (value.type) {
    case VALUE_INT:
        stmt_bind_int(stmt, index, value.integer, err);
        break;
    case VALUE_REAL:
        stmt_bind_double(stmt, index, value.real, err);
        break;
    case VALUE_TEXT:
    case VALUE_DATE:
        stmt_bind_str(stmt, index, value.text, err);
        break;
    default:
        stmt_bind_null(stmt, index, err);
    }
}

static void bind_parameters(const Query *query, Stmt *stmt, Error *err)
{
    sqlite3_stmt *handle = stmt_handle(stmt);
    for (int i = 1; i <= sqlite3_bind_parameter_count(handle) && error_ok(err); i++) {
        const char *name = sqlite3_bind_parameter_name(handle, i);
        Value value = {0};
        if (!name || name[0] == '?' || !query->lookup(query->context, str_from(name + 1), &value)) {
            SourceRef at = {.file = query->file, .row = query->line};
            error_set_at(err, STATUS_REFUSED, at, "the query's parameter \"%s\" is not known",
                         name ? name : "?");
            return;
        }
        bind_value(stmt, i, value, err);
    }
}

static Stmt *prepare(const Query *query, const char *sql, Error *err)
{
    Error trouble = {0};
    reach_forget(query->reach);
    Db *db = reach_db(query->reach);
    Stmt *stmt = db_prepare(db, sql, &trouble);
    if (!error_ok(&trouble)) {
        int offset = sqlite3_error_offset(db_handle(db));
        const char *denied = reach_denied(query->reach);
        SourceRef at = {.file = query->file, .row = line_of(query, offset < 0 ? 0 : offset)};
        if (denied)
            error_set_at(err, STATUS_REFUSED, at, "a report for this audience may not use %s",
                         denied);
        else
            error_set_at(err, STATUS_REFUSED, at, "%s", sqlite3_errmsg(db_handle(db)));
        return NULL;
    }
    const char *read = stmt ? sqlite3_sql(stmt_handle(stmt)) : NULL;
    size_t used = read ? strlen(read) : 0;
    if (!read || !sql_is_blank(str_slice(query->sql, used, query->sql.len)))
        refuse(query, err,
               read ? "expected one SELECT, found more than one statement"
                    : "expected a SELECT, found nothing");
    else if (!sqlite3_stmt_readonly(stmt_handle(stmt)) || stmt_column_count(stmt) == 0)
        refuse(query, err, "expected a query that reads");
    else if (stmt_column_count(stmt) > QUERY_COLUMNS_MAX)
        refuse(query, err, "too many columns in one query");
    return stmt;
}

/* An aggregate that hands on every row it saw: the list again, in one cell. */
static bool keeps_every_row(Str function)
{
    static const char *const NAMES[] = {"group_concat(", "string_agg(", "json_group_",
                                        "jsonb_group_"};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        if (str_starts_with(function, str_from(NAMES[i])))
            return true;
    return false;
}

/*
 * A result from rows of single children must be made by aggregate functions: SQLite's program then
 * has an AggStep, and for a window function, which leaves every row, an AggValue
 * (https://sqlite.org/opcode.html). Not a proof, but a listing of children is caught.
 */
static bool aggregates(const Query *query, const char *sql)
{
    enum { OPCODE = 1, FUNCTION = 5 };
    Error trouble = {0};
    StrBuf explain = STRBUF_INIT;
    strbuf_appendf(&explain, "EXPLAIN %s", sql);
    reach_forget(query->reach);
    Stmt *stmt = db_prepare(reach_db(query->reach), strbuf_cstr(&explain), &trouble);
    bool counts = false, lists = false;
    while (stmt_step(stmt, &trouble)) {
        Str opcode = stmt_str(stmt, OPCODE);
        bool step = str_starts_with(opcode, STR("AggStep"));
        counts = counts || step || str_is(opcode, "Count");
        lists = lists || (step && keeps_every_row(stmt_str(stmt, FUNCTION))) ||
                str_starts_with(opcode, STR("AggValue")) ||
                str_starts_with(opcode, STR("AggInverse"));
    }
    stmt_free(stmt);
    strbuf_free(&explain);
    return counts && !lists;
}

static ResultColumn *describe_columns(Arena *arena, Stmt *stmt)
{
    size_t count = (size_t)stmt_column_count(stmt);
    ResultColumn *columns = arena_new_array(arena, ResultColumn, count);
    for (size_t i = 0; i < count; i++) {
        const char *type = sqlite3_column_decltype(stmt_handle(stmt), (int)i);
        columns[i].name = arena_str(arena, str_from(stmt_column_name(stmt, (int)i)));
        columns[i].expression = sqlite3_column_origin_name(stmt_handle(stmt), (int)i) == NULL;
        columns[i].numeric =
            type && (sqlite3_stricmp(type, "INTEGER") == 0 || sqlite3_stricmp(type, "INT") == 0 ||
                     sqlite3_stricmp(type, "REAL") == 0 || sqlite3_stricmp(type, "NUM") == 0);
    }
    return columns;
}

static Value read_value(Arena *arena, Stmt *stmt, int column)
{
    switch (sqlite3_column_type(stmt_handle(stmt), column)) {
    case SQLITE_INTEGER:
        return (Value){.type = VALUE_INT, .integer = stmt_int(stmt, column)};
    case SQLITE_FLOAT:
        return (Value){.type = VALUE_REAL, .real = stmt_double(stmt, column)};
    case SQLITE_NULL:
        return (Value){.type = VALUE_EMPTY};
    default:
        return (Value){.type = VALUE_TEXT, .text = arena_str(arena, stmt_str(stmt, column))};
    }
}

static void read_rows(Arena *arena, const Query *query, Stmt *stmt, ResultSet *result, Error *err)
{
    ResultColumn *columns = describe_columns(arena, stmt);
    size_t width = (size_t)stmt_column_count(stmt);
    Value *values = NULL;
    size_t cap = 0;
    size_t rows = 0;
    while (stmt_step(stmt, err)) {
        if (rows >= QUERY_ROWS_MAX) {
            refuse(query, err, "the query gives more rows than a report holds");
            break;
        }
        x_grow(values, cap, (rows + 1) * width);
        for (size_t i = 0; i < width; i++) {
            Value value = read_value(arena, stmt, (int)i);
            columns[i].numeric = columns[i].numeric || value_is_number(value);
            values[rows * width + i] = value;
        }
        rows++;
    }
    result->columns = columns;
    result->column_count = width;
    result->row_count = rows;
    result->values = arena_new_array(arena, Value, rows * width);
    if (rows > 0)
        memcpy(result->values, values, rows * width * sizeof *values);
    x_free(values);
}

/* Steps the query through its rows, within bounds. */
static void ask(Arena *arena, const Query *query, Stmt *stmt, ResultSet *result, Error *err)
{
    int rounds = 0;
    sqlite3 *handle = db_handle(reach_db(query->reach));
    Error trouble = {0};
    sqlite3_progress_handler(handle, PROGRESS_STEPS, count_rounds, &rounds);
    read_rows(arena, query, stmt, result, &trouble);
    sqlite3_progress_handler(handle, 0, NULL, NULL);
    if (!error_ok(&trouble)) {
        SourceRef at = {.file = query->file, .row = query->line};
        /* A full disk is no fault of the report. */
        Status status = trouble.status == STATUS_IO ? STATUS_IO : STATUS_REFUSED;
        error_set_at(err, status, at, "%s", trouble.message);
    }
}

/* The rows as they are, none hidden: known, or asked for now. */
static ResultSet find_rows(Arena *arena, const Query *query, Stmt *stmt, Error *err)
{
    ResultSet result = {0};
    char *text = query->known ? sqlite3_expanded_sql(stmt_handle(stmt)) : NULL;
    const ResultSet *known = text ? result_store_get(query->known, str_from(text)) : NULL;
    if (known) {
        result = *known;
    } else {
        ask(text ? result_store_arena(query->known) : arena, query, stmt, &result, err);
        if (text && error_ok(err))
            result_store_put(query->known, str_from(text), &result);
    }
    sqlite3_free(text);
    result.hidden = arena_new_array(arena, bool, result.row_count *result.column_count);
    return result;
}

ResultSet query_run(Arena *arena, const Query *query, Error *err)
{
    ResultSet result = {0};
    if (!error_ok(err))
        return result;
    const char *sql = arena_cstr(arena, query->sql);
    Stmt *stmt = prepare(query, sql, err);
    bool of_children = reach_read_children(query->reach);
    if (error_ok(err) && of_children && query->protection->minimum_cell > 1 &&
        !aggregates(query, sql))
        refuse(query, err,
               "a list of single children is not for this audience: expected a query that "
               "counts");
    if (error_ok(err))
        bind_parameters(query, stmt, err);
    if (error_ok(err))
        result = find_rows(arena, query, stmt, err);
    stmt_free(stmt);
    if (error_ok(err) && result.row_count > 1 && !sql_has_outer_order(query->sql))
        refuse(query, err, "the query gives several rows: expected an ORDER BY at its end");
    protect_result(&result, query->protection, err);
    SourceRef at = {.file = query->file, .row = query->line};
    error_place(err, at);
    return result;
}
