#include "pipeline/map/kept.h"

#include "pipeline/base/digest.h"
#include "pipeline/base/json.h"
#include "pipeline/map/staging.h"

/* Everything that all files share. */
static void common_digest(const MapStage *stage, const Batch *batch, char out[DIGEST_TEXT_SIZE],
                          Error *err)
{
    char assets[DIGEST_TEXT_SIZE] = "";
    asset_digest(batch->assets, assets, err);
    digest_of(arena_printf(stage->tools.arena, "%s %s %s %04d-%02d", ROLLBOOK_VERSION, assets,
                           stage->tools.registry->digest, batch->as_of.year, batch->as_of.month),
              out);
}

static void file_digest(const MapStage *stage, const char *common, Str sheets, MapFile *file)
{
    Arena *arena = stage->tools.arena;
    FileRule none = {.center = STR(""), .period = STR("")};
    const FileRule *rule = file->rule ? file->rule : &none;
    char *digest = arena_alloc(arena, DIGEST_TEXT_SIZE);
    digest_of(arena_printf(arena, "%s\n%.*s\n%.*s\n%.*s\n%.*s\n%lld\n%.*s\n%.*s\n%d\n%.*s", common,
                           STR_ARG(file->sha256), STR_ARG(file->path), STR_ARG(file->kind),
                           STR_ARG(file->modified), (long long)file->first_run_id,
                           STR_ARG(rule->center), STR_ARG(rule->period), (int)rule->action,
                           STR_ARG(sheets)),
              digest);
    file->digest = str_from(digest);
}

/* One SELECT tells the digest's parts that the tables hold, and what the last mapping noted. */
static void find_kept(MapStage *stage, const Batch *batch, MapFile *files, size_t count, Error *err)
{
    char common[DIGEST_TEXT_SIZE] = "";
    common_digest(stage, batch, common, err);
    Stmt *known = db_prepare(stage->db,
                             "SELECT ifnull(f.read_version, '') || ' ' ||"
                             " ifnull((SELECT min(raw_sheet_id) || ' ' || max(raw_sheet_id)"
                             " FROM raw_sheet s WHERE s.source_file_id = f.source_file_id), ''),"
                             " ifnull(m.digest, ''), ifnull(m.submissions, '')"
                             " FROM source_file f LEFT JOIN mapped_file m USING (source_file_id)"
                             " WHERE f.source_file_id = ?1",
                             err);
    Stmt *keep = db_prepare(stage->db, "INSERT INTO map_kept VALUES (?1)", err);
    for (size_t i = 0; i < count && error_ok(err); i++) {
        MapFile *file = &files[i];
        stmt_bind_int(known, 1, file->source_file_id, err);
        if (stmt_step(known, err)) {
            file_digest(stage, common, stmt_str(known, 0), file);
            file->kept = str_eq(file->digest, stmt_str(known, 1));
            if (file->kept)
                file->submissions = arena_str(stage->tools.arena, stmt_str(known, 2));
        }
        stmt_reset(known);
        if (file->kept) {
            stmt_bind_int(keep, 1, file->source_file_id, err);
            stmt_run(keep, err);
        }
    }
    stmt_free(keep);
    stmt_free(known);
}

void kept_prepare(MapStage *stage, const Batch *batch, MapFile *files, size_t count, Error *err)
{
    db_exec(stage->db,
            "CREATE TEMP TABLE IF NOT EXISTS map_kept (source_file_id INTEGER PRIMARY KEY) STRICT;"
            "DELETE FROM map_kept",
            err);
    find_kept(stage, batch, files, count, err);
    bool any = db_int(stage->db, "SELECT count(*) FROM map_kept", err) > 0;
    /* Behind those that stay, so that a night taken up again after a crash numbers them alike. */
    submission_number_from(stage->submissions,
                           db_int(stage->db,
                                  "SELECT ifnull(max(submission_id), 0) + 1 FROM submission"
                                  " WHERE source_file_id IN map_kept",
                                  err));
    if (any)
        staging_clear_unkept(stage->db, err);
    else
        staging_clear(stage->db, err);
}

/* --- what is noted of a file: a JSON array of its submissions, each an array ------------------ */

static void append_text(StrBuf *json, Str text)
{
    strbuf_append_char(json, ',');
    json_append_string(json, text);
}

static void append_submission(StrBuf *json, const Submission *s)
{
    strbuf_appendf(json, "%s[%lld,%lld,%lld,%d", json->len > 1 ? "," : "", (long long)s->id,
                   (long long)s->rows, (long long)s->unused, s->partial);
    append_text(json, str_from(kind_info(s->kind)->name));
    append_text(json, s->center);
    append_text(json, s->period);
    append_text(json, s->instance);
    append_text(json, s->replaces);
    append_text(json, s->revision.content);
    append_text(json, s->revision.file_date);
    append_text(json, s->layout);
    strbuf_append_cstr(json, ",[");
    for (int i = 0; i < s->part_count; i++) {
        strbuf_append_cstr(json, i ? "," : "");
        json_append_string(json, s->parts[i].code);
        strbuf_appendf(json, ",%lld", (long long)s->parts[i].rows);
    }
    strbuf_append_cstr(json, "]]");
}

void kept_remember(MapStage *stage, const MapFile *file, size_t first, Error *err)
{
    StrBuf json = STRBUF_INIT;
    strbuf_append_char(&json, '[');
    for (size_t i = first; i < submission_count(stage->submissions); i++)
        append_submission(&json, submission_at(stage->submissions, i));
    strbuf_append_char(&json, ']');
    Stmt *insert = db_prepare(stage->db,
                              "INSERT INTO mapped_file (source_file_id, digest, submissions)"
                              " VALUES (?1, ?2, ?3)",
                              err);
    stmt_bind_int(insert, 1, file->source_file_id, err);
    stmt_bind_str(insert, 2, file->digest, err);
    stmt_bind_str(insert, 3, strbuf_str(&json), err);
    stmt_run(insert, err);
    stmt_free(insert);
    strbuf_free(&json);
}

static int64_t next_int(JsonScan *scan)
{
    return json_next(scan) == JSON_NUMBER ? (int64_t)scan->number : 0;
}

static Str next_text(JsonScan *scan)
{
    return json_next(scan) == JSON_STRING ? scan->string : STR("");
}

static void read_submission(MapStage *stage, const MapFile *file, JsonScan *scan)
{
    int64_t id = next_int(scan), rows = next_int(scan), unused = next_int(scan);
    bool partial = next_int(scan) != 0;
    RecordKind kind = kind_find(next_text(scan));
    Str center = next_text(scan), period = next_text(scan), instance = next_text(scan);
    Submission *s = submission_restore(stage->submissions, id, file->source_file_id, kind, center,
                                       period, instance);
    s->rows = rows;
    s->unused = unused;
    s->partial = partial;
    s->replaces = next_text(scan);
    s->revision =
        (Revision){.modified = file->modified, .first_run = file->first_run_id, .path = file->path};
    s->revision.content = next_text(scan);
    s->revision.file_date = next_text(scan);
    s->layout = next_text(scan);
    s->action = file->rule ? file->rule->action : FILE_NO_ACTION;
    json_next(scan); /* the array of parts opens */
    while (json_next(scan) == JSON_STRING && s->part_count < PARTS_MAX) {
        Str code = scan->string;
        s->parts[s->part_count++] = (SubmissionPart){code, next_int(scan)};
    }
    json_next(scan); /* the submission's own array closes */
}

void kept_add(MapStage *stage, const MapFile *file, Error *err)
{
    if (!error_ok(err))
        return;
    JsonScan scan = {.text = file->submissions, .arena = stage->tools.arena};
    if (json_next(&scan) != JSON_ARRAY_OPEN)
        error_set(err, STATUS_SQL, "mapped_file: expected an array, found \"%.*s\"",
                  STR_ARG(str_slice(file->submissions, 0, 40)));
    while (error_ok(err) && json_next(&scan) == JSON_ARRAY_OPEN)
        read_submission(stage, file, &scan);
}

void kept_settle(MapStage *stage, Error *err)
{
    Stmt *forget = db_prepare(stage->db, "DELETE FROM mapped_file WHERE source_file_id = ?1", err);
    for (size_t i = 0; i < submission_count(stage->submissions); i++) {
        const Submission *s = submission_at(stage->submissions, i);
        bool staged = strcmp(s->status, "current") == 0 || strcmp(s->status, "superseded") == 0;
        if (staged && !s->split)
            continue;
        stmt_bind_int(forget, 1, s->source_file_id, err);
        stmt_run(forget, err);
    }
    stmt_free(forget);
}
