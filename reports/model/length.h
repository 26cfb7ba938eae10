#ifndef ROLLBOOK_REPORTS_MODEL_LENGTH_H
#define ROLLBOOK_REPORTS_MODEL_LENGTH_H

/*
 * Lengths on paper: whole thousandths of a point, so that layout is exact and the same everywhere.
 * 32 bits reach 750 meters.
 */

#include <stdint.h>

typedef int32_t Mpt;

#define PT(points)      ((Mpt)((points)*1000))
#define MM(millimeters) ((Mpt)((millimeters)*2834.6457))

/* A length in a font's design units at a font size, rounded to the nearest. */
static inline Mpt mpt_from_units(int64_t units, Mpt size, unsigned units_per_em)
{
    int64_t em = (int64_t)units_per_em;
    int64_t scaled = units * size;
    return (Mpt)((scaled >= 0 ? scaled + em / 2 : scaled - em / 2) / em);
}

static inline Mpt mpt_max(Mpt a, Mpt b)
{
    return a > b ? a : b;
}

static inline Mpt mpt_min(Mpt a, Mpt b)
{
    return a < b ? a : b;
}

#endif
