#ifndef ROLLBOOK_REPORTS_FIGURE_CHART_H
#define ROLLBOOK_REPORTS_FIGURE_CHART_H

/* A figure of the document as a drawing, and a drawing as SVG. */

#include "pipeline/base/strbuf.h"
#include "reports/figure/drawing.h"
#include "reports/query/words.h"

/*
 * Draws a chart `width` wide; its height follows from its kind and categories. Everything is
 * allocated in the arena. Values that are hidden or missing have no bar: their symbol stands in its
 * place.
 */
Drawing *figure_draw(Arena *arena, const Figure *figure, const Words *words, TextRuler ruler,
                     Mpt width);

/* Appends a whole SVG 1.1 document with the figure's caption as title and its alt text. */
void figure_svg(StrBuf *out, const Figure *figure, const Words *words, Arena *arena);

/* Appends a drawing's shapes only. */
void drawing_svg(StrBuf *out, const Drawing *drawing);

/* Text widths without fonts: by character class, near those of Noto Sans. */
TextRuler text_ruler_estimate(void);

#endif
