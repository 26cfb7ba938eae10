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
static inline bool sights_apart(const Prepared *prepared, LetterSight x, LetterSight y, int common)
{
    int lengths = letters_length(x) << 6 | letters_length(y);
    return common < prepared->least_common[JARO_PREFIX_MAX][lengths];
}

static inline bool forms_apart(const Prepared *prepared, const ValueForm *x, const ValueForm *y)
{
    int lengths = form_length(x) << 6 | form_length(y);
    return forms_in_common(x, y) < prepared->least_common[form_prefix(x, y)][lengths];
}

/* Of two different values in a comparison that is `spelled`, where the forms are not apart. */
int level_of_spelling(const Comparer *comparer, int index, uint32_t x, uint32_t y);

/* Of two values in any comparison. */
int level_of_values(const Comparer *comparer, int index, uint32_t x, uint32_t y);

/* A value with all that conditions ask of it. */
ValueView value_view(const Comparer *comparer, int pool, uint32_t id);

#endif
