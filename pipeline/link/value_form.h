#ifndef ROLLBOOK_LINK_VALUE_FORM_H
#define ROLLBOOK_LINK_VALUE_FORM_H

/*
 * What the comparators of spelling want of a value, in half a cache line: its letters, and its text
 * where that is short. Most pairs of values are told apart by letters alone, twice: first by the
 * LetterSight that stands in the row, then by the form.
 *
 * Letters are known by their class (LETTER_CLASSES of them: a ... z and what falls together with
 * these), so letters that differ by class differ.
 */

#include "pipeline/link/jaro_winkler.h"

enum { LETTER_CLASSES = 26, FORM_TEXT = 24 };

/* Which letters a value has, a bit each; above them its length, at most JARO_LENGTH_MAX. */
typedef uint32_t LetterSight;

/*
 * `letters`: which a value has, which it has twice, how many more letters there are than these bits
 * (6 bits), and the length. `text`: its beginning, zeros behind it.
 */
typedef struct ValueForm {
    uint64_t letters;
    char text[FORM_TEXT];
} ValueForm;

ValueForm value_form_of(Str text);

static inline int form_length(const ValueForm *form)
{
    return (int)(form->letters >> 58);
}

static inline LetterSight form_sight(const ValueForm *form)
{
    enum { CLASSES = (1 << LETTER_CLASSES) - 1 };
    return (LetterSight)(form->letters & CLASSES) | (LetterSight)form_length(form)
                                                        << LETTER_CLASSES;
}

/* The first four bytes of a text, the first lowest. */
static inline uint32_t form_beginning(const ValueForm *form)
{
    const unsigned char *text = (const unsigned char *)form->text;
    return text[0] | (uint32_t)text[1] << 8 | (uint32_t)text[2] << 16 | (uint32_t)text[3] << 24;
}

/* Equal bytes at the beginning, at most JARO_PREFIX_MAX. */
static inline int form_prefix(const ValueForm *a, const ValueForm *b)
{
    uint64_t differ = form_beginning(a) ^ form_beginning(b) ^ UINT64_C(1) << 32;
    return __builtin_ctzll(differ) >> 3; /* no branch: nobody could predict it */
}

/* Bits of a word; a processor that is not asked for has no instruction for it. */
static inline int count_bits(uint64_t x)
{
    x -= x >> 1 & UINT64_C(0x5555555555555555);
    x = (x & UINT64_C(0x3333333333333333)) + (x >> 2 & UINT64_C(0x3333333333333333));
    x = (x + (x >> 4)) & UINT64_C(0x0F0F0F0F0F0F0F0F);
    return (int)(x * UINT64_C(0x0101010101010101) >> 56);
}

/* At most so many letters do two values have in common; of values of less than 63 letters. */
static inline int forms_in_common(const ValueForm *a, const ValueForm *b)
{
    enum { MORE = 52, MORE_MASK = 63 };
    int more_a = (int)(a->letters >> MORE & MORE_MASK),
        more_b = (int)(b->letters >> MORE & MORE_MASK);
    uint64_t both = a->letters & b->letters & ((UINT64_C(1) << MORE) - 1);
    return count_bits(both) + (more_a < more_b ? more_a : more_b);
}

static inline int letters_length(LetterSight letters)
{
    return (int)(letters >> LETTER_CLASSES);
}

/* Letters of a that b does not have. */
static inline int letters_missing(LetterSight a, LetterSight b)
{
    uint32_t x = a & ~b & ((UINT32_C(1) << LETTER_CLASSES) - 1);
    x -= x >> 1 & 0x55555555;
    x = (x & 0x33333333) + (x >> 2 & 0x33333333);
    x = (x + (x >> 4)) & 0x0F0F0F0F;
    x += x >> 8; /* vectors have no multiplication of 32 bits on every processor */
    return (int)((x + (x >> 16)) & 0x3F);
}

/* The same by sight, which knows of no letter whether it is there twice. */
static inline int letters_in_common(LetterSight a, LetterSight b)
{
    int of_a = letters_length(a) - letters_missing(a, b);
    int of_b = letters_length(b) - letters_missing(b, a);
    return of_a < of_b ? of_a : of_b;
}

#endif
