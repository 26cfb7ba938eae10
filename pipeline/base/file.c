#include "pipeline/base/file.h"

#include "pipeline/base/mem.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WALK_FILES_MAX = 100000, WALK_DEPTH_MAX = 32 };

static void fail(Error *err, Status status, const char *path, const char *what)
{
    error_set_at(err, status, (SourceRef){.file = path}, "%s: %s", what, strerror(errno));
}

Str file_read(Arena *arena, const char *path, size_t max, Error *err)
{
    Str bytes = {"", 0};
    if (!error_ok(err))
        return bytes;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat info;
    if (fd < 0 || fstat(fd, &info) != 0) {
        fail(err, STATUS_INPUT, path, "cannot be opened");
    } else if (!S_ISREG(info.st_mode)) {
        error_set_at(err, STATUS_INPUT, (SourceRef){.file = path}, "is not a regular file");
    } else if ((uint64_t)info.st_size > max) {
        error_set_at(err, STATUS_LIMIT, (SourceRef){.file = path},
                     "is %lld bytes long, expected at most %zu", (long long)info.st_size, max);
    } else {
        size_t size = (size_t)info.st_size, done = 0;
        char *buffer = arena_alloc(arena, size + 1);
        while (done < size) {
            ssize_t n = read(fd, buffer + done, size - done);
            if (n < 0 && errno == EINTR)
                continue;
            if (n < 0)
                fail(err, STATUS_INPUT, path, "cannot be read");
            if (n <= 0)
                break; /* shorter than a moment ago: what is there counts */
            done += (size_t)n;
        }
        buffer[done] = '\0';
        bytes = (Str){buffer, done};
    }
    if (fd >= 0)
        close(fd);
    return bytes;
}

bool file_exists(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0;
}

bool file_is_folder(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

void file_make_folder(const char *path, Error *err)
{
    if (!error_ok(err) || file_is_folder(path))
        return;
    char *copy = x_strdup(path);
    for (char *p = copy + 1;; p++) {
        if (*p != '/' && *p != '\0')
            continue;
        char kept = *p;
        *p = '\0';
        if (mkdir(copy, 0700) != 0 && errno != EEXIST) {
            fail(err, STATUS_IO, path, "the folder cannot be made");
            break;
        }
        *p = kept;
        if (!kept)
            break;
    }
    if (error_ok(err) && !file_is_folder(path)) {
        errno = ENOTDIR;
        fail(err, STATUS_IO, path, "the folder cannot be made");
    }
    x_free(copy);
}

const char *file_join(Arena *arena, const char *folder, const char *name)
{
    size_t len = strlen(folder);
    const char *slash = len == 0 || folder[len - 1] == '/' ? "" : "/";
    return arena_printf(arena, "%s%s%s", folder, slash, name).ptr;
}

/* Makes a rename in this path's folder last through a power cut. */
static void sync_folder_of(const char *path)
{
    char *folder = x_strdup(path);
    char *slash = strrchr(folder, '/');
    if (slash)
        slash[slash == folder] = '\0';
    int fd = open(slash ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        fsync(fd);
        close(fd);
    }
    x_free(folder);
}

static bool sync_one(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool synced = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    return synced;
}

void file_sync(const char *path, Error *err)
{
    if (error_ok(err) && !sync_one(path))
        fail(err, STATUS_IO, path, "cannot be written");
}

void file_sync_all(const char *folder, Error *err)
{
    if (!error_ok(err))
        return;
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || syncfs(fd) != 0)
        fail(err, STATUS_IO, folder, "cannot be written");
    if (fd >= 0)
        close(fd);
}

void file_place(const char *temporary, const char *path, Error *err)
{
    if (error_ok(err) && rename(temporary, path) != 0)
        fail(err, STATUS_IO, path, "cannot be written");
    if (!error_ok(err))
        unlink(temporary);
}

void file_commit(const char *temporary, const char *path, Error *err)
{
    if (error_ok(err) && !sync_one(temporary))
        fail(err, STATUS_IO, path, "cannot be written");
    file_place(temporary, path, err);
    if (error_ok(err))
        sync_folder_of(path);
}

/* Writes beside path, then has the file put there. */
static void write_aside(const char *path, Str bytes,
                        void (*finish)(const char *temporary, const char *path, Error *err),
                        Error *err)
{
    if (!error_ok(err))
        return;
    Arena *arena = arena_create();
    char *temporary = x_strdup(arena_printf(arena, "%s.XXXXXX", path).ptr);
    int fd = mkostemp(temporary, O_CLOEXEC);
    if (fd < 0)
        fail(err, STATUS_IO, path, "cannot be written");
    for (size_t done = 0; fd >= 0 && done < bytes.len;) {
        ssize_t n = write(fd, bytes.ptr + done, bytes.len - done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            fail(err, STATUS_IO, path, "cannot be written");
            break;
        }
        done += (size_t)n;
    }
    if (fd >= 0) {
        if (close(fd) != 0)
            fail(err, STATUS_IO, path, "cannot be written");
        finish(temporary, path, err);
    }
    x_free(temporary);
    arena_free(arena);
}

void file_write(const char *path, Str bytes, Error *err)
{
    write_aside(path, bytes, file_commit, err);
}

void file_write_unsynced(const char *path, Str bytes, Error *err)
{
    write_aside(path, bytes, file_place, err);
}

typedef struct Walk {
    Arena *arena;
    const char **paths;
    size_t count, cap;
} Walk;

static void walk_folder(Walk *walk, const char *folder, const char *relative, int depth, Error *err)
{
    DIR *dir = opendir(folder);
    if (!dir) {
        fail(err, STATUS_INPUT, folder, "the folder cannot be read");
        return;
    }
    for (struct dirent *entry; error_ok(err) && (entry = readdir(dir));) {
        if (entry->d_name[0] == '.')
            continue;
        const char *path = file_join(walk->arena, folder, entry->d_name);
        const char *name = relative[0] ? file_join(walk->arena, relative, entry->d_name)
                                       : arena_cstr(walk->arena, str_from(entry->d_name));
        struct stat info;
        if (lstat(path, &info) != 0)
            continue; /* gone between two calls */
        if (S_ISDIR(info.st_mode)) {
            if (depth >= WALK_DEPTH_MAX)
                error_set_at(err, STATUS_LIMIT, (SourceRef){.file = name},
                             "lies more than %d folders deep", WALK_DEPTH_MAX);
            else
                walk_folder(walk, path, name, depth + 1, err);
        } else if (S_ISREG(info.st_mode)) {
            if (walk->count >= WALK_FILES_MAX) {
                error_set_at(err, STATUS_LIMIT, (SourceRef){.file = folder},
                             "holds more than %d files", WALK_FILES_MAX);
                break;
            }
            x_grow(walk->paths, walk->cap, walk->count + 1);
            walk->paths[walk->count++] = name;
        }
    }
    closedir(dir);
}

static int compare_paths(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

FileList file_walk(Arena *arena, const char *folder, Error *err)
{
    FileList list = {0};
    if (!error_ok(err))
        return list;
    Walk walk = {.arena = arena};
    walk_folder(&walk, folder, "", 0, err);
    if (error_ok(err) && walk.count) {
        list.count = walk.count;
        list.paths = arena_new_array(arena, const char *, walk.count);
        memcpy(list.paths, walk.paths, walk.count * sizeof *walk.paths);
        qsort(list.paths, list.count, sizeof *list.paths, compare_paths);
    }
    x_free(walk.paths);
    return list;
}

static void remove_tree(Arena *arena, const char *path, Error *err)
{
    struct stat info;
    if (lstat(path, &info) != 0)
        return;
    if (S_ISDIR(info.st_mode)) {
        DIR *dir = opendir(path);
        for (struct dirent *entry; dir && (entry = readdir(dir));)
            if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
                remove_tree(arena, file_join(arena, path, entry->d_name), err);
        if (dir)
            closedir(dir);
    }
    if (remove(path) != 0)
        fail(err, STATUS_IO, path, "cannot be removed");
}

void file_remove_tree(const char *path, Error *err)
{
    if (!error_ok(err))
        return;
    Arena *arena = arena_create();
    remove_tree(arena, path, err);
    arena_free(arena);
}
