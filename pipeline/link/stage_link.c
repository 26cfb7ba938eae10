/* The link stage: from staged rows to children with lasting ids. */

#include "pipeline/link/stage_link.h"

#include "pipeline/base/digest.h"
#include "pipeline/base/mem.h"
#include "pipeline/base/strbuf.h"
#include "pipeline/link/child_keep.h"
#include "pipeline/link/child_pair.h"
#include "pipeline/link/model_json.h"

static const char *const MODEL_ASSET = "templates/models/children.json";
static const double FLOOR_BITS = -8;
static const double FALSE_LINKS = 0.005, LOST_MATCHES = 0.01;

/* Which model to use, and whether it still has to learn. */
typedef struct ChosenModel {
    LinkModel *model;
    char shipped[DIGEST_TEXT_SIZE];
    bool train;
} ChosenModel;

/*
 * The model of the last training, unless the shipped one has changed since or there are half as
 * many rows again to learn from (or half as few).
 */
static ChosenModel choose_model(const Batch *batch, Arena *arena, uint32_t entities, Error *err)
{
    ChosenModel chosen = {.train = true};
    Str shipped = asset_read(batch->assets, arena, MODEL_ASSET, err);
    digest_of(shipped, chosen.shipped);
    Stmt *stmt = db_prepare(batch->db,
                            "SELECT model, shipped, entities FROM link_model"
                            " ORDER BY link_model_id DESC LIMIT 1",
                            err);
    if (stmt_step(stmt, err)) {
        double before = (double)stmt_int(stmt, 2);
        chosen.train = !str_is(stmt_str(stmt, 1), chosen.shipped) || entities > before * 1.5 ||
                       entities < before * 0.5;
        if (!chosen.train)
            shipped = arena_str(arena, stmt_str(stmt, 0));
    }
    stmt_free(stmt);
    chosen.model = model_read_json(arena, shipped, err);
    return chosen;
}

static void keep_model(const Batch *batch, const ChosenModel *chosen, uint32_t entities, Error *err)
{
    if (!chosen->train)
        return;
    StrBuf json = STRBUF_INIT;
    model_write_json(&json, chosen->model);
    Stmt *insert = db_prepare(batch->db,
                              "INSERT INTO link_model (run_id, shipped, entities, model)"
                              " VALUES (?1, ?2, ?3, ?4)",
                              err);
    stmt_bind_int(insert, 1, batch->run_id, err);
    stmt_bind_cstr(insert, 2, chosen->shipped, err);
    stmt_bind_int(insert, 3, entities, err);
    stmt_bind_str(insert, 4, strbuf_str(&json), err);
    stmt_run(insert, err);
    stmt_free(insert);
    strbuf_free(&json);
}

/* Groups of rows, numbered by their first rows. Returns how many. */
static uint32_t number_groups(const ChildRows *rows, const ChildEntities *entities,
                              const Clusters *clusters, uint32_t *group_of_row)
{
    uint32_t *number = x_new_array(uint32_t, (size_t)entities->count + 1), next = 0;
    for (uint32_t row = 0; row < rows->count; row++) {
        uint32_t cluster = clusters->of_row[entities->of_row[row]];
        if (number[cluster] == 0)
            number[cluster] = ++next;
        group_of_row[row] = number[cluster] - 1;
    }
    x_free(number);
    return next;
}

void stage_link(Batch *batch, Error *err)
{
    Arena *arena = arena_create();
    log_begin(batch->log, "link", 0);
    LinkNames *names = link_names_load(batch->assets, err);
    ChildRows rows = child_rows_read(batch->db, arena, err);
    child_keep_records(batch->db, batch->run_id, &rows, err);
    int64_t *child_of_row = child_keep_children(batch->db, &rows, arena, err);
    Decisions decisions = decisions_read(batch, arena, err);
    KeptApart apart = {0};
    ChildEntities entities = {0};
    ChosenModel chosen = {0};
    LinkTable *table = NULL;
    if (error_ok(err)) {
        entities = child_entities_build(&rows, child_of_row, &decisions, names, arena, &apart);
        chosen = choose_model(batch, arena, entities.count, err);
    }
    if (error_ok(err))
        table = child_table_build(chosen.model, &rows, &entities, child_of_row, names, err);
    if (error_ok(err)) {
        ChildGuards *guards =
            child_guards_create(chosen.model, table, &rows, &entities, &apart, names);
        LinkageOptions options = {.train = chosen.train,
                                  .floor_bits = FLOOR_BITS,
                                  .false_links = FALSE_LINKS,
                                  .forbids = child_guards_forbid,
                                  .forbids_self = guards};
        Linkage linkage = linkage_run(chosen.model, table, &options);
        Bands bands = bands_choose(&linkage.pairs, FALSE_LINKS, LOST_MATCHES);
        uint32_t *group_of_row = arena_new_array(arena, uint32_t, rows.count + 1);
        uint32_t groups = number_groups(&rows, &entities, &linkage.clusters, group_of_row);
        child_keep_write(batch->db, batch->run_id, &rows, group_of_row, groups, child_of_row, names,
                         err);
        int64_t review =
            child_pairs_write(batch->db, &linkage, &bands, guards, &rows, &entities, err);
        decisions_write(batch->db, &decisions, err);
        keep_model(batch, &chosen, entities.count, err);
        log_info(batch->log, "link: %zu records, %u children, %lld pairs to review", rows.count,
                 groups, (long long)review);
        linkage_free(&linkage);
        child_guards_free(guards);
    }
    link_table_free(table);
    link_names_free(names);
    arena_free(arena);
    log_end(batch->log);
}
