#ifndef ROLLBOOK_REPORTS_TEXT_SHAPE_H
#define ROLLBOOK_REPORTS_TEXT_SHAPE_H

/* HarfBuzz: text of one face, script and language becomes glyph codes with advances. */

#include "reports/text/face.h"

enum {
    GLYPH_UNSAFE = 1, /* a line broken before this glyph must be shaped again */
    GLYPH_TAIL = 2,   /* draws nothing: carries the rest of the text of the glyph before it */
};

/* One code on the way to the page. */
typedef struct Glyph {
    uint16_t code;
    uint16_t flags;
    int32_t advance; /* font units, kerning included */
    uint32_t offset; /* byte of the text at which its cluster begins */
} Glyph;

typedef struct GlyphList {
    Glyph *items;
    size_t count, cap;
} GlyphList;

/* A shaping buffer and the words shaped before; one for each thread. */
typedef struct Shaper Shaper;

Shaper *shaper_create(void);
void shaper_free(Shaper *shaper);

/* Another document begins: the faces' code tables are empty again. */
void shaper_begin(Shaper *shaper);

/* Appends the glyphs of text[from, to), valid UTF-8 of one script, left to right. */
void shape_run(Shaper *shaper, Face *face, Str text, size_t from, size_t to, hb_script_t script,
               hb_language_t language, GlyphList *out);

void glyph_list_free(GlyphList *list);

#endif
