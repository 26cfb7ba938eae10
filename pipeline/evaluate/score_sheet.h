#ifndef ROLLBOOK_EVALUATE_SCORE_SHEET_H
#define ROLLBOOK_EVALUATE_SCORE_SHEET_H

/* The results of an evaluation, as named numbers in the order in which they were found. */

#include "pipeline/base/strbuf.h"

typedef struct ScoreSheet {
    StrBuf text;    /* lines "name<TAB>value" */
    StrBuf json;    /* members of one object */
    StrBuf details; /* lines for people: what was not right */
    int findings;
} ScoreSheet;

void score_number(ScoreSheet *sheet, const char *name, double value);
void score_count(ScoreSheet *sheet, const char *name, int64_t value);

/* A line below the scores; counts as a finding. */
__attribute__((format(printf, 2, 3))) void score_finding(ScoreSheet *sheet, const char *format,
                                                         ...);

void score_sheet_free(ScoreSheet *sheet);

#endif
