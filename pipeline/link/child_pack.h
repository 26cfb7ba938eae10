#ifndef ROLLBOOK_LINK_CHILD_PACK_H
#define ROLLBOOK_LINK_CHILD_PACK_H

/*
 * A unit's rows and entities as the next night needs them where nothing changes for the unit
 * (child_quiet.h): packed into link_center.rows. Of rows that is their numbers and what guards ask;
 * of entities their rows of the linkage table, with the block keys of names and what comparing asks
 * of them, so that no name is parsed again.
 *
 * The bytes: numbers are LEB128, signed ones in zigzag; a text is a number, its place in a list
 * that comes first (0: none). The list; rows, whose numbers are differences to the row before;
 * entities, each a count and as many pairs of column + 1 and text; names, each a text, the 8 bytes
 * of its key, the lowest first, and a count of bytes with these (name_pack).
 */

#include "pipeline/base/strbuf.h"
#include "pipeline/link/child_entity.h"
#include "pipeline/link/link_table.h"
#include "pipeline/link/model.h"

typedef struct PackedUnit {
    ChildRows rows;  /* quiet */
    uint32_t *first; /* per row the place of the first that is the same child */
    uint32_t entity_count;
    Str *texts;       /* [0] is empty */
    KnownName *names; /* per text; PACKED_NO_KEY where it is no name */
    uint32_t *ids;    /* per text: its number in pools[], where it was met last */
    int *pools;       /* -1: in none yet */
    size_t text_count;
    Str entities; /* those that are still to come */
} PackedUnit;

#define PACKED_NO_KEY UINT64_C(2) /* keys of names are odd or 0 */

/* The pools of a table whose values have a block key by sound. */
typedef struct KeyedPools {
    bool of[LINK_COLUMNS_MAX];
} KeyedPools;

KeyedPools keyed_pools(const LinkModel *model, const LinkTable *table);

/* What is packed: a unit's rows with their entities, whose values stand in the table. */
typedef struct UnitContents {
    const ChildRows *rows;
    const ChildEntities *entities;
    const uint32_t *unit; /* its rows, ascending */
    uint32_t count;
    const LinkModel *model;
    const LinkTable *table;
} UnitContents;

/* Replaces what is in `out`. */
void child_pack(StrBuf *out, const UnitContents *contents);

/*
 * Reads chains, "0,1,0,3", of so many rows, and how many first ones there are; false where they
 * cannot be that.
 */
bool child_read_chains(Str chains, uint32_t *first, size_t count, uint32_t *entities);

/* Borrows `packed`; the rest in the arena. NULL: these are not the bytes of a unit. */
PackedUnit *child_unpack(Str packed, Str chains, Arena *arena);

/* Sets the values of the unit's next entity in a row of the table; false: there is none. */
bool child_unpack_entity(PackedUnit *unit, LinkTable *table, const KeyedPools *keyed, uint32_t row);

#endif
