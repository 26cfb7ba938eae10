/*
 * Reading one date cell: numbers, typed date cells, and the ways in which three numbers, two
 * numbers and a month, or one number alone are written. Words are date_words.c, years date_year.c.
 * The rules are those of README.md; the vocabulary is date_reader.h's.
 */

#include "pipeline/values/date_parts.h"

#include <math.h>

static const char *const PRECISIONS[] = {"none", "day", "month", "year", "interval"};
static const char *const CALENDARS[] = {"",          "CE",       "BE",  "ME", "excel",
                                        "excel1904", "excel-BE", "age", "?"};
static const char *const FLAGS[] = {
    "serial",
    "serial_as_text",
    "be_year_in_serial",
    "date_cell",
    "be_year_in_date_cell",
    "us_locale_swap",
    "packed",
    "mdy",
    "ydm",
    "dm_ambiguous",
    "yy",
    "yy_ambiguous",
    "day_or_year",
    "double_be",
    "be_subtracted_from_ce",
    "bad_year",
    "me_new_year",
    "lunar_month_approx",
    "year_only",
    "zero_day",
    "zero_day_month",
    "impossible_day",
    "impossible_day_month",
    "both_eras",
    "eras_disagree",
    "age",
    "inclusive_age",
    "bare_number",
    "future",
    "implausible",
    "heaped_jan1",
    "heaped_first",
    "empty",
    "unparsed",
};
_Static_assert(sizeof FLAGS / sizeof FLAGS[0] == DATE_FLAG_COUNT, "a name for every flag");

enum {
    AGE_MAX = 30,              /* a pupil's age; more is a typing error */
    SERIAL_MIN = 20000,        /* 1954 in the 1900 system */
    SERIAL_MAX = 80000,        /* 2119 */
    SERIAL_BE_MIN = 200000,    /* 2447: a Buddhist year typed into a date cell */
    SERIAL_BE_MAX = 300000,    /* 2721 */
    SERIAL_1904_OFFSET = 1462, /* days between Excel's two epochs */
    BE_OFFSET = 543,
};

/* For numbers that stand beside no words, or whose words belong to another number. */
static const DateText NO_WORDS = {0};

const char *date_precision_name(DatePrecision precision)
{
    return PRECISIONS[precision];
}

const char *date_calendar_name(DateCalendar calendar)
{
    return CALENDARS[calendar];
}

const char *date_flag_name(DateFlag flag)
{
    return FLAGS[flag];
}

void date_append_flags(StrBuf *buf, uint64_t flags)
{
    const char *separator = "";
    for (int flag = 0; flag < DATE_FLAG_COUNT; flag++) {
        if (!(flags >> flag & 1))
            continue;
        strbuf_append_cstr(buf, separator);
        strbuf_append_cstr(buf, FLAGS[flag]);
        separator = " ";
    }
}

void date_append_value(StrBuf *buf, const DateValue *value)
{
    char from[DATE_TEXT_SIZE], to[DATE_TEXT_SIZE];
    if (value->precision == DATE_NONE)
        return;
    date_format_iso(value->from, from);
    date_format_iso(value->to, to);
    switch (value->precision) {
    case DATE_NONE:
        break;
    case DATE_DAY:
        strbuf_append_cstr(buf, from);
        break;
    case DATE_MONTH:
        strbuf_append_bytes(buf, from, 7);
        break;
    case DATE_YEAR:
        strbuf_append_bytes(buf, from, 4);
        break;
    case DATE_INTERVAL:
        strbuf_appendf(buf, "%s/%s", from, to);
        break;
    }
}

DateContext date_context_birth(Date list_date)
{
    return (DateContext){.use = DATE_OF_BIRTH,
                         .list_date = list_date,
                         .first_year = list_date.year - 31,
                         .last_year = list_date.year,
                         .latest = list_date};
}

DateContext date_context_event(Date list_date)
{
    return (DateContext){.use = DATE_OF_EVENT,
                         .list_date = list_date,
                         .first_year = 1990,
                         .last_year = list_date.year + 1,
                         .latest = date_add_months(list_date, 12)};
}

/* --- values --------------------------------------------------------------------------------------
 */

static void flag(DateValue *value, DateFlag which)
{
    value->flags |= UINT64_C(1) << which;
}

static DateValue nothing(DateFlag why)
{
    DateValue value = {.precision = DATE_NONE};
    flag(&value, why);
    return value;
}

static DateValue whole_day(Date day, DateCalendar calendar)
{
    return (DateValue){.from = day, .to = day, .precision = DATE_DAY, .calendar = calendar};
}

static DateValue whole_month(DateYear year, int month)
{
    return (DateValue){.from = {year.ce, month, 1},
                       .to = {year.ce, month, date_days_in_month(year.ce, month)},
                       .precision = DATE_MONTH,
                       .calendar = year.calendar,
                       .flags = year.flags};
}

static DateValue whole_year(DateYear year)
{
    return (DateValue){.from = {year.ce, 1, 1},
                       .to = {year.ce, 12, 31},
                       .precision = DATE_YEAR,
                       .calendar = year.calendar,
                       .flags = year.flags};
}

/* A year of the Myanmar Era alone: its new year is on 16 or 17 April. */
static DateValue myanmar_year(int me)
{
    DateValue value = {.from = {me + 638, 4, 17},
                       .to = {me + 639, 4, 16},
                       .precision = DATE_INTERVAL,
                       .calendar = CALENDAR_ME};
    flag(&value, DATE_YEAR_ONLY);
    return value;
}

/* The years an age leaves open: born after (age + 1) years before the list, up to age years. */
static DateValue from_age(int years, int months, const DateContext *context)
{
    DateValue value = {.precision = DATE_INTERVAL, .calendar = CALENDAR_AGE};
    flag(&value, DATE_AGE);
    if (years < 0)
        years = 0;
    if (years > AGE_MAX || !date_is_valid(context->list_date)) {
        value.precision = DATE_NONE;
        if (years > AGE_MAX)
            flag(&value, DATE_IMPLAUSIBLE);
        return value;
    }
    Date on = context->list_date;
    if (months == DATE_NO_MONTHS) {
        value.to = date_add_months(on, -12 * years);
        value.from = date_add_days(date_add_months(on, -12 * (years + 1)), 1);
        return value;
    }
    /* Months narrow it to one; the 29th to 31st do not exist everywhere. */
    on.day = on.day > 28 ? 28 : on.day;
    value.to = date_add_months(on, -12 * years - months);
    value.from = date_add_days(date_add_months(on, -12 * years - months - 1), 1);
    return value;
}

/* Marks what the context finds odd about a value. */
static DateValue judged(DateValue value, const DateContext *context)
{
    if (value.precision == DATE_NONE || value.precision == DATE_INTERVAL)
        return value;
    if (value.from.year > context->last_year ||
        (value.precision == DATE_DAY && date_cmp(value.from, context->latest) > 0))
        flag(&value, DATE_FUTURE);
    else if (value.from.year < context->first_year)
        flag(&value, DATE_IMPLAUSIBLE);
    if (value.precision == DATE_DAY && context->use == DATE_OF_BIRTH && value.from.day == 1)
        flag(&value, value.from.month == 1 ? DATE_HEAPED_JAN1 : DATE_HEAPED_FIRST);
    return value;
}

/* --- three numbers -------------------------------------------------------------------------------
 */

/* A day that does not exist, or one left open: what remains of the date. */
static DateValue partial(DateYear year, int day, int month)
{
    bool month_known = month >= 1 && month <= 12;
    DateValue value = month_known ? whole_month(year, month) : whole_year(year);
    if (month == 0 || day == 0)
        flag(&value, month_known ? DATE_ZERO_DAY : DATE_ZERO_DAY_MONTH);
    else
        flag(&value, DATE_IMPOSSIBLE_DAY);
    return value;
}

static DateValue make_day(DateYear year, int day, int month)
{
    if (date_is_valid((Date){year.ce, month, day})) {
        DateValue value = whole_day((Date){year.ce, month, day}, year.calendar);
        value.flags = year.flags;
        return value;
    }
    return partial(year, day, month);
}

/* 2557-05-12, and 2014-25-12 by whoever thinks day first even there. */
static DateValue year_first(const DateNumber *n, const DateText *text, const DateContext *context)
{
    int month = n[1].value, day = n[2].value;
    DateYear year = date_year(n[0], month, day, text, context);
    if (year.flags >> DATE_BAD_YEAR & 1)
        return (DateValue){.calendar = CALENDAR_UNKNOWN, .flags = year.flags};
    if (month > 12 && date_is_valid((Date){year.ce, day, month})) {
        DateValue value = make_day(year, month, day);
        flag(&value, DATE_YDM);
        return value;
    }
    return make_day(year, day, month);
}

/* 12/05/2557: the order of day and month is told by the numbers, the column, or not at all. */
static DateValue year_last(const DateNumber *n, const DateText *text, const DateContext *context)
{
    int a = n[0].value, b = n[1].value;
    bool month_first = a <= 12 && (b > 12 || context->order == DATE_MONTH_FIRST);
    int day = month_first ? b : a, month = month_first ? a : b;
    DateYear year = date_year(n[2], month, day, text, context);
    if (year.flags >> DATE_BAD_YEAR & 1)
        return (DateValue){.calendar = CALENDAR_UNKNOWN, .flags = year.flags};
    if (a > 12 && b > 12) {
        DateValue value = whole_year(year);
        flag(&value, DATE_IMPOSSIBLE_DAY_MONTH);
        return value;
    }
    DateValue value = make_day(year, day, month);
    if (b > 12)
        flag(&value, DATE_MDY);
    if (a <= 12 && b <= 12 && a && b && a != b && !context->order_known) {
        flag(&value, DATE_DM_AMBIGUOUS);
        value.alternative = (Date){date_year(n[2], day, month, text, context).ce, day, month};
    }
    return value;
}

static DateValue three_numbers(const DateNumber *n, size_t count, const DateText *text,
                               const DateContext *context)
{
    DateValue value = n[0].digits >= 3 ? year_first(n, text, context) : year_last(n, text, context);
    /* 12/05/2557 (2014): the year once more in the other era. */
    if (count == 4 && n[3].digits == 4 && n[2].digits == 4 && value.precision != DATE_NONE) {
        DateYear again = date_year(n[3], 0, 0, &NO_WORDS, context);
        flag(&value, again.ce == value.from.year ? DATE_BOTH_ERAS : DATE_ERAS_DISAGREE);
    }
    return value;
}

/* --- fewer numbers -------------------------------------------------------------------------------
 */

/* 12 May 2014, May 2014, 2014 May 12. */
static DateValue with_month(int month, const DateNumber *n, size_t count, const DateText *text,
                            const DateContext *context)
{
    if (count == 0)
        return nothing(DATE_UNPARSED);
    if (count >= 2) {
        bool first = n[0].digits >= 3;
        const DateNumber *other = first ? &n[1] : &n[0];
        DateYear year = date_year(n[first ? 0 : 1], month, other->value, text, context);
        if (year.flags >> DATE_BAD_YEAR & 1)
            return (DateValue){.calendar = CALENDAR_UNKNOWN, .flags = year.flags};
        DateValue value = make_day(year, other->value, month);
        if (count == 3 && n[2].digits == 4 && !first && n[1].digits == 4) {
            DateYear again = date_year(n[2], 0, 0, &NO_WORDS, context);
            flag(&value, again.ce == year.ce ? DATE_BOTH_ERAS : DATE_ERAS_DISAGREE);
        }
        return value;
    }
    if (n[0].digits == 1)
        return nothing(DATE_UNPARSED); /* "5 May": no year */
    DateYear year = date_year(n[0], month, 0, text, context);
    if (year.flags >> DATE_BAD_YEAR & 1)
        return (DateValue){.calendar = CALENDAR_UNKNOWN, .flags = year.flags};
    DateValue value = whole_month(year, month);
    if (n[0].digits == 2 && n[0].value <= 31)
        flag(&value, DATE_DAY_OR_YEAR);
    return value;
}

/* 5/2014, 2014/5, 2557/2014. */
static DateValue two_numbers(const DateNumber *n, const DateText *text, const DateContext *context)
{
    const DateNumber *a = &n[0], *b = &n[1];
    if (a->digits == 4 && b->digits == 4) {
        DateYear one = date_year(*a, 0, 0, &NO_WORDS, context);
        DateYear two = date_year(*b, 0, 0, &NO_WORDS, context);
        if ((one.flags | two.flags) >> DATE_BAD_YEAR & 1)
            return (DateValue){.calendar = CALENDAR_UNKNOWN, .flags = UINT64_C(1) << DATE_BAD_YEAR};
        bool agree = one.ce == two.ce;
        DateValue value = whole_year(two);
        value.calendar = agree ? CALENDAR_BE : CALENDAR_UNKNOWN;
        flag(&value, DATE_YEAR_ONLY);
        flag(&value, agree ? DATE_BOTH_ERAS : DATE_ERAS_DISAGREE);
        return value;
    }
    bool year_is_b = b->digits >= 3 && a->value <= 12;
    if (!year_is_b && !(a->digits >= 3 && b->value <= 12))
        return nothing(DATE_UNPARSED);
    int month = year_is_b ? a->value : b->value;
    DateYear year = date_year(year_is_b ? *b : *a, month, 0, text, context);
    if (year.flags >> DATE_BAD_YEAR & 1)
        return (DateValue){.calendar = CALENDAR_UNKNOWN, .flags = year.flags};
    return month ? whole_month(year, month) : partial(year, 0, 0);
}

static DateValue year_alone(DateNumber n, const DateText *text, const DateContext *context)
{
    DateYear year = date_year(n, 0, 0, text, context);
    if (year.flags >> DATE_BAD_YEAR & 1)
        return (DateValue){.calendar = CALENDAR_UNKNOWN, .flags = year.flags};
    if (year.calendar == CALENDAR_ME)
        return myanmar_year(n.value);
    DateValue value = whole_year(year);
    flag(&value, DATE_YEAR_ONLY);
    return value;
}

static DateValue serial(int64_t days, bool date1904, DateFlag how)
{
    Date day;
    if (!date_from_serial((double)(date1904 ? days + SERIAL_1904_OFFSET : days), &day))
        return nothing(DATE_UNPARSED);
    DateValue value = whole_day(day, date1904 ? CALENDAR_EXCEL1904 : CALENDAR_EXCEL);
    flag(&value, how);
    return value;
}

/* Three numbers cut out of one: more often some other number unless day and month can be. */
static DateValue packed(const DateNumber *parts, const DateText *text, const DateContext *context)
{
    bool year_is_first = parts[0].digits >= 3;
    int a = parts[year_is_first].value, b = parts[1 + year_is_first].value;
    if (a > 31 || b > 31 || (a > 12 && b > 12))
        return nothing(DATE_UNPARSED);
    DateValue value = three_numbers(parts, 3, text, context);
    flag(&value, DATE_PACKED);
    return value;
}

/* Digits without separators: 20140512, 12052557, 120557, 41771, 2014, 12. */
static DateValue one_number(DateNumber n, const DateText *text, const DateContext *context)
{
    int v = n.value;
    DateNumber parts[3];
    DateValue value;
    switch (n.digits) {
    case 7: /* 5122014 lost its leading zero with its text form */
    case 8: {
        int year = v / 10000, month = v / 100 % 100;
        bool first = n.digits == 8 &&
                     ((year >= 1900 && year <= 2100) || (year >= 2440 && year <= 2640)) &&
                     month >= 1 && month <= 12;
        if (first) {
            parts[0] = (DateNumber){year, 4};
            parts[1] = (DateNumber){month, 2};
            parts[2] = (DateNumber){v % 100, 2};
        } else {
            parts[0] = (DateNumber){v / 1000000, 2};
            parts[1] = (DateNumber){v / 10000 % 100, 2};
            parts[2] = (DateNumber){v % 10000, 4};
        }
        return packed(parts, text, context);
    }
    case 6:
        parts[0] = (DateNumber){v / 10000, 2};
        parts[1] = (DateNumber){v / 100 % 100, 2};
        parts[2] = (DateNumber){v % 100, 2};
        return packed(parts, text, context);
    case 5:
        if (v >= 30000 && v <= 60000)
            return serial(v, context->date1904, DATE_SERIAL_AS_TEXT);
        break;
    case 4:
        return year_alone(n, text, context);
    case 2:
    case 1:
        if (context->use == DATE_OF_BIRTH) {
            value = from_age(v, DATE_NO_MONTHS, context);
            flag(&value, DATE_BARE_NUMBER);
            return value;
        }
        break;
    default:
        break;
    }
    return nothing(DATE_UNPARSED);
}

/* --- cells ---------------------------------------------------------------------------------------
 */

static DateValue read_text(const DateReader *reader, Arena *scratch, Str raw,
                           const DateContext *context)
{
    DateText text;
    if (!date_text_prepare(reader, scratch, raw, &text))
        return nothing(DATE_UNPARSED);
    if (text.empty)
        return nothing(DATE_EMPTY);
    DateAge age;
    if (context->use == DATE_OF_BIRTH && date_text_age(reader, &text, &age)) {
        DateValue value = from_age(age.years - age.running, age.months, context);
        if (age.running)
            flag(&value, DATE_INCLUSIVE_AGE);
        return value;
    }
    DateNumber n[DATE_NUMBERS_MAX];
    int me_year;
    int month = date_text_lunar(reader, &text, &me_year);
    if (month) {
        DateYear year = {.ce = me_year + 638 + (month < 4), .calendar = CALENDAR_ME};
        DateValue value = whole_month(year, month);
        flag(&value, DATE_LUNAR_MONTH_APPROX);
        return value;
    }
    month = date_text_month(reader, &text);
    size_t count = date_text_numbers(&text, n);
    if (month)
        return with_month(month, n, count, &text, context);
    switch (count) {
    case 0:
        return nothing(DATE_UNPARSED);
    case 1:
        return one_number(n[0], &text, context);
    case 2:
        return two_numbers(n, &text, context);
    default:
        return three_numbers(n, count, &text, context);
    }
}

static DateValue read_number(double number, const DateContext *context)
{
    if (!(number > 0) || number > 99999999)
        return nothing(number > 0 ? DATE_UNPARSED : DATE_EMPTY);
    int whole = (int)number; /* a fraction is a time of day */
    if (whole <= AGE_MAX && context->use == DATE_OF_BIRTH)
        return from_age(whole, DATE_NO_MONTHS, context);
    if (whole < 100 || (whole >= 1000 && whole <= 9999))
        return one_number((DateNumber){whole, whole < 100 ? 2 : 4}, &NO_WORDS, context);
    if (whole >= SERIAL_MIN && whole <= SERIAL_MAX)
        return serial(whole, context->date1904, DATE_SERIAL);
    if (whole >= SERIAL_BE_MIN && whole <= SERIAL_BE_MAX) {
        DateValue value = serial(whole, context->date1904, DATE_SERIAL);
        if (value.precision == DATE_NONE)
            return value;
        DateYear year = {.ce = value.from.year - BE_OFFSET, .calendar = CALENDAR_EXCEL_BE};
        year.flags = value.flags | UINT64_C(1) << DATE_BE_YEAR_IN_SERIAL;
        /* 29 February of a Buddhist year read as C.E. may not exist 543 years earlier. */
        return make_day(year, value.from.day, value.from.month);
    }
    int digits = 0;
    for (int rest = whole; rest; rest /= 10)
        digits++;
    if (digits < 6)
        return nothing(DATE_UNPARSED);
    return one_number((DateNumber){whole, digits}, &NO_WORDS, context);
}

static DateValue read_date_cell(DateInput input, const DateContext *context)
{
    Date day;
    if (!(input.number > 0 ? date_from_serial(floor(input.number), &day)
                           : date_parse_iso(str_slice(str_trim(input.text), 0, 10), &day)))
        return nothing(DATE_UNPARSED);
    DateYear year = {.ce = day.year, .calendar = CALENDAR_CE};
    year.flags = UINT64_C(1) << DATE_CELL;
    if (context->us_swap && day.day <= 12) {
        int month = day.month;
        day.month = day.day;
        day.day = month;
        year.flags |= UINT64_C(1) << DATE_US_LOCALE_SWAP;
    }
    if (day.year >= 2440) {
        year.ce = day.year - BE_OFFSET;
        year.calendar = CALENDAR_BE;
        year.flags |= UINT64_C(1) << DATE_BE_YEAR_IN_DATE_CELL;
    }
    return make_day(year, day.day, day.month);
}

DateValue date_read(const DateReader *reader, Arena *scratch, DateInput input,
                    const DateContext *context)
{
    switch (input.type) {
    case DATE_CELL_TEXT:
        return judged(read_text(reader, scratch, input.text, context), context);
    case DATE_CELL_NUMBER:
        return judged(read_number(input.number, context), context);
    case DATE_CELL_DATE:
        return judged(read_date_cell(input, context), context);
    }
    return nothing(DATE_UNPARSED);
}
