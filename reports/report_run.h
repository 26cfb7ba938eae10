#ifndef ROLLBOOK_REPORTS_REPORT_RUN_H
#define ROLLBOOK_REPORTS_REPORT_RUN_H

/*
 * One writing of reports: the temporary folder, the extracts, the tasks and the files they leave.
 * A task is one report in one language, or one center's workbook. Tasks are planned by one thread,
 * done by several, each with connections of its own (a desk), and what they leave is gathered in
 * the order in which they were planned: no file depends on which thread was faster.
 */

#include "reports/audience/reach.h"
#include "reports/period_choice.h"
#include "reports/query/result_store.h"
#include "reports/query/words.h"
#include "reports/reports.h"
#include "reports/template/template.h"
#include "reports/text/paragraph.h"
#include "reports/workbook/workbook.h"

#include <pthread.h>

/* A file of a report; its place in outputs/ follows from this. */
typedef struct ReportFile {
    const char *report; /* "feedback" */
    Audience audience;
    const char *center; /* of AUDIENCE_CENTER; else NULL */
    const char *period; /* code */
    const char *language;
    const char *extension; /* "xlsx" */
    bool names;            /* it names children */
    const char *folder;    /* below outputs/; NULL: the audience's, then the period's */
} ReportFile;

typedef struct WrittenFile {
    const char *path; /* relative to outputs/ */
    Audience audience;
    const char *center;
    const char *period;
    bool names;
    const char *recipient; /* of what was asked for by name; NULL: the audience */
    char sha256[65];
    char content[65]; /* of its contents without the day; "": not known */
} WrittenFile;

typedef struct FileNotes {
    WrittenFile *items;
    size_t count, cap;
} FileNotes;

enum { REPORT_LANGUAGES_MAX = 3 }; /* en, th, my */

/* What one thread has to itself. */
typedef struct ReportDesk {
    Db *db; /* the warehouse, read-only */
    Reach *reaches[AUDIENCE_COUNT];
    FeedbackMaker *feedback;
    ResultStore *results;               /* of the report at hand, in all its languages */
    Arena *arena;                       /* of the words */
    Words *words[REPORT_LANGUAGES_MAX]; /* loaded when first asked for */
    Typesetter typesetter;              /* opened when first asked for */
} ReportDesk;

/* Centers that get something: those that have sent something. Columns: center_code, language. */
extern const char REPORT_CENTERS[];

typedef struct ReportRun ReportRun;
typedef struct ReportTask ReportTask;

struct ReportTask {
    const char *name;
    void (*write)(ReportTask *self, Error *err);
    /* Of what it writes; NULL or zero where it does not apply. */
    const Template *template;
    const ReportPeriod *period;
    const char *language, *center;
    const char *recipient, *why; /* of what is written on request only */
    unsigned formats;
    StrBuf *dump; /* where only the document's tree is asked for */
    /* Set while it is done. */
    ReportRun *run;
    ReportDesk *desk;
    Reach *own;   /* a center's, closed when the task is done */
    Arena *arena; /* what it leaves; freed with the run */
    FileNotes files;
    ExemptionList exemptions;
    Error err;
};

/* An audience's extract, or the failure to make it, which refuses the audience's reports. */
typedef struct RunExtract {
    bool wanted;
    ReachNeed need;
    Reach *reach;
    Error err;
} RunExtract;

enum { REPORT_DESKS_MAX = 4 }; /* documents in memory at a time */

struct ReportRun {
    Batch *batch;
    Arena *arena;
    const char *folder; /* temporary; the layout of outputs/ below it */
    const char *warehouse;
    Str digest; /* of the inputs */
    RunExtract extracts[AUDIENCE_COUNT];
    SentSheets *sent; /* what feedback workbooks hold */
    ReportDesk desks[REPORT_DESKS_MAX];
    ReportTask **tasks;
    size_t task_count, task_cap;
    FileNotes files;
    Error refused; /* the first report that was refused */
    pthread_mutex_t log_lock;
    int64_t done; /* tasks behind us; under log_lock */
};

ReportRun *report_run_open(Batch *batch, Error *err);

/* Adds a task; the caller fills in what it writes. Lives as long as the run. */
ReportTask *report_run_task(ReportRun *run, const char *name,
                            void (*write)(ReportTask *self, Error *err));

/*
 * Adds a template and its periods to what its audience's extract must serve; before the tasks are
 * done.
 */
void report_run_expect(ReportRun *run, Audience audience, Str text, const PeriodChoice *periods);

/*
 * Makes the extracts, does all tasks, and gathers what they leave. A task that is refused
 * (STATUS_REFUSED, STATUS_CONFIG) leaves no file and is told to the log; another failure is err.
 */
void report_run_do(ReportRun *run, Error *err);

/* Where a file will stand, relative to outputs/. Lives as long as the run. */
const char *report_task_path(ReportTask *task, const ReportFile *file);

/* Where a task writes a file: makes its folder and notes it. The path lives as long as the run. */
const char *report_task_file(ReportTask *task, const ReportFile *file, Error *err);

/* Words of the task's language, for its thread alone. */
Words *report_task_words(ReportTask *task, Error *err);

/* Fonts and shaped words of the task's thread. */
Typesetter *report_task_typesetter(ReportTask *task, Error *err);

/* The task's own connection for an audience. */
Reach *report_task_reach(ReportTask *task, Audience audience, Error *err);

/* A report was refused: tells the log, keeps the first refusal and clears err. */
void report_run_refuse(ReportRun *run, const char *report, Error *err);

/* Writes INDEX.md, moves everything into place and notes it in report_file. */
void report_run_finish(ReportRun *run, Error *err);

/* Removes the temporary folder. NULL is allowed. */
void report_run_close(ReportRun *run);

#endif
