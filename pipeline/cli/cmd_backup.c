/* rollbook backup, restore, verify: what cannot be rebuilt is kept, and proved whole. */

#include "pipeline/base/digest.h"
#include "pipeline/base/file.h"
#include "pipeline/base/strbuf.h"
#include "pipeline/cli/office.h"
#include "pipeline/warehouse/backup.h"

#include <stdio.h>

static const OptionSpec OPTIONS[] = {OFFICE_OPTIONS, {0}};

static int run_backup(const Options *options, Error *err)
{
    Office office = office_open(options, err);
    Db *db = warehouse_read(office.outputs, err);
    if (error_ok(err) && file_exists(options->arguments[0]))
        error_set_at(err, STATUS_USAGE, (SourceRef){.file = options->arguments[0]},
                     "is there already and is not written over");
    backup_copy(db, options->arguments[0], err);
    if (error_ok(err))
        printf("%s: a checked copy of %s/warehouse.db\n", options->arguments[0], office.outputs);
    db_close(db);
    office_close(&office);
    return 0;
}

const Command COMMAND_BACKUP = {
    .name = "backup",
    .arguments = "FILE",
    .summary = "a consistent, checked copy of the warehouse",
    .description = "Every successful run keeps one by itself: the last 7 nights and 12 months, in "
                   "backups/ below\n"
                   "the outputs, or where rollbook.yaml says.",
    .options = OPTIONS,
    .min_arguments = 1,
    .max_arguments = 1,
    .run = run_backup,
};

static int run_restore(const Options *options, Error *err)
{
    Office office = office_open(options, err);
    const char *file = options->argument_count ? options->arguments[0] : NULL;
    if (error_ok(err) && !file) {
        file = backup_newest(office.arena, office_backups(&office));
        if (!file)
            error_set_at(err, STATUS_INPUT, (SourceRef){.file = office_backups(&office)},
                         "holds no backup");
    }
    Warehouse lock = {.lock_fd = -1};
    if (error_ok(err))
        lock.lock_fd = warehouse_lock(office.outputs, err);
    if (error_ok(err))
        backup_restore(file, office.outputs, err);
    if (error_ok(err))
        printf("restored %s; the file that was there is kept as warehouse.db.before-restore.\n"
               "Run \"rollbook run\" to bring it up to date with the inputs.\n",
               file);
    warehouse_close(&lock);
    office_close(&office);
    return 0;
}

const Command COMMAND_RESTORE = {
    .name = "restore",
    .arguments = "[FILE]",
    .summary = "put a backup in the place of a lost or damaged warehouse (default: the newest)",
    .options = OPTIONS,
    .max_arguments = 1,
    .run = run_restore,
};

/* Written reports against the digests that the warehouse keeps of them. */
static int verify_reports(const Office *office, Db *db, StrBuf *report, Error *err)
{
    int faults = 0;
    /* A backup is taken while the night's reports are being written, so it does not know them. */
    if (db_int(db,
               "SELECT status = 'committed' FROM run WHERE status IN ('committed', 'done')"
               " ORDER BY run_id DESC LIMIT 1",
               err)) {
        strbuf_append_cstr(report, "reports: the last night's are not written yet or, after a"
                                   " restore, not known; \"rollbook run\" writes them\n");
        return 1;
    }
    Stmt *files = db_prepare(db, "SELECT path, sha256 FROM report_file ORDER BY path", err);
    while (stmt_step(files, err)) {
        const char *path = arena_cstr(office->arena, stmt_str(files, 0));
        const char *full = file_join(office->arena, office->outputs, path);
        char sha256[DIGEST_TEXT_SIZE];
        Error unreadable = {0};
        digest_of_file(full, sha256, &unreadable);
        if (!error_ok(&unreadable))
            strbuf_appendf(report, "report: %s is missing\n", path);
        else if (!str_is(stmt_str(files, 1), sha256))
            strbuf_appendf(report, "report: %s was changed after it was written\n", path);
        else
            continue;
        faults++;
    }
    stmt_free(files);
    return faults;
}

static int run_verify(const Options *options, Error *err)
{
    Office office = office_open(options, err);
    Db *db = warehouse_read(office.outputs, err);
    StrBuf report = STRBUF_INIT;
    int faults = backup_verify(db, &report, err);
    if (error_ok(err) && faults == 0)
        faults = verify_reports(&office, db, &report, err);
    db_close(db);
    fputs(strbuf_cstr(&report), stdout);
    if (error_ok(err) && faults == 0)
        puts("whole: integrity, foreign keys, audit chain, written reports");
    bool damaged = str_starts_with(strbuf_str(&report), STR("integrity")) ||
                   str_starts_with(strbuf_str(&report), STR("foreign")) ||
                   str_starts_with(strbuf_str(&report), STR("audit"));
    if (error_ok(err) && damaged)
        error_set(err, STATUS_SQL,
                  "the warehouse is damaged; \"rollbook restore\" brings back the newest backup");
    strbuf_free(&report);
    office_close(&office);
    return faults > 0;
}

const Command COMMAND_VERIFY = {
    .name = "verify",
    .arguments = "",
    .summary = "prove the warehouse whole: integrity, foreign keys, audit chain, written reports",
    .options = OPTIONS,
    .max_arguments = 0,
    .run = run_verify,
};
