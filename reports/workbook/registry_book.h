#ifndef ROLLBOOK_REPORTS_WORKBOOK_REGISTRY_BOOK_H
#define ROLLBOOK_REPORTS_WORKBOOK_REGISTRY_BOOK_H

/*
 * A table of inputs/registry as a workbook to fill in: what each column means in English and Thai,
 * an example, drop-downs. It is read as it is: lines that begin with # are skipped, and the
 * headings are the names of the columns.
 */

#include "reports/workbook/workbook.h"

/* name: "centers", "population" or "targets"; what they hold is said by templates/office/workbook/.
 */
void registry_book_write(const WorkbookContext *context, const char *name, const char *path,
                         Error *err);

#endif
