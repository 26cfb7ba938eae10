/* rollbook decide: a person's answer about two records, kept in inputs/review/decisions.tsv. */

#include "pipeline/base/file.h"
#include "pipeline/base/strbuf.h"
#include "pipeline/cli/office.h"
#include "pipeline/link/decision.h"
#include "pipeline/link/decision_conflict.h"
#include "pipeline/link/explain.h"
#include "pipeline/link/public_id.h"
#include "pipeline/link/review_answer.h"

#include <stdio.h>

static const OptionSpec OPTIONS[] = {OFFICE_OPTIONS,
                                     {"by", "NAME", "who decides (required)"},
                                     {"why", "TEXT", "the reason (required)"},
                                     {0}};

enum { DECISIONS_MAX = 64 << 20, KEYS_MAX = 200 };

/* What A or B names: one record, or all records that are or were a child's. */
typedef struct Side {
    const char *name; /* as given */
    int64_t record;   /* what stands for it */
    int64_t child;    /* whose record that is now */
    Str key;          /* content key of the record */
    Str keys[KEYS_MAX];
    size_t key_count;
    bool merged; /* an id that went into another child's */
} Side;

static bool has_key(const Side *side, Str key)
{
    for (size_t i = 0; i < side->key_count; i++)
        if (str_eq(side->keys[i], key))
            return true;
    return false;
}

static void find_keys(Side *side, const Office *office, Db *db, int64_t child, Error *err)
{
    side->keys[side->key_count++] = arena_str(office->arena, str_from(side->name));
    Stmt *stmt = db_prepare(db,
                            "SELECT DISTINCT l.content_key, h.merged_into IS NOT NULL"
                            " FROM child h JOIN child_record k"
                            " ON k.first_child_id = h.child_id OR k.child_id = h.child_id"
                            " JOIN link_record l USING (link_record_id) WHERE h.child_id = ?1"
                            " ORDER BY l.live DESC, l.link_record_id",
                            err);
    stmt_bind_int(stmt, 1, child, err);
    while (stmt_step(stmt, err) && side->key_count < KEYS_MAX) {
        side->keys[side->key_count++] = arena_str(office->arena, stmt_str(stmt, 0));
        side->merged = stmt_int(stmt, 1) != 0;
    }
    stmt_free(stmt);
}

static Side find_side(const Office *office, Db *db, const char *name, Error *err)
{
    Side side = {.name = name};
    side.record = explain_find_record(db, str_from(name), err);
    side.key = explain_content_key(db, office->arena, side.record, err);
    int64_t child = public_id_parse(str_from(name));
    if (child > 0)
        find_keys(&side, office, db, child, err);
    else
        side.keys[side.key_count++] = side.key;
    Stmt *stmt = db_prepare(db, "SELECT child_id FROM child_record WHERE link_record_id = ?1", err);
    stmt_bind_int(stmt, 1, side.record, err);
    side.child = stmt_step(stmt, err) ? stmt_int(stmt, 0) : 0;
    stmt_free(stmt);
    return side;
}

/* --- the lines -------------------------------------------------------------------------------- */

typedef struct Lines {
    StrBuf text;
    const Options *options; /* who, why */
    int answers, revoked;
} Lines;

/* Tabs and line ends would break the table. */
static void append_field(StrBuf *out, const char *text)
{
    for (; *text; text++)
        strbuf_append_char(out, (unsigned char)*text < ' ' ? ' ' : *text);
}

static void add_line(Lines *lines, Str left, Str right, const char *answer)
{
    strbuf_appendf(&lines->text, "%.*s\t%.*s\t%s\t", STR_ARG(left), STR_ARG(right), answer);
    append_field(&lines->text, options_get(lines->options, "by"));
    strbuf_append_char(&lines->text, '\t');
    append_field(&lines->text, options_get(lines->options, "why"));
    strbuf_append_char(&lines->text, '\n');
}

static bool is_between(const Decision *decision, const Side *left, const Side *right)
{
    return (has_key(left, decision->left_key) && has_key(right, decision->right_key)) ||
           (has_key(left, decision->right_key) && has_key(right, decision->left_key));
}

/* All answers as they stand, those in review workbooks, too. */
static Decisions read_answers(const Office *office, Error *err)
{
    Log *log = log_create(LOG_QUIET);
    Batch batch = {.assets = &office->assets, .log = log, .inputs_dir = office->inputs};
    Decisions decisions = decisions_read(&batch, office->arena, err);
    review_answers_read(&batch, office->arena, &decisions, err);
    log_free(log);
    return decisions;
}

/* What was said before about any records of the two and says something else is taken back. */
static void take_back(Lines *lines, const Office *office, const Side *left, const Side *right,
                      const char *answer, Error *err)
{
    static const char *const ANSWERS[] = {"same", "different", "unsure"};
    Decisions decisions = read_answers(office, err);
    for (size_t i = 0; i < decisions.count && error_ok(err); i++) {
        const Decision *decision = &decisions.items[i];
        if (decision->applied == APPLIED_REVOKED || !is_between(decision, left, right) ||
            strcmp(ANSWERS[decision->answer], answer) == 0)
            continue;
        add_line(lines, decision->left_key, decision->right_key, "revoked");
        lines->revoked++;
    }
}

/* Ids are about children, so the answer binds all their records; a record's number is about it
 * alone. The first of a child's keys is its id. */
static void add_answer(Lines *lines, const Side *left, const Side *right, const char *answer)
{
    bool same = strcmp(answer, "same") == 0;
    bool apart = strcmp(answer, "different") == 0 && left->child == right->child;
    const Side *gone = left->merged ? left : right;
    const Side *stays = left->merged ? right : left;
    for (size_t i = 1; apart && gone->merged && i < gone->key_count; i++, lines->answers++)
        add_line(lines, gone->keys[i], stays->key, answer);
    for (size_t i = 1; same && i < left->key_count; i++, lines->answers++)
        add_line(lines, left->keys[i], right->key, answer);
    for (size_t i = 1; same && i < right->key_count; i++)
        if (left->key_count == 1 || !str_eq(right->keys[i], right->key)) {
            add_line(lines, left->key, right->keys[i], answer);
            lines->answers++;
        }
    if (lines->answers == 0) {
        add_line(lines, left->key, right->key, answer);
        lines->answers++;
    }
}

static void write_lines(const Office *office, Lines *lines, Error *err)
{
    const char *folder = file_join(office->arena, office->inputs, "review");
    const char *path = file_join(office->arena, folder, "decisions.tsv");
    StrBuf text = STRBUF_INIT;
    file_make_folder(folder, err);
    if (file_exists(path))
        strbuf_append(&text, file_read(office->arena, path, DECISIONS_MAX, err));
    else
        strbuf_append_cstr(&text, "left_key\tright_key\tanswer\tdecided_by\twhy\n");
    if (text.len && text.ptr[text.len - 1] != '\n')
        strbuf_append_char(&text, '\n');
    strbuf_append(&text, strbuf_str(&lines->text));
    file_write(path, strbuf_str(&text), err);
    strbuf_free(&text);
}

/* --- the command ------------------------------------------------------------------------------ */

static void check_options(const Options *options, Error *err)
{
    Str answer = str_from(options->arguments[2]);
    if (!str_is(answer, "same") && !str_is(answer, "different") && !str_is(answer, "unsure") &&
        !str_is(answer, "revoked"))
        error_set(err, STATUS_USAGE, "expected same, different, unsure or revoked, found \"%.*s\"",
                  STR_ARG(answer));
    if (!options_has(options, "by") || !options_has(options, "why"))
        error_set(err, STATUS_USAGE, "decide needs --by NAME and --why TEXT");
}

typedef struct Meanings {
    const Office *office;
    Db *db;
} Meanings;

/* A child's id means its first record; a key that no record has means itself. */
static Str meaning_of(void *context, Str key)
{
    const Meanings *meanings = context;
    Error err = {0};
    if (public_id_parse(key) <= 0)
        return key;
    int64_t record = explain_find_record(meanings->db, key, &err);
    Str content = explain_content_key(meanings->db, meanings->office->arena, record, &err);
    return error_ok(&err) ? content : key;
}

/* Answers that cannot all be obeyed are told at once, each with the place where it stands. */
static void tell_conflicts(const Office *office, Db *db, Error *err)
{
    size_t count = 0;
    Decisions decisions = read_answers(office, err);
    Meanings meanings = {office, db};
    if (!error_ok(err))
        return;
    DecisionConflict *conflicts =
        decision_conflicts(&decisions, meaning_of, &meanings, office->arena, &count);
    for (size_t i = 0; i < count; i++) {
        const DecisionConflict *conflict = &conflicts[i];
        Str different = decisions.items[conflict->different].source;
        Str same = decisions.items[conflict->same].source;
        printf("contradiction: %.*s says different, %.*s", STR_ARG(different), STR_ARG(same));
        if (conflict->sames > 1)
            printf(" and %zu more", conflict->sames - 1);
        puts(" would make them one child. \"Different\" is\nobeyed; if that is wrong, take it back:"
             " rollbook decide A B revoked.");
    }
}

static void decide(const Office *office, Db *db, const Options *options, const Side *left,
                   const Side *right, Error *err)
{
    const char *answer = options->arguments[2];
    Lines lines = {.text = STRBUF_INIT, .options = options};
    bool revoke = strcmp(answer, "revoked") == 0;
    if (strcmp(left->name, right->name) == 0)
        error_set(
            err, STATUS_INPUT,
            "both are %s; \"rollbook child ID\" lists the records of a child, name two of them",
            left->name);
    else if (str_eq(left->key, right->key) && !revoke)
        error_set(err, STATUS_INPUT, "both are the same source text");
    take_back(&lines, office, left, right, answer, err);
    if (!revoke)
        add_answer(&lines, left, right, answer);
    else if (error_ok(err) && lines.revoked == 0)
        error_set(err, STATUS_INPUT, "nobody has decided about these two");
    write_lines(office, &lines, err);
    if (error_ok(err) && lines.revoked)
        printf("taken back: %d earlier answer%s about the two\n", lines.revoked,
               lines.revoked == 1 ? "" : "s");
    if (error_ok(err) && !revoke)
        printf("%s: records %lld and %lld\n", answer, (long long)left->record,
               (long long)right->record);
    tell_conflicts(office, db, err);
    if (error_ok(err))
        puts("The next run obeys; its batch report says which ids, figures and written reports it"
             " touched, and\nwhich centers to tell.");
    strbuf_free(&lines.text);
}

static int run(const Options *options, Error *err)
{
    check_options(options, err);
    if (!error_ok(err))
        return 0;
    Office office = office_open(options, err);
    Db *db = warehouse_read(office.outputs, err);
    Side left = find_side(&office, db, options->arguments[0], err);
    Side right = find_side(&office, db, options->arguments[1], err);
    if (error_ok(err))
        decide(&office, db, options, &left, &right, err);
    db_close(db);
    office_close(&office);
    return 0;
}

const Command COMMAND_DECIDE = {
    .name = "decide",
    .arguments = "A B same|different|unsure|revoked",
    .summary = "say that two records are, or are not, the same child",
    .description =
        "Adds lines to inputs/review/decisions.tsv, which bind every later run until they are\n"
        "revoked. A and B are public ids, numbers of records or content keys, as \"rollbook "
        "child\" and\n\"rollbook review\" list them; an id stands for all records of that child, "
        "one that was "
        "merged away for\nthose that were its own. What was said before about the two and says "
        "something else "
        "is taken back. The lines hold\ncontent keys, so they survive renamed files and "
        "re-ordered rows.",
    .options = OPTIONS,
    .min_arguments = 3,
    .max_arguments = 3,
    .run = run,
};
