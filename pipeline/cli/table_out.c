#include "pipeline/cli/table_out.h"

static void put_value(FILE *out, Str text)
{
    if (text.ptr == NULL)
        text = STR("-");
    for (size_t i = 0; i < text.len; i++)
        fputc((unsigned char)text.ptr[i] < ' ' ? ' ' : text.ptr[i], out);
}

int64_t table_out(FILE *out, const char *heading, Stmt *stmt, Error *err)
{
    int64_t rows = 0;
    while (stmt_step(stmt, err)) {
        if (rows++ == 0)
            fprintf(out, "# %s\n", heading);
        for (int c = 0; c < stmt_column_count(stmt); c++) {
            if (c > 0)
                fputc('\t', out);
            put_value(out, stmt_str(stmt, c));
        }
        fputc('\n', out);
    }
    if (rows)
        fputc('\n', out);
    return rows;
}
