#ifndef ROLLBOOK_LINK_LINK_NAMES_H
#define ROLLBOOK_LINK_LINK_NAMES_H

/*
 * Names as the linkage engine compares and blocks them: by syllables across scripts
 * (pipeline/names). Every value of a pool is parsed once.
 */

#include "pipeline/base/asset.h"
#include "pipeline/base/strbuf.h"
#include "pipeline/link/value_pool.h"

typedef struct LinkNames LinkNames;
typedef struct LinkName LinkName;

LinkNames *link_names_load(const Assets *assets, Error *err);
void link_names_free(LinkNames *names); /* NULL is allowed */

/*
 * From now on a text is parsed once however often it is asked for. For tables that share their
 * names; a table of millions of distinct names would only pay for the lookups.
 */
void link_names_remember(LinkNames *names);

/* Owned by names. Never NULL; a text without a syllable compares as nothing. */
const LinkName *link_name_parse(LinkNames *names, Str text);

/* The same of many texts on all processors: parsed[i] of texts[i]. */
void link_names_parse(LinkNames *names, const Str *texts, size_t count, const LinkName **parsed);

/* What comparing asks of a name, as bytes (name_pack). */
void link_name_pack(const LinkNames *names, const LinkName *name, StrBuf *out);

/*
 * The name that was packed; that of the text where the bytes cannot be read. It has no letters for
 * people.
 */
const LinkName *link_name_unpack(LinkNames *names, Str packed, Str text);

/*
 * Numbers names by sound: two of one number are equally like any name that has a number, and wholly
 * like each other. 0: a name without one, because its spelling counts (Thai) or it has no syllable.
 */
void link_names_number(const LinkName *const *parsed, size_t count, uint32_t *sounds);

/* Tells the processor that a name is soon to be compared. */
void link_name_expect(const LinkName *name);

/* 0 ... 1 */
double link_name_similarity(const LinkNames *names, const LinkName *a, const LinkName *b);

/* The same where it is at least floor, else any value below it; much faster for strangers. */
double link_name_similarity_above(const LinkNames *names, const LinkName *a, const LinkName *b,
                                  double floor);

/*
 * The better of sound and spelling (Jaro-Winkler), for villages and streets; spelling alone where
 * the names were not parsed.
 */
double link_place_similarity(const LinkNames *names, const LinkName *a, const LinkName *b,
                             Str text_a, Str text_b);

/* Equal for most spellings of one name: its consonants by class; 0: no syllable. */
uint64_t link_name_block_key(const LinkName *name);

/* The name in Latin letters, for people. Borrowed until link_names_free. */
Str link_name_romanized(LinkNames *names, const LinkName *name);

/* The same of many names on all processors: latin[i] of parsed[i]. */
void link_names_romanize(LinkNames *names, const LinkName *const *parsed, size_t count, Str *latin);

/* Its consonants by class of sound, "KNTL": equal for most spellings of one name; may be empty. */
Str link_name_classes(const LinkName *name);

/* 'F' or 'M' where a title tells it, else 0. */
char link_name_sex(const LinkName *name);

#endif
