/* Reading phone numbers (README.md, "Numbers"). */

#include "pipeline/values/phone.h"
#include "pipeline/base/unicode.h"
#include "pipeline/base/utf8.h"

#include <ctype.h>

enum { DIGITS_MAX = 24 };

static const char *const STATUSES[PHONE_STATUS_COUNT] = {
    "", "valid", "repaired", "ambiguous_mm", "bad_length", "bad_form", "lost_digits"};

const char *phone_status_name(PhoneStatus status)
{
    return STATUSES[status];
}

static bool starts(const char *s, const char *prefix)
{
    return strncmp(s, prefix, strlen(prefix)) == 0;
}

static void accept(Phone *phone, const char *country, const char *national)
{
    size_t len = strlen(national);
    memcpy(phone->normal, country, 3);
    memcpy(phone->normal + 3, national, len + 1);
    size_t key = len < 8 ? len : 8;
    memcpy(phone->key, national + len - key, key + 1);
}

/* Digits after +66 or the national 0: mobiles have 9, fixed lines 8 (Bangkok 2, Tak 55). */
static PhoneStatus thai(Phone *phone, const char *rest)
{
    size_t len = strlen(rest);
    bool mobile = strchr("689", rest[0]) && rest[0], fixed = strchr("23457", rest[0]) && rest[0];
    if (!mobile && !fixed)
        return len >= 8 && len <= 9 ? PHONE_BAD_FORM : PHONE_BAD_LENGTH;
    if (len != (mobile ? 9 : 8))
        return PHONE_BAD_LENGTH;
    accept(phone, "+66", rest);
    return PHONE_VALID;
}

/* Digits after +95 or the national 0: mobiles are 9 and 7 to 9 more; fixed lines 7 to 9 in all. */
static PhoneStatus myanmar(Phone *phone, const char *rest)
{
    size_t len = strlen(rest);
    if (rest[0] == '9' ? len < 8 || len > 10 : len < 7 || len > 9)
        return PHONE_BAD_LENGTH;
    accept(phone, "+95", rest);
    return PHONE_VALID;
}

static PhoneStatus read_digits(Phone *phone, const char *d, bool plus)
{
    size_t len = strlen(d);
    if (!plus && starts(d, "00") && len > 9) {
        d += 2;
        len -= 2;
        plus = true;
    }
    /* An international prefix, with or without its plus; the national 0 may follow it. */
    if (starts(d, "66") && (plus || len == 11 || (len == 12 && d[2] == '0')))
        return thai(phone, d + 2 + (d[2] == '0'));
    if (starts(d, "95") && (plus || len >= 11))
        return myanmar(phone, d + 2 + (d[2] == '0'));
    if (plus)
        return PHONE_BAD_FORM;
    if (starts(d, "09")) {
        if (len == 10) {
            PhoneStatus status = thai(phone, d + 1);
            return status == PHONE_VALID ? PHONE_AMBIGUOUS_MM : status;
        }
        return myanmar(phone, d + 1);
    }
    if (d[0] == '0')
        return thai(phone, d + 1);
    /* A number cell drops the leading zero. */
    PhoneStatus status = PHONE_BAD_LENGTH;
    if (len == 9 && strchr("689", d[0]))
        status = thai(phone, d);
    else if (len >= 8 && len <= 10 && d[0] == '9')
        status = myanmar(phone, d);
    return status == PHONE_VALID ? PHONE_REPAIRED : status;
}

/* What stands between two numbers of one cell. */
static bool ends_number(uint32_t cp)
{
    return cp == ',' || cp == ';' || cp == '/' || cp == '|' || cp == '\n' || cp == '&' ||
           cp == 0x104A || cp == 0x3001;
}

typedef struct PhoneScan {
    char digits[DIGITS_MAX + 1];
    int count;
    bool plus;
    bool overflow;
} PhoneScan;

static void finish_number(PhoneScan *scan, PhoneList *list)
{
    if (scan->count > 0 && list->count < PHONES_MAX) {
        Phone *phone = &list->phones[list->count];
        *phone = (Phone){0};
        scan->digits[scan->count] = '\0';
        PhoneStatus status =
            scan->overflow ? PHONE_BAD_LENGTH : read_digits(phone, scan->digits, scan->plus);
        if (status > list->status)
            list->status = status;
        list->count += phone->normal[0] != '\0';
    }
    *scan = (PhoneScan){0};
}

/* 9.59E+11 anywhere in the cell. */
static bool has_exponent(Str s)
{
    for (size_t i = 1; i + 1 < s.len; i++)
        if ((s.ptr[i] == 'E' || s.ptr[i] == 'e') && isdigit((unsigned char)s.ptr[i - 1]) &&
            (s.ptr[i + 1] == '+' || isdigit((unsigned char)s.ptr[i + 1])))
            return true;
    return false;
}

PhoneList phone_read(Str text)
{
    PhoneList list = {0};
    PhoneScan scan = {0};
    text = str_trim(text);
    if (has_exponent(text)) {
        list.status = PHONE_LOST_DIGITS;
        return list;
    }
    if (str_ends_with(text, STR(".0")))
        text.len -= 2;
    bool anything = false;
    for (size_t pos = 0; pos < text.len;) {
        uint32_t cp = utf8_next(text, &pos);
        int digit = unicode_digit(cp);
        anything |= digit >= 0 || unicode_is_letter(cp);
        if (digit >= 0) {
            if (scan.count < DIGITS_MAX)
                scan.digits[scan.count++] = (char)('0' + digit);
            else
                scan.overflow = true;
        } else if (ends_number(cp) || (cp == '+' && scan.count > 0)) {
            finish_number(&scan, &list);
            scan.plus = cp == '+';
        } else if (cp == '+') {
            scan.plus = true;
        } else if (unicode_is_letter(cp)) {
            /* "father 081..." or "081... (mother)": words part numbers. */
            finish_number(&scan, &list);
        } else if (cp == ' ' && scan.count >= 9) {
            /* "0812345678 0898765432": a blank after a whole number, before another. */
            size_t next = pos;
            uint32_t after = next < text.len ? utf8_next(text, &next) : 0;
            if (unicode_digit(after) == 0 || after == '+')
                finish_number(&scan, &list);
        }
    }
    finish_number(&scan, &list);
    if (anything && list.status == PHONE_EMPTY)
        list.status = PHONE_BAD_FORM;
    return list;
}

void phone_append(StrBuf *buf, const PhoneList *list)
{
    for (int i = 0; i < list->count; i++) {
        if (i > 0)
            strbuf_append_char(buf, ';');
        strbuf_append_cstr(buf, list->phones[i].normal);
    }
}

bool phone_share(const PhoneList *a, const PhoneList *b)
{
    for (int i = 0; i < a->count; i++)
        for (int j = 0; j < b->count; j++)
            if (strcmp(a->phones[i].key, b->phones[j].key) == 0)
                return true;
    return false;
}
