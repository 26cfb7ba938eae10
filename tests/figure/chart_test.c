/* Axes with round ticks, charts as shapes, and SVG that any reader of XML accepts. */

#include "tests/support/test.h"

#include "pipeline/base/strbuf.h"
#include "pipeline/base/xml.h"
#include "reports/figure/chart.h"
#include "reports/figure/palette.h"
#include "reports/figure/scale.h"

#include <libxml/parser.h>
#include <math.h>

typedef struct ScaleCase {
    double low, high;
    int wanted;
    bool whole;
    double first, last, step;
} ScaleCase;

static void ticks_are_round_and_hold_the_data(void **state)
{
    (void)state;
    static const ScaleCase cases[] = {
        {0, 702, 4, true, 0, 800, 200},
        {0, 3, 4, true, 0, 3, 1},
        {0, 0.93, 4, false, 0, 1, 0.5},
        {0.72, 0.93, 4, false, 0.7, 1, 0.1},
        {0, 12345, 4, true, 0, 15000, 5000},
        {-20, 35, 4, false, -20, 40, 20},
        {0, 0, 4, true, 0, 1, 1},
        {5, 5, 4, false, 0, 1, 0.5},
        {0, (double)NAN, 4, false, 0, 1, 0.5},
        {0, 1e-9, 4, false, 0, 1e-9, 5e-10},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const ScaleCase *c = &cases[i];
        Scale scale = scale_make(c->low, c->high, c->wanted, c->whole);
        double small = fabs(c->step) * 1e-6;
        if (fabs(scale.low - c->first) > small || fabs(scale.high - c->last) > small ||
            fabs(scale.step - c->step) > small)
            fail_msg("case %zu: %g to %g by %g", i, scale.low, scale.high, scale.step);
        assert_true(scale.ticks >= 2 && scale.ticks <= 12);
    }
}

static void values_lie_between_the_ends_of_the_axis(void **state)
{
    (void)state;
    Scale scale = scale_make(0, 100, 4, true);
    assert_int_equal(scale_place(&scale, 0, 1000), 0);
    assert_int_equal(scale_place(&scale, 50, 1000), 500);
    assert_int_equal(scale_place(&scale, 100, 1000), 1000);
    assert_int_equal(scale_place(&scale, -7, 1000), 0);
}

static const Str SHORT_NAMES[] = {STR_LIT("A"), STR_LIT("<B> & \"C\""), STR_LIT("แม่สอด")};
static const Str LONG_NAMES[] = {
    STR_LIT("Averyveryverylongnameofonewordthatneverbreaks andanotherofthekindbeside"),
    STR_LIT("การศึกษานอกระบบและการศึกษาตามอัธยาศัยสำหรับเด็กข้ามชาติ"), STR_LIT("C")};
static const Value VALUES[] = {
    {.type = VALUE_INT, .integer = 40}, {.type = VALUE_HIDDEN}, {.type = VALUE_INT, .integer = 20}};
static const ChartSeries SERIES[] = {{STR_LIT("Girls"), VALUES}, {STR_LIT("Boys"), VALUES}};

static Figure figure_of(ChartKind kind, const Str *names, size_t series)
{
    return (Figure){.id = STR("x"),
                    .caption = STR("Caption"),
                    .alt = STR("Alt & more"),
                    .kind = kind,
                    .categories = names,
                    .category_count = 3,
                    .series = SERIES,
                    .series_count = series,
                    .format = FORMAT_COUNT};
}

static Drawing *draw(Arena *arena, const Figure *figure)
{
    Error err = {0};
    Assets assets = {0};
    const Words *words = words_load(&assets, arena, "en", &err);
    assert_ok(err);
    return figure_draw(arena, figure, words, text_ruler_estimate(), PT(400));
}

static size_t count_shapes(const Drawing *drawing, ShapeKind kind, uint32_t fill)
{
    size_t count = 0;
    for (size_t i = 0; i < drawing->count; i++)
        count += drawing->shapes[i].kind == kind && drawing->shapes[i].fill == fill;
    return count;
}

static bool has_text(const Drawing *drawing, const char *text)
{
    for (size_t i = 0; i < drawing->count; i++)
        if (drawing->shapes[i].kind == SHAPE_TEXT && str_is(drawing->shapes[i].text, text))
            return true;
    return false;
}

static void a_hidden_value_has_a_sign_and_no_bar(void **state)
{
    (void)state;
    static const ChartKind kinds[] = {CHART_BAR, CHART_BAR_STACKED, CHART_BAR_HORIZONTAL};
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        Arena *arena = arena_create();
        Figure figure = figure_of(kinds[i], SHORT_NAMES, 1);
        const Drawing *drawing = draw(arena, &figure);
        assert_int_equal(count_shapes(drawing, SHAPE_RECT, palette_series(0)), 2);
        assert_true(has_text(drawing, "\xE2\x80\xA1"));
        arena_free(arena);
    }
}

static void a_chart_with_nothing_to_draw_is_low(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    static const Value hidden[] = {
        {.type = VALUE_HIDDEN}, {.type = VALUE_NONE}, {.type = VALUE_HIDDEN}};
    static const ChartSeries series[] = {{STR_LIT("Girls"), hidden}};
    Figure full = figure_of(CHART_BAR, SHORT_NAMES, 1), empty = full;
    empty.series = series;
    assert_true(draw(arena, &empty)->height < draw(arena, &full)->height / 2);
    arena_free(arena);
}

static void a_gap_in_the_data_is_a_gap_in_the_line(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    Figure figure = figure_of(CHART_LINE, SHORT_NAMES, 1);
    const Drawing *drawing = draw(arena, &figure);
    assert_int_equal(count_shapes(drawing, SHAPE_CIRCLE, palette_series(0)), 2);
    for (size_t i = 0; i < drawing->count; i++)
        assert_false(drawing->shapes[i].stroke == palette_series(0));
    arena_free(arena);
}

/* Bars beside each other end at different x, bars that lie start at the same one. */
static void bars_lie_down_where_their_names_do_not_fit(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    for (int lying = 0; lying < 2; lying++) {
        Figure figure = figure_of(CHART_BAR, lying ? LONG_NAMES : SHORT_NAMES, 1);
        const Drawing *drawing = draw(arena, &figure);
        Mpt left[2];
        size_t count = 0;
        for (size_t i = 0; i < drawing->count && count < 2; i++)
            if (drawing->shapes[i].kind == SHAPE_RECT &&
                drawing->shapes[i].fill == palette_series(0))
                left[count++] = drawing->shapes[i].points[0].x;
        assert_int_equal(count, 2);
        assert_int_equal(left[0] == left[1], lying);
    }
    arena_free(arena);
}

static void a_target_is_a_dashed_line_named_in_the_legend(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    Figure figure = figure_of(CHART_BAR, SHORT_NAMES, 1);
    figure.has_target = true;
    figure.target = 30;
    figure.target_label = STR("Target");
    const Drawing *drawing = draw(arena, &figure);
    size_t dashed = 0;
    for (size_t i = 0; i < drawing->count; i++)
        dashed += drawing->shapes[i].dashed;
    assert_int_equal(dashed, 2); /* across the plot, and in the legend */
    assert_true(has_text(drawing, "Target 30"));
    arena_free(arena);
}

static void shapes_stay_within_the_drawing(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    static const ChartKind kinds[] = {CHART_BAR, CHART_BAR_STACKED, CHART_BAR_HORIZONTAL,
                                      CHART_LINE};
    for (size_t k = 0; k < COUNT_OF(kinds); k++)
        for (int names = 0; names < 2; names++) {
            Figure figure = figure_of(kinds[k], names ? LONG_NAMES : SHORT_NAMES, 2);
            const Drawing *drawing = draw(arena, &figure);
            for (size_t i = 0; i < drawing->count; i++) {
                const Shape *shape = &drawing->shapes[i];
                assert_true(shape->points[0].x >= 0 && shape->points[0].x <= drawing->width);
                assert_true(shape->points[0].y >= 0 && shape->points[0].y <= drawing->height);
            }
        }
    arena_free(arena);
}

static void svg_is_well_formed_and_escapes_names(void **state)
{
    (void)state;
    static const ChartKind kinds[] = {CHART_BAR, CHART_BAR_STACKED, CHART_BAR_HORIZONTAL,
                                      CHART_LINE};
    Arena *arena = arena_create();
    Error err = {0};
    Assets assets = {0};
    const Words *words = words_load(&assets, arena, "en", &err);
    assert_ok(err);
    for (size_t k = 0; k < COUNT_OF(kinds); k++) {
        StrBuf svg = STRBUF_INIT;
        Figure figure = figure_of(kinds[k], SHORT_NAMES, 2);
        figure_svg(&svg, &figure, words, arena);
        xmlDoc *doc = xmlReadMemory(svg.ptr, (int)svg.len, "chart.svg", NULL, XML_PARSE_NONET);
        assert_non_null(doc);
        xmlFreeDoc(doc);
        assert_true(str_find(strbuf_str(&svg), STR("&lt;B&gt; &amp; &quot;C&quot;"), 0) < svg.len);
        assert_true(str_find(strbuf_str(&svg), STR("<desc>Alt &amp; more</desc>"), 0) < svg.len);
        strbuf_free(&svg);
    }
    arena_free(arena);
}

static void heat_goes_from_paper_to_color_and_takes_any_number(void **state)
{
    (void)state;
    assert_int_equal(palette_heat(0), 0xFFFFFF);
    assert_int_equal(palette_heat(-3), 0xFFFFFF);
    assert_int_equal(palette_heat((double)NAN), 0xFFFFFF);
    assert_int_equal(palette_heat(7), palette_heat(1));
    assert_true((palette_heat(0.4) >> 16) > (palette_heat(0.6) >> 16));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ticks_are_round_and_hold_the_data),
        cmocka_unit_test(values_lie_between_the_ends_of_the_axis),
        cmocka_unit_test(a_hidden_value_has_a_sign_and_no_bar),
        cmocka_unit_test(a_chart_with_nothing_to_draw_is_low),
        cmocka_unit_test(a_gap_in_the_data_is_a_gap_in_the_line),
        cmocka_unit_test(bars_lie_down_where_their_names_do_not_fit),
        cmocka_unit_test(a_target_is_a_dashed_line_named_in_the_legend),
        cmocka_unit_test(shapes_stay_within_the_drawing),
        cmocka_unit_test(svg_is_well_formed_and_escapes_names),
        cmocka_unit_test(heat_goes_from_paper_to_color_and_takes_any_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
