#ifndef ROLLBOOK_BASE_UNICODE_H
#define ROLLBOOK_BASE_UNICODE_H

/* Unicode work that ICU does for us. Invalid UTF-8 is replaced by U+FFFD on the way in. */

#include "pipeline/base/arena.h"

typedef enum Script {
    SCRIPT_COMMON, /* digits, punctuation, blanks, marks without a script */
    SCRIPT_LATIN,
    SCRIPT_THAI,
    SCRIPT_MYANMAR, /* Burmese, S'gaw and Pwo Karen, Mon, Shan: one Unicode block */
    SCRIPT_OTHER,
} Script;

/* Normalisation form C. Returns s itself (not a copy) where it already is. */
Str unicode_nfc(Arena *arena, Str s);

/*
 * Most texts are ASCII, Thai or Burmese, which need no pass through ICU: the last two have no case,
 * and what normalisation form C changes in all three are pairs that can be told at sight.
 * unicode_is_plain: of these scripts only, and without such a pair; so it is in form C.
 */
bool unicode_is_plain(Str s);
bool unicode_pair_changes(uint32_t last, uint32_t cp);

/* Full case folding, then NFC. */
Str unicode_fold(Arena *arena, Str s);

/* Digits of any script (Thai, Burmese, Shan, full width) as ASCII; everything else stays. */
Str unicode_ascii_digits(Arena *arena, Str s);

/* 0-9 for a decimal digit of any script, -1 otherwise. */
int unicode_digit(uint32_t cp);

bool unicode_is_space(uint32_t cp); /* white space, NBSP and zero-width characters */
bool unicode_is_mark(uint32_t cp);  /* general category M */
bool unicode_is_letter(uint32_t cp);

Script unicode_script(uint32_t cp);

/* The script of most letters of a text; SCRIPT_COMMON where it has none. */
Script unicode_main_script(Str s);

/* Columns a text takes in a terminal: marks 0, East Asian wide characters 2, else 1. */
int unicode_width(Str s);

#endif
