#ifndef ROLLBOOK_REPORTS_TEXT_ITEMISE_H
#define ROLLBOOK_REPORTS_TEXT_ITEMISE_H

/* Cutting a text into runs of one face, script, language and style. */

#include "reports/text/fonts.h"

/* How a stretch of text looks. `color`, `tag` and `link` are carried for the page, not used here.
 */
typedef struct TextStyle {
    FontWeight weight;
    Mpt size;
    Mpt rise;       /* above the baseline: note numbers */
    uint32_t color; /* 0xRRGGBB */
    int32_t tag;    /* node of the document's structure; -1: decoration */
    int32_t link;   /* -1: none */
} TextStyle;

/* The style of the bytes from the last span's end up to `end`. */
typedef struct TextSpan {
    size_t end;
    TextStyle style;
} TextSpan;

typedef struct TextRun {
    Face *face;
    FontScript font_script;
    hb_script_t script;
    hb_language_t language;
    size_t from, to;    /* bytes */
    size_t first, last; /* glyphs, filled in by paragraph.c: first up to but not including last */
    const TextStyle *style;
    Mpt size; /* of the face: the style's, enlarged where the face's letters are small */
} TextRun;

typedef struct TextRunList {
    TextRun *items;
    size_t count, cap;
} TextRunList;

/*
 * Replaces the list by the runs of a text (valid UTF-8). Control characters and line separators
 * belong to no run. Spans cover the whole text.
 */
void itemise(TextRunList *runs, const FontSet *fonts, Str text, const TextSpan *spans,
             size_t span_count);

/* True where the text has letters that only S'gaw or Pwo Karen uses. */
bool text_is_karen(Str text);

#endif
