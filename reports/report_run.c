/* Files of one writing of reports: where they lie, and how they get into place. */

#include "reports/report_run.h"

#include "pipeline/base/digest.h"
#include "pipeline/base/file.h"
#include "pipeline/base/map.h"
#include "pipeline/base/mem.h"
#include "reports/index.h"

#include <sys/stat.h>
#include <unistd.h>

static Str input_digest(Batch *batch, Arena *arena, Error *err)
{
    Stmt *stmt = db_prepare(batch->db, "SELECT input_digest FROM run WHERE run_id = ?1", err);
    stmt_bind_int(stmt, 1, batch->run_id, err);
    Str digest = stmt_step(stmt, err) ? arena_str(arena, stmt_str(stmt, 0)) : STR("");
    stmt_free(stmt);
    return digest;
}

ReportRun *report_run_open(Batch *batch, Error *err)
{
    if (!error_ok(err))
        return NULL;
    ReportRun *run = x_new(ReportRun);
    run->batch = batch;
    run->arena = arena_create();
    run->folder = file_join(run->arena, batch->outputs_dir, ".reports");
    run->warehouse = file_join(run->arena, batch->outputs_dir, "warehouse.db");
    run->digest = input_digest(batch, run->arena, err);
    file_remove_tree(run->folder, err); /* of a run that was killed */
    file_make_folder(run->folder, err);
    return run;
}

static void append_code(ReportRun *run, Str *list, Str code)
{
    if (!str_is_empty(code))
        *list = arena_printf(run->arena, "%.*s%s%.*s", STR_ARG(*list), list->len ? "," : "",
                             STR_ARG(code));
}

void report_run_expect(ReportRun *run, Audience audience, Str text, const PeriodChoice *periods)
{
    ReachNeed *need = &run->needs[audience];
    need->queries = arena_printf(run->arena, "%.*s\n%.*s", STR_ARG(need->queries), STR_ARG(text));
    for (size_t i = 0; i < periods->count; i++) {
        append_code(run, &need->periods, periods->items[i].code);
        append_code(run, &need->periods, periods->items[i].previous);
    }
}

Reach *report_run_reach(ReportRun *run, Audience audience, Error *err)
{
    if (!run->reaches[audience])
        run->reaches[audience] = reach_open(run->warehouse, run->folder, run->batch->assets,
                                            audience, &run->needs[audience], err);
    return run->reaches[audience];
}

/* "centers/HKW-003", "donor" ... */
static const char *audience_folder(ReportRun *run, const ReportFile *file)
{
    if (file->audience == AUDIENCE_CENTER && file->center)
        return file_join(run->arena, "centers", file->center);
    return audience_name(file->audience);
}

const char *report_run_file(ReportRun *run, const ReportFile *file, Error *err)
{
    if (!error_ok(err))
        return "";
    Arena *arena = run->arena;
    const char *folder = file_join(arena, audience_folder(run, file), file->period);
    Str name =
        arena_printf(arena, "%s-%s%s%s-%s.%s", file->report, file->period, file->center ? "-" : "",
                     file->center ? file->center : "", file->language, file->extension);
    file_make_folder(file_join(arena, run->folder, folder), err);
    x_grow(run->files, run->cap, run->count + 1);
    WrittenFile *written = &run->files[run->count++];
    *written = (WrittenFile){
        .path = file_join(arena, folder, name.ptr),
        .audience = file->audience,
        .center = file->center ? arena_cstr(arena, str_from(file->center)) : NULL,
        .period = arena_cstr(arena, str_from(file->period)),
        .names = file->names,
    };
    return file_join(arena, run->folder, written->path);
}

size_t report_run_mark(const ReportRun *run)
{
    return run->count;
}

void report_run_drop(ReportRun *run, size_t mark)
{
    for (size_t i = mark; i < run->count; i++)
        unlink(file_join(run->arena, run->folder, run->files[i].path));
    run->count = mark;
}

void report_run_refuse(ReportRun *run, const char *report, Error *err)
{
    char text[ERROR_FILE_MAX + ERROR_MESSAGE_MAX + 64];
    error_format(err, text, sizeof text);
    log_warn(run->batch->log, "report %s is refused: %s", report, text);
    if (error_ok(&run->refused)) {
        run->refused = *err;
        run->refused.status = STATUS_REFUSED;
    }
    *err = (Error){0};
}

/* The noted file that a written one belongs to: itself, or the Markdown that shows the picture. */
static const WrittenFile *owner_of(const ReportRun *run, const char *path)
{
    const WrittenFile *owner = NULL;
    for (size_t i = 0; i < run->count; i++) {
        Str noted = str_from(run->files[i].path);
        if (str_is(noted, path))
            return &run->files[i];
        if (str_ends_with(noted, STR(".md"))) {
            noted.len -= 3;
            if (str_starts_with(str_from(path), noted))
                owner = &run->files[i];
        }
    }
    return owner;
}

/* Adds the pictures beside Markdown files, sorts by path and takes the digests. */
static void complete_list(ReportRun *run, Error *err)
{
    FileList found = file_walk(run->arena, run->folder, err);
    WrittenFile *files = x_new_array(WrittenFile, found.count + 1);
    size_t count = 0;
    for (size_t i = 0; i < found.count && error_ok(err); i++) {
        const WrittenFile *owner = owner_of(run, found.paths[i]);
        if (!owner)
            continue;
        files[count] = *owner;
        files[count].path = found.paths[i];
        digest_of_file(file_join(run->arena, run->folder, found.paths[i]), files[count].sha256,
                       err);
        count++;
    }
    x_free(run->files);
    run->files = files;
    run->count = count;
    run->cap = found.count + 1;
}

static void move_into_place(ReportRun *run, const char *path, Error *err)
{
    if (!error_ok(err))
        return;
    Arena *arena = run->arena;
    const char *from = file_join(arena, run->folder, path);
    const char *to = file_join(arena, run->batch->outputs_dir, path);
    const char *slash = strrchr(to, '/');
    file_make_folder(arena_cstr(arena, str_slice(str_from(to), 0, (size_t)(slash - to))), err);
    if (chmod(from, S_IRUSR | S_IWUSR) != 0)
        error_set_at(err, STATUS_IO, (SourceRef){.file = from}, "its mode cannot be set");
    file_commit(from, to, err);
}

static void note_files(ReportRun *run, Error *err)
{
    Db *db = run->batch->db;
    Stmt *stmt = db_prepare(db,
                            "INSERT INTO report_file"
                            " (path, audience, period_code, names, sha256, run_id)"
                            " VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
                            " ON CONFLICT (path) DO UPDATE SET audience = excluded.audience,"
                            "  period_code = excluded.period_code, names = excluded.names,"
                            "  sha256 = excluded.sha256, run_id = excluded.run_id",
                            err);
    for (size_t i = 0; i < run->count && error_ok(err); i++) {
        const WrittenFile *file = &run->files[i];
        stmt_bind_cstr(stmt, 1, file->path, err);
        stmt_bind_cstr(stmt, 2, audience_name(file->audience), err);
        stmt_bind_cstr(stmt, 3, file->period, err);
        stmt_bind_int(stmt, 4, file->names, err);
        stmt_bind_cstr(stmt, 5, file->sha256, err);
        stmt_bind_int(stmt, 6, run->batch->run_id, err);
        stmt_run(stmt, err);
    }
    stmt_free(stmt);
}

void report_run_finish(ReportRun *run, Error *err)
{
    if (!error_ok(err))
        return;
    complete_list(run, err);
    for (size_t i = 0; i < run->count; i++)
        move_into_place(run, run->files[i].path, err);
    db_begin(run->batch->db, err);
    note_files(run, err);
    /* The index is of the files noted, so it is written last; a crash before it repeats the run. */
    index_write(run, err);
    move_into_place(run, "INDEX.md", err);
    db_commit(run->batch->db, err);
    if (!error_ok(err))
        db_rollback(run->batch->db);
    if (error_ok(err) && !error_ok(&run->refused))
        *err = run->refused;
}

void report_run_close(ReportRun *run)
{
    if (!run)
        return;
    Error ignored = {0};
    for (int i = 0; i < AUDIENCE_COUNT; i++)
        reach_close(run->reaches[i]);
    file_remove_tree(run->folder, &ignored);
    x_free(run->files);
    arena_free(run->arena);
    x_free(run);
}
