#ifndef ROLLBOOK_NAMES_NAME_CLEAN_H
#define ROLLBOOK_NAMES_NAME_CLEAN_H

/* Repairs of Burmese, Thai and Latin text that normalisation form C does not do. */

#include "pipeline/base/arena.h"

/*
 * For keeping and showing: NFC; zero-width characters out, odd blanks to one blank; digit zero
 * among Burmese letters to letter wa and the reverse; seven to ra; u to nya before a killer; wrong
 * pairs to their one letter; signs of a cluster in one order; Thai sara am in one piece, e e as ae.
 * Unicode text only: Zawgyi is converted first. The result is in the arena.
 */
Str name_clean(Arena *arena, Str text);

/* For comparing: the same, with tall aa as aa and ASCII letters small. */
Str name_key_text(Arena *arena, Str text);

#endif
