/* Charts whose values go up: bars side by side, stacked bars, lines. */

#include "reports/figure/chart_private.h"

static Mpt value_y(const Chart *chart, double value)
{
    return chart->top + chart->height - scale_place(&chart->scale, value, chart->height);
}

/* Left edge of the i-th category's slot. */
static Mpt slot_x(const Chart *chart, size_t i)
{
    return chart->left +
           (Mpt)((int64_t)chart->width * (int64_t)i / (int64_t)chart->figure->category_count);
}

static Mpt slot_center(const Chart *chart, size_t i)
{
    return (slot_x(chart, i) + slot_x(chart, i + 1)) / 2;
}

/* --- axes ------------------------------------------------------------------------------------ */

static Mpt widest_tick(const Chart *chart)
{
    Mpt widest = 0;
    for (int i = 0; i < chart->scale.ticks; i++)
        widest = mpt_max(
            widest, chart_text_width(chart, chart_tick_text(chart, scale_tick(&chart->scale, i))));
    return widest;
}

static void draw_grid(Chart *chart)
{
    for (int i = 0; i < chart->scale.ticks; i++) {
        double tick = scale_tick(&chart->scale, i);
        Mpt y = value_y(chart, tick);
        bool base = i == 0;
        drawing_line(chart->drawing, (Point){chart->left, y},
                     (Point){chart->left + chart->width, y}, base ? COLOR_RULE_DARK : COLOR_RULE,
                     base ? 700 : 400);
        chart_text(chart, chart->left - CHART_GAP, y + CHART_TEXT * 36 / 100,
                   chart_tick_text(chart, tick), COLOR_MUTED, ANCHOR_END);
    }
}

static void draw_target(Chart *chart)
{
    if (!chart->figure->has_target)
        return;
    Mpt y = value_y(chart, chart->figure->target);
    drawing_line(chart->drawing, (Point){chart->left, y}, (Point){chart->left + chart->width, y},
                 COLOR_TARGET, 1000)
        ->dashed = true;
}

/* --- category labels ------------------------------------------------------------------------- */

/* Where a label breaks into two lines of at most `width`; its length where it needs none, 0:
 * cannot. */
static size_t label_break(const Chart *chart, Str label, Mpt width)
{
    if (chart_text_width(chart, label) <= width)
        return label.len;
    for (size_t at = label.len; at-- > 1;)
        if (label.ptr[at] == ' ' && chart_text_width(chart, str_slice(label, 0, at)) <= width &&
            chart_text_width(chart, str_slice(label, at + 1, label.len)) <= width)
            return at;
    return 0;
}

static Mpt label_room(const Chart *chart)
{
    return chart->width / (Mpt)chart->figure->category_count - 2000;
}

bool chart_labels_fit(const Chart *chart)
{
    for (size_t i = 0; i < chart->figure->category_count; i++)
        if (label_break(chart, chart->figure->categories[i], label_room(chart)) == 0)
            return false;
    return true;
}

/* Lines over time name only every so many of their points. */
static size_t label_step(const Chart *chart)
{
    Mpt widest = 0, slot = chart->width / (Mpt)chart->figure->category_count;
    if (chart_labels_fit(chart))
        return 1;
    for (size_t i = 0; i < chart->figure->category_count; i++)
        widest = mpt_max(widest, chart_text_width(chart, chart->figure->categories[i]));
    return (size_t)((widest + CHART_GAP) / (slot > 0 ? slot : 1)) + 1;
}

/* Below the plot; returns the height that they take. */
static Mpt draw_labels(Chart *chart)
{
    const Figure *figure = chart->figure;
    Mpt y = chart->top + chart->height + CHART_GAP * 3 / 4 + CHART_TEXT;
    size_t step = label_step(chart);
    bool two_lines = false;
    for (size_t i = 0; i < figure->category_count; i += step) {
        Str label = figure->categories[i];
        Mpt x = slot_center(chart, i);
        size_t at = step == 1 ? label_break(chart, label, label_room(chart)) : label.len;
        chart_text(chart, x, y, str_slice(label, 0, at), COLOR_INK, ANCHOR_MIDDLE);
        if (at < label.len)
            chart_text(chart, x, y + CHART_LINE_HEIGHT, str_slice(label, at + 1, label.len),
                       COLOR_INK, ANCHOR_MIDDLE);
        two_lines = two_lines || at < label.len;
    }
    return (two_lines ? 2 : 1) * CHART_LINE_HEIGHT + CHART_GAP;
}

/* --- marks ----------------------------------------------------------------------------------- */

/* A symbol in place of a bar that cannot be shown. */
static void draw_missing(Chart *chart, const Value *value, Mpt x)
{
    if (value->type == VALUE_EMPTY)
        return;
    Str text = value->type == VALUE_HIDDEN ? chart_value_text(chart, *value) : STR("\xE2\x80\x93");
    chart_text(chart, x, chart->top + chart->height - 2500, text, COLOR_MUTED, ANCHOR_MIDDLE);
}

static void draw_bar(Chart *chart, Mpt x, Mpt width, double from, double to, uint32_t color)
{
    Mpt y0 = value_y(chart, from), y1 = value_y(chart, to);
    drawing_rect(chart->drawing, x, mpt_min(y0, y1), width, mpt_max(y0, y1) - mpt_min(y0, y1),
                 color);
}

/* Values above their bars, where each has room for its own. */
static bool has_room_for_values(const Chart *chart, Mpt bar)
{
    const Figure *figure = chart->figure;
    for (size_t s = 0; s < figure->series_count; s++)
        for (size_t c = 0; c < figure->category_count; c++)
            if (chart_text_width(chart, chart_value_text(chart, figure->series[s].values[c])) >
                bar + 2500)
                return false;
    return true;
}

static void draw_bars(Chart *chart)
{
    const Figure *figure = chart->figure;
    bool stacked = figure->kind == CHART_BAR_STACKED;
    Mpt slot = chart->width / (Mpt)figure->category_count;
    size_t side = stacked ? 1 : figure->series_count;
    Mpt bar = mpt_min(slot * 72 / 100 / (Mpt)side, 34000);
    bool values = !stacked && has_room_for_values(chart, bar);
    double base = chart->scale.low > 0 ? chart->scale.low : 0;
    for (size_t c = 0; c < figure->category_count; c++) {
        Mpt x = slot_center(chart, c) - bar * (Mpt)side / 2;
        double sum = base, number;
        for (size_t s = 0; s < figure->series_count; s++) {
            const Value *value = &figure->series[s].values[c];
            Mpt at = stacked ? x : x + bar * (Mpt)s;
            Mpt gap = side > 1 ? 500 : 0;
            if (!chart_number(value, &number)) {
                draw_missing(chart, value, at + bar / 2);
                continue;
            }
            draw_bar(chart, at + gap / 2, bar - gap, sum, sum + number - (stacked ? 0 : base),
                     palette_series(s));
            if (stacked)
                sum += number;
            if (values)
                chart_text(chart, at + bar / 2, value_y(chart, number) - 2500,
                           chart_value_text(chart, *value), COLOR_INK, ANCHOR_MIDDLE);
        }
    }
}

static void draw_series_line(Chart *chart, size_t s)
{
    const Figure *figure = chart->figure;
    Point *points = arena_new_array(chart->drawing->arena, Point, figure->category_count);
    size_t count = 0;
    double number;
    for (size_t c = 0; c <= figure->category_count; c++) {
        const Value *value = c < figure->category_count ? &figure->series[s].values[c] : NULL;
        if (value && chart_number(value, &number)) {
            points[count++] = (Point){slot_center(chart, c), value_y(chart, number)};
            continue;
        }
        /* A gap in the data is a gap in the line. */
        if (count > 1)
            drawing_polyline(chart->drawing, points, count, palette_series(s), 1600);
        for (size_t i = 0; i < count; i++)
            drawing_circle(chart->drawing, points[i], 2200, palette_series(s));
        if (value)
            draw_missing(chart, value, slot_center(chart, c));
        count = 0;
    }
}

/* The last value of each line stands beside its end. */
static void draw_last_value(Chart *chart, size_t s)
{
    const Figure *figure = chart->figure;
    double number;
    for (size_t c = figure->category_count; c-- > 0;) {
        const Value *value = &figure->series[s].values[c];
        if (!chart_number(value, &number))
            continue;
        Str text = chart_value_text(chart, *value);
        Mpt y = value_y(chart, number) - 5000;
        Mpt x = mpt_min(slot_center(chart, c),
                        chart->drawing->width - chart_text_width(chart, text) / 2);
        /* Below the point where the target's line runs through the place above it. */
        Mpt target = figure->has_target ? value_y(chart, figure->target) : 0;
        if (figure->has_target && target > y - CHART_TEXT && target < y + 2000)
            y += 5000 + CHART_TEXT + 3500;
        chart_text(chart, x, y, text, palette_series(s), ANCHOR_MIDDLE);
        return;
    }
}

void chart_upright_frame(Chart *chart)
{
    chart->left = widest_tick(chart) + CHART_GAP;
    chart->width = chart->drawing->width - chart->left;
}

void chart_upright(Chart *chart)
{
    const Figure *figure = chart->figure;
    Mpt y = chart_legend(chart, 0);
    if (!str_is_empty(figure->y_label)) {
        chart_text(chart, 0, y + CHART_TEXT, figure->y_label, COLOR_MUTED, ANCHOR_START);
        y += CHART_LINE_HEIGHT;
    }
    chart->top = y + CHART_TEXT;
    chart->height = chart->empty ? CHART_EMPTY_HEIGHT : CHART_PLOT_HEIGHT;
    draw_grid(chart);
    if (figure->kind == CHART_LINE)
        for (size_t s = 0; s < figure->series_count; s++)
            draw_series_line(chart, s);
    else
        draw_bars(chart);
    draw_target(chart);
    if (figure->kind == CHART_LINE && figure->series_count == 1)
        draw_last_value(chart, 0);
    y = chart->top + chart->height + draw_labels(chart);
    if (!str_is_empty(figure->x_label)) {
        chart_text(chart, chart->left + chart->width / 2, y + CHART_TEXT * 3 / 4, figure->x_label,
                   COLOR_MUTED, ANCHOR_MIDDLE);
        y += CHART_LINE_HEIGHT;
    }
    chart->drawing->height = y;
}
