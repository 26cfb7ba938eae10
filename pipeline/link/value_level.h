#ifndef ROLLBOOK_LINK_VALUE_LEVEL_H
#define ROLLBOOK_LINK_VALUE_LEVEL_H

/*
 * The level that two values of one column reach by themselves: at sight, by their spelling, or by
 * asking every condition in turn. Whoever answers, the level is the same.
 */

#include "pipeline/link/comparer.h"

/* What ids and sights alone tell; LEVEL_UNKNOWN where the values must be looked at. */
enum { LEVEL_UNKNOWN = -1 };
int level_at_sight(const Comparer *comparer, int index, RowValue x, RowValue y);

/* True where the letters of two values tell that they reach no level but the last. */
static inline bool spelt_apart(const Prepared *prepared, int len_x, int len_y, int common,
                               int32_t needed)
{
    int shorter = len_x < len_y ? len_x : len_y, longer = len_x < len_y ? len_y : len_x;
    if (prepared->most_slips >= 0)
        return (longer - common > prepared->most_slips) & (longer < JARO_LENGTH_MAX);
    return jaro_out_of_reach(len_x, len_y, common, needed) & (shorter > prepared->short_form) &
           (longer < JARO_LENGTH_MAX);
}

static inline bool sights_apart(const Prepared *prepared, LetterSight x, LetterSight y)
{
    return spelt_apart(prepared, letters_length(x), letters_length(y), letters_in_common(x, y),
                       prepared->needed[JARO_PREFIX_MAX]);
}

static inline bool forms_apart(const Prepared *prepared, const ValueForm *x, const ValueForm *y)
{
    return spelt_apart(prepared, form_length(x), form_length(y), forms_in_common(x, y),
                       prepared->needed[form_prefix(x, y)]);
}

/* Of two different values in a comparison that is `spelled`, where the forms are not apart. */
int level_of_spelling(const Comparer *comparer, int index, uint32_t x, uint32_t y);

/* Of two values in any comparison. */
int level_of_values(const Comparer *comparer, int index, uint32_t x, uint32_t y);

/* A value with all that conditions ask of it. */
ValueView value_view(const Comparer *comparer, int pool, uint32_t id);

#endif
