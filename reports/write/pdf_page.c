/*
 * A page's content stream (ISO 32000-1, 8 and 9): raw operators, compressed at once, so that a long
 * document does not keep its pages in full.
 */

#include "reports/write/pdf_file.h"

#include <stdio.h>

/* What the content stream has set so far, so that nothing is said twice. */
typedef struct PageWriter {
    PdfFile *file;
    size_t index;
    const Page *page;
    HPDF_Page pdf_page;
    StrBuf out;
    uint32_t fill, stroke;
    Mpt stroke_width, size;
    bool dashed;
    const Face *face;
    bool open;    /* a marked content sequence is open */
    int32_t node; /* of that sequence; NONE: an artifact */
    /* the link being drawn, its rectangle so far */
    int32_t link, link_node;
    Mpt link_left, link_right, link_baseline, link_size;
} PageWriter;

static Mpt flip(const PageWriter *writer, Mpt y)
{
    return writer->page->height - y;
}

static void put_point(PageWriter *writer, Mpt x, Mpt y)
{
    pdf_append_length(&writer->out, x);
    strbuf_append_char(&writer->out, ' ');
    pdf_append_length(&writer->out, flip(writer, y));
}

static void put_color(PageWriter *writer, uint32_t color, const char *operator)
{
    for (int shift = 16; shift >= 0; shift -= 8) {
        pdf_append_thousandths(&writer->out, (int64_t)((color >> shift & 0xff) * 1000 + 127) / 255);
        strbuf_append_char(&writer->out, ' ');
    }
    strbuf_append_cstr(&writer->out, operator);
}

static void set_fill(PageWriter *writer, uint32_t color)
{
    if (writer->fill == color)
        return;
    put_color(writer, color, "rg\n");
    writer->fill = color;
}

static void set_stroke(PageWriter *writer, uint32_t color, Mpt width, bool dashed)
{
    if (writer->stroke != color)
        put_color(writer, color, "RG\n");
    if (writer->stroke_width != width) {
        pdf_append_length(&writer->out, width);
        strbuf_append_cstr(&writer->out, " w\n");
    }
    if (writer->dashed != dashed)
        strbuf_append_cstr(&writer->out, dashed ? "[4 2.5] 0 d\n" : "[] 0 d\n");
    writer->stroke = color;
    writer->stroke_width = width;
    writer->dashed = dashed;
}

/* --- marked content -------------------------------------------------------------------------- */

static void close_content(PageWriter *writer)
{
    if (writer->open)
        strbuf_append_cstr(&writer->out, "EMC\n");
    writer->open = false;
}

static void open_content(PageWriter *writer, int32_t node, bool pagination)
{
    if (writer->open && writer->node == node)
        return;
    close_content(writer);
    writer->open = true;
    writer->node = node;
    if (node == NONE) {
        strbuf_append_cstr(&writer->out, pagination ? "/Artifact<</Type/Pagination>>BDC\n"
                                                    : "/Artifact<</Type/Layout>>BDC\n");
        return;
    }
    int32_t number = pdf_tag_content(writer->file, node, writer->index);
    strbuf_append_char(&writer->out, '/');
    strbuf_append_cstr(&writer->out, node_type_name(writer->file->display->nodes[node].type));
    strbuf_append_cstr(&writer->out, "<</MCID ");
    strbuf_append_int(&writer->out, number);
    strbuf_append_cstr(&writer->out, ">>BDC\n");
}

/* --- links ----------------------------------------------------------------------------------- */

static void flush_link(PageWriter *writer)
{
    if (writer->link == NONE)
        return;
    Mpt bottom = flip(writer, writer->link_baseline + writer->link_size * 3 / 10);
    Mpt top = flip(writer, writer->link_baseline - writer->link_size);
    HPDF_Rect rect = {(float)writer->link_left / 1000, (float)bottom / 1000,
                      (float)writer->link_right / 1000, (float)top / 1000};
    pdf_link_write(writer->file, writer->index, writer->link, writer->link_node, rect);
    writer->link = NONE;
}

/* Pieces of one link on one line share a rectangle. */
static void note_link(PageWriter *writer, const Draw *draw, Mpt x, Mpt y)
{
    if (writer->link == draw->link && writer->link_baseline == y) {
        writer->link_right = x + draw->width;
        return;
    }
    flush_link(writer);
    writer->link = draw->link;
    writer->link_node = draw->node;
    writer->link_left = x;
    writer->link_right = x + draw->width;
    writer->link_baseline = y;
    writer->link_size = draw->height;
}

/* --- text ------------------------------------------------------------------------------------ */

static void put_code(StrBuf *out, unsigned code)
{
    static const char hex[] = "0123456789ABCDEF";
    char text[4] = {hex[code >> 12 & 15], hex[code >> 8 & 15], hex[code >> 4 & 15], hex[code & 15]};
    strbuf_append_bytes(out, text, sizeof text);
}

/*
 * Codes with what HarfBuzz's advances differ from the font's widths (kerning, rounding), in
 * millionths of an em; corrected once it could be seen.
 */
static void put_glyphs(PageWriter *writer, const Draw *draw)
{
    enum { VISIBLE = 400 };
    const Face *face = draw->face;
    StrBuf *out = &writer->out;
    int64_t error = 0;
    strbuf_append_cstr(out, "[<");
    for (size_t i = 0; i < draw->glyph_count; i++) {
        const Glyph *glyph = &draw->glyphs[i];
        if (error >= VISIBLE || error <= -VISIBLE) {
            int64_t step = (error + (error < 0 ? -5 : 5)) / 10 * 10;
            strbuf_append_char(out, '>');
            pdf_append_thousandths(out, -step);
            strbuf_append_char(out, '<');
            error -= step;
        }
        put_code(out, glyph->code);
        const GlyphCode *code = code_table_at(face->codes, glyph->code);
        error += mpt_from_units(glyph->advance, 1000000, face->units_per_em) -
                 mpt_from_units(code->advance > 0 ? code->advance : 0, 1000000, face->units_per_em);
    }
    strbuf_append_cstr(out, ">]TJ");
}

static void put_text(PageWriter *writer, const Draw *draw, Mpt x, Mpt y)
{
    set_fill(writer, draw->color);
    strbuf_append_cstr(&writer->out, "BT");
    if (writer->face != draw->face || writer->size != draw->height) {
        HPDF_Dict font = pdf_font_of(writer->file, draw->face);
        strbuf_appendf(&writer->out, "/%s ", HPDF_Page_GetLocalFontName(writer->pdf_page, font));
        pdf_append_length(&writer->out, draw->height);
        strbuf_append_cstr(&writer->out, " Tf");
        writer->face = draw->face;
        writer->size = draw->height;
    }
    strbuf_append_cstr(&writer->out, " 1 0 0 1 ");
    put_point(writer, x, y);
    strbuf_append_cstr(&writer->out, " Tm ");
    put_glyphs(writer, draw);
    strbuf_append_cstr(&writer->out, " ET\n");
}

/* --- lines and shapes ------------------------------------------------------------------------ */

static void put_rect(PageWriter *writer, Mpt x, Mpt y, Mpt width, Mpt height, uint32_t color)
{
    set_fill(writer, color);
    put_point(writer, x, y + height);
    strbuf_append_char(&writer->out, ' ');
    pdf_append_length(&writer->out, width);
    strbuf_append_char(&writer->out, ' ');
    pdf_append_length(&writer->out, height);
    strbuf_append_cstr(&writer->out, " re f\n");
}

static void put_line(PageWriter *writer, const Draw *draw, Mpt x, Mpt y)
{
    set_stroke(writer, draw->color, draw->stroke_width, false);
    if (draw->dotted)
        strbuf_append_cstr(&writer->out, "q 1 J [0 3] 0 d\n");
    put_point(writer, x, y);
    strbuf_append_cstr(&writer->out, " m ");
    put_point(writer, x + draw->width, y + draw->height);
    strbuf_append_cstr(&writer->out, draw->dotted ? " l S Q\n" : " l S\n");
}

static void put_curve(PageWriter *writer, Mpt x1, Mpt y1, Mpt x2, Mpt y2, Mpt x3, Mpt y3)
{
    put_point(writer, x1, y1);
    strbuf_append_char(&writer->out, ' ');
    put_point(writer, x2, y2);
    strbuf_append_char(&writer->out, ' ');
    put_point(writer, x3, y3);
    strbuf_append_cstr(&writer->out, " c ");
}

/* Four Bezier arcs; 0.5523 is the usual distance of their control points. */
static void put_circle(PageWriter *writer, Mpt x, Mpt y, Mpt r)
{
    Mpt k = (Mpt)((int64_t)r * 5523 / 10000);
    put_point(writer, x + r, y);
    strbuf_append_cstr(&writer->out, " m ");
    put_curve(writer, x + r, y + k, x + k, y + r, x, y + r);
    put_curve(writer, x - k, y + r, x - r, y + k, x - r, y);
    put_curve(writer, x - r, y - k, x - k, y - r, x, y - r);
    put_curve(writer, x + k, y - r, x + r, y - k, x + r, y);
    strbuf_append_cstr(&writer->out, "h ");
}

static void put_shape(PageWriter *writer, const Shape *shape, Mpt x, Mpt y)
{
    if (shape->kind == SHAPE_RECT) {
        put_rect(writer, x + shape->points[0].x, y + shape->points[0].y, shape->size.x,
                 shape->size.y, shape->fill);
        return;
    }
    if (shape->fill != NO_COLOR)
        set_fill(writer, shape->fill);
    if (shape->stroke != NO_COLOR)
        set_stroke(writer, shape->stroke, shape->stroke_width, shape->dashed);
    if (shape->kind == SHAPE_CIRCLE) {
        put_circle(writer, x + shape->points[0].x, y + shape->points[0].y, shape->size.x);
    } else {
        for (size_t i = 0; i < shape->count; i++) {
            put_point(writer, x + shape->points[i].x, y + shape->points[i].y);
            strbuf_append_cstr(&writer->out, i == 0 ? " m " : " l ");
        }
        if (shape->kind == SHAPE_POLYGON)
            strbuf_append_cstr(&writer->out, "h ");
    }
    bool fill = shape->fill != NO_COLOR, stroke = shape->stroke != NO_COLOR;
    strbuf_append_cstr(&writer->out, fill && stroke ? "B\n"
                                     : fill         ? "f\n"
                                     : stroke       ? "S\n"
                                                    : "n\n");
}

static void put_draw(PageWriter *writer, const Placement *placement, const Draw *draw)
{
    Mpt x = placement->x + draw->x, y = placement->y + draw->y;
    bool real = draw->node != NONE && !placement->repeated;
    if (draw->kind == DRAW_TEXT && draw->glyph_count == 0)
        return;
    open_content(writer, real ? draw->node : NONE, placement->repeated);
    switch (draw->kind) {
    case DRAW_TEXT:
        put_text(writer, draw, x, y);
        break;
    case DRAW_RECT:
        put_rect(writer, x, y, draw->width, draw->height, draw->color);
        break;
    case DRAW_LINE:
        put_line(writer, draw, x, y);
        break;
    case DRAW_SHAPE:
        put_shape(writer, draw->shape, x, y);
        break;
    }
    if (draw->kind == DRAW_TEXT && draw->link != NONE && real)
        note_link(writer, draw, x, y);
}

static void note_figure_box(PageWriter *writer, const Placement *placement)
{
    const Box *box = placement->box;
    for (size_t d = 0; d < box->draw_count; d++) {
        int32_t node = box->draws[d].node;
        if (node == NONE || placement->repeated ||
            writer->file->display->nodes[node].type != NODE_FIGURE)
            continue;
        pdf_tag_box(writer->file, node, placement->x, flip(writer, placement->y + box->height),
                    writer->page->width - placement->x, flip(writer, placement->y));
        return;
    }
}

static HPDF_STATUS print_filter(HPDF_Dict dict, HPDF_Stream stream)
{
    (void)dict;
    return HPDF_Stream_WriteStr(stream, "/Filter /FlateDecode\012");
}

/* Hands libharu the compressed bytes, and says in the stream's dictionary that they are. */
static void seal(PageWriter *writer)
{
    HPDF_PageAttr attributes = writer->pdf_page->attr;
    StrBuf packed = STRBUF_INIT;
    pdf_deflate(strbuf_str(&writer->out), &packed);
    HPDF_Stream_Write(attributes->stream, (HPDF_BYTE *)packed.ptr, (HPDF_UINT)packed.len);
    attributes->contents->filter = HPDF_STREAM_FILTER_NONE;
    attributes->contents->write_fn = print_filter;
    strbuf_free(&packed);
}

void pdf_page_write(PdfFile *file, size_t index)
{
    PageWriter writer = {.file = file,
                         .index = index,
                         .page = &file->display->pages[index],
                         .pdf_page = file->pages[index],
                         .fill = NO_COLOR,
                         .stroke = NO_COLOR,
                         .node = NONE,
                         .link = NONE};
    for (size_t i = 0; i < writer.page->count; i++) {
        const Placement *placement = &writer.page->placements[i];
        note_figure_box(&writer, placement);
        for (size_t d = 0; d < placement->box->draw_count; d++)
            put_draw(&writer, placement, &placement->box->draws[d]);
    }
    flush_link(&writer);
    close_content(&writer);
    seal(&writer);
    strbuf_free(&writer.out);
}
