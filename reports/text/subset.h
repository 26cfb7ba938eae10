#ifndef ROLLBOOK_REPORTS_TEXT_SUBSET_H
#define ROLLBOOK_REPORTS_TEXT_SUBSET_H

/*
 * The font program that goes into a document: a TrueType file whose glyph k is code k of the face's
 * code table. A code that is one glyph of the source owns a copy of its outline; every other is a
 * composite of base and marks at the places that HarfBuzz gave them.
 */

#include "pipeline/base/strbuf.h"
#include "reports/text/face.h"

/* Appends the file's bytes; *glyph_count tells how many glyphs it has, the parts after the codes.
 */
void subset_build(const Face *face, StrBuf *program, size_t *glyph_count, Error *err);

#endif
