#ifndef ROLLBOOK_REPORTS_WORKBOOK_CORRECTED_H
#define ROLLBOOK_REPORTS_WORKBOOK_CORRECTED_H

/*
 * A spreadsheet as it was sent, with every cell put right whose right value is certain: a number
 * whose lost zeros the check digit proves, Zawgyi as Unicode, a Buddhist year typed into a date
 * cell. Each such cell is marked and keeps in a comment what stood there. Values only: formulas are
 * their results, and the layout, merged cells with it, is not kept.
 */

#include "reports/workbook/workbook.h"

/*
 * Corrections are the notes of rules id.repaired, text.zawgyi and date.buddhist_year, which map
 * leaves where Batch.corrections asks for them. Returns how many cells were corrected.
 */
int64_t corrected_write(const WorkbookContext *context, int64_t source_file_id, const char *path,
                        Error *err);

#endif
