/* Native charts of a workbook. */

#include "reports/write/book_private.h"

#include <assert.h>

#define ROW(row) ((lxw_row_t)(row))
#define COL(col) ((lxw_col_t)(col))

static const uint32_t SERIES_COLORS[] = {0x1F5A7A, 0xE08E2B, 0x5B8C5A,
                                         0x9C4F6B, 0x6B7B8C, 0xB8A13C};
enum { SERIES_COLOR_COUNT = sizeof SERIES_COLORS / sizeof SERIES_COLORS[0] };

static uint8_t chart_type(BookChartKind kind)
{
    switch (kind) {
    case BOOK_COLUMNS:
        return LXW_CHART_COLUMN;
    case BOOK_COLUMNS_STACKED:
        return LXW_CHART_COLUMN_STACKED;
    case BOOK_BARS:
        return LXW_CHART_BAR;
    case BOOK_LINES:
        return LXW_CHART_LINE;
    }
    return LXW_CHART_COLUMN;
}

static void add_series(BookSheet *sheet, lxw_chart *target, const BookChart *chart, int col,
                       bool line)
{
    lxw_chart_series *series = chart_add_series(target, NULL, NULL);
    chart_series_set_categories(series, sheet->name, ROW(chart->first_row + 1),
                                COL(chart->first_col), ROW(chart->last_row), COL(chart->first_col));
    chart_series_set_values(series, sheet->name, ROW(chart->first_row + 1), COL(col),
                            ROW(chart->last_row), COL(col));
    chart_series_set_name_range(series, sheet->name, ROW(chart->first_row), COL(col));
    size_t index = (size_t)(col - chart->first_col - 1) % SERIES_COLOR_COUNT;
    bool target_line = col == chart->target_col;
    lxw_color_t color = target_line ? 0x9A3B3B : SERIES_COLORS[index];
    if (line) {
        lxw_chart_line style = {.color = color,
                                .width = target_line ? 1.25F : 2.0F,
                                .dash_type = target_line ? LXW_CHART_LINE_DASH_DASH
                                                         : LXW_CHART_LINE_DASH_SOLID};
        chart_series_set_line(series, &style);
        if (!target_line)
            chart_series_set_marker_type(series, LXW_CHART_MARKER_CIRCLE);
    } else {
        lxw_chart_fill fill = {.color = color};
        chart_series_set_fill(series, &fill);
    }
}

void book_chart(BookSheet *sheet, int row, int col, double width_px, double height_px,
                const BookChart *chart)
{
    assert(!sheet->book->dry);
    Book *book = sheet->book;
    bool lines = chart->kind == BOOK_LINES;
    lxw_chart *target = workbook_add_chart(book->workbook, chart_type(chart->kind));
    for (int c = chart->first_col + 1; c <= chart->last_col; c++)
        if (c != chart->target_col || lines)
            add_series(sheet, target, chart, c, lines);
    chart_title_set_name(target, book_safe_text(book, chart->title));
    lxw_chart_font font = {.name = NULL, .size = 12, .bold = LXW_TRUE};
    chart_title_set_name_font(target, &font);
    /* Of bars that lie down, the library's x axis is the one with the values. */
    bool lying = chart->kind == BOOK_BARS;
    lxw_chart_axis *categories = lying ? target->y_axis : target->x_axis;
    lxw_chart_axis *values = lying ? target->x_axis : target->y_axis;
    if (chart->x_label.len)
        chart_axis_set_name(categories, book_safe_text(book, chart->x_label));
    if (chart->y_label.len)
        chart_axis_set_name(values, book_safe_text(book, chart->y_label));
    if (chart->number_format)
        chart_axis_set_num_format(values, chart->number_format);
    if (lying) { /* first category at the top, the scale at the bottom all the same */
        chart_axis_set_reverse(categories);
        chart_axis_set_label_position(values, LXW_CHART_AXIS_LABEL_POSITION_HIGH);
    }
    bool one = chart->last_col - chart->first_col == 1;
    if (one)
        chart_legend_set_position(target, LXW_CHART_LEGEND_NONE);
    else
        chart_legend_set_position(target, LXW_CHART_LEGEND_BOTTOM);
    chart_show_blanks_as(target, LXW_CHART_BLANKS_AS_GAP);
    lxw_chart_options options = {.x_scale = width_px / 480.0,
                                 .y_scale = height_px / 288.0,
                                 .object_position = LXW_OBJECT_MOVE_DONT_SIZE,
                                 .description = book_safe_text(book, chart->alt)};
    book_note(book, worksheet_insert_chart_opt(sheet->sheet, ROW(row), COL(col), target, &options));
}
