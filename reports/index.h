#ifndef ROLLBOOK_REPORTS_INDEX_H
#define ROLLBOOK_REPORTS_INDEX_H

#include "reports/report_run.h"

/* Writes INDEX.md of everything in report_file to path, which whoever asks makes last. */
void index_write(ReportRun *run, const char *path, Error *err);

#endif
