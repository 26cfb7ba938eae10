/*
 * outputs/INDEX.md: of each report file, who may receive it and whether it names children. In every
 * language of the officer, one below the other.
 */

#include "reports/index.h"

#include "pipeline/base/file.h"
#include "reports/query/words.h"
#include "reports/write/writer.h"

/* The one who is named where somebody is, else the audience. */
static void append_receiver(StrBuf *out, const Words *words, Str path, Stmt *stmt)
{
    if (!stmt_is_null(stmt, 4)) {
        markdown_append_text(out, stmt_str(stmt, 4));
        return;
    }
    char key[64] = "audience.";
    strncat(key, stmt_str(stmt, 1).ptr, sizeof key - strlen(key) - 1);
    strbuf_append(out, words_get(words, key));
    if (str_starts_with(path, STR("centers/"))) {
        Str code = str_slice(path, 8, str_find(path, STR("/"), 8));
        strbuf_appendf(out, " %.*s", STR_ARG(code));
    }
}

static void append_table(StrBuf *out, const Words *words, Stmt *stmt, Error *err)
{
    static const char *const HEADS[] = {"index.file", "index.receiver", "index.period",
                                        "index.names"};
    for (size_t i = 0; i < sizeof HEADS / sizeof *HEADS; i++)
        strbuf_appendf(out, "| %.*s ", STR_ARG(words_get(words, HEADS[i])));
    strbuf_append_cstr(out, "|\n|---|---|---|---|\n");
    while (stmt_step(stmt, err)) {
        Str path = stmt_str(stmt, 0);
        strbuf_appendf(out, "| [%.*s](<%.*s>) | ", STR_ARG(path), STR_ARG(path));
        append_receiver(out, words, path, stmt);
        strbuf_append_cstr(out, " | ");
        Value period = {.type = VALUE_TEXT, .text = stmt_str(stmt, 2)};
        value_append(out, words, period, FORMAT_PERIOD);
        strbuf_appendf(out, " | %.*s |\n",
                       STR_ARG(words_get(words, stmt_int(stmt, 3) ? "index.yes" : "index.no")));
    }
}

static void append_language(StrBuf *out, ReportRun *run, const char *language, Error *err)
{
    Words *words = words_load(run->batch->assets, run->arena, language, err);
    /* Pictures belong to the Markdown beside them and get no line of their own. */
    Stmt *stmt = db_prepare(run->batch->db,
                            "SELECT path, audience, period_code, names, recipient FROM report_file"
                            " WHERE path NOT LIKE '%.svg' ORDER BY path",
                            err);
    if (error_ok(err)) {
        strbuf_appendf(out, "# %.*s\n\n", STR_ARG(words_get(words, "index.title")));
        if (run->batch->config->sample)
            strbuf_appendf(out, "> **%.*s**\n\n", STR_ARG(words_get(words, "report.sample")));
        strbuf_appendf(out, "%.*s\n\n", STR_ARG(words_get(words, "index.explain")));
        append_table(out, words, stmt, err);
        strbuf_append_char(out, '\n');
    }
    stmt_free(stmt);
}

void index_write(ReportRun *run, const char *path, Error *err)
{
    StrBuf out = STRBUF_INIT;
    const Config *config = run->batch->config;
    for (size_t i = 0; i < CONFIG_LANGUAGES_MAX && config->languages[i]; i++)
        append_language(&out, run, config->languages[i], err);
    file_write_unsynced(path, strbuf_str(&out), err);
    strbuf_free(&out);
}
