#ifndef ROLLBOOK_BASE_XML_H
#define ROLLBOOK_BASE_XML_H

/*
 * libxml2, made safe: SAX2 push parsing of bytes that we feed ourselves. No network, no external
 * entity, no DTD (every DOCTYPE is refused before its subset is read), no catalog, no file name or
 * URL ever given to libxml2. Limits that libxml2 does not have are kept here: depth, attributes and
 * bytes of one tag, distinct element names. Measured reasons: pipeline/read/README.md.
 */

#include "pipeline/base/error.h"
#include "pipeline/base/str.h"

#include <libxml/parser.h>
#include <libxml/tree.h>

typedef struct XmlLimits {
    int depth;
    int tag_bytes;
    int tag_attributes;
    int names; /* distinct element names */
} XmlLimits;

extern const XmlLimits XML_LIMITS; /* 64, 64 KiB, 256, 1000 */

typedef struct XmlAttribute {
    Str name; /* local name; prefixes are dropped */
    Str value;
    const char *namespace_uri; /* NULL where there is none */
} XmlAttribute;

/*
 * What a reader does with a document. Names are local names. Text may come in pieces. A handler
 * stops the parse by setting the Error given to xml_push_create.
 */
typedef struct XmlHandler {
    void (*open)(void *self, Str name, const char *namespace_uri, const XmlAttribute *attributes,
                 int count);
    void (*close)(void *self, Str name);
    void (*text)(void *self, Str text);
} XmlHandler;

typedef struct XmlPush XmlPush;

/* Once per process, before any thread: the refusing entity loader, no catalogs. */
void xml_init(void);

/* handler, limits and err are borrowed until xml_push_free. */
XmlPush *xml_push_create(const XmlHandler *handler, void *self, const XmlLimits *limits,
                         Error *err);

/* Feeds bytes; false once the document has failed (err says why, at.row is the line). */
bool xml_push_feed(XmlPush *push, Str bytes);

/* Tells that no bytes follow; false where the document is not whole. */
bool xml_push_finish(XmlPush *push);

/* The line being parsed, 1-based. */
int64_t xml_push_line(const XmlPush *push);

/* libxml2's own context, for xmlSchemaSAXPlug. */
xmlParserCtxtPtr xml_push_context(XmlPush *push);

void xml_push_free(XmlPush *push);

/* Appends s with & < > " and characters that XML 1.0 forbids escaped or dropped. */
struct StrBuf;
void xml_append_escaped(struct StrBuf *buf, Str s);

#endif
