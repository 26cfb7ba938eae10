/* Tables and plain lines that the command line's small tools read. */

#include "pipeline/cli/line_table.h"
#include "pipeline/base/file.h"
#include "pipeline/base/strbuf.h"

#include <stdio.h>

enum { FILE_MAX = 256 << 20 };

Str read_standard_input(Arena *arena, size_t max, Error *err)
{
    StrBuf buf = STRBUF_INIT;
    while (error_ok(err)) {
        strbuf_reserve(&buf, 1 << 16);
        size_t got = fread(buf.ptr + buf.len, 1, 1 << 16, stdin);
        buf.len += got;
        if (buf.len > max)
            error_set(err, STATUS_LIMIT, "expected at most %zu bytes on standard input", max);
        if (got == 0)
            break;
    }
    Str all = arena_str(arena, strbuf_str(&buf));
    strbuf_free(&buf);
    return all;
}

bool next_line(Str *rest, Str *line)
{
    if (rest->len == 0)
        return false;
    size_t end = str_find(*rest, STR("\n"), 0);
    *line = str_slice(*rest, 0, end);
    *rest = str_slice(*rest, end + 1, rest->len);
    if (line->len && line->ptr[line->len - 1] == '\r')
        line->len--;
    return true;
}

static int split_fields(Str line, Str *fields)
{
    int count = 0;
    while (count < LINE_COLUMNS_MAX) {
        size_t end = str_find(line, STR("\t"), 0);
        fields[count++] = str_slice(line, 0, end);
        if (end >= line.len)
            break;
        line = str_slice(line, end + 1, line.len);
    }
    return count;
}

LineTable line_table_open(Arena *arena, const char *path, Error *err)
{
    LineTable table = {.column_count = 0};
    Str line;
    table.rest = strcmp(path, "-") == 0 ? read_standard_input(arena, FILE_MAX, err)
                                        : file_read(arena, path, FILE_MAX, err);
    if (str_starts_with(table.rest, STR("\xEF\xBB\xBF")))
        table.rest = str_slice(table.rest, 3, table.rest.len);
    if (error_ok(err) && !next_line(&table.rest, &line))
        error_set_at(err, STATUS_FORMAT, (SourceRef){.file = path},
                     "expected a first line that names the columns, found nothing");
    if (error_ok(err))
        table.column_count = split_fields(line, table.columns);
    return table;
}

bool line_table_next(LineTable *table)
{
    Str line;
    if (!next_line(&table->rest, &line))
        return false;
    for (int i = split_fields(line, table->fields); i < LINE_COLUMNS_MAX; i++)
        table->fields[i] = STR("");
    return true;
}

int line_table_column(const LineTable *table, const char *name)
{
    for (int i = 0; i < table->column_count; i++)
        if (str_is(table->columns[i], name))
            return i;
    return -1;
}

int line_table_need(const LineTable *table, const char *name, Error *err)
{
    int column = line_table_column(table, name);
    if (column < 0)
        error_set(err, STATUS_FORMAT, "expected a column \"%s\" in the first line", name);
    return column;
}

Str line_table_field(const LineTable *table, int column)
{
    return column < 0 ? STR("") : table->fields[column];
}

void print_field(Str field)
{
    for (size_t i = 0; i < field.len; i++) {
        char c = field.ptr[i];
        putchar(c == '\t' || c == '\n' || c == '\r' ? ' ' : c);
    }
}
