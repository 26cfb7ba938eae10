#ifndef ROLLBOOK_REPORTS_WORKBOOK_SENT_H
#define ROLLBOOK_REPORTS_WORKBOOK_SENT_H

/* Sheets that centers sent and that go back to them. */

#include "pipeline/base/str.h"
#include "reports/workbook/workbook.h"

enum { SENT_KEYS_MAX = 4 };

/* The kinds of record that a center corrects, where their rows are staged, and how a row's child is
 * told. */
typedef struct SentKind {
    const char *name;
    const char *table;
    const char *child_of_row; /* SQL: the child of row r; NULL: its rows name no child */
    const char *key;          /* a field that a sheet's title may tell of all its rows, or NULL */
} SentKind;

/* A sheet of a current submission, as the center made it. */
typedef struct SentSheet {
    Str center_code;
    int64_t raw_sheet_id;
    int64_t header_row; /* last heading row; rows after it are data. 0: a form without headings */
    Str path, name, period_code, columns;
    const SentKind *kind;
    struct {
        Str field, value;
    } keys[SENT_KEYS_MAX]; /* what its title told of all rows, beside center and period */
    int key_count;
    /* Of the workbook in which it goes back: */
    Str used_name;
    /*
     * In a feedback workbook that came back: the first of the columns that were put behind the
     * center's own, 1-based; before those stands the id column. 0: the sheet is the center's own.
     */
    int ours_from;
} SentSheet;

typedef struct SentList {
    SentSheet *items;
    size_t count;
} SentList;

/* A copy of a center's sheets in the arena: by kind, the newest first. Texts are those of sheets.
 */
SentList sent_sheets_of(const SentSheets *sheets, const char *center_code, Arena *arena);

#endif
