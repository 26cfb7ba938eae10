#include "pipeline/base/utf8.h"

/* Allowed range of the second byte, by first byte (Unicode 15, table 3-7). */
static bool second_byte_fits(unsigned char first, unsigned char second)
{
    switch (first) {
    case 0xE0:
        return second >= 0xA0 && second <= 0xBF;
    case 0xED:
        return second >= 0x80 && second <= 0x9F;
    case 0xF0:
        return second >= 0x90 && second <= 0xBF;
    case 0xF4:
        return second >= 0x80 && second <= 0x8F;
    default:
        return second >= 0x80 && second <= 0xBF;
    }
}

uint32_t utf8_next_of_any(Str s, size_t *pos)
{
    unsigned char first = (unsigned char)s.ptr[(*pos)++];
    if (first < 0x80)
        return first;
    if (first < 0xC2 || first > 0xF4)
        return UTF8_REPLACEMENT;
    int more = first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
    uint32_t value = first & (0x3Fu >> more);
    for (int i = 0; i < more; i++) {
        if (*pos >= s.len)
            return UTF8_REPLACEMENT;
        unsigned char byte = (unsigned char)s.ptr[*pos];
        if (i == 0 ? !second_byte_fits(first, byte) : (byte & 0xC0) != 0x80)
            return UTF8_REPLACEMENT;
        value = value << 6 | (byte & 0x3Fu);
        (*pos)++;
    }
    return value;
}

/* Moves past one character; false for an invalid piece. */
static inline bool skip_valid(Str s, size_t *pos)
{
    size_t start = *pos;
    return utf8_next(s, pos) != UTF8_REPLACEMENT ||
           str_eq(str_slice(s, start, *pos), STR("\uFFFD"));
}

bool utf8_is_valid_plain(Str s)
{
    for (size_t pos = 0; pos < s.len;) {
        uint64_t eight = 0x80;
        if (s.len - pos >= sizeof eight)
            memcpy(&eight, s.ptr + pos, sizeof eight);
        if ((eight & UINT64_C(0x8080808080808080)) == 0)
            pos += sizeof eight; /* all of them ASCII */
        else if (!skip_valid(s, &pos))
            return false;
    }
    return true;
}

bool utf8_is_ascii(Str s)
{
    uint64_t eight, all = 0;
    size_t pos = 0;
    for (; s.len - pos >= sizeof eight; pos += sizeof eight) {
        memcpy(&eight, s.ptr + pos, sizeof eight);
        all |= eight;
    }
    for (; pos < s.len; pos++)
        all |= (unsigned char)s.ptr[pos];
    return (all & UINT64_C(0x8080808080808080)) == 0;
}

size_t utf8_count(Str s)
{
    size_t count = 0;
    for (size_t pos = 0; pos < s.len; count++)
        utf8_next(s, &pos);
    return count;
}

size_t utf8_encode(uint32_t cp, char out[4])
{
    if (cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF))
        cp = UTF8_REPLACEMENT;
    if (cp < 0x80) {
        out[0] = (char)cp;
        return 1;
    }
    if (cp < 0x800) {
        out[0] = (char)(0xC0 | cp >> 6);
        out[1] = (char)(0x80 | (cp & 0x3F));
        return 2;
    }
    if (cp < 0x10000) {
        out[0] = (char)(0xE0 | cp >> 12);
        out[1] = (char)(0x80 | (cp >> 6 & 0x3F));
        out[2] = (char)(0x80 | (cp & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | cp >> 18);
    out[1] = (char)(0x80 | (cp >> 12 & 0x3F));
    out[2] = (char)(0x80 | (cp >> 6 & 0x3F));
    out[3] = (char)(0x80 | (cp & 0x3F));
    return 4;
}

void utf8_append(StrBuf *buf, uint32_t cp)
{
    char bytes[4];
    strbuf_append_bytes(buf, bytes, utf8_encode(cp, bytes));
}

size_t utf8_append_valid(StrBuf *buf, Str s)
{
    size_t from = 0, replaced = 0;
    for (size_t pos = 0; pos < s.len;) {
        size_t start = pos;
        if (skip_valid(s, &pos))
            continue;
        strbuf_append(buf, str_slice(s, from, start));
        utf8_append(buf, UTF8_REPLACEMENT);
        from = pos;
        replaced++;
    }
    strbuf_append(buf, str_slice(s, from, s.len));
    return replaced;
}

Str utf8_cut(Str s, size_t max)
{
    if (s.len <= max)
        return s;
    while (max > 0 && ((unsigned char)s.ptr[max] & 0xC0) == 0x80)
        max--;
    return str_slice(s, 0, max);
}
