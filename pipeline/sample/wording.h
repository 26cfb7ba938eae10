#ifndef ROLLBOOK_SAMPLE_WORDING_H
#define ROLLBOOK_SAMPLE_WORDING_H

/* Headings and coded values in the spellings that centers use: templates/sample/words.tsv. */

#include "pipeline/sample/clerk.h"

typedef struct Wording Wording;

/* Lives in the arena. */
const Wording *wording_load(Arena *arena, const Assets *assets, Error *err);
void wording_free(const Wording *words); /* NULL is allowed */

/* How many spellings a field or value ("value.sex.female") has in a language. */
int wording_count(const Wording *words, const char *field, Language language);

/* The spelling number `choice` (taken modulo their count); empty where there is none. */
Str wording_pick(const Wording *words, const char *field, Language language, int choice);

/* The preferred spelling in two cases of three, else any. */
Str wording_habit(const Wording *words, const char *field, Language language, uint64_t seed);

#endif
