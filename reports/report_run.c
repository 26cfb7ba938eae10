/* Files of one writing of reports: where they lie, and how they get into place. */

#include "reports/report_run.h"

#include "pipeline/base/digest.h"
#include "pipeline/base/file.h"
#include "pipeline/base/map.h"
#include "pipeline/base/mem.h"
#include "pipeline/base/parallel.h"
#include "reports/index.h"

#include <ctype.h>
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
    pthread_mutex_init(&run->log_lock, NULL);
    file_remove_tree(run->folder, err); /* of a run that was killed */
    file_make_folder(run->folder, err);
    return run;
}

ReportTask *report_run_task(ReportRun *run, const char *name,
                            void (*write)(ReportTask *self, Error *err))
{
    ReportTask *task = arena_new(run->arena, ReportTask);
    *task = (ReportTask){.name = name, .write = write, .run = run};
    x_grow(run->tasks, run->task_cap, run->task_count + 1);
    run->tasks[run->task_count++] = task;
    return task;
}

/* --- extracts --------------------------------------------------------------------------------- */

static void append_code(ReportRun *run, Str *list, Str code)
{
    for (Str rest = *list, known; str_split(&rest, ',', &known);)
        if (str_eq(known, code))
            return;
    if (!str_is_empty(code))
        *list = arena_printf(run->arena, "%.*s%s%.*s", STR_ARG(*list), list->len ? "," : "",
                             STR_ARG(code));
}

/* Whether a query of the template binds the period before its own. */
static bool asks_previous(Str text)
{
    static const Str NAME = STR_LIT(":previous");
    for (size_t at = 0; (at = str_find(text, NAME, at)) < text.len; at += NAME.len) {
        char next = at + NAME.len < text.len ? text.ptr[at + NAME.len] : ' ';
        if (next != '_' && !isalnum((unsigned char)next))
            return true;
    }
    return false;
}

void report_run_expect(ReportRun *run, Audience audience, Str text, const PeriodChoice *periods)
{
    RunExtract *extract = &run->extracts[audience];
    ReachNeed *need = &extract->need;
    extract->wanted = true;
    ReachAsk ask = {.text = text, .periods = STR("")};
    for (size_t i = 0; i < periods->count; i++) {
        append_code(run, &ask.periods, periods->items[i].code);
        if (asks_previous(text))
            append_code(run, &ask.periods, periods->items[i].previous);
    }
    x_grow(need->items, need->cap, need->count + 1);
    need->items[need->count++] = ask;
}

/* One after the other: what two audiences see alike is computed once. */
static void make_extracts(ReportRun *run)
{
    const Reach *earlier = NULL;
    for (int a = AUDIENCE_COUNT - 1; a >= 0; a--) {
        RunExtract *extract = &run->extracts[a];
        if (!extract->wanted)
            continue;
        extract->reach = reach_open(run->warehouse, run->folder, run->batch->assets, (Audience)a,
                                    &extract->need, earlier, &extract->err);
        if (extract->reach && a != AUDIENCE_OFFICER) /* who reads the warehouse itself */
            earlier = extract->reach;
    }
}

Reach *report_task_reach(ReportTask *task, Audience audience, Error *err)
{
    RunExtract *extract = &task->run->extracts[audience];
    if (!error_ok(err))
        return NULL;
    if (!error_ok(&extract->err)) {
        *err = extract->err;
        return NULL;
    }
    bool for_center = audience == AUDIENCE_CENTER && task->center;
    Reach **mine = for_center ? &task->own : &task->desk->reaches[audience];
    if (!*mine)
        *mine = for_center ? reach_center(extract->reach, task->center, err)
                           : reach_again(extract->reach, err);
    return *mine;
}

Words *report_task_words(ReportTask *task, Error *err)
{
    static const char *const LANGUAGES[REPORT_LANGUAGES_MAX] = {"en", "th", "my"};
    ReportDesk *desk = task->desk;
    for (int i = 0; i < REPORT_LANGUAGES_MAX; i++)
        if (strcmp(LANGUAGES[i], task->language) == 0) {
            if (!desk->arena)
                desk->arena = arena_create();
            if (!desk->words[i])
                desk->words[i] =
                    words_load(task->run->batch->assets, desk->arena, LANGUAGES[i], err);
            return desk->words[i];
        }
    return NULL; /* whoever needs words loads the nearest language's */
}

Typesetter *report_task_typesetter(ReportTask *task, Error *err)
{
    Typesetter *typesetter = &task->desk->typesetter;
    if (!typesetter->shaper)
        typesetter_open(typesetter, task->run->batch->config, err);
    if (error_ok(err))
        return typesetter;
    typesetter_close(typesetter); /* so that the next report is told, too */
    return NULL;
}

/* --- tasks ------------------------------------------------------------------------------------ */

/* "centers/HKW-003", "donor" ... */
static const char *audience_folder(Arena *arena, const ReportFile *file)
{
    if (file->audience == AUDIENCE_CENTER && file->center)
        return file_join(arena, "centers", file->center);
    return audience_name(file->audience);
}

/* Relative to outputs/. */
static const char *folder_of(Arena *arena, const ReportFile *file)
{
    return file->folder ? file->folder
                        : file_join(arena, audience_folder(arena, file), file->period);
}

const char *report_task_path(ReportTask *task, const ReportFile *file)
{
    Arena *arena = task->arena;
    Str name =
        arena_printf(arena, "%s-%s%s%s-%s.%s", file->report, file->period, file->center ? "-" : "",
                     file->center ? file->center : "", file->language, file->extension);
    return file_join(arena, folder_of(arena, file), name.ptr);
}

const char *report_task_file(ReportTask *task, const ReportFile *file, Error *err)
{
    if (!error_ok(err))
        return "";
    Arena *arena = task->arena;
    const char *path = report_task_path(task, file);
    file_make_folder(file_join(arena, task->run->folder, folder_of(arena, file)), err);
    x_grow(task->files.items, task->files.cap, task->files.count + 1);
    WrittenFile *written = &task->files.items[task->files.count++];
    *written = (WrittenFile){
        .path = path,
        .audience = file->audience,
        .center = file->center ? arena_cstr(arena, str_from(file->center)) : NULL,
        .period = arena_cstr(arena, str_from(file->period)),
        .names = file->names,
        .recipient = task->recipient,
    };
    return file_join(arena, task->run->folder, written->path);
}

static bool is_refusal(const Error *err)
{
    return err->status == STATUS_REFUSED || err->status == STATUS_CONFIG;
}

static void do_task(ReportTask *task, ReportDesk *desk)
{
    ReportRun *run = task->run;
    task->desk = desk;
    task->arena = arena_create();
    if (!desk->db) {
        desk->db = db_open(run->warehouse, DB_READ, &task->err);
        db_exec(desk->db, "PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY", &task->err);
    }
    if (error_ok(&task->err))
        task->write(task, &task->err);
    reach_close(task->own);
    task->own = NULL;
    pthread_mutex_lock(&run->log_lock);
    log_step(run->batch->log, ++run->done);
    pthread_mutex_unlock(&run->log_lock);
}

/* Tasks that one thread does, one after the other: those of a report in several languages, which
 * ask the same, or a single one. */
typedef struct TaskGroup {
    ReportTask *const *tasks;
    size_t count;
} TaskGroup;

/* What is done together: what reads the warehouse first, then the templates of audiences, which
 * wait for their extracts. */
typedef struct Round {
    ReportRun *run;
    size_t before; /* 1: the extracts are made, too, and begun first */
    TaskGroup *groups;
    size_t group_count;
} Round;

static void do_one(void *self, size_t i, int thread)
{
    Round *round = self;
    if (i < round->before) {
        make_extracts(round->run);
        return;
    }
    const TaskGroup *group = &round->groups[i - round->before];
    ReportDesk *desk = &round->run->desks[thread];
    desk->results = result_store_create();
    for (size_t t = 0; t < group->count; t++)
        do_task(group->tasks[t], desk);
    result_store_free(desk->results);
    desk->results = NULL;
}

static bool same_report(const ReportTask *a, const ReportTask *b)
{
    return a->template && a->template == b->template && a->period == b->period && !a->center &&
           !b->center;
}

/* Those for centers, which are many and short, or the others. */
static void add_groups(Round *round, bool templates, bool for_centers)
{
    ReportTask *const *tasks = round->run->tasks;
    for (size_t i = 0, end; i < round->run->task_count; i = end) {
        for (end = i + 1; end < round->run->task_count && same_report(tasks[i], tasks[end]); end++)
            ;
        if ((tasks[i]->template != NULL) == templates && (tasks[i]->center != NULL) == for_centers)
            round->groups[round->group_count++] = (TaskGroup){tasks + i, end - i};
    }
}

/* The long ones first, so that no thread waits for another at the end. */
static void do_round(ReportRun *run, bool templates)
{
    Round round = {.run = run,
                   .before = templates ? 0 : 1,
                   .groups = x_new_array(TaskGroup, run->task_count + 1)};
    add_groups(&round, templates, false);
    add_groups(&round, templates, true);
    int threads = parallel_threads();
    parallel_run(threads < REPORT_DESKS_MAX ? threads : REPORT_DESKS_MAX,
                 round.before + round.group_count, do_one, &round);
    x_free(round.groups);
}

/* What a finished task leaves, in the order of planning. */
static void gather(ReportRun *run, ReportTask *task, Error *err)
{
    for (size_t i = 0; i < task->exemptions.count; i++) {
        const Exemption *item = &task->exemptions.items[i];
        Str detail = arena_printf(run->arena, "%s:%lld %.*s", task->template->path,
                                  (long long)item->line, STR_ARG(item->reason));
        audit_append(run->batch->db, run->batch->run_id, "disclosure.exempt", detail.ptr, err);
    }
    bool refused = is_refusal(&task->err);
    for (size_t i = 0; i < task->files.count; i++) {
        if (refused) {
            unlink(file_join(run->arena, run->folder, task->files.items[i].path));
            continue;
        }
        x_grow(run->files.items, run->files.cap, run->files.count + 1);
        run->files.items[run->files.count++] = task->files.items[i];
    }
    if (refused)
        report_run_refuse(run, task->name, &task->err);
    else if (error_ok(err) && !error_ok(&task->err))
        *err = task->err;
}

static void clear_desk(ReportDesk *desk)
{
    feedback_close(desk->feedback);
    typesetter_close(&desk->typesetter);
    for (int a = 0; a < AUDIENCE_COUNT; a++)
        reach_close(desk->reaches[a]);
    db_close(desk->db);
    arena_free(desk->arena);
    *desk = (ReportDesk){0};
}

/* Closes every connection; the extracts are gone before what stays is made to last. */
static void clear_desks(ReportRun *run)
{
    for (int i = 0; i < REPORT_DESKS_MAX; i++)
        clear_desk(&run->desks[i]);
    for (int a = 0; a < AUDIENCE_COUNT; a++) {
        reach_close(run->extracts[a].reach);
        run->extracts[a].reach = NULL;
    }
}

void report_run_do(ReportRun *run, Error *err)
{
    if (!error_ok(err))
        return;
    log_begin(run->batch->log, "reports", (int64_t)run->task_count);
    do_round(run, false);
    do_round(run, true);
    clear_desks(run);
    for (size_t i = 0; i < run->task_count; i++)
        gather(run, run->tasks[i], err);
    log_end(run->batch->log);
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
    for (size_t i = 0; i < run->files.count; i++) {
        Str noted = str_from(run->files.items[i].path);
        if (str_is(noted, path))
            return &run->files.items[i];
        if (str_ends_with(noted, STR(".md"))) {
            noted.len -= 3;
            if (str_starts_with(str_from(path), noted))
                owner = &run->files.items[i];
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
    x_free(run->files.items);
    run->files = (FileNotes){files, count, found.count + 1};
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
    file_place(from, to, err);
}

static void note_files(ReportRun *run, Error *err)
{
    Db *db = run->batch->db;
    Stmt *stmt =
        db_prepare(db,
                   "INSERT INTO report_file"
                   " (path, audience, period_code, names, sha256, run_id, content_sha256,"
                   "  recipient) VALUES (?1, ?2, ?3, ?4, ?5, ?6, nullif(?7, ''), ?8)"
                   " ON CONFLICT (path) DO UPDATE SET audience = excluded.audience,"
                   "  period_code = excluded.period_code, names = excluded.names,"
                   "  sha256 = excluded.sha256, run_id = excluded.run_id,"
                   "  content_sha256 = excluded.content_sha256, recipient = excluded.recipient",
                   err);
    for (size_t i = 0; i < run->files.count && error_ok(err); i++) {
        const WrittenFile *file = &run->files.items[i];
        stmt_bind_cstr(stmt, 1, file->path, err);
        stmt_bind_cstr(stmt, 2, audience_name(file->audience), err);
        stmt_bind_cstr(stmt, 3, file->period, err);
        stmt_bind_int(stmt, 4, file->names, err);
        stmt_bind_cstr(stmt, 5, file->sha256, err);
        stmt_bind_int(stmt, 6, run->batch->run_id, err);
        stmt_bind_cstr(stmt, 7, file->content, err);
        stmt_bind_cstr(stmt, 8, file->recipient, err);
        stmt_run(stmt, err);
    }
    stmt_free(stmt);
}

void report_run_finish(ReportRun *run, Error *err)
{
    if (!error_ok(err))
        return;
    const char *outputs = run->batch->outputs_dir;
    complete_list(run, err);
    file_sync_all(run->folder, err);
    for (size_t i = 0; i < run->files.count; i++)
        move_into_place(run, run->files.items[i].path, err);
    file_sync_all(outputs, err);
    db_begin(run->batch->db, err);
    note_files(run, err);
    /* The index is of the files noted, so it is written last; a crash before it repeats the run. */
    const char *index = file_join(run->arena, run->folder, "INDEX.md");
    index_write(run, index, err);
    file_commit(index, file_join(run->arena, outputs, "INDEX.md"), err);
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
    clear_desks(run);
    for (int a = 0; a < AUDIENCE_COUNT; a++)
        x_free(run->extracts[a].need.items);
    for (size_t i = 0; i < run->task_count; i++) {
        x_free(run->tasks[i]->files.items);
        arena_free(run->tasks[i]->arena);
    }
    sent_sheets_free(run->sent);
    file_remove_tree(run->folder, &ignored);
    pthread_mutex_destroy(&run->log_lock);
    x_free(run->tasks);
    x_free(run->files.items);
    arena_free(run->arena);
    x_free(run);
}
