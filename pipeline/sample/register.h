#ifndef ROLLBOOK_SAMPLE_REGISTER_H
#define ROLLBOOK_SAMPLE_REGISTER_H

/*
 * Registers: who is on a center's list on a day, what its clerk writes about each (register_row.c),
 * and the file it becomes (register_sheet.c for tables, register_xml.c for forms).
 */

#include "pipeline/sample/writing.h"

typedef enum BirthKnown { BIRTH_NONE, BIRTH_DAY, BIRTH_YEAR, BIRTH_AGE } BirthKnown;

/* What a clerk puts down about one child: already with mistakes and gaps. */
typedef struct RegisterRow {
    int child, spell;
    char sex;          /* as written; 0: left empty */
    bool sex_by_title; /* empty, but the written name has a title that tells */
    BirthKnown birth_known;
    Date birth;
    int age;
    int level;
    Date start, end; /* end: none while the child is there */
    Reason reason;
    char id13[20], g_code[20];
    bool id13_number; /* typed into a number cell */
    bool again;       /* the child of the row before, entered twice */
    uint64_t texts;   /* seeds spellings; the same on lists that are copied from one another */
} RegisterRow;

typedef struct Register {
    int center, year; /* year: 0 or 1 */
    int list;         /* number of the list within the year */
    Date date;        /* the day it speaks of */
    Clerk clerk;
    RegisterRow *rows;
    size_t count, cap;
    const char *path;   /* relative to the sample's folder */
    const char *status; /* "current", "superseded", "held" */
} Register;

/* Fills reg->rows from the story. The other members must be set. */
void register_fill(Scribe *scribe, Register *reg);
void register_free(Register *reg);

/* What the clerk puts down about one child: mistakes and gaps are rolled here. */
RegisterRow register_write_down(Scribe *scribe, const Register *reg, int child, int spell);

/* The day of which a reader can tell that the list speaks: told in it, or the end of its month. */
Date register_told_date(const Register *reg);

/* Tells what a row says of the birth. told: the day of the age, where there is one; on: of the row.
 */
void register_report_birth(Scribe *scribe, const RegisterRow *row, Date told, bool has_age,
                           Date on);

/* Tells the truth of a list before its rows. */
void register_begin(Scribe *scribe, const Register *reg);

/* The birth that a written row says, for the truth. Both none where it says none. */
void register_birth(const RegisterRow *row, Date *from, Date *to);

/* Writes the file at reg->path and the truth of every row. */
void register_write(Scribe *scribe, const Register *reg, Error *err);
void register_write_xml(Scribe *scribe, const Register *reg, Error *err);

/* The fields of a register, in the order in which lists hold them. */
typedef enum Field {
    FIELD_ROW_NO,
    FIELD_CODE,
    FIELD_TITLE,
    FIELD_FULL, /* name in the list's main script */
    FIELD_LATIN,
    FIELD_MYANMAR,
    FIELD_THAI,
    FIELD_KAREN,
    FIELD_FIRST,
    FIELD_LAST,
    FIELD_SEX,
    FIELD_BIRTH,
    FIELD_AGE,
    FIELD_GRADE,
    FIELD_FATHER,
    FIELD_MOTHER,
    FIELD_GUARDIAN,
    FIELD_PHONE,
    FIELD_VILLAGE,
    FIELD_DISTRICT,
    FIELD_ETHNICITY,
    FIELD_RELIGION,
    FIELD_NATIONALITY,
    FIELD_ID13,
    FIELD_G_CODE,
    FIELD_DOCUMENT,
    FIELD_ENTRY,
    FIELD_LEFT,
    FIELD_REASON,
    FIELD_BOARDING,
    FIELD_VACCINATION,
    FIELD_ORIGIN,
    FIELD_REMARKS,
    FIELD_COUNT,
} Field;

/* Canonical name, as in the dictionary of headings. */
const char *field_name(Field field);

/* The fields that this clerk's lists have, in order. */
size_t register_fields(const Register *reg, Field out[FIELD_COUNT]);

/* What the clerk writes into one cell. */
void register_cell(Scribe *scribe, const Register *reg, const RegisterRow *row, Field field,
                   int number, Written *out);

/* The script of parents' names and of a list with one name column. */
NameScript register_script(const Clerk *clerk);

/* The truth of a written row, and the traps that were laid in it. */
void register_truth(Scribe *scribe, const Register *reg, const RegisterRow *row, Str sheet,
                    int line);

#endif
