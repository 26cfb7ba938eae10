/* The order in which a sample is written. */

#include "pipeline/sample/sample.h"

#include "pipeline/base/digest.h"
#include "pipeline/base/file.h"
#include "pipeline/sample/calendar.h"
#include "pipeline/sample/figures.h"
#include "pipeline/sample/register.h"
#include "pipeline/sample/registry.h"
#include "pipeline/sample/returns.h"
#include "pipeline/sample/traps.h"
#include "pipeline/sample/truth.h"

#include <stdio.h>

/* --- paths
 * ---------------------------------------------------------------------------------------------------
 */

/* File names as they come: tidy, in three languages, with or without a date. */
static const char *register_path(Scribe *scribe, const Register *reg)
{
    const Center *center = &scribe->world->centers[reg->center];
    const char *extension = sheet_extension(reg->clerk.format);
    int y = reg->date.year, m = reg->date.month;
    Str folder = arena_printf(scribe->arena, "%s/%04d-%02d", center->code, y, m);
    int style = reg->clerk.heading_seed % 6;
    Str name;
    if (reg->clerk.format == FORMAT_ODK)
        name = arena_printf(scribe->arena, "instances/mlc_register_%04d-%02d/submission", y, m);
    else if (style == 0)
        name = arena_printf(scribe->arena, "Student list %02d-%04d", m, y);
    else if (style == 1 && reg->clerk.language == LANG_TH)
        name = arena_printf(scribe->arena, "ทะเบียนนักเรียน %02d-%04d", m, y + 543);
    else if (style == 1 && reg->clerk.language == LANG_MY)
        name = arena_printf(scribe->arena, "ကျောင်းသားစာရင်း-%04d-%02d", y, m);
    else if (style == 2)
        name = arena_printf(scribe->arena, "%s_register_%04d%02d", center->code, y, m);
    else
        name = arena_printf(scribe->arena, "register-%04d-%02d", y, m);
    return arena_printf(scribe->arena, "%.*s/%.*s%s", STR_ARG(folder), STR_ARG(name), extension)
        .ptr;
}

/* Makes the folder that the path needs. */
static void make_room(Scribe *scribe, const char *path, Error *err)
{
    const char *slash = strrchr(path, '/');
    Str folder = {path, (size_t)(slash - path)};
    file_make_folder(file_join(scribe->arena, scribe->dir, arena_cstr(scribe->arena, folder)), err);
}

/* --- registers
 * -------------------------------------------------------------------------------------------------
 */

static void write_register(Scribe *scribe, int center, int year, int list, Date date, Error *err)
{
    Register reg = {
        .center = center, .year = year, .list = list, .date = date, .status = "current"};
    reg.clerk = clerk_make(scribe->world, center, year);
    register_fill(scribe, &reg);
    if (reg.count > 0) {
        reg.path = register_path(scribe, &reg);
        make_room(scribe, reg.path, err);
        register_write(scribe, &reg, err);
    }
    register_free(&reg);
}

static void write_registers(Scribe *scribe, Error *err)
{
    const World *world = scribe->world;
    for (int c = 0; c < world->center_count && error_ok(err); c++)
        for (int year = 0; year < YEARS; year++) {
            Date dates[LISTS_MAX];
            int count = calendar_register_dates(world, c, year, dates);
            for (int list = 0; list < count; list++)
                write_register(scribe, c, year, list, dates[list], err);
        }
}

/* --- the list
 * --------------------------------------------------------------------------------------------------------
 */

/* What a run knows the sample by, so that it is never counted together with real children. */
static void write_list(Scribe *scribe, Error *err)
{
    StrBuf out = STRBUF_INIT;
    strbuf_append_cstr(&out, "sha256\tpath\n");
    FileList files = file_walk(scribe->arena, scribe->dir, err);
    for (size_t i = 0; i < files.count && error_ok(err); i++) {
        char sha256[DIGEST_TEXT_SIZE];
        if (str_starts_with(str_from(files.paths[i]), STR("registry/")))
            continue;
        digest_of_file(file_join(scribe->arena, scribe->dir, files.paths[i]), sha256, err);
        strbuf_appendf(&out, "%s\t%s\n", sha256, files.paths[i]);
    }
    file_write(file_join(scribe->arena, scribe->dir, "registry/sample.tsv"), strbuf_str(&out), err);
    strbuf_free(&out);
}

/* --- all
 * ---------------------------------------------------------------------------------------------------------
 */

static void check(const SampleOptions *options, Arena *arena, Error *err)
{
    if (options->centers < 3 || options->centers > 75)
        error_set(err, STATUS_USAGE, "--centers: expected 3 to 75, found %d", options->centers);
    if (options->children < 50 || options->children > 100000)
        error_set(err, STATUS_USAGE, "--children: expected 50 to 100000, found %d",
                  options->children);
    if (error_ok(err) && file_is_folder(options->dir)) {
        FileList there = file_walk(arena, options->dir, err);
        if (error_ok(err) && there.count > 0)
            error_set(err, STATUS_USAGE, "%s holds %zu files already; give an empty or new folder",
                      options->dir, there.count);
    }
}

/* "truth" beside the sample's folder: never inside, where it would be read as a submission. */
static const char *truth_folder(Arena *arena, const SampleOptions *options)
{
    if (options->truth)
        return options->truth;
    Str dir = str_from(options->dir);
    while (dir.len > 1 && dir.ptr[dir.len - 1] == '/')
        dir.len--;
    size_t slash = dir.len;
    while (slash > 0 && dir.ptr[slash - 1] != '/')
        slash--;
    return arena_printf(arena, "%.*struth", (int)slash, dir.ptr).ptr;
}

SampleResult sample_write(Arena *arena, const Assets *assets, const SampleOptions *options,
                          Error *err)
{
    SampleResult result = {0};
    check(options, arena, err);
    const Inventory *inventory = inventory_load(arena, assets, err);
    const Wording *words = wording_load(arena, assets, err);
    if (!error_ok(err)) {
        wording_free(words);
        return result;
    }
    World *world = world_make(arena, inventory, options);
    world_tell_story(world);
    Reported reported = {0};
    Scribe scribe = {.reported = &reported,
                     .world = world,
                     .words = words,
                     .truth = truth_create(),
                     .arena = arena,
                     .dir = options->dir,
                     .seen = arena_new_array(arena, Seen, (size_t)world->child_count),
                     .notations = map_create()};
    registry_write(&scribe, err);
    write_registers(&scribe, err);
    returns_write_months(&scribe, err);
    returns_write_years(&scribe, err);
    returns_write_programmes(&scribe, err);
    returns_write_office(&scribe, err);
    returns_write_odd(&scribe, err);
    write_list(&scribe, err);
    traps_write(&scribe);
    result = (SampleResult){.centers = world->center_count,
                            .children = world->child_count,
                            .families = world->family_count,
                            .rows = scribe.rows,
                            .truth = truth_folder(arena, options)};
    for (int f = 0; f < FORMAT_COUNT; f++)
        result.files += scribe.files[f];
    StrBuf figures = STRBUF_INIT;
    figures_write(&figures, world, &reported);
    truth_write(scribe.truth, result.truth, strbuf_str(&figures), err);
    strbuf_free(&figures);
    reported_free(&reported);
    truth_free(scribe.truth);
    map_free(scribe.notations);
    wording_free(words);
    return result;
}
