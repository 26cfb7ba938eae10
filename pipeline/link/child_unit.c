/* Dividing rows into units, and keeping the chains of those that do not change. */

#include "pipeline/link/child_unit.h"

#include "pipeline/base/mem.h"
#include "pipeline/base/number.h"
#include "pipeline/base/strbuf.h"

struct KeptUnit {
    uint64_t digest;
    Str chains; /* per row the place of its chain's first row: "0,1,0,3" */
};

KeptChains kept_chains_read(const Batch *batch, Arena *arena, Error *err)
{
    KeptChains kept = {.by_center = map_create()};
    char assets[65] = "";
    asset_digest(batch->assets, assets, err);
    kept.seed = str_hash(str_from(assets)) ^ str_hash(str_from(ROLLBOOK_VERSION));
    int64_t count = db_int(batch->db, "SELECT count(*) FROM link_center", err);
    kept.items = arena_new_array(arena, struct KeptUnit, (size_t)count + 1);
    Stmt *stmt = db_prepare(
        batch->db, "SELECT center_code, digest, chains FROM link_center ORDER BY center_code", err);
    while (stmt_step(stmt, err)) {
        size_t at = (size_t)map_intern(kept.by_center, stmt_str(stmt, 0));
        kept.items[at] =
            (struct KeptUnit){(uint64_t)stmt_int(stmt, 1), arena_str(arena, stmt_str(stmt, 2))};
    }
    stmt_free(stmt);
    return kept;
}

void kept_chains_free(KeptChains *kept)
{
    map_free(kept->by_center);
}

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
    for (size_t row = 0; row < n; row++)
        center_of[row] = (uint32_t)map_intern(centers, chain->rows->items[row].center_code);
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
    const Str asked[] = {str_from(row->content_key),
                         row->birth_from,
                         row->birth_to,
                         row->sex,
                         row->thai_id13,
                         row->guardian};
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++)
        hash = mix(hash, str_hash(asked[i]));
    return mix(hash, (uint64_t)row->submission_id);
}

/* `place` is each row's place in its unit. */
static void digest_units(ChildUnits *units, const Chain *chain, const uint32_t *place,
                         uint64_t seed)
{
    for (uint32_t u = 0; u < units->count; u++) {
        uint64_t hash = seed;
        for (uint32_t i = units->row_start[u]; i < units->row_start[u + 1]; i++) {
            uint32_t row = units->rows[i];
            hash = mix_row(hash, &chain->rows->items[row]);
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

static Str unit_name(const ChildUnits *units, const ChildRows *rows, uint32_t unit)
{
    return rows->items[units->rows[units->row_start[unit]]].center_code;
}

/* Reads the chains of a unit; false where they cannot be those of so many rows. */
static bool read_chains(Str text, uint32_t *first, uint32_t count)
{
    Str piece;
    uint32_t i = 0;
    while (str_split(&text, ',', &piece)) {
        int64_t place;
        if (i == count || !number_parse_int(piece, &place) || place < 0 || place > (int64_t)i ||
            (place < (int64_t)i && first[place] != (uint32_t)place))
            return false;
        first[i++] = (uint32_t)place;
    }
    return i == count;
}

void child_units_restore(ChildUnits *units, const KeptChains *kept, Chain *chain)
{
    uint32_t *first = x_new_array(uint32_t, chain->rows->count + 1);
    for (uint32_t u = 0; u < units->count; u++) {
        const uint32_t *rows = units->rows + units->row_start[u];
        uint32_t count = units->row_start[u + 1] - units->row_start[u];
        int64_t at;
        units->kept[u] = map_get(kept->by_center, unit_name(units, chain->rows, u), &at) &&
                         kept->items[at].digest == units->digests[u] &&
                         read_chains(kept->items[at].chains, first, count);
        for (uint32_t i = 0; units->kept[u] && i < count; i++)
            chain->root[rows[i]] = rows[first[i]];
    }
    x_free(first);
}

static void write_unit(Stmt *insert, const ChildUnits *units, uint32_t unit, const ChildRows *rows,
                       const ChildEntities *entities, StrBuf *chains, uint32_t *place, Error *err)
{
    uint32_t from = units->row_start[unit], to = units->row_start[unit + 1];
    strbuf_clear(chains);
    for (uint32_t i = from; i < to; i++)
        place[units->rows[i]] = i - from;
    for (uint32_t i = from; i < to; i++) {
        uint32_t first = entities->rows[entities->row_start[entities->of_row[units->rows[i]]]];
        strbuf_appendf(chains, i > from ? ",%u" : "%u", place[first]);
    }
    stmt_bind_str(insert, 1, unit_name(units, rows, unit), err);
    stmt_bind_int(insert, 2, (int64_t)units->digests[unit], err);
    stmt_bind_str(insert, 3, strbuf_str(chains), err);
    stmt_run(insert, err);
}

void child_units_write(Db *db, const ChildUnits *units, const ChildRows *rows,
                       const ChildEntities *entities, Error *err)
{
    db_exec(db, "DELETE FROM link_center", err);
    Stmt *insert = db_prepare(
        db, "INSERT INTO link_center (center_code, digest, chains) VALUES (?1, ?2, ?3)", err);
    uint32_t *place = x_new_array(uint32_t, rows->count + 1); /* of each row in its unit */
    StrBuf chains = STRBUF_INIT;
    for (uint32_t u = 0; u < units->count && error_ok(err); u++)
        write_unit(insert, units, u, rows, entities, &chains, place, err);
    strbuf_free(&chains);
    x_free(place);
    stmt_free(insert);
}
