#ifndef ROLLBOOK_CLI_DEDUPE_TABLE_H
#define ROLLBOOK_CLI_DEDUPE_TABLE_H

/* Files as the table of a linkage model: shared by dedupe and model suggest. */

#include "pipeline/cli/options.h"
#include "pipeline/link/linkage.h"

typedef struct DedupeTable {
    LinkTable *table;
    int unique_id; /* columns of the table; -1: none */
    int truth;
} DedupeTable;

/* Loads the files from the first-th argument on, on `threads` threads. truth may be NULL. */
DedupeTable dedupe_table_load(const LinkModel *model, const char *truth, const Options *options,
                              size_t first, int threads, Error *err);

/*
 * Names by their sound, where the model asks for it: parses them all. NULL where it does not. To be
 * freed after the table.
 */
LinkNames *dedupe_table_hear(const LinkModel *model, LinkTable *table, Error *err);

/* Every column of the first file, each with a pool of its own: what suggest looks at. */
LinkTable *dedupe_table_all(Arena *arena, const Options *options, size_t first, Error *err);

#endif
