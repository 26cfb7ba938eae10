/* Headings, paragraphs, lists, quotes and code as boxes; tables and figures have files of their
 * own. */

#include "reports/layout/compose.h"

#include "pipeline/base/mem.h"

#include <stdio.h>

typedef struct HeadingLook {
    Mpt size;
    FontWeight weight;
    uint32_t color;
    Mpt space_before, leading;
} HeadingLook;

static const HeadingLook HEADINGS[6] = {
    {17500, FONT_BOLD, COLOR_ACCENT, 27000, 3000}, {12750, FONT_BOLD, COLOR_INK, 20000, 2600},
    {10750, FONT_BOLD, COLOR_ACCENT, 15000, 2400}, {9750, FONT_BOLD, COLOR_INK, 12000, 2200},
    {9750, FONT_BOLD, COLOR_MUTED, 10000, 2200},   {9750, FONT_REGULAR, COLOR_MUTED, 10000, 2200},
};

/* --- orientation ----------------------------------------------------------------------------- */

bool section_is_landscape(Layout *layout, const Block *blocks, size_t count)
{
    enum { TEXT_BLOCKS_MAX = 2 };
    int texts = 0, level = count > 0 && blocks[0].kind == BLOCK_HEADING ? blocks[0].level : 6;
    for (size_t i = 0; i < count && texts <= TEXT_BLOCKS_MAX; i++) {
        if (blocks[i].kind == BLOCK_TABLE)
            return table_needs_landscape(layout, blocks[i].table);
        if (blocks[i].kind == BLOCK_FIGURE || blocks[i].kind == BLOCK_PAGE_BREAK ||
            (i > 0 && blocks[i].kind == BLOCK_HEADING && blocks[i].level <= level))
            return false;
        texts += blocks[i].kind != BLOCK_HEADING;
    }
    return false;
}

/* --- headings -------------------------------------------------------------------------------- */

static int32_t add_bookmark(Layout *layout, Str title, const Block *block)
{
    Display *display = layout->display;
    x_grow(display->bookmarks, display->bookmark_cap, display->bookmark_count + 1);
    display->bookmarks[display->bookmark_count] = (Bookmark){
        .title = arena_str(layout->arena, title), .id = block->id, .level = block->level};
    return (int32_t)display->bookmark_count++;
}

static void compose_heading(Layout *layout, const Block *block, Mpt left, int32_t parent)
{
    int level = block->level < 1 ? 1 : block->level > 6 ? 6 : block->level;
    const HeadingLook *look = &HEADINGS[level - 1];
    int32_t node = layout_add_node(layout, (NodeType)(NODE_H1 + level - 1), parent);
    TextStyle style = style_make(look->weight, look->size, look->color, node);
    RichText *rich = &layout->rich;
    rich_clear(rich);
    rich_append_inlines(layout, rich, block->inlines, block->inline_count, style);
    layout_set_language(layout, node, strbuf_str(&rich->text));
    int32_t bookmark = add_bookmark(layout, strbuf_str(&rich->text), block);
    const Paragraph *paragraph = rich_shape(layout, rich, style);
    TextFrame frame = {.left = left,
                       .space_before = look->space_before,
                       .leading = look->leading,
                       .balanced = true,
                       .keep_together = true};
    layout_add_paragraph(layout, paragraph, frame)->bookmark = bookmark;
}

/* --- paragraphs ------------------------------------------------------------------------------ */

static Box *compose_text(Layout *layout, const Block *block, TextFrame frame, TextStyle style)
{
    RichText *rich = &layout->rich;
    rich_clear(rich);
    if (block->kind == BLOCK_CODE)
        rich_append(rich, block->text, style);
    else
        rich_append_inlines(layout, rich, block->inlines, block->inline_count, style);
    layout_set_language(layout, style.tag, strbuf_str(&rich->text));
    return layout_add_paragraph(layout, rich_shape(layout, rich, style), frame);
}

static Box *compose_paragraph(Layout *layout, const Block *block, Mpt left, Mpt space,
                              int32_t parent)
{
    int32_t node = layout_add_node(layout, NODE_P, parent);
    TextFrame frame = {.left = left, .space_before = space, .leading = BODY_LEADING};
    return compose_text(layout, block, frame, style_make(FONT_REGULAR, BODY_SIZE, COLOR_INK, node));
}

static void compose_code(Layout *layout, const Block *block, Mpt left, int32_t parent)
{
    int32_t node = layout_add_node(layout, NODE_CODE, parent);
    Str text = block->text;
    while (text.len > 0 && text.ptr[text.len - 1] == '\n')
        text.len--;
    Block trimmed = *block;
    trimmed.text = text;
    TextFrame frame = {
        .left = left + LIST_INDENT, .space_before = BODY_SPACE, .leading = BODY_LEADING / 2};
    size_t from = layout->box_count;
    compose_text(layout, &trimmed, frame,
                 style_make(FONT_REGULAR, BODY_SIZE - 1000, COLOR_MUTED, node));
    for (size_t i = from; i < layout->box_count; i++)
        draw_rect(layout, layout->boxes[i], left, 0, RULE_STRONG, layout->boxes[i]->height,
                  COLOR_RULE);
}

/* --- lists and quotes ------------------------------------------------------------------------ */

/* The label stands beside the item's first line, with whose baseline it shares its own. */
static void draw_label(Layout *layout, Box *box, Str label, Mpt left, int32_t item)
{
    Mpt baseline = 0;
    for (size_t i = 0; i < box->draw_count && baseline == 0; i++)
        if (box->draws[i].kind == DRAW_TEXT)
            baseline = box->draws[i].y;
    if (baseline == 0)
        return;
    int32_t node = layout_add_node(layout, NODE_LABEL, item);
    TextStyle style = style_make(FONT_REGULAR, BODY_SIZE, COLOR_ACCENT, node);
    size_t body = box->draw_count;
    draw_text(layout, box, label, style, left + 3500, baseline, ANCHOR_START);
    /* Reading order: the label first. */
    Draw drawn = box->draws[box->draw_count - 1];
    if (box->draw_count == body + 1) {
        memmove(box->draws + 1, box->draws, body * sizeof drawn);
        box->draws[0] = drawn;
    }
}

static void compose_list(Layout *layout, const Block *block, Mpt left, int32_t parent)
{
    int32_t list = layout_add_node(layout, NODE_LIST, parent);
    for (size_t i = 0; i < block->item_count; i++) {
        const ListItem *item = &block->items[i];
        int32_t node = layout_add_node(layout, NODE_LIST_ITEM, list);
        int32_t body = layout_add_node(layout, NODE_LIST_BODY, node);
        size_t from = layout->box_count;
        compose_blocks(layout, item->blocks, item->count, left + LIST_INDENT, body);
        if (layout->box_count == from)
            continue;
        Box *first = layout->boxes[from];
        first->space_before = i == 0 ? BODY_SPACE : BODY_SPACE / 2;
        Str label = STR("\xE2\x80\xA2");
        if (block->ordered)
            label = arena_printf(layout->arena, "%d.", block->start + (int)i);
        draw_label(layout, first, label, left, node);
    }
}

static void compose_quote(Layout *layout, const Block *block, Mpt left, int32_t parent)
{
    int32_t node = layout_add_node(layout, NODE_QUOTE, parent);
    size_t from = layout->box_count;
    compose_blocks(layout, block->blocks, block->block_count, left + LIST_INDENT, node);
    for (size_t i = from; i < layout->box_count; i++) {
        Mpt above = i == from ? 0 : layout->boxes[i]->space_before;
        draw_rect(layout, layout->boxes[i], left, -above, RULE_STRONG,
                  layout->boxes[i]->height + above, COLOR_ACCENT);
    }
}

/* --- all blocks ------------------------------------------------------------------------------ */

static void compose_rule(Layout *layout, Mpt left)
{
    Box *box = box_add(layout, RULE_MIDDLE);
    box->space_before = 2 * BODY_SPACE;
    draw_rule(layout, box, left, 0, column_width(layout->landscape) - left, RULE_MIDDLE,
              COLOR_RULE);
}

/* A heading's one paragraph goes with the list, table or figure below it, else both would stay
 * behind. */
static bool introduces(const Block *blocks, size_t i, size_t count)
{
    if (i == 0 || i + 1 >= count || blocks[i].kind != BLOCK_PARAGRAPH)
        return false;
    BlockKind next = blocks[i + 1].kind;
    return blocks[i - 1].kind == BLOCK_HEADING &&
           (next == BLOCK_LIST || next == BLOCK_TABLE || next == BLOCK_FIGURE);
}

void compose_blocks(Layout *layout, const Block *blocks, size_t count, Mpt left, int32_t parent)
{
    bool new_page = false;
    for (size_t i = 0; i < count; i++) {
        const Block *block = &blocks[i];
        if (block->kind == BLOCK_HEADING)
            layout->landscape = section_is_landscape(layout, block, count - i);
        size_t from = layout->box_count;
        switch (block->kind) {
        case BLOCK_HEADING:
            compose_heading(layout, block, left, parent);
            break;
        case BLOCK_PARAGRAPH:
            compose_paragraph(layout, block, left, BODY_SPACE, parent);
            break;
        case BLOCK_LIST:
            compose_list(layout, block, left, parent);
            break;
        case BLOCK_QUOTE:
            compose_quote(layout, block, left, parent);
            break;
        case BLOCK_CODE:
            compose_code(layout, block, left, parent);
            break;
        case BLOCK_RULE:
            compose_rule(layout, left);
            break;
        case BLOCK_TABLE:
            compose_table(layout, block->table, parent);
            break;
        case BLOCK_FIGURE:
            compose_figure(layout, block->figure, parent);
            break;
        case BLOCK_PAGE_BREAK:
            new_page = true;
            break;
        }
        if (introduces(blocks, i, count))
            for (size_t b = from; b < layout->box_count; b++)
                layout->boxes[b]->keep_next = true;
        if (new_page && layout->box_count > from) {
            layout->boxes[from]->new_page = true;
            new_page = false;
        }
    }
}
