/* rollbook init: an office's own folder, with tables to fill in and settings, outside the clone. */

#include "pipeline/base/asset.h"
#include "pipeline/base/file.h"
#include "pipeline/base/strbuf.h"
#include "pipeline/cli/options.h"
#include "reports/query/words.h"
#include "reports/workbook/registry_book.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const OptionSpec OPTIONS[] = {{0}};

/* What an office begins with. Assets are not called README.md: those explain the source tree. */
static const struct {
    const char *asset;
    const char *path; /* in the office */
} FILES[] = {
    {"templates/office/inputs.md", "inputs/README.md"},
    {"templates/office/registry.md", "inputs/registry/README.md"},
    {"templates/office/registry/files.tsv", "inputs/registry/files.tsv"},
    {"templates/office/registry/headings.tsv", "inputs/registry/headings.tsv"},
    {"templates/office/review.md", "inputs/review/README.md"},
    {"templates/office/narrative.md", "inputs/narrative/README.md"},
    {"templates/office/outputs.md", "outputs/README.md"},
};
enum { FILE_COUNT = sizeof FILES / sizeof FILES[0] };

static const char CONFIG[] = "rollbook.yaml";

/* Tables with columns of many kinds: workbooks with drop-downs. The two above are lines that people
 * paste. */
static const char *const BOOKS[] = {"centers", "population", "targets"};
enum { BOOK_COUNT = sizeof BOOKS / sizeof BOOKS[0] };

static const char *book_path(Arena *arena, const char *dir, size_t i)
{
    return file_join(arena, dir, arena_printf(arena, "inputs/registry/%s.xlsx", BOOKS[i]).ptr);
}

/* Nothing that is there is written over, and nothing is begun that cannot be ended. */
static void refuse_existing(Arena *arena, const char *dir, Error *err)
{
    for (size_t i = 0; i <= FILE_COUNT + BOOK_COUNT && error_ok(err); i++) {
        const char *path = i < BOOK_COUNT ? book_path(arena, dir, i)
                           : i < BOOK_COUNT + FILE_COUNT
                               ? file_join(arena, dir, FILES[i - BOOK_COUNT].path)
                               : file_join(arena, dir, CONFIG);
        if (file_exists(path))
            error_set_at(err, STATUS_USAGE, (SourceRef){.file = path},
                         "is there already; \"rollbook init\" begins a new office and writes over"
                         " nothing");
    }
}

/* The shipped settings, but for the line that says that the clone's inputs are invented. */
static void write_config(Arena *arena, const Assets *assets, const char *dir, Error *err)
{
    Str text = asset_read(assets, arena, CONFIG, err);
    StrBuf out = STRBUF_INIT;
    for (Str rest = text, line; str_split(&rest, '\n', &line);) {
        if (str_starts_with(str_trim(line), STR("sample:")))
            strbuf_append_cstr(&out, "  sample: false # true: every page says that its data are"
                                     " invented");
        else
            strbuf_append(&out, line);
        if (rest.ptr)
            strbuf_append_char(&out, '\n');
    }
    file_write(file_join(arena, dir, CONFIG), strbuf_str(&out), err);
    strbuf_free(&out);
}

static void write_file(Arena *arena, const Assets *assets, const char *dir, size_t i, Error *err)
{
    const char *path = file_join(arena, dir, FILES[i].path);
    Str folder = str_from(path);
    while (folder.len && folder.ptr[folder.len - 1] != '/')
        folder.len--;
    file_make_folder(arena_cstr(arena, folder), err);
    file_write(path, asset_read(assets, arena, FILES[i].asset, err), err);
}

/* A path as systemd reads it: % begins a specifier. */
static Str unit_text(Arena *arena, const char *path)
{
    StrBuf out = STRBUF_INIT;
    for (; *path; path++)
        strbuf_appendf(&out, "%s%c", *path == '%' ? "%" : "", *path);
    Str text = arena_str(arena, strbuf_str(&out));
    strbuf_free(&out);
    return text;
}

/* The evening's units, with this office's folder and this program. */
static void write_unit(Arena *arena, const Assets *assets, const char *dir, const char *name,
                       Error *err)
{
    static const char *const NAMES[] = {"dir", "program"};
    char full[PATH_MAX] = "", program[PATH_MAX] = "";
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    program[length > 0 ? length : 0] = '\0';
    if (!realpath(dir, full) && error_ok(err))
        error_set_at(err, STATUS_IO, (SourceRef){.file = dir}, "cannot be found");
    Str text = asset_read(assets, arena,
                          arena_printf(arena, "templates/office/systemd/%s", name).ptr, err);
    const Str values[] = {unit_text(arena, full),
                          unit_text(arena, program[0] ? program : "/usr/local/bin/rollbook")};
    file_make_folder(file_join(arena, dir, "systemd"), err);
    if (error_ok(err))
        file_write(file_join(arena, file_join(arena, dir, "systemd"), name),
                   words_fill_text(arena, text, NAMES, values, 2), err);
}

static int run(const Options *options, Error *err)
{
    const char *dir = options->arguments[0];
    Arena *arena = arena_create();
    Assets assets = {0};
    refuse_existing(arena, dir, err);
    for (size_t i = 0; i < FILE_COUNT && error_ok(err); i++)
        write_file(arena, &assets, dir, i, err);
    WorkbookContext context = {.config = config_load(arena, NULL, err),
                               .assets = &assets,
                               .as_of = {2026, 1, 1}}; /* the form's edition, not a day */
    for (size_t i = 0; i < BOOK_COUNT && error_ok(err); i++)
        registry_book_write(&context, BOOKS[i], book_path(arena, dir, i), err);
    write_unit(arena, &assets, dir, "rollbook.service", err);
    write_unit(arena, &assets, dir, "rollbook.timer", err);
    write_config(arena, &assets, dir, err);
    if (error_ok(err))
        printf("An office is in %s. What to do next:\n"
               "  1. list the centers in %s/inputs/registry/centers.xlsx (README.md beside it says"
               " how)\n"
               "  2. set the office's name in %s/rollbook.yaml\n"
               "  3. put what centers sent into %s/inputs, then: cd %s && rollbook run\n"
               "  4. to have it run every evening: %s/systemd/rollbook.service says how\n",
               dir, dir, dir, dir, dir, dir);
    arena_free(arena);
    return 0;
}

const Command COMMAND_INIT = {
    .name = "init",
    .arguments = "DIR",
    .summary = "begin an office of one's own: tables to fill in, settings, empty outputs",
    .description =
        "Makes DIR with inputs/ (registry tables with examples and drop-downs, and READMEs that "
        "say "
        "what\n"
        "to fill in), outputs/, rollbook.yaml and systemd/ with a timer for every evening. Run the "
        "other commands inside DIR. Nothing that "
        "exists\n"
        "is written over.",
    .options = OPTIONS,
    .min_arguments = 1,
    .max_arguments = 1,
    .run = run,
};
