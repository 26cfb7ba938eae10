#include "pipeline/cli/nightly.h"

#include "pipeline/base/digest.h"
#include "pipeline/base/file.h"
#include "pipeline/base/parallel.h"
#include "pipeline/base/utf8.h"
#include "pipeline/discover/sample_guard.h"
#include "pipeline/discover/stage_discover.h"
#include "pipeline/link/stage_link.h"
#include "pipeline/load/stage_load.h"
#include "pipeline/map/stage_map.h"
#include "pipeline/measure/stage_measure.h"
#include "pipeline/read/stage_read.h"
#include "pipeline/validate/stage_validate.h"
#include "pipeline/warehouse/backup.h"
#include "pipeline/warehouse/batch.h"
#include "pipeline/warehouse/side.h"
#include "reports/reports.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

typedef struct Stage {
    const char *name;
    void (*run)(Batch *batch, Error *err);
    bool in_night;     /* part of the one transaction that is the night */
    bool keeps_issues; /* looks at a file once while nothing changes for it: what was wrong stays */
} Stage;

/* clang-format off */
static const Stage STAGES[] = {
    {"discover", stage_discover, false, false},
    {"read", stage_read, false, true},
    {"map", stage_map, false, true},
    {"validate", stage_validate, false, false},
    {"link", stage_link, true, false},
    {"load", stage_load, true, false},
    {"measure", stage_measure, true, false},
};
/* clang-format on */
enum { STAGE_COUNT = sizeof STAGES / sizeof STAGES[0] };

/* Today where the office is: the batch may run on a machine that keeps UTC. */
static Date today(const Config *config)
{
    setenv("TZ", config->time_zone, 1);
    tzset();
    time_t now = time(NULL);
    struct tm local;
    localtime_r(&now, &local);
    return (Date){local.tm_year + 1900, local.tm_mon + 1, local.tm_mday};
}

/* What decides whether anything is new. Reporting periods change with the month. */
typedef struct Fingerprint {
    char inputs[DIGEST_TEXT_SIZE];
    char config[DIGEST_TEXT_SIZE]; /* settings and the period asked for */
    char assets[DIGEST_TEXT_SIZE];
    char as_of[DATE_TEXT_SIZE];
    bool sample; /* everything that came in is invented */
} Fingerprint;

/* Whether everything that came in is invented; a mixture of both is refused. */
static bool is_sample(const Office *office, const Inputs *inputs, Error *err)
{
    SampleGuard *guard = sample_guard_open(office->inputs, err);
    for (size_t i = 0; error_ok(err) && i < inputs->count; i++) {
        const InputFile *file = &inputs->files[i];
        if (!file->trouble && strcmp(input_purpose(file->path), "submission") == 0)
            sample_guard_see(guard, file->path, file->sha256);
    }
    bool sample = sample_guard_settle(guard, err);
    sample_guard_close(guard);
    return sample;
}

static Fingerprint take_fingerprint(const Office *office, const Inputs *inputs,
                                    const NightlyOptions *options, Date as_of, Error *err)
{
    Fingerprint print = {.sample = is_sample(office, inputs, err)};
    inputs_digest(inputs, print.inputs);
    asset_digest(&office->assets, print.assets, err);
    digest_of(arena_printf(office->arena, "%s %s", office->config->digest,
                           options->period ? options->period : "default"),
              print.config);
    date_format_iso(as_of, print.as_of);
    return print;
}

/* How the last run that reached the night's commit ended. */
typedef struct LastRun {
    int64_t run_id; /* 0: there is none */
    bool done;      /* its reports are written, too */
    bool same;      /* nothing that it depended on has changed since */
    Date as_of;
} LastRun;

/* Whether a day on which returns or registers become overdue lies behind the last run's day. */
static bool became_overdue(Db *db, const Config *config, Str since, const char *as_of, Error *err)
{
    Stmt *stmt =
        db_prepare(db,
                   "SELECT EXISTS (SELECT 1 FROM (SELECT date(CASE kind"
                   " WHEN 'month' THEN last_day ELSE date(first_day, '+1 month') END,"
                   " ?3 || ' days') AS due FROM calendar_period"
                   " WHERE kind IN ('month', 'school_year')) WHERE due > ?1 AND due <= ?2)",
                   err);
    stmt_bind_str(stmt, 1, since, err);
    stmt_bind_cstr(stmt, 2, as_of, err);
    stmt_bind_int(stmt, 3, config->silent_after_days, err);
    bool overdue = stmt_step(stmt, err) && stmt_int(stmt, 0);
    stmt_free(stmt);
    return overdue;
}

static LastRun find_last_run(Db *db, const Config *config, const Fingerprint *print, Error *err)
{
    LastRun last = {0};
    Stmt *stmt = db_prepare(db,
                            "SELECT run_id, status, as_of, input_digest, config_digest,"
                            " asset_digest, program_version FROM run"
                            " WHERE status IN ('committed', 'done') ORDER BY run_id DESC LIMIT 1",
                            err);
    if (stmt_step(stmt, err)) {
        last.run_id = stmt_int(stmt, 0);
        last.done = str_is(stmt_str(stmt, 1), "done");
        date_parse_iso(stmt_str(stmt, 2), &last.as_of);
        Str month = str_slice(str_from(print->as_of), 0, 7);
        last.same = str_is(stmt_str(stmt, 3), print->inputs) &&
                    str_is(stmt_str(stmt, 4), print->config) &&
                    str_is(stmt_str(stmt, 5), print->assets) &&
                    str_is(stmt_str(stmt, 6), ROLLBOOK_VERSION) &&
                    str_starts_with(stmt_str(stmt, 2), month) &&
                    !became_overdue(db, config, stmt_str(stmt, 2), print->as_of, err);
    }
    stmt_free(stmt);
    return last;
}

/*
 * A run that was killed is taken up again under its own number, so that what it leaves is what it
 * would have left undisturbed.
 */
static int64_t open_run(Db *db, const Fingerprint *print, Error *err)
{
    char now[CLOCK_TEXT_SIZE];
    clock_text(now);
    int64_t killed =
        db_int(db, "SELECT max(run_id) FROM run WHERE status IN ('running', 'failed')", err);
    Stmt *insert = db_prepare(db,
                              "INSERT OR REPLACE INTO run (run_id, as_of, status, program_version,"
                              " input_digest, config_digest, asset_digest, started_at, sample)"
                              " VALUES (nullif(?1, 0), ?2, 'running', ?3, ?4, ?5, ?6, ?7, ?8)",
                              err);
    stmt_bind_int(insert, 1, killed, err);
    stmt_bind_cstr(insert, 2, print->as_of, err);
    stmt_bind_cstr(insert, 3, ROLLBOOK_VERSION, err);
    stmt_bind_cstr(insert, 4, print->inputs, err);
    stmt_bind_cstr(insert, 5, print->config, err);
    stmt_bind_cstr(insert, 6, print->assets, err);
    stmt_bind_cstr(insert, 7, now, err);
    stmt_bind_int(insert, 8, print->sample, err);
    db_exec(db,
            "DELETE FROM run_stage WHERE run_id IN"
            " (SELECT run_id FROM run WHERE status IN ('running', 'failed'))",
            err);
    stmt_run(insert, err);
    stmt_free(insert);
    int64_t run_id = error_ok(err) ? db_last_id(db) : 0;
    return run_id;
}

static void set_run_status(Db *db, int64_t run_id, const char *status, const char *message,
                           Error *err)
{
    char now[CLOCK_TEXT_SIZE];
    clock_text(now);
    Stmt *update = db_prepare(
        db, "UPDATE run SET status = ?2, message = ?3, ended_at = ?4 WHERE run_id = ?1", err);
    stmt_bind_int(update, 1, run_id, err);
    stmt_bind_cstr(update, 2, status, err);
    stmt_bind_cstr(update, 3, message, err);
    stmt_bind_cstr(update, 4, now, err);
    stmt_run(update, err);
    stmt_free(update);
}

/* That a stage of this run is done, and when it was under way. */
static void mark_stage(const Batch *batch, const char *name, const char *started, Error *err)
{
    char ended[CLOCK_TEXT_SIZE];
    clock_text(ended);
    Stmt *mark = db_prepare(batch->db,
                            "INSERT INTO run_stage (run_id, stage, started_at, ended_at)"
                            " VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE"
                            " SET started_at = excluded.started_at, ended_at = excluded.ended_at",
                            err);
    stmt_bind_int(mark, 1, batch->run_id, err);
    stmt_bind_cstr(mark, 2, name, err);
    stmt_bind_cstr(mark, 3, started, err);
    stmt_bind_cstr(mark, 4, ended, err);
    stmt_run(mark, err);
    stmt_free(mark);
}

static void run_stage(Batch *batch, const Stage *stage, Error *err)
{
    char started[CLOCK_TEXT_SIZE];
    clock_text(started);
    if (error_ok(err))
        stage->run(batch, err);
    mark_stage(batch, stage->name, started, err);
}

static size_t first_stage(const char *name, Error *err)
{
    for (size_t i = 0; i < STAGE_COUNT; i++)
        if (!name || strcmp(STAGES[i].name, name) == 0)
            return i;
    error_set(err, STATUS_USAGE, "there is no stage \"%s\"", name);
    return 0;
}

/* All at once, before any stage writes its own anew: so their numbers are those of one whole run.
 */
static void forget_issues(Db *db, size_t first, Error *err)
{
    Stmt *forget = db_prepare(db, "DELETE FROM issue WHERE stage = ?1", err);
    for (size_t i = first; i < STAGE_COUNT; i++) {
        if (STAGES[i].keeps_issues)
            continue;
        stmt_bind_cstr(forget, 1, STAGES[i].name, err);
        stmt_run(forget, err);
    }
    stmt_free(forget);
}

/*
 * Every page of the warehouse is looked at while the night is built, and a damaged one is told
 * before anything of the night is committed. A thread with a connection of its own: it sees the
 * warehouse with this night's staging rows. It begins behind the night's first stage: map and link
 * have work for every processor, load and measure leave one idle, and a process that read forks
 * beside a thread inherits its locks.
 */
typedef struct PageCheck {
    const char *warehouse;
    pthread_t thread;
    bool wanted; /* and not begun */
    bool in_thread;
    Error err;
} PageCheck;

static void *check_pages(void *argument)
{
    PageCheck *check = argument;
    Db *db = db_open(check->warehouse, DB_READ, &check->err);
    Stmt *pages = db_prepare(db, "PRAGMA quick_check(1)", &check->err);
    if (stmt_step(pages, &check->err) && !str_is(stmt_str(pages, 0), "ok"))
        error_set(&check->err, STATUS_SQL,
                  "the warehouse is damaged (%.*s): \"rollbook restore\" brings back"
                  " the newest backup",
                  STR_ARG(utf8_cut(stmt_str(pages, 0), 100)));
    stmt_free(pages);
    db_close(db);
    return NULL;
}

/* Where it is wanted and not begun yet. */
static void start_check(PageCheck *check)
{
    if (!check->wanted)
        return;
    check->wanted = false;
    check->in_thread = pthread_create(&check->thread, NULL, check_pages, check) == 0;
    if (!check->in_thread)
        check_pages(check);
}

/* Asked again, it answers the same. A stage that failed on a damaged page is told as what it is. */
static void finish_check(PageCheck *check, Error *err)
{
    start_check(check);
    if (check->in_thread)
        pthread_join(check->thread, NULL);
    check->in_thread = false;
    if (!error_ok(&check->err))
        *err = check->err;
}

/* The stages before the night can be done again: their commits wait for no disk. */
static void commit_lightly(Db *db, bool lightly)
{
    Error ignored = {0}; /* commits wait, then */
    db_exec(db, lightly ? "PRAGMA synchronous = NORMAL" : "PRAGMA synchronous = FULL", &ignored);
}

/*
 * Commits leave their pages in the write-ahead log. From there they are brought into the warehouse
 * by a thread: beside the night those of the stages before it, beside the reports the night's own.
 */
static void write_back(Db *db)
{
    Error ignored = {0}; /* pages that stay in the log are read from there */
    if (db)
        db_exec(db, "PRAGMA wal_checkpoint(PASSIVE)", &ignored);
}

static void write_back_beside(void *self)
{
    const PageCheck *check = self;
    Error ignored = {0};
    Db *db = db_open(check->warehouse, DB_WRITE, &ignored);
    write_back(db);
    db_close(db);
}

/* Everything up to the night's commit. */
static void run_stages(Batch *batch, const NightlyOptions *options, PageCheck *check, Error *err)
{
    bool in_night = false;
    Aside log = {0};
    size_t first = first_stage(options->from, err);
    commit_lightly(batch->db, true);
    db_exec(batch->db, "PRAGMA wal_autocheckpoint = 0", err);
    forget_issues(batch->db, first, err);
    for (size_t i = first; error_ok(err) && i < STAGE_COUNT; i++) {
        if (in_night) {
            start_check(check);
        } else if (STAGES[i].in_night) {
            commit_lightly(batch->db, false);
            log = aside_start(write_back_beside, check);
            db_begin(batch->db, err);
            in_night = true;
        }
        run_stage(batch, &STAGES[i], err);
    }
    finish_check(check, err);
    aside_join(&log);
    if (!in_night) {
        commit_lightly(batch->db, false);
        db_begin(batch->db, err);
    }
    set_run_status(batch->db, batch->run_id, "committed", NULL, err);
    audit_append(batch->db, batch->run_id, "run", "committed", err);
    db_check_references(batch->db, err);
    db_commit(batch->db, err);
    if (!error_ok(err))
        db_rollback(batch->db);
    side_forget(batch->db, err);
}

/* A refused report leaves the others and the night standing; it is told at the end. */
static void write_reports(Batch *batch, const char *period, Error *refused, Error *err)
{
    char started[CLOCK_TEXT_SIZE];
    clock_text(started);
    reports_write(batch, period, err);
    if (err->status == STATUS_REFUSED) {
        *refused = *err;
        *err = (Error){0};
    }
    mark_stage(batch, "reports", started, err);
}

/*
 * The night's backup, made by a thread of its own while reports are written: both only read what
 * was committed.
 */
typedef struct BackupJob {
    const char *warehouse, *folder;
    Date as_of;
    char started[CLOCK_TEXT_SIZE];
    pthread_t thread;
    bool in_thread;
    Error err;
} BackupJob;

static void *back_up(void *argument)
{
    BackupJob *job = argument;
    Db *db = db_open(job->warehouse, DB_WRITE, &job->err);
    write_back(db);
    backup_rotate(db, job->folder, job->as_of, &job->err);
    db_close(db);
    return NULL;
}

static void start_backup(BackupJob *job, const Error *err)
{
    clock_text(job->started);
    job->err = *err; /* after a failed night nothing is saved */
    job->in_thread = pthread_create(&job->thread, NULL, back_up, job) == 0;
    if (!job->in_thread)
        back_up(job);
}

/* The night is done only with its backup. */
static void finish_backup(BackupJob *job, const Batch *batch, Error *err)
{
    if (job->in_thread)
        pthread_join(job->thread, NULL);
    if (error_ok(err))
        *err = job->err;
    mark_stage(batch, "backup", job->started, err);
}

/* Notes a failed run, whatever else goes wrong: the failure itself is in err. */
static void note_failure(Db *db, int64_t run_id, const Error *err)
{
    char line[1024];
    error_format(err, line, sizeof line);
    Error ignored = {0};
    if (run_id && db_int(db, "SELECT count(*) FROM run WHERE status = 'running'", &ignored))
        set_run_status(db, run_id, "failed", line, &ignored);
}

/*
 * Public ids, decisions and releases cannot be made again from inputs: where something shows that
 * there was a warehouse, an empty one must not silently take its place.
 */
static void refuse_if_lost(const Office *office, Error *err)
{
    Arena *arena = office->arena;
    if (!error_ok(err) || warehouse_exists(office->outputs))
        return;
    const char *backup = backup_newest(arena, office_backups(office));
    if (backup)
        error_set_at(err, STATUS_SQL, (SourceRef){.file = office->outputs},
                     "the warehouse is missing, but there is a backup: \"rollbook restore %s\"",
                     backup);
    else if (file_exists(file_join(arena, office->outputs, "INDEX.md")))
        error_set_at(err, STATUS_SQL, (SourceRef){.file = office->outputs},
                     "the warehouse is missing beside its reports: \"rollbook restore FILE\" with"
                     " a backup, or move the folder away to begin anew");
}

NightlyResult nightly_run(const Office *office, const NightlyOptions *options, Error *err)
{
    NightlyResult result = {.as_of = options->as_of};
    if (!error_ok(err))
        return result;
    if (date_is_none(result.as_of))
        result.as_of = today(office->config);
    Inputs inputs = inputs_list(office->arena, office->inputs, err);
    Fingerprint print = take_fingerprint(office, &inputs, options, result.as_of, err);
    office->config->sample = office->config->sample || print.sample;
    refuse_if_lost(office, err);
    Warehouse warehouse = warehouse_open(office->outputs, err);
    db_trust_references(warehouse.db, err); /* until the commit of the night */
    LastRun last = find_last_run(warehouse.db, office->config, &print, err);
    if (error_ok(err) && last.run_id && date_cmp(result.as_of, last.as_of) < 0)
        error_set(err, STATUS_USAGE, "the as-of date %s lies before the last run's, %04d-%02d-%02d",
                  print.as_of, last.as_of.year, last.as_of.month, last.as_of.day);
    bool only_reports = options->from && strcmp(options->from, "reports") == 0;
    result.nothing_new = last.same && last.done && !options->from;
    Log *log = log_create(options->style);
    const Assets assets = {.overlay = office->assets.overlay, .digest = print.assets};
    Batch batch = {.db = warehouse.db,
                   .config = office->config,
                   .assets = &assets,
                   .log = log,
                   .inputs_dir = office->inputs,
                   .inputs = &inputs,
                   .outputs_dir = office->outputs,
                   .as_of = result.as_of,
                   .run_id = last.run_id};
    /* Once a day also where there is nothing to build: later the last sound backup may be gone. */
    PageCheck check = {.warehouse = file_join(office->arena, office->outputs, "warehouse.db"),
                       .wanted = error_ok(err) && last.run_id > 0 &&
                                 (!result.nothing_new || date_cmp(result.as_of, last.as_of) != 0)};
    if (error_ok(err) && !result.nothing_new) {
        if (only_reports && last.run_id == 0)
            error_set(err, STATUS_USAGE, "no night was committed yet that could be reported");
        if ((!last.same || options->from) && !only_reports) {
            batch.run_id = open_run(batch.db, &print, err);
            run_stages(&batch, options, &check, err);
        }
        finish_check(&check, err);
        if (!options->dry) {
            BackupJob backup = {.warehouse = check.warehouse,
                                .folder = office_backups(office),
                                .as_of = result.as_of};
            start_backup(&backup, err);
            write_reports(&batch, options->period, &result.refused, err);
            finish_backup(&backup, &batch, err);
        }
        set_run_status(batch.db, batch.run_id, "done", NULL, err);
        if (!error_ok(err))
            note_failure(batch.db, batch.run_id, err);
    }
    finish_check(&check, err);
    result.run_id = batch.run_id;
    log_free(log);
    warehouse_close(&warehouse);
    return result;
}
