#ifndef ROLLBOOK_TESTS_NIGHT_H
#define ROLLBOOK_TESTS_NIGHT_H

/* A warehouse in memory and a batch on it, for tests of stages. */

#include "pipeline/warehouse/batch.h"

typedef struct Night {
    Arena *arena;
    Assets assets;
    Config *config;
    Batch batch;
    Db *db; /* the batch's */
} Night;

/* A new warehouse with its views, all settings at their defaults, run 1, as of the given day. */
Night night_open(const char *as_of);
void night_close(Night *night);

/* Runs SQL that must not fail. */
void night_sql(Night *night, const char *sql);

/* The first column of the first row as text ("NULL" for NULL, "" for no row); kept until
 * night_close. */
const char *night_text(Night *night, const char *sql);
int64_t night_int(Night *night, const char *sql);

/* Fails the test with the message where a stage failed. */
void night_ok(const Error *err);

#endif
