/* The display list's names and its text form. */

#include "reports/layout/display.h"

#include "pipeline/base/strbuf.h"

const char *node_type_name(NodeType type)
{
    static const char *const names[] = {
        [NODE_DOCUMENT] = "Document",
        [NODE_TOC] = "TOC",
        [NODE_TOC_ITEM] = "TOCI",
        [NODE_H1] = "H1",
        [NODE_H2] = "H2",
        [NODE_H3] = "H3",
        [NODE_H4] = "H4",
        [NODE_H5] = "H5",
        [NODE_H6] = "H6",
        [NODE_P] = "P",
        [NODE_LIST] = "L",
        [NODE_LIST_ITEM] = "LI",
        [NODE_LABEL] = "Lbl",
        [NODE_LIST_BODY] = "LBody",
        [NODE_QUOTE] = "BlockQuote",
        [NODE_CODE] = "Code",
        [NODE_LINK] = "Link",
        [NODE_TABLE] = "Table",
        [NODE_ROW] = "TR",
        [NODE_HEAD_CELL] = "TH",
        [NODE_CELL] = "TD",
        [NODE_CAPTION] = "Caption",
        [NODE_FIGURE] = "Figure",
        [NODE_NOTE] = "Note",
    };
    return names[type];
}

static void append_tenths(StrBuf *buf, Mpt value)
{
    int64_t tenths = ((int64_t)value + (value < 0 ? -50 : 50)) / 100;
    strbuf_appendf(buf, " %s%lld.%lld", tenths < 0 ? "-" : "",
                   (long long)(tenths < 0 ? -tenths : tenths) / 10,
                   (long long)(tenths < 0 ? -tenths : tenths) % 10);
}

static void append_draw(StrBuf *buf, const Display *display, const Placement *placement,
                        const Draw *draw)
{
    static const char *const kinds[] = {"text", "rect", "line", "shape"};
    strbuf_appendf(buf, "  %s", kinds[draw->kind]);
    append_tenths(buf, placement->x + draw->x);
    append_tenths(buf, placement->y + draw->y);
    append_tenths(buf, draw->width);
    append_tenths(buf, draw->height);
    bool artifact = draw->node == NONE || placement->repeated;
    strbuf_appendf(buf, " %s", artifact ? "-" : node_type_name(display->nodes[draw->node].type));
    if (draw->kind == DRAW_TEXT) {
        strbuf_append_char(buf, ' ');
        for (size_t i = 0; i < draw->glyph_count; i++)
            strbuf_append(buf, code_table_text(draw->face->codes, draw->glyphs[i].code));
    }
    strbuf_append_char(buf, '\n');
}

void display_dump(StrBuf *buf, const Display *display)
{
    for (size_t p = 0; p < display->page_count; p++) {
        const Page *page = &display->pages[p];
        strbuf_appendf(buf, "page %zu %s\n", p + 1, page->landscape ? "landscape" : "portrait");
        for (size_t i = 0; i < page->count; i++)
            for (size_t d = 0; d < page->placements[i].box->draw_count; d++)
                append_draw(buf, display, &page->placements[i], &page->placements[i].box->draws[d]);
    }
}
