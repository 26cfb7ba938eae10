#ifndef ROLLBOOK_BASE_UTF8_H
#define ROLLBOOK_BASE_UTF8_H

/* UTF-8 by RFC 3629: no surrogates, no overlong forms, nothing above U+10FFFF. */

#include "pipeline/base/strbuf.h"

enum { UTF8_REPLACEMENT = 0xFFFD };

/*
 * Decodes the character at *pos (< s.len) and moves *pos past it. Bytes that are not UTF-8 give
 * UTF8_REPLACEMENT, one per maximal invalid piece (Unicode 15, section 3.9, best practice).
 */
uint32_t utf8_next(Str s, size_t *pos);

bool utf8_is_valid(Str s);

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
