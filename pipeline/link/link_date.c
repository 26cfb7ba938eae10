/* Reading dates that were already brought into ISO form; days that do not exist are no dates. */

#include "pipeline/link/link_date.h"

#include "pipeline/base/number.h"

static bool digits(Str text, size_t from, size_t len, int *value)
{
    *value = 0;
    for (size_t i = from; i < from + len; i++) {
        if (i >= text.len || text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
        *value = *value * 10 + (text.ptr[i] - '0');
    }
    return true;
}

/*
 * 31/12/1999, 12-31-1999, 1.2.1999: the part past 12 is the day; where both could be, the month
 * comes first, as in the files that write so, and the level of exchanged parts forgives the rest.
 */
static bool parse_spoken(Str text, Date *day)
{
    int part[3] = {0}, count = 0;
    size_t from = 0;
    for (size_t i = 0; i <= text.len && count < 3; i++) {
        bool mark = i == text.len || text.ptr[i] == '/' || text.ptr[i] == '-' || text.ptr[i] == '.';
        if (!mark)
            continue;
        if (i == from || i - from > 4 || !digits(text, from, i - from, &part[count]) ||
            (count == 2) != (i - from == 4))
            return false;
        count++;
        from = i + 1;
    }
    if (count < 3 || from <= text.len)
        return false;
    bool day_first = part[0] > 12;
    *day = (Date){part[2], part[day_first ? 1 : 0], part[day_first ? 0 : 1]};
    return part[2] > 0 && date_is_valid(*day);
}

/* First and last day of what a text without "/" stands for. */
static bool parse_one(Str text, Date *first, Date *last)
{
    int year, month, day;
    if (text.len == 8 && digits(text, 0, 4, &year) && digits(text, 4, 2, &month) &&
        digits(text, 6, 2, &day)) {
        *first = *last = (Date){year, month, day};
        return date_is_valid(*first);
    }
    if (!digits(text, 0, 4, &year) || year == 0)
        return false;
    if (text.len == 4) {
        *first = (Date){year, 1, 1};
        *last = (Date){year, 12, 31};
        return true;
    }
    if (text.ptr[4] != '-' || !digits(text, 5, 2, &month) || month < 1 || month > 12)
        return false;
    if (text.len == 7) {
        *first = (Date){year, month, 1};
        *last = (Date){year, month, date_days_in_month(year, month)};
        return true;
    }
    if (text.len < 10 || text.ptr[7] != '-' || !digits(text, 8, 2, &day))
        return false;
    *first = *last = (Date){year, month, day};
    return date_is_valid(*first) && (text.len == 10 || text.ptr[10] == 'T' || text.ptr[10] == ' ');
}

/* First and last day of any text. */
static bool parse_any(Str text, Date *first, Date *last)
{
    if (text.len == 10 && text.ptr[4] == '-') /* 2014-03-05, as nearly all are, or nothing */
        return parse_one(text, first, last);
    if (text.len <= 10 && parse_spoken(text, first)) {
        *last = *first;
        return true;
    }
    Date ignored;
    size_t slash = str_find(text, STR("/"), 0);
    return parse_one(str_slice(text, 0, slash), first, last) &&
           (slash == text.len || parse_one(str_slice(text, slash + 1, text.len), &ignored, last));
}

bool link_date_parse(Str text, LinkDate *date)
{
    Date first, last;
    *date = (LinkDate){0};
    if (!parse_any(text, &first, &last) || date_cmp(first, last) > 0)
        return false;
    int64_t day = date_to_days(first);
    *date = (LinkDate){.lo = (int32_t)day,
                       .hi = (int32_t)(date_cmp(first, last) < 0 ? date_to_days(last) : day),
                       .year = (int16_t)first.year,
                       .month = (int8_t)first.month,
                       .day = (int8_t)first.day};
    return true;
}
