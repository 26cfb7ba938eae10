#ifndef ROLLBOOK_LINK_NAME_COMPARE_H
#define ROLLBOOK_LINK_NAME_COMPARE_H

/*
 * Names and places as the linkage engine compares them: by syllables across scripts
 * (pipeline/names), 0 ... 1.
 */

#include "pipeline/base/str.h"

double name_compare(Str a, Str b);

/* The better of sound and spelling (Jaro-Winkler), for villages and streets. */
double place_compare(Str a, Str b);

/* The coarse syllable codes of a name, sorted, as one number; 0: no syllable. */
uint64_t name_block_key(Str name);

#endif
