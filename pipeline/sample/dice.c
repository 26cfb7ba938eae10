/* Seeded chance. */

#include "pipeline/sample/dice.h"

#include <assert.h>

uint64_t dice_next(Dice *dice)
{
    uint64_t z = dice->state += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

Dice dice_make(uint64_t seed, DiceFor purpose, int64_t a, int64_t b)
{
    Dice dice = {seed};
    dice.state = dice_next(&dice) ^ (uint64_t)purpose;
    dice.state = dice_next(&dice) ^ (uint64_t)a;
    dice.state = dice_next(&dice) ^ (uint64_t)b;
    return dice;
}

int dice_below(Dice *dice, int n)
{
    assert(n > 0);
    return (int)(dice_next(dice) % (uint64_t)n);
}

int dice_between(Dice *dice, int from, int to)
{
    assert(from <= to);
    return from + dice_below(dice, to - from + 1);
}

bool dice_chance(Dice *dice, double chance)
{
    return (double)(dice_next(dice) >> 11) * 0x1p-53 < chance;
}

int dice_weighted(Dice *dice, const int *weights, int count)
{
    int total = 0;
    for (int i = 0; i < count; i++)
        total += weights[i];
    int left = dice_below(dice, total);
    for (int i = 0; i < count; i++) {
        left -= weights[i];
        if (left < 0)
            return i;
    }
    return count - 1;
}
