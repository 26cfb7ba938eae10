/* Dividing rows into units, and keeping the chains of those that do not change. */

#include "pipeline/link/child_unit.h"

#include "pipeline/base/map.h"
#include "pipeline/base/mem.h"

#include <assert.h>

/* --- dividing -------------------------------------------------------------------------------- */

static uint32_t find_root(uint32_t *root, uint32_t center)
{
    while (root[center] != center)
        center = root[center] = root[root[center]];
    return center;
}

/* The center of each row, by number; centers that one chain reaches across share a root. */
static uint32_t *number_centers(const Chain *chain, uint32_t *center_of, size_t *count)
{
    size_t n = chain->rows->count;
    Map *centers = map_create();
    Str before = {0};
    for (size_t row = 0; row < n; row++) { /* those of a sheet, mostly of one center, follow */
        Str code = chain->rows->items[row]->center_code;
        center_of[row] = row > 0 && str_eq(code, before) ? center_of[row - 1]
                                                         : (uint32_t)map_intern(centers, code);
        before = code;
    }
    *count = map_count(centers);
    map_free(centers);
    uint32_t *root = x_new_array(uint32_t, *count + 1);
    for (uint32_t c = 0; c < *count; c++)
        root[c] = c;
    for (uint32_t row = 0; row < n; row++) {
        uint32_t a = find_root(root, center_of[row]);
        uint32_t b = find_root(root, center_of[chain_root(chain, row)]);
        root[a > b ? a : b] = a > b ? b : a;
    }
    return root;
}

static uint64_t mix(uint64_t hash, uint64_t more)
{
    hash = (hash ^ more) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ hash >> 29;
}

/* Of all that the rules of chains ask of a row (child_chain.c, child_agree.c), and of its names. */
static uint64_t mix_row(uint64_t hash, const ChildRow *row)
{
    const Str asked[] = {str_from(row->cells->content_key),
                         row->birth_from,
                         row->birth_to,
                         row->sex,
                         row->thai_id13,
                         row->cells->guardian};
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++)
        hash = mix(hash, str_hash(asked[i]));
    return mix(hash, (uint64_t)row->submission_id);
}

static bool is_quiet(const ChildUnits *units, const ChildRows *rows, uint32_t unit)
{
    return rows->items[units->rows[units->row_start[unit]]]->quiet;
}

/* `place` is each row's place in its unit. Of quiet units nobody asks. */
static void digest_units(ChildUnits *units, const Chain *chain, const uint32_t *place,
                         uint64_t seed)
{
    for (uint32_t u = 0; u < units->count; u++) {
        uint64_t hash = seed;
        if (is_quiet(units, chain->rows, u))
            continue;
        for (uint32_t i = units->row_start[u]; i < units->row_start[u + 1]; i++) {
            uint32_t row = units->rows[i];
            hash = mix_row(hash, chain->rows->items[row]);
            hash = mix(hash, place[chain_root(chain, row)]);
        }
        units->digests[u] = hash;
    }
    for (size_t i = 0; i < chain->apart->count; i++) {
        const RowPair *pair = &chain->apart->pairs[i];
        uint64_t apart = mix(place[pair->left], place[pair->right]);
        uint32_t left = units->of_row[pair->left], right = units->of_row[pair->right];
        units->digests[left] = mix(units->digests[left], apart);
        if (left != right)
            units->digests[right] = mix(units->digests[right], apart);
    }
}

ChildUnits child_units_divide(Chain *chain, uint64_t seed, Arena *arena)
{
    uint32_t n = (uint32_t)chain->rows->count;
    size_t centers;
    uint32_t *center_of = x_new_array(uint32_t, (size_t)n + 1);
    uint32_t *root = number_centers(chain, center_of, &centers);
    uint32_t *unit_of_center = x_new_array(uint32_t, centers + 1);
    ChildUnits units = {.of_row = arena_new_array(arena, uint32_t, (size_t)n + 1),
                        .rows = arena_new_array(arena, uint32_t, (size_t)n + 1),
                        .row_start = arena_new_array(arena, uint32_t, centers + 2),
                        .digests = arena_new_array(arena, uint64_t, centers + 1),
                        .kept = arena_new_array(arena, bool, centers + 1)};
    for (uint32_t c = 0; c < centers; c++) /* a root is the smallest of its centers */
        unit_of_center[c] = root[c] == c ? units.count++ : unit_of_center[find_root(root, c)];
    for (uint32_t row = 0; row < n; row++) {
        units.of_row[row] = unit_of_center[center_of[row]];
        units.row_start[units.of_row[row] + 1]++;
    }
    for (uint32_t u = 0; u < units.count; u++)
        units.row_start[u + 1] += units.row_start[u];
    uint32_t *place = x_new_array(uint32_t, (size_t)n + 1);
    uint32_t *filled = x_new_array(uint32_t, (size_t)units.count + 1);
    for (uint32_t row = 0; row < n; row++) {
        uint32_t u = units.of_row[row];
        place[row] = filled[u]++;
        units.rows[units.row_start[u] + place[row]] = row;
    }
    chain->unit_of = units.of_row;
    digest_units(&units, chain, place, seed);
    x_free(center_of);
    x_free(root);
    x_free(unit_of_center);
    x_free(place);
    x_free(filled);
    return units;
}

/* --- keeping --------------------------------------------------------------------------------- */

static const ChildRow *first_row(const ChildUnits *units, const ChildRows *rows, uint32_t unit)
{
    return rows->items[units->rows[units->row_start[unit]]];
}

/* The chains of a unit that has not changed; NULL: they are to be made anew. */
static const uint32_t *kept_chains(const KeptUnit *kept, uint64_t digest, uint32_t count,
                                   uint32_t *scratch)
{
    uint32_t entities;
    if (!kept)
        return NULL;
    if (kept->quiet)
        return kept->quiet->rows.count == count ? kept->quiet->first : NULL;
    bool same =
        kept->digest == digest && child_read_chains(kept->chains, scratch, count, &entities);
    return same ? scratch : NULL;
}

void child_units_restore(ChildUnits *units, const KeptChains *kept, Chain *chain)
{
    uint32_t *scratch = x_new_array(uint32_t, chain->rows->count + 1);
    for (uint32_t u = 0; u < units->count; u++) {
        const uint32_t *rows = units->rows + units->row_start[u];
        uint32_t count = units->row_start[u + 1] - units->row_start[u];
        const KeptUnit *unit = kept_unit_of(kept, first_row(units, chain->rows, u));
        const uint32_t *first = kept_chains(unit, units->digests[u], count, scratch);
        units->kept[u] = first != NULL;
        assert(units->kept[u] || !is_quiet(units, chain->rows, u));
        for (uint32_t i = 0; units->kept[u] && i < count; i++)
            chain->root[rows[i]] = rows[first[i]];
    }
    x_free(scratch);
}
