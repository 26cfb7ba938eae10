/* The table link_center: which centers are quiet, and what each leaves for the next night. */

#include "pipeline/link/child_quiet.h"

#include "pipeline/base/mem.h"
#include "pipeline/link/public_id.h"

#include <stdlib.h>

static uint64_t mix(uint64_t hash, uint64_t more)
{
    hash = (hash ^ more) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ hash >> 29;
}

/* --- reading --------------------------------------------------------------------------------- */

KeptChains kept_chains_read(const Batch *batch, Arena *arena, Error *err)
{
    KeptChains kept = {.by_center = map_create(), .files = map_create()};
    char assets[65] = "";
    asset_digest(batch->assets, assets, err);
    kept.assets = str_hash(str_from(assets));
    kept.seed = kept.assets ^ str_hash(str_from(ROLLBOOK_VERSION));
    int64_t count = db_int(batch->db, "SELECT count(*) FROM link_center", err);
    kept.items = arena_new_array(arena, KeptUnit, (size_t)count + 1);
    Stmt *stmt = db_prepare(batch->db,
                            "SELECT center_code, files, digest, chains, packed FROM link_center"
                            " ORDER BY center_code",
                            err);
    while (stmt_step(stmt, err)) {
        size_t at = (size_t)map_intern(kept.by_center, stmt_str(stmt, 0));
        kept.items[at] = (KeptUnit){.files = (uint64_t)stmt_int(stmt, 1),
                                    .digest = (uint64_t)stmt_int(stmt, 2),
                                    .chains = arena_str(arena, stmt_str(stmt, 3)),
                                    .packed = arena_str(arena, stmt_str(stmt, 4))};
    }
    stmt_free(stmt);
    return kept;
}

void kept_chains_free(KeptChains *kept)
{
    map_free(kept->by_center);
    map_free(kept->files);
    x_free(kept->quiet);
    x_free(kept->keyed);
    for (int t = 0; t < PARALLEL_THREADS_MAX; t++)
        arena_free(kept->arenas[t]);
}

KeptUnit *kept_unit_of(const KeptChains *kept, const ChildRow *first)
{
    int64_t at;
    return map_get(kept->by_center, first->center_code, &at) ? &kept->items[at] : NULL;
}

/* --- what centers' rows come from ------------------------------------------------------------ */

/* A center of tonight. Centers that answers speak of together share a root. */
typedef struct Center {
    uint64_t files;
    size_t root;
    bool loud;
} Center;

typedef struct Finder {
    KeptChains *kept;
    Db *db;
    const SheetRanks *sheets;
    Map *codes; /* of centers to their place */
    Center *centers;
    size_t cap, keyed_cap;
} Finder;

static size_t center_at(Finder *finder, Str code)
{
    size_t count = map_count(finder->codes), at = (size_t)map_intern(finder->codes, code);
    x_grow(finder->centers, finder->cap, at + 1);
    if (at == count)
        finder->centers[at] = (Center){.files = finder->kept->seed, .root = at};
    return at;
}

/* The submissions whose rows are linked, and of what their files were mapped. */
static void read_submissions(Finder *finder, Error *err)
{
    Stmt *stmt = db_prepare(finder->db,
                            "SELECT coalesce(s.center_code, ''), s.submission_id, s.kind, s.status,"
                            " s.period_code, m.digest"
                            " FROM submission s LEFT JOIN mapped_file m USING (source_file_id)"
                            " WHERE s.kind IN ('register', 'programme', 'placement',"
                            " 'out_of_school') AND s.status IN ('current', 'superseded')"
                            " ORDER BY s.submission_id",
                            err);
    while (stmt_step(stmt, err)) {
        size_t at = center_at(finder, stmt_str(stmt, 0));
        Center *center = &finder->centers[at];
        uint64_t hash = mix(center->files, (uint64_t)stmt_int(stmt, 1));
        for (int column = 2; column <= 5; column++)
            hash = mix(hash, str_hash(stmt_str(stmt, column)));
        center->files = hash;
        center->loud = center->loud || stmt_is_null(stmt, 5);
    }
    stmt_free(stmt);
}

/* Cells that validate emptied: they may have been filled last night, or others emptied. */
static void read_emptied(Finder *finder, Error *err)
{
    static const char *const EMPTIED[] = {
        "SELECT t.center_code, e.stg_row_id, e.field, e.value FROM stg_emptied e"
        " JOIN stg_register t ON t.stg_register_id = e.stg_row_id"
        " WHERE e.stg_table = 'stg_register' ORDER BY e.stg_row_id, e.field",
        "SELECT t.center_code, e.stg_row_id, e.field, e.value FROM stg_emptied e"
        " JOIN stg_programme t ON t.stg_programme_id = e.stg_row_id"
        " WHERE e.stg_table = 'stg_programme' ORDER BY e.stg_row_id, e.field",
        "SELECT t.center_code, e.stg_row_id, e.field, e.value FROM stg_emptied e"
        " JOIN stg_placement t ON t.stg_placement_id = e.stg_row_id"
        " WHERE e.stg_table = 'stg_placement' ORDER BY e.stg_row_id, e.field",
        "SELECT t.center_code, e.stg_row_id, e.field, e.value FROM stg_emptied e"
        " JOIN stg_out_of_school t ON t.stg_out_of_school_id = e.stg_row_id"
        " WHERE e.stg_table = 'stg_out_of_school' ORDER BY e.stg_row_id, e.field",
    };
    for (size_t kind = 0; kind < sizeof EMPTIED / sizeof *EMPTIED; kind++) {
        Stmt *stmt = db_prepare(finder->db, EMPTIED[kind], err);
        while (stmt_step(stmt, err)) {
            size_t at = center_at(finder, stmt_str(stmt, 0));
            Center *center = &finder->centers[at];
            uint64_t hash = mix(center->files, (uint64_t)stmt_int(stmt, 1) << 2 | kind);
            hash = mix(hash, str_hash(stmt_str(stmt, 2)));
            center->files = mix(hash, str_hash(stmt_str(stmt, 3)));
        }
        stmt_free(stmt);
    }
}

/* --- answers --------------------------------------------------------------------------------- */

static size_t root_of(Finder *finder, size_t center)
{
    while (finder->centers[center].root != center)
        center = finder->centers[center].root;
    return center;
}

typedef struct CenterList {
    size_t *items;
    size_t count, cap;
} CenterList;

/* The centers of a key's records. */
static void list_centers(Finder *finder, Str key, CenterList *list, Error *err)
{
    int64_t child = public_id_parse(key);
    Stmt *stmt = db_prepare(finder->db,
                            child > 0 ? "SELECT link_record_id, coalesce(center_code, '')"
                                        " FROM child_record JOIN link_record USING (link_record_id)"
                                        " WHERE child_id = ?1 ORDER BY link_record_id"
                                      : "SELECT link_record_id, coalesce(center_code, '')"
                                        " FROM link_record WHERE content_key = ?1"
                                        " ORDER BY link_record_id",
                            err);
    if (child > 0)
        stmt_bind_int(stmt, 1, child, err);
    else
        stmt_bind_str(stmt, 1, key, err);
    while (stmt_step(stmt, err)) {
        x_grow(list->items, list->cap, list->count + 1);
        size_t at = center_at(finder, stmt_str(stmt, 1));
        list->items[list->count++] = at;
        if (child > 0)
            continue;
        KeptChains *kept = finder->kept;
        x_grow(kept->keyed, finder->keyed_cap, kept->keyed_count + 1);
        kept->keyed[kept->keyed_count++] = (KeyedRecord){stmt_int(stmt, 0), key};
    }
    stmt_free(stmt);
}

/* An answer of which one side is not known yet may join a new row tonight. */
static void read_answers(Finder *finder, const Decisions *decisions, Error *err)
{
    for (size_t i = 0; i < decisions->count && error_ok(err); i++) {
        const Decision *decision = &decisions->items[i];
        if (decision->applied == APPLIED_REVOKED || decision->answer == ANSWER_UNSURE)
            continue;
        CenterList list = {0};
        list_centers(finder, decision->left_key, &list, err);
        size_t left_count = list.count;
        list_centers(finder, decision->right_key, &list, err);
        bool known = left_count > 0 && list.count > left_count;
        for (size_t k = 0; k < list.count; k++) {
            Center *center = &finder->centers[list.items[k]];
            center->files = mix(center->files, str_hash(decision->left_key));
            center->files = mix(center->files, str_hash(decision->right_key));
            center->files = mix(center->files, (uint64_t)decision->answer);
            center->loud = center->loud || !known;
            size_t a = root_of(finder, list.items[0]), b = root_of(finder, list.items[k]);
            finder->centers[b].root = a;
        }
        x_free(list.items);
    }
}

static int by_record(const void *left, const void *right)
{
    const KeyedRecord *a = left, *b = right;
    return (a->record > b->record) - (a->record < b->record);
}

void kept_chains_fill_keys(const KeptChains *kept, ChildRows *rows, Arena *arena)
{
    for (size_t i = 0; i < rows->count && kept->keyed_count > 0; i++) {
        ChildRow *row = rows->items[i];
        KeyedRecord want = {.record = row->link_record_id};
        const KeyedRecord *found =
            row->quiet ? bsearch(&want, kept->keyed, kept->keyed_count, sizeof want, by_record)
                       : NULL;
        if (!found || found->key.len != sizeof row->cells->content_key - 1)
            continue;
        row->cells = arena_new(arena, ChildCells); /* not those that it shares */
        memcpy(row->cells->content_key, found->key.ptr, found->key.len);
    }
}

/* --- quiet units ----------------------------------------------------------------------------- */

static bool in_order(const SheetRanks *sheets, const ChildRows *rows)
{
    for (size_t i = 0; i < rows->count; i++) {
        ChildRow *row = rows->items[i];
        if (row->raw_sheet_id < 1 || row->raw_sheet_id > sheets->last ||
            (i > 0 && !child_row_not_after(sheets, rows->items[i - 1], row)))
            return false;
    }
    return true;
}

/* A center is loud with any that it shares a root with. */
static void spread_loudness(Finder *finder)
{
    size_t count = map_count(finder->codes);
    for (size_t c = 0; c < count; c++)
        if (finder->centers[c].loud)
            finder->centers[root_of(finder, c)].loud = true;
    for (size_t c = 0; c < count; c++)
        finder->centers[c].loud = finder->centers[root_of(finder, c)].loud;
}

static KeptUnit *kept_of(const Finder *finder, size_t center)
{
    int64_t at;
    Str code = map_key_at(finder->codes, center);
    return map_get(finder->kept->by_center, code, &at) ? &finder->kept->items[at] : NULL;
}

/* Unpacks what may be quiet; what cannot be read, or stands in another order now, is loud. */
static void unpack_one(void *self, size_t c, int thread)
{
    const Finder *finder = self;
    Center *center = &finder->centers[c];
    KeptUnit *unit = kept_of(finder, c);
    if (center->loud || unit->chains.len == 0)
        return;
    unit->quiet = child_unpack(unit->packed, unit->chains, finder->kept->arenas[thread]);
    center->loud = !unit->quiet || !in_order(finder->sheets, &unit->quiet->rows);
}

/* Units are unpacked by whichever thread is free. */
static void unpack_units(Finder *finder)
{
    int threads = parallel_threads();
    for (int t = 0; t < threads; t++)
        finder->kept->arenas[t] = arena_create();
    for (size_t c = 0; c < map_count(finder->codes); c++) {
        Center *center = &finder->centers[c];
        KeptUnit *unit = kept_of(finder, c);
        center->files |= 1;
        center->loud = center->loud || !unit || unit->files != center->files;
    }
    spread_loudness(finder);
    parallel_run(threads, map_count(finder->codes), unpack_one, finder);
    spread_loudness(finder);
    for (size_t c = 0; c < map_count(finder->codes); c++) {
        KeptUnit *unit = kept_of(finder, c);
        if (unit && finder->centers[c].loud)
            unit->quiet = NULL;
        else if (unit)
            unit->stays = true;
    }
}

/* Submissions whose rows are read from staging. */
static void list_loud(const Finder *finder, Error *err)
{
    db_exec(finder->db,
            "CREATE TEMP TABLE IF NOT EXISTS link_loud (submission_id INTEGER PRIMARY KEY) STRICT;"
            "DELETE FROM temp.link_loud",
            err);
    Stmt *insert = db_prepare(finder->db,
                              "INSERT INTO temp.link_loud SELECT submission_id FROM submission"
                              " WHERE coalesce(center_code, '') = ?1",
                              err);
    for (size_t c = 0; c < map_count(finder->codes) && error_ok(err); c++) {
        if (!finder->centers[c].loud)
            continue;
        stmt_bind_str(insert, 1, map_key_at(finder->codes, c), err);
        stmt_run(insert, err);
    }
    stmt_free(insert);
}

void kept_chains_find_quiet(KeptChains *kept, Db *db, const Decisions *decisions,
                            const SheetRanks *sheets, Error *err)
{
    Finder finder = {.kept = kept, .db = db, .sheets = sheets, .codes = map_create()};
    read_submissions(&finder, err);
    read_emptied(&finder, err);
    read_answers(&finder, decisions, err);
    unpack_units(&finder);
    list_loud(&finder, err);
    size_t count = map_count(finder.codes);
    kept->quiet = x_new_array(const ChildRows *, count + 1);
    for (size_t c = 0; c < count; c++) {
        KeptUnit *unit = kept_of(&finder, c);
        map_set(kept->files, map_key_at(finder.codes, c), (int64_t)finder.centers[c].files);
        if (unit && unit->quiet)
            kept->quiet[kept->quiet_count++] = &unit->quiet->rows;
    }
    if (kept->keyed_count > 0)
        qsort(kept->keyed, kept->keyed_count, sizeof *kept->keyed, by_record);
    map_free(finder.codes);
    x_free(finder.centers);
}

/* --- writing --------------------------------------------------------------------------------- */

typedef struct UnitWriter {
    const KeptChains *kept;
    const ChildUnits *units;
    const UnitContents *all;
    Stmt *forget, *insert;
    StrBuf chains, *packed; /* packed: by unit */
    uint32_t *place;        /* of each row in its unit */
} UnitWriter;

static bool is_quiet(const UnitWriter *writer, size_t unit)
{
    return writer->all->rows->items[writer->units->rows[writer->units->row_start[unit]]]->quiet;
}

/* Units are packed by whichever thread is free. */
static void pack_one(void *self, size_t unit, int thread)
{
    const UnitWriter *writer = self;
    const ChildUnits *units = writer->units;
    UnitContents contents = *writer->all;
    (void)thread;
    contents.unit = units->rows + units->row_start[unit];
    contents.count = units->row_start[unit + 1] - units->row_start[unit];
    if (!is_quiet(writer, unit))
        child_pack(&writer->packed[unit], &contents);
}

/* The chains of a unit as text. */
static void append_chains(UnitWriter *writer, const uint32_t *unit, uint32_t count)
{
    const ChildEntities *entities = writer->all->entities;
    strbuf_clear(&writer->chains);
    for (uint32_t i = 0; i < count; i++)
        writer->place[unit[i]] = i;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t first = entities->rows[entities->row_start[entities->of_row[unit[i]]]];
        if (i > 0)
            strbuf_append_char(&writer->chains, ',');
        strbuf_append_int(&writer->chains, writer->place[first]);
    }
}

static void forget_center(UnitWriter *writer, Str center, Error *err)
{
    stmt_bind_str(writer->forget, 1, center, err);
    stmt_run(writer->forget, err);
}

/* packed: of the unit, which stands under this center; NULL: it stands under another. */
static void write_center(UnitWriter *writer, Str center, uint64_t digest, const StrBuf *packed,
                         Error *err)
{
    int64_t files = 0;
    map_get(writer->kept->files, center, &files);
    forget_center(writer, center, err);
    stmt_bind_str(writer->insert, 1, center, err);
    stmt_bind_int(writer->insert, 2, files, err);
    stmt_bind_int(writer->insert, 3, packed ? (int64_t)digest : 0, err);
    stmt_bind_str(writer->insert, 4, packed ? strbuf_str(&writer->chains) : STR(""), err);
    if (packed)
        stmt_bind_blob(writer->insert, 5, strbuf_str(packed), err);
    stmt_run(writer->insert, err);
}

static void write_unit(UnitWriter *writer, uint32_t unit, Map *written, Error *err)
{
    const ChildUnits *units = writer->units;
    const uint32_t *rows = units->rows + units->row_start[unit];
    uint32_t count = units->row_start[unit + 1] - units->row_start[unit];
    append_chains(writer, rows, count);
    for (uint32_t i = 0; i < count && error_ok(err); i++) {
        Str center = writer->all->rows->items[rows[i]]->center_code;
        size_t before = map_count(written);
        if ((size_t)map_intern(written, center) == before)
            write_center(writer, center, units->digests[unit],
                         i == 0 ? &writer->packed[unit] : NULL, err);
    }
}

void kept_chains_write(Db *db, const KeptChains *kept, const ChildUnits *units,
                       const UnitContents *all, Error *err)
{
    UnitWriter writer = {.kept = kept, .units = units, .all = all, .chains = STRBUF_INIT};
    writer.packed = x_new_array(StrBuf, (size_t)units->count + 1);
    parallel_run(parallel_threads(), units->count, pack_one, &writer);
    writer.forget = db_prepare(db, "DELETE FROM link_center WHERE center_code = ?1", err);
    writer.insert = db_prepare(db,
                               "INSERT INTO link_center (center_code, files, digest, chains,"
                               " packed) VALUES (?1, ?2, ?3, ?4, ?5)",
                               err);
    writer.place = x_new_array(uint32_t, all->rows->count + 1);
    Map *written = map_create();
    for (uint32_t u = 0; u < units->count && error_ok(err); u++)
        if (!is_quiet(&writer, u))
            write_unit(&writer, u, written, err);
    for (size_t i = 0; i < map_count(kept->by_center) && error_ok(err); i++) {
        Str center = map_key_at(kept->by_center, i);
        if (!kept->items[i].stays && !map_get(written, center, NULL))
            forget_center(&writer, center, err);
    }
    for (uint32_t u = 0; u < units->count; u++)
        strbuf_free(&writer.packed[u]);
    map_free(written);
    x_free(writer.packed);
    x_free(writer.place);
    strbuf_free(&writer.chains);
    stmt_free(writer.forget);
    stmt_free(writer.insert);
}
