/* Small tables that people type: comma-separated text in a fenced block. */

#include "reports/template/expand.h"

#include "pipeline/base/number.h"
#include "pipeline/base/strbuf.h"

enum { COLUMNS_MAX = 64, ROWS_MAX = 2000 };

typedef struct Record {
    Str fields[COLUMNS_MAX];
    size_t count;
} Record;

/* One field from *pos up to a comma or line end, unquoted; true where a comma follows. */
static bool next_field(Arena *arena, Str text, size_t *pos, Str *field)
{
    size_t at = *pos;
    if (at < text.len && text.ptr[at] == '"') {
        StrBuf buf = STRBUF_INIT;
        for (at++; at < text.len; at++) {
            bool quote = text.ptr[at] == '"';
            if (quote && at + 1 < text.len && text.ptr[at + 1] == '"')
                at++;
            else if (quote)
                break;
            strbuf_append_char(&buf, text.ptr[at]);
        }
        at = at < text.len ? at + 1 : at;
        *field = arena_str(arena, strbuf_str(&buf));
        strbuf_free(&buf);
    } else {
        size_t from = at;
        while (at < text.len && text.ptr[at] != ',' && text.ptr[at] != '\n')
            at++;
        *field = str_trim(str_slice(text, from, at));
    }
    while (at < text.len && text.ptr[at] != ',' && text.ptr[at] != '\n')
        at++;
    bool more = at < text.len && text.ptr[at] == ',';
    *pos = at < text.len ? at + 1 : at;
    return more;
}

static Record next_record(Arena *arena, Str text, size_t *pos, Error *err)
{
    Record record = {0};
    bool more = true;
    while (more) {
        if (record.count == COLUMNS_MAX) {
            error_set(err, STATUS_CONFIG, "expected at most %d columns", COLUMNS_MAX);
            break;
        }
        more = next_field(arena, text, pos, &record.fields[record.count]);
        record.count++;
    }
    return record;
}

static Value field_value(Str field)
{
    Value value = {.type = str_is_empty(field) ? VALUE_EMPTY : VALUE_TEXT, .text = field};
    if (number_parse_int(field, &value.integer))
        value.type = VALUE_INT;
    else if (number_parse(field, &value.real))
        value.type = VALUE_REAL;
    return value;
}

Table csv_table(Arena *arena, Str text, Error *err)
{
    Table table = {.row_header_columns = 1};
    size_t pos = 0;
    if (!error_ok(err))
        return table;
    Record head = next_record(arena, text, &pos, err);
    TableColumn *columns = arena_new_array(arena, TableColumn, head.count);
    for (size_t i = 0; i < head.count; i++)
        columns[i] = (TableColumn){.name = head.fields[i], .label = head.fields[i]};
    TableRow *rows = arena_new_array(arena, TableRow, ROWS_MAX);
    while (pos < text.len && error_ok(err)) {
        Record record = next_record(arena, text, &pos, err);
        if (record.count == 1 && str_is_empty(record.fields[0]))
            continue; /* a blank line */
        if (record.count != head.count || table.row_count == ROWS_MAX) {
            error_set(err, STATUS_CONFIG,
                      "expected %zu fields in every record and at most %d records", head.count,
                      ROWS_MAX);
            break;
        }
        TableCell *cells = arena_new_array(arena, TableCell, head.count);
        for (size_t i = 0; i < head.count; i++)
            cells[i].value = field_value(record.fields[i]);
        rows[table.row_count++] = (TableRow){.cells = cells};
    }
    table.columns = columns;
    table.column_count = head.count;
    table.rows = rows;
    return table;
}
