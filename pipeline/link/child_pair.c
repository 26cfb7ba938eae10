/* Choosing and writing pairs with their evidence. */

#include "pipeline/link/child_pair.h"

#include "pipeline/base/json.h"
#include "pipeline/base/mem.h"
#include "pipeline/base/strbuf.h"
#include "pipeline/link/score.h"
#include "pipeline/warehouse/bulk.h"

#include <stdlib.h>

/*
 * A queue that nobody can work through helps nobody: the pairs come first whose answer likeliest
 * changes the register, at most one for so many children (and REVIEW_LEAST in a small register).
 */
enum { REVIEW_EVERY = 120, REVIEW_LEAST = 25 };
static const double DOUBLE_BITS = 10; /* past the link band: a register may list a child twice */

/*
 * How far a weight is believed that a rule held back: of such pairs in invented registers about
 * this share are one child. A row that fits two children equally is one of them at best.
 */
static const double BELIEVED[GUARD_COUNT] = {
    [GUARD_NONE] = 1,    [GUARD_THAI_ID] = 0.2,     [GUARD_SAME_REGISTER] = 0.2,
    [GUARD_TWINS] = 0.6, [GUARD_NINE_MONTHS] = 0.5, [GUARD_MARGIN] = 0.5,
};

/* What link_pair said of a pair last night. */
typedef struct LastEvidence {
    int64_t left, right;
    Str evidence;
} LastEvidence;

typedef struct PairWriter {
    const Linkage *linkage;
    const bool *changed;
    const ChildRows *rows;
    const ChildEntities *entities;
    LevelMemo *memo;
    Arena *arena;
    LastEvidence *last; /* by numbers of records */
    size_t last_count;
    Bulk *insert;
    StrBuf evidence;
} PairWriter;

static int by_records(const void *left, const void *right)
{
    const LastEvidence *a = left, *b = right;
    if (a->left != b->left)
        return a->left < b->left ? -1 : 1;
    return (a->right > b->right) - (a->right < b->right);
}

static void read_last(PairWriter *writer, Db *db, Error *err)
{
    int64_t count = db_int(db, "SELECT count(*) FROM link_pair", err);
    writer->last = arena_new_array(writer->arena, LastEvidence, (size_t)count + 1);
    Stmt *stmt = db_prepare(
        db, "SELECT left_id, right_id, evidence FROM link_pair ORDER BY left_id, right_id", err);
    while (stmt_step(stmt, err))
        writer->last[writer->last_count++] = (LastEvidence){
            stmt_int(stmt, 0), stmt_int(stmt, 1), arena_str(writer->arena, stmt_str(stmt, 2))};
    stmt_free(stmt);
}

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

/* Two entities that have not changed say what they said. */
static Str evidence_of(PairWriter *writer, const ScoredPair *pair, int64_t left, int64_t right)
{
    LastEvidence want = {.left = left, .right = right}, *found = NULL;
    if (writer->last_count > 0 && !writer->changed[pair->left] && !writer->changed[pair->right])
        found = bsearch(&want, writer->last, writer->last_count, sizeof want, by_records);
    if (found)
        return found->evidence;
    ScoreParts parts;
    Pattern pattern =
        compare_rows(writer->linkage->comparer, writer->memo, pair->left, pair->right);
    score_pattern(writer->linkage->scorer, writer->memo, pair->left, pair->right, pattern, &parts);
    append_evidence(writer, pattern, &parts);
    return arena_str(writer->arena, strbuf_str(&writer->evidence));
}

/* An entity stands for its first row. */
static int64_t record_of(const PairWriter *writer, uint32_t entity)
{
    const ChildEntities *entities = writer->entities;
    return writer->rows->items[entities->rows[entities->row_start[entity]]]->link_record_id;
}

/* chance: below 0 it is not said. */
static void write_pair(PairWriter *writer, const ScoredPair *pair, const char *band,
                       const char *rule, double chance, Error *err)
{
    int64_t one = record_of(writer, pair->left), other = record_of(writer, pair->right);
    int64_t left = one < other ? one : other, right = one < other ? other : one;
    bulk_int(writer->insert, 1, left);
    bulk_int(writer->insert, 2, right);
    bulk_double(writer->insert, 3, pair->weight_bits);
    bulk_double(writer->insert, 4, score_probability(pair->weight_bits));
    bulk_str(writer->insert, 5, str_from(band));
    if (rule && *rule)
        bulk_str(writer->insert, 6, str_from(rule));
    bulk_str(writer->insert, 7, evidence_of(writer, pair, left, right));
    if (chance >= 0)
        bulk_double(writer->insert, 8, chance);
    bulk_end_row(writer->insert, err);
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
    Guard guard;
    double chance;
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

static int by_chance(const void *left, const void *right)
{
    const Between *a = left, *b = right;
    if (a->chance > b->chance || a->chance < b->chance)
        return a->chance > b->chance ? -1 : 1;
    return (a->pair > b->pair) - (a->pair < b->pair);
}

/* The best pair between any two groups. */
static Between *best_between(const Linkage *linkage, double least_bits, size_t *count)
{
    const ScoredPairs *pairs = &linkage->pairs;
    Between *between = x_new_array(Between, pairs->count + 1);
    size_t n = 0;
    for (size_t i = 0; i < pairs->count && pairs->items[i].weight_bits >= least_bits; i++) {
        uint32_t a = linkage->clusters.of_row[pairs->items[i].left];
        uint32_t b = linkage->clusters.of_row[pairs->items[i].right];
        if (a != b)
            between[n++] = (Between){.a = a < b ? a : b, .b = a < b ? b : a, .pair = i};
    }
    qsort(between, n, sizeof *between, by_groups);
    *count = 0;
    for (size_t i = 0; i < n; i++)
        if (i == 0 || between[i].a != between[*count - 1].a ||
            between[i].b != between[*count - 1].b)
            between[(*count)++] = between[i];
    return between;
}

/* Leaves out what no person need be asked, and sorts the rest. */
static size_t rank(const Linkage *linkage, const Bands *bands, const ChildMargins *margins,
                   Between *between, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        const ScoredPair *pair = &linkage->pairs.items[between[i].pair];
        Guard guard = child_margins_pair(margins, pair->left, pair->right);
        /* Two rows of one register are two children; validate asks the center about doubles. */
        if (guard == GUARD_SAME_REGISTER &&
            (pair->weight_bits < bands->link_bits + DOUBLE_BITS ||
             !child_guards_maybe_twice(child_margins_guards(margins), pair->left, pair->right)))
            continue;
        between[kept] = between[i];
        between[kept].guard = guard;
        between[kept++].chance = BELIEVED[guard] * score_probability(pair->weight_bits);
    }
    qsort(between, kept, sizeof *between, by_chance);
    return kept;
}

int64_t child_pairs_write(Db *db, const Linkage *linkage, const bool *changed, const Bands *bands,
                          const ChildMargins *margins, const ChildRows *rows,
                          const ChildEntities *entities, Error *err)
{
    PairWriter writer = {
        .linkage = linkage, .changed = changed, .rows = rows, .entities = entities};
    writer.arena = arena_create();
    read_last(&writer, db, err);
    db_exec(db, "DELETE FROM link_pair", err);
    writer.memo = level_memo_create(linkage->comparer);
    writer.insert = bulk_open(db,
                              "link_pair (left_id, right_id, weight_bits, probability, band, rule,"
                              " evidence, chance)",
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
        write_pair(&writer, pair, "link", NULL, -1, err);
    }
    size_t count;
    int64_t review = 0, most = REVIEW_LEAST;
    for (uint32_t e = 0, groups = 0; e < entities->count; e++)
        if (linkage->clusters.of_row[e] == e && ++groups > REVIEW_LEAST * REVIEW_EVERY)
            most = groups / REVIEW_EVERY;
    Between *between = best_between(linkage, bands->review_bits, &count);
    count = rank(linkage, bands, margins, between, count);
    for (size_t i = 0; i < count && error_ok(err); i++) {
        const ScoredPair *pair = &pairs->items[between[i].pair];
        if (between[i].guard == GUARD_DECISION) {
            write_pair(&writer, pair, "non-link", guard_name(GUARD_DECISION), -1, err);
        } else if (review < most) {
            write_pair(&writer, pair, "review", guard_name(between[i].guard), between[i].chance,
                       err);
            review++;
        }
    }
    x_free(between);
    x_free(root);
    bulk_close(writer.insert, err);
    strbuf_free(&writer.evidence);
    level_memo_free(writer.memo);
    arena_free(writer.arena);
    return review;
}
