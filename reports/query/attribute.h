#ifndef ROLLBOOK_REPORTS_QUERY_ATTRIBUTE_H
#define ROLLBOOK_REPORTS_QUERY_ATTRIBUTE_H

/*
 * The info string of a directive:
 *
 *     table by_district "Children by district and sex" rows=district columns=sex total=both
 *
 * is a word, bare words (name, kind), one quoted caption, and attributes key=value; a value with
 * blanks is quoted. Lists are joined by commas, pairs by a colon: format=share:percent,day:date.
 */

#include "pipeline/base/arena.h"
#include "pipeline/base/error.h"

enum { ATTRIBUTES_MAX = 32, WORDS_MAX = 3 };

typedef struct Attribute {
    Str key, value;
} Attribute;

typedef struct Attributes {
    Str words[WORDS_MAX]; /* the directive's word first */
    size_t word_count;
    Str caption;
    Attribute items[ATTRIBUTES_MAX];
    size_t count;
} Attributes;

/* Pieces are slices of info. STATUS_CONFIG where it cannot be read. */
Attributes attributes_parse(Str info, Error *err);

/* The value of a key; a NULL ptr where it is not given. */
Str attribute_get(const Attributes *attributes, const char *key);
bool attribute_has(const Attributes *attributes, const char *key);

/* A comma-separated list in the arena. */
typedef struct NameList {
    const Str *names;
    size_t count;
} NameList;
NameList attribute_list(Arena *arena, const Attributes *attributes, const char *key);
bool name_list_has(NameList list, Str name);

/* "percent" for name "share" in "share:percent,day:date"; a NULL ptr where it is not there. */
Str attribute_pair(const Attributes *attributes, const char *key, Str name);

/* Refuses attributes that are not in `known` (blank-separated). */
void attributes_check(const Attributes *attributes, const char *known, Error *err);

#endif
