/* The walk over a number format: which letters mean a day, a time, or nothing. */

#include "pipeline/read/format_code.h"

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

static bool word_at(Str code, size_t at, Str word)
{
    return str_eq_ignore_case(str_slice(code, at, at + word.len), word);
}

/* [h] [hh] [m] [mm] [s] [ss]: counts on past 24 hours. */
static bool is_elapsed(Str bracket)
{
    char first = bracket.len ? lower(bracket.ptr[0]) : 0;
    if (first != 'h' && first != 'm' && first != 's')
        return false;
    for (size_t i = 1; i < bracket.len; i++)
        if (lower(bracket.ptr[i]) != first)
            return false;
    return true;
}

/* Thai letters that stand for day, month, year, hour, minute, second in a Thai format code. */
static bool is_thai_token(Str code, size_t at)
{
    static const char *const TOKENS[] = {"ว", "ด", "ป", "ช", "น", "ท"};
    for (size_t i = 0; i < sizeof TOKENS / sizeof *TOKENS; i++)
        if (str_starts_with(str_slice(code, at, code.len), str_from(TOKENS[i])))
            return true;
    return false;
}

NumberKind format_code_kind(Str code)
{
    bool day = false, clock = false, month = false, digits = false, thai = false;
    for (size_t at = 0; at < code.len; at++) {
        char c = lower(code.ptr[at]);
        switch (c) {
        case '"':
            at = str_find(code, STR("\""), at + 1);
            break;
        case '\\':
        case '_':
        case '*': /* the next character, which may be of several bytes, is literal */
            at++;
            while (at + 1 < code.len && ((unsigned char)code.ptr[at + 1] & 0xC0) == 0x80)
                at++;
            break;
        case '[': {
            size_t end = str_find(code, STR("]"), at);
            if (is_elapsed(str_slice(code, at + 1, end)))
                return KIND_ELAPSED;
            at = end;
            break;
        }
        case 'g':
            if (word_at(code, at, STR("General")))
                at += 6;
            else
                day = true;
            break;
        case 's':
            if (word_at(code, at, STR("Standard")))
                at += 7;
            else
                clock = true;
            break;
        case 'e':
            if (at + 1 < code.len && (code.ptr[at + 1] == '+' || code.ptr[at + 1] == '-'))
                at++; /* an exponent */
            else
                day = true;
            break;
        case 'd':
        case 'y':
        case 'b':
            day = true;
            break;
        case 'h':
            clock = true;
            break;
        case 'm':
            month = true;
            break;
        case '0':
        case '#':
        case '?':
            digits = true;
            break;
        case '@':
            if (code.len == 1)
                return KIND_TEXT;
            break;
        default:
            thai = thai || is_thai_token(code, at);
        }
    }
    if (day || (month && !clock) || (thai && !digits))
        return KIND_DATE;
    return clock ? KIND_TIME : KIND_NUMBER;
}

NumberKind format_builtin_kind(int id)
{
    if ((id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 31) || id == 36 ||
        (id >= 50 && id <= 54) || id == 57 || id == 58 || (id >= 71 && id <= 74) || id == 77 ||
        id == 81)
        return KIND_DATE;
    if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || id == 45 || id == 47 || id == 55 ||
        id == 56 || id == 75 || id == 76 || id == 78 || id == 80)
        return KIND_TIME;
    if (id == 46 || id == 79)
        return KIND_ELAPSED;
    return id == 49 ? KIND_TEXT : KIND_NUMBER;
}
