#include "pipeline/map/stage_map.h"
#include "pipeline/map/hold_errors.h"

#include "pipeline/base/mem.h"
#include "pipeline/map/kept.h"
#include "pipeline/map/layout.h"
#include "pipeline/map/map_crew.h"
#include "pipeline/map/map_run.h"

#include <math.h>

typedef struct FileTable {
    MapFile *items;
    size_t count, cap;
} FileTable;

/*
 * Every submission that was ever read, also those that vanished from the folder, each at the first
 * of the paths at which it lies now (or last lay), in order of these paths.
 */
static FileTable list_files(Batch *batch, const MapStage *stage, Arena *arena, Error *err)
{
    FileTable files = {0};
    Stmt *stmt = db_prepare(
        batch->db,
        "SELECT f.source_file_id, f.first_run_id, f.sha256, ifnull(f.modified, ''), f.kind,"
        " p.path, p.present"
        " FROM source_file f JOIN source_path p USING (source_file_id)"
        " WHERE f.purpose = 'submission' AND f.read_status = 'read'"
        " AND p.source_path_id = (SELECT q.source_path_id FROM source_path q"
        " WHERE q.source_file_id = f.source_file_id"
        " ORDER BY q.present DESC, q.last_run_id DESC, q.path LIMIT 1)"
        " ORDER BY p.path, f.source_file_id",
        err);
    while (stmt_step(stmt, err)) {
        x_grow(files.items, files.cap, files.count + 1);
        MapFile *file = &files.items[files.count++];
        *file = (MapFile){.source_file_id = stmt_int(stmt, 0),
                          .first_run_id = stmt_int(stmt, 1),
                          .sha256 = arena_str(arena, stmt_str(stmt, 2)),
                          .modified = arena_str(arena, stmt_str(stmt, 3)),
                          .kind = arena_str(arena, stmt_str(stmt, 4)),
                          .path = arena_str(arena, stmt_str(stmt, 5)),
                          .present = stmt_int(stmt, 6) != 0};
        file->rule = registry_file(stage->tools.registry, file->sha256);
    }
    stmt_free(stmt);
    return files;
}

static void bind_number(Stmt *stmt, int index, double value, Error *err)
{
    if (isnan(value) || value < 0)
        stmt_bind_null(stmt, index, err);
    else
        stmt_bind_double(stmt, index, value, err);
}

/* District codes of the registry may be names, too. */
static Str district_of(const MapStage *stage, Str text)
{
    Str code = place_district(stage->tools.places, stage->tools.arena, text);
    return code.len ? code : text;
}

static void stage_centers(const MapStage *stage, Error *err)
{
    Stmt *stmt = db_prepare(stage->db,
                            "INSERT INTO stg_center (raw_row_id, center_code, name_en, name_th,"
                            " name_my, district_code, subdistrict, support_org, curricula,"
                            " calendar, opened, closed, contact, language, encoding, boarding)"
                            " VALUES (0, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13,"
                            " ?14, ?15)",
                            err);
    for (size_t i = 0; i < stage->tools.registry->center_count && error_ok(err); i++) {
        const RegistryCenter *c = &stage->tools.registry->centers[i];
        const Str fields[] = {c->code,
                              c->name_en,
                              c->name_th,
                              c->name_my,
                              district_of(stage, c->district_code),
                              c->subdistrict,
                              c->support_org,
                              c->curricula,
                              c->calendar,
                              c->opened,
                              c->closed,
                              c->contact,
                              c->language,
                              c->encoding,
                              c->boarding};
        for (int f = 0; f < 15; f++)
            stmt_bind_text_or_null(stmt, f + 1, fields[f], err);
        stmt_run(stmt, err);
    }
    stmt_free(stmt);
}

static void stage_population(const MapStage *stage, Error *err)
{
    Stmt *stmt = db_prepare(stage->db,
                            "INSERT INTO stg_population (raw_row_id, district_code, age_from,"
                            " age_to, year, low, central, high, source)"
                            " VALUES (0, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                            err);
    for (size_t i = 0; i < stage->tools.registry->population_count && error_ok(err); i++) {
        const RegistryPopulation *p = &stage->tools.registry->population[i];
        stmt_bind_str(stmt, 1, district_of(stage, p->district_code), err);
        stmt_bind_int(stmt, 2, p->age_from, err);
        stmt_bind_int(stmt, 3, p->age_to, err);
        stmt_bind_int(stmt, 4, p->year, err);
        bind_number(stmt, 5, p->low, err);
        stmt_bind_double(stmt, 6, p->central, err);
        bind_number(stmt, 7, p->high, err);
        stmt_bind_text_or_null(stmt, 8, p->source, err);
        stmt_run(stmt, err);
    }
    stmt_free(stmt);
}

static void stage_targets(const MapStage *stage, Error *err)
{
    Stmt *stmt = db_prepare(stage->db,
                            "INSERT INTO stg_target (raw_row_id, indicator, area_code, year,"
                            " baseline, baseline_date, baseline_source, target)"
                            " VALUES (0, ?1, ?2, nullif(?3, 0), ?4, ?5, ?6, ?7)",
                            err);
    for (size_t i = 0; i < stage->tools.registry->target_count && error_ok(err); i++) {
        const RegistryTarget *t = &stage->tools.registry->targets[i];
        stmt_bind_str(stmt, 1, t->indicator, err);
        stmt_bind_str(stmt, 2, district_of(stage, t->area_code), err);
        stmt_bind_int(stmt, 3, t->year, err);
        bind_number(stmt, 4, t->baseline, err);
        stmt_bind_text_or_null(stmt, 5, t->baseline_date, err);
        stmt_bind_text_or_null(stmt, 6, t->baseline_source, err);
        stmt_bind_double(stmt, 7, t->target, err);
        stmt_run(stmt, err);
    }
    stmt_free(stmt);
}

static void report_file(const MapStage *stage, const MapFile *file, const char *rule,
                        Severity severity, const char *center, Str expected, Error *err)
{
    Issue issue = {.stage = "map",
                   .rule = rule,
                   .severity = severity,
                   .source_file_id = file->source_file_id,
                   .center_code = center,
                   .value = file->path,
                   .expected = expected};
    issue_log_add(stage->issues, &issue, err);
}

static const MapFile *file_of(const FileTable *files, int64_t id)
{
    for (size_t i = 0; i < files->count; i++)
        if (files->items[i].source_file_id == id)
            return &files->items[i];
    return NULL;
}

/* What the officer must decide, each with the line for registry/files.tsv that decides it. */
static void report_held(const MapStage *stage, const FileTable *files, Error *err)
{
    Arena *arena = stage->tools.arena;
    int64_t last_file = 0;
    const char *last_reason = "";
    for (size_t i = 0; i < submission_count(stage->submissions) && error_ok(err); i++) {
        const Submission *s = submission_at(stage->submissions, i);
        if (strcmp(s->status, "held") != 0)
            continue;
        if (s->source_file_id == last_file && strcmp(s->reason, last_reason) == 0)
            continue; /* one line settles the whole file */
        last_file = s->source_file_id;
        last_reason = s->reason;
        const MapFile *file = file_of(files, s->source_file_id);
        Str center = s->center.len ? s->center : STR("CENTER");
        Str period = s->period.len ? s->period : STR("PERIOD");
        const char *why = strcmp(s->reason, "submission.drops_children") == 0 ? "children left"
                          : strcmp(s->reason, "submission.many_errors") == 0  ? "checked by hand"
                                                                              : "";
        Str line = arena_printf(arena, "%.*s\t%.*s\t%.*s\taccept\t%s", STR_ARG(file->sha256),
                                STR_ARG(center), STR_ARG(period), why);
        report_file(stage, file, s->reason, SEVERITY_ERROR,
                    s->center.len ? arena_cstr(arena, s->center) : NULL, line, err);
    }
}

static void report_vanished(const MapStage *stage, const FileTable *files, Error *err)
{
    for (size_t i = 0; i < files->count; i++) {
        const MapFile *file = &files->items[i];
        bool settled = file->rule &&
                       (file->rule->action == FILE_REJECT || file->rule->action == FILE_WITHDRAW);
        if (!file->present && !settled)
            report_file(
                stage, file, "file.vanished", SEVERITY_WARNING, NULL,
                arena_printf(stage->tools.arena, "%.*s\t\t\twithdraw\t", STR_ARG(file->sha256)),
                err);
    }
}

/* Lines of files.tsv that speak of no file: a mistyped digest decides nothing. */
static void report_unused_rules(const MapStage *stage, const FileTable *files, Error *err)
{
    const Registry *registry = stage->tools.registry;
    for (size_t i = 0; i < registry->file_count; i++) {
        bool used = false;
        for (size_t f = 0; f < files->count && !used; f++)
            used = str_starts_with(files->items[f].sha256, registry->files[i].sha256);
        Issue issue = {.stage = "map",
                       .rule = "registry.file_unknown",
                       .severity = SEVERITY_WARNING,
                       .value = registry->files[i].sha256};
        if (!used)
            issue_log_add(stage->issues, &issue, err);
    }
}

static Scope assumed_scope(const Batch *batch, Error *err)
{
    Scope scope = scope_empty();
    if (batch->assumed_center)
        scope.center = str_from(batch->assumed_center);
    if (!batch->assumed_period)
        return scope;
    Period period = period_parse_code(str_from(batch->assumed_period));
    if (period.kind == PERIOD_NONE)
        error_set(err, STATUS_USAGE, "expected a period like 2026-06 or 2026-SY.mlc, found \"%s\"",
                  batch->assumed_period);
    scope_set_period(&scope, period);
    return scope;
}

static void open_stage(MapStage *stage, const Batch *batch, Error *err)
{
    *stage = (MapStage){.db = batch->db};
    map_tools_open(&stage->tools, batch->assets, batch->inputs_dir, batch->as_of, err);
    stage->tools.corrections = batch->corrections;
    stage->assumed = assumed_scope(batch, err);
    stage->writer = map_writer_open(batch->db, err);
    stage->submissions = submission_set_create();
    stage->issues = issue_log_open(batch->db, err);
}

static void close_stage(MapStage *stage)
{
    issue_log_close(stage->issues);
    submission_set_free(stage->submissions);
    map_writer_close(stage->writer);
    map_tools_close(&stage->tools);
}

static void write_piece(void *self, MapPiece *piece, Error *err)
{
    MapStage *stage = self;
    map_writer_write(stage->writer, piece, submission_next_id(stage->submissions), err);
}

/* Maps a file and writes what it leaves, without a crew. */
static void map_here(MapStage *stage, const MapFile *file, Error *err)
{
    MapOutput out = {.full = write_piece, .self = stage};
    MapRun run = {.tools = &stage->tools,
                  .reader = grid_reader_open(stage->db, err),
                  .submissions = submission_set_create(),
                  .out = &out,
                  .assumed = stage->assumed};
    if (error_ok(err))
        file_map(&run, file, err);
    map_output_flush(&out, err);
    submission_adopt(stage->submissions, run.submissions);
    submission_set_free(run.submissions);
    grid_reader_close(run.reader);
}

/* Takes what the crew mapped. */
static void take_mapped(MapStage *stage, MapCrew *crew, size_t file, Error *err)
{
    for (MapPiece *piece; (piece = map_crew_take(crew, file, err));)
        write_piece(stage, piece, err);
    if (error_ok(err))
        submission_adopt(stage->submissions, map_crew_submissions(crew, file));
}

static void map_files(MapStage *stage, const Batch *batch, MapCrew *crew, const FileTable *files,
                      Error *err)
{
    log_begin(batch->log, "map", (int64_t)files->count);
    for (size_t i = 0; i < files->count && error_ok(err); i++) {
        const MapFile *file = &files->items[i];
        size_t first = submission_count(stage->submissions);
        if (file->kept) {
            kept_add(stage, file, err);
        } else {
            if (crew)
                take_mapped(stage, crew, i, err);
            else
                map_here(stage, file, err);
            kept_remember(stage, file, first, err);
        }
        log_step(batch->log, (int64_t)i + 1);
    }
    log_end(batch->log);
}

void stage_map(Batch *batch, Error *err)
{
    if (!error_ok(err))
        return;
    MapStage stage;
    db_begin(batch->db, err);
    /* A sheet's mapping names its submission, which is written when all files are known. */
    db_exec(batch->db, "PRAGMA defer_foreign_keys = ON", err);
    open_stage(&stage, batch, err);
    FileTable files = {0};
    if (error_ok(err)) {
        files = list_files(batch, &stage, stage.tools.arena, err);
        kept_prepare(&stage, batch, files.items, files.count, err);
    }
    MapCrew *crew = map_crew_open(batch, &stage, files.items, files.count, err);
    if (error_ok(err)) {
        stage_centers(&stage, err);
        stage_population(&stage, err);
        stage_targets(&stage, err);
        map_files(&stage, batch, crew, &files, err);
        map_writer_flush(stage.writer, err);
    }
    if (error_ok(err)) {
        submission_hold_errors(stage.submissions, batch->db, batch->config->hold_error_share, err);
        submission_resolve(stage.submissions, batch->db, batch->config->hold_drop_share, err);
        submission_write(stage.submissions, batch->db, err);
        kept_settle(&stage, err);
        layout_report(&stage, err);
        report_held(&stage, &files, err);
        report_vanished(&stage, &files, err);
        report_unused_rules(&stage, &files, err);
    }
    map_crew_close(crew);
    x_free(files.items);
    close_stage(&stage);
    if (error_ok(err))
        db_commit(batch->db, err);
    if (!error_ok(err))
        db_rollback(batch->db);
}
