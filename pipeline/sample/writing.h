#ifndef ROLLBOOK_SAMPLE_WRITING_H
#define ROLLBOOK_SAMPLE_WRITING_H

/* Single cells as clerks fill them in: dates, sexes, numbers, coded values. */

#include "pipeline/base/map.h"
#include "pipeline/sample/reported.h"
#include "pipeline/sample/sheet_file.h"
#include "pipeline/sample/wording.h"

/* How a child's name and birth went onto registers so far: for traps that span files. */
typedef struct Seen {
    uint8_t spells;           /* bit s: the child's spell s is on some list */
    bool buddhist, gregorian; /* eras of its birth dates */
    bool scripts[NAME_SCRIPTS];
} Seen;

/* What all files of one sample share. */
typedef struct Truth Truth;
typedef struct Scribe {
    const World *world;
    const Wording *words;
    Truth *truth;
    Arena *arena; /* paths and texts that outlive one file */
    const char *dir;
    int files[FORMAT_COUNT]; /* how many of each were written */
    int64_t rows;            /* data rows written */
    Seen *seen;              /* by child */
    Reported *reported;      /* what the files that count say */
    Map *notations;          /* ways in which grades and districts were written */
} Scribe;

/* A cell under construction: put into a sheet, an XML element, or a CSV field. */
typedef struct Written {
    SheetCellKind kind;
    double number;
    StrBuf text;
} Written;

void written_clear(Written *cell);
void written_free(Written *cell);
void written_put(SheetFile *file, Sheet *sheet, int row, int col, const Written *cell);
/* As text, for XML: dates ISO. */
void written_text(StrBuf *out, const Written *cell);

/* A day in the clerk's way. DATES_AGE writes nothing. */
void write_date(Written *cell, Date date, DateHabit habit);
/* True for habits that write Buddhist years. */
bool habit_is_buddhist(DateHabit habit);
/* Only the year is known. */
void write_year(Written *cell, int year, DateHabit habit);
/* "10 June 2026", "๑๐ มิถุนายน ๒๕๖๙" and the like, for titles. */
void write_long_date(StrBuf *out, const Wording *words, Date date, Language language);

void write_sex(StrBuf *out, const Wording *words, char sex, const Clerk *clerk);

/* Canonical code of a reason: "returned_mm". */
const char *reason_code(Reason reason);
const char *document_code(uint8_t document);
const char *ethnicity_code(const World *world, const Child *child);
const char *religion_code(uint8_t religion);

/* Any spelling of a coded value in the clerk's language. */
void write_value(StrBuf *out, const Wording *words, const char *value, Language language,
                 Dice *dice);

#endif
