/* Putting together what linking works on. */

#include "pipeline/link/child_world.h"

#include "pipeline/base/digest.h"
#include "pipeline/base/mem.h"
#include "pipeline/base/parallel.h"
#include "pipeline/link/child_keep.h"
#include "pipeline/link/child_record.h"
#include "pipeline/link/child_unit.h"
#include "pipeline/link/model_json.h"
#include "pipeline/link/review_answer.h"

static const char *const MODEL_ASSET = "templates/models/children.json";
static const char *const KNOWN_ASSET = "templates/models/children_known.json";

/*
 * The model of the last training, unless the shipped one has changed since or there are half as
 * many rows again to learn from (or half as few).
 */
static void choose_model(ChildWorld *world, const Batch *batch, Error *err)
{
    world->train = true;
    Str text = asset_read(batch->assets, world->arena, MODEL_ASSET, err);
    digest_of(text, world->shipped);
    Stmt *stmt = db_prepare(batch->db,
                            "SELECT model, shipped, entities FROM link_model"
                            " ORDER BY link_model_id DESC LIMIT 1",
                            err);
    if (stmt_step(stmt, err)) {
        double before = (double)stmt_int(stmt, 2), now = world->entities.count;
        world->train =
            !str_is(stmt_str(stmt, 1), world->shipped) || now > before * 1.5 || now < before * 0.5;
        if (!world->train)
            text = arena_str(world->arena, stmt_str(stmt, 0));
    }
    stmt_free(stmt);
    world->model = model_read_json(world->arena, text, err);
    world->known = model_read_json(world->arena,
                                   asset_read(batch->assets, world->arena, KNOWN_ASSET, err), err);
}

/* Rows that the warehouse knows get their record's number. */
static void find_records(Db *db, ChildRows *rows, Error *err)
{
    Stmt *stmt =
        db_prepare(db, "SELECT link_record_id FROM link_record WHERE raw_row_id = ?1", err);
    for (size_t i = 0; i < rows->count && error_ok(err); i++) {
        stmt_bind_int(stmt, 1, rows->items[i]->raw_row_id, err);
        if (stmt_step(stmt, err))
            rows->items[i]->link_record_id = stmt_int(stmt, 0);
        stmt_reset(stmt);
    }
    stmt_free(stmt);
}

typedef struct Opening {
    const Batch *batch;
    ChildWorld *world;
    const ChildRecords *records; /* NULL: none is written */
    Error err;                   /* of writing */
} Opening;

/* Numbers of rows are written by one thread while another, who does not ask the warehouse, chains.
 */
static void open_side_by_side(void *self, size_t i, int thread)
{
    (void)thread;
    Opening *opening = self;
    ChildWorld *world = opening->world;
    if (i == 1)
        world->entities =
            child_entities_build(&world->rows, world->last.of_row, &world->decisions, world->names,
                                 world->arena, &world->apart, &world->kept, &world->units);
    else if (opening->records)
        child_records_write(opening->batch->db, opening->batch->run_id, opening->records,
                            &world->rows, &opening->err);
}

/* A night that only adds reads nothing of centers for which nothing changes. */
static void read_rows(Db *db, ChildWorld *world, bool keep_records, Error *err)
{
    SheetRanks sheets = child_sheets_rank(db, world->arena, err);
    if (keep_records)
        kept_chains_find_quiet(&world->kept, db, &world->decisions, &sheets, err);
    world->rows =
        child_rows_read(db, &sheets, world->kept.quiet, world->kept.quiet_count, world->arena, err);
    kept_chains_fill_keys(&world->kept, &world->rows, world->arena);
}

/* Tables of names, which are read beside the warehouse. */
typedef struct NamesLoading {
    const Assets *assets;
    LinkNames *names;
    Error err;
} NamesLoading;

static void load_names(void *self)
{
    NamesLoading *loading = self;
    loading->names = link_names_load(loading->assets, &loading->err);
    link_names_remember(loading->names); /* chains, table and spellings ask for the same names */
}

ChildWorld *child_world_open(const Batch *batch, bool keep_records, Error *err)
{
    Arena *arena = arena_create();
    ChildWorld *world = arena_new(arena, ChildWorld);
    world->arena = arena;
    NamesLoading loading = {.assets = batch->assets};
    Aside aside = aside_start(load_names, &loading);
    world->kept = kept_chains_read(batch, world->arena, err);
    world->decisions = decisions_read(batch, world->arena, err);
    review_answers_read(batch, world->arena, &world->decisions, err);
    read_rows(batch->db, world, keep_records, err);
    ChildRecords records = {0};
    if (keep_records)
        records = child_records_number(batch->db, &world->rows, err);
    else
        find_records(batch->db, &world->rows, err);
    world->last = last_children_read(batch->db, &world->rows, world->arena, err);
    aside_join(&aside);
    world->names = loading.names;
    if (error_ok(err))
        *err = loading.err;
    if (error_ok(err)) {
        Opening opening = {batch, world, keep_records ? &records : NULL, *err};
        parallel_run(parallel_threads(), 2, open_side_by_side, &opening);
        *err = opening.err;
        choose_model(world, batch, err);
    }
    child_records_free(&records);
    if (error_ok(err))
        world->table =
            child_table_build(world->model, &world->rows, &world->entities, &world->units,
                              &world->kept, world->last.of_row, world->names, err);
    if (error_ok(err)) {
        world->guards = child_guards_create(world->model, world->table, &world->rows,
                                            &world->entities, &world->apart, world->names);
        world->margins = child_margins_create(world->guards, world->entities.count);
    }
    return world;
}

void child_world_close(ChildWorld *world)
{
    kept_chains_free(&world->kept);
    child_margins_free(world->margins);
    child_guards_free(world->guards);
    link_table_free(world->table);
    link_names_free(world->names);
    child_rows_free(&world->rows);
    arena_free(world->arena);
}
