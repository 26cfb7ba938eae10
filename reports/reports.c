/* Which templates are written for which periods, languages and formats. */

#include "reports/reports.h"

#include "pipeline/base/file.h"
#include "reports/made.h"
#include "reports/period_choice.h"
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

static ReportContext make_context(ReportRun *run, const Template *template,
                                  const ReportPeriod *period, Error *err)
{
    return (ReportContext){
        .config = run->batch->config,
        .assets = run->batch->assets,
        .reach = report_run_reach(run, template->audience, err),
        .inputs_dir = run->batch->inputs_dir,
        .as_of = run->batch->as_of,
        .period_code = period->code,
        .previous_code = period->previous,
        .first_day = period->first_day,
        .last_day = period->last_day,
        .digest = run->digest,
    };
}

static void log_exemptions(ReportRun *run, const Template *template, const ExemptionList *list,
                           Error *err)
{
    for (size_t i = 0; i < list->count; i++) {
        Str detail = arena_printf(run->arena, "%s:%lld %.*s", template->path,
                                  (long long)list->items[i].line, STR_ARG(list->items[i].reason));
        audit_append(run->batch->db, run->batch->run_id, "disclosure.exempt", detail.ptr, err);
    }
}

/* One language of one period, in all its formats, or none of them. */
static void write_report(ReportRun *run, const Template *template, const ReportPeriod *period,
                         const char *language, unsigned formats, Error *err)
{
    Arena *arena = arena_create();
    ReportContext context = make_context(run, template, period, err);
    ExemptionList exemptions = {0};
    size_t mark = report_run_mark(run);
    Document *document = template_expand(arena, template, &context, language, &exemptions, err);
    WriterOptions options = {.config = run->batch->config, .assets = run->batch->assets};
    for (size_t i = 0; i < sizeof WRITERS / sizeof *WRITERS && error_ok(err); i++) {
        if (!(formats & WRITERS[i].format))
            continue;
        ReportFile file = {.report = arena_cstr(arena, template->name),
                           .audience = template->audience,
                           .period = arena_cstr(arena, period->code),
                           .language = language,
                           .extension = WRITERS[i].extension,
                           .names = template->names};
        const char *path = report_run_file(run, &file, err);
        if (error_ok(err))
            WRITERS[i].write(document, &options, path, err);
    }
    log_exemptions(run, template, &exemptions, err);
    if (err->status == STATUS_REFUSED || err->status == STATUS_CONFIG) {
        report_run_drop(run, mark);
        report_run_refuse(run, arena_cstr(arena, template->name), err);
    }
    arena_free(arena);
}

/* A template and what it is written for. */
typedef struct Planned {
    Template *template;
    PeriodChoice periods;
} Planned;

/* Every template is planned before the first is written: an extract holds what all of them ask for.
 */
static Planned plan(ReportRun *run, Template *template, const ReportSelection *selection,
                    Error *err)
{
    Planned planned = {.template = template};
    if (!template)
        return planned;
    planned.periods = period_choose(run->batch->db, run->arena, template->period,
                                    template->audience, run->batch->as_of, selection->period, err);
    report_run_expect(run, template->audience, template->source, &planned.periods);
    return planned;
}

static void write_planned(ReportRun *run, const Planned *planned, const ReportSelection *selection,
                          Error *err)
{
    const Template *template = planned->template;
    unsigned formats = selection->formats ? selection->formats : template->outputs;
    for (size_t p = 0; p < planned->periods.count && error_ok(err); p++)
        for (size_t l = 0; l < template->language_count && error_ok(err); l++)
            if (!selection->language || strcmp(selection->language, template->languages[l]) == 0)
                write_report(run, template, &planned->periods.items[p], template->languages[l],
                             formats, err);
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
    if (error_ok(err) && !path && !file_exists(name))
        error_set(err, STATUS_USAGE, "there is no template \"%s\": expected a file, or one of %s",
                  name, FOLDER);
    Str text = path ? asset_read(assets, arena, path, err)
                    : file_read(arena, name, TEMPLATE_BYTES_MAX, err);
    return template_read(arena, text, path ? path : name, err);
}

static void write_all(ReportRun *run, const ReportSelection *selection, Error *err)
{
    AssetList list = asset_list(run->batch->assets, run->arena, FOLDER, err);
    Planned *planned = arena_new_array(run->arena, Planned, list.count + 1);
    size_t count = 0;
    for (size_t i = 0; i < list.count && error_ok(err); i++) {
        if (!str_ends_with(str_from(list.paths[i]), STR(".md")))
            continue;
        Str text = asset_read(run->batch->assets, run->arena, list.paths[i], err);
        Template *template = template_read(run->arena, text, list.paths[i], err);
        if (err->status == STATUS_CONFIG)
            report_run_refuse(run, list.paths[i], err);
        else if (template)
            planned[count++] = plan(run, template, selection, err);
    }
    for (size_t i = 0; i < count && error_ok(err); i++) {
        log_step(run->batch->log, (int64_t)i);
        write_planned(run, &planned[i], selection, err);
    }
    for (const MadeReport *made = MADE_REPORTS; made->name && error_ok(err); made++) {
        size_t mark = report_run_mark(run);
        made->write(run, err);
        if (err->status == STATUS_REFUSED || err->status == STATUS_CONFIG) {
            report_run_drop(run, mark);
            report_run_refuse(run, made->name, err);
        }
    }
}

void reports_write_selected(Batch *batch, const ReportSelection *selection, Error *err)
{
    ReportRun *run = report_run_open(batch, err);
    if (run)
        log_begin(batch->log, "reports", 0);
    if (error_ok(err) && selection->template) {
        Planned planned = plan(run, find_template(run, selection->template, err), selection, err);
        if (error_ok(err))
            write_planned(run, &planned, selection, err);
    } else if (error_ok(err)) {
        write_all(run, selection, err);
    }
    if (run)
        report_run_finish(run, err);
    report_run_close(run);
    log_end(batch->log);
}

void reports_write(Batch *batch, const char *period, Error *err)
{
    ReportSelection selection = {.period = period};
    reports_write_selected(batch, &selection, err);
}

void reports_dump(Batch *batch, const ReportSelection *selection, StrBuf *out, Error *err)
{
    ReportRun *run = report_run_open(batch, err);
    if (!run)
        return;
    Planned planned = plan(run, find_template(run, selection->template, err), selection, err);
    const Template *template = planned.template;
    if (error_ok(err) && planned.periods.count == 0)
        error_set(err, STATUS_REFUSED, "the warehouse has no %.*s to report on",
                  STR_ARG(template->period));
    if (error_ok(err)) {
        ReportContext context = make_context(run, template, &planned.periods.items[0], err);
        ExemptionList exemptions = {0};
        const char *language = selection->language ? selection->language : template->languages[0];
        Document *document =
            template_expand(run->arena, template, &context, language, &exemptions, err);
        if (document)
            document_dump(out, document);
    }
    report_run_close(run);
}
