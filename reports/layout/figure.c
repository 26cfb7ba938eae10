/* A chart in the column: drawing, caption below it, notes. Kept together. */

#include "reports/figure/chart.h"
#include "reports/layout/compose.h"

static Mpt measure_text(void *context, Str text, Mpt size, bool bold)
{
    Layout *layout = context;
    TextStyle style = style_make(bold ? FONT_BOLD : FONT_REGULAR, size, COLOR_INK, NONE);
    return shape_text(layout, text, style)->width;
}

static void draw_chart_text(Layout *layout, Box *box, const Shape *shape, int32_t node)
{
    TextStyle style =
        style_make(shape->bold ? FONT_BOLD : FONT_REGULAR, shape->text_size, shape->fill, node);
    draw_text(layout, box, shape->text, style, shape->points[0].x, shape->points[0].y,
              shape->anchor);
}

static void draw_chart(Layout *layout, Box *box, const Drawing *drawing, int32_t node)
{
    for (size_t i = 0; i < drawing->count; i++) {
        const Shape *shape = &drawing->shapes[i];
        if (shape->kind == SHAPE_TEXT) {
            draw_chart_text(layout, box, shape, node);
            continue;
        }
        Draw *draw = draw_add(layout, box, DRAW_SHAPE);
        draw->shape = shape;
        draw->node = node;
    }
}

static void add_figure_text(Layout *layout, const Figure *figure, int32_t parent)
{
    RichText *rich = &layout->rich;
    int32_t node = layout_add_node(layout, NODE_CAPTION, parent);
    TextStyle style = style_make(FONT_BOLD, CAPTION_SIZE, COLOR_ACCENT, node);
    rich_clear(rich);
    if (figure->number > 0) {
        rich_append(rich, layout_word_n(layout, "report.figure", (size_t)figure->number, 0), style);
        rich_append(rich, STR("  "), style);
    }
    style.color = COLOR_INK;
    rich_append(rich, figure->caption, style);
    layout_set_language(layout, node, figure->caption);
    TextFrame frame = {.space_before = CAPTION_SPACE, .leading = 1500, .keep_together = true};
    if (rich->count)
        layout_add_paragraph(layout, rich_shape(layout, rich, style), frame);
    for (size_t i = 0; i < figure->note_count; i++) {
        node = layout_add_node(layout, NODE_NOTE, parent);
        style = style_make(FONT_REGULAR, SMALL_SIZE, COLOR_MUTED, node);
        layout_set_language(layout, node, figure->notes[i]);
        frame.space_before = i == 0 ? 1500 : 0;
        frame.leading = 800;
        layout_add_paragraph(layout, shape_text(layout, figure->notes[i], style), frame);
    }
}

void compose_figure(Layout *layout, const Figure *figure, int32_t parent)
{
    TextRuler ruler = {layout, measure_text};
    Mpt width = mpt_min(column_width(layout->landscape), column_width(false));
    const Drawing *drawing = figure_draw(layout->arena, figure, layout->words, ruler, width);
    int32_t node = layout_add_node(layout, NODE_FIGURE, parent);
    layout->display->nodes[node].alt = str_is_empty(figure->alt) ? figure->caption : figure->alt;
    Box *box = box_add(layout, drawing->height);
    box->space_before = FIGURE_SPACE;
    box->keep_next = true;
    draw_chart(layout, box, drawing, node);
    add_figure_text(layout, figure, node);
    layout->boxes[layout->box_count - 1]->keep_next = false;
}
