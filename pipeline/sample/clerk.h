#ifndef ROLLBOOK_SAMPLE_CLERK_H
#define ROLLBOOK_SAMPLE_CLERK_H

/*
 * A clerk: the habits of the person at a center who fills in the lists. Habits hold for one center
 * and one school year; what differs from row to row is chance.
 */

#include "pipeline/base/strbuf.h"
#include "pipeline/sample/world.h"

typedef enum Language { LANG_EN, LANG_TH, LANG_MY, LANG_COUNT } Language;

typedef enum NameScript {
    NAME_LATIN,
    NAME_MYANMAR,
    NAME_THAI,
    NAME_KAREN,
    NAME_SCRIPTS
} NameScript;

typedef enum TitleHabit {
    TITLE_NONE,
    TITLE_IN_NAME, /* "Mg Aung Lin", "Naw Eh Paw", "ด.ช.อองลิน" */
    TITLE_COLUMN,
} TitleHabit;

typedef enum DateHabit {
    DATES_REAL_CE,      /* a true date cell */
    DATES_REAL_THAI,    /* a true date cell shown with a Thai Buddhist format */
    DATES_REAL_BE,      /* a Buddhist year typed into a date cell: serial near 235,000 */
    DATES_SERIAL,       /* the serial number without a date format */
    DATES_ISO,          /* "2014-03-09" as text */
    DATES_DMY_CE,       /* "9/3/2014" as text */
    DATES_DMY_BE,       /* "9/3/2557" */
    DATES_DMY_BE_SHORT, /* "9/3/57" */
    DATES_DOTS_CE,      /* "09.03.2014" */
    DATES_MDY_CE,       /* "3/9/2014" */
    DATES_MONTH_EN,     /* "9-Mar-2014" */
    DATES_MONTH_TH,     /* "9 มี.ค. 2557" */
    DATES_DIGITS_TH,    /* "๙/๓/๒๕๕๗" */
    DATES_DIGITS_MY,    /* "၉.၃.၂၀၁၄" */
    DATES_AGE,          /* no date of birth, an age */
    DATES_COUNT,
} DateHabit;

typedef enum FileFormat {
    FORMAT_XLSX,
    FORMAT_CSV_UTF8,
    FORMAT_CSV_BOM,
    FORMAT_CSV_UTF16,
    FORMAT_CSV_THAI, /* windows-874 */
    FORMAT_TSV,
    FORMAT_ODS,
    FORMAT_HTML,          /* an HTML table named .xls */
    FORMAT_SPREADSHEETML, /* Excel 2003 XML named .xls */
    FORMAT_ODK,           /* submission XML, one child a repeat */
    FORMAT_KOBO,          /* Kobo's XLSX export with a repeat sheet */
    FORMAT_ROLLBOOK,      /* rollbook's own XML */
    FORMAT_COUNT,
} FileFormat;

typedef enum Layout {
    LAYOUT_PLAIN,        /* headings in row 1 */
    LAYOUT_TITLED,       /* title rows above, a total below */
    LAYOUT_TWO_ROWS,     /* merged headings over two rows */
    LAYOUT_GRADE_SHEETS, /* one sheet per grade, the grade only in the sheet's name */
    LAYOUT_COUNT,
} Layout;

typedef struct Clerk {
    Language language;          /* of the headings */
    Language second;            /* headings "English / Thai" in both; == language: one only */
    bool scripts[NAME_SCRIPTS]; /* which name columns there are */
    bool zawgyi;                /* Myanmar names in the Zawgyi encoding */
    bool split_name;            /* first and last columns, cut anywhere */
    TitleHabit titles;
    DateHabit births, days; /* days: entry and leaving dates */
    int sex_style, grade_style, heading_seed;
    bool upper, joins;       /* names in capitals; syllables run together at will */
    double respell;          /* chance that a Latin element is not in its family's form */
    double slip;             /* chance of a typing mistake in a name */
    bool lists_leavers;      /* leavers stay on the list with date and reason */
    bool one_leaving_column; /* date and reason in one cell */
    bool has_father, has_mother, has_guardian, has_phone, has_village, has_ids, has_documents,
        has_ethnicity, has_boarding, has_remarks, has_health, has_origin;
    Layout layout;
    FileFormat format;
    bool monthly_attendance, attendance_by_term;
    bool retypes; /* each list is typed anew, not copied from the one before */
} Clerk;

/* The habits of a center's clerk in the school year FIRST_YEAR + year. */
Clerk clerk_make(const World *world, int center, int year);

#endif
