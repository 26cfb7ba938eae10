/* Shared texts: see string_table.h. */

#include "pipeline/read/string_table.h"

#include "pipeline/base/mem.h"

void string_table_end(StringTable *table, bool decoded)
{
    bool first = table->count == 0;
    x_grow(table->starts, table->cap, table->count + 2);
    if (first)
        table->starts[0] = 0;
    if (decoded)
        table->starts[table->count] |= UINT32_C(1) << 31;
    table->starts[++table->count] = (uint32_t)table->bytes.len;
}

void string_table_free(StringTable *table)
{
    strbuf_free(&table->bytes);
    x_free(table->starts);
    *table = (StringTable){0};
}
