/* Cover and table of contents; without a cover, the title at the head of the first page. */

#include "reports/layout/compose.h"

enum { COVER_TITLE_SIZE = 30000, COVER_SUBTITLE_SIZE = 15500, CONTENTS_LEVELS = 2 };

static Str as_of_text(Layout *layout)
{
    const Document *document = layout->document;
    if (date_is_none(document->as_of))
        return STR("");
    char iso[DATE_TEXT_SIZE];
    date_format_iso(document->as_of, iso);
    StrBuf date = STRBUF_INIT;
    Value value = {.type = VALUE_DATE, .text = str_from(iso)};
    value_append(&date, layout->words, value, FORMAT_DATE);
    Str text = words_fill(layout->words, layout->arena, "report.as_of", "date", strbuf_cstr(&date),
                          (const char *)NULL);
    strbuf_free(&date);
    return text;
}

/* A text over as many lines as it takes; returns the place below it. */
static Mpt draw_block(Layout *layout, Box *box, Str text, TextStyle style, Mpt y, Mpt leading)
{
    if (str_is_empty(text))
        return y;
    size_t count;
    const Paragraph *paragraph = shape_text(layout, text, style);
    Mpt width = paragraph_balance(layout->typesetter, layout->arena, paragraph,
                                  A4_WIDTH - 2 * MARGIN_SIDE - PT(20));
    const Line *lines =
        paragraph_lines(layout->typesetter, layout->arena, paragraph, width, &count);
    for (size_t i = 0; i < count; i++) {
        draw_line(layout, box, paragraph, &lines[i], MARGIN_SIDE, y + lines[i].ascent);
        y += lines[i].ascent + lines[i].descent + leading;
    }
    return y;
}

static TextStyle tagged(Layout *layout, FontWeight weight, Mpt size, uint32_t color, int32_t parent,
                        Str text)
{
    int32_t node = layout_add_node(layout, NODE_P, parent);
    layout_set_language(layout, node, text);
    return style_make(weight, size, color, node);
}

static void draw_cover(Layout *layout, Page *page, int32_t parent)
{
    const Document *document = layout->document;
    Box *box = box_make(layout, page->height);
    TextStyle style = tagged(layout, FONT_BOLD, 10500, COLOR_MUTED, parent, document->project);
    Mpt below = draw_block(layout, box, document->project, style, PT(96), 0);
    style = tagged(layout, FONT_REGULAR, BODY_SIZE, COLOR_MUTED, parent, document->agreement);
    draw_block(layout, box, document->agreement, style, below + PT(2), 0);
    draw_rect(layout, box, MARGIN_SIDE, PT(238), PT(54), PT(4), COLOR_ACCENT);
    style = tagged(layout, FONT_BOLD, COVER_TITLE_SIZE, COLOR_INK, parent, document->title);
    Mpt y = draw_block(layout, box, document->title, style, PT(256), PT(2));
    style =
        tagged(layout, FONT_REGULAR, COVER_SUBTITLE_SIZE, COLOR_ACCENT, parent, document->subtitle);
    draw_block(layout, box, document->subtitle, style, y + PT(8), PT(2));
    y = page->height - PT(150);
    draw_rule(layout, box, MARGIN_SIDE, y - PT(14), page->width - 2 * MARGIN_SIDE, RULE_MIDDLE,
              COLOR_RULE);
    style = tagged(layout, FONT_BOLD, BODY_SIZE + 500, COLOR_INK, parent, document->office);
    y = draw_block(layout, box, document->office, style, y, PT(1)) + PT(3);
    Str as_of = as_of_text(layout);
    style = tagged(layout, FONT_REGULAR, BODY_SIZE, COLOR_MUTED, parent, as_of);
    y = draw_block(layout, box, as_of, style, y, PT(1));
    style = tagged(layout, FONT_REGULAR, SMALL_SIZE, COLOR_MUTED, parent, document->generator);
    draw_block(layout, box, document->generator, style, page->height - PT(60), 0);
    page_place(layout, page, box, 0, 0, false);
}

/* The title above the text, where there is no cover. */
static void add_title(Layout *layout, int32_t parent)
{
    const Document *document = layout->document;
    Str as_of = as_of_text(layout);
    TextFrame frame = {.leading = 2500, .balanced = true, .keep_together = true};
    layout->landscape = section_is_landscape(layout, document->blocks, document->count);
    TextStyle style = tagged(layout, FONT_BOLD, 21000, COLOR_INK, parent, document->title);
    layout_add_paragraph(layout, shape_text(layout, document->title, style), frame);
    if (!str_is_empty(document->subtitle)) {
        style = tagged(layout, FONT_REGULAR, 12500, COLOR_ACCENT, parent, document->subtitle);
        layout_add_paragraph(layout, shape_text(layout, document->subtitle, style), frame);
    }
    if (!str_is_empty(as_of)) {
        frame.space_before = 3000;
        style = tagged(layout, FONT_REGULAR, SMALL_SIZE + 500, COLOR_MUTED, parent, as_of);
        layout_add_paragraph(layout, shape_text(layout, as_of, style), frame);
    }
    Box *rule = box_add(layout, PT(7));
    rule->keep_next = true;
    draw_rule(layout, rule, 0, PT(4), column_width(layout->landscape), RULE_STRONG, COLOR_ACCENT);
}

void compose_cover(Layout *layout, int32_t parent)
{
    if (!layout->document->cover && !layout->document->contents) {
        add_title(layout, parent);
        return;
    }
    Page *page = page_add(layout, false);
    page->cover = true;
    draw_cover(layout, page, parent);
}

/* --- contents -------------------------------------------------------------------------------- */

static void add_entry(Layout *layout, size_t index, int32_t toc, size_t first_page)
{
    const Bookmark *bookmark = &layout->display->bookmarks[index];
    bool top = bookmark->level == 1;
    int32_t item = layout_add_node(layout, NODE_TOC_ITEM, toc);
    int32_t node = layout_add_node(layout, NODE_LINK, item);
    layout_set_language(layout, node, bookmark->title);
    TextStyle style = style_make(top ? FONT_BOLD : FONT_REGULAR, BODY_SIZE, COLOR_INK, node);
    style.link = layout_add_link(layout, STR(""), (int32_t)index, bookmark->title);
    Mpt width = column_width(false), left = top ? 0 : PT(14), number_room = PT(30);
    TextFrame frame = {.left = left,
                       .right = number_room,
                       .space_before = top ? PT(7) : PT(1),
                       .leading = BODY_LEADING,
                       .keep_together = top};
    const Paragraph *paragraph = shape_text(layout, bookmark->title, style);
    layout_add_paragraph(layout, paragraph, frame);
    Box *last = layout->boxes[layout->box_count - 1];
    Mpt baseline = 0, end = left;
    for (size_t i = 0; i < last->draw_count; i++) {
        baseline = last->draws[i].y;
        end = mpt_max(end, last->draws[i].x + last->draws[i].width);
    }
    Str number = arena_printf(layout->arena, "%zu", first_page + bookmark->page + 1);
    Mpt taken = draw_text(layout, last, number, style, width, baseline, ANCHOR_END);
    Mpt from = end + PT(5), to = width - taken - PT(5);
    if (to > from) {
        draw_rule(layout, last, from, baseline - PT(1), to - from, RULE_MIDDLE, COLOR_RULE_DARK);
        last->draws[last->draw_count - 1].dotted = true;
    }
}

void compose_contents(Layout *layout, int32_t toc, size_t first_page)
{
    layout->landscape = false;
    Str title = layout_word(layout, "report.contents");
    int32_t node = layout_add_node(layout, NODE_P, toc);
    TextStyle style = style_make(FONT_BOLD, 17500, COLOR_ACCENT, node);
    layout_add_paragraph(layout, shape_text(layout, title, style),
                         (TextFrame){.leading = 8000, .keep_together = true});
    for (size_t i = 0; i < layout->display->bookmark_count; i++)
        if (layout->display->bookmarks[i].level <= CONTENTS_LEVELS)
            add_entry(layout, i, toc, first_page);
}
