/* Votes of a column of dates (README.md, "What only a column can tell"). */

#include "pipeline/values/date_column.h"
#include "pipeline/values/date_parts.h"

#include <math.h>

static void count_year(DateColumn *column, DateNumber number, const DateText *text)
{
    if (number.digits != 4)
        return;
    /* The era alone is asked for, so any context does. */
    DateContext context = date_context_birth((Date){2026, 1, 1});
    DateYear year = date_year(number, 0, 0, text, &context);
    column->buddhist += year.calendar == CALENDAR_BE;
    column->christian += year.calendar == CALENDAR_CE;
    column->myanmar += year.calendar == CALENDAR_ME;
}

static void count_text(DateColumn *column, const DateReader *reader, Arena *scratch, Str raw)
{
    DateText text;
    DateNumber n[DATE_NUMBERS_MAX];
    if (!date_text_prepare(reader, scratch, raw, &text) || text.empty)
        return;
    bool named = date_text_month(reader, &text) != 0;
    size_t count = date_text_numbers(&text, n);
    for (size_t i = 0; i < count; i++)
        count_year(column, n[i], &text);
    if (named || count < 3 || n[0].digits > 2 || n[1].digits > 2)
        return;
    int a = n[0].value, b = n[1].value;
    if (a > 31 || b > 31 || a == 0 || b == 0 || (a > 12 && b > 12))
        return;
    column->day_first += a > 12;
    column->month_first += b > 12;
    column->open += a <= 12 && b <= 12;
}

void date_column_add(DateColumn *column, const DateReader *reader, Arena *scratch, DateInput input)
{
    if (input.type == DATE_CELL_TEXT) {
        count_text(column, reader, scratch, input.text);
        return;
    }
    if (input.type != DATE_CELL_DATE)
        return;
    Date day;
    if (input.number > 0 ? date_from_serial(floor(input.number), &day)
                         : date_parse_iso(str_slice(input.text, 0, 10), &day)) {
        column->cells++;
        column->cells_high += day.day > 12;
        column->buddhist += day.year >= 2440;
        column->christian += day.year < 2440;
    }
}

/*
 * Chance that an undamaged column looks damaged: about 0.4 of all days are up to 12, so
 * 0.4^cells for the date cells times 0.6^texts for the texts.
 */
static bool us_locale(const DateColumn *column)
{
    if (column->cells < 2 || column->day_first < 1 || column->cells_high || column->month_first ||
        column->open)
        return false;
    double chance = column->cells * log(0.4) + column->day_first * log(0.6);
    return chance < log(0.01);
}

static DateCalendar era_vote(const DateColumn *column)
{
    int all = column->buddhist + column->christian + column->myanmar;
    if (column->buddhist * 10 > all * 9)
        return CALENDAR_BE;
    if (column->christian * 10 > all * 9)
        return CALENDAR_CE;
    return column->myanmar * 10 > all * 9 ? CALENDAR_ME : CALENDAR_NONE;
}

DateContext date_column_context(const DateColumn *column, DateContext base)
{
    bool day = column->day_first > 0, month = column->month_first > 0;
    base.order = month && !day ? DATE_MONTH_FIRST : DATE_DAY_FIRST;
    base.order_known = day != month;
    if (base.era == CALENDAR_NONE)
        base.era = era_vote(column);
    base.us_swap = us_locale(column);
    return base;
}

void date_heaping_add(DateHeaping *heaping, const DateValue *birth)
{
    if (birth->precision != DATE_DAY)
        return;
    heaping->days++;
    heaping->jan1 += birth->from.month == 1 && birth->from.day == 1;
    heaping->firsts += birth->from.month != 1 && birth->from.day == 1;
}

bool date_heaping_jan1(const DateHeaping *heaping)
{
    /* At least three, so that a small center is not judged by one child. */
    return heaping->jan1 >= 3 && heaping->jan1 * 100 > heaping->days * 3;
}
