#ifndef ROLLBOOK_REPORTS_QUERY_WORDS_H
#define ROLLBOOK_REPORTS_QUERY_WORDS_H

/*
 * Words of a language and values as that language writes them. Words come from templates/strings/
 * (columns: key, en, th, my, checked_by): report words, issue messages, labels of columns and
 * codes; and from templates/dictionaries/headings.tsv, whose first spelling of a field is its
 * display label. checked_by names who checked which language ("th:K. Somchai my:U Ba"); a language
 * nobody checked carries the English beside it where the officer reads it (words_beside).
 */

#include "pipeline/base/asset.h"
#include "pipeline/base/strbuf.h"
#include "reports/model/document.h"

typedef struct Words Words;

/* Every file of templates/strings, and the dictionary's labels, for one language. Owned by the
 * arena. */
Words *words_load(const Assets *assets, Arena *arena, const char *language, Error *err);

/*
 * The language in which there are words for who asks for another: Burmese for Karen ("ksw"), which
 * has headings and codes in the dictionaries but no checked texts yet; else English.
 */
const char *words_nearest(Str language);

/* "en", "th" or "my". */
const char *words_language(const Words *words);

/*
 * From now on numbers and dates in values are written in the language's own digits (Thai, Burmese).
 * Off unless a template asks: ministry tables use Arabic digits in cells.
 */
void words_use_native_digits(Words *words, bool native);

/* Whether any language has the key. */
bool words_has(const Words *words, const char *key);

/* The text of a key in that language, else in English, else the key itself. */
Str words_get(const Words *words, const char *key);

/* The text, followed by the English in brackets where nobody checked the language. */
Str words_beside(const Words *words, Arena *arena, const char *key);

/* The text with {name} replaced: names and values, all C strings, alternate; NULL ends the list. */
__attribute__((sentinel)) Str words_fill(const Words *words, Arena *arena, const char *key, ...);

/* The same for a text at hand, with the values in two arrays; an unknown {name} stays as it is. */
Str words_fill_text(Arena *arena, Str text, const char *const *names, const Str *values,
                    size_t count);

/*
 * The label of a query's column: key "column.<name>", else the dictionary's "label.<name>" or
 * "<name>", else the name with blanks for underscores.
 */
Str words_column(const Words *words, Arena *arena, Str name);

/* The label of a code: key "<prefix>.<code>", else the code itself. An empty code is "Unknown". */
Str words_code(const Words *words, Arena *arena, Str prefix, Str code);

/*
 * Appends a value as a reader of that language expects it: "1,234", "85.3%", "12 พ.ค. 2569".
 * VALUE_NONE gives the word for "no data received", VALUE_HIDDEN the one symbol of hidden cells.
 */
void value_append(StrBuf *buf, const Words *words, Value value, ValueFormat format);

/* The same as a copy in the arena. */
Str value_text(Arena *arena, const Words *words, Value value, ValueFormat format);

/* "plain", "count", "decimal", "percent", "date", "month", "year", "id", "period". */
bool value_format_parse(Str name, ValueFormat *format);
const char *value_format_name(ValueFormat format);

#endif
