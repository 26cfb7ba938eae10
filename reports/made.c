/* The reports made by C code, and where each of them is written. */

#include "reports/made.h"

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

static void write_feedback(ReportTask *task, Error *err)
{
    ReportFile file = {.report = "feedback",
                       .audience = AUDIENCE_CENTER,
                       .center = task->center,
                       .period = this_month(task),
                       .language = task->language,
                       .extension = "xlsx",
                       .names = true};
    const char *path = report_task_file(task, &file, err);
    if (!task->desk->feedback)
        task->desk->feedback = feedback_open(context_of(task), err);
    feedback_write(task->desk->feedback, task->center, task->language, path, err);
}

const char REPORT_CENTERS[] =
    "SELECT c.center_code, c.language FROM center c WHERE EXISTS"
    " (SELECT 1 FROM loaded_submission s WHERE s.center_code = c.center_code"
    " AND s.status <> 'superseded') ORDER BY c.center_code";

static void plan_feedback(ReportRun *run, Error *err)
{
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
