#ifndef ROLLBOOK_SAMPLE_TRUTH_H
#define ROLLBOOK_SAMPLE_TRUTH_H

/*
 * The truth beside the invented files, for `rollbook evaluate`. Tab-separated tables:
 *
 * truth.tsv       path sheet row kind child | what a perfect reader reads in that row
 * traps.tsv       each difficulty that was laid, and how to tell that it was caught
 * indicators.tsv  the figures, computed from the invented lives
 * files.tsv       path format status: what should become of each file
 */

#include "pipeline/base/date.h"
#include "pipeline/base/error.h"
#include "pipeline/base/strbuf.h"
#include "pipeline/sample/world.h"

/* What one row says. Zero means "says nothing of it". */
typedef struct TruthRow {
    const char *path; /* relative to inputs */
    Str sheet;        /* as the workbook names it; XML: the repeated element */
    int row;          /* as a spreadsheet shows it; XML: line */
    const char *kind; /* register, attendance, ... */
    int child;        /* index; -1: names no child */
    char sex;         /* as stated, or told by a title */
    Date birth_from, birth_to;
    const char *grade; /* code */
    Str district;
    Date start, end;
    const char *reason;
    int school_days, days_present;
} TruthRow;

typedef struct Truth Truth;

Truth *truth_create(void);
void truth_free(Truth *truth); /* NULL is allowed */

void truth_row(Truth *truth, const TruthRow *row);
void truth_file(Truth *truth, const char *path, const char *format, const char *status);

/*
 * A trap. number: of the list in notes/domain.md, section 7, or above 30 for further ones.
 * expect: how evaluate tells that it was caught, see pipeline/evaluate/traps.h. children: indices.
 */
typedef struct Trap {
    int number;
    const char *name; /* "twins" */
    const char *path;
    Str sheet;
    int row;            /* 0: the whole file */
    const char *expect; /* "same", "apart", "field", "issue", "status", "absent", "staged" */
    const char *detail; /* of expect: "sex=F", "held" */
    int children[2];
    int child_count;
} Trap;

void truth_trap(Truth *truth, const Trap *trap);

/* "C000123": how the truth names a child. */
void truth_child_name(int child, char out[16]);

/* Writes the tables below dir. indicators: rows of indicators.tsv without the heading. */
void truth_write(const Truth *truth, const char *dir, Str indicators, Error *err);

#endif
