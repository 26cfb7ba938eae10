/* Interning of shaped clusters: open addressing over hashes, entries in order of first use. */

#include "reports/text/code_table.h"

#include "pipeline/base/mem.h"
#include "pipeline/base/strbuf.h"

struct CodeTable {
    GlyphCode *codes;
    size_t count, cap;
    GlyphPart *parts;
    size_t part_count, part_cap;
    StrBuf text;
    uint32_t *slots; /* code numbers; 0 is a free slot */
    size_t slot_count;
    bool full;
};

CodeTable *code_table_create(void)
{
    CodeTable *table = x_new(CodeTable);
    x_grow(table->codes, table->cap, 256);
    table->codes[0] = (GlyphCode){0};
    table->count = 1;
    table->slot_count = 1024;
    table->slots = x_new_array(uint32_t, table->slot_count);
    return table;
}

void code_table_free(CodeTable *table)
{
    if (!table)
        return;
    x_free(table->codes);
    x_free(table->parts);
    x_free(table->slots);
    strbuf_free(&table->text);
    x_free(table);
}

void code_table_clear(CodeTable *table)
{
    table->count = 1;
    table->part_count = 0;
    table->full = false;
    strbuf_clear(&table->text);
    memset(table->slots, 0, table->slot_count * sizeof *table->slots);
}

static uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t len)
{
    const unsigned char *p = bytes;
    for (size_t i = 0; i < len; i++)
        hash = (hash ^ p[i]) * UINT64_C(0x100000001b3);
    return hash;
}

static bool same_code(const CodeTable *table, const GlyphCode *code, uint64_t hash,
                      const GlyphPart *parts, size_t count, Str text)
{
    return code->hash == hash && code->part_count == count &&
           (count == 0 ||
            memcmp(table->parts + code->first_part, parts, count * sizeof *parts) == 0) &&
           str_eq((Str){strbuf_cstr(&table->text) + code->text_start, code->text_len}, text);
}

static void grow_slots(CodeTable *table)
{
    x_free(table->slots);
    table->slot_count *= 2;
    table->slots = x_new_array(uint32_t, table->slot_count);
    for (size_t i = 1; i < table->count; i++) {
        size_t at = table->codes[i].hash & (table->slot_count - 1);
        while (table->slots[at])
            at = (at + 1) & (table->slot_count - 1);
        table->slots[at] = (uint32_t)i;
    }
}

uint16_t code_table_intern(CodeTable *table, const GlyphPart *parts, size_t count, Str text,
                           int32_t advance, bool *fresh)
{
    *fresh = false;
    /* GlyphPart has no padding, so its bytes are its identity. */
    uint64_t hash = hash_bytes(UINT64_C(0xcbf29ce484222325), parts, count * sizeof *parts);
    hash = hash_bytes(hash, text.ptr, text.len);
    hash ^= hash >> 29;
    size_t at = hash & (table->slot_count - 1);
    for (; table->slots[at]; at = (at + 1) & (table->slot_count - 1))
        if (same_code(table, &table->codes[table->slots[at]], hash, parts, count, text))
            return (uint16_t)table->slots[at];
    if (table->count >= CODE_TABLE_MAX) {
        table->full = true;
        return 0;
    }
    *fresh = true;
    x_grow(table->codes, table->cap, table->count + 1);
    x_grow(table->parts, table->part_cap, table->part_count + count);
    table->codes[table->count] = (GlyphCode){
        .hash = hash,
        .first_part = (uint32_t)table->part_count,
        .part_count = (uint32_t)count,
        .text_start = (uint32_t)table->text.len,
        .text_len = (uint32_t)text.len,
        .advance = advance,
    };
    if (count)
        memcpy(table->parts + table->part_count, parts, count * sizeof *parts);
    table->part_count += count;
    strbuf_append(&table->text, text);
    table->slots[at] = (uint32_t)table->count++;
    size_t code = table->count - 1;
    if (table->count * 2 > table->slot_count)
        grow_slots(table);
    return (uint16_t)code;
}

void code_table_set_ink(CodeTable *table, uint16_t code, int32_t top, int32_t bottom)
{
    table->codes[code].top = top;
    table->codes[code].bottom = bottom;
}

size_t code_table_count(const CodeTable *table)
{
    return table->count;
}

const GlyphCode *code_table_at(const CodeTable *table, size_t code)
{
    return &table->codes[code];
}

const GlyphPart *code_table_parts(const CodeTable *table, size_t code)
{
    return table->parts + table->codes[code].first_part;
}

Str code_table_text(const CodeTable *table, size_t code)
{
    const GlyphCode *c = &table->codes[code];
    return (Str){strbuf_cstr(&table->text) + c->text_start, c->text_len};
}

bool code_table_is_full(const CodeTable *table)
{
    return table->full;
}
