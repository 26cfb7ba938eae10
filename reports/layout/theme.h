#ifndef ROLLBOOK_REPORTS_LAYOUT_THEME_H
#define ROLLBOOK_REPORTS_LAYOUT_THEME_H

/* Measures of the page: A4, one column, a calm grid. All in one place, so that a change shows
 * everywhere. */

#include "reports/figure/palette.h"
#include "reports/model/length.h"

enum {
    A4_WIDTH = 595276, /* 210 x 297 mm */
    A4_HEIGHT = 841890,
    MARGIN_SIDE = 59528, /* 21 mm */
    MARGIN_TOP = 70866,  /* 25 mm, running head included */
    MARGIN_BOTTOM = 62362,

    BODY_SIZE = 9750,
    BODY_LEADING = 2200, /* between lines, over what the script itself takes */
    BODY_SPACE = 6500,   /* before a paragraph */
    SMALL_SIZE = 7750,
    CAPTION_SIZE = 9000,
    CAPTION_SPACE = 5000,
    LIST_INDENT = 15000,

    TABLE_SPACE = 15000,
    CELL_PAD_X = 4500,
    CELL_PAD_Y = 2600,
    ROW_INDENT = 9000, /* for each level of a hierarchy */
    MARK_SIZE = 6000,
    MARK_GAP = 3500,

    RULE_THIN = 350,
    RULE_MIDDLE = 600,
    RULE_STRONG = 1200,

    FIGURE_SPACE = 15000,
    BAND_HEIGHT = 15500, /* of the marks at the top of every page */
    HEAD_BASELINE = 46000,
    FOOT_BASELINE = 30000, /* from the paper's lower edge */
};

#endif
