/* Reading the 13-digit number and the G-code (README.md, "Numbers"). */

#include "pipeline/values/id_number.h"
#include "pipeline/base/unicode.h"
#include "pipeline/base/utf8.h"

#include <ctype.h>

enum { DIGITS = 13, LETTERS_MAX = 48 };

static const char *const STATUSES[ID_STATUS_COUNT] = {
    "",           "valid",    "repaired",    "bad_checksum",
    "bad_length", "bad_form", "placeholder", "lost_digits"};

const char *id_status_name(IdStatus status)
{
    return STATUSES[status];
}

const char *id_kind_name(IdKind kind)
{
    return kind == ID_THAI13 ? "thai_id" : kind == ID_G_CODE ? "g_code" : "";
}

/* The cell without blanks and separators, in ASCII capitals and digits. */
typedef struct IdText {
    char text[LETTERS_MAX + 1];
    int len;
    int digits;
    bool scientific; /* 1.11203E+12 */
    bool foreign;    /* holds characters that no number has, or is too long */
} IdText;

static bool is_separator(uint32_t cp)
{
    return unicode_is_space(cp) || cp == '-' || cp == '/' || cp == '_' || cp == '\'' ||
           cp == 0x2010 || cp == 0x2011 || cp == 0x2012 || cp == 0x2013 || cp == 0x2014 ||
           cp == 0x2212 || cp == 0x2019;
}

/* 1.23E+12, 1.23456789012E12: digits, a point or not, E, an optional sign, digits. */
static bool is_scientific(const char *s)
{
    int digits = 0;
    while (isdigit((unsigned char)*s) || *s == '.')
        digits += isdigit((unsigned char)*s++) != 0;
    if (digits == 0 || *s++ != 'E')
        return false;
    s += *s == '+';
    return isdigit((unsigned char)*s) != 0;
}

static IdText id_text(Str raw)
{
    IdText t = {0};
    for (size_t pos = 0; pos < raw.len;) {
        uint32_t cp = utf8_next(raw, &pos);
        int digit = unicode_digit(cp);
        if (digit < 0 && is_separator(cp))
            continue;
        if (t.len == LETTERS_MAX || (digit < 0 && cp >= 0x80)) {
            t.foreign = true;
            return t;
        }
        t.text[t.len++] = digit >= 0 ? (char)('0' + digit) : (char)toupper((int)cp);
        t.digits += digit >= 0;
    }
    /* "1112034563562.0" went through a floating-point column. */
    if (t.len > 2 && t.text[t.len - 2] == '.' && t.text[t.len - 1] == '0') {
        t.len -= 2;
        t.digits--;
        t.text[t.len] = '\0';
    }
    t.scientific = is_scientific(t.text);
    /* "1.1120.34563.56.2": points between groups. */
    int len = 0;
    for (int i = 0; i < t.len && !t.scientific; i++)
        if (t.text[i] != '.')
            t.text[len++] = t.text[i];
    if (!t.scientific) {
        t.text[len] = '\0';
        t.len = len;
    }
    return t;
}

static bool check_digit_agrees(const char digits[DIGITS])
{
    int sum = 0;
    for (int i = 0; i < DIGITS - 1; i++)
        sum += (digits[i] - '0') * (DIGITS - i);
    return (11 - sum % 11) % 10 == digits[DIGITS - 1] - '0';
}

/* What people type to fill a mandatory cell: one digit over and over, or counting up. */
static bool is_placeholder(const char *digits)
{
    bool same = true, counting = true;
    for (int i = 1; i < DIGITS; i++) {
        same &= digits[i] == digits[0];
        counting &= (digits[i] - '0') == (digits[i - 1] - '0' + 1) % 10;
    }
    return same || counting;
}

static IdNumber thai13(const IdText *t)
{
    IdNumber id = {.kind = ID_THAI13};
    char padded[DIGITS + 1] = "0000000000000";
    if (t->scientific)
        id.status = ID_LOST_DIGITS;
    else if (t->foreign || t->digits != t->len)
        id.status = ID_BAD_FORM;
    else if (t->len == 0)
        id = (IdNumber){.status = ID_EMPTY};
    else if (t->len > DIGITS || t->len < DIGITS - 2)
        id.status =
            t->digits && strspn(t->text, "0") == (size_t)t->len ? ID_PLACEHOLDER : ID_BAD_LENGTH;
    else {
        memcpy(padded + DIGITS - t->len, t->text, (size_t)t->len);
        bool agrees = check_digit_agrees(padded);
        if (is_placeholder(padded))
            id.status = ID_PLACEHOLDER;
        else if (t->len < DIGITS)
            id.status = agrees ? ID_REPAIRED : ID_BAD_LENGTH;
        else
            id.status = agrees ? ID_VALID : ID_BAD_CHECKSUM;
    }
    if (id_is_usable(&id) || id.status == ID_BAD_CHECKSUM)
        memcpy(id.normal, padded, DIGITS + 1);
    return id;
}

static IdNumber g_code(const IdText *t)
{
    IdNumber id = {.kind = ID_G_CODE};
    if (t->len == 0 && !t->foreign)
        return (IdNumber){.status = ID_EMPTY};
    if (t->foreign || t->text[0] != 'G') {
        id.status = t->scientific ? ID_LOST_DIGITS : ID_BAD_FORM;
        return id;
    }
    char normal[LETTERS_MAX + 1];
    memcpy(normal, t->text, (size_t)t->len + 1);
    for (int i = 1; i < t->len; i++) {
        if (normal[i] == 'O')
            normal[i] = '0';
        if (!isdigit((unsigned char)normal[i])) {
            id.status = ID_BAD_FORM;
            return id;
        }
    }
    if (t->len != DIGITS) {
        id.status = ID_BAD_LENGTH;
        return id;
    }
    id.status = strspn(normal + 1, "0") == DIGITS - 1 ? ID_PLACEHOLDER : ID_VALID;
    if (id.status == ID_VALID)
        memcpy(id.normal, normal, DIGITS + 1);
    return id;
}

IdNumber id_read_thai13(Str text)
{
    IdText t = id_text(text);
    return thai13(&t);
}

IdNumber id_read_g_code(Str text)
{
    IdText t = id_text(text);
    return g_code(&t);
}

IdNumber id_read(Str text)
{
    IdText t = id_text(text);
    return t.text[0] == 'G' ? g_code(&t) : thai13(&t);
}

/* One digit replaced, or two neighbors exchanged. */
static bool one_edit(const char *a, const char *b)
{
    int apart = 0, first = -1;
    for (int i = 0; i < DIGITS; i++) {
        if (a[i] == b[i])
            continue;
        if (apart++ == 0)
            first = i;
    }
    if (apart == 1)
        return true;
    return apart == 2 && first + 1 < DIGITS && a[first] == b[first + 1] && a[first + 1] == b[first];
}

IdAgreement id_compare(const IdNumber *a, const IdNumber *b)
{
    if (!a->normal[0] || !b->normal[0] || a->kind != b->kind)
        return ID_NO_EVIDENCE;
    if (id_is_usable(a) && id_is_usable(b) && strcmp(a->normal, b->normal) == 0)
        return ID_AGREE;
    if (one_edit(a->normal, b->normal))
        return ID_ONE_EDIT;
    return id_is_usable(a) && id_is_usable(b) ? ID_CONFLICT : ID_NO_EVIDENCE;
}

IdHolder id_holder(const IdNumber *id)
{
    if (id->kind != ID_THAI13 || !id_is_usable(id))
        return ID_HOLDER_UNKNOWN;
    switch (id->normal[0]) {
    case '0':
        return ID_HOLDER_NO_STATUS;
    case '6':
    case '7':
        return ID_HOLDER_TEMPORARY;
    case '8':
        return ID_HOLDER_ALIEN;
    case '9':
        return ID_HOLDER_UNKNOWN;
    default:
        return ID_HOLDER_THAI;
    }
}
