#ifndef ROLLBOOK_NAMES_PARSERS_H
#define ROLLBOOK_NAMES_PARSERS_H

/*
 * One parser a script: a token (no blanks, one script, cleaned for comparison) to syllables, added
 * to the list. Characters that mean nothing to a parser are passed over.
 */

#include "pipeline/names/name_tables.h"

/* Letters a-z only, at most LATIN_TOKEN_MAX of them; longer tokens are cut. */
enum { LATIN_TOKEN_MAX = 64, SCRIPT_TOKEN_MAX = 128 };

void parse_latin(const LatinTables *tables, Str token, SyllableList *list);

/* Burmese, and what shares its block: Mon, Shan, Pwo Karen. */
void parse_burmese(const MyanmarTables *tables, Str token, SyllableList *list);

/* S'gaw Karen; see is_sgaw_karen. */
void parse_karen(const MyanmarTables *tables, Str token, SyllableList *list);

/* True where a token of the Myanmar block has signs that only S'gaw Karen uses. */
bool is_sgaw_karen(Str token);

void parse_thai(const ThaiTables *tables, Str token, SyllableList *list);

/* Characters of a token, cut at max. */
size_t token_chars(Str token, uint32_t *chars, size_t max);

#endif
