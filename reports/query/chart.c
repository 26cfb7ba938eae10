/*
 * Figures of a query's rows: x= names the categories, y= the values. Several y give a series each;
 * series= makes a series of each of its values.
 */

#include "reports/query/tabulate_private.h"

#include "pipeline/base/map.h"
#include "pipeline/base/number.h"

enum { CATEGORIES_MAX = 400, SERIES_MAX = 24 };

typedef struct Chart {
    const Tabulate *in;
    Map *categories, *series;
    Str *category_labels, *series_labels;
    size_t x;
    NameList y;
    size_t *y_columns;
    int by; /* column of series=; -1: none */
} Chart;

static int64_t intern(const Tabulate *in, Map *map, Str *labels, size_t row, size_t column)
{
    size_t before = map_count(map);
    int64_t number = map_intern(map, result_key(in->arena, in->result, row, column));
    if (map_count(map) > before)
        labels[number] = heading_text(in, row, column);
    return number;
}

static bool chart_kind(Str name, ChartKind *kind)
{
    static const struct {
        const char *name;
        ChartKind kind;
    } KINDS[] = {{"bar", CHART_BAR},
                 {"stacked", CHART_BAR_STACKED},
                 {"horizontal", CHART_BAR_HORIZONTAL},
                 {"line", CHART_LINE}};
    for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++)
        if (str_is(name, KINDS[i].name)) {
            *kind = KINDS[i].kind;
            return true;
        }
    return false;
}

static void find_categories(Chart *chart, Error *err)
{
    const Tabulate *in = chart->in;
    size_t rows = in->result->row_count;
    chart->category_labels = arena_new_array(in->arena, Str, rows + 1);
    chart->series_labels = arena_new_array(in->arena, Str, rows + chart->y.count + 1);
    for (size_t r = 0; r < rows; r++) {
        intern(in, chart->categories, chart->category_labels, r, chart->x);
        if (chart->by >= 0)
            intern(in, chart->series, chart->series_labels, r, (size_t)chart->by);
    }
    for (size_t i = 0; i < chart->y.count && chart->by < 0; i++) {
        int64_t number = map_intern(chart->series, chart->y.names[i]);
        chart->series_labels[number] = column_label(in, chart->y.names[i]);
    }
    if (map_count(chart->categories) > CATEGORIES_MAX || map_count(chart->series) > SERIES_MAX)
        error_set(err, STATUS_REFUSED, "expected at most %d categories and %d series",
                  CATEGORIES_MAX, SERIES_MAX);
}

static void fill(const Chart *chart, Figure *figure, Error *err)
{
    const Tabulate *in = chart->in;
    size_t width = map_count(chart->categories);
    size_t count = map_count(chart->series);
    ChartSeries *series = arena_new_array(in->arena, ChartSeries, count);
    Value *values = arena_new_array(in->arena, Value, width * count);
    bool *taken = arena_new_array(in->arena, bool, width *count);
    bool zero = str_is(attribute_get(in->attributes, "missing"), "zero");
    for (size_t i = 0; i < width * count; i++)
        values[i] = (Value){.type = zero ? VALUE_INT : VALUE_NONE};
    for (size_t r = 0; r < in->result->row_count && error_ok(err); r++)
        for (size_t i = 0; i < chart->y.count; i++) {
            int64_t s = (int64_t)i;
            int64_t c = intern(in, chart->categories, chart->category_labels, r, chart->x);
            if (chart->by >= 0)
                s = intern(in, chart->series, chart->series_labels, r, (size_t)chart->by);
            size_t at = (size_t)s * width + (size_t)c;
            if (taken[at])
                error_set(err, STATUS_REFUSED, "two rows of the query fall into one point");
            taken[at] = true;
            values[at] = shown_value(in, r, chart->y_columns[i]);
        }
    for (size_t s = 0; s < count; s++)
        series[s] = (ChartSeries){.label = chart->series_labels[s], .values = values + s * width};
    figure->categories = chart->category_labels;
    figure->category_count = width;
    figure->series = series;
    figure->series_count = count;
}

static void read_target(const Tabulate *in, Figure *figure, Error *err)
{
    Str target = attribute_get(in->attributes, "target");
    figure->has_target = target.ptr != NULL;
    if (figure->has_target && !number_parse(target, &figure->target))
        error_set(err, STATUS_REFUSED, "expected a number in target=, found \"%.*s\"",
                  STR_ARG(target));
}

Figure tabulate_figure(const Tabulate *in, Error *err)
{
    Figure figure = {0};
    check_formats(in, err);
    if (!error_ok(err))
        return figure;
    Str kind = in->attributes->word_count > 1 ? in->attributes->words[1] : STR("");
    if (!chart_kind(kind, &figure.kind))
        error_set(err, STATUS_REFUSED,
                  "expected chart line, bar, stacked or horizontal, found \"%.*s\"", STR_ARG(kind));
    Chart chart = {.in = in, .categories = map_create(), .series = map_create(), .by = -1};
    chart.x = need_column(in, attribute_get(in->attributes, "x"), err);
    chart.y = attribute_list(in->arena, in->attributes, "y");
    chart.y_columns = arena_new_array(in->arena, size_t, chart.y.count + 1);
    for (size_t i = 0; i < chart.y.count; i++)
        chart.y_columns[i] = need_column(in, chart.y.names[i], err);
    Str by = attribute_get(in->attributes, "series");
    if (by.ptr)
        chart.by = (int)need_column(in, by, err);
    if (chart.y.count == 0 || (by.ptr && chart.y.count > 1))
        error_set(err, STATUS_REFUSED, "expected y= with a column (only one beside series=)");
    if (error_ok(err))
        find_categories(&chart, err);
    if (error_ok(err))
        fill(&chart, &figure, err);
    if (error_ok(err))
        figure.format = column_format(in, chart.y_columns[0]);
    read_target(in, &figure, err);
    map_free(chart.categories);
    map_free(chart.series);
    return figure;
}
