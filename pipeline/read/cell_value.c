/*
 * The canonical text of a cell (DESIGN section 9): what `rollbook cat` prints and raw_row keeps.
 * Numbers in the shortest form that reads back equal, dates by ISO 8601, clocks as HH:MM:SS.
 */

#include "pipeline/base/date.h"
#include "pipeline/base/strbuf.h"
#include "pipeline/read/row_cursor.h"

#include <math.h>

static const double DAY_MS = 86400000;
enum { DAYS_TO_1970 = 25569 }; /* serial day of 1970-01-01 */

static void put_digits(char *out, int64_t value, int digits)
{
    for (int i = digits - 1; i >= 0; i--) {
        out[i] = (char)('0' + value % 10);
        value /= 10;
    }
}

/* HH:MM:SS[.mmm]; hours may pass 24. */
static void append_clock(StrBuf *buf, int64_t ms)
{
    char out[16] = "00:00:00.000";
    int64_t second = ms / 1000, hour = second / 3600;
    if (hour > 99)
        strbuf_append_int(buf, hour);
    else
        put_digits(out, hour, 2);
    put_digits(out + 3, second / 60 % 60, 2);
    put_digits(out + 6, second % 60, 2);
    put_digits(out + 9, ms % 1000, 3);
    size_t from = hour > 99 ? 2 : 0;
    strbuf_append_bytes(buf, out + from, (ms % 1000 ? 12 : 8) - from);
}

static void append_elapsed(StrBuf *buf, double days)
{
    double ms = floor(fabs(days) * DAY_MS + 0.5);
    if (days < 0 && ms > 0)
        strbuf_append_char(buf, '-');
    append_clock(buf, (int64_t)ms);
}

static void append_date(StrBuf *buf, double serial)
{
    int64_t day = (int64_t)floor(serial);
    int64_t ms = (int64_t)floor((serial - (double)day) * DAY_MS + 0.5);
    if (ms >= (int64_t)DAY_MS) {
        ms = 0;
        day++;
    }
    Date date;
    char text[DATE_TEXT_SIZE] = "1900-02-29"; /* day 60, which Excel believes in */
    if (day < 1)
        date = date_from_days(day - DAYS_TO_1970);
    else if (!date_from_serial((double)day, &date) && day != 60) {
        strbuf_append_double(buf, serial);
        return;
    }
    if (day != 60) {
        put_digits(text, date.year, 4);
        put_digits(text + 5, date.month, 2);
        put_digits(text + 8, date.day, 2);
    }
    strbuf_append_bytes(buf, text, 10);
    if (ms > 0) {
        strbuf_append_char(buf, 'T');
        append_clock(buf, ms);
    }
}

/*
 * Is this text, as a file wrote it, already the shortest form? True of plain decimals of at most 15
 * digits without spare zeros: no shorter text has the same digits.
 */
static bool is_shortest(Str text)
{
    size_t i = text.len && text.ptr[0] == '-', first = i;
    if (text.len == 0 || text.len - i > 16)
        return false;
    size_t point = text.len;
    for (; i < text.len; i++) {
        if (text.ptr[i] == '.') {
            if (point != text.len || i == first)
                return false;
            point = i;
        } else if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
    }
    size_t digits = text.len - first - (point != text.len);
    if (digits == 0 || digits > 15)
        return false;
    if (point != text.len && (text.ptr[text.len - 1] == '0' || point == text.len - 1))
        return false;
    if (text.ptr[first] == '0') {
        if (point == text.len || point != first + 1)
            return text.len == 1; /* "0", not "007" and not "-0" */
        return text.len > first + 8 ? text.ptr[first + 2] != '0' : true; /* 0.0000001 has e */
    }
    return true;
}

bool cell_text_is_value(const Cell *cell)
{
    return cell->type == CELL_TEXT || cell->type == CELL_ERROR ||
           (cell->type == CELL_NUMBER && is_shortest(cell->text));
}

void cell_append_value(StrBuf *buf, const Cell *cell)
{
    switch (cell->type) {
    case CELL_EMPTY:
        break;
    case CELL_TEXT:
    case CELL_ERROR:
        strbuf_append(buf, cell->text);
        break;
    case CELL_NUMBER:
        if (is_shortest(cell->text))
            strbuf_append(buf, cell->text);
        else
            strbuf_append_double(buf, cell->number);
        break;
    case CELL_BOOL:
        if (cell->number != 0)
            strbuf_append(buf, STR("TRUE"));
        else
            strbuf_append(buf, STR("FALSE"));
        break;
    case CELL_DATE:
        append_date(buf, cell->number);
        break;
    case CELL_TIME:
        /* 23:59:59.9999 is midnight, not 24:00:00. */
        append_clock(buf, (int64_t)floor(cell->number * DAY_MS + 0.5) % (int64_t)DAY_MS);
        break;
    case CELL_ELAPSED:
        append_elapsed(buf, cell->number);
        break;
    }
}
