/* The small steps: text to shaped paragraphs, paragraphs to boxes, boxes to draws. */

#include "reports/layout/compose.h"

#include "pipeline/base/mem.h"
#include "pipeline/base/unicode.h"

#include <stdio.h>

/* --- words ----------------------------------------------------------------------------------- */

Str layout_word(const Layout *layout, const char *key)
{
    return words_get(layout->words, key);
}

Str layout_word_n(Layout *layout, const char *key, size_t n, size_t total)
{
    char first[24], second[24];
    snprintf(first, sizeof first, "%zu", n);
    snprintf(second, sizeof second, "%zu", total);
    return words_fill(layout->words, layout->arena, key, "n", first, "page", first, "pages", second,
                      (const char *)NULL);
}

TextStyle style_make(FontWeight weight, Mpt size, uint32_t color, int32_t node)
{
    return (TextStyle){.weight = weight, .size = size, .color = color, .tag = node, .link = NONE};
}

/* --- rich text ------------------------------------------------------------------------------- */

void rich_clear(RichText *rich)
{
    strbuf_clear(&rich->text);
    rich->count = 0;
}

static bool same_style(const TextStyle *a, const TextStyle *b)
{
    return a->weight == b->weight && a->size == b->size && a->rise == b->rise &&
           a->color == b->color && a->tag == b->tag && a->link == b->link;
}

void rich_append(RichText *rich, Str text, TextStyle style)
{
    if (str_is_empty(text))
        return;
    strbuf_append(&rich->text, text);
    if (rich->count > 0 && same_style(&rich->spans[rich->count - 1].style, &style)) {
        rich->spans[rich->count - 1].end = rich->text.len;
        return;
    }
    x_grow(rich->spans, rich->cap, rich->count + 1);
    rich->spans[rich->count++] = (TextSpan){rich->text.len, style};
}

/* The plain text of inlines, for labels of links. */
static void append_plain(StrBuf *buf, const Inline *inlines, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        strbuf_append(buf, inlines[i].text);
        append_plain(buf, inlines[i].children, inlines[i].count);
    }
}

static void append_link(Layout *layout, RichText *rich, const Inline *inl, TextStyle style)
{
    StrBuf label = STRBUF_INIT;
    append_plain(&label, inl->children, inl->count);
    style.tag = layout_add_node(layout, NODE_LINK, style.tag);
    style.link = layout_add_link(layout, inl->url, NONE, strbuf_str(&label));
    style.color = COLOR_ACCENT;
    rich_append_inlines(layout, rich, inl->children, inl->count, style);
    strbuf_free(&label);
}

/* A line to copy may hold tabs, for which fonts have no glyph: they become wide blanks here. */
static Str tabs_as_blanks(Arena *arena, Str text)
{
    if (str_find(text, STR("\t"), 0) == text.len)
        return text;
    StrBuf buf = STRBUF_INIT;
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] == '\t')
            strbuf_append_cstr(&buf, "    ");
        else
            strbuf_append_char(&buf, text.ptr[i]);
    Str out = arena_str(arena, strbuf_str(&buf));
    strbuf_free(&buf);
    return out;
}

void rich_append_inlines(Layout *layout, RichText *rich, const Inline *inlines, size_t count,
                         TextStyle style)
{
    for (size_t i = 0; i < count; i++) {
        const Inline *inl = &inlines[i];
        TextStyle inner = style;
        switch (inl->kind) {
        case INLINE_TEXT:
        case INLINE_VALUE:
            rich_append(rich, inl->text, style);
            break;
        case INLINE_EMPH:
            inner.weight = style.weight == FONT_BOLD ? FONT_BOLD : FONT_ITALIC;
            rich_append_inlines(layout, rich, inl->children, inl->count, inner);
            break;
        case INLINE_STRONG:
            inner.weight = FONT_BOLD;
            rich_append_inlines(layout, rich, inl->children, inl->count, inner);
            break;
        case INLINE_CODE:
            inner.color = COLOR_ACCENT;
            rich_append(rich, tabs_as_blanks(layout->arena, inl->text), inner);
            break;
        case INLINE_LINK:
            append_link(layout, rich, inl, style);
            break;
        case INLINE_SOFT_BREAK:
            rich_append(rich, STR(" "), style);
            break;
        case INLINE_LINE_BREAK:
            rich_append(rich, STR("\n"), style);
            break;
        }
    }
}

Paragraph *rich_shape(Layout *layout, const RichText *rich, TextStyle fallback)
{
    if (rich->count == 0)
        return shape_text(layout, STR(""), fallback);
    return paragraph_shape(layout->typesetter, layout->arena, strbuf_str(&rich->text), rich->spans,
                           rich->count);
}

Paragraph *shape_text(Layout *layout, Str text, TextStyle style)
{
    TextSpan span = {text.len, style};
    return paragraph_shape(layout->typesetter, layout->arena, text, &span, 1);
}

/* --- structure ------------------------------------------------------------------------------- */

int32_t layout_add_node(Layout *layout, NodeType type, int32_t parent)
{
    Display *display = layout->display;
    x_grow(display->nodes, display->node_cap, display->node_count + 1);
    display->nodes[display->node_count] = (Node){.type = type, .parent = parent};
    return (int32_t)display->node_count++;
}

void layout_set_language(Layout *layout, int32_t node, Str text)
{
    const char *language = NULL;
    switch (unicode_main_script(text)) {
    case SCRIPT_THAI:
        language = "th";
        break;
    case SCRIPT_MYANMAR:
        language = text_is_karen(text) ? "ksw" : "my";
        break;
    case SCRIPT_LATIN:
        language = "en";
        break;
    case SCRIPT_COMMON:
    case SCRIPT_OTHER:
        return;
    }
    if (!str_is(layout->document->language, language))
        layout->display->nodes[node].language = language;
}

int32_t layout_add_link(Layout *layout, Str url, int32_t bookmark, Str label)
{
    Display *display = layout->display;
    x_grow(display->links, display->link_cap, display->link_count + 1);
    display->links[display->link_count] =
        (Link){.url = url, .bookmark = bookmark, .label = arena_str(layout->arena, label)};
    return (int32_t)display->link_count++;
}

/* --- boxes ----------------------------------------------------------------------------------- */

Mpt column_width(bool landscape)
{
    return (landscape ? A4_HEIGHT : A4_WIDTH) - 2 * MARGIN_SIDE;
}

Mpt column_height(bool landscape)
{
    return (landscape ? A4_WIDTH : A4_HEIGHT) - MARGIN_TOP - MARGIN_BOTTOM;
}

Box *box_make(Layout *layout, Mpt height)
{
    Box *box = arena_new(layout->arena, Box);
    box->height = height;
    box->landscape = layout->landscape;
    box->bookmark = NONE;
    return box;
}

Box *box_add(Layout *layout, Mpt height)
{
    Box *box = box_make(layout, height);
    x_grow(layout->boxes, layout->box_cap, layout->box_count + 1);
    layout->boxes[layout->box_count++] = box;
    return box;
}

Draw *draw_add(Layout *layout, Box *box, DrawKind kind)
{
    if (box->draw_count == box->draw_cap) {
        size_t cap = box->draw_cap ? box->draw_cap * 2 : 4;
        Draw *grown = arena_alloc(layout->arena, cap * sizeof *grown);
        if (box->draw_count)
            memcpy(grown, box->draws, box->draw_count * sizeof *grown);
        box->draws = grown;
        box->draw_cap = cap;
    }
    Draw *draw = &box->draws[box->draw_count++];
    *draw = (Draw){.kind = kind, .node = NONE, .link = NONE};
    return draw;
}

void draw_rect(Layout *layout, Box *box, Mpt x, Mpt y, Mpt width, Mpt height, uint32_t color)
{
    Draw *draw = draw_add(layout, box, DRAW_RECT);
    draw->x = x;
    draw->y = y;
    draw->width = width;
    draw->height = height;
    draw->color = color;
}

void draw_rule(Layout *layout, Box *box, Mpt x, Mpt y, Mpt width, Mpt stroke, uint32_t color)
{
    Draw *draw = draw_add(layout, box, DRAW_LINE);
    draw->x = x;
    draw->y = y;
    draw->width = width;
    draw->stroke_width = stroke;
    draw->color = color;
}

void draw_line(Layout *layout, Box *box, const Paragraph *paragraph, const Line *line, Mpt x, Mpt y)
{
    size_t count;
    const Piece *pieces =
        paragraph_pieces(layout->typesetter, layout->arena, paragraph, line, &count);
    for (size_t i = 0; i < count; i++) {
        const TextStyle *style = pieces[i].style;
        Draw *draw = draw_add(layout, box, DRAW_TEXT);
        draw->x = x + pieces[i].x;
        draw->y = y - style->rise;
        draw->width = pieces[i].width;
        draw->height = pieces[i].size;
        draw->color = style->color;
        draw->node = style->tag;
        draw->link = style->link;
        draw->face = pieces[i].face;
        draw->glyphs = pieces[i].glyphs;
        draw->glyph_count = (uint32_t)pieces[i].count;
    }
}

Mpt draw_text(Layout *layout, Box *box, Str text, TextStyle style, Mpt x, Mpt y, TextAnchor anchor)
{
    const Paragraph *paragraph = shape_text(layout, text, style);
    Line line = {.to = paragraph->glyph_count, .width = paragraph->width};
    Mpt shift = anchor == ANCHOR_START ? 0 : paragraph->width;
    draw_line(layout, box, paragraph, &line, x - (anchor == ANCHOR_MIDDLE ? shift / 2 : shift), y);
    return paragraph->width;
}

Box *layout_add_paragraph(Layout *layout, const Paragraph *paragraph, TextFrame frame)
{
    size_t count;
    Mpt width = column_width(layout->landscape) - frame.left - frame.right;
    if (frame.balanced)
        width = paragraph_balance(layout->typesetter, layout->arena, paragraph, width);
    const Line *lines =
        paragraph_lines(layout->typesetter, layout->arena, paragraph, width, &count);
    Box *first = NULL;
    for (size_t i = 0; i < count; i++) {
        Box *box = box_add(layout, lines[i].ascent + lines[i].descent + frame.leading);
        draw_line(layout, box, paragraph, &lines[i], frame.left,
                  lines[i].ascent + frame.leading / 2);
        /* Two lines at least stay together at either end. */
        box->keep_next = frame.keep_together || (i + 1 < count && (i == 0 || i + 2 == count));
        box->space_before = i == 0 ? frame.space_before : 0;
        first = first ? first : box;
    }
    return first;
}
