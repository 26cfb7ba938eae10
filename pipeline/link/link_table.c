/* Columns of interned values: adding columns, rows and values. */

#include "pipeline/link/link_table.h"

#include "pipeline/base/mem.h"

LinkTable *link_table_create(void)
{
    return x_new(LinkTable);
}

void link_table_free(LinkTable *table)
{
    if (!table)
        return;
    for (int i = 0; i < table->column_count; i++)
        x_free(table->columns[i].ids);
    for (int i = 0; i < table->pool_count && !table->borrowed_pools; i++) {
        value_pool_free(table->pools[i]);
        x_free(table->parsed[i]);
        x_free(table->sounds[i]);
        x_free(table->known[i]);
    }
    x_free(table->source_start);
    x_free(table);
}

int link_table_add_pool(LinkTable *table)
{
    table->pools[table->pool_count] = value_pool_create();
    return table->pool_count++;
}

int link_table_add_column(LinkTable *table, const char *name, int pool)
{
    if (table->column_count == LINK_COLUMNS_MAX)
        return -1;
    LinkColumn *column = &table->columns[table->column_count];
    *column = (LinkColumn){.name = name, .pool = pool};
    x_grow(column->ids, column->cap, (size_t)table->row_count + 1);
    memset(column->ids, 0, column->cap * sizeof *column->ids);
    return table->column_count++;
}

int link_table_column(const LinkTable *table, const char *name)
{
    for (int i = 0; i < table->column_count; i++)
        if (strcmp(table->columns[i].name, name) == 0)
            return i;
    return -1;
}

uint32_t link_table_add_rows(LinkTable *table, uint32_t count)
{
    uint32_t first = table->row_count;
    table->row_count += count;
    for (int i = 0; i < table->column_count; i++) {
        LinkColumn *column = &table->columns[i];
        x_grow(column->ids, column->cap, (size_t)table->row_count);
        memset(column->ids + first, 0, count * sizeof *column->ids);
    }
    if (table->source_count > 0)
        table->source_start[table->source_count] = table->row_count;
    return first;
}

void link_table_begin_source(LinkTable *table)
{
    size_t count = (size_t)table->source_count + 2;
    table->source_start = x_realloc(table->source_start, count * sizeof *table->source_start);
    table->source_start[table->source_count++] = table->row_count;
    table->source_start[table->source_count] = table->row_count;
}

int link_table_source_of(const LinkTable *table, uint32_t row)
{
    int source = 0;
    while (source + 1 < table->source_count && row >= table->source_start[source + 1])
        source++;
    return source;
}

void link_table_set(LinkTable *table, uint32_t row, int column, Str text)
{
    LinkColumn *c = &table->columns[column];
    ValuePool *pool = table->pools[c->pool];
    c->ids[row] = table->printed_only[c->pool] ? value_pool_append(pool, text)
                                               : value_pool_intern(pool, text);
}

/* --- names ----------------------------------------------------------------------------------- */

/* No key: they are odd, or 0 for a text without a syllable (link_name_block_key). */
static const uint64_t KEY_UNKNOWN = 2;

static bool is_known(const LinkTable *table, int pool, uint32_t id)
{
    return id < table->known_cap[pool] && table->known[pool][id].key != KEY_UNKNOWN;
}

/* Parses those values of a pool that are wanted, on all processors. */
static void parse_values(LinkTable *table, int pool, const bool *wanted)
{
    uint32_t count = value_pool_count(table->pools[pool]), n = 0;
    uint32_t *ids = x_alloc(((size_t)count + 1) * sizeof *ids);
    for (uint32_t id = 1; id < count; id++)
        if (wanted[id])
            ids[n++] = id;
    Str *texts = x_new_array(Str, (size_t)n + 1);
    const LinkName **names = x_new_array(const LinkName *, (size_t)n + 1);
    for (uint32_t i = 0; i < n; i++)
        texts[i] = value_pool_text(table->pools[pool], ids[i]);
    if (n > 0)
        link_names_parse(table->names, texts, n, names);
    for (uint32_t i = 0; i < n; i++)
        table->parsed[pool][ids[i]] = names[i];
    x_free(texts);
    x_free(ids);
    x_free(names);
}

void link_table_parse_names(LinkTable *table, int pool)
{
    if (table->parsed[pool] || !table->names)
        return;
    uint32_t count = value_pool_count(table->pools[pool]);
    table->parsed[pool] = x_new_array(const LinkName *, (size_t)count + 1);
    if (table->lazy_names)
        return;
    bool *all = x_alloc((size_t)count + 1);
    memset(all, true, (size_t)count + 1);
    parse_values(table, pool, all);
    x_free(all);
    table->sounds[pool] = x_new_array(uint32_t, (size_t)count + 1);
    link_names_number(table->parsed[pool], count, table->sounds[pool]);
}

const LinkName *link_table_parse_name(const LinkTable *table, int pool, uint32_t id)
{
    if (id == 0)
        return NULL;
    Str text = value_pool_text(table->pools[pool], id);
    const LinkName *name = is_known(table, pool, id)
                               ? link_name_unpack(table->names, table->known[pool][id].packed, text)
                               : link_name_parse(table->names, text);
    table->parsed[pool][id] = name;
    return name;
}

void link_table_know_name(LinkTable *table, int pool, uint32_t id, KnownName known)
{
    size_t before = table->known_cap[pool];
    x_grow(table->known[pool], table->known_cap[pool], (size_t)id + 1);
    for (; before < table->known_cap[pool]; before++)
        table->known[pool][before].key = KEY_UNKNOWN;
    table->known[pool][id] = known;
}

uint64_t link_table_name_key(const LinkTable *table, int pool, uint32_t id)
{
    return is_known(table, pool, id) ? table->known[pool][id].key
                                     : link_name_block_key(link_table_name(table, pool, id));
}

void link_table_pack_name(const LinkTable *table, int pool, uint32_t id, StrBuf *out)
{
    if (is_known(table, pool, id))
        strbuf_append(out, table->known[pool][id].packed);
    else
        link_name_pack(table->names, link_table_name(table, pool, id), out);
}

void link_table_find_keys(LinkTable *table, int pool)
{
    if (!table->parsed[pool])
        return;
    uint32_t count = value_pool_count(table->pools[pool]);
    bool *wanted = x_new_array(bool, count);
    for (uint32_t id = 1; id < count; id++)
        wanted[id] = !is_known(table, pool, id);
    parse_values(table, pool, wanted);
    x_free(wanted);
}

LinkTable *link_table_sample(const LinkTable *table, uint32_t max_rows)
{
    LinkTable *sample = x_new(LinkTable);
    uint32_t step = table->row_count > max_rows ? (table->row_count + max_rows - 1) / max_rows : 1;
    sample->borrowed_pools = true;
    sample->names = table->names;
    sample->pool_count = table->pool_count;
    sample->column_count = table->column_count;
    sample->row_count = (table->row_count + step - 1) / step;
    memcpy(sample->pools, table->pools, sizeof sample->pools);
    memcpy(sample->parsed, table->parsed, sizeof sample->parsed);
    memcpy(sample->sounds, table->sounds, sizeof sample->sounds);
    memcpy(sample->known, table->known, sizeof sample->known);
    memcpy(sample->known_cap, table->known_cap, sizeof sample->known_cap);
    for (int c = 0; c < table->column_count; c++) {
        sample->columns[c] = table->columns[c];
        sample->columns[c].cap = (size_t)sample->row_count + 1;
        sample->columns[c].ids = x_new_array(uint32_t, sample->columns[c].cap);
        for (uint32_t row = 0; row < sample->row_count; row++)
            sample->columns[c].ids[row] = table->columns[c].ids[(size_t)row * step];
    }
    return sample;
}
