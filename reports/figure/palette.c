/* Colors. */

#include "reports/figure/palette.h"

#include "reports/figure/drawing.h"

uint32_t palette_series(size_t i)
{
    static const uint32_t series[] = {0x17607A, 0xE0A04A, 0x7FB5C6, 0x8C4A5A, 0x5E8C4A, 0xA9B3BC};
    return series[i % (sizeof series / sizeof *series)];
}

uint32_t palette_mark(CellMark mark)
{
    switch (mark) {
    case MARK_ERROR:
    case MARK_BAD:
        return 0xB23A2E;
    case MARK_WARNING:
    case MARK_MIDDLE:
        return 0xC98A1B;
    case MARK_GOOD:
        return 0x3C8258;
    case MARK_NONE:
    case MARK_HEAT:
        break;
    }
    return NO_COLOR;
}

uint32_t palette_mark_pale(CellMark mark)
{
    switch (mark) {
    case MARK_ERROR:
    case MARK_BAD:
        return 0xFBEAE7;
    case MARK_WARNING:
    case MARK_MIDDLE:
        return 0xFDF3DD;
    case MARK_GOOD:
        return 0xE8F3EC;
    case MARK_NONE:
    case MARK_HEAT:
        break;
    }
    return NO_COLOR;
}

uint32_t palette_heat(double heat)
{
    static const double light[3] = {0xFF, 0xFF, 0xFF}, dark[3] = {0x5F, 0xA9, 0xC2};
    heat = heat > 0 ? heat < 1 ? heat : 1 : 0; /* also for NaN */
    uint32_t color = 0;
    for (int i = 0; i < 3; i++)
        color = color << 8 | (uint32_t)(light[i] + (dark[i] - light[i]) * heat + 0.5);
    return color;
}
