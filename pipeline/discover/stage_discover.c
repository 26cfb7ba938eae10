#include "pipeline/discover/stage_discover.h"

#include "pipeline/base/utf8.h"
#include "pipeline/warehouse/issue.h"

typedef struct Recorder {
    Batch *batch;
    Stmt *add_file, *find_file, *add_path;
    IssueLog *issues;
} Recorder;

static void record(Recorder *recorder, const InputFile *file, Error *err)
{
    /* A name that is not UTF-8 is stored with U+FFFD: every text in the warehouse is valid. */
    StrBuf name = STRBUF_INIT;
    utf8_append_valid(&name, str_from(file->path));
    if (file->trouble) {
        issue_log_add(recorder->issues,
                      &(Issue){.stage = "discover",
                               .rule = "file.unreadable",
                               .severity = SEVERITY_ERROR,
                               .value = strbuf_str(&name),
                               .other = str_from(file->trouble)},
                      err);
        strbuf_free(&name);
        return;
    }
    stmt_bind_cstr(recorder->add_file, 1, file->sha256, err);
    stmt_bind_int(recorder->add_file, 2, file->size, err);
    stmt_bind_cstr(recorder->add_file, 3, input_purpose(file->path), err);
    stmt_bind_int(recorder->add_file, 4, recorder->batch->run_id, err);
    stmt_run(recorder->add_file, err);
    stmt_bind_cstr(recorder->find_file, 1, file->sha256, err);
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
    const Inputs *inputs = batch->inputs;
    log_begin(batch->log, "discover", (int64_t)inputs->count);
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
    for (size_t i = 0; error_ok(err) && i < inputs->count; i++) {
        record(&recorder, &inputs->files[i], err);
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
}
