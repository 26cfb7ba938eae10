#ifndef ROLLBOOK_REPORTS_FIGURE_CHART_PRIVATE_H
#define ROLLBOOK_REPORTS_FIGURE_CHART_PRIVATE_H

/* A chart while it is drawn: what its kinds share. */

#include "reports/figure/chart.h"
#include "reports/figure/palette.h"
#include "reports/figure/scale.h"

enum {
    CHART_TEXT = 7750,
    CHART_LINE_HEIGHT = 10500,
    CHART_GAP = 5000,
    CHART_PLOT_HEIGHT = 150000, /* of upright charts */
    CHART_EMPTY_HEIGHT = 36000, /* where no value can be drawn */
    CHART_ROW_HEIGHT = 17000,   /* of one bar lying down */
};

typedef struct Chart {
    Drawing *drawing;
    const Figure *figure;
    const Words *words;
    TextRuler ruler;
    Scale scale;
    bool empty;                   /* all values are hidden or missing */
    Mpt left, top, width, height; /* of the plot */
} Chart;

/* False where the value has no number to draw. */
bool chart_number(const Value *value, double *number);
Str chart_value_text(const Chart *chart, Value value);
Str chart_tick_text(const Chart *chart, double tick);
Mpt chart_text_width(const Chart *chart, Str text);
void chart_text(Chart *chart, Mpt x, Mpt y, Str text, uint32_t color, TextAnchor anchor);

/* The legend at `y`, where one is needed; returns the height that it takes. */
Mpt chart_legend(Chart *chart, Mpt y);

/* chart_upright.c: the plot's left edge and width; then whether all names fit below it. */
void chart_upright_frame(Chart *chart);
bool chart_labels_fit(const Chart *chart);

/* Drawing, the frame being set; sets drawing->height. */
void chart_upright(Chart *chart);

/* chart_lying.c: bars beside or after each other. */
void chart_lying(Chart *chart);

#endif
