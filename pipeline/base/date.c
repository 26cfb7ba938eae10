#include "pipeline/base/date.h"

#include <math.h>
#include <stdio.h>

int64_t date_to_days(Date date)
{
    int64_t y = date.year - (date.month <= 2);
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t yoe = y - era * 400;
    int64_t doy = (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.day - 1;
    int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

Date date_from_days(int64_t days)
{
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t doe = days - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    int month = (int)(mp < 10 ? mp + 3 : mp - 9);
    return (Date){(int)(yoe + era * 400) + (month <= 2), month,
                  (int)(doy - (153 * mp + 2) / 5 + 1)};
}

static bool is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int date_days_in_month(int year, int month)
{
    static const int DAYS[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (month < 1 || month > 12)
        return 0;
    return DAYS[month - 1] + (month == 2 && is_leap(year));
}

bool date_is_valid(Date date)
{
    return date.year >= 1 && date.year <= 9999 && date.day >= 1 &&
           date.day <= date_days_in_month(date.year, date.month);
}

bool date_is_none(Date date)
{
    return date.year == 0;
}

int date_cmp(Date a, Date b)
{
    if (a.year != b.year)
        return a.year < b.year ? -1 : 1;
    if (a.month != b.month)
        return a.month < b.month ? -1 : 1;
    return a.day < b.day ? -1 : a.day > b.day;
}

Date date_add_days(Date date, int days)
{
    return date_from_days(date_to_days(date) + days);
}

Date date_add_months(Date date, int months)
{
    int index = date.year * 12 + date.month - 1 + months;
    Date result = {index / 12, index % 12 + 1, date.day};
    int last = date_days_in_month(result.year, result.month);
    if (result.day > last)
        result.day = last;
    return result;
}

int date_completed_years(Date birth, Date on)
{
    bool before_birthday =
        on.month < birth.month || (on.month == birth.month && on.day < birth.day);
    return on.year - birth.year - before_birthday;
}

bool date_parse_iso(Str text, Date *date)
{
    if (text.len != 10 || text.ptr[4] != '-' || text.ptr[7] != '-')
        return false;
    int parts[3] = {0};
    for (size_t i = 0, part = 0; i < text.len; i++) {
        if (i == 4 || i == 7) {
            part++;
            continue;
        }
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
        parts[part] = parts[part] * 10 + (text.ptr[i] - '0');
    }
    Date parsed = {parts[0], parts[1], parts[2]};
    if (!date_is_valid(parsed))
        return false;
    *date = parsed;
    return true;
}

void date_format_iso(Date date, char out[DATE_TEXT_SIZE])
{
    unsigned year = (unsigned)date.year % 10000, month = (unsigned)date.month % 100,
             day = (unsigned)date.day % 100;
    const unsigned parts[] = {year / 100, year % 100, month, day};
    char *at = out;
    for (int i = 0; i < 4; i++) {
        if (i > 1)
            *at++ = '-';
        *at++ = (char)('0' + parts[i] / 10);
        *at++ = (char)('0' + parts[i] % 10);
    }
    *at = '\0';
}

/* Serial 61 is 1900-03-01; before it the count is one ahead, for Excel's 29 February 1900. */
static const int64_t SERIAL_EPOCH_DAYS = -25569; /* 1899-12-30 */

bool date_from_serial(double serial, Date *date)
{
    double day = floor(serial);
    if (!(day >= 1 && day <= 2958465) || (int64_t)day == 60)
        return false;
    *date = date_from_days(SERIAL_EPOCH_DAYS + (int64_t)day + (day < 60));
    return true;
}

double date_to_serial(Date date)
{
    int64_t serial = date_to_days(date) - SERIAL_EPOCH_DAYS;
    return (double)(serial < 61 ? serial - 1 : serial);
}
