#ifndef ROLLBOOK_LINK_EDIT_DISTANCE_H
#define ROLLBOOK_LINK_EDIT_DISTANCE_H

/*
 * Edit distances over bytes. Where the distance is greater than `limit` they return limit + 1.
 * Texts longer than EDIT_MAX bytes are cut.
 *
 * Levenshtein:  insert, delete, replace (V. I. Levenshtein 1966).
 * OSA:          and swap two neighbours, no piece edited twice ("ca" to "abc" is 3).
 * Damerau:      and swap two neighbours, unrestricted ("ca" to "abc" is 2).
 */

#include "pipeline/base/str.h"

enum { EDIT_MAX = 255 };

int levenshtein_distance(Str a, Str b, int limit);
int osa_distance(Str a, Str b, int limit);
int damerau_distance(Str a, Str b, int limit);

#endif
