/* The link stage: from staged rows to children with lasting ids. */

#include "pipeline/link/stage_link.h"

#include "pipeline/base/mem.h"
#include "pipeline/base/strbuf.h"
#include "pipeline/link/child_keep.h"
#include "pipeline/link/child_pair.h"
#include "pipeline/link/child_world.h"
#include "pipeline/link/model_json.h"

static const double FLOOR_BITS = -8;
static const double FALSE_LINKS = 0.005, LOST_MATCHES = 0.01;

static void keep_model(const Batch *batch, const ChildWorld *world, Error *err)
{
    if (!world->train)
        return;
    StrBuf json = STRBUF_INIT;
    model_write_json(&json, world->model);
    Stmt *insert = db_prepare(batch->db,
                              "INSERT INTO link_model (run_id, shipped, entities, model)"
                              " VALUES (?1, ?2, ?3, ?4)",
                              err);
    stmt_bind_int(insert, 1, batch->run_id, err);
    stmt_bind_cstr(insert, 2, world->shipped, err);
    stmt_bind_int(insert, 3, world->entities.count, err);
    stmt_bind_str(insert, 4, strbuf_str(&json), err);
    stmt_run(insert, err);
    stmt_free(insert);
    strbuf_free(&json);
}

/* Groups of rows, numbered by their first rows. Returns how many. */
static uint32_t number_groups(const ChildWorld *world, const Clusters *clusters,
                              uint32_t *group_of_row)
{
    uint32_t *number = x_new_array(uint32_t, (size_t)world->entities.count + 1), next = 0;
    for (uint32_t row = 0; row < world->rows.count; row++) {
        uint32_t cluster = clusters->of_row[world->entities.of_row[row]];
        if (number[cluster] == 0)
            number[cluster] = ++next;
        group_of_row[row] = number[cluster] - 1;
    }
    x_free(number);
    return next;
}

static void link_children(const Batch *batch, ChildWorld *world, Error *err)
{
    LinkageOptions options = {.train = world->train,
                              .floor_bits = FLOOR_BITS,
                              .false_links = FALSE_LINKS,
                              .forbids = child_margins_forbid,
                              .forbids_self = world->margins,
                              .scored = child_margins_find,
                              .scored_self = world->margins};
    Linkage linkage = linkage_run(world->model, world->table, &options);
    Bands bands = bands_choose(&linkage.pairs, FALSE_LINKS, LOST_MATCHES);
    uint32_t *group_of_row = arena_new_array(world->arena, uint32_t, world->rows.count + 1);
    uint32_t groups = number_groups(world, &linkage.clusters, group_of_row);
    child_keep_write(batch->db, batch->run_id, &world->rows, group_of_row, groups,
                     world->child_of_row, world->names, err);
    int64_t review = child_pairs_write(batch->db, &linkage, &bands, world->margins, &world->rows,
                                       &world->entities, err);
    decisions_write(batch->db, &world->decisions, err);
    keep_model(batch, world, err);
    log_info(batch->log, "link: %zu records, %u children, %lld pairs to review (bits %.1f to %.1f)",
             world->rows.count, groups, (long long)review, bands.review_bits, bands.link_bits);
    linkage_free(&linkage);
}

void stage_link(Batch *batch, Error *err)
{
    log_begin(batch->log, "link", 0);
    ChildWorld *world = child_world_open(batch, true, err);
    if (error_ok(err))
        link_children(batch, world, err);
    child_world_close(world);
    log_end(batch->log);
}
