#ifndef ROLLBOOK_WAREHOUSE_BACKUP_H
#define ROLLBOOK_WAREHOUSE_BACKUP_H

/*
 * Copies of the warehouse, which holds what cannot be rebuilt: public ids, decisions, releases, the
 * audit chain. A copy is consistent while a run goes on, is checked before it counts, and appears
 * whole or not at all. Names are warehouse-<as-of date>.db; kept are the newest of each of the last
 * 7 nights and of the last 12 months.
 */

#include "pipeline/base/arena.h"
#include "pipeline/base/date.h"
#include "pipeline/warehouse/db.h"

enum { BACKUP_NIGHTS = 7, BACKUP_MONTHS = 12 };

/* Copies the database behind db to a file and checks the copy. STATUS_IO where it cannot be
 * written. */
void backup_copy(Db *db, const char *path, Error *err);

/*
 * The night's backup into a folder, and the removal of those past their time. db may be a
 * connection of its own, in a thread of its own, while others write. The copy is checked
 * page by page and row by row, but two things are left to backup_verify and backup_restore:
 * indexes, which can be made again, are not compared with their tables, which would take as long
 * again; and foreign keys, which each night follows before its commit, are not followed.
 */
void backup_rotate(Db *db, const char *folder, Date as_of, Error *err);

/* The newest backup of a folder; NULL where there is none. In the arena. */
const char *backup_newest(Arena *arena, const char *folder);

/*
 * What is wrong with a warehouse, by SQLite's own integrity and foreign key checks and by the chain
 * of the audit log: one line a fault appended to report, their number returned.
 */
struct StrBuf;
int backup_verify(Db *db, struct StrBuf *report, Error *err);

/*
 * Puts a checked backup in the place of outputs/warehouse.db, whose damaged or older file is kept
 * beside it as warehouse.db.before-restore. STATUS_SQL where the backup itself is damaged.
 */
void backup_restore(const char *backup, const char *outputs_dir, Error *err);

#endif
