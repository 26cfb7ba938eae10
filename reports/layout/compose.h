#ifndef ROLLBOOK_REPORTS_LAYOUT_COMPOSE_H
#define ROLLBOOK_REPORTS_LAYOUT_COMPOSE_H

/*
 * What the files of this folder share: the column being filled with boxes, and the small steps of
 * filling it. A box never divides across pages; a paragraph is a box a line, a table a box a row.
 */

#include "reports/layout/display.h"
#include "reports/layout/theme.h"
#include "reports/query/words.h"

/* A styled text on its way to a paragraph. */
typedef struct RichText {
    StrBuf text;
    TextSpan *spans;
    size_t count, cap;
} RichText;

typedef struct TablePlan TablePlan;

typedef struct Layout {
    Arena *arena;
    Typesetter *typesetter;
    const Words *words;
    const Document *document;
    Display *display;
    Box **boxes; /* the column, top to bottom; pages.c empties it */
    size_t box_count, box_cap;
    bool landscape;   /* of the boxes being made */
    TablePlan *plans; /* tables measured so far */
    RichText rich;    /* scratch */
} Layout;

/* --- words and numbers ----------------------------------------------------------------------- */

Str layout_word(const Layout *layout, const char *key);

/* A word with {n} or {page}, and {pages}, replaced. */
Str layout_word_n(Layout *layout, const char *key, size_t n, size_t total);

/* --- styles ---------------------------------------------------------------------------------- */

TextStyle style_make(FontWeight weight, Mpt size, uint32_t color, int32_t node);

/* --- rich text ------------------------------------------------------------------------------- */

void rich_clear(RichText *rich);
void rich_append(RichText *rich, Str text, TextStyle style);
/* Inlines in the base style; a link becomes a node below the style's node. */
void rich_append_inlines(Layout *layout, RichText *rich, const Inline *inlines, size_t count,
                         TextStyle style);
Paragraph *rich_shape(Layout *layout, const RichText *rich, TextStyle fallback);

/* One text in one style. */
Paragraph *shape_text(Layout *layout, Str text, TextStyle style);

/* --- structure ------------------------------------------------------------------------------- */

int32_t layout_add_node(Layout *layout, NodeType type, int32_t parent);
/* Notes the language of a node whose text is in another script than the document. */
void layout_set_language(Layout *layout, int32_t node, Str text);
int32_t layout_add_link(Layout *layout, Str url, int32_t bookmark, Str label);

/* --- boxes ----------------------------------------------------------------------------------- */

Mpt column_width(bool landscape);
Mpt column_height(bool landscape);

/* A box that is not in the column: a table's head, a running head. */
Box *box_make(Layout *layout, Mpt height);
/* A box at the end of the column. */
Box *box_add(Layout *layout, Mpt height);

Draw *draw_add(Layout *layout, Box *box, DrawKind kind);
void draw_rect(Layout *layout, Box *box, Mpt x, Mpt y, Mpt width, Mpt height, uint32_t color);
void draw_rule(Layout *layout, Box *box, Mpt x, Mpt y, Mpt width, Mpt stroke, uint32_t color);
/* One line of a paragraph with its baseline at y. */
void draw_line(Layout *layout, Box *box, const Paragraph *paragraph, const Line *line, Mpt x,
               Mpt y);
/* A text on one line; returns its width. */
Mpt draw_text(Layout *layout, Box *box, Str text, TextStyle style, Mpt x, Mpt y, TextAnchor anchor);

/* How a paragraph stands in the column. */
typedef struct TextFrame {
    Mpt left;
    Mpt right; /* kept free at the right */
    Mpt space_before;
    Mpt leading;
    bool balanced;      /* lines of about the same length: titles */
    bool keep_together; /* all its lines, and with what follows: headings, captions */
} TextFrame;

/* Adds a paragraph line by line, no line alone at a page's foot or top; returns the first box. */
Box *layout_add_paragraph(Layout *layout, const Paragraph *paragraph, TextFrame frame);

/* --- the parts of a document ----------------------------------------------------------------- */

/* blocks.c: fills the column. */
void compose_blocks(Layout *layout, const Block *blocks, size_t count, Mpt left, int32_t parent);

/*
 * Whether what begins with these blocks wants a landscape page: a heading takes the orientation of
 * the table that soon follows it, so that it does not stay behind on a page of its own.
 */
bool section_is_landscape(Layout *layout, const Block *blocks, size_t count);

/* table_plan.c, table.c */
bool table_needs_landscape(Layout *layout, const Table *table);
void compose_table(Layout *layout, const Table *table, int32_t parent);

/* figure.c */
void compose_figure(Layout *layout, const Figure *figure, int32_t parent);

/* front.c: the cover's page; the contents as boxes, numbers counted from first_page. */
void compose_cover(Layout *layout, int32_t parent);
void compose_contents(Layout *layout, int32_t parent, size_t first_page);

/* pages.c: moves the column's boxes to new pages at the end. */
void fill_pages(Layout *layout);
Page *page_add(Layout *layout, bool landscape);
void page_place(Layout *layout, Page *page, const Box *box, Mpt x, Mpt y, bool repeated);

/* running.c: heads, feet and marks, once all pages are there. */
void compose_running(Layout *layout);

#endif
