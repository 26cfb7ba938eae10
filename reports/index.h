#ifndef ROLLBOOK_REPORTS_INDEX_H
#define ROLLBOOK_REPORTS_INDEX_H

#include "reports/report_run.h"

/* Writes INDEX.md of everything in report_file to the run's temporary folder. */
void index_write(ReportRun *run, Error *err);

#endif
