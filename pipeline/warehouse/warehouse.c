#include "pipeline/warehouse/warehouse.h"

#include "pipeline/base/file.h"
#include "pipeline/base/strbuf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static const char SCHEMA_FOLDER[] = "pipeline/warehouse/schema/";
static const char VIEWS_FOLDER[] = "pipeline/warehouse/views/";

int warehouse_version(void)
{
    Arena *arena = arena_create();
    Error err = {0};
    int version = (int)asset_list(NULL, arena, SCHEMA_FOLDER, &err).count;
    arena_free(arena);
    return version;
}

static void exec_asset(Db *db, Arena *arena, const char *path, Error *err)
{
    db_exec(db, arena_cstr(arena, asset_read(NULL, arena, path, err)), err);
    error_place(err, (SourceRef){.file = path});
}

/* Views hold no data, so they are made anew by each program that opens the warehouse to write. */
static void make_views(Db *db, Arena *arena, Error *err)
{
    Stmt *old =
        db_prepare(db, "SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name", err);
    StrBuf sql = STRBUF_INIT;
    while (stmt_step(old, err)) {
        Str name = stmt_str(old, 0);
        strbuf_appendf(&sql, "DROP VIEW \"%.*s\";", STR_ARG(name));
    }
    stmt_free(old);
    db_exec(db, strbuf_cstr(&sql), err);
    strbuf_free(&sql);
    AssetList views = asset_list(NULL, arena, VIEWS_FOLDER, err);
    for (size_t i = 0; i < views.count; i++)
        exec_asset(db, arena, views.paths[i], err);
}

void warehouse_migrate(Db *db, Error *err)
{
    Arena *arena = arena_create();
    AssetList files = asset_list(NULL, arena, SCHEMA_FOLDER, err);
    int64_t version = db_int(db, "PRAGMA user_version", err);
    if (error_ok(err) && version > (int64_t)files.count)
        error_set(
            err, STATUS_SQL,
            "the warehouse was made by a newer rollbook (schema %lld, this program knows %zu)",
            (long long)version, files.count);
    db_begin(db, err);
    for (size_t i = (size_t)version; error_ok(err) && i < files.count; i++) {
        exec_asset(db, arena, files.paths[i], err);
        db_exec(db, arena_printf(arena, "PRAGMA user_version = %zu", i + 1).ptr, err);
    }
    make_views(db, arena, err);
    db_commit(db, err);
    if (!error_ok(err))
        db_rollback(db);
    arena_free(arena);
}

/* An advisory lock on a file of its own: it dies with the process that holds it. */
static int take_lock(Arena *arena, const char *outputs_dir, Error *err)
{
    const char *path = file_join(arena, outputs_dir, "warehouse.lock");
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) {
        error_set_at(err, STATUS_IO, (SourceRef){.file = path}, "cannot be written: %s",
                     strerror(errno));
        return -1;
    }
    char holder[32] = {0};
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        ssize_t n = read(fd, holder, sizeof holder - 1);
        holder[n > 0 ? strcspn(holder, "\n") : 0] = '\0';
        error_set_at(err, STATUS_LOCKED, (SourceRef){.file = path},
                     "another run is going on (process %s); wait until it has ended",
                     holder[0] ? holder : "unknown");
        close(fd);
        return -1;
    }
    int len = snprintf(holder, sizeof holder, "%ld\n", (long)getpid());
    if (ftruncate(fd, 0) != 0 || pwrite(fd, holder, (size_t)len, 0) != len)
        error_set_at(err, STATUS_IO, (SourceRef){.file = path}, "cannot be written: %s",
                     strerror(errno));
    return fd;
}

int warehouse_lock(const char *outputs_dir, Error *err)
{
    if (!error_ok(err))
        return -1;
    Arena *arena = arena_create();
    file_make_folder(outputs_dir, err);
    int fd = error_ok(err) ? take_lock(arena, outputs_dir, err) : -1;
    arena_free(arena);
    return fd;
}

Warehouse warehouse_open(const char *outputs_dir, Error *err)
{
    Warehouse warehouse = {.lock_fd = -1};
    if (!error_ok(err))
        return warehouse;
    Arena *arena = arena_create();
    warehouse.lock_fd = warehouse_lock(outputs_dir, err);
    const char *path = file_join(arena, outputs_dir, "warehouse.db");
    warehouse.db = db_open(path, DB_CREATE, err);
    /* Pages twice the usual size: the night's rows come in long sorted runs. A file keeps its own.
     */
    db_exec(warehouse.db,
            "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
            "PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536;",
            err);
    if (error_ok(err))
        warehouse_migrate(warehouse.db, err);
    error_place(err, (SourceRef){.file = path});
    if (!error_ok(err)) {
        warehouse_close(&warehouse);
        warehouse = (Warehouse){.lock_fd = -1};
    }
    arena_free(arena);
    return warehouse;
}

void warehouse_close(Warehouse *warehouse)
{
    db_close(warehouse->db);
    if (warehouse->lock_fd >= 0)
        close(warehouse->lock_fd);
    *warehouse = (Warehouse){.lock_fd = -1};
}

/*
 * A connection that may not write leaves the files of the write-ahead log behind when it closes
 * last; so one that might write, but will not, is preferred.
 */
static Db *open_to_read(const char *path, Error *err)
{
    if (access(path, W_OK) != 0)
        return db_open(path, DB_READ, err);
    Db *db = db_open(path, DB_WRITE, err);
    db_exec(db, "PRAGMA query_only = ON", err);
    return db;
}

bool warehouse_exists(const char *outputs_dir)
{
    Arena *arena = arena_create();
    struct stat info;
    bool exists =
        stat(file_join(arena, outputs_dir, "warehouse.db"), &info) == 0 && info.st_size > 0;
    arena_free(arena);
    return exists;
}

Db *warehouse_read(const char *outputs_dir, Error *err)
{
    if (!error_ok(err))
        return NULL;
    Arena *arena = arena_create();
    const char *path = file_join(arena, outputs_dir, "warehouse.db");
    Db *db = NULL;
    if (!warehouse_exists(outputs_dir))
        error_set_at(err, STATUS_INPUT, (SourceRef){.file = path},
                     "there is no warehouse; \"rollbook run\" makes it, or says how to bring a lost"
                     " one back");
    else
        db = open_to_read(path, err);
    if (db && db_int(db, "PRAGMA user_version", err) != warehouse_version())
        error_set_at(
            err, STATUS_SQL, (SourceRef){.file = path},
            "was made by another version of rollbook; \"rollbook run\" brings it up to date");
    if (!error_ok(err)) {
        db_close(db);
        db = NULL;
    }
    arena_free(arena);
    return db;
}
