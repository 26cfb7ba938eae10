/*
 * Values as text. Thai readers expect Buddhist years (C.E. + 543) and short Thai month names in
 * dates; Burmese and English readers the Gregorian calendar. Numbers never depend on the locale.
 */

#include "pipeline/base/number.h"
#include "pipeline/base/utf8.h"
#include "reports/query/words_private.h"

#include <math.h>
#include <stdio.h>

enum { BUDDHIST_OFFSET = 543 };

static const struct {
    const char *name;
    ValueFormat format;
} FORMATS[] = {
    {"plain", FORMAT_PLAIN},     {"count", FORMAT_COUNT}, {"decimal", FORMAT_DECIMAL},
    {"percent", FORMAT_PERCENT}, {"date", FORMAT_DATE},   {"month", FORMAT_MONTH},
    {"year", FORMAT_YEAR},       {"id", FORMAT_ID},       {"period", FORMAT_PERIOD},
};

bool value_format_parse(Str name, ValueFormat *format)
{
    for (size_t i = 0; i < sizeof FORMATS / sizeof *FORMATS; i++)
        if (str_is(name, FORMATS[i].name)) {
            *format = FORMATS[i].format;
            return true;
        }
    return false;
}

const char *value_format_name(ValueFormat format)
{
    for (size_t i = 0; i < sizeof FORMATS / sizeof *FORMATS; i++)
        if (FORMATS[i].format == format)
            return FORMATS[i].name;
    return "plain";
}

/* Copies digits with a comma after every third from the right; the sign and decimals stay. */
static void append_grouped(StrBuf *buf, const char *digits)
{
    if (*digits == '-') {
        /* A true minus sign, so that a table's columns align and no line breaks after it. */
        strbuf_append_cstr(buf, "\u2212");
        digits++;
    }
    size_t whole = strcspn(digits, ".");
    for (size_t i = 0; i < whole; i++) {
        if (i > 0 && (whole - i) % 3 == 0)
            strbuf_append_char(buf, ',');
        strbuf_append_char(buf, digits[i]);
    }
    strbuf_append_cstr(buf, digits + whole);
}

static void append_int(StrBuf *buf, int64_t value)
{
    char digits[32];
    snprintf(digits, sizeof digits, "%lld", (long long)value);
    append_grouped(buf, digits);
}

/* `decimals` fixed, or up to that many where trim is set. "-0" is printed "0". */
static void append_real(StrBuf *buf, double value, int decimals, bool trim)
{
    char digits[352]; /* the largest double has 309 digits */
    if (!isfinite(value)) {
        strbuf_append_cstr(buf, "?");
        return;
    }
    snprintf(digits, sizeof digits, "%.*f", decimals, value);
    if (trim && strchr(digits, '.')) {
        size_t end = strlen(digits);
        while (digits[end - 1] == '0')
            end--;
        if (digits[end - 1] == '.')
            end--;
        digits[end] = '\0';
    }
    bool zero = strspn(digits + (digits[0] == '-'), "0.") == strlen(digits) - (digits[0] == '-');
    append_grouped(buf, zero && digits[0] == '-' ? digits + 1 : digits);
}

static bool is_thai(const Words *words)
{
    return strcmp(words->language, "th") == 0;
}

static int shown_year(const Words *words, int year)
{
    return is_thai(words) ? year + BUDDHIST_OFFSET : year;
}

static Str month_word(const Words *words, const char *prefix, int month)
{
    char key[32];
    snprintf(key, sizeof key, "%s.%02d", prefix, month);
    return words_get(words, key);
}

static void append_date(StrBuf *buf, const Words *words, Date date)
{
    strbuf_append_int(buf, date.day);
    strbuf_append_char(buf, ' ');
    strbuf_append(buf, month_word(words, "month.short", date.month));
    strbuf_append_char(buf, ' ');
    strbuf_append_int(buf, shown_year(words, date.year));
}

/* Up to `size` digits at pos as a number; -1 where they are not there. */
static int digits_at(Str text, size_t pos, size_t size)
{
    int value = 0;
    for (size_t i = pos; i < pos + size; i++) {
        if (i >= text.len || text.ptr[i] < '0' || text.ptr[i] > '9')
            return -1;
        value = value * 10 + (text.ptr[i] - '0');
    }
    return value;
}

static void append_month(StrBuf *buf, const Words *words, int year, int month)
{
    strbuf_append(buf, month_word(words, "word.month", month));
    strbuf_append_char(buf, ' ');
    strbuf_append_int(buf, shown_year(words, year));
}

/* A pattern of templates/strings with {n}, {year} and {next} filled in. */
static void append_pattern(StrBuf *buf, const Words *words, const char *key, int n, int year)
{
    Str pattern = words_get(words, key);
    for (size_t at = 0; at < pattern.len;) {
        size_t open = str_find(pattern, STR("{"), at);
        strbuf_append(buf, str_slice(pattern, at, open));
        size_t close = str_find(pattern, STR("}"), open);
        Str name = str_slice(pattern, open + 1, close);
        if (str_is(name, "n"))
            strbuf_append_int(buf, n);
        else if (str_is(name, "year"))
            strbuf_append_int(buf, shown_year(words, year));
        else if (str_is(name, "next"))
            strbuf_append_int(buf, shown_year(words, year + 1));
        else if (str_is(name, "first"))
            strbuf_append(buf, month_word(words, "word.month", 3 * n - 2));
        else if (str_is(name, "last"))
            strbuf_append(buf, month_word(words, "word.month", 3 * n));
        at = close + 1;
    }
}

/* 2026-09, 2026-Q3, 2026-T1, 2026-SY.mlc, 2026, PY3, PTD (DESIGN section 4). */
static void append_period(StrBuf *buf, const Words *words, Str code)
{
    int year = digits_at(code, 0, 4);
    Str rest = code.len > 5 ? str_slice(code, 5, code.len) : STR("");
    int number = rest.len == 2 ? digits_at(rest, 1, 1) : -1;
    if (str_is(code, "PTD"))
        strbuf_append(buf, words_get(words, "period.project"));
    else if (code.len == 3 && str_starts_with(code, STR("PY")) && digits_at(code, 2, 1) > 0)
        append_pattern(buf, words, "period.project_year", digits_at(code, 2, 1), 0);
    else if (year < 0)
        strbuf_append(buf, code);
    else if (code.len == 4)
        strbuf_append_int(buf, shown_year(words, year));
    else if (code.len == 7 && digits_at(rest, 0, 2) >= 1 && digits_at(rest, 0, 2) <= 12)
        append_month(buf, words, year, digits_at(rest, 0, 2));
    else if (number >= 1 && number <= 4 && rest.ptr[0] == 'Q')
        append_pattern(buf, words, "period.quarter", number, year);
    else if (number >= 1 && rest.ptr[0] == 'T')
        append_pattern(buf, words, "period.term", number, year);
    else if (str_starts_with(rest, STR("SY")))
        append_pattern(buf, words, "period.school_year", 0, year);
    else
        strbuf_append(buf, code);
}

static void append_text(StrBuf *buf, const Words *words, Str text, ValueFormat format)
{
    Date date;
    double number;
    int year = text.len == 4 ? digits_at(text, 0, 4) : -1;
    if (format == FORMAT_DATE && date_parse_iso(text, &date))
        append_date(buf, words, date);
    else if (format == FORMAT_MONTH || format == FORMAT_PERIOD)
        append_period(buf, words, text);
    else if (format == FORMAT_YEAR && year > 0)
        strbuf_append_int(buf, shown_year(words, year));
    else if (format == FORMAT_PERCENT && number_parse(text, &number))
        value_append(buf, words, (Value){.type = VALUE_REAL, .real = number}, format);
    else
        strbuf_append(buf, text);
}

static void append_number(StrBuf *buf, const Words *words, Value value, ValueFormat format)
{
    bool whole = value.type == VALUE_INT;
    double real = whole ? (double)value.integer : value.real;
    switch (format) {
    case FORMAT_PERCENT:
        append_real(buf, real * 100, 1, false);
        strbuf_append_char(buf, '%');
        break;
    case FORMAT_DECIMAL:
        append_real(buf, real, 1, false);
        break;
    case FORMAT_COUNT:
        if (whole)
            append_int(buf, value.integer);
        else
            append_real(buf, real, 0, false);
        break;
    case FORMAT_YEAR:
        strbuf_append_int(buf, shown_year(words, (int)real));
        break;
    case FORMAT_ID:
        if (whole)
            strbuf_append_int(buf, value.integer);
        else
            strbuf_append_double(buf, real);
        break;
    default:
        if (whole)
            append_int(buf, value.integer);
        else
            append_real(buf, real, 2, true);
    }
}

/* Digits written since `from` become those of the language: Thai U+0E50, Burmese U+1040. */
static void own_digits(StrBuf *buf, size_t from, const Words *words)
{
    uint32_t zero = is_thai(words) ? 0x0E50 : strcmp(words->language, "my") == 0 ? 0x1040 : '0';
    if (zero == '0')
        return;
    StrBuf out = STRBUF_INIT;
    for (size_t i = from; i < buf->len; i++) {
        if (buf->ptr[i] >= '0' && buf->ptr[i] <= '9')
            utf8_append(&out, zero + (uint32_t)(buf->ptr[i] - '0'));
        else
            strbuf_append_char(&out, buf->ptr[i]);
    }
    buf->len = from;
    strbuf_append(buf, strbuf_str(&out));
    strbuf_free(&out);
}

void value_append(StrBuf *buf, const Words *words, Value value, ValueFormat format)
{
    size_t from = buf->len;
    Date date;
    switch (value.type) {
    case VALUE_EMPTY:
        return;
    case VALUE_NONE:
        strbuf_append(buf, words_get(words, "value.none"));
        return;
    case VALUE_HIDDEN:
        strbuf_append(buf, words_get(words, "value.hidden"));
        return;
    case VALUE_INT:
    case VALUE_REAL:
        append_number(buf, words, value, format);
        break;
    case VALUE_DATE:
        if (date_parse_iso(value.text, &date))
            append_date(buf, words, date);
        else
            strbuf_append(buf, value.text);
        break;
    case VALUE_TEXT:
        append_text(buf, words, value.text, format);
        if (format != FORMAT_DATE && format != FORMAT_MONTH && format != FORMAT_PERIOD &&
            format != FORMAT_YEAR)
            return; /* text as typed keeps its digits */
        break;
    }
    if (words->native_digits && format != FORMAT_ID)
        own_digits(buf, from, words);
}

Str value_text(Arena *arena, const Words *words, Value value, ValueFormat format)
{
    StrBuf buf = STRBUF_INIT;
    value_append(&buf, words, value, format);
    Str text = arena_str(arena, strbuf_str(&buf));
    strbuf_free(&buf);
    return text;
}
