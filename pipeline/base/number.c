#include "pipeline/base/number.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { NUMBER_INPUT_MAX = 400 };

/* Is it sign? digits [. digits] [e sign? digits], with a digit before the exponent? */
static bool looks_decimal(Str text)
{
    size_t i = 0, digits = 0;
    if (i < text.len && (text.ptr[i] == '-' || text.ptr[i] == '+'))
        i++;
    for (; i < text.len && text.ptr[i] >= '0' && text.ptr[i] <= '9'; i++)
        digits++;
    if (i < text.len && text.ptr[i] == '.')
        for (i++; i < text.len && text.ptr[i] >= '0' && text.ptr[i] <= '9'; i++)
            digits++;
    if (digits == 0)
        return false;
    if (i < text.len && (text.ptr[i] | 0x20) == 'e') {
        i++;
        if (i < text.len && (text.ptr[i] == '-' || text.ptr[i] == '+'))
            i++;
        size_t first = i;
        while (i < text.len && text.ptr[i] >= '0' && text.ptr[i] <= '9')
            i++;
        if (i == first)
            return false;
    }
    return i == text.len;
}

/* Powers of ten that are exact doubles. */
static const double POWERS[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/*
 * At most 15 digits and a power of ten up to 22 are both exact doubles, so one multiplication or
 * division rounds once and is right (Clinger 1990, "How to read floating point numbers").
 */
static bool parse_exactly(Str text, double *value)
{
    uint64_t mantissa = 0;
    int digits = 0, scale = 0;
    bool point = false;
    size_t i = text.ptr[0] == '-' || text.ptr[0] == '+';
    for (; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '.') {
            point = true;
            continue;
        }
        if (c < '0' || c > '9')
            return false; /* an exponent: leave it to strtod */
        mantissa = mantissa * 10 + (uint64_t)(c - '0');
        if (mantissa && ++digits > 15)
            return false;
        scale += point;
    }
    if (scale > 22)
        return false;
    double magnitude = (double)mantissa / POWERS[scale];
    *value = text.ptr[0] == '-' ? -magnitude : magnitude;
    return true;
}

bool number_parse(Str text, double *value)
{
    if (!looks_decimal(text))
        return false;
    if (parse_exactly(text, value))
        return true;
    if (text.len >= NUMBER_INPUT_MAX)
        return false;
    char copy[NUMBER_INPUT_MAX];
    memcpy(copy, text.ptr, text.len);
    copy[text.len] = '\0';
    /* The program never calls setlocale, so this is the C locale's strtod. */
    double parsed = strtod(copy, NULL);
    if (!isfinite(parsed))
        return false;
    *value = parsed;
    return true;
}

bool number_parse_int(Str text, int64_t *value)
{
    bool negative = text.len > 0 && text.ptr[0] == '-';
    size_t i = text.len > 0 && (text.ptr[0] == '-' || text.ptr[0] == '+');
    if (i == text.len)
        return false;
    uint64_t parsed = 0;
    for (; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
        uint64_t digit = (uint64_t)(text.ptr[i] - '0');
        if (parsed > ((uint64_t)INT64_MAX - digit) / 10)
            return false;
        parsed = parsed * 10 + digit;
    }
    *value = negative ? -(int64_t)parsed : (int64_t)parsed;
    return true;
}

/* Lays digits d1 d2 ... dn with decimal exponent e (0.d1d2... * 10^e) out as JavaScript does. */
static size_t lay_out(const char *digits, int n, int e, bool negative, char *out)
{
    char *p = out;
    if (negative)
        *p++ = '-';
    if (e > 0 && e <= 21) {
        for (int i = 0; i < (n > e ? n : e); i++) {
            if (i == e)
                *p++ = '.';
            *p++ = i < n ? digits[i] : '0';
        }
    } else if (e <= 0 && e > -6) {
        *p++ = '0';
        *p++ = '.';
        for (int i = 0; i < -e; i++)
            *p++ = '0';
        for (int i = 0; i < n; i++)
            *p++ = digits[i];
    } else {
        *p++ = digits[0];
        if (n > 1) {
            *p++ = '.';
            for (int i = 1; i < n; i++)
                *p++ = digits[i];
        }
        p += snprintf(p, 8, "e%+d", e - 1);
    }
    *p = '\0';
    return (size_t)(p - out);
}

/* The digits of a number and how many. */
static int put_digits(uint64_t number, char *out)
{
    char reversed[20];
    int n = 0;
    do
        reversed[n++] = (char)('0' + number % 10);
    while (number /= 10);
    for (int i = 0; i < n; i++)
        out[i] = reversed[n - 1 - i];
    return n;
}

/*
 * A decimal of at most 15 digits, which nearly every number in a table is: the fewest places after
 * the point whose division reads back equal. Decimals of 15 digits are distinct as doubles, so
 * there is no shorter one. Returns the number of digits, *exponent as lay_out wants it; 0: not so
 * short.
 */
static int short_digits(double magnitude, char *digits, int *exponent)
{
    if (magnitude >= 1e15 || magnitude < 1e-5)
        return 0;
    for (int places = 0; places <= 20; places++) {
        double scaled = magnitude * POWERS[places];
        if (scaled >= 1e15)
            return 0;
        uint64_t whole = (uint64_t)(scaled + 0.5);
        if ((double)whole / POWERS[places] != magnitude)
            continue;
        int n = put_digits(whole, digits);
        *exponent = n - places;
        return n;
    }
    return 0;
}

/* The fewest digits that read back equal: 17 always do. Denormal numbers have few to begin with. */
static int long_digits(double value, char *digits, int *exponent)
{
    char text[40];
    for (int precision = fabs(value) < DBL_MIN ? 1 : 15; precision <= 17; precision++) {
        snprintf(text, sizeof text, "%.*e", precision - 1, value);
        if (strtod(text, NULL) == value)
            break;
    }
    int n = 0;
    const char *p = text + (text[0] == '-');
    for (; *p != 'e'; p++)
        if (*p != '.')
            digits[n++] = *p;
    while (n > 1 && digits[n - 1] == '0')
        n--;
    *exponent = atoi(p + 1) + 1;
    return n;
}

size_t number_format(double value, char out[NUMBER_TEXT_SIZE])
{
    if (isnan(value))
        return (size_t)snprintf(out, NUMBER_TEXT_SIZE, "NaN");
    if (isinf(value))
        return (size_t)snprintf(out, NUMBER_TEXT_SIZE, value < 0 ? "-Infinity" : "Infinity");
    char digits[20];
    int exponent = 1;
    if (value == 0)
        return lay_out("0", 1, exponent, false, out);
    int n = short_digits(fabs(value), digits, &exponent);
    if (n == 0)
        n = long_digits(value, digits, &exponent);
    return lay_out(digits, n, exponent, value < 0, out);
}
