#ifndef ROLLBOOK_REPORTS_QUERY_WORDS_PRIVATE_H
#define ROLLBOOK_REPORTS_QUERY_WORDS_PRIVATE_H

/* What words.c and value_text.c share. */

#include "reports/query/words.h"

typedef struct WordEntry {
    Str key;
    Str english;
    Str own;      /* in the language; empty where nobody has translated it */
    int rank;     /* order of loading */
    bool checked; /* somebody who reads the language checked it */
} WordEntry;

typedef struct WordList {
    WordEntry *items;
    size_t count, cap;
} WordList;

struct Words {
    const char *language;
    const WordEntry *entries; /* by key, then rank */
    size_t count;
    bool native_digits;
};

#endif
