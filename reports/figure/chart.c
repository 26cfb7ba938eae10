/* What all charts have: the range of their values, texts and a legend. */

#include "reports/figure/chart_private.h"

bool chart_number(const Value *value, double *number)
{
    if (value->type == VALUE_INT)
        *number = (double)value->integer;
    else if (value->type == VALUE_REAL)
        *number = value->real;
    else
        return false;
    return true;
}

Str chart_value_text(const Chart *chart, Value value)
{
    return value_text(chart->drawing->arena, chart->words, value, chart->figure->format);
}

/* Ticks are round: "20%", not "20.0%". */
Str chart_tick_text(const Chart *chart, double tick)
{
    ValueFormat format = chart->figure->format;
    bool whole = format == FORMAT_COUNT || tick == (double)(int64_t)tick;
    Value value = {.type = VALUE_REAL, .real = tick};
    if (whole && format != FORMAT_PERCENT) {
        value = (Value){.type = VALUE_INT, .integer = (int64_t)tick};
        format = FORMAT_COUNT;
    }
    Str text = value_text(chart->drawing->arena, chart->words, value, format);
    size_t at = str_find(text, STR(".0"), 0);
    bool digit_after = at + 2 < text.len && text.ptr[at + 2] >= '0' && text.ptr[at + 2] <= '9';
    if (at == text.len || digit_after)
        return text;
    return arena_printf(chart->drawing->arena, "%.*s%.*s", STR_ARG(str_slice(text, 0, at)),
                        STR_ARG(str_slice(text, at + 2, text.len)));
}

Mpt chart_text_width(const Chart *chart, Str text)
{
    return chart->ruler.width(chart->ruler.context, text, CHART_TEXT, false);
}

void chart_text(Chart *chart, Mpt x, Mpt y, Str text, uint32_t color, TextAnchor anchor)
{
    if (!str_is_empty(text))
        drawing_text(chart->drawing, (Point){x, y}, text, CHART_TEXT, color, anchor);
}

/* --- legend ---------------------------------------------------------------------------------- */

typedef struct LegendPen {
    Mpt x, y;
} LegendPen;

static Mpt legend_swatch(Chart *chart, LegendPen *pen, Str label)
{
    enum { SWATCH = 9000 };
    Mpt need = SWATCH + CHART_GAP + chart_text_width(chart, label);
    if (pen->x > 0 && pen->x + need > chart->drawing->width) {
        pen->x = 0;
        pen->y += CHART_LINE_HEIGHT + 1000;
    }
    Mpt x = pen->x;
    chart_text(chart, x + SWATCH + CHART_GAP, pen->y + CHART_TEXT, label, COLOR_MUTED,
               ANCHOR_START);
    pen->x += need + 3 * CHART_GAP;
    return x;
}

Mpt chart_legend(Chart *chart, Mpt y)
{
    const Figure *figure = chart->figure;
    LegendPen pen = {0, y};
    bool any = figure->series_count > 1 || figure->has_target;
    for (size_t i = 0; figure->series_count > 1 && i < figure->series_count; i++) {
        Mpt x = legend_swatch(chart, &pen, figure->series[i].label);
        uint32_t color = palette_series(i);
        if (figure->kind == CHART_LINE) {
            Point from = {x, pen.y + 4500}, to = {x + 9000, pen.y + 4500};
            drawing_line(chart->drawing, from, to, color, 1500);
            drawing_circle(chart->drawing, (Point){x + 4500, pen.y + 4500}, 2000, color);
        } else {
            drawing_rect(chart->drawing, x, pen.y + 500, 9000, 7500, color);
        }
    }
    if (figure->has_target) {
        Str amount = chart_tick_text(chart, figure->target);
        Str label = arena_printf(chart->drawing->arena, "%.*s %.*s", STR_ARG(figure->target_label),
                                 STR_ARG(amount));
        Mpt x = legend_swatch(chart, &pen, label);
        Point from = {x, pen.y + 4500}, to = {x + 9000, pen.y + 4500};
        drawing_line(chart->drawing, from, to, COLOR_TARGET, 1000)->dashed = true;
    }
    return any ? pen.y + CHART_LINE_HEIGHT + CHART_GAP - y : 0;
}

/* --- range ----------------------------------------------------------------------------------- */

/* Smallest and largest of what is drawn; false where nothing is. */
static bool find_range(const Figure *figure, double *low, double *high)
{
    bool any = false;
    for (size_t c = 0; c < figure->category_count; c++) {
        double sum = 0, value;
        for (size_t s = 0; s < figure->series_count; s++) {
            if (!chart_number(&figure->series[s].values[c], &value))
                continue;
            sum += value;
            value = figure->kind == CHART_BAR_STACKED ? sum : value;
            *low = !any || value < *low ? value : *low;
            *high = !any || value > *high ? value : *high;
            any = true;
        }
    }
    if (figure->has_target && any) {
        *low = figure->target < *low ? figure->target : *low;
        *high = figure->target > *high ? figure->target : *high;
    }
    return any;
}

static void set_scale(Chart *chart)
{
    const Figure *figure = chart->figure;
    double low = 0, high = 1;
    bool any = find_range(figure, &low, &high);
    chart->empty = !any;
    /* Bars begin at zero; lines may leave it where all values are far from it. */
    if (!any || low > 0) {
        bool far = any && figure->kind == CHART_LINE && low > 0.6 * high;
        low = far ? low - (high - low) * 0.25 : 0;
    }
    if (figure->kind != CHART_LINE && high < 0)
        high = 0;
    int steps = figure->kind == CHART_BAR_HORIZONTAL ? 5 : 4;
    chart->scale = scale_make(low, high, steps, figure->format == FORMAT_COUNT);
}

Drawing *figure_draw(Arena *arena, const Figure *figure, const Words *words, TextRuler ruler,
                     Mpt width)
{
    Drawing *drawing = arena_new(arena, Drawing);
    drawing->arena = arena;
    drawing->width = width;
    Chart chart = {.drawing = drawing, .figure = figure, .words = words, .ruler = ruler};
    set_scale(&chart);
    if (figure->category_count == 0 || figure->series_count == 0) {
        drawing->height = CHART_LINE_HEIGHT;
        return drawing;
    }
    chart_upright_frame(&chart);
    /* Bars whose names do not fit below them lie down, so that every name can be read. */
    if (figure->kind == CHART_BAR_HORIZONTAL ||
        (figure->kind != CHART_LINE && !chart_labels_fit(&chart)))
        chart_lying(&chart);
    else
        chart_upright(&chart);
    return drawing;
}
