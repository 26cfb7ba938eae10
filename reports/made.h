#ifndef ROLLBOOK_REPORTS_MADE_H
#define ROLLBOOK_REPORTS_MADE_H

/*
 * Reports made by C code: workbooks whose shape no template has (feedback to centers, clerical
 * review). To add one: a function and a line in made.c.
 */

#include "reports/report_run.h"

typedef struct MadeReport {
    const char *name;
    void (*write)(ReportRun *run, Error *err);
} MadeReport;

/* Ends with a NULL name. */
extern const MadeReport MADE_REPORTS[];

#endif
