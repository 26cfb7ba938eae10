#ifndef ROLLBOOK_REPORTS_LAYOUT_LAYOUT_H
#define ROLLBOOK_REPORTS_LAYOUT_LAYOUT_H

/* Laying out a document: blocks become boxes, boxes become pages. */

#include "reports/layout/display.h"
#include "reports/query/words.h"

/* The document's pages, in the arena, which must live as long as the typesetter's faces do. */
Display *layout_document(Typesetter *typesetter, const Words *words, const Document *document,
                         Arena *arena, Error *err);

#endif
