#ifndef ROLLBOOK_LINK_LINK_TABLE_H
#define ROLLBOOK_LINK_LINK_TABLE_H

/*
 * What the linkage engine works on: any table, held as columns of interned values. Where the
 * rows come from (a CSV file, the staging tables) is no matter to it.
 */

#include "pipeline/base/error.h"
#include "pipeline/link/link_names.h"

enum { LINK_COLUMNS_MAX = 64 };

typedef struct LinkColumn {
    const char *name;
    int pool;      /* which of the table's pools */
    uint32_t *ids; /* one per row; 0: no value */
    size_t cap;
} LinkColumn;

typedef struct LinkTable {
    LinkColumn columns[LINK_COLUMNS_MAX];
    int column_count;
    ValuePool *pools[LINK_COLUMNS_MAX];
    int pool_count;
    bool printed_only[LINK_COLUMNS_MAX]; /* per pool: its values are never compared, so every one
                                            gets a number of its own */
    bool borrowed_pools; /* a sample: pools and parsed names belong to another table */
    uint32_t row_count;
    /*
     * Rows of one source stand together: source_start[s] .. source_start[s + 1]. Link-only models
     * never compare two rows of one source.
     */
    uint32_t *source_start;
    int source_count;
    LinkNames *names;                          /* borrowed; NULL: names are not parsed */
    bool lazy_names;                           /* a name is parsed when it is asked for */
    const LinkName **parsed[LINK_COLUMNS_MAX]; /* per pool and value, by link_table_parse_names */
    uint32_t *sounds[LINK_COLUMNS_MAX]; /* theirs (link_names_number); NULL: names are lazy */
    struct KnownName *known[LINK_COLUMNS_MAX]; /* per pool and value; NULL: none */
    size_t known_cap[LINK_COLUMNS_MAX];
} LinkTable;

LinkTable *link_table_create(void);
void link_table_free(LinkTable *table); /* NULL is allowed */

/* Adds a pool; returns its number. */
int link_table_add_pool(LinkTable *table);

/* Adds an empty column (name is borrowed); returns its number, or -1 past LINK_COLUMNS_MAX. */
int link_table_add_column(LinkTable *table, const char *name, int pool);

/* The column of that name; -1 where there is none. */
int link_table_column(const LinkTable *table, const char *name);

/* Adds rows without values; returns the number of the first. */
uint32_t link_table_add_rows(LinkTable *table, uint32_t count);

static inline uint32_t link_table_add_row(LinkTable *table)
{
    return link_table_add_rows(table, 1);
}

/* Begins a new source: rows added from now on belong to it. */
void link_table_begin_source(LinkTable *table);
int link_table_source_of(const LinkTable *table, uint32_t row);

/* Sets a value; the empty text is no value. */
void link_table_set(LinkTable *table, uint32_t row, int column, Str text);

/*
 * Parses every value of a pool as a name, once, or leaves that to who asks where names are lazy.
 * Nothing where the table has no `names`. Call it from one thread, after the last value was set.
 */
void link_table_parse_names(LinkTable *table, int pool);

/* What link_table_name does where a name is not there yet. */
const LinkName *link_table_parse_name(const LinkTable *table, int pool, uint32_t id);

/*
 * A value of a pool of names; NULL where the pool holds none. Lazy names are asked for by one
 * thread at a time, unless they are there already.
 */
static inline const LinkName *link_table_name(const LinkTable *table, int pool, uint32_t id)
{
    const LinkName **parsed = table->parsed[pool];
    return !parsed ? NULL : parsed[id] ? parsed[id] : link_table_parse_name(table, pool, id);
}

/*
 * What is known of a lazy name without parsing it: its block key (link_name_block_key), and what
 * comparing asks of it (link_name_pack; borrowed).
 */
typedef struct KnownName {
    uint64_t key;
    Str packed;
} KnownName;

void link_table_know_name(LinkTable *table, int pool, uint32_t id, KnownName known);
uint64_t link_table_name_key(const LinkTable *table, int pool, uint32_t id);
void link_table_pack_name(const LinkTable *table, int pool, uint32_t id, StrBuf *out);

/* Finds all keys of a pool that are not known yet; from then on any thread may ask for them. */
void link_table_find_keys(LinkTable *table, int pool);

/*
 * About max_rows rows of a table, evenly spread: enough to estimate with. Pools and parsed names
 * are the table's own, which must outlive the sample.
 */
LinkTable *link_table_sample(const LinkTable *table, uint32_t max_rows);

static inline uint32_t link_table_id(const LinkTable *table, int column, uint32_t row)
{
    return table->columns[column].ids[row];
}

static inline Str link_table_text(const LinkTable *table, int column, uint32_t row)
{
    const LinkColumn *c = &table->columns[column];
    return value_pool_text(table->pools[c->pool], c->ids[row]);
}

#endif
