/* Groups are found by hashing: SQL's GROUP BY sorts its rows, which costs more than reading them.
 */

#include "pipeline/measure/group.h"

#include "pipeline/base/map.h"
#include "pipeline/base/mem.h"
#include "pipeline/base/number.h"
#include "pipeline/base/strbuf.h"
#include "pipeline/warehouse/bulk.h"

enum { SUMS_MAX = 4 };

typedef struct Group {
    double sums[SUMS_MAX];
} Group;

typedef struct Groups {
    int key_count, sum_count;
    Map *keys; /* a group's number by what its rows have in common */
    Group *items;
    size_t count, cap;
    StrBuf key; /* of the current row */
} Groups;

static int count_names(const char *names)
{
    int count = 1;
    for (const char *p = names; *p; p++)
        count += *p == ',';
    return count;
}

/* Each value as its type and its text, closed by NUL, which no label holds. */
static Str key_of(Groups *groups, Stmt *row)
{
    strbuf_clear(&groups->key);
    for (int i = 0; i < groups->key_count; i++) {
        int type = sqlite3_column_type(stmt_handle(row), i);
        strbuf_append_char(&groups->key, (char)('0' + type));
        if (type == SQLITE_INTEGER)
            strbuf_append_int(&groups->key, stmt_int(row, i));
        else
            strbuf_append(&groups->key, stmt_str(row, i));
        strbuf_append_char(&groups->key, '\0');
    }
    return strbuf_str(&groups->key);
}

static void read_groups(Groups *groups, Stmt *row, Error *err)
{
    while (stmt_step(row, err)) {
        size_t number = (size_t)map_intern(groups->keys, key_of(groups, row));
        if (number == groups->count) {
            x_grow(groups->items, groups->cap, number + 1);
            groups->items[groups->count++] = (Group){0};
        }
        for (int i = 0; i < groups->sum_count; i++)
            groups->items[number].sums[i] += stmt_double(row, groups->key_count + i);
    }
}

static void write_group(Bulk *table, const Groups *groups, size_t number, Error *err)
{
    Str rest = map_key_at(groups->keys, number), value;
    int column = 1;
    for (; column <= groups->key_count && str_split(&rest, '\0', &value); column++) {
        Str text = str_slice(value, 1, value.len);
        int64_t integer = 0;
        if (value.ptr[0] == '0' + SQLITE_INTEGER && number_parse_int(text, &integer))
            bulk_int(table, column, integer);
        else if (value.ptr[0] != '0' + SQLITE_NULL)
            bulk_str(table, column, text);
    }
    for (int i = 0; i < groups->sum_count; i++)
        bulk_double(table, column + i, groups->items[number].sums[i]);
    bulk_end_row(table, err);
}

void group_view(Db *db, const char *view, const char *keys, const char *sums, const char *unit,
                Error *err)
{
    Groups groups = {.key_count = count_names(keys), .sum_count = count_names(sums)};
    groups.keys = map_create();
    Arena *arena = arena_create();
    const char *columns = arena_printf(arena, "%s, %s", keys, sums).ptr;
    Stmt *row =
        db_prepare(db, arena_printf(arena, "SELECT %s FROM main.%s", columns, view).ptr, err);
    read_groups(&groups, row, err);
    stmt_free(row);
    db_exec(db,
            arena_printf(arena, "DROP TABLE IF EXISTS temp.%s; CREATE TEMP TABLE %s (%s, %s)", view,
                         view, columns, unit)
                .ptr,
            err);
    Bulk *table = bulk_open(db, arena_printf(arena, "temp.%s (%s)", view, columns).ptr, err);
    for (size_t i = 0; i < groups.count; i++)
        write_group(table, &groups, i, err);
    bulk_close(table, err);
    strbuf_free(&groups.key);
    x_free(groups.items);
    map_free(groups.keys);
    arena_free(arena);
}
