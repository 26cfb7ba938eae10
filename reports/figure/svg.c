/* A drawing as SVG 1.1, for the Markdown writer. Lengths in points. */

#include "pipeline/base/utf8.h"
#include "reports/figure/chart.h"
#include "reports/figure/palette.h"

static void append_length(StrBuf *out, Mpt value)
{
    int64_t hundredths = ((int64_t)value + (value < 0 ? -5 : 5)) / 10;
    uint64_t size = (uint64_t)(hundredths < 0 ? -hundredths : hundredths);
    strbuf_appendf(out, "%s%llu", hundredths < 0 ? "-" : "", (unsigned long long)(size / 100));
    if (size % 100 != 0)
        strbuf_appendf(out, ".%02llu", (unsigned long long)(size % 100));
}

static void append_attribute(StrBuf *out, const char *name, Mpt value)
{
    strbuf_appendf(out, " %s=\"", name);
    append_length(out, value);
    strbuf_append_char(out, '"');
}

static void append_xml(StrBuf *out, Str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '<')
            strbuf_append_cstr(out, "&lt;");
        else if (c == '>')
            strbuf_append_cstr(out, "&gt;");
        else if (c == '&')
            strbuf_append_cstr(out, "&amp;");
        else if (c == '"')
            strbuf_append_cstr(out, "&quot;");
        else if ((unsigned char)c >= ' ')
            strbuf_append_char(out, c);
    }
}

static void append_paint(StrBuf *out, const Shape *shape)
{
    if (shape->fill == NO_COLOR)
        strbuf_append_cstr(out, " fill=\"none\"");
    else
        strbuf_appendf(out, " fill=\"#%06x\"", (unsigned)shape->fill);
    if (shape->stroke == NO_COLOR)
        return;
    strbuf_appendf(out, " stroke=\"#%06x\"", (unsigned)shape->stroke);
    append_attribute(out, "stroke-width", shape->stroke_width);
    if (shape->dashed)
        strbuf_append_cstr(out, " stroke-dasharray=\"4 2.5\"");
}

static void append_text(StrBuf *out, const Shape *shape)
{
    static const char *const anchors[] = {"start", "middle", "end"};
    strbuf_append_cstr(out, "<text");
    append_attribute(out, "x", shape->points[0].x);
    append_attribute(out, "y", shape->points[0].y);
    append_attribute(out, "font-size", shape->text_size);
    strbuf_appendf(out, " text-anchor=\"%s\"%s", anchors[shape->anchor],
                   shape->bold ? " font-weight=\"bold\"" : "");
    append_paint(out, shape);
    strbuf_append_char(out, '>');
    append_xml(out, shape->text);
    strbuf_append_cstr(out, "</text>\n");
}

static void append_points(StrBuf *out, const Shape *shape)
{
    strbuf_append_cstr(out,
                       shape->kind == SHAPE_POLYGON ? "<polygon points=\"" : "<polyline points=\"");
    for (size_t i = 0; i < shape->count; i++) {
        strbuf_append_cstr(out, i ? " " : "");
        append_length(out, shape->points[i].x);
        strbuf_append_char(out, ',');
        append_length(out, shape->points[i].y);
    }
    strbuf_append_char(out, '"');
    append_paint(out, shape);
    strbuf_append_cstr(out, "/>\n");
}

static void append_shape(StrBuf *out, const Shape *shape)
{
    switch (shape->kind) {
    case SHAPE_TEXT:
        append_text(out, shape);
        break;
    case SHAPE_POLYLINE:
    case SHAPE_POLYGON:
        append_points(out, shape);
        break;
    case SHAPE_RECT:
        strbuf_append_cstr(out, "<rect");
        append_attribute(out, "x", shape->points[0].x);
        append_attribute(out, "y", shape->points[0].y);
        append_attribute(out, "width", shape->size.x);
        append_attribute(out, "height", shape->size.y);
        append_paint(out, shape);
        strbuf_append_cstr(out, "/>\n");
        break;
    case SHAPE_CIRCLE:
        strbuf_append_cstr(out, "<circle");
        append_attribute(out, "cx", shape->points[0].x);
        append_attribute(out, "cy", shape->points[0].y);
        append_attribute(out, "r", shape->size.x);
        append_paint(out, shape);
        strbuf_append_cstr(out, "/>\n");
        break;
    }
}

void drawing_svg(StrBuf *out, const Drawing *drawing)
{
    for (size_t i = 0; i < drawing->count; i++)
        append_shape(out, &drawing->shapes[i]);
}

/* Thousandths of the size: marks take none, Thai and Burmese letters more than Latin ones. */
static int estimate_character(uint32_t cp)
{
    if ((cp >= 0x0E31 && cp <= 0x0E4E && cp != 0x0E32 && cp != 0x0E33 && cp < 0x0E40) ||
        (cp >= 0x0E47 && cp <= 0x0E4E) || (cp >= 0x0300 && cp <= 0x036F) ||
        (cp >= 0x102D && cp <= 0x1030) || (cp >= 0x1032 && cp <= 0x103E && cp != 0x1038))
        return 0;
    if (cp >= 0x1000 && cp <= 0x109F)
        return 850;
    if (cp == ' ' || cp == '.' || cp == ',' || cp == 'i' || cp == 'l' || cp == 'I')
        return 280;
    if ((cp >= 'A' && cp <= 'Z') || cp == 'm' || cp == 'w' || cp == '%')
        return 720;
    return 580;
}

static Mpt estimate_width(void *context, Str text, Mpt size, bool bold)
{
    (void)context;
    int64_t sum = 0;
    for (size_t at = 0; at < text.len;)
        sum += estimate_character(utf8_next(text, &at));
    return (Mpt)(sum * size / (bold ? 950 : 1000));
}

TextRuler text_ruler_estimate(void)
{
    return (TextRuler){NULL, estimate_width};
}

void figure_svg(StrBuf *out, const Figure *figure, const Words *words, Arena *arena)
{
    enum { SVG_WIDTH = 470000, SVG_MARGIN = 8000 };
    const Drawing *drawing = figure_draw(arena, figure, words, text_ruler_estimate(), SVG_WIDTH);
    Mpt width = drawing->width + 2 * SVG_MARGIN, height = drawing->height + 2 * SVG_MARGIN;
    strbuf_append_cstr(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                            "<svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\"");
    append_attribute(out, "width", width);
    append_attribute(out, "height", height);
    strbuf_append_cstr(out, " viewBox=\"0 0 ");
    append_length(out, width);
    strbuf_append_char(out, ' ');
    append_length(out, height);
    strbuf_append_cstr(out, "\" role=\"img\" font-family=\"Noto Sans, Noto Sans Thai, Padauk, "
                            "Noto Sans Myanmar, sans-serif\">\n<title>");
    append_xml(out, figure->caption);
    strbuf_append_cstr(out, "</title>\n<desc>");
    append_xml(out, figure->alt);
    strbuf_append_cstr(out, "</desc>\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
    strbuf_append_cstr(out, "<g transform=\"translate(8 8)\">\n");
    drawing_svg(out, drawing);
    strbuf_append_cstr(out, "</g>\n</svg>\n");
}
