/* Adding shapes to a drawing. */

#include "reports/figure/drawing.h"

static Shape *add_shape(Drawing *drawing, ShapeKind kind, const Point *points, size_t count)
{
    if (drawing->count == drawing->cap) {
        size_t cap = drawing->cap ? drawing->cap * 2 : 32;
        Shape *grown = arena_alloc(drawing->arena, cap * sizeof *grown);
        if (drawing->count)
            memcpy(grown, drawing->shapes, drawing->count * sizeof *grown);
        drawing->shapes = grown;
        drawing->cap = cap;
    }
    Point *copy = arena_alloc(drawing->arena, count * sizeof *copy);
    memcpy(copy, points, count * sizeof *copy);
    Shape *shape = &drawing->shapes[drawing->count++];
    *shape =
        (Shape){.kind = kind, .points = copy, .count = count, .fill = NO_COLOR, .stroke = NO_COLOR};
    return shape;
}

Shape *drawing_rect(Drawing *drawing, Mpt x, Mpt y, Mpt width, Mpt height, uint32_t fill)
{
    Shape *shape = add_shape(drawing, SHAPE_RECT, &(Point){x, y}, 1);
    shape->size = (Point){width, height};
    shape->fill = fill;
    return shape;
}

Shape *drawing_polyline(Drawing *drawing, const Point *points, size_t count, uint32_t stroke,
                        Mpt stroke_width)
{
    Shape *shape = add_shape(drawing, SHAPE_POLYLINE, points, count);
    shape->stroke = stroke;
    shape->stroke_width = stroke_width;
    return shape;
}

Shape *drawing_line(Drawing *drawing, Point from, Point to, uint32_t stroke, Mpt stroke_width)
{
    return drawing_polyline(drawing, (Point[]){from, to}, 2, stroke, stroke_width);
}

Shape *drawing_polygon(Drawing *drawing, const Point *points, size_t count, uint32_t fill)
{
    Shape *shape = add_shape(drawing, SHAPE_POLYGON, points, count);
    shape->fill = fill;
    return shape;
}

Shape *drawing_circle(Drawing *drawing, Point center, Mpt radius, uint32_t fill)
{
    Shape *shape = add_shape(drawing, SHAPE_CIRCLE, &center, 1);
    shape->size = (Point){radius, radius};
    shape->fill = fill;
    return shape;
}

Shape *drawing_text(Drawing *drawing, Point at, Str text, Mpt size, uint32_t color,
                    TextAnchor anchor)
{
    Shape *shape = add_shape(drawing, SHAPE_TEXT, &at, 1);
    shape->text = arena_str(drawing->arena, text);
    shape->text_size = size;
    shape->fill = color;
    shape->anchor = anchor;
    return shape;
}
