#ifndef ROLLBOOK_LINK_CONDITION_H
#define ROLLBOOK_LINK_CONDITION_H

/* One condition of a level, on two values of one column. */

#include "pipeline/link/link_date.h"
#include "pipeline/link/link_names.h"
#include "pipeline/link/model.h"

/* What is known of a value beside its text; date.year is 0 where it is not a date. */
typedef struct ValueView {
    Str text;
    LinkDate date;
    const LinkName *name; /* NULL: not parsed */
} ValueView;

/* Similarities of one pair of values, kept from level to level. Start from SIMILARITIES_NONE. */
typedef struct Similarities {
    double jaro, jaro_winkler, syllables, words, place; /* negative: not computed yet */
} Similarities;

#define SIMILARITIES_NONE                                                                          \
    {                                                                                              \
        -1, -1, -1, -1, -1                                                                         \
    }

/* The conditions of dates, and CONDITION_PREFIX, by themselves. */
bool date_condition_holds(const Condition *condition, LinkDate a, LinkDate b);
bool condition_short_form(const Condition *condition, Str a, Str b);

/*
 * True where the condition holds. CONDITION_SWAPPED and _CROSSED need whole rows and are false
 * here.
 */
bool condition_holds(const Condition *condition, const ValueView *a, const ValueView *b,
                     JaroDialect jaro, const LinkNames *names, Similarities *known);

#endif
