/* The link stage: from staged rows to children with lasting ids. */

#include "pipeline/link/stage_link.h"

#include "pipeline/base/mem.h"
#include "pipeline/link/child_keep.h"
#include "pipeline/link/child_match.h"
#include "pipeline/link/child_pair.h"
#include "pipeline/warehouse/script.h"

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

static void link_children(Batch *batch, ChildWorld *world, Error *err)
{
    ChildMatch match = child_match(batch, world, err);
    if (error_ok(err)) {
        const Linkage *linkage = &match.linkage;
        uint32_t *group_of_row = arena_new_array(world->arena, uint32_t, world->rows.count + 1);
        uint32_t groups = number_groups(world, &linkage->clusters, group_of_row);
        ChildNames *names =
            child_keep_write(batch->db, batch->run_id, &world->rows, group_of_row, groups,
                             &world->last, &world->units, world->names, world->arena, err);
        child_memory_write(batch, match.memory, world, linkage, err);
        int64_t review =
            child_pairs_write(batch->db, linkage, child_memory_changed(match.memory), &match.bands,
                              world->margins, &world->rows, &world->entities, err);
        UnitContents all = {.rows = &world->rows,
                            .entities = &world->entities,
                            .model = world->model,
                            .table = world->table};
        kept_chains_write(batch->db, &world->kept, &world->units, &all, err);
        child_names_write(batch->db, names, err);
        decisions_write(batch->db, &world->decisions, err);
        script_run(batch, "pipeline/link/sql/event_reasons.sql", err);
        log_info(batch->log,
                 "link: %zu records, %u children, %u of %u entities compared, %lld pairs to review"
                 " (bits %.1f to %.1f)",
                 world->rows.count, groups, child_memory_changed_count(match.memory),
                 world->entities.count, (long long)review, match.bands.review_bits,
                 match.bands.link_bits);
    }
    child_match_free(&match);
}

void stage_link(Batch *batch, Error *err)
{
    log_begin(batch->log, "link", 0);
    script_prepare(batch, err);
    ChildWorld *world = child_world_open(batch, true, err);
    if (error_ok(err))
        link_children(batch, world, err);
    child_world_close(world);
    log_end(batch->log);
}
