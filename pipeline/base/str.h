#ifndef ROLLBOOK_BASE_STR_H
#define ROLLBOOK_BASE_STR_H

/*
 * Str: a borrowed piece of UTF-8 text. Pointer and length, not NUL-terminated; it owns nothing,
 * so it is passed by value and lives as long as the memory that it points into.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct Str {
    const char *ptr;
    size_t len; /* bytes */
} Str;

/* A literal as Str. STR_LIT is the form for static initialisers. */
#define STR(literal) ((Str){"" literal, sizeof(literal) - 1})
#define STR_LIT(literal)                                                                           \
    {                                                                                              \
        "" literal, sizeof(literal) - 1                                                            \
    }

/* printf arguments: printf("%.*s", STR_ARG(s)). */
#define STR_ARG(s) (int)(s).len, (s).ptr

/* Borrows a C string; NULL gives the empty text. */
static inline Str str_from(const char *cstr)
{
    return cstr ? (Str){cstr, strlen(cstr)} : (Str){"", 0};
}

static inline bool str_eq(Str a, Str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static inline bool str_is(Str a, const char *cstr)
{
    return str_eq(a, str_from(cstr));
}

static inline bool str_is_empty(Str s)
{
    return s.len == 0;
}

/* The bytes [from, to), both clamped to the text. */
Str str_slice(Str s, size_t from, size_t to);

/* Byte order: <0, 0 or >0, as memcmp; the shorter of two equal prefixes is first. */
int str_cmp(Str a, Str b);

bool str_starts_with(Str s, Str prefix);
bool str_ends_with(Str s, Str suffix);

/* Byte offset of the first needle at or after from; s.len where there is none. */
size_t str_find(Str s, Str needle, size_t from);

/* ASCII letters compare equal in either case; all other bytes must be the same. */
bool str_eq_ignore_case(Str a, Str b);

/* Without ASCII white space, NBSP, zero-width characters and BOM at either end. */
Str str_trim(Str s);

/*
 * Cuts the next piece off *rest, up to the separator byte, which is dropped. False when nothing is
 * left, which *rest tells by a NULL pointer: "" has one piece, "a," has two.
 *
 *     for (Str rest = line, field; str_split(&rest, '\t', &field);) ...
 */
bool str_split(Str *rest, char separator, Str *piece);

/* FNV-1a with a final mix, 64 bits. Stable: may be stored. */
uint64_t str_hash(Str s);

#endif
