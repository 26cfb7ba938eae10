#ifndef ROLLBOOK_LINK_WORDS_H
#define ROLLBOOK_LINK_WORDS_H

/*
 * Texts of several words, in any order: titles, lists of authors, descriptions. Words are runs of
 * letters and digits; bytes past ASCII are letters.
 */

#include "pipeline/base/str.h"

/* The next word of a text from *pos on; false at the end. */
bool words_next(Str text, size_t *pos, Str *word);

/*
 * 0 ... 1: the share of both texts' letters that stand in words which the other has too. Words
 * that are spelt alike count by their Jaro-Winkler, an initial for half of the word it begins. The
 * first 64 words count.
 */
double words_similarity(Str a, Str b);

#endif
