#ifndef ROLLBOOK_VALUES_DATE_READER_H
#define ROLLBOOK_VALUES_DATE_READER_H

/*
 * Reads dates and ages as registers of the Thai-Myanmar border hold them: three calendars, three
 * scripts, Excel serials, half-known dates, ages. One column is read in two passes: date_column.h
 * learns from all its cells what one cell cannot tell (day or month first, era of two-digit years,
 * damage by a US locale), then date_read answers for each cell.
 *
 * Nothing is guessed in silence: what could be read in two ways carries a flag and, where there is
 * one, the alternative; what cannot be read stays empty.
 */

#include "pipeline/base/arena.h"
#include "pipeline/base/asset.h"
#include "pipeline/base/date.h"
#include "pipeline/base/error.h"
#include "pipeline/base/strbuf.h"

typedef enum DatePrecision {
    DATE_NONE,     /* nothing read: from and to are no dates */
    DATE_DAY,      /* from == to */
    DATE_MONTH,    /* a whole calendar month */
    DATE_YEAR,     /* a whole C.E. year */
    DATE_INTERVAL, /* any other span: an age, a year of the Myanmar Era */
} DatePrecision;

/* How the date was written. */
typedef enum DateCalendar {
    CALENDAR_NONE,
    CALENDAR_CE,
    CALENDAR_BE,        /* Buddhist Era of Thailand: C.E. + 543 */
    CALENDAR_ME,        /* Myanmar Era: C.E. - 638, new year in mid-April */
    CALENDAR_EXCEL,     /* a serial day number, 1900 system */
    CALENDAR_EXCEL1904, /* the same, 1904 system */
    CALENDAR_EXCEL_BE,  /* a serial whose year is Buddhist: 2557 typed into a date cell */
    CALENDAR_AGE,       /* an age on the list's date */
    CALENDAR_UNKNOWN,   /* a year that belongs to no era, or two that disagree */
} DateCalendar;

/* Bit numbers of DateValue.flags, printed in this order. */
typedef enum DateFlag {
    DATE_SERIAL,                /* serial: a number cell held a serial day */
    DATE_SERIAL_AS_TEXT,        /* serial_as_text */
    DATE_BE_YEAR_IN_SERIAL,     /* be_year_in_serial */
    DATE_CELL,                  /* date_cell: a true date cell */
    DATE_BE_YEAR_IN_DATE_CELL,  /* be_year_in_date_cell */
    DATE_US_LOCALE_SWAP,        /* us_locale_swap: day and month were exchanged back */
    DATE_PACKED,                /* packed: 12052014, 20140512, 120557 */
    DATE_MDY,                   /* mdy: month first, beyond doubt */
    DATE_YDM,                   /* ydm: year first, then the day */
    DATE_DM_AMBIGUOUS,          /* dm_ambiguous: see alternative */
    DATE_YY,                    /* yy: two-digit year */
    DATE_YY_AMBIGUOUS,          /* yy_ambiguous: more than one era fits */
    DATE_DAY_OR_YEAR,           /* day_or_year: "12 May", 12 taken as the year */
    DATE_DOUBLE_BE,             /* double_be: 543 was added twice */
    DATE_BE_SUBTRACTED_FROM_CE, /* be_subtracted_from_ce: 543 taken from a C.E. year */
    DATE_BAD_YEAR,              /* bad_year: no era has this year; nothing was read */
    DATE_ME_NEW_YEAR,           /* me_new_year: April, in which the Myanmar year changes */
    DATE_LUNAR_MONTH_APPROX,    /* lunar_month_approx: a lunar month, right to +-1 month */
    DATE_YEAR_ONLY,             /* year_only */
    DATE_ZERO_DAY,              /* zero_day: 00/05/2014 */
    DATE_ZERO_DAY_MONTH,        /* zero_day_month: 00/00/2014 */
    DATE_IMPOSSIBLE_DAY,        /* impossible_day: 31/02/2014 */
    DATE_IMPOSSIBLE_DAY_MONTH,  /* impossible_day_month: 45/67/2014 */
    DATE_BOTH_ERAS,             /* both_eras: 2557 (2014), and they agree */
    DATE_ERAS_DISAGREE,         /* eras_disagree */
    DATE_AGE,                   /* age */
    DATE_INCLUSIVE_AGE,         /* inclusive_age: "in the 12th year" */
    DATE_BARE_NUMBER,           /* bare_number: a text of one or two digits taken as an age */
    DATE_FUTURE,                /* future: after the latest date that the context allows */
    DATE_IMPLAUSIBLE,           /* implausible: before the earliest year that the context allows */
    DATE_HEAPED_JAN1,           /* heaped_jan1: 1 January, perhaps only the year is known */
    DATE_HEAPED_FIRST,          /* heaped_first: first of a month */
    DATE_EMPTY,                 /* empty: blank, "-", "unknown" */
    DATE_UNPARSED,              /* unparsed: text without a date in it */
    DATE_FLAG_COUNT,
} DateFlag;

typedef struct DateValue {
    Date from, to; /* inclusive; both none with DATE_NONE */
    DatePrecision precision;
    DateCalendar calendar;
    uint64_t flags; /* 1 << DateFlag */
    Date
        alternative; /* the other reading of an ambiguous day and month; none where there is none */
} DateValue;

static inline bool date_has(const DateValue *value, DateFlag flag)
{
    return (value->flags >> flag & 1) != 0;
}

/* What a cell is to the date reader; see CellType in pipeline/read/row_cursor.h. */
typedef enum DateCellType { DATE_CELL_TEXT, DATE_CELL_NUMBER, DATE_CELL_DATE } DateCellType;

typedef struct DateInput {
    DateCellType type;
    Str text;      /* of a text cell; of a date cell ISO 8601 where number is 0 */
    double number; /* of a number cell as it stands; of a date cell its serial, 1900 system */
} DateInput;

typedef enum DateUse {
    DATE_OF_BIRTH, /* small numbers are ages; heaping is flagged */
    DATE_OF_EVENT, /* enrolment, leaving, visit: never an age */
} DateUse;

typedef enum DateOrder { DATE_DAY_FIRST, DATE_MONTH_FIRST } DateOrder;

/* What is known before one cell is read. Start from date_context_birth or date_context_event. */
typedef struct DateContext {
    DateUse use;
    Date list_date;            /* the day that the list speaks of: ages count back from it */
    int first_year, last_year; /* plausible C.E. years, both inclusive */
    Date latest;               /* a later day is flagged DATE_FUTURE */
    DateOrder order;           /* of 05/12/2014 */
    bool order_known;          /* the column voted for it: no dm_ambiguous */
    DateCalendar era;          /* of two-digit years (CE, BE or ME); CALENDAR_NONE: not known */
    bool date1904;             /* number cells count days from 1904-01-01 */
    bool us_swap;              /* date cells of this column have day and month exchanged */
} DateContext;

/* Births of pupils: up to 31 years before the list's date, none after it. */
DateContext date_context_birth(Date list_date);

/* Other days in a school's records: 1990 to one year after the list's date. */
DateContext date_context_event(Date list_date);

/* Month names, eras and age words, from templates/dictionaries/names/date_words.tsv. */
typedef struct DateReader DateReader;

/* STATUS_CONFIG where the table is wrong. Caller frees. */
DateReader *date_reader_load(const Assets *assets, Error *err);
void date_reader_free(DateReader *reader);

/*
 * Reads one cell. Never fails: any bytes give a value, at worst DATE_NONE with DATE_UNPARSED. The
 * scratch arena is used for normalisation only and may be reset afterwards.
 */
DateValue date_read(const DateReader *reader, Arena *scratch, DateInput input,
                    const DateContext *context);

/* "day", "month", "year", "interval", "none". */
const char *date_precision_name(DatePrecision precision);
/* "CE", "BE", "ME", "excel", "excel1904", "excel-BE", "age", "?", "". */
const char *date_calendar_name(DateCalendar calendar);
/* "dm_ambiguous" ... */
const char *date_flag_name(DateFlag flag);

/* The flags' names, separated by blanks. */
void date_append_flags(StrBuf *buf, uint64_t flags);

/* "2014-05-12", "2014-05", "2014", "2013-06-02/2014-06-01", or nothing. */
void date_append_value(StrBuf *buf, const DateValue *value);

#endif
