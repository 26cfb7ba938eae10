#ifndef ROLLBOOK_CLI_NIGHTLY_H
#define ROLLBOOK_CLI_NIGHTLY_H

/*
 * The nightly batch: which stages run in which order, what is committed when, and what happens
 * after a run that did not end.
 *
 *     discover, read, map, validate   each commits its own tables, which no report reads
 *     link, load, measure             one transaction: its commit is the night
 *     reports                         written aside and renamed into place
 */

#include "pipeline/base/log.h"
#include "pipeline/cli/office.h"

typedef struct NightlyOptions {
    Date as_of;         /* {0}: today in the office's time zone */
    const char *period; /* NULL: the running and the last closed one */
    const char *from;   /* begin at this stage; NULL: at the first */
    bool dry;           /* on a copy: no backup is made of it */
    LogStyle style;
} NightlyOptions;

/* What a run did, for the lines it ends with. Counts are of the committed warehouse. */
typedef struct NightlyResult {
    bool nothing_new;
    int64_t run_id;
    Date as_of;
    Error refused; /* the first report that was refused; all others are written */
} NightlyResult;

/* Runs the batch on an office. */
NightlyResult nightly_run(const Office *office, const NightlyOptions *options, Error *err);

#endif
