#ifndef ROLLBOOK_REPORTS_WORKBOOK_INTAKE_H
#define ROLLBOOK_REPORTS_WORKBOOK_INTAKE_H

/*
 * The blank workbook for centers: sheets for the register, attendance, the monthly return, staff
 * and incidents, with headings from the dictionaries, drop-downs from the code lists, text columns
 * for numbers that are names, and instructions in front. What is filled in is read without a
 * mapping: a hidden sheet says which sheet holds what.
 */

#include "reports/workbook/workbook.h"

/* language: "en", "th", "my" or "ksw"; center: a code to fill in, or NULL. The context's db is not
 * used.
 */
void intake_write(const WorkbookContext *context, const char *language, const char *center,
                  const char *path, Error *err);

#endif
