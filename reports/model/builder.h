#ifndef ROLLBOOK_REPORTS_MODEL_BUILDER_H
#define ROLLBOOK_REPORTS_MODEL_BUILDER_H

/*
 * Builds a document's blocks in order, all in the document's arena, and numbers captions on the
 * way. Templates and reports made by C code both write documents with it.
 */

#include "reports/model/document.h"

typedef struct BlockList {
    Arena *arena;
    Block *items;
    size_t count, cap;
} BlockList;

typedef struct InlineList {
    Arena *arena;
    Inline *items;
    size_t count, cap;
} InlineList;

/* How many tables and figures a document has so far: one for the whole document. */
typedef struct Captions {
    int tables, figures;
} Captions;

void block_list_add(BlockList *list, Block block);
void inline_list_add(InlineList *list, Inline item);

/* Adds text unless it is empty; joins it to a text before it. */
void inline_list_add_text(InlineList *list, Str text);

void add_heading(BlockList *list, int level, Str text);
void add_paragraph(BlockList *list, Str text);
void add_page_break(BlockList *list);

/* Adds a copy of the table or figure; one with a caption gets the next number. */
void add_table(BlockList *list, Captions *captions, Table table);
void add_figure(BlockList *list, Captions *captions, Figure figure);

#endif
