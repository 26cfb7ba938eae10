/*
 * True identities as decisions of a person, in the form of inputs/review/decisions.tsv. A run on
 * the same inputs then has no linkage errors, so that what is left between its figures and the
 * truth's comes from elsewhere.
 */

#include "pipeline/evaluate/evaluate.h"

#include "pipeline/base/file.h"
#include "pipeline/base/mem.h"

#include <stdio.h>

/* Each pair once: a second line about it would be read as a change of mind. */
static void decision(StrBuf *out, Map *written, Str left, Str right, const char *answer)
{
    char pair[192];
    int length = snprintf(pair, sizeof pair, "%.*s %.*s", STR_ARG(left), STR_ARG(right));
    Str key = {pair, length < (int)sizeof pair ? (size_t)length : sizeof pair - 1};
    if (map_get(written, key, NULL))
        return;
    map_set(written, key, 1);
    strbuf_appendf(out, "%.*s\t%.*s\t%s\trollbook evaluate\tthe truth of invented data\n",
                   STR_ARG(left), STR_ARG(right), answer);
}

void evaluate_impose(const TruthTable *truth, Db *db, const char *path, Error *err)
{
    Arena *arena = arena_create();
    Map *first_key = map_create(); /* child's truth name to the number of its first key */
    Map *keys = map_create();
    Map *cluster_child = map_create(); /* "cluster child" pairs seen */
    Map *written = map_create();
    Map *cluster_first = map_create(); /* cluster to the key of its first child */
    StrBuf out = STRBUF_INIT;
    strbuf_append_cstr(&out, "left_key\tright_key\tanswer\tdecided_by\twhy\n");
    Stmt *rows = db_prepare(db,
                            "SELECT l.raw_row_id, l.content_key, k.child_id FROM link_record l"
                            " JOIN child_record k USING (link_record_id)"
                            " ORDER BY l.link_record_id",
                            err);
    while (stmt_step(rows, err)) {
        int64_t line = truth_table_line(truth, stmt_int(rows, 0)), first;
        if (line < 0 || truth->lines[line].fields[TRUTH_CHILD].len == 0)
            continue;
        Str child = truth->lines[line].fields[TRUTH_CHILD];
        int64_t key = map_intern(keys, stmt_str(rows, 1));
        if (map_get(first_key, child, &first)) {
            if (first != key)
                decision(&out, written, map_key_at(keys, (size_t)first),
                         map_key_at(keys, (size_t)key), "same");
        } else {
            map_set(first_key, child, key);
            first = key;
        }
        /* Children whom the warehouse took for one: each is parted from the cluster's first. */
        Str cluster = arena_printf(arena, "%lld", (long long)stmt_int(rows, 2));
        Str seen = arena_printf(arena, "%.*s %.*s", STR_ARG(cluster), STR_ARG(child));
        int64_t other;
        if (map_get(cluster_child, seen, NULL))
            continue;
        map_set(cluster_child, seen, 1);
        if (!map_get(cluster_first, cluster, &other))
            map_set(cluster_first, cluster, first);
        else if (other != first)
            decision(&out, written, map_key_at(keys, (size_t)other),
                     map_key_at(keys, (size_t)first), "different");
    }
    stmt_free(rows);
    file_write(path, strbuf_str(&out), err);
    strbuf_free(&out);
    map_free(first_key);
    map_free(keys);
    map_free(cluster_child);
    map_free(cluster_first);
    map_free(written);
    arena_free(arena);
}
