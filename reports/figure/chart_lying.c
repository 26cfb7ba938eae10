/* Bars that lie: long category names, one below the other. */

#include "reports/figure/chart_private.h"

static Mpt value_x(const Chart *chart, double value)
{
    return chart->left + scale_place(&chart->scale, value, chart->width);
}

static Mpt widest_label(const Chart *chart)
{
    Mpt widest = 0;
    for (size_t i = 0; i < chart->figure->category_count; i++)
        widest = mpt_max(widest, chart_text_width(chart, chart->figure->categories[i]));
    return widest;
}

static Mpt widest_value(const Chart *chart)
{
    Mpt widest = 0;
    const Figure *figure = chart->figure;
    for (size_t s = 0; s < figure->series_count; s++)
        for (size_t c = 0; c < figure->category_count; c++)
            widest = mpt_max(
                widest,
                chart_text_width(chart, chart_value_text(chart, figure->series[s].values[c])));
    return widest;
}

/* A name too long for its column ends in an ellipsis. */
static Str fit_label(const Chart *chart, Str label, Mpt width)
{
    if (chart_text_width(chart, label) <= width)
        return label;
    for (size_t to = label.len; to-- > 1;) {
        if (((unsigned char)label.ptr[to] & 0xC0) == 0x80)
            continue;
        Str cut = arena_printf(chart->drawing->arena, "%.*s\xE2\x80\xA6", (int)to, label.ptr);
        if (chart_text_width(chart, cut) <= width)
            return cut;
    }
    return label;
}

static void draw_grid(Chart *chart)
{
    for (int i = 0; i < chart->scale.ticks; i++) {
        double tick = scale_tick(&chart->scale, i);
        Mpt x = value_x(chart, tick);
        drawing_line(chart->drawing, (Point){x, chart->top}, (Point){x, chart->top + chart->height},
                     i == 0 ? COLOR_RULE_DARK : COLOR_RULE, i == 0 ? 700 : 400);
        chart_text(chart, x, chart->top + chart->height + CHART_GAP / 2 + CHART_TEXT,
                   chart_tick_text(chart, tick), COLOR_MUTED, ANCHOR_MIDDLE);
    }
}

static void draw_value(Chart *chart, const Value *value, Mpt x, Mpt middle)
{
    if (value->type != VALUE_EMPTY)
        chart_text(chart, x + 2500, middle + CHART_TEXT * 36 / 100, chart_value_text(chart, *value),
                   value->type == VALUE_HIDDEN ? COLOR_MUTED : COLOR_INK, ANCHOR_START);
}

static void draw_bar(Chart *chart, double from, double to, Mpt y, Mpt height, uint32_t color)
{
    Mpt a = value_x(chart, from), b = value_x(chart, to);
    drawing_rect(chart->drawing, mpt_min(a, b), y, mpt_max(a, b) - mpt_min(a, b), height, color);
}

/* One category's bars: one below the other, or stacked one after the other. */
static void draw_category(Chart *chart, size_t c, Mpt y, Mpt row, Mpt label_width)
{
    const Figure *figure = chart->figure;
    bool stacked = figure->kind == CHART_BAR_STACKED;
    Mpt bar = row * 70 / 100 / (stacked ? 1 : (Mpt)figure->series_count);
    double sum = 0, number;
    chart_text(chart, chart->left - CHART_GAP, y + row / 2 + CHART_TEXT * 36 / 100,
               fit_label(chart, figure->categories[c], label_width), COLOR_INK, ANCHOR_END);
    for (size_t s = 0; s < figure->series_count; s++) {
        const Value *value = &figure->series[s].values[c];
        Mpt top = y + row * 15 / 100 + (stacked ? 0 : bar * (Mpt)s), end = value_x(chart, sum);
        if (chart_number(value, &number)) {
            draw_bar(chart, sum, sum + number, top, bar - 500, palette_series(s));
            end = value_x(chart, sum + number);
            sum += stacked ? number : 0;
        }
        if (!stacked)
            draw_value(chart, value, end, top + bar / 2);
        else if (value->type == VALUE_HIDDEN)
            draw_value(chart, value, end, y + row / 2);
    }
}

static Mpt row_height(const Figure *figure)
{
    if (figure->series_count == 1 || figure->kind == CHART_BAR_STACKED)
        return CHART_ROW_HEIGHT;
    return 6000 + 10000 * (Mpt)figure->series_count;
}

void chart_lying(Chart *chart)
{
    const Figure *figure = chart->figure;
    Mpt labels = mpt_min(widest_label(chart), chart->drawing->width * 2 / 5);
    chart->top = chart_legend(chart, 0);
    chart->left = labels + CHART_GAP;
    chart->width = chart->drawing->width - chart->left - widest_value(chart) - CHART_GAP;
    Mpt row = row_height(figure);
    chart->height = row * (Mpt)figure->category_count;
    draw_grid(chart);
    for (size_t c = 0; c < figure->category_count; c++)
        draw_category(chart, c, chart->top + row * (Mpt)c, row, labels);
    if (figure->has_target) {
        Mpt x = value_x(chart, figure->target);
        drawing_line(chart->drawing, (Point){x, chart->top}, (Point){x, chart->top + chart->height},
                     COLOR_TARGET, 1000)
            ->dashed = true;
    }
    Mpt y = chart->top + chart->height + CHART_LINE_HEIGHT + CHART_GAP;
    Str label = str_is_empty(figure->y_label) ? figure->x_label : figure->y_label;
    if (!str_is_empty(label)) {
        chart_text(chart, chart->left + chart->width / 2, y + CHART_TEXT * 3 / 4, label,
                   COLOR_MUTED, ANCHOR_MIDDLE);
        y += CHART_LINE_HEIGHT;
    }
    chart->drawing->height = y;
}
