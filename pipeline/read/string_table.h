#ifndef ROLLBOOK_READ_STRING_TABLE_H
#define ROLLBOOK_READ_STRING_TABLE_H

/* The texts that a workbook's cells share: one piece of memory, and where each text begins. */

#include "pipeline/base/strbuf.h"

typedef struct StringTable {
    StrBuf bytes;
    uint32_t *starts; /* count + 1 of them; bit 31: had escapes that were decoded */
    size_t count, cap;
} StringTable;

/* Ends the text that was appended to bytes since the last one; bytes stay below 2 GiB. */
void string_table_end(StringTable *table, bool decoded);

static inline Str string_table_get(const StringTable *table, size_t index, bool *decoded)
{
    const uint32_t bit = UINT32_C(1) << 31;
    uint32_t start = table->starts[index], end = table->starts[index + 1] & ~bit;
    *decoded = (start & bit) != 0;
    start &= ~bit;
    return (Str){table->bytes.ptr ? table->bytes.ptr + start : "", end - start};
}

void string_table_free(StringTable *table);

#endif
