#ifndef ROLLBOOK_MAP_DICTIONARY_H
#define ROLLBOOK_MAP_DICTIONARY_H

/*
 * templates/dictionaries: which heading means which field, which word in a cell which code. Loaded
 * once a run; grades and places have files of their own (grade.h, place.h).
 */

#include "pipeline/base/asset.h"
#include "pipeline/base/map.h"
#include "pipeline/map/field.h"
#include "pipeline/names/zawgyi.h"

typedef struct Dictionary Dictionary;

enum { DICTIONARY_FIELDS_MAX = 6 }; /* fields that one heading may mean, best first */

typedef struct FieldList {
    Field fields[DICTIONARY_FIELDS_MAX];
    int count;
} FieldList;

/* STATUS_CONFIG where a table is wrong. Texts live in the arena; release with dictionary_free. */
Dictionary *dictionary_load(const Assets *assets, Arena *arena, Error *err);
void dictionary_free(Dictionary *dictionary); /* NULL is allowed */

/* Headings in the Zawgyi encoding are read, too, from then on. Borrowed. */
void dictionary_use_zawgyi(Dictionary *dictionary, const Zawgyi *zawgyi);

/*
 * Adds a heading of the office's own (inputs/registry/headings.tsv). center: the code of the center
 * whose headings it belongs to; empty for all. It comes before the shipped ones.
 */
void dictionary_add_heading(Dictionary *dictionary, Field field, Str spelling, Str center);

/*
 * The fields that a heading may mean: with its brackets, else without, else what the pieces of a
 * heading in two languages ("Sex / เพศ") or of a path ("child/name_my") agree on. center may be
 * empty.
 */
FieldList dictionary_heading(const Dictionary *dictionary, Arena *scratch, Str heading, Str center);

/* The same, remembered from call to call: the same headings come again in every file. */
FieldList dictionary_heading_cached(Dictionary *dictionary, Arena *scratch, Str heading,
                                    Str center);

/* The known heading nearest to an unknown one: at most a fifth of its characters differ. */
typedef struct Suggestion {
    Field field;  /* F_NONE: nothing is near */
    Str spelling; /* as the dictionary has it */
    int distance; /* edits */
} Suggestion;
Suggestion dictionary_suggest(const Dictionary *dictionary, Arena *scratch, Str heading);

/* The heading to print for a field: its first English spelling. */
Str dictionary_label(const Dictionary *dictionary, Field field);

/*
 * The code of a word in a list of codes.tsv ("sex", "yes_no", "leaving_reason" ...); empty where
 * the word is not known. Codes themselves are words, too.
 */
Str dictionary_code(const Dictionary *dictionary, Arena *scratch, const char *list, Str word);

/* The same for a key that is at hand. */
Str dictionary_code_of_key(const Dictionary *dictionary, Arena *scratch, const char *list, Str key);

/*
 * The code of a title that a person's name begins with ("Naw Eh Paw", "ด.ช.อองลิน", "မသီတာ"), where
 * something of a name is left behind it; empty: none. *rest: the name without the title.
 */
Str dictionary_title(const Dictionary *dictionary, Arena *scratch, Str name, Str *rest);

/*
 * The longest word of a list with at least min_chars characters that a text contains; empty where
 * there is none.
 */
Str dictionary_code_within(const Dictionary *dictionary, Arena *scratch, const char *list, Str text,
                           size_t min_chars);

/* True where a text's key is or begins with a word of words.tsv ("total", "signature", "note"). */
bool dictionary_is_word(const Dictionary *dictionary, const char *word, Str key);

/* The spellings of a word of words.tsv, as keys. */
typedef struct WordList {
    const Str *keys;
    size_t count;
} WordList;
WordList dictionary_words(const Dictionary *dictionary, const char *word);

/* Where header.c remembers which headings are months; borrowed. */
Map *dictionary_month_memo(Dictionary *dictionary);

/* The names of a month, 1 to 12, as keys. */
WordList dictionary_month(const Dictionary *dictionary, int month);

#endif
