/* Round ticks. */

#include "reports/figure/scale.h"

#include <math.h>

static double nice_step(double range, int wanted, bool whole)
{
    double rough = range / (wanted > 0 ? wanted : 1);
    double power = pow(10, floor(log10(rough)));
    double fraction = rough / power;
    double step = (fraction <= 1 ? 1 : fraction <= 2 ? 2 : fraction <= 5 ? 5 : 10) * power;
    return whole && step < 1 ? 1 : step;
}

Scale scale_make(double low, double high, int wanted, bool whole)
{
    if (!isfinite(low) || !isfinite(high) || !(high > low)) {
        low = isfinite(low) && low < 0 ? low : 0;
        high = low + 1;
    }
    double step = nice_step(high - low, wanted, whole);
    Scale scale = {.low = floor(low / step + 1e-9) * step, .step = step};
    /* Half a percent over a tick does not ask for another. */
    int steps = (int)ceil((high - scale.low) / step - 0.005);
    scale.ticks = (steps < 1 ? 1 : steps) + 1;
    scale.high = scale.low + (scale.ticks - 1) * step;
    return scale;
}

double scale_tick(const Scale *scale, int i)
{
    double value = scale->low + i * scale->step;
    return fabs(value) < scale->step * 1e-9 ? 0 : value;
}

Mpt scale_place(const Scale *scale, double value, Mpt length)
{
    double share = (value - scale->low) / (scale->high - scale->low);
    share = share > 0 ? share < 1.05 ? share : 1.05 : 0;
    return (Mpt)lround(share * (double)length);
}
