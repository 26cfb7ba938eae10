#ifndef ROLLBOOK_LINK_COMPARER_H
#define ROLLBOOK_LINK_COMPARER_H

/*
 * What is worked out once before pairs are compared: for comparer.c, which makes it, and compare.c
 * and score.c, which use it.
 */

#include "pipeline/link/compare.h"
#include "pipeline/link/condition.h"
#include "pipeline/link/day_level.h"
#include "pipeline/link/jaro_eight.h"
#include "pipeline/link/row_sight.h"

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
    bool exact_only;     /* two levels: the same, or not */
    bool at_sight;       /* it is the one comparison of its one column: in a SightPlan */
    /*
     * All levels but the last ask for equality, a Jaro-Winkler or a short form, or else for few
     * edits: letters alone tell most pairs that reach none of these.
     */
    bool spelled;
    int32_t needed[JARO_PREFIX_MAX + 1]; /* by bytes equal at the beginning: jaro_needed */
    double
        likeness[MODEL_LEVELS_MAX]; /* the Jaro-Winkler that a level asks for; more than 1: none */
    int short_form; /* up to this length a name may be another's beginning; 0: no such level */
    int most_slips; /* no level but the last allows more edits; -1: Jaro-Winkler is asked for */
    LeastCommon *least_common; /* by bytes equal at the beginning; NULL: not spelled */
    DayLevels *days;           /* NULL: two days do not tell every level */
    /*
     * Aliases, and all levels ask how alike names sound (the first may ask for equality): then the
     * most alike pair tells the level.
     */
    bool sounded;
    double sound_needed[MODEL_LEVELS_MAX]; /* by level: what any better one asks for */
} Prepared;

/* A row's value of one column (RowLine). */
typedef struct RowValue {
    uint32_t id, sight;
} RowValue;

struct Comparer {
    const LinkModel *model;
    const LinkTable *table;
    Prepared prepared[MODEL_COMPARISONS_MAX];
    LinkDate *dates[LINK_COLUMNS_MAX];  /* per pool; NULL: no condition asks for dates */
    ValueForm *forms[LINK_COLUMNS_MAX]; /* per pool and value; NULL: no comparison is spelled */
    /*
     * The model's columns, eight to a line, the lines of a row side by side: so a pair touches few
     * cache lines however many columns it has.
     */
    RowLine *lines;
    size_t lines_a_row;
    SightPlan *plans; /* of each line */
    RowSight *sight;
    JaroOfEight *jaro_of_eight;
};

static inline size_t line_of(int column)
{
    return (size_t)column / SIGHT_COLUMNS;
}

/* The value of a model's column in a row. */
static inline RowValue value_at(const Comparer *comparer, int column, uint32_t row)
{
    const RowLine *line = &comparer->lines[row * comparer->lines_a_row + line_of(column)];
    size_t at = (size_t)column % SIGHT_COLUMNS;
    return (RowValue){line->ids[at], line->sights[at]};
}

#endif
