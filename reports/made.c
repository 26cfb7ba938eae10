/* The reports made by C code, and where each of them is written. */

#include "reports/made.h"

#include "pipeline/base/file.h"

static WorkbookContext context_of(const ReportTask *task)
{
    const Batch *batch = task->run->batch;
    return (WorkbookContext){.db = task->desk->db,
                             .config = batch->config,
                             .assets = batch->assets,
                             .as_of = batch->as_of};
}

/* What people answer is about today, whatever period the other reports speak of. */
static const char *this_month(const ReportTask *task)
{
    const Date as_of = task->run->batch->as_of;
    return arena_printf(task->arena, "%04d-%02d", as_of.year, as_of.month).ptr;
}

/* --- feedback to every center that has a submission, in its own language ---------------------- */

/* The digest of the contents of a workbook that stands as it was written; NULL where it does not.
 */
static const char *known_content(ReportTask *task, const char *path, Error *err)
{
    const char *whole = file_join(task->arena, task->run->batch->outputs_dir, path);
    const char *content = NULL;
    char sha256[DIGEST_TEXT_SIZE] = "";
    Stmt *stmt = db_prepare(task->desk->db,
                            "SELECT sha256, content_sha256 FROM report_file WHERE path = ?1"
                            " AND content_sha256 IS NOT NULL",
                            err);
    stmt_bind_cstr(stmt, 1, path, err);
    if (stmt_step(stmt, err) && file_exists(whole)) {
        Error unreadable = {0}; /* it is written again */
        digest_of_file(whole, sha256, &unreadable);
        if (error_ok(&unreadable) && str_is(stmt_str(stmt, 0), sha256))
            content = arena_cstr(task->arena, stmt_str(stmt, 1));
    }
    stmt_free(stmt);
    return content;
}

static void write_feedback(ReportTask *task, Error *err)
{
    ReportFile file = {.report = "feedback",
                       .audience = AUDIENCE_CENTER,
                       .center = task->center,
                       .period = this_month(task),
                       .language = task->language,
                       .extension = "xlsx",
                       .names = true};
    if (!task->desk->feedback)
        task->desk->feedback = feedback_open(context_of(task), task->run->sent, err);
    char digest[DIGEST_TEXT_SIZE];
    const char *known = known_content(task, report_task_path(task, &file), err);
    if (known) {
        feedback_write(task->desk->feedback, task->center, task->language, NULL, digest, err);
        if (strcmp(known, digest) == 0)
            return; /* what stands in outputs/ is what would be written */
    }
    const char *path = report_task_file(task, &file, err);
    feedback_write(task->desk->feedback, task->center, task->language, path, digest, err);
    if (error_ok(err))
        memcpy(task->files.items[task->files.count - 1].content, digest, sizeof digest);
}

const char REPORT_CENTERS[] =
    "SELECT c.center_code, c.language FROM center c WHERE EXISTS"
    " (SELECT 1 FROM loaded_submission s WHERE s.center_code = c.center_code"
    " AND s.status <> 'superseded') ORDER BY c.center_code";

static void plan_feedback(ReportRun *run, Error *err)
{
    run->sent = sent_sheets_find(run->warehouse, run->batch->as_of, err);
    Stmt *centers = db_prepare(run->batch->db, REPORT_CENTERS, err);
    while (stmt_step(centers, err)) {
        ReportTask *task = report_run_task(run, "feedback", write_feedback);
        task->center = arena_cstr(run->arena, stmt_str(centers, 0));
        task->language = arena_cstr(run->arena, stmt_str(centers, 1));
    }
    stmt_free(centers);
}

/* --- the review of doubtful pairs, in the languages that the officer reads -------------------- */

static void write_review(ReportTask *task, Error *err)
{
    ReportFile file = {.report = "review",
                       .audience = AUDIENCE_OFFICER,
                       .period = this_month(task),
                       .language = task->language,
                       .extension = "xlsx",
                       .names = true,
                       .folder = "review"};
    WorkbookContext context = context_of(task);
    review_write(&context, task->language, report_task_file(task, &file, err), err);
}

static void plan_review(ReportRun *run, Error *err)
{
    if (db_int(run->batch->db, "SELECT count(*) FROM link_pair WHERE band = 'review'", err) == 0)
        return;
    for (const char *const *language = run->batch->config->languages; *language; language++)
        report_run_task(run, "review", write_review)->language = *language;
}

/* The longest first, so that no thread waits for another at the end. */
void plan_made_reports(ReportRun *run, Error *err)
{
    plan_review(run, err);
    plan_feedback(run, err);
}
