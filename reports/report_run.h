#ifndef ROLLBOOK_REPORTS_REPORT_RUN_H
#define ROLLBOOK_REPORTS_REPORT_RUN_H

/*
 * One writing of reports: the temporary folder, the connections per audience and the list of files.
 * Reports made by C code are given this.
 */

#include "reports/audience/reach.h"
#include "reports/period_choice.h"
#include "reports/reports.h"

/* A file of a report; its place in outputs/ follows from this. */
typedef struct ReportFile {
    const char *report; /* "feedback" */
    Audience audience;
    const char *center; /* of AUDIENCE_CENTER; else NULL */
    const char *period; /* code */
    const char *language;
    const char *extension; /* "xlsx" */
    bool names;            /* it names children */
} ReportFile;

typedef struct WrittenFile {
    const char *path; /* relative to outputs/ */
    Audience audience;
    const char *center;
    const char *period;
    bool names;
    char sha256[65];
} WrittenFile;

typedef struct ReportRun {
    Batch *batch;
    Arena *arena;
    const char *folder; /* temporary; the layout of outputs/ below it */
    const char *warehouse;
    Str digest; /* of the inputs */
    Reach *reaches[AUDIENCE_COUNT];
    ReachNeed needs[AUDIENCE_COUNT]; /* what the extracts must serve */
    WrittenFile *files;
    size_t count, cap;
    Error refused; /* the first report that was refused */
} ReportRun;

ReportRun *report_run_open(Batch *batch, Error *err);

/* Where to write a file: makes its folder and notes it. The path lives as long as the run. */
const char *report_run_file(ReportRun *run, const ReportFile *file, Error *err);

/* Adds a template and its periods to what its audience's extract must serve; before it is opened.
 */
void report_run_expect(ReportRun *run, Audience audience, Str text, const PeriodChoice *periods);

/* The connection of an audience, opened when first asked. */
Reach *report_run_reach(ReportRun *run, Audience audience, Error *err);

/* How many files there are; report_run_drop forgets and removes those added since. */
size_t report_run_mark(const ReportRun *run);
void report_run_drop(ReportRun *run, size_t mark);

/* A report was refused: tells the log, keeps the first refusal and clears err. */
void report_run_refuse(ReportRun *run, const char *report, Error *err);

/* Writes INDEX.md, moves everything into place and notes it in report_file. */
void report_run_finish(ReportRun *run, Error *err);

/* Removes the temporary folder. NULL is allowed. */
void report_run_close(ReportRun *run);

#endif
