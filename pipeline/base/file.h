#ifndef ROLLBOOK_BASE_FILE_H
#define ROLLBOOK_BASE_FILE_H

/* Files and folders: whole reads, writes that appear at once or not at all, sorted walks. */

#include "pipeline/base/arena.h"
#include "pipeline/base/error.h"

#include <stdio.h>

/* The whole file in the arena, at most max bytes (STATUS_LIMIT past that). */
Str file_read(Arena *arena, const char *path, size_t max, Error *err);

bool file_exists(const char *path);
bool file_is_folder(const char *path);

/* Makes the folder and its parents (0700). */
void file_make_folder(const char *path, Error *err);

/*
 * Writes the bytes to a temporary file beside path, fsyncs, renames and fsyncs the folder: path
 * holds the old bytes or the new, never a part. Mode 0600. STATUS_IO on failure; then nothing
 * is left behind.
 */
void file_write(const char *path, Str bytes, Error *err);

/* fsyncs and renames a finished temporary file into place; removes it on failure. */
void file_commit(const char *temporary, const char *path, Error *err);

/*
 * The same two for one of many files: whole or not at all for every process, but it may be lost
 * with the power until file_sync or file_sync_all.
 */
void file_write_unsynced(const char *path, Str bytes, Error *err);
void file_place(const char *temporary, const char *path, Error *err);

/* Makes a file, or a folder's list of files, last through a power cut. */
void file_sync(const char *path, Error *err);

/* The same for everything on the folder's file system: one wait instead of one for each file. */
void file_sync_all(const char *folder, Error *err);

/* "folder/name" in the arena. */
const char *file_join(Arena *arena, const char *folder, const char *name);

/* Regular files below a folder, paths relative to it, in byte order. */
typedef struct FileList {
    const char **paths;
    size_t count;
} FileList;

/*
 * Walks recursively; names that begin with "." are skipped, symbolic links are not followed. Paths
 * that are not valid UTF-8 are listed as they are. At most 100,000 files, 32 levels.
 */
FileList file_walk(Arena *arena, const char *folder, Error *err);

/* Removes a folder and everything in it; a missing folder is no failure. */
void file_remove_tree(const char *path, Error *err);

#endif
