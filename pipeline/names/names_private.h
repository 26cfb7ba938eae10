#ifndef ROLLBOOK_NAMES_NAMES_PRIVATE_H
#define ROLLBOOK_NAMES_NAMES_PRIVATE_H

/* What the files of this folder share about Names. */

#include "pipeline/names/name_tables.h"
#include "pipeline/names/names.h"

#include <pthread.h>

/* name_similarity_above of two names without their aliases. */
typedef double NamesAlike(const Names *names, const Name *a, const Name *b, double floor);

/*
 * The ways this machine can do that, slowest first: a syllable after the other, eight at once with
 * AVX2. The last is the one that is used; tests hold it to the first. Returns how many.
 */
size_t names_alike_ways(NamesAlike *out[2]);

struct Names {
    Arena *arena; /* holds the tables */
    NameTables *tables;
    struct RomanTables *roman; /* romanize.c */
    pthread_mutex_t lock;      /* of what parsing changes: the two below */
    SyllableTable *syllables;
    NamesAlike *alike; /* similarity.c */
    void *any_latin;   /* UTransliterator for scripts without a parser; opened when met */
};

/* Weight of a syllable, in 1/20; a title may be part of the name or not. */
enum { WEIGHT_SYLLABLE = 20, WEIGHT_TITLE = 3 };

static inline int syllable_weight(const Name *name, size_t i)
{
    return name->titles >> i & 1 ? WEIGHT_TITLE : WEIGHT_SYLLABLE;
}

/* name_finish.c */

/* Letters gathered up to NAME_LETTERS_MAX. */
typedef struct Letters {
    char text[NAME_LETTERS_MAX];
    size_t len;
} Letters;

void letters_add(Letters *letters, const char *text, size_t len);
void letters_add_reading(Letters *letters, Reading r);

/* The name that a draft becomes, which has its titles and all that comparing does not ask. */
Name *name_finish(Names *names, Arena *arena, const Name *draft, const SyllableList *list,
                  const Letters *letters);

/* Puts another name of the same person behind the last. */
void name_add_alias(Name *name, Name *last, Name *alias);

/* name_split.c */
enum { NAME_TOKENS_MAX = 32, NAME_ALIASES_MAX = 4 };

/* Names in one text; the first is the main one. aside: stood in brackets, perhaps a remark. */
typedef struct NameAliases {
    Str texts[NAME_ALIASES_MAX + 1];
    bool aside[NAME_ALIASES_MAX + 1];
    size_t count;
} NameAliases;

typedef struct NameTokens {
    NameToken items[NAME_TOKENS_MAX];
    Str letters[NAME_TOKENS_MAX]; /* for comparing: a-z of Latin, tall aa as aa */
    size_t count;
} NameTokens;

NameAliases name_split_aliases(Arena *arena, Str text);

/* Cuts at blanks and punctuation, and where one script follows another without a blank. */
void name_tokenize(Names *names, Arena *arena, Str text, NameTokens *tokens);

/* romanize.c */
struct RomanTables *roman_tables_load(const Assets *assets, Arena *arena, Error *err);

/* Letters a-z of a token: case, accents and everything else gone. */
Str latin_letters(Names *names, Arena *arena, Str token);

/* Thai text letter by letter, without a thought for syllables. */
void append_thai_letters(const struct RomanTables *tables, StrBuf *buf, Str token);

/* The two syllables said as one, where they can be: Ka-lu is K'lu; false where not. */
bool fuse_readings(const SoundDistances *sounds, const Reading *a, int a_count, const Reading *b,
                   int b_count, ReadingSet *out);

#endif
