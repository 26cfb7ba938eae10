#include "tests/support/report_fixture.h"

#include "pipeline/base/file.h"
#include "pipeline/base/strbuf.h"

#include <stdio.h>
#include <stdlib.h>

static void must(const Error *err)
{
    if (error_ok(err))
        return;
    fprintf(stderr, "fixture: %s:%lld: %s\n", err->file, (long long)err->row, err->message);
    abort();
}

void fixture_write(ReportFixture *fixture, const char *path, const char *text)
{
    Error err = {0};
    const char *whole = file_join(fixture->arena, fixture->folder, path);
    char *slash = strrchr(whole, '/');
    file_make_folder(
        arena_cstr(fixture->arena, str_slice(str_from(whole), 0, (size_t)(slash - whole))), &err);
    file_write(whole, str_from(text), &err);
    must(&err);
}

ReportFixture *fixture_open(const char *sql, const char *reach_tsv, Audience audience)
{
    Error err = {0};
    Arena *arena = arena_create();
    ReportFixture *fixture = arena_new(arena, ReportFixture);
    fixture->arena = arena;
    fixture->audience = audience;
    char *folder = arena_alloc(arena, 64);
    snprintf(folder, 64, "/tmp/rollbook-report-test.XXXXXX");
    if (!mkdtemp(folder))
        abort();
    fixture->folder = folder;
    fixture->warehouse = file_join(arena, folder, "warehouse.db");
    fixture->assets.overlay = file_join(arena, folder, "templates");
    fixture_write(fixture, "templates/reports/reach.tsv", reach_tsv);
    Db *db = db_open(fixture->warehouse, DB_CREATE, &err);
    db_exec(db, sql, &err);
    db_close(db);
    fixture->config = config_load(arena, NULL, &err);
    must(&err);
    fixture->context = (ReportContext){
        .config = fixture->config,
        .assets = &fixture->assets,
        .inputs_dir = folder,
        .as_of = {2026, 11, 21},
        .period_code = STR("2026-Q3"),
        .previous_code = STR("2026-Q2"),
        .first_day = STR("2026-07-01"),
        .last_day = STR("2026-09-30"),
        .digest = STR("0123456789abcdef"),
    };
    fixture->context.reach = reach_open(fixture->warehouse, folder, &fixture->assets, audience,
                                        &(ReachNeed){0}, NULL, &err);
    must(&err);
    return fixture;
}

void fixture_close(ReportFixture *fixture)
{
    Error ignored = {0};
    reach_close(fixture->context.reach);
    file_remove_tree(fixture->folder, &ignored);
    arena_free(fixture->arena);
}

const char *fixture_expand(ReportFixture *fixture, const char *body, const char *language)
{
    Error err = {0};
    Arena *arena = fixture->arena;
    /* Front matter of one line, so that the body begins on line 4. */
    Str text = arena_printf(arena, "---\n{title: Test, audience: %s}\n---\n%s",
                            audience_name(fixture->audience), body);
    Template *template = template_read(arena, text, "test.md", &err);
    ExemptionList exemptions = {0};
    Document *document =
        template_expand(arena, template, &fixture->context, language, &exemptions, &err);
    if (!error_ok(&err))
        return arena_printf(arena, "%d %s:%lld: %s", err.status, err.file, (long long)err.row,
                            err.message)
            .ptr;
    StrBuf buf = STRBUF_INIT;
    document_dump(&buf, document);
    Str dump = strbuf_str(&buf);
    /* The first four lines are the document's own; the tests look at its blocks. */
    for (int i = 0; i < 4; i++)
        dump = str_slice(dump, str_find(dump, STR("\n"), 0) + 1, dump.len);
    const char *copy = arena_cstr(arena, dump);
    strbuf_free(&buf);
    return copy;
}
