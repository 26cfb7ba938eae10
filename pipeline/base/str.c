#include "pipeline/base/str.h"

Str str_slice(Str s, size_t from, size_t to)
{
    if (to > s.len)
        to = s.len;
    if (from > to)
        from = to;
    return (Str){s.ptr + from, to - from};
}

int str_cmp(Str a, Str b)
{
    size_t shorter = a.len < b.len ? a.len : b.len;
    int order = shorter ? memcmp(a.ptr, b.ptr, shorter) : 0;
    if (order != 0)
        return order;
    return a.len < b.len ? -1 : a.len > b.len;
}

bool str_starts_with(Str s, Str prefix)
{
    return s.len >= prefix.len && (prefix.len == 0 || memcmp(s.ptr, prefix.ptr, prefix.len) == 0);
}

bool str_ends_with(Str s, Str suffix)
{
    return s.len >= suffix.len && str_eq(str_slice(s, s.len - suffix.len, s.len), suffix);
}

size_t str_find(Str s, Str needle, size_t from)
{
    if (from > s.len || s.len == 0) /* an empty text may have no pointer */
        return s.len;
    if (needle.len == 0)
        return from;
    if (needle.len > s.len - from)
        return s.len;
    /* In a short text the preparations of memmem cost more than the search. */
    enum { SHORT_BYTES = 128 };
    const char *end = s.ptr + s.len, *at = s.ptr + from;
    if (s.len - from > SHORT_BYTES) {
        at = memmem(at, (size_t)(end - at), needle.ptr, needle.len);
        return at ? (size_t)(at - s.ptr) : s.len;
    }
    const char *last = end - needle.len; /* where it can begin at the latest */
    for (; at <= last && (at = memchr(at, needle.ptr[0], (size_t)(last - at) + 1)); at++)
        if (memcmp(at, needle.ptr, needle.len) == 0)
            return (size_t)(at - s.ptr);
    return s.len;
}

static unsigned char ascii_lower(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

bool str_eq_ignore_case(Str a, Str b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (ascii_lower(a.ptr[i]) != ascii_lower(b.ptr[i]))
            return false;
    return true;
}

/* Length in bytes of the blank at the start of s; 0 where there is none. */
static size_t blank_at(Str s)
{
    if (s.len == 0)
        return 0;
    unsigned char first = (unsigned char)s.ptr[0];
    if (first == ' ' || (first >= '\t' && first <= '\r'))
        return 1;
    if (first != 0xC2 && first != 0xE2 && first != 0xEF)
        return 0;
    /* NBSP, U+200B to U+200D, U+2060, BOM */
    static const Str BLANKS[] = {STR_LIT("\u00A0"), STR_LIT("\u200B"), STR_LIT("\u200C"),
                                 STR_LIT("\u200D"), STR_LIT("\u2060"), STR_LIT("\uFEFF")};
    for (size_t i = 0; i < sizeof BLANKS / sizeof BLANKS[0]; i++)
        if (str_starts_with(s, BLANKS[i]))
            return BLANKS[i].len;
    return 0;
}

Str str_trim(Str s)
{
    for (size_t n; (n = blank_at(s)) > 0;)
        s = str_slice(s, n, s.len);
    while (s.len > 0) {
        size_t last = s.len - 1;
        while (last > 0 && ((unsigned char)s.ptr[last] & 0xC0) == 0x80)
            last--;
        Str tail = str_slice(s, last, s.len);
        if (blank_at(tail) != tail.len)
            break;
        s.len = last;
    }
    return s;
}

bool str_split(Str *rest, char separator, Str *piece)
{
    if (!rest->ptr)
        return false; /* the last piece was given */
    const char *hit = rest->len ? memchr(rest->ptr, separator, rest->len) : NULL;
    if (hit) {
        size_t len = (size_t)(hit - rest->ptr);
        *piece = (Str){rest->ptr, len};
        *rest = (Str){rest->ptr + len + 1, rest->len - len - 1};
    } else {
        *piece = *rest;
        *rest = (Str){NULL, 0};
    }
    return true;
}

uint64_t str_hash(Str s)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < s.len; i++)
        hash = (hash ^ (unsigned char)s.ptr[i]) * 0x100000001b3u;
    hash ^= hash >> 32;
    hash *= 0x9E3779B97F4A7C15u;
    return hash ^ (hash >> 29);
}
