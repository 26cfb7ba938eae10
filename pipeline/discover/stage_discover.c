#include "pipeline/discover/stage_discover.h"

#include "pipeline/base/digest.h"
#include "pipeline/base/file.h"
#include "pipeline/base/utf8.h"
#include "pipeline/warehouse/issue.h"

#include <sys/stat.h>

/* What a file is for is told by the folder it lies in (DESIGN section 3). */
static const char *purpose_of(const char *path)
{
    static const struct {
        Str folder;
        const char *purpose;
    } PURPOSES[] = {{STR_LIT("registry/"), "registry"},
                    {STR_LIT("review/"), "review"},
                    {STR_LIT("narrative/"), "narrative"}};
    for (size_t i = 0; i < sizeof PURPOSES / sizeof PURPOSES[0]; i++)
        if (str_starts_with(str_from(path), PURPOSES[i].folder))
            return PURPOSES[i].purpose;
    return "submission";
}

/* The folder's own READMEs explain it to people; they are no submissions. */
static bool is_readme(const char *path)
{
    const char *slash = strrchr(path, '/');
    return strcmp(slash ? slash + 1 : path, "README.md") == 0;
}

static FileList walk(Arena *arena, const char *inputs_dir, Error *err)
{
    if (error_ok(err) && !file_is_folder(inputs_dir))
        error_set_at(err, STATUS_INPUT, (SourceRef){.file = inputs_dir},
                     "there is no such folder; it should hold what the centers sent");
    FileList all = file_walk(arena, inputs_dir, err);
    FileList kept = {arena_new_array(arena, const char *, all.count), 0};
    for (size_t i = 0; i < all.count; i++)
        if (!is_readme(all.paths[i]))
            kept.paths[kept.count++] = all.paths[i];
    return kept;
}

void discover_digest(const char *inputs_dir, SampleGuard *guard, char out[65], Error *err)
{
    Arena *arena = arena_create();
    FileList files = walk(arena, inputs_dir, err);
    Digest *digest = digest_create();
    for (size_t i = 0; error_ok(err) && i < files.count; i++) {
        Error ignored = {0};
        char sha256[DIGEST_TEXT_SIZE];
        digest_of_file(file_join(arena, inputs_dir, files.paths[i]), sha256, &ignored);
        digest_update(digest, str_from(files.paths[i]));
        digest_update(digest, STR("\n"));
        digest_update(digest, error_ok(&ignored) ? str_from(sha256) : STR("unreadable"));
        digest_update(digest, STR("\n"));
        if (guard && error_ok(&ignored) && strcmp(purpose_of(files.paths[i]), "submission") == 0)
            sample_guard_see(guard, files.paths[i], sha256);
    }
    digest_finish(digest, out);
    arena_free(arena);
}

typedef struct Recorder {
    Batch *batch;
    Stmt *add_file, *find_file, *add_path;
    IssueLog *issues;
} Recorder;

static void record(Recorder *recorder, Arena *arena, const char *path, Error *err)
{
    const char *full = file_join(arena, recorder->batch->inputs_dir, path);
    /* A name that is not UTF-8 is stored with U+FFFD: every text in the warehouse is valid. */
    StrBuf name = STRBUF_INIT;
    utf8_append_valid(&name, str_from(path));
    Error unreadable = {0};
    char sha256[DIGEST_TEXT_SIZE];
    digest_of_file(full, sha256, &unreadable);
    struct stat info;
    if (!error_ok(&unreadable) || stat(full, &info) != 0) {
        issue_log_add(recorder->issues,
                      &(Issue){.stage = "discover",
                               .rule = "file.unreadable",
                               .severity = SEVERITY_ERROR,
                               .value = strbuf_str(&name),
                               .other = str_from(unreadable.message)},
                      err);
        strbuf_free(&name);
        return;
    }
    stmt_bind_cstr(recorder->add_file, 1, sha256, err);
    stmt_bind_int(recorder->add_file, 2, (int64_t)info.st_size, err);
    stmt_bind_cstr(recorder->add_file, 3, purpose_of(path), err);
    stmt_bind_int(recorder->add_file, 4, recorder->batch->run_id, err);
    stmt_run(recorder->add_file, err);
    stmt_bind_cstr(recorder->find_file, 1, sha256, err);
    int64_t source_file_id =
        stmt_step(recorder->find_file, err) ? stmt_int(recorder->find_file, 0) : 0;
    stmt_reset(recorder->find_file);
    stmt_bind_int(recorder->add_path, 1, source_file_id, err);
    stmt_bind_str(recorder->add_path, 2, strbuf_str(&name), err);
    stmt_bind_int(recorder->add_path, 3, recorder->batch->run_id, err);
    stmt_run(recorder->add_path, err);
    strbuf_free(&name);
}

void stage_discover(Batch *batch, Error *err)
{
    Arena *arena = arena_create();
    FileList files = walk(arena, batch->inputs_dir, err);
    log_begin(batch->log, "discover", (int64_t)files.count);
    db_begin(batch->db, err);
    db_exec(batch->db,
            "DELETE FROM issue WHERE stage = 'discover'; UPDATE source_path SET present = 0", err);
    Recorder recorder = {
        .batch = batch,
        .add_file = db_prepare(batch->db,
                               "INSERT INTO source_file (sha256, size, kind, purpose, first_run_id)"
                               " VALUES (?1, ?2, 'unknown', ?3, ?4) ON CONFLICT DO NOTHING",
                               err),
        .find_file =
            db_prepare(batch->db, "SELECT source_file_id FROM source_file WHERE sha256 = ?1", err),
        .add_path = db_prepare(batch->db,
                               "INSERT INTO source_path (source_file_id, path, first_run_id,"
                               " last_run_id) VALUES (?1, ?2, ?3, ?3) ON CONFLICT DO UPDATE"
                               " SET present = 1, last_run_id = excluded.last_run_id",
                               err),
        .issues = issue_log_open(batch->db, err)};
    for (size_t i = 0; error_ok(err) && i < files.count; i++) {
        record(&recorder, arena, files.paths[i], err);
        log_step(batch->log, (int64_t)i + 1);
    }
    issue_log_close(recorder.issues);
    stmt_free(recorder.add_file);
    stmt_free(recorder.find_file);
    stmt_free(recorder.add_path);
    db_commit(batch->db, err);
    if (!error_ok(err))
        db_rollback(batch->db);
    log_end(batch->log);
    arena_free(arena);
}
