#ifndef ROLLBOOK_TESTS_SUPPORT_RANDOM_H
#define ROLLBOOK_TESTS_SUPPORT_RANDOM_H

/* Numbers that look random and are the same in every run. */

#include <stdint.h>

/* 0 to below - 1. The seed goes on (Numerical Recipes' linear congruential generator; its lowest
 * bits repeat soon and are left out). */
static inline uint32_t random_below(uint32_t *seed, uint32_t below)
{
    *seed = *seed * 1664525 + 1013904223;
    return (*seed >> 8) % below;
}

#endif
