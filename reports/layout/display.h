#ifndef ROLLBOOK_REPORTS_LAYOUT_DISPLAY_H
#define ROLLBOOK_REPORTS_LAYOUT_DISPLAY_H

/*
 * The display list: everything that is on the pages and where, and beside it what it means (the
 * structure tree, bookmarks, links). Layout makes it, the PDF writer prints it.
 *
 *     Display
 *       Page: Placement = a Box at a place
 *         Box: Draw = text, filled rectangle, line or shape, from the box's top left corner
 *       Node: an element of the structure tree, which draws point to
 *       Bookmark, Link
 *
 * y grows downwards. Everything lives in the document's arena.
 */

#include "pipeline/base/strbuf.h"
#include "reports/figure/drawing.h"
#include "reports/model/document.h"
#include "reports/text/paragraph.h"

enum { NONE = -1 };

/* --- what a page draws ----------------------------------------------------------------------- */

typedef enum DrawKind { DRAW_TEXT, DRAW_RECT, DRAW_LINE, DRAW_SHAPE } DrawKind;

typedef struct Draw {
    DrawKind kind;
    int32_t node; /* of the structure; NONE: decoration, which readers aloud skip */
    int32_t link; /* NONE: none */
    uint32_t color;
    Mpt x, y; /* text: where its baseline begins; line: its start; shape: its drawing's corner */
    Mpt width, height; /* line: to its end; text: its advance and size */
    /* text */
    const Face *face;
    const Glyph *glyphs;
    uint32_t glyph_count;
    /* line */
    bool dotted;
    Mpt stroke_width;
    /* shape */
    const Shape *shape;
} Draw;

typedef struct Box {
    Mpt height;
    Mpt space_before; /* dropped at the top of a page */
    bool keep_next;   /* not separated from the box after it, if a page can hold both */
    bool landscape;
    bool new_page;            /* begins a page */
    const struct Box *repeat; /* placed again where a page begins with this box: a table's head */
    const struct Box *continued; /* and this above it: "Table 3, continued" */
    int32_t bookmark;            /* begins here; NONE */
    Draw *draws;
    size_t draw_count, draw_cap;
} Box;

typedef struct Placement {
    const Box *box;
    Mpt x, y;
    bool repeated; /* not the first time: decoration, not structure */
} Placement;

typedef struct Page {
    Mpt width, height;
    bool landscape;
    bool cover; /* without running head and foot */
    Placement *placements;
    size_t count, cap;
} Page;

/* --- what it means --------------------------------------------------------------------------- */

/* Standard structure types (ISO 32000-1, 14.8.4). */
typedef enum NodeType {
    NODE_DOCUMENT,
    NODE_TOC,
    NODE_TOC_ITEM,
    NODE_H1,
    NODE_H2,
    NODE_H3,
    NODE_H4,
    NODE_H5,
    NODE_H6,
    NODE_P,
    NODE_LIST,
    NODE_LIST_ITEM,
    NODE_LABEL,
    NODE_LIST_BODY,
    NODE_QUOTE,
    NODE_CODE,
    NODE_LINK,
    NODE_TABLE,
    NODE_ROW,
    NODE_HEAD_CELL,
    NODE_CELL,
    NODE_CAPTION,
    NODE_FIGURE,
    NODE_NOTE,
} NodeType;

typedef enum NodeScope { SCOPE_NONE, SCOPE_COLUMN, SCOPE_ROW } NodeScope;

typedef struct Node {
    NodeType type;
    NodeScope scope;
    int32_t parent;       /* NONE: the root */
    int column_span;      /* 0 or 1: none */
    const char *language; /* NULL: the document's */
    Str alt;
} Node;

typedef struct Bookmark {
    Str title;
    Str id;      /* what links within the document call it */
    int level;   /* 1 ... 6 */
    size_t page; /* index, and place on it, once laid out */
    Mpt y;
} Bookmark;

typedef struct Link {
    Str url;          /* empty for one within the document */
    int32_t bookmark; /* NONE for a url */
    Str label;        /* for readers aloud */
} Link;

typedef struct Display {
    Page *pages;
    size_t page_count, page_cap;
    Node *nodes;
    size_t node_count, node_cap;
    Bookmark *bookmarks;
    size_t bookmark_count, bookmark_cap;
    Link *links;
    size_t link_count, link_cap;
} Display;

const char *node_type_name(NodeType type);

/*
 * A text form for tests: a page a block, a draw a line, with places in points rounded to a tenth;
 * text as it can be read back.
 */
void display_dump(StrBuf *buf, const Display *display);

#endif
