#ifndef ROLLBOOK_BASE_JSON_H
#define ROLLBOOK_BASE_JSON_H

/*
 * JSON for rows: written to a StrBuf, read by a pull scanner that allocates nothing for plain
 * values. Whole documents (linkage models) are read with jansson where they are needed.
 */

#include "pipeline/base/arena.h"
#include "pipeline/base/strbuf.h"

/* A quoted and escaped string (RFC 8259, section 7); invalid UTF-8 becomes U+FFFD. */
void json_append_string(StrBuf *buf, Str s);

typedef enum JsonType {
    JSON_END, /* nothing left, or malformed: see JsonScan.failed */
    JSON_ARRAY_OPEN,
    JSON_ARRAY_CLOSE,
    JSON_OBJECT_OPEN,
    JSON_OBJECT_CLOSE,
    JSON_STRING, /* also an object's keys, as they come */
    JSON_NUMBER,
    JSON_TRUE,
    JSON_FALSE,
    JSON_NULL,
} JsonType;

/* Start from {.text = ..., .arena = ...}; the arena holds strings that had escapes. */
typedef struct JsonScan {
    Str text;
    Arena *arena;
    size_t pos;
    bool failed;
    Str string;    /* of JSON_STRING */
    double number; /* of JSON_NUMBER */
} JsonScan;

/* The next token. Commas and colons are skipped where the grammar has them. */
JsonType json_next(JsonScan *scan);

#endif
