#ifndef ROLLBOOK_BASE_UTF8_H
#define ROLLBOOK_BASE_UTF8_H

/* UTF-8 by RFC 3629: no surrogates, no overlong forms, nothing above U+10FFFF. */

#include "pipeline/base/strbuf.h"

enum { UTF8_REPLACEMENT = 0xFFFD };

/* What utf8_next does, for the characters that it does not know itself. */
uint32_t utf8_next_of_any(Str s, size_t *pos);

/*
 * Decodes the character at *pos (< s.len) and moves *pos past it. Bytes that are not UTF-8 give
 * UTF8_REPLACEMENT, one per maximal invalid piece (Unicode 15, section 3.9, best practice).
 */
static inline uint32_t utf8_next(Str s, size_t *pos)
{
    size_t at = *pos;
    unsigned char first = (unsigned char)s.ptr[at];
    if (first < 0x80) {
        *pos = at + 1;
        return first;
    }
    /* Thai and Burmese, the greater part of what else comes: E0 B8 to E0 BB, E1 80 to E1 82. */
    if ((first | 1) == 0xE1 && s.len - at >= 3) {
        unsigned char second = (unsigned char)s.ptr[at + 1], third = (unsigned char)s.ptr[at + 2];
        if ((second & 0xC0) == 0x80 && (third & 0xC0) == 0x80 &&
            (first == 0xE1 || second >= 0xA0)) {
            *pos = at + 3;
            return (first & 0x0Fu) << 12 | (second & 0x3Fu) << 6 | (third & 0x3Fu);
        }
    }
    return utf8_next_of_any(s, pos);
}

bool utf8_is_valid(Str s);

bool utf8_is_ascii(Str s);

/* The same, a character at a time: what tests hold the fast one to. */
bool utf8_is_valid_plain(Str s);

/* Number of characters; an invalid piece counts as one. */
size_t utf8_count(Str s);

/* Writes one character as 1 to 4 bytes; returns how many. Surrogates become U+FFFD. */
size_t utf8_encode(uint32_t cp, char out[4]);
void utf8_append(StrBuf *buf, uint32_t cp);

/* Appends s with every invalid piece replaced by U+FFFD; returns how many were. */
size_t utf8_append_valid(StrBuf *buf, Str s);

/* s cut to at most max bytes without splitting a character. */
Str utf8_cut(Str s, size_t max);

#endif
