#ifndef ROLLBOOK_READ_MARKUP_H
#define ROLLBOOK_READ_MARKUP_H

/*
 * A document's tags and texts, in steps small enough that a reader may stop at every row: by the
 * tag scanner where it can read the encoding, else by libxml2. Handlers see no difference.
 */

#include "pipeline/base/xml.h"
#include "pipeline/read/container.h"

typedef struct Markup Markup;

/* Everything is borrowed until markup_close. NULL on failure. */
Markup *markup_open(Container *container, const ContainerEntry *entry, const ReadLimits *limits,
                    const XmlHandler *handler, void *self, Error *err);
Markup *markup_open_bytes(Str bytes, const ReadLimits *limits, const XmlHandler *handler,
                          void *self);

/*
 * Handles some more of the document. False at its end and on failure. A handler fails by setting
 * the Error that markup_error gives.
 */
bool markup_step(Markup *markup, Error *err);
/* Before the first step of a pass that another follows: sums and characters are not checked. */
void markup_trust(Markup *markup);
/* Passes the content of the element opened last, where that can be done fast. */
void markup_skip(Markup *markup, Error *err);
/* The scanner at work, for a short cut through its buffer; NULL where libxml2 reads. */
struct TagScan;
struct TagScan *markup_scan(Markup *markup);
/* Bytes read so far. */
int64_t markup_given(const Markup *markup);
Error *markup_error(Markup *markup);
void markup_close(Markup *markup); /* NULL is allowed */

/* The value of an attribute by its local name; empty where it is not there. */
Str markup_attribute(const XmlAttribute *attributes, int count, const char *name);

/* A positive decimal number, at most max; otherwise where it is missing or is none. */
int64_t markup_number(Str text, int64_t otherwise, int64_t max);

#endif
