#include "pipeline/warehouse/backup.h"

#include "pipeline/base/digest.h"
#include "pipeline/base/file.h"
#include "pipeline/base/strbuf.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static const Str PREFIX = STR_LIT("warehouse-");
static const Str SUFFIX = STR_LIT(".db");

/* --- checks ----------------------------------------------------------------------------------- */

typedef enum Depth {
    CHECK_QUICK, /* every page, row and type */
    CHECK_WHOLE, /* and that each index says what its table says, and each key has its parent */
} Depth;

static int check_integrity(Db *db, Depth depth, StrBuf *report, Error *err)
{
    int faults = 0;
    Stmt *check = db_prepare(
        db, depth == CHECK_QUICK ? "PRAGMA quick_check(20)" : "PRAGMA integrity_check(20)", err);
    while (stmt_step(check, err))
        if (!str_is(stmt_str(check, 0), "ok")) {
            strbuf_appendf(report, "integrity: %.*s\n", STR_ARG(stmt_str(check, 0)));
            faults++;
        }
    stmt_free(check);
    return faults;
}

static int check_foreign_keys(Db *db, StrBuf *report, Error *err)
{
    int faults = 0;
    Stmt *check = db_prepare(db,
                             "SELECT \"table\", rowid, parent FROM pragma_foreign_key_check"
                             " ORDER BY 1, 2 LIMIT 20",
                             err);
    while (stmt_step(check, err)) {
        strbuf_appendf(report, "foreign key: row %lld of %.*s has no %.*s\n",
                       (long long)stmt_int(check, 1), STR_ARG(stmt_str(check, 0)),
                       STR_ARG(stmt_str(check, 2)));
        faults++;
    }
    stmt_free(check);
    return faults;
}

/* Recomputes the chain that audit_append wrote. */
static int check_audit_chain(Db *db, StrBuf *report, Error *err)
{
    Stmt *rows = db_prepare(db,
                            "SELECT audit_log_id, event, detail, logged_at, hash FROM audit_log"
                            " ORDER BY audit_log_id",
                            err);
    char hash[DIGEST_TEXT_SIZE] = "";
    int faults = 0;
    while (faults == 0 && stmt_step(rows, err)) {
        Digest *digest = digest_create();
        digest_update(digest, str_from(hash));
        for (int column = 1; column <= 3; column++) {
            digest_update(digest, STR("\n"));
            digest_update(digest, stmt_str(rows, column));
        }
        digest_finish(digest, hash);
        if (!str_is(stmt_str(rows, 4), hash)) {
            strbuf_appendf(report, "audit log: the chain breaks at line %lld\n",
                           (long long)stmt_int(rows, 0));
            faults++;
        }
    }
    stmt_free(rows);
    return faults;
}

static int verify(Db *db, Depth depth, StrBuf *report, Error *err)
{
    if (!error_ok(err))
        return 0;
    int faults = check_integrity(db, depth, report, err);
    if (depth == CHECK_WHOLE)
        faults += check_foreign_keys(db, report, err);
    faults += check_audit_chain(db, report, err);
    return faults;
}

int backup_verify(Db *db, StrBuf *report, Error *err)
{
    return verify(db, CHECK_WHOLE, report, err);
}

/* --- copies ----------------------------------------------------------------------------------- */

/* The copy is fsynced as a whole before it counts, so its pages need no journal of their own. */
static void copy_pages(Db *db, const char *path, Error *err)
{
    Db *copy = db_open(path, DB_CREATE, err);
    db_exec(copy, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF", err);
    db_copy(db, copy, err);
    db_close(copy);
    /* The header came with the pages and says that there is a write-ahead log: a file that is
     * kept must open without one beside it. */
    copy = db_open(path, DB_WRITE, err);
    db_exec(copy, "PRAGMA journal_mode = DELETE", err);
    db_close(copy);
}

static void copy_checked(Db *db, const char *path, Depth depth, Error *err)
{
    if (!error_ok(err))
        return;
    Arena *arena = arena_create();
    const char *temporary = arena_printf(arena, "%s.part", path).ptr;
    unlink(temporary);
    copy_pages(db, temporary, err);
    if (error_ok(err)) {
        StrBuf report = STRBUF_INIT;
        Db *copied = db_open(temporary, DB_READ, err);
        if (verify(copied, depth, &report, err) > 0)
            error_set(err, STATUS_SQL, "the copy is damaged: %s", strbuf_cstr(&report));
        db_close(copied);
        strbuf_free(&report);
        chmod(temporary, 0600);
    }
    error_place(err, (SourceRef){.file = path});
    file_commit(temporary, path, err);
    arena_free(arena);
}

void backup_copy(Db *db, const char *path, Error *err)
{
    copy_checked(db, path, CHECK_WHOLE, err);
}

/* The date in a backup's name; false for other files. */
static bool backup_date(const char *name, Date *date)
{
    Str s = str_from(name);
    return str_starts_with(s, PREFIX) && str_ends_with(s, SUFFIX) &&
           s.len == PREFIX.len + 10 + SUFFIX.len &&
           date_parse_iso(str_slice(s, PREFIX.len, PREFIX.len + 10), date);
}

static int month_number(Date date)
{
    return date.year * 12 + date.month;
}

/* Is this one of the nights, or the newest of its month within the months? Later ones are given. */
static bool is_kept(Date date, Date as_of, int newer_nights, bool newest_of_month)
{
    if (newer_nights < BACKUP_NIGHTS)
        return true;
    return newest_of_month && month_number(as_of) - month_number(date) < BACKUP_MONTHS;
}

void backup_rotate(Db *db, const char *folder, Date as_of, Error *err)
{
    if (!error_ok(err))
        return;
    Arena *arena = arena_create();
    char iso[DATE_TEXT_SIZE];
    date_format_iso(as_of, iso);
    file_make_folder(folder, err);
    Str name = arena_printf(arena, "warehouse-%s.db", iso);
    copy_checked(db, file_join(arena, folder, name.ptr), CHECK_QUICK, err);
    FileList files = file_walk(arena, folder, err);
    int nights = 0, last_month = -1;
    for (size_t i = files.count; i > 0 && error_ok(err); i--) { /* names sort by date */
        Date date;
        if (!backup_date(files.paths[i - 1], &date))
            continue;
        bool newest = month_number(date) != last_month;
        last_month = month_number(date);
        if (!is_kept(date, as_of, nights++, newest))
            unlink(file_join(arena, folder, files.paths[i - 1]));
    }
    arena_free(arena);
}

const char *backup_newest(Arena *arena, const char *folder)
{
    Error ignored = {0};
    if (!file_is_folder(folder))
        return NULL;
    FileList files = file_walk(arena, folder, &ignored);
    for (size_t i = files.count; i > 0; i--) {
        Date date;
        if (backup_date(files.paths[i - 1], &date))
            return file_join(arena, folder, files.paths[i - 1]);
    }
    return NULL;
}

void backup_restore(const char *backup, const char *outputs_dir, Error *err)
{
    if (!error_ok(err))
        return;
    Arena *arena = arena_create();
    const char *target = file_join(arena, outputs_dir, "warehouse.db");
    const char *aside = arena_printf(arena, "%s.before-restore", target).ptr;
    const char *copy = arena_printf(arena, "%s.part", target).ptr;
    if (!file_exists(backup))
        error_set_at(err, STATUS_INPUT, (SourceRef){.file = backup}, "there is no such file");
    file_make_folder(outputs_dir, err);
    Db *db = db_open(backup, DB_READ, err);
    StrBuf report = STRBUF_INIT;
    if (backup_verify(db, &report, err) > 0)
        error_set_at(err, STATUS_SQL, (SourceRef){.file = backup}, "is damaged: %s",
                     strbuf_cstr(&report));
    backup_copy(db, copy, err);
    db_close(db);
    if (error_ok(err) && file_exists(target)) {
        if (rename(target, aside) != 0)
            error_set_at(err, STATUS_IO, (SourceRef){.file = target}, "cannot be moved aside: %s",
                         strerror(errno));
        /* The log of the database that was there must not be applied to the one that comes. */
        unlink(arena_printf(arena, "%s-wal", target).ptr);
        unlink(arena_printf(arena, "%s-shm", target).ptr);
    }
    file_commit(copy, target, err);
    strbuf_free(&report);
    arena_free(arena);
}
