/* The group of a record: joins, weakest bridge, runner-up. */

#include "pipeline/link/explain_group.h"

#include "pipeline/base/json.h"
#include "pipeline/base/mem.h"
#include "pipeline/base/strbuf.h"
#include "pipeline/link/public_id.h"

#include <math.h>

Str explain_child_id(const ChildWorld *world, uint32_t row, char id[16])
{
    if (world->last.of_row[row] == 0)
        return STR("new");
    public_id_format(world->last.of_row[row], id);
    return str_from(id);
}

static uint32_t first_row(const ChildWorld *world, uint32_t entity)
{
    return world->entities.rows[world->entities.row_start[entity]];
}

static int64_t record_of(const ChildWorld *world, uint32_t entity)
{
    return world->rows.items[first_row(world, entity)]->link_record_id;
}

static uint32_t row_count(const ChildWorld *world, uint32_t entity)
{
    return world->entities.row_start[entity + 1] - world->entities.row_start[entity];
}

/* The pairs that tied a group together, best first, as the grouping took them. */
typedef struct Joins {
    ScoredPair *items;
    size_t count;
} Joins;

static Joins joins_of(const ChildMatch *match, uint32_t group)
{
    const Clusters *clusters = &match->linkage.clusters;
    const ScoredPairs *pairs = &match->linkage.pairs;
    Joins joins = {.items = x_new_array(ScoredPair, (size_t)clusters->row_count + 1)};
    uint32_t *root = x_alloc(((size_t)clusters->row_count + 1) * sizeof *root);
    for (uint32_t e = 0; e < clusters->row_count; e++)
        root[e] = e;
    for (size_t i = 0; i < pairs->count; i++) {
        uint32_t a = pairs->items[i].left, b = pairs->items[i].right;
        if (clusters->of_row[a] != group || clusters->of_row[b] != group)
            continue;
        while (root[a] != a)
            a = root[a];
        while (root[b] != b)
            b = root[b];
        if (a == b)
            continue;
        root[a > b ? a : b] = a > b ? b : a;
        joins.items[joins.count++] = pairs->items[i];
    }
    x_free(root);
    return joins;
}

/* The best pair that leads out of a group; NULL: nobody else came near. */
static const ScoredPair *runner_up_of(const ChildMatch *match, uint32_t group, uint32_t *outside)
{
    const ScoredPairs *pairs = &match->linkage.pairs;
    const uint32_t *of_row = match->linkage.clusters.of_row;
    for (size_t i = 0; i < pairs->count; i++) {
        const ScoredPair *pair = &pairs->items[i];
        bool left = of_row[pair->left] == group, right = of_row[pair->right] == group;
        if (left == right)
            continue;
        *outside = left ? pair->right : pair->left;
        return pair;
    }
    return NULL;
}

void explain_group_text(const ChildWorld *world, const ChildMatch *match, uint32_t entity,
                        StrBuf *out)
{
    const Clusters *clusters = &match->linkage.clusters;
    uint32_t group = clusters->of_row[entity], outside = 0;
    char id[16];
    Joins joins = joins_of(match, group);
    Str child = explain_child_id(world, first_row(world, entity), id);
    strbuf_appendf(out, "\n%.*s is put together from\n", STR_ARG(child));
    for (uint32_t e = 0; e < clusters->row_count; e++) {
        if (clusters->of_row[e] != group)
            continue;
        Str center = world->rows.items[first_row(world, e)]->center_code;
        strbuf_appendf(out, "  record %lld, %.*s, %u row(s)\n", (long long)record_of(world, e),
                       STR_ARG(center.len ? center : STR("no center")), row_count(world, e));
    }
    for (size_t i = 0; i < joins.count; i++)
        strbuf_appendf(out, "  joined:         %lld and %lld, %+.2f\n",
                       (long long)record_of(world, joins.items[i].left),
                       (long long)record_of(world, joins.items[i].right),
                       joins.items[i].weight_bits);
    if (isfinite(clusters->bridge[group]))
        strbuf_appendf(out, "  weakest bridge: %+.2f, the mean over all pairs between\n",
                       clusters->bridge[group]);
    const ScoredPair *next = runner_up_of(match, group, &outside);
    if (next) {
        Guard guard = child_margins_pair(world->margins, next->left, next->right);
        Str other = explain_child_id(world, first_row(world, outside), id);
        strbuf_appendf(out, "  runner-up:      record %lld, %.*s, %+.2f%s%s\n",
                       (long long)record_of(world, outside), STR_ARG(other), next->weight_bits,
                       guard == GUARD_NONE ? "" : ", kept apart by ", guard_name(guard));
    }
    x_free(joins.items);
}

void explain_group_json(const ChildWorld *world, const ChildMatch *match, uint32_t entity,
                        StrBuf *out)
{
    const Clusters *clusters = &match->linkage.clusters;
    uint32_t group = clusters->of_row[entity], outside = 0;
    char id[16];
    Joins joins = joins_of(match, group);
    strbuf_append_cstr(out, "{\"child\":");
    json_append_string(out, explain_child_id(world, first_row(world, entity), id));
    strbuf_append_cstr(out, ",\"entities\":[");
    bool any = false;
    for (uint32_t e = 0; e < clusters->row_count; e++) {
        if (clusters->of_row[e] != group)
            continue;
        strbuf_appendf(out, "%s{\"record\":%lld,\"records\":%u}", any ? "," : "",
                       (long long)record_of(world, e), row_count(world, e));
        any = true;
    }
    strbuf_append_cstr(out, "],\"joins\":[");
    for (size_t i = 0; i < joins.count; i++)
        strbuf_appendf(out, "%s{\"left\":%lld,\"right\":%lld,\"weight_bits\":%.6f}", i ? "," : "",
                       (long long)record_of(world, joins.items[i].left),
                       (long long)record_of(world, joins.items[i].right),
                       joins.items[i].weight_bits);
    strbuf_append_cstr(out, "],\"weakest_bridge_bits\":");
    if (isfinite(clusters->bridge[group]))
        strbuf_appendf(out, "%.6f", clusters->bridge[group]);
    else
        strbuf_append_cstr(out, "null");
    strbuf_append_cstr(out, ",\"runner_up\":");
    const ScoredPair *next = runner_up_of(match, group, &outside);
    if (next) {
        Guard guard = child_margins_pair(world->margins, next->left, next->right);
        strbuf_appendf(out, "{\"record\":%lld,\"child\":", (long long)record_of(world, outside));
        json_append_string(out, explain_child_id(world, first_row(world, outside), id));
        strbuf_appendf(out, ",\"weight_bits\":%.6f,\"rule\":", next->weight_bits);
        json_append_string(out, str_from(guard_name(guard)));
        strbuf_append_char(out, '}');
    } else {
        strbuf_append_cstr(out, "null");
    }
    strbuf_append_char(out, '}');
    x_free(joins.items);
}
