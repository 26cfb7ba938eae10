#ifndef ROLLBOOK_SAMPLE_DICE_H
#define ROLLBOOK_SAMPLE_DICE_H

/*
 * Seeded chance (splitmix64, S. Vigna). Every person, center and file rolls dice of its own, made
 * from the seed and its number: a change to one part of the invention leaves the others as they
 * were.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Dice {
    uint64_t state;
} Dice;

/* What the dice are for; the numbers are part of the recipe and are never re-used. */
typedef enum DiceFor {
    DICE_CENTER = 1,
    DICE_FAMILY = 2,
    DICE_STORY = 3,
    DICE_CLERK = 4,
    DICE_REGISTER = 5,
    DICE_MONTH = 6,
    DICE_OTHER = 7,
    DICE_FILE = 8,
    DICE_PRESENCE = 9,
} DiceFor;

Dice dice_make(uint64_t seed, DiceFor purpose, int64_t a, int64_t b);
uint64_t dice_next(Dice *dice);

/* 0 ... n-1; n > 0. */
int dice_below(Dice *dice, int n);
/* from ... to, both included. */
int dice_between(Dice *dice, int from, int to);
/* True with the given chance, 0 ... 1. */
bool dice_chance(Dice *dice, double chance);
/* An index into weights, each with a chance in proportion to its weight; the sum must not be 0. */
int dice_weighted(Dice *dice, const int *weights, int count);

#endif
