#ifndef ROLLBOOK_REPORTS_TEXT_PARAGRAPH_H
#define ROLLBOOK_REPORTS_TEXT_PARAGRAPH_H

/*
 * A styled text, shaped once, cut into lines for any width, and handed out as pieces that a page
 * can draw.
 */

#include "pipeline/base/arena.h"
#include "reports/text/itemise.h"
#include "reports/text/line_break.h"
#include "reports/text/shape.h"

/* What setting text needs: for one thread, and one document after the other. */
typedef struct Typesetter {
    FontSet fonts;
    Shaper *shaper;
    LineBreaker *breaker;
    TextRunList runs; /* scratch */
    GlyphList glyphs; /* scratch */
} Typesetter;

void typesetter_open(Typesetter *typesetter, const Config *config, Error *err);
void typesetter_close(Typesetter *typesetter);

/* Begins the next document: what the last one drew is forgotten, fonts and shaped words stay. */
void typesetter_begin(Typesetter *typesetter);

/* STATUS_LIMIT where the document has more distinct clusters than a font can hold. */
void typesetter_check(const Typesetter *typesetter, Error *err);

typedef struct Paragraph {
    Str text;
    const TextRun *runs;
    size_t run_count;
    const Glyph *glyphs;
    size_t glyph_count;
    Mpt width; /* of the longest line where only line feeds break */
    bool karen;
    bool has_feeds; /* line feeds in the text */
} Paragraph;

/* One line: glyphs [from, to), a trailing blank included (it is text, though it takes no width). */
typedef struct Line {
    size_t from, to;
    Mpt width; /* without trailing blanks */
    Mpt ascent, descent;
} Line;

/* What a line draws in one face and style. Borrowed from the paragraph, or in the arena. */
typedef struct Piece {
    const Face *face;
    const TextStyle *style;
    Mpt size; /* to draw the face at; may be larger than the style's */
    const Glyph *glyphs;
    size_t count;
    Mpt x; /* from the line's left edge */
    Mpt width;
} Piece;

/*
 * Shapes a text in the arena. The spans cover the text and are copied; the text is copied and
 * invalid UTF-8 replaced.
 */
Paragraph *paragraph_shape(Typesetter *typesetter, Arena *arena, Str text, const TextSpan *spans,
                           size_t span_count);

/* The widest piece that no line break can divide. */
Mpt paragraph_min_width(Typesetter *typesetter, const Paragraph *paragraph);

/*
 * Breaks into lines at most `width` wide. A piece wider than that is broken between clusters. There
 * is at least one line, also where the text is empty; it takes its height from the first span.
 */
const Line *paragraph_lines(Typesetter *typesetter, Arena *arena, const Paragraph *paragraph,
                            Mpt width, size_t *count);

/* The narrowest width that takes no more lines than `width` does: titles without a lone last word.
 */
Mpt paragraph_balance(Typesetter *typesetter, Arena *scratch, const Paragraph *paragraph,
                      Mpt width);

const Piece *paragraph_pieces(Typesetter *typesetter, Arena *arena, const Paragraph *paragraph,
                              const Line *line, size_t *count);

#endif
