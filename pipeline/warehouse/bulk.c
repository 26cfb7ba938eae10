#include "pipeline/warehouse/bulk.h"

#include "pipeline/base/mem.h"
#include "pipeline/base/strbuf.h"

/* More rows gain nothing; fewer lose. */
enum { ROWS_MAX = 64 };

typedef struct Value {
    enum { VALUE_NULL, VALUE_INT, VALUE_DOUBLE, VALUE_TEXT } type;
    union {
        int64_t number;
        double real;
        Str text;
    };
} Value;

struct Bulk {
    Db *db;
    Arena *arena;
    const char *into;
    int columns, rows; /* rows: that are whole */
    Value *values;     /* of ROWS_MAX rows */
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
    *bulk = (Bulk){.db = db, .arena = arena_create(), .columns = 1};
    bulk->into = arena_cstr(bulk->arena, str_from(into));
    for (const char *p = into; *p; p++)
        bulk->columns += *p == ',';
    bulk->values = x_new_array(Value, (size_t)(ROWS_MAX * bulk->columns));
    bulk->insert = prepare(bulk, ROWS_MAX, err);
    return bulk;
}

static void write_rows(Bulk *bulk, Stmt *insert, Error *err)
{
    int count = bulk->rows * bulk->columns;
    for (int i = 0; i < count; i++) {
        const Value *value = &bulk->values[i];
        switch (value->type) {
        case VALUE_NULL:
            stmt_bind_null(insert, i + 1, err);
            break;
        case VALUE_INT:
            stmt_bind_int(insert, i + 1, value->number, err);
            break;
        case VALUE_DOUBLE:
            stmt_bind_double(insert, i + 1, value->real, err);
            break;
        case VALUE_TEXT:
            stmt_bind_kept(insert, i + 1, value->text, err);
            break;
        }
    }
    while (stmt_step(insert, err))
        ;
    memset(bulk->values, 0, (size_t)count * sizeof *bulk->values);
    bulk->rows = 0;
}

static void set(Bulk *bulk, int column, Value value)
{
    if (bulk)
        bulk->values[bulk->rows * bulk->columns + column - 1] = value;
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

void bulk_end_row(Bulk *bulk, Error *err)
{
    if (error_ok(err) && ++bulk->rows == ROWS_MAX)
        write_rows(bulk, bulk->insert, err);
}

void bulk_close(Bulk *bulk, Error *err)
{
    if (!bulk)
        return;
    if (error_ok(err) && bulk->rows > 0) {
        Stmt *rest = prepare(bulk, bulk->rows, err);
        if (error_ok(err))
            write_rows(bulk, rest, err);
        stmt_free(rest);
    }
    stmt_free(bulk->insert);
    x_free(bulk->values);
    arena_free(bulk->arena);
    x_free(bulk);
}
