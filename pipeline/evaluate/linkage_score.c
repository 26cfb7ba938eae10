/* Linked pairs and clusters against the true children. */

#include "pipeline/evaluate/cluster_score.h"
#include "pipeline/evaluate/evaluate.h"

#include "pipeline/base/mem.h"

#include <stdio.h>

/* Live records that the truth knows, with their child and cluster numbers. */
typedef struct Records {
    int32_t *truth, *cluster;
    int64_t *ids;
    size_t count, cap;
    Map *children; /* truth names, dense */
    Map *at;       /* link_record_id as text to index */
} Records;

static void add_record(Records *r, int64_t id, Str child, int64_t cluster)
{
    if (r->count == r->cap) {
        size_t cap = r->cap;
        x_grow(r->truth, cap, r->count + 1);
        cap = r->cap;
        x_grow(r->cluster, cap, r->count + 1);
        cap = r->cap;
        x_grow(r->ids, cap, r->count + 1);
        r->cap = cap;
    }
    char key[24];
    snprintf(key, sizeof key, "%lld", (long long)id);
    map_set(r->at, str_from(key), (int64_t)r->count);
    r->truth[r->count] = (int32_t)map_intern(r->children, child);
    r->cluster[r->count] = (int32_t)cluster;
    r->ids[r->count++] = id;
}

static Records read_records(const TruthTable *truth, Db *db, Error *err)
{
    Records r = {.children = map_create(), .at = map_create()};
    Stmt *rows = db_prepare(db,
                            "SELECT l.link_record_id, l.raw_row_id, k.child_id"
                            " FROM link_record l JOIN child_record k USING (link_record_id)"
                            " WHERE l.live ORDER BY l.link_record_id",
                            err);
    while (stmt_step(rows, err)) {
        int64_t line = truth_table_line(truth, stmt_int(rows, 1));
        if (line < 0 || truth->lines[line].fields[TRUTH_CHILD].len == 0)
            continue;
        add_record(&r, stmt_int(rows, 0), truth->lines[line].fields[TRUTH_CHILD],
                   stmt_int(rows, 2));
    }
    stmt_free(rows);
    return r;
}

static void free_records(Records *r)
{
    x_free(r->truth);
    x_free(r->cluster);
    x_free(r->ids);
    map_free(r->children);
    map_free(r->at);
}

static int64_t record_at(const Records *r, int64_t id)
{
    char key[24];
    snprintf(key, sizeof key, "%lld", (long long)id);
    int64_t at;
    return map_get(r->at, str_from(key), &at) ? at : -1;
}

/* Pairs that wait for a person, and how many of them are one child indeed. */
static void score_review(const Records *r, Db *db, ScoreSheet *sheet, Error *err)
{
    Stmt *pairs = db_prepare(db,
                             "SELECT left_id, right_id FROM link_pair WHERE band = 'review'"
                             " ORDER BY left_id, right_id",
                             err);
    int64_t review = 0, same = 0;
    while (stmt_step(pairs, err)) {
        int64_t a = record_at(r, stmt_int(pairs, 0)), b = record_at(r, stmt_int(pairs, 1));
        review += a >= 0 && b >= 0;
        same += a >= 0 && b >= 0 && r->truth[a] == r->truth[b];
    }
    stmt_free(pairs);
    score_count(sheet, "review_pairs", review);
    score_count(sheet, "review_pairs_same", same);
}

/* Children whose records make exactly one cluster. */
static int64_t exact_children(const Records *r)
{
    Map *sizes = map_create(), *both = map_create();
    Arena *arena = arena_create();
    int64_t exact = 0;
    for (size_t i = 0; i < r->count; i++) {
        Str keys[] = {arena_printf(arena, "t%d", r->truth[i]),
                      arena_printf(arena, "c%d", r->cluster[i])};
        for (int k = 0; k < 2; k++) {
            int64_t n = 0;
            map_get(sizes, keys[k], &n);
            map_set(sizes, keys[k], n + 1);
        }
        Str pair = arena_printf(arena, "%.*s %.*s", STR_ARG(keys[0]), STR_ARG(keys[1]));
        int64_t n = 0;
        map_get(both, pair, &n);
        map_set(both, pair, n + 1);
    }
    for (size_t i = 0; i < map_count(both); i++) {
        Str pair = map_key_at(both, i);
        size_t space = str_find(pair, STR(" "), 0);
        int64_t t = 0, c = 0;
        map_get(sizes, str_slice(pair, 0, space), &t);
        map_get(sizes, str_slice(pair, space + 1, pair.len), &c);
        exact += t == map_value_at(both, i) && c == t;
    }
    map_free(sizes);
    map_free(both);
    arena_free(arena);
    return exact;
}

/* Records in the order of their children: start[c] ... start[c + 1] - 1 are those of child c. */
typedef struct ByChild {
    size_t *start, *records;
} ByChild;

static ByChild order_by_child(const Records *r)
{
    size_t children = map_count(r->children);
    ByChild order = {x_new_array(size_t, children + 2), x_new_array(size_t, r->count + 1)};
    for (size_t i = 0; i < r->count; i++)
        order.start[r->truth[i] + 2]++;
    for (size_t c = 0; c < children; c++)
        order.start[c + 2] += order.start[c + 1];
    for (size_t i = 0; i < r->count; i++)
        order.records[order.start[r->truth[i] + 1]++] = i;
    return order;
}

static bool share_cluster(const Records *r, const ByChild *order, int64_t a, int64_t b)
{
    for (size_t i = order->start[a]; i < order->start[a + 1]; i++)
        for (size_t j = order->start[b]; j < order->start[b + 1]; j++)
            if (r->cluster[order->records[i]] == r->cluster[order->records[j]])
                return true;
    return false;
}

/* Pairs of twins (traps of that number) of whom some records are one child to the warehouse. */
static void score_twins(const TruthTable *truth, const Records *r, ScoreSheet *sheet)
{
    int64_t pairs = 0, merged = 0;
    ByChild order = order_by_child(r);
    for (size_t t = 0; t < truth->traps.row_count; t++) {
        const Str *f = truth->traps.rows[t].fields;
        Str rest = f[7], first, second;
        if (!str_is(f[0], "2") || !str_split(&rest, ',', &first) || !str_split(&rest, ',', &second))
            continue;
        pairs++;
        if (!map_get(r->children, first, NULL) || !map_get(r->children, second, NULL))
            continue;
        if (share_cluster(r, &order, map_intern(r->children, first),
                          map_intern(r->children, second))) {
            merged++;
            score_finding(sheet, "twins merged: %.*s and %.*s", STR_ARG(first), STR_ARG(second));
        }
    }
    x_free(order.start);
    x_free(order.records);
    score_count(sheet, "twin_pairs", pairs);
    score_count(sheet, "twin_pairs_merged", merged);
}

void evaluate_linkage(const TruthTable *truth, Db *db, ScoreSheet *sheet, Error *err)
{
    Records r = read_records(truth, db, err);
    if (error_ok(err)) {
        ClusterScore score = cluster_score(r.truth, r.cluster, r.count);
        score_count(sheet, "records", (int64_t)r.count);
        score_count(sheet, "true_children", (int64_t)map_count(r.children));
        score_count(sheet, "children_exact", exact_children(&r));
        score_review(&r, db, sheet, err);
        /* The link stage joins whole clusters: the pairs it stands for are those of its clusters.
         */
        score_number(sheet, "pair_precision", score.precision);
        score_number(sheet, "pair_recall", score.recall);
        score_number(sheet, "pair_f1", score.f1);
        score_number(sheet, "cluster_precision", score.precision);
        score_number(sheet, "cluster_recall", score.recall);
        score_number(sheet, "cluster_f1", score.f1);
        score_number(sheet, "bcubed_precision", score.bcubed_precision);
        score_number(sheet, "bcubed_recall", score.bcubed_recall);
        score_number(sheet, "bcubed_f1", score.bcubed_f1);
        score_twins(truth, &r, sheet);
    }
    free_records(&r);
}
