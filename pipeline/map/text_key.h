#ifndef ROLLBOOK_MAP_TEXT_KEY_H
#define ROLLBOOK_MAP_TEXT_KEY_H

/*
 * What is left of a heading or a code word when everything is taken away that people type
 * differently: case, blanks, punctuation, zero-width characters, line breaks, the script of digits,
 * the two ways of typing sara am and sara ae, tall and round aa, "required" marks. Keys are
 * compared, never shown.
 */

#include "pipeline/base/arena.h"

/* The key of the whole text; brackets go, what they hold stays. May be empty. */
Str text_key(Arena *arena, Str text);

/* The key of the text without what stands in brackets: "Date of birth (dd/mm/yy)". */
Str text_key_plain(Arena *arena, Str text);

/*
 * Edits (insert, delete, replace, swap neighbours) between two keys, in characters: optimal string
 * alignment. More than `limit` gives limit + 1.
 */
int text_key_distance(Str a, Str b, int limit);

/* Nothing but blanks of any kind. */
bool text_is_blank(Str text);

/* True where a character of the Burmese block stands in the text. */
bool text_has_myanmar(Str text);

/* Trimmed, line breaks and runs of blanks as one blank, NFC. What staging keeps of a text cell. */
Str text_tidy(Arena *arena, Str text);

#endif
