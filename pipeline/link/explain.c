/* The waterfall of a pair. */

#include "pipeline/link/explain.h"

#include "pipeline/base/json.h"
#include "pipeline/base/number.h"
#include "pipeline/base/unicode.h"
#include "pipeline/link/explain_group.h"
#include "pipeline/link/public_id.h"

#include <math.h>

static int64_t one_id(Db *db, const char *sql, Str text, int64_t number, Error *err)
{
    Stmt *stmt = db_prepare(db, sql, err);
    if (text.ptr)
        stmt_bind_str(stmt, 1, text, err);
    else
        stmt_bind_int(stmt, 1, number, err);
    int64_t id = stmt_step(stmt, err) ? stmt_int(stmt, 0) : 0;
    stmt_free(stmt);
    return id;
}

int64_t explain_find_record(Db *db, Str name, Error *err)
{
    int64_t record = 0, number;
    if (public_id_parse(name) > 0)
        /* A child that was merged away is looked for where it went. */
        record = one_id(db,
                        "SELECT k.link_record_id FROM child c JOIN child_record k"
                        " ON k.child_id = coalesce(c.merged_into, c.child_id)"
                        " JOIN link_record l USING (link_record_id) WHERE c.child_id = ?1"
                        " ORDER BY k.first_child_id <> c.child_id, l.live DESC, k.link_record_id"
                        " LIMIT 1",
                        (Str){NULL, 0}, public_id_parse(name), err);
    else if (number_parse_int(name, &number))
        record = one_id(db, "SELECT link_record_id FROM link_record WHERE link_record_id = ?1",
                        (Str){NULL, 0}, number, err);
    else
        record = one_id(db,
                        "SELECT link_record_id FROM link_record WHERE content_key = ?1"
                        " ORDER BY live DESC, link_record_id LIMIT 1",
                        name, 0, err);
    if (record == 0)
        error_set(err, STATUS_INPUT,
                  "no record \"%.*s\"; expected a public id, a record's number or a content key",
                  STR_ARG(name));
    return record;
}

Str explain_content_key(Db *db, Arena *arena, int64_t record, Error *err)
{
    Stmt *stmt =
        db_prepare(db, "SELECT content_key FROM link_record WHERE link_record_id = ?1", err);
    stmt_bind_int(stmt, 1, record, err);
    Str key = stmt_step(stmt, err) ? arena_str(arena, stmt_str(stmt, 0)) : STR("");
    stmt_free(stmt);
    return key;
}

typedef struct Explained {
    const ChildWorld *world;
    ChildMatch match;             /* as the last night ended */
    uint32_t left_row, right_row; /* of ChildRows */
    uint32_t left, right;         /* entities */
    Pattern pattern;
    ScoreParts parts;
    Guard guard;
} Explained;

static uint32_t row_of_record(const ChildWorld *world, int64_t record, Error *err)
{
    for (uint32_t row = 0; row < world->rows.count; row++)
        if (world->rows.items[row]->link_record_id == record)
            return row;
    error_set(err, STATUS_INPUT, "record %lld is in no submission any more", (long long)record);
    return 0;
}

/* A name in its own script, with how it reads in Latin letters. */
static void append_value(StrBuf *out, const ChildWorld *world, int column, Str value)
{
    strbuf_append(out, value);
    if (!world->table->parsed[world->table->columns[column].pool] ||
        unicode_main_script(value) == SCRIPT_LATIN)
        return;
    Str reading = link_name_romanized(world->names, link_name_parse(world->names, value));
    if (reading.len)
        strbuf_appendf(out, " (%.*s)", STR_ARG(reading));
}

/* The values of a comparison's columns, " / " between aliases. */
static void append_values(StrBuf *out, const ChildWorld *world, const Comparison *comparison,
                          uint32_t entity)
{
    bool any = false;
    for (int i = 0; i < comparison->alias_count; i++) {
        Str value = link_table_text(world->table, comparison->aliases[i], entity);
        if (value.len == 0)
            continue;
        if (any)
            strbuf_append_cstr(out, " / ");
        append_value(out, world, comparison->aliases[i], value);
        any = true;
    }
}

static void append_padded(StrBuf *out, Str text, int width)
{
    strbuf_append(out, text);
    for (int have = unicode_width(text); have < width; have++)
        strbuf_append_char(out, ' ');
}

static void text_line(StrBuf *out, const char *what, const char *level, double bits, Str left,
                      Str right)
{
    append_padded(out, str_from(what), 12);
    append_padded(out, str_from(level), 26);
    strbuf_appendf(out, "%+8.2f", bits);
    if (left.len || right.len) {
        strbuf_append_cstr(out, "   ");
        strbuf_append(out, left);
        strbuf_append_cstr(out, "  |  ");
        strbuf_append(out, right);
    }
    strbuf_append_char(out, '\n');
}

static void append_place(StrBuf *out, const ChildWorld *world, uint32_t row)
{
    const ChildRow *child = world->rows.items[row];
    char id[16];
    Str name = explain_child_id(world, row, id);
    strbuf_appendf(out, "record %lld, %.*s, %.*s %.*s%s\n", (long long)child->link_record_id,
                   STR_ARG(name), STR_ARG(child->center_code), STR_ARG(child->period_code),
                   child->live ? "" : ", superseded");
}

static void as_text(const Explained *e, StrBuf *out)
{
    const LinkModel *model = e->world->model;
    StrBuf left = STRBUF_INIT, right = STRBUF_INIT;
    append_place(out, e->world, e->left_row);
    append_place(out, e->world, e->right_row);
    if (e->left == e->right) {
        strbuf_append_cstr(out, "\nOne center's rows that carry on from list to list, or the same "
                                "words, or a person's answer: the same child.\n");
        explain_group_text(e->world, &e->match, e->left, out);
        return;
    }
    strbuf_append_char(out, '\n');
    text_line(out, "prior", "two random children", e->parts.prior, STR(""), STR(""));
    for (int c = 0; c < model->comparison_count; c++) {
        const Comparison *comparison = &model->comparisons[c];
        int level = pattern_level(e->pattern, c);
        strbuf_clear(&left);
        strbuf_clear(&right);
        append_values(&left, e->world, comparison, e->left);
        append_values(&right, e->world, comparison, e->right);
        text_line(out, comparison->name,
                  level == LEVEL_NULL ? "not known" : comparison->levels[level].label,
                  e->parts.weight[c], strbuf_str(&left), strbuf_str(&right));
        if (fabs(e->parts.frequency[c]) >= 0.005)
            text_line(out, "", e->parts.frequency[c] > 0 ? "a rare value" : "a common value",
                      e->parts.frequency[c], STR(""), STR(""));
    }
    if (e->parts.discount < -0.005)
        text_line(out, "siblings", "could be two of a family", e->parts.discount, STR(""), STR(""));
    strbuf_appendf(out, "%-38s%+8.2f   probability %.4f\n", "weight", e->parts.total,
                   score_probability(e->parts.total));
    if (e->guard != GUARD_NONE)
        strbuf_appendf(out, "kept apart by the rule \"%s\"\n", guard_name(e->guard));
    explain_group_text(e->world, &e->match, e->left, out);
    if (e->match.linkage.clusters.of_row[e->left] != e->match.linkage.clusters.of_row[e->right])
        explain_group_text(e->world, &e->match, e->right, out);
    strbuf_free(&left);
    strbuf_free(&right);
}

static void as_json(const Explained *e, StrBuf *out)
{
    const LinkModel *model = e->world->model;
    const ChildRow *left = e->world->rows.items[e->left_row];
    const ChildRow *right = e->world->rows.items[e->right_row];
    StrBuf values = STRBUF_INIT;
    strbuf_appendf(out,
                   "{\"left\":%lld,\"right\":%lld,\"chained\":%s,\"prior\":%.6f,\"comparisons\":[",
                   (long long)left->link_record_id, (long long)right->link_record_id,
                   e->left == e->right ? "true" : "false", e->parts.prior);
    for (int c = 0; c < model->comparison_count; c++) {
        int level = pattern_level(e->pattern, c);
        const Level *reached = level == LEVEL_NULL ? NULL : &model->comparisons[c].levels[level];
        strbuf_append_cstr(out, c ? ",{\"name\":" : "{\"name\":");
        json_append_string(out, str_from(model->comparisons[c].name));
        strbuf_clear(&values);
        append_values(&values, e->world, &model->comparisons[c], e->left);
        strbuf_append_cstr(out, ",\"left\":");
        json_append_string(out, strbuf_str(&values));
        strbuf_clear(&values);
        append_values(&values, e->world, &model->comparisons[c], e->right);
        strbuf_append_cstr(out, ",\"right\":");
        json_append_string(out, strbuf_str(&values));
        strbuf_append_cstr(out, ",\"level\":");
        json_append_string(out, str_from(reached ? reached->label : "not known"));
        strbuf_appendf(out, ",\"m\":%.9g,\"u\":%.9g,\"bits\":%.6f,\"frequency_bits\":%.6f}",
                       reached ? reached->m : 0, reached ? reached->u : 0, e->parts.weight[c],
                       e->parts.frequency[c]);
    }
    strbuf_appendf(out,
                   "],\"sibling_bits\":%.6f,\"weight_bits\":%.6f,\"probability\":%.9f,\"rule\":",
                   e->parts.discount, e->parts.total, score_probability(e->parts.total));
    json_append_string(out, str_from(guard_name(e->guard)));
    strbuf_append_cstr(out, ",\"left_group\":");
    explain_group_json(e->world, &e->match, e->left, out);
    strbuf_append_cstr(out, ",\"right_group\":");
    explain_group_json(e->world, &e->match, e->right, out);
    strbuf_append_cstr(out, "}\n");
    strbuf_free(&values);
}

void explain_pair(const Batch *batch, int64_t left, int64_t right, bool json, StrBuf *out,
                  Error *err)
{
    ChildWorld *world = child_world_open(batch, false, err);
    Explained e = {.world = world};
    if (error_ok(err)) {
        e.left_row = row_of_record(world, left, err);
        e.right_row = row_of_record(world, right, err);
        if (error_ok(err) && world->train && !world->model->trained)
            error_set(err, STATUS_INPUT, "no run has learned from these records yet");
    }
    if (error_ok(err))
        e.match = child_match_look(batch, world, err);
    if (error_ok(err)) {
        const Linkage *linkage = &e.match.linkage;
        LevelMemo *memo = level_memo_create(linkage->comparer);
        uint32_t a = world->entities.of_row[e.left_row], b = world->entities.of_row[e.right_row];
        e.left = a;
        e.right = b;
        e.pattern = compare_rows(linkage->comparer, memo, a, b);
        score_pattern(linkage->scorer, memo, a, b, e.pattern, &e.parts);
        e.guard = a == b ? GUARD_NONE : child_margins_pair(world->margins, a, b);
        if (json)
            as_json(&e, out);
        else
            as_text(&e, out);
        level_memo_free(memo);
    }
    child_match_free(&e.match);
    child_world_close(world);
}
