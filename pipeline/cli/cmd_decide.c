/* rollbook decide: a person's answer about two records, kept in inputs/review/decisions.tsv. */

#include "pipeline/base/file.h"
#include "pipeline/base/strbuf.h"
#include "pipeline/cli/office.h"
#include "pipeline/link/explain.h"

#include <stdio.h>

static const OptionSpec OPTIONS[] = {OFFICE_OPTIONS,
                                     {"by", "NAME", "who decides (required)"},
                                     {"why", "TEXT", "the reason (required)"},
                                     {0}};

enum { DECISIONS_MAX = 64 << 20 };

/* Tabs and line ends would break the table. */
static void append_field(StrBuf *out, const char *text)
{
    for (; *text; text++)
        strbuf_append_char(out, (unsigned char)*text < ' ' ? ' ' : *text);
}

static void add_line(const Office *office, Str left, Str right, const Options *options, Error *err)
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
    strbuf_appendf(&text, "%.*s\t%.*s\t%s\t", STR_ARG(left), STR_ARG(right), options->arguments[2]);
    append_field(&text, options_get(options, "by"));
    strbuf_append_char(&text, '\t');
    append_field(&text, options_get(options, "why"));
    strbuf_append_char(&text, '\n');
    file_write(path, strbuf_str(&text), err);
    strbuf_free(&text);
}

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

static int run(const Options *options, Error *err)
{
    check_options(options, err);
    if (!error_ok(err))
        return 0;
    Office office = office_open(options, err);
    Db *db = warehouse_read(office.outputs, err);
    if (error_ok(err)) {
        int64_t left = explain_find_record(db, str_from(options->arguments[0]), err);
        int64_t right = explain_find_record(db, str_from(options->arguments[1]), err);
        Str left_key = explain_content_key(db, office.arena, left, err);
        Str right_key = explain_content_key(db, office.arena, right, err);
        if (error_ok(err) && str_eq(left_key, right_key))
            error_set(err, STATUS_INPUT, "both are the same source text");
        if (error_ok(err))
            add_line(&office, left_key, right_key, options, err);
        if (error_ok(err))
            printf("%s: records %lld and %lld; the next run obeys\n", options->arguments[2],
                   (long long)left, (long long)right);
    }
    db_close(db);
    office_close(&office);
    return 0;
}

const Command COMMAND_DECIDE = {
    .name = "decide",
    .arguments = "A B same|different|unsure|revoked",
    .summary = "say that two records are, or are not, the same child",
    .description =
        "Adds a line to inputs/review/decisions.tsv, which binds every later run until it is "
        "revoked. A and B as in \"rollbook explain\"; the line holds content keys, so it survives "
        "renamed files and re-ordered rows.",
    .options = OPTIONS,
    .min_arguments = 3,
    .max_arguments = 3,
    .run = run,
};
