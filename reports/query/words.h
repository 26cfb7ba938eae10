#ifndef ROLLBOOK_REPORTS_QUERY_WORDS_H
#define ROLLBOOK_REPORTS_QUERY_WORDS_H

/*
 * Words of a language and values as that language writes them. Words come from
 * templates/strings/ (columns: key, en, th, my, checked_by): report words, issue messages, labels of codes.
 * A language nobody checked carries the English beside it where the officer reads it.
 */

#include "pipeline/base/asset.h"
#include "pipeline/base/strbuf.h"
#include "reports/model/document.h"

typedef struct Words Words;

/* Every file of templates/strings, for one language. Owned by the arena. */
Words *words_load(const Assets *assets, Arena *arena, const char *language, Error *err);

/* The text of a key in that language, else in English, else the key itself. */
Str words_get(const Words *words, const char *key);

/* The text with {name} replaced: names and values alternate, NULL ends the list. */
Str words_fill(const Words *words, Arena *arena, const char *key, ...);

/* Appends a value as a reader of that language expects it: "1,234", "85.3%", "12 พ.ค. 2569". */
void value_append(StrBuf *buf, const Words *words, Value value, ValueFormat format);

#endif
