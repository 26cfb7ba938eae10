#ifndef ROLLBOOK_SAMPLE_FORM_H
#define ROLLBOOK_SAMPLE_FORM_H

/*
 * A plain table of a return other than a register: headings in the clerk's language, one row a
 * record, cells given from left to right.
 *
 *     Form form = form_open(scribe, file, STR("Visits"), &clerk, FIELDS, 6, NULL);
 *     form_text(&form, name);
 *     form_date(&form, day);
 *     int row = form_row(&form);
 */

#include "pipeline/sample/writing.h"

typedef struct Form {
    Scribe *scribe;
    SheetFile *file;
    Sheet *sheet;
    const Clerk *clerk;
    int row, col; /* of the last cell written */
} Form;

/* title: a line above the headings, or NULL. fields: canonical names, NULL-terminated. */
Form form_open(Scribe *scribe, SheetFile *file, Str sheet, const Clerk *clerk,
               const char *const *fields, const char *title);

void form_text(Form *form, Str text);
void form_cstr(Form *form, const char *text); /* NULL leaves the cell empty */
void form_int(Form *form, int value);
void form_double(Form *form, double value);
void form_date(Form *form, Date date); /* none leaves it empty */
void form_yes(Form *form, bool yes);
/* A coded value in the clerk's language: form_code(form, "leave", "returned_mm"). */
void form_code(Form *form, const char *group, const char *code);
void form_skip(Form *form);
void form_written(Form *form, const Written *cell);

/* Ends the row and tells its number, 1-based. */
int form_row(Form *form);

/* Path of a return in its center's folder: "HKW-003/2026-09/attendance-2026-09.xlsx". */
const char *form_path(Scribe *scribe, const char *folder, Date month, const char *name,
                      FileFormat format);

/* Writes and releases the file, and puts it into the truth. */
void form_close(Scribe *scribe, SheetFile *file, const char *path, FileFormat format,
                const char *status, Error *err);

/* A workbook format that the clerk's center uses for returns: never a form's. */
FileFormat form_format(const Clerk *clerk);

/* The habits of the office's own staff: English, dates as ISO. */
Clerk form_office_clerk(void);

#endif
