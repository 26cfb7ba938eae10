#ifndef ROLLBOOK_REPORTS_MADE_H
#define ROLLBOOK_REPORTS_MADE_H

/*
 * Reports made by C code: workbooks whose shape no template has (feedback to centers, clerical
 * review). To add one: two functions in made.c, one that plans its tasks and one that does them.
 */

#include "reports/report_run.h"

/* Adds a task for each workbook. */
void plan_made_reports(ReportRun *run, Error *err);

#endif
