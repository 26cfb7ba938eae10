#ifndef ROLLBOOK_LINK_BLOCK_KEY_H
#define ROLLBOOK_LINK_BLOCK_KEY_H

/*
 * The keys of a blocking rule, 64-bit numbers. A term on a column that has aliases gives a key for
 * every alias, so a row has `width` slots for keys.
 */

#include "pipeline/link/link_table.h"
#include "pipeline/link/model.h"

enum { BLOCK_WIDTH_MAX = 8 };

typedef struct BlockKeys {
    uint64_t *keys;  /* by row; those of one row are distinct. 0: none */
    uint32_t *slots; /* of each key, row * width + slot; NULL: every row has one key, or 0 */
    size_t count;
    int width;
} BlockKeys;

/* How many keys a row can have under a rule. */
int block_width(const LinkModel *model, const BlockRule *rule);

BlockKeys block_keys(const LinkModel *model, const LinkTable *table, const BlockRule *rule);
void block_keys_free(BlockKeys *keys);

/*
 * How many pairs a rule makes under each of some caps: pairs[i] where blocks of more than caps[i]
 * rows count as if they were divided into ones of that size. `scale` is how many rows each row of
 * the table stands for; the pairs are those of the whole.
 */
void block_pairs(const LinkModel *model, const LinkTable *table, const BlockRule *rule,
                 double scale, const double caps[], double pairs[], int count);

/* A good 64-bit mix of two numbers (D. Stafford's variant 13 of the MurmurHash3 finaliser). */
static inline uint64_t block_mix(uint64_t a, uint64_t b)
{
    uint64_t x = a ^ (b + UINT64_C(0x9E3779B97F4A7C15) + (a << 6) + (a >> 2));
    x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
    return x ^ (x >> 31);
}

#endif
