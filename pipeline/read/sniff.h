#ifndef ROLLBOOK_READ_SNIFF_H
#define ROLLBOOK_READ_SNIFF_H

/* What a file is, by its bytes: for workbook.c and for tests. */

#include "pipeline/read/row_cursor.h"

/*
 * The kind of these bytes. The name only helps to tell a lock file and may be NULL. *what becomes
 * words for a message where the kind is FILE_OTHER or FILE_UNKNOWN: "a PDF document".
 */
FileKind sniff_kind(Str bytes, const char *name, const char **what);

/* The root element of an XML or HTML document: local name, and the value of its xmlns, if any. */
typedef struct SniffedRoot {
    Str name;
    Str namespace_uri;
    bool has_id; /* an attribute id, as ODK submissions have */
} SniffedRoot;
SniffedRoot sniff_root(Str text);

#endif
