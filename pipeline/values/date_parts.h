#ifndef ROLLBOOK_VALUES_DATE_PARTS_H
#define ROLLBOOK_VALUES_DATE_PARTS_H

/* What the date reader's files share: a text made ready, its words and numbers, its year. */

#include "pipeline/values/date_reader.h"

enum {
    DATE_CHARS_MAX = 120, /* a cell with more characters is prose, no date */
    DATE_NUMBERS_MAX = 4, /* more runs of digits than these are not looked at */
    DATE_NO_MONTHS = -1,
};

/* A cell's text: NFC, lower case, ASCII digits, look-alikes and blanks repaired. */
typedef struct DateText {
    Str text;
    bool empty;                /* "-", "unknown", ... */
    bool thai;                 /* has Thai letters: two-digit years are Buddhist */
    DateCalendar mark;         /* an era written out: CE, BE, ME or NONE */
    size_t skip_from, skip_to; /* bytes of a month's name, which holds no numbers */
} DateText;

/* A run of digits; values past 8 digits are cut there. */
typedef struct DateNumber {
    int value;
    int digits; /* as typed: "05" has 2 */
} DateNumber;

typedef struct DateAge {
    int years;
    int months;   /* DATE_NO_MONTHS where not given */
    bool running; /* "in the 12th year": 11 completed */
} DateAge;

typedef struct DateYear {
    int ce;
    DateCalendar calendar;
    uint64_t flags; /* DATE_BAD_YEAR: no year was read */
} DateYear;

/* False where the text is too long to be a date. */
bool date_text_prepare(const DateReader *reader, Arena *scratch, Str raw, DateText *text);

/* "12 years 3 months" at the beginning of a text without a four-digit number. */
bool date_text_age(const DateReader *reader, const DateText *text, DateAge *age);

/* The C.E. month of a Burmese lunar month beside a year of the Myanmar Era; 0 where none. */
int date_text_lunar(const DateReader *reader, const DateText *text, int *me_year);

/* 1-12 where the text names a month, which it then hides from date_text_numbers. */
int date_text_month(const DateReader *reader, DateText *text);

size_t date_text_numbers(const DateText *text, DateNumber numbers[DATE_NUMBERS_MAX]);

/* The C.E. year that a number means beside this month and day (0: not known). */
DateYear date_year(DateNumber number, int month, int day, const DateText *text,
                   const DateContext *context);

#endif
