#ifndef ROLLBOOK_REPORTS_WORKBOOK_SPELLINGS_H
#define ROLLBOOK_REPORTS_WORKBOOK_SPELLINGS_H

/*
 * How workbooks that come back name their columns and codes: the first spelling of each in the
 * dictionaries by which files are read (headings.tsv, codes.tsv). What is written with them is read
 * without a mapping.
 */

#include "pipeline/base/asset.h"
#include "pipeline/base/tsv.h"

typedef struct Spellings {
    Tsv headings; /* canonical_field, lang, spelling */
    Tsv codes;    /* canonical_field, code, lang, spelling */
} Spellings;

/* Text lives in the arena or the program. */
Spellings spellings_load(const Assets *assets, Arena *arena, Error *err);

/* The heading of a field in a language ("en", "th", "my", "ksw"); empty where there is none. */
Str spellings_heading(const Spellings *spellings, Str field, const char *language);

/* The same for a code: spellings_code(s, "sex", "F", "th"). */
Str spellings_code(const Spellings *spellings, const char *field, Str code, const char *language);

#endif
