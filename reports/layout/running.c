/*
 * What stands on every page: running head and foot, and the marks that say how the report may be
 * used (draft, invented sample, confidential) in a band along the paper's upper edge.
 */

#include "reports/layout/compose.h"

typedef struct PageMark {
    const char *key;
    uint32_t color, pale;
} PageMark;

static const PageMark CONFIDENTIAL = {"report.confidential", 0x8F2D24, 0xF9E3E0};
static const PageMark DRAFT = {"report.draft", 0x7A5200, 0xFBEBC8};
static const PageMark SAMPLE = {"report.sample", 0x37506B, 0xE4EBF2};

/* The first line of a text in a width; the rest is dropped. Returns its width. */
static Mpt draw_head_text(Layout *layout, Box *box, Str text, TextStyle style, Mpt x, Mpt y,
                          Mpt width, TextAnchor anchor)
{
    size_t count;
    const Paragraph *paragraph = shape_text(layout, text, style);
    const Line *lines =
        paragraph_lines(layout->typesetter, layout->arena, paragraph, width, &count);
    draw_line(layout, box, paragraph, &lines[0], anchor == ANCHOR_END ? x - lines[0].width : x, y);
    return lines[0].width;
}

/* All marks in one band, in the color of the gravest. */
static void draw_marks(Layout *layout, Box *box, Mpt width)
{
    const Document *document = layout->document;
    const PageMark *marks[3];
    size_t count = 0;
    if (document->confidential)
        marks[count++] = &CONFIDENTIAL;
    if (document->draft)
        marks[count++] = &DRAFT;
    if (document->sample)
        marks[count++] = &SAMPLE;
    if (count == 0)
        return;
    draw_rect(layout, box, 0, 0, width, BAND_HEIGHT, marks[0]->pale);
    RichText *rich = &layout->rich;
    rich_clear(rich);
    TextStyle style = style_make(FONT_BOLD, SMALL_SIZE, marks[0]->color, NONE);
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            rich_append(rich, STR("   \xC2\xB7   "), style);
        style.color = marks[i]->color;
        rich_append(rich, layout_word(layout, marks[i]->key), style);
    }
    const Paragraph *paragraph = rich_shape(layout, rich, style);
    Line line = {.to = paragraph->glyph_count};
    draw_line(layout, box, paragraph, &line, (width - paragraph->width) / 2,
              BAND_HEIGHT / 2 + SMALL_SIZE * 36 / 100);
}

static void draw_foot(Layout *layout, Box *box, const Page *page, size_t number)
{
    Mpt baseline = page->height - FOOT_BASELINE;
    Mpt room = page->width - 2 * MARGIN_SIDE;
    TextStyle style = style_make(FONT_REGULAR, SMALL_SIZE, COLOR_MUTED, NONE);
    Str pages = layout_word_n(layout, "report.page", number, layout->display->page_count);
    draw_rule(layout, box, MARGIN_SIDE, baseline - 14000, room, RULE_THIN, COLOR_RULE);
    draw_head_text(layout, box, layout->document->office, style, MARGIN_SIDE, baseline,
                   room * 4 / 5, ANCHOR_START);
    draw_text(layout, box, pages, style, page->width - MARGIN_SIDE, baseline, ANCHOR_END);
}

static void draw_head(Layout *layout, Box *box, const Page *page)
{
    Mpt room = page->width - 2 * MARGIN_SIDE;
    TextStyle style = style_make(FONT_REGULAR, SMALL_SIZE, COLOR_MUTED, NONE);
    Mpt used = draw_head_text(layout, box, layout->document->subtitle, style,
                              page->width - MARGIN_SIDE, HEAD_BASELINE, room / 2, ANCHOR_END);
    style.weight = FONT_BOLD;
    draw_head_text(layout, box, layout->document->title, style, MARGIN_SIDE, HEAD_BASELINE,
                   room - used - PT(12), ANCHOR_START);
    draw_rule(layout, box, MARGIN_SIDE, HEAD_BASELINE + 7000, room, RULE_THIN, COLOR_RULE);
}

void compose_running(Layout *layout)
{
    for (size_t i = 0; i < layout->display->page_count; i++) {
        Page *page = &layout->display->pages[i];
        Box *box = box_make(layout, page->height);
        draw_marks(layout, box, page->width);
        if (!page->cover) {
            draw_head(layout, box, page);
            draw_foot(layout, box, page, i + 1);
        }
        page_place(layout, page, box, 0, 0, true);
    }
}
