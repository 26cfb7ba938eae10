#ifndef ROLLBOOK_REPORTS_FIGURE_PALETTE_H
#define ROLLBOOK_REPORTS_FIGURE_PALETTE_H

/*
 * The colors of every report: one accent, grays for what stands back, and a few that tell series
 * and marks apart also for readers who do not see red and green (checked in gray as well: they
 * differ in lightness).
 */

#include "reports/model/document.h"

enum {
    COLOR_INK = 0x1F2933,
    COLOR_MUTED = 0x5B6875,
    COLOR_RULE = 0xD3DAE0,
    COLOR_RULE_DARK = 0x8A97A3,
    COLOR_ACCENT = 0x17607A,
    COLOR_ACCENT_PALE = 0xEAF2F5,
    COLOR_TARGET = 0xB3541E,
    COLOR_PAPER = 0xFFFFFF,
};

/* The i-th series of a chart, again from the first after the last. */
uint32_t palette_series(size_t i);

/* Strong color of a mark's shape and pale one of its cell; NO_COLOR where it has none. */
uint32_t palette_mark(CellMark mark);
uint32_t palette_mark_pale(CellMark mark);

/* From paper (0) to a color on which black text can still be read (1). */
uint32_t palette_heat(double heat);

#endif
