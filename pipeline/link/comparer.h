#ifndef ROLLBOOK_LINK_COMPARER_H
#define ROLLBOOK_LINK_COMPARER_H

/*
 * What is worked out once before pairs are compared: for comparer.c, which makes it, and compare.c
 * and score.c, which use it.
 */

#include "pipeline/link/compare.h"
#include "pipeline/link/condition.h"

/* What is worked out once per comparison. */
typedef struct Prepared {
    bool simple;            /* all conditions are about the one column (or its aliases) */
    bool equal_is_best;     /* equal values reach level 0 without further questions */
    int crossed_level;      /* the level of exchanged fields; MODEL_LEVELS_MAX: none */
    bool crossed_both_ways; /* CONDITION_SWAPPED */
    int pool;
    bool counts;         /* some level asks how common a value is */
    uint32_t *frequency; /* of each value of the pool among the rows; NULL: never asked for */
    double with_value;   /* rows that have one */
    /*
     * Of names: the least Jaro-Winkler that a level but the last asks for. Pairs whose letters
     * cannot reach it are at the last level. 0: unknown, or a condition holds without it.
     */
    double least_alike;
    int most_slips;  /* of ids: no level but the last allows more edits; -1: unknown */
    bool exact_only; /* two levels: the same, or not */
    bool days;       /* all levels can be told from two days (level_of_days) */
    int short_form;  /* up to this length a name may be another's beginning; 0: no such level */
} Prepared;

/*
 * A row's value of one column, with what is often enough to know of it: of names the letters (bit
 * by class of letter, the length above them), of dates the day. The values of a row stand side by
 * side, so that a pair touches few cache lines however many columns it has.
 */
typedef struct RowValue {
    uint32_t id, sight;
} RowValue;

struct Comparer {
    const LinkModel *model;
    const LinkTable *table;
    Prepared prepared[MODEL_COMPARISONS_MAX];
    LinkDate *dates[LINK_COLUMNS_MAX]; /* per pool; NULL: no condition asks for dates */
    const LinkName *const *names[LINK_COLUMNS_MAX]; /* per pool; NULL: none asks for names */
    RowValue *by_row;                               /* the model's columns, row by row */
    size_t width;
};

/* The value of a model's column in a row. */
static inline RowValue value_at(const Comparer *comparer, int column, uint32_t row)
{
    return comparer->by_row[(size_t)row * comparer->width + (size_t)column];
}

enum { LETTER_CLASSES = 26, LETTERS_LENGTH_MAX = 63 };

uint32_t letters_of(Str text);

/* A day written YYYY-MM-DD: year, month and day by bits; 0: any other date. */
static inline uint32_t day_sight(Str text, LinkDate date)
{
    if (text.len != 10 || text.ptr[4] != '-' || date.year <= 0 || !link_date_is_day(date))
        return 0;
    return (uint32_t)date.year << 9 | (uint32_t)date.month << 5 | (uint32_t)date.day;
}

static inline int letters_length(uint32_t letters)
{
    return (int)(letters >> LETTER_CLASSES);
}

/* Letters of a that b does not have. */
static inline int letters_missing(uint32_t a, uint32_t b)
{
    uint32_t x = a & ~b & ((UINT32_C(1) << LETTER_CLASSES) - 1);
    x -= x >> 1 & 0x55555555;
    x = (x & 0x33333333) + (x >> 2 & 0x33333333);
    x = (x + (x >> 4)) & 0x0F0F0F0F;
    return (int)(x * 0x01010101 >> 24);
}

/* True where more than `slips` edits lie between two values: each edit takes one letter away. */
static inline bool surely_further(uint32_t a, uint32_t b, int slips)
{
    return letters_missing(a, b) > slips || letters_missing(b, a) > slips;
}

/*
 * True where two values cannot reach `least` in Jaro-Winkler (DuckDB's, over bytes): the bytes of
 * one whose letter the other lacks cannot match, and matched bytes are at best all in place. A
 * common beginning adds nothing to a Jaro of 0.7 or less. (m/x + m/y + 1) / 3 < least is asked
 * without dividing.
 */
static inline bool surely_different(uint32_t a, uint32_t b, double least)
{
    int x = letters_length(a), y = letters_length(b);
    int m = x - letters_missing(a, b), other = y - letters_missing(b, a);
    m = other < m ? other : m;
    double needed = 3 * (least < 0.7 ? least : 0.7) - 1 - 1e-9;
    return m * (x + y) < needed * (x * y) && x < LETTERS_LENGTH_MAX && y < LETTERS_LENGTH_MAX;
}

#endif
