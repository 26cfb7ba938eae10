#ifndef ROLLBOOK_REPORTS_FIGURE_DRAWING_H
#define ROLLBOOK_REPORTS_FIGURE_DRAWING_H

/*
 * A picture as a short list of shapes, which the PDF writer and the SVG writer both print. The
 * origin is the top left corner, y grows downwards, lengths are thousandths of a point.
 */

#include "pipeline/base/arena.h"
#include "reports/model/length.h"

typedef struct Point {
    Mpt x, y;
} Point;

typedef enum ShapeKind {
    SHAPE_POLYLINE, /* points */
    SHAPE_POLYGON,  /* points, closed */
    SHAPE_RECT,     /* points[0] is its corner, size its width and height */
    SHAPE_CIRCLE,   /* points[0] is its center, size.x its radius */
    SHAPE_TEXT,     /* points[0] is where its baseline starts, ends or has its middle */
} ShapeKind;

typedef enum TextAnchor { ANCHOR_START, ANCHOR_MIDDLE, ANCHOR_END } TextAnchor;

#define NO_COLOR UINT32_C(0xFFFFFFFF) /* colors are 0xRRGGBB */

typedef struct Shape {
    ShapeKind kind;
    const Point *points;
    size_t count;
    Point size;
    uint32_t fill, stroke; /* NO_COLOR: not filled, not stroked; a text's color is its fill */
    Mpt stroke_width;
    bool dashed;
    Str text;
    Mpt text_size;
    bool bold;
    TextAnchor anchor;
} Shape;

typedef struct Drawing {
    Mpt width, height;
    Shape *shapes;
    size_t count, cap;
    Arena *arena; /* of everything in it */
} Drawing;

/* How wide a text is: by real fonts for a PDF, by estimate for SVG. */
typedef struct TextRuler {
    void *context;
    Mpt (*width)(void *context, Str text, Mpt size, bool bold);
} TextRuler;

/* Adding shapes; the returned shape may be changed until the next one is added. */
Shape *drawing_rect(Drawing *drawing, Mpt x, Mpt y, Mpt width, Mpt height, uint32_t fill);
Shape *drawing_line(Drawing *drawing, Point from, Point to, uint32_t stroke, Mpt stroke_width);
Shape *drawing_polyline(Drawing *drawing, const Point *points, size_t count, uint32_t stroke,
                        Mpt stroke_width);
Shape *drawing_polygon(Drawing *drawing, const Point *points, size_t count, uint32_t fill);
Shape *drawing_circle(Drawing *drawing, Point center, Mpt radius, uint32_t fill);
Shape *drawing_text(Drawing *drawing, Point at, Str text, Mpt size, uint32_t color,
                    TextAnchor anchor);

#endif
