/* Which templates are written for which periods, languages and formats. */

#include "reports/reports.h"

#include "pipeline/base/file.h"
#include "reports/made.h"
#include "reports/period_choice.h"
#include "reports/query/words.h"
#include "reports/report_run.h"
#include "reports/template/template.h"
#include "reports/write/writer.h"

enum { TEMPLATE_BYTES_MAX = 4 << 20 };

static const char FOLDER[] = "templates/reports/";

static const struct {
    OutputFormat format;
    const char *extension;
    void (*write)(const Document *, const WriterOptions *, const char *, Error *);
} WRITERS[] = {
    {OUTPUT_MD, "md", write_markdown},
    {OUTPUT_XLSX, "xlsx", write_xlsx},
    {OUTPUT_PDF, "pdf", write_pdf},
};

/* --- one report ----------------------------------------------------------------------------- */

static ReportContext make_context(ReportTask *task, Error *err)
{
    const ReportRun *run = task->run;
    return (ReportContext){
        .config = run->batch->config,
        .assets = run->batch->assets,
        .words = report_task_words(task, err),
        .reach = report_task_reach(task, task->template->audience, err),
        .results = task->desk->results,
        .inputs_dir = run->batch->inputs_dir,
        .as_of = run->batch->as_of,
        .period_code = task->period->code,
        .previous_code = task->period->previous,
        .first_day = task->period->first_day,
        .last_day = task->period->last_day,
        .digest = run->digest,
        .center_code = str_from(task->center ? task->center : ""),
        .recipient = str_from(task->recipient ? task->recipient : ""),
        .why = str_from(task->why ? task->why : ""),
    };
}

/* The document's arena goes when its files are written; what was shown whole is told later. */
static void keep_exemptions(ReportTask *task, const ExemptionList *list)
{
    for (size_t i = 0; i < list->count; i++) {
        ExemptionList *kept = &task->exemptions;
        Exemption *items = arena_new_array(task->arena, Exemption, kept->count + 1);
        if (kept->count)
            memcpy(items, kept->items, kept->count * sizeof *items);
        items[kept->count] = list->items[i];
        items[kept->count].reason = arena_str(task->arena, list->items[i].reason);
        kept->items = items;
        kept->count++;
    }
}

/* What goes to a center lies beside its feedback workbook, which is about today. */
static const char *folder_period(const ReportTask *task)
{
    const Date as_of = task->run->batch->as_of;
    if (task->template->audience == AUDIENCE_CENTER)
        return arena_printf(task->arena, "%04d-%02d", as_of.year, as_of.month).ptr;
    return arena_cstr(task->arena, task->period->code);
}

/* One language of one period, in all its formats, or none of them. */
static void write_report(ReportTask *task, Error *err)
{
    const Template *template = task->template;
    const Batch *batch = task->run->batch;
    Arena *arena = arena_create();
    ReportContext context = make_context(task, err);
    ExemptionList exemptions = {0};
    Document *document =
        template_expand(arena, template, &context, task->language, &exemptions, err);
    keep_exemptions(task, &exemptions);
    WriterOptions options = {
        .config = batch->config, .assets = batch->assets, .words = context.words};
    for (size_t i = 0; i < sizeof WRITERS / sizeof *WRITERS && error_ok(err); i++) {
        if (!(task->formats & WRITERS[i].format))
            continue;
        ReportFile file = {.report = task->name,
                           .audience = template->audience,
                           .center = task->center,
                           .period = folder_period(task),
                           .language = task->language,
                           .extension = WRITERS[i].extension,
                           .names = template->names};
        const char *path = report_task_file(task, &file, err);
        if (WRITERS[i].format == OUTPUT_PDF)
            options.typesetter = report_task_typesetter(task, err);
        if (error_ok(err))
            WRITERS[i].write(document, &options, path, err);
    }
    arena_free(arena);
}

static void add_task(ReportRun *run, Template *template, const ReportPeriod *period,
                     const char *language, const char *center, const ReportSelection *selection)
{
    if (selection->language && strcmp(selection->language, language) != 0)
        return;
    ReportTask *task = report_run_task(run, arena_cstr(run->arena, template->name), write_report);
    task->template = template;
    task->period = period;
    task->language = language;
    task->center = center;
    task->recipient = selection->recipient;
    task->why = selection->why;
    task->formats = selection->formats ? selection->formats : template->outputs;
}

/* To each center that has sent something, in its own language, else in the template's first. */
static void plan_centers(ReportRun *run, Template *template, const ReportPeriod *period,
                         const ReportSelection *selection, Error *err)
{
    Stmt *centers = db_prepare(run->batch->db, REPORT_CENTERS, err);
    while (stmt_step(centers, err)) {
        const char *language = template->languages[0];
        const char *own = words_nearest(stmt_str(centers, 1));
        for (size_t l = 0; l < template->language_count; l++)
            if (strcmp(own, template->languages[l]) == 0)
                language = template->languages[l];
        add_task(run, template, period, language, arena_cstr(run->arena, stmt_str(centers, 0)),
                 selection);
    }
    stmt_free(centers);
}

/* A task for each period and language of a template, or for each center. */
static void plan(ReportRun *run, Template *template, const ReportSelection *selection, Error *err)
{
    if (!template)
        return;
    PeriodChoice *periods = arena_new(run->arena, PeriodChoice);
    *periods = period_choose(run->batch->db, run->arena, template->period, template->audience,
                             run->batch->as_of, selection->period, err);
    report_run_expect(run, template->audience, template->source, periods);
    bool for_centers = template->audience == AUDIENCE_CENTER;
    if (for_centers && periods->count > 0)
        plan_centers(run, template, &periods->items[0], selection, err);
    for (size_t p = 0; p < periods->count && !for_centers; p++)
        for (size_t l = 0; l < template->language_count; l++)
            add_task(run, template, &periods->items[p], template->languages[l], selection->center,
                     selection);
}

/* Templates of named children, which are never written by themselves. */
static bool is_on_request(const char *path)
{
    return str_starts_with(str_from(path), STR("templates/reports/on_request/"));
}

/* Who asked for what is in the audit log before anybody gets it. */
static void check_request(ReportRun *run, const Template *template,
                          const ReportSelection *selection, Error *err)
{
    bool given = selection->center || selection->recipient || selection->why;
    if (!template || (!is_on_request(template->path) && !given))
        return;
    if (!is_on_request(template->path)) {
        error_set(err, STATUS_USAGE, "--center, --recipient and --why are for a roster");
        return;
    }
    if (!selection->center || !selection->recipient || !selection->why ||
        !selection->recipient[0] || !selection->why[0]) {
        error_set(err, STATUS_USAGE,
                  "a list of named children needs --center CODE, --recipient NAME and --why TEXT");
        return;
    }
    Stmt *known = db_prepare(run->batch->db, "SELECT 1 FROM center WHERE center_code = ?1", err);
    stmt_bind_cstr(known, 1, selection->center, err);
    if (!stmt_step(known, err) && error_ok(err))
        error_set(err, STATUS_USAGE, "there is no center \"%s\"", selection->center);
    stmt_free(known);
    Str detail = arena_printf(run->arena, "%.*s of %s for %s: %s", STR_ARG(template->name),
                              selection->center, selection->recipient, selection->why);
    audit_append(run->batch->db, run->batch->run_id, "roster", detail.ptr, err);
}

/* --- finding templates ---------------------------------------------------------------------- */

/* "quarterly", "donor/quarterly" or "donor/quarterly.md" for templates/reports/donor/quarterly.md.
 */
static bool is_called(Arena *arena, const char *path, const char *name)
{
    Str whole = str_slice(str_from(path), sizeof FOLDER - 1, strlen(path));
    Str wanted = str_from(name);
    if (!str_ends_with(wanted, STR(".md")))
        wanted = arena_printf(arena, "%s.md", name);
    if (str_eq(whole, wanted))
        return true;
    return str_ends_with(whole, arena_printf(arena, "/%.*s", STR_ARG(wanted)));
}

static Template *find_template(ReportRun *run, const char *name, Error *err)
{
    Arena *arena = run->arena;
    const Assets *assets = run->batch->assets;
    AssetList list = asset_list(assets, arena, FOLDER, err);
    const char *path = NULL;
    for (size_t i = 0; i < list.count && !path; i++)
        if (str_ends_with(str_from(list.paths[i]), STR(".md")) &&
            is_called(arena, list.paths[i], name))
            path = list.paths[i];
    if (error_ok(err) && !path && !file_exists(name)) {
        StrBuf names = STRBUF_INIT;
        for (size_t i = 0; i < list.count; i++) {
            Str at = str_from(list.paths[i]);
            if (str_ends_with(at, STR(".md")))
                strbuf_appendf(&names, "%s%.*s", names.len ? ", " : "",
                               STR_ARG(str_slice(at, sizeof FOLDER - 1, at.len - 3)));
        }
        error_set(err, STATUS_USAGE, "there is no template \"%s\": expected a file, or one of %s",
                  name, strbuf_cstr(&names));
        strbuf_free(&names);
    }
    Str text = path ? asset_read(assets, arena, path, err)
                    : file_read(arena, name, TEMPLATE_BYTES_MAX, err);
    return template_read(arena, text, path ? path : name, err);
}

static void plan_all(ReportRun *run, const ReportSelection *selection, Error *err)
{
    AssetList list = asset_list(run->batch->assets, run->arena, FOLDER, err);
    for (size_t i = 0; i < list.count && error_ok(err); i++) {
        if (!str_ends_with(str_from(list.paths[i]), STR(".md")))
            continue;
        Str text = asset_read(run->batch->assets, run->arena, list.paths[i], err);
        Template *template = template_read(run->arena, text, list.paths[i], err);
        if (err->status == STATUS_CONFIG)
            report_run_refuse(run, list.paths[i], err);
        else if (!is_on_request(list.paths[i]))
            plan(run, template, selection, err);
    }
    plan_made_reports(run, err);
}

void reports_write_selected(Batch *batch, const ReportSelection *selection, Error *err)
{
    ReportRun *run = report_run_open(batch, err);
    if (!run)
        return;
    if (selection->template) {
        Template *template = find_template(run, selection->template, err);
        check_request(run, template, selection, err);
        plan(run, template, selection, err);
        if (error_ok(err) && selection->language && run->task_count == 0)
            error_set(err, STATUS_USAGE, "--language: \"%s\" is not written in \"%s\"",
                      selection->template, selection->language);
    } else {
        plan_all(run, selection, err);
    }
    report_run_do(run, err);
    report_run_finish(run, err);
    report_run_close(run);
}

void reports_write(Batch *batch, const char *period, Error *err)
{
    ReportSelection selection = {.period = period};
    reports_write_selected(batch, &selection, err);
}

static void dump_report(ReportTask *task, Error *err)
{
    ReportContext context = make_context(task, err);
    ExemptionList unlogged = {0}; /* nothing leaves the program's hands */
    Document *document =
        template_expand(task->arena, task->template, &context, task->language, &unlogged, err);
    if (document)
        document_dump(task->dump, document);
}

void reports_dump(Batch *batch, const ReportSelection *selection, StrBuf *out, Error *err)
{
    ReportRun *run = report_run_open(batch, err);
    if (!run)
        return;
    Template *template = find_template(run, selection->template, err);
    if (error_ok(err) && is_on_request(template->path))
        error_set(err, STATUS_USAGE, "a list of named children is written to files only");
    plan(run, template, selection, err);
    if (error_ok(err) && run->task_count == 0)
        error_set(err, STATUS_REFUSED, "the warehouse has no %.*s to report on",
                  STR_ARG(template->period));
    if (error_ok(err)) {
        run->task_count = 1;
        run->tasks[0]->write = dump_report;
        run->tasks[0]->dump = out;
        report_run_do(run, err);
        if (error_ok(err))
            *err = run->refused;
    }
    report_run_close(run);
}
