#ifndef ROLLBOOK_READ_TAG_SCAN_H
#define ROLLBOOK_READ_TAG_SCAN_H

/*
 * A small XML scanner for the two parts of a workbook that are large: sheets and shared strings.
 * Twice as fast as libxml2's SAX2 and linear on everything; it calls the same handler, so that
 * either can stand in for the other, and tests hold them together. UTF-8 only, no DTD, namespaces
 * by local name. What it does not understand it refuses.
 */

#include "pipeline/base/strbuf.h"
#include "pipeline/base/xml.h"
#include "pipeline/read/container.h"

enum { TAG_SCAN_DEPTH = 64, TAG_SCAN_ATTRIBUTES = 256 };

typedef struct TagScan {
    PartStream *stream;
    const ReadLimits *limits;
    const XmlHandler *handler;
    void *self;
    char *buf; /* always followed by TAG_SCAN_PAD zero bytes */
    size_t cap;
    char *p, *end; /* what was read and not yet scanned */
    size_t tail;   /* bytes at end that are half a character */
    bool at_end;   /* the stream has no more */
    bool trusting; /* bytes are not asked whether they are characters */
    bool started;  /* past the byte order mark */
    bool had_root;
    int depth;
    StrBuf names; /* qualified names of open elements, one after the other */
    size_t name_at[TAG_SCAN_DEPTH + 1];
    StrBuf decoded; /* attribute values and text that had entities */
    XmlAttribute attributes[TAG_SCAN_ATTRIBUTES];
} TagScan;

/* Guard bytes: a scan may look this far past end without asking. */
enum { TAG_SCAN_PAD = 64 };

/* True where this part's first bytes say that only libxml2 can decode it (UTF-16 and others). */
bool tag_scan_refuses(Str head);

/* Borrows everything given. */
TagScan *tag_scan_create(PartStream *stream, const ReadLimits *limits, const XmlHandler *handler,
                         void *self);
void tag_scan_free(TagScan *scan); /* NULL is allowed */

/*
 * Handles one tag, piece of text, comment or instruction, calling the handler; false at the end of
 * the document and on failure.
 */
bool tag_scan_step(TagScan *scan, Error *err);

/*
 * Passes what the element opened last holds, up to its closing tag, without telling the handler:
 * for those who only list what a document has.
 */
bool tag_scan_skip(TagScan *scan, Error *err);

/* Reads more, so that end - p >= need where the stream has as much; false where it has not. */
bool tag_scan_fill(TagScan *scan, size_t need, Error *err);

#endif
