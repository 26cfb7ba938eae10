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

/* Of two values in any comparison. */
int level_of_values(const Comparer *comparer, int index, uint32_t x, uint32_t y);

/* A value with all that conditions ask of it. */
ValueView value_view(const Comparer *comparer, int pool, uint32_t id);

#endif
