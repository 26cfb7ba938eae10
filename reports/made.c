/* The list of reports made by C code, and where each of them is written. */

#include "reports/made.h"

#include "reports/workbook/workbook.h"

static WorkbookContext context_of(const ReportRun *run)
{
    return (WorkbookContext){.db = run->batch->db,
                             .config = run->batch->config,
                             .assets = run->batch->assets,
                             .as_of = run->batch->as_of};
}

/* What people answer is about today, whatever period the other reports speak of. */
static const char *this_month(const ReportRun *run)
{
    return arena_printf(run->arena, "%04d-%02d", run->batch->as_of.year, run->batch->as_of.month)
        .ptr;
}

/* Feedback to every center that has a submission, in its own language. */
static void write_feedback(ReportRun *run, Error *err)
{
    WorkbookContext context = context_of(run);
    Stmt *centers = db_prepare(run->batch->db,
                               "SELECT c.center_code, c.language FROM center c WHERE EXISTS"
                               " (SELECT 1 FROM loaded_submission s WHERE s.center_code ="
                               " c.center_code AND s.status <> 'superseded')"
                               " ORDER BY c.center_code",
                               err);
    while (stmt_step(centers, err)) {
        const char *code = arena_cstr(run->arena, stmt_str(centers, 0));
        const char *language = arena_cstr(run->arena, stmt_str(centers, 1));
        ReportFile file = {.report = "feedback",
                           .audience = AUDIENCE_CENTER,
                           .center = code,
                           .period = this_month(run),
                           .language = language,
                           .extension = "xlsx",
                           .names = true};
        const char *path = report_run_file(run, &file, err);
        feedback_write(&context, code, language, path, err);
    }
    stmt_free(centers);
}

/* The review of doubtful pairs, in the languages that the officer reads. */
static void write_review(ReportRun *run, Error *err)
{
    WorkbookContext context = context_of(run);
    if (db_int(run->batch->db, "SELECT count(*) FROM link_pair WHERE band = 'review'", err) == 0)
        return;
    for (const char *const *language = run->batch->config->languages; *language; language++) {
        ReportFile file = {.report = "review",
                           .audience = AUDIENCE_OFFICER,
                           .period = this_month(run),
                           .language = *language,
                           .extension = "xlsx",
                           .names = true};
        review_write(&context, *language, report_run_file(run, &file, err), err);
    }
}

const MadeReport MADE_REPORTS[] = {
    {"feedback", write_feedback},
    {"review", write_review},
    {NULL, NULL},
};
