#include "pipeline/warehouse/bulk.h"

#include "pipeline/base/mem.h"
#include "pipeline/base/strbuf.h"

/* More rows gain nothing; fewer lose. */
enum { ROWS_MAX = 64 };

typedef struct Value {
    enum { VALUE_NULL, VALUE_INT, VALUE_DOUBLE, VALUE_TEXT, VALUE_COPY } type;
    union {
        int64_t number;
        double real;
        Str text;
    };
} Value;

struct Bulk {
    Db *db;
    Arena *arena, *copies; /* copies: the texts of rows that wait */
    const char *into;
    int columns, rows; /* rows: that are whole */
    Value *row;        /* the current one */
    Value *values;     /* of ROWS_MAX rows, as they are bound to insert */
    Stmt *insert;      /* of ROWS_MAX rows */
};

/* "INSERT INTO exam (child_id, date) VALUES (?,?),(?,?)" */
static Stmt *prepare(const Bulk *bulk, int rows, Error *err)
{
    StrBuf sql = STRBUF_INIT;
    strbuf_appendf(&sql, "INSERT INTO %s VALUES ", bulk->into);
    for (int row = 0; row < rows; row++) {
        strbuf_append_cstr(&sql, row ? ",(" : "(");
        for (int column = 0; column < bulk->columns; column++)
            strbuf_append_cstr(&sql, column ? ",?" : "?");
        strbuf_append_cstr(&sql, ")");
    }
    Stmt *insert = db_prepare(bulk->db, strbuf_cstr(&sql), err);
    strbuf_free(&sql);
    return insert;
}

Bulk *bulk_open(Db *db, const char *into, Error *err)
{
    if (!error_ok(err))
        return NULL;
    Bulk *bulk = x_new(Bulk);
    *bulk = (Bulk){.db = db, .arena = arena_create(), .copies = arena_create(), .columns = 1};
    bulk->into = arena_cstr(bulk->arena, str_from(into));
    for (const char *p = into; *p; p++)
        bulk->columns += *p == ',';
    bulk->row = x_new_array(Value, (size_t)bulk->columns);
    bulk->values = x_new_array(Value, (size_t)(ROWS_MAX * bulk->columns));
    bulk->insert = prepare(bulk, ROWS_MAX, err);
    return bulk;
}

static void bind(Stmt *insert, int index, const Value *value, Error *err)
{
    switch (value->type) {
    case VALUE_NULL:
        stmt_bind_null(insert, index, err);
        break;
    case VALUE_INT:
        stmt_bind_int(insert, index, value->number, err);
        break;
    case VALUE_DOUBLE:
        stmt_bind_double(insert, index, value->real, err);
        break;
    case VALUE_TEXT:
    case VALUE_COPY:
        stmt_bind_kept(insert, index, value->text, err);
        break;
    }
}

/* Text stays where it is, so the same place means the same text. */
static bool is_same(const Value *a, const Value *b)
{
    if (a->type != b->type)
        return false;
    switch (a->type) {
    case VALUE_NULL:
        return true;
    case VALUE_INT:
        return a->number == b->number;
    case VALUE_DOUBLE:
        return memcmp(&a->real, &b->real, sizeof a->real) == 0; /* 0 and -0 are two */
    case VALUE_TEXT:
        return a->text.ptr == b->text.ptr && a->text.len == b->text.len;
    case VALUE_COPY:
        return false;
    }
    return false;
}

static void set(Bulk *bulk, int column, Value value)
{
    if (bulk)
        bulk->row[column - 1] = value;
}

void bulk_int(Bulk *bulk, int column, int64_t value)
{
    set(bulk, column, (Value){.type = VALUE_INT, .number = value});
}

void bulk_double(Bulk *bulk, int column, double value)
{
    set(bulk, column, (Value){.type = VALUE_DOUBLE, .real = value});
}

void bulk_str(Bulk *bulk, int column, Str value)
{
    set(bulk, column, (Value){.type = value.ptr ? VALUE_TEXT : VALUE_NULL, .text = value});
}

void bulk_copy(Bulk *bulk, int column, Str value)
{
    if (bulk && value.ptr)
        set(bulk, column, (Value){.type = VALUE_COPY, .text = arena_str(bulk->copies, value)});
}

static void forget_rows(Bulk *bulk)
{
    bulk->rows = 0;
    arena_reset(bulk->copies);
}

/* In sorted rows most values are those of ROWS_MAX rows before: they are bound already. */
void bulk_end_row(Bulk *bulk, Error *err)
{
    if (!error_ok(err))
        return;
    int first = bulk->rows * bulk->columns;
    for (int i = 0; i < bulk->columns; i++) {
        if (is_same(&bulk->row[i], &bulk->values[first + i]))
            continue;
        bulk->values[first + i] = bulk->row[i];
        bind(bulk->insert, first + i + 1, &bulk->row[i], err);
    }
    memset(bulk->row, 0, (size_t)bulk->columns * sizeof *bulk->row);
    if (++bulk->rows == ROWS_MAX) {
        stmt_step(bulk->insert, err);
        forget_rows(bulk);
    }
}

void bulk_flush(Bulk *bulk, Error *err)
{
    if (!bulk || bulk->rows == 0 || !error_ok(err))
        return;
    Stmt *rest = prepare(bulk, bulk->rows, err);
    for (int i = 0; error_ok(err) && i < bulk->rows * bulk->columns; i++)
        bind(rest, i + 1, &bulk->values[i], err);
    stmt_step(rest, err);
    stmt_free(rest);
    forget_rows(bulk);
}

void bulk_close(Bulk *bulk, Error *err)
{
    if (!bulk)
        return;
    bulk_flush(bulk, err);
    stmt_free(bulk->insert);
    x_free(bulk->row);
    x_free(bulk->values);
    arena_free(bulk->arena);
    arena_free(bulk->copies);
    x_free(bulk);
}
