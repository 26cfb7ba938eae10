#include "pipeline/base/tsv.h"

#include "pipeline/base/mem.h"
#include "pipeline/base/utf8.h"

/* A field without the quotes that spreadsheet programs put around text with quotes in it. */
static Str unwrap(Arena *arena, Str field)
{
    if (field.len < 2 || field.ptr[0] != '"' || field.ptr[field.len - 1] != '"')
        return field;
    char *out = arena_alloc(arena, field.len);
    size_t n = 0;
    for (size_t i = 1; i + 1 < field.len; i++) {
        out[n++] = field.ptr[i];
        if (field.ptr[i] == '"' && i + 2 < field.len && field.ptr[i + 1] == '"')
            i++;
    }
    return (Str){out, n};
}

static size_t count_fields(Str line)
{
    size_t count = 1;
    for (size_t i = 0; i < line.len; i++)
        count += line.ptr[i] == '\t';
    return count;
}

static const Str *split_line(Arena *arena, Str line, size_t columns)
{
    Str *fields = arena_new_array(arena, Str, columns);
    Str rest = line, field = {0};
    for (size_t i = 0; i < columns && str_split(&rest, '\t', &field); i++)
        fields[i] = unwrap(arena, field);
    for (size_t i = 0; i < columns; i++)
        if (!fields[i].ptr)
            fields[i] = STR("");
    return fields;
}

Tsv tsv_parse(Arena *arena, Str text, const char *name, Error *err)
{
    Tsv tsv = {0};
    if (!error_ok(err))
        return tsv;
    if (str_starts_with(text, STR("\uFEFF")))
        text = str_slice(text, 3, text.len);
    if (!utf8_is_valid(text)) {
        error_set_at(err, STATUS_CONFIG, (SourceRef){.file = name},
                     "is not UTF-8 text; save it as UTF-8");
        return tsv;
    }
    TsvRow *rows = NULL;
    size_t cap = 0;
    int64_t number = 0;
    Str rest = text, line = {0};
    while (str_split(&rest, '\n', &line)) {
        number++;
        if (str_ends_with(line, STR("\r")))
            line.len--;
        if (str_trim(line).len == 0 || line.ptr[0] == '#')
            continue;
        if (!tsv.columns) {
            tsv.column_count = count_fields(line);
            tsv.columns = split_line(arena, line, tsv.column_count);
            continue;
        }
        if (count_fields(line) > tsv.column_count) {
            error_set_at(err, STATUS_CONFIG, (SourceRef){.file = name, .row = number},
                         "has %zu fields, expected at most %zu", count_fields(line),
                         tsv.column_count);
            break;
        }
        x_grow(rows, cap, tsv.row_count + 1);
        rows[tsv.row_count++] = (TsvRow){number, split_line(arena, line, tsv.column_count)};
    }
    if (tsv.row_count) {
        TsvRow *kept = arena_new_array(arena, TsvRow, tsv.row_count);
        memcpy(kept, rows, tsv.row_count * sizeof *rows);
        tsv.rows = kept;
    }
    x_free(rows);
    return tsv;
}

int tsv_column(const Tsv *tsv, const char *name)
{
    for (size_t i = 0; i < tsv->column_count; i++)
        if (str_is(tsv->columns[i], name))
            return (int)i;
    return -1;
}

int tsv_need(const Tsv *tsv, const char *name, const char *table, Error *err)
{
    int column = tsv_column(tsv, name);
    if (column < 0)
        error_set_at(err, STATUS_CONFIG, (SourceRef){.file = table, .row = 1},
                     "has no column \"%s\"", name);
    return column;
}
