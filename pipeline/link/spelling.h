#ifndef ROLLBOOK_LINK_SPELLING_H
#define ROLLBOOK_LINK_SPELLING_H

/*
 * Levels of two different values in a comparison that is `spelled` (Prepared): what their letters
 * do not tell, a Jaro-Winkler or the edits between them do.
 */

#include "pipeline/link/comparer.h"

/* True where the letters of two values tell that they reach no level but the last. */
static inline bool sights_apart(const Prepared *prepared, LetterSight x, LetterSight y)
{
    int lengths = letters_length(x) << 6 | letters_length(y);
    return letters_in_common(x, y) < prepared->least_common[JARO_PREFIX_MAX][lengths];
}

int level_of_spelling(const Comparer *comparer, int index, uint32_t x, uint32_t y);

/* The same of n <= COMPARE_BATCH pairs of values that sight does not tell apart. */
void levels_of_spelling(const Comparer *comparer, int index, const uint32_t *x, const uint32_t *y,
                        size_t n, uint8_t *levels);

#endif
