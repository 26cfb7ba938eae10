/* Choosing and writing pairs with their evidence. */

#include "pipeline/link/child_pair.h"

#include "pipeline/base/json.h"
#include "pipeline/base/mem.h"
#include "pipeline/base/strbuf.h"
#include "pipeline/link/score.h"

#include <stdlib.h>

/*
 * A queue that nobody can work through helps nobody: the pairs that are likeliest the same child
 * come first, at most one for so many children (and REVIEW_LEAST in a small register).
 */
enum { REVIEW_EVERY = 120, REVIEW_LEAST = 25 };
static const double DOUBLE_BITS = 10; /* past the link band: a register may list a child twice */

typedef struct PairWriter {
    const Linkage *linkage;
    const ChildRows *rows;
    const ChildEntities *entities;
    LevelMemo *memo;
    Stmt *insert;
    StrBuf evidence;
} PairWriter;

/* [["name", "sounds the same", 9.4], ...], then prior, frequency and sibling parts by name. */
static void append_evidence(PairWriter *writer, Pattern pattern, const ScoreParts *parts)
{
    const LinkModel *model = writer->linkage->model;
    StrBuf *out = &writer->evidence;
    strbuf_clear(out);
    strbuf_appendf(out, "[[\"prior\",\"\",%.2f]", parts->prior);
    for (int c = 0; c < model->comparison_count; c++) {
        int level = pattern_level(pattern, c);
        if (level == LEVEL_NULL)
            continue;
        strbuf_append_cstr(out, ",[");
        json_append_string(out, str_from(model->comparisons[c].name));
        strbuf_append_char(out, ',');
        json_append_string(out, str_from(model->comparisons[c].levels[level].label));
        strbuf_appendf(out, ",%.2f]", parts->weight[c] + parts->frequency[c]);
    }
    if (parts->discount < -0.005)
        strbuf_appendf(out, ",[\"sibling\",\"\",%.2f]", parts->discount);
    strbuf_append_char(out, ']');
}

static void write_pair(PairWriter *writer, const ScoredPair *pair, const char *band,
                       const char *rule, Error *err)
{
    const ChildEntities *entities = writer->entities;
    ScoreParts parts;
    Pattern pattern =
        compare_rows(writer->linkage->comparer, writer->memo, pair->left, pair->right);
    score_pattern(writer->linkage->scorer, writer->memo, pair->left, pair->right, pattern, &parts);
    append_evidence(writer, pattern, &parts);
    /* An entity stands for its first row. */
    int64_t left =
        writer->rows->items[entities->rows[entities->row_start[pair->left]]].link_record_id;
    int64_t right =
        writer->rows->items[entities->rows[entities->row_start[pair->right]]].link_record_id;
    stmt_bind_int(writer->insert, 1, left < right ? left : right, err);
    stmt_bind_int(writer->insert, 2, left < right ? right : left, err);
    stmt_bind_double(writer->insert, 3, pair->weight_bits, err);
    stmt_bind_double(writer->insert, 4, score_probability(pair->weight_bits), err);
    stmt_bind_cstr(writer->insert, 5, band, err);
    stmt_bind_cstr(writer->insert, 6, rule && *rule ? rule : NULL, err);
    stmt_bind_str(writer->insert, 7, strbuf_str(&writer->evidence), err);
    stmt_run(writer->insert, err);
}

static uint32_t find_root(uint32_t *root, uint32_t row)
{
    while (root[row] != row)
        row = root[row] = root[root[row]];
    return row;
}

/* Two groups that a pair lies between: only their best pair is kept. */
typedef struct Between {
    uint32_t a, b;
    size_t pair;
} Between;

static int by_groups(const void *left, const void *right)
{
    const Between *a = left, *b = right;
    if (a->a != b->a)
        return a->a < b->a ? -1 : 1;
    if (a->b != b->b)
        return a->b < b->b ? -1 : 1;
    return (a->pair > b->pair) - (a->pair < b->pair);
}

static int by_pair(const void *left, const void *right)
{
    const Between *a = left, *b = right;
    return (a->pair > b->pair) - (a->pair < b->pair);
}

/* The best pair between any two groups, in order of weight. */
static Between *best_between(const Linkage *linkage, double least_bits, size_t *count)
{
    const ScoredPairs *pairs = &linkage->pairs;
    Between *between = x_new_array(Between, pairs->count + 1);
    size_t n = 0;
    for (size_t i = 0; i < pairs->count && pairs->items[i].weight_bits >= least_bits; i++) {
        uint32_t a = linkage->clusters.of_row[pairs->items[i].left];
        uint32_t b = linkage->clusters.of_row[pairs->items[i].right];
        if (a != b)
            between[n++] = (Between){a < b ? a : b, a < b ? b : a, i};
    }
    qsort(between, n, sizeof *between, by_groups);
    *count = 0;
    for (size_t i = 0; i < n; i++)
        if (i == 0 || between[i].a != between[*count - 1].a ||
            between[i].b != between[*count - 1].b)
            between[(*count)++] = between[i];
    qsort(between, *count, sizeof *between, by_pair);
    return between;
}

int64_t child_pairs_write(Db *db, const Linkage *linkage, const Bands *bands,
                          const ChildMargins *margins, const ChildRows *rows,
                          const ChildEntities *entities, Error *err)
{
    db_exec(db, "DELETE FROM link_pair", err);
    if (!error_ok(err))
        return 0;
    PairWriter writer = {.linkage = linkage, .rows = rows, .entities = entities};
    writer.memo = level_memo_create(linkage->comparer);
    writer.insert = db_prepare(db,
                               "INSERT INTO link_pair (left_id, right_id, weight_bits, probability,"
                               " band, rule, evidence) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                               err);
    const ScoredPairs *pairs = &linkage->pairs;
    uint32_t *root = x_new_array(uint32_t, (size_t)entities->count + 1);
    for (uint32_t e = 0; e < entities->count; e++)
        root[e] = e;
    for (size_t i = 0; i < pairs->count && error_ok(err); i++) {
        const ScoredPair *pair = &pairs->items[i];
        if (linkage->clusters.of_row[pair->left] != linkage->clusters.of_row[pair->right])
            continue;
        uint32_t a = find_root(root, pair->left), b = find_root(root, pair->right);
        if (a == b)
            continue;
        root[a > b ? a : b] = a > b ? b : a;
        write_pair(&writer, pair, "link", NULL, err);
    }
    size_t count;
    int64_t review = 0, most = REVIEW_LEAST;
    for (uint32_t e = 0, groups = 0; e < entities->count; e++)
        if (linkage->clusters.of_row[e] == e && ++groups > REVIEW_LEAST * REVIEW_EVERY)
            most = groups / REVIEW_EVERY;
    Between *between = best_between(linkage, bands->review_bits, &count);
    for (size_t i = 0; i < count && error_ok(err); i++) {
        const ScoredPair *pair = &pairs->items[between[i].pair];
        Guard guard = child_margins_pair(margins, pair->left, pair->right);
        /* Two rows of one register are two children; validate asks the center about doubles. */
        if (guard == GUARD_SAME_REGISTER && pair->weight_bits < bands->link_bits + DOUBLE_BITS)
            continue;
        bool decided = guard == GUARD_DECISION;
        if (!decided && review == most)
            continue;
        write_pair(&writer, pair, decided ? "non-link" : "review", guard_name(guard), err);
        review += !decided;
    }
    x_free(between);
    x_free(root);
    stmt_free(writer.insert);
    strbuf_free(&writer.evidence);
    level_memo_free(writer.memo);
    return review;
}
