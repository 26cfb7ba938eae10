#ifndef ROLLBOOK_SAMPLE_WORDS_H
#define ROLLBOOK_SAMPLE_WORDS_H

/* Headings and coded values in the spellings that centers use: templates/sample/words.tsv. */

#include "pipeline/sample/clerk.h"

typedef struct Words Words;

/* Lives in the arena. */
const Words *sample_words_load(Arena *arena, const Assets *assets, Error *err);
void words_free(const Words *words); /* NULL is allowed */

/* How many spellings a field or value ("value.sex.female") has in a language. */
int words_count(const Words *words, const char *field, Language language);

/* The spelling number `choice` (taken modulo their count); empty where there is none. */
Str words_pick(const Words *words, const char *field, Language language, int choice);

/* The preferred spelling in two cases of three, else any. */
Str words_habit(const Words *words, const char *field, Language language, uint64_t seed);

#endif
