/* Reading people's decisions and writing down what became of them. */

#include "pipeline/link/decision.h"

#include "pipeline/base/file.h"
#include "pipeline/base/map.h"
#include "pipeline/base/strbuf.h"
#include "pipeline/base/tsv.h"

enum { DECISIONS_MAX_BYTES = 64 << 20 };

/* The two records of a pair as one key, whichever side is which. */
static void put_pair_key(StrBuf *key, const Decision *decision)
{
    bool in_order = str_cmp(decision->left_key, decision->right_key) <= 0;
    strbuf_clear(key);
    strbuf_append(key, in_order ? decision->left_key : decision->right_key);
    strbuf_append_char(key, '\n');
    strbuf_append(key, in_order ? decision->right_key : decision->left_key);
}

static void read_line(Decision *decision, const TsvRow *row, const int columns[5], const char *path,
                      Arena *arena, Error *err)
{
    Str answer = str_trim(row->fields[columns[2]]);
    *decision = (Decision){.left_key = str_trim(row->fields[columns[0]]),
                           .right_key = str_trim(row->fields[columns[1]]),
                           .decided_by = columns[3] >= 0 ? row->fields[columns[3]] : STR(""),
                           .why = columns[4] >= 0 ? row->fields[columns[4]] : STR(""),
                           .source = arena_printf(arena, "%s:%lld", path, (long long)row->line)};
    SourceRef at = {.file = path, .row = row->line};
    if (str_eq_ignore_case(answer, STR("same")))
        decision->answer = ANSWER_SAME;
    else if (str_eq_ignore_case(answer, STR("different")))
        decision->answer = ANSWER_DIFFERENT;
    else if (str_eq_ignore_case(answer, STR("unsure")))
        decision->answer = ANSWER_UNSURE;
    else if (str_eq_ignore_case(answer, STR("revoked")))
        decision->applied = APPLIED_REVOKED;
    else
        error_set_at(err, STATUS_CONFIG, at,
                     "expected same, different, unsure or revoked, found \"%.*s\"",
                     STR_ARG(answer));
    if (decision->left_key.len == 0 || decision->right_key.len == 0)
        error_set_at(err, STATUS_CONFIG, at, "a decision names two records");
}

/* Of several lines about one pair only the last counts; a revocation takes all before it back. */
void decisions_settle(Decisions *decisions)
{
    Map *later = map_create();
    StrBuf key = STRBUF_INIT;
    for (size_t i = decisions->count; i-- > 0;) {
        put_pair_key(&key, &decisions->items[i]);
        if (map_get(later, strbuf_str(&key), NULL))
            decisions->items[i].applied = APPLIED_REVOKED;
        map_set(later, strbuf_str(&key), 0);
    }
    strbuf_free(&key);
    map_free(later);
}

Decisions decisions_read(const Batch *batch, Arena *arena, Error *err)
{
    Decisions decisions = {0};
    const char *path = file_join(arena, batch->inputs_dir, "review/decisions.tsv");
    if (!file_exists(path))
        return decisions;
    Str text = file_read(arena, path, DECISIONS_MAX_BYTES, err);
    const char *name = "review/decisions.tsv";
    Tsv table = tsv_parse(arena, text, name, err);
    int columns[5] = {tsv_need(&table, "left_key", name, err),
                      tsv_need(&table, "right_key", name, err),
                      tsv_need(&table, "answer", name, err), tsv_column(&table, "decided_by"),
                      tsv_column(&table, "why")};
    if (!error_ok(err))
        return decisions;
    decisions.items = arena_new_array(arena, Decision, table.row_count + 1);
    for (size_t i = 0; i < table.row_count && error_ok(err); i++)
        read_line(&decisions.items[decisions.count++], &table.rows[i], columns, name, arena, err);
    decisions_settle(&decisions);
    return decisions;
}

void decisions_write(Db *db, const Decisions *decisions, Error *err)
{
    static const char *const ANSWERS[] = {"same", "different", "unsure"};
    static const char *const APPLIED[] = {"yes", "contradicted", "unknown", "revoked"};
    db_exec(db, "DELETE FROM link_decision", err);
    Stmt *insert = db_prepare(db,
                              "INSERT INTO link_decision (left_key, right_key, answer, decided_by,"
                              " why, source, applied) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                              err);
    for (size_t i = 0; i < decisions->count; i++) {
        const Decision *decision = &decisions->items[i];
        stmt_bind_str(insert, 1, decision->left_key, err);
        stmt_bind_str(insert, 2, decision->right_key, err);
        stmt_bind_cstr(insert, 3, ANSWERS[decision->answer], err);
        stmt_bind_text_or_null(insert, 4, decision->decided_by, err);
        stmt_bind_text_or_null(insert, 5, decision->why, err);
        stmt_bind_text_or_null(insert, 6, decision->source, err);
        stmt_bind_cstr(insert, 7, APPLIED[decision->applied], err);
        stmt_run(insert, err);
    }
    stmt_free(insert);
}
