#ifndef ROLLBOOK_SAMPLE_SPELLING_H
#define ROLLBOOK_SAMPLE_SPELLING_H

/*
 * How a clerk writes a name: script, title, joins, capitals, variant spellings, slips of the
 * finger. Shares nothing with pipeline/names, which has to undo it.
 */

#include "pipeline/sample/clerk.h"

/* False (and nothing written) where the name has no form in that script. */
bool spell_name(StrBuf *out, const PersonName *name, NameScript script, const Clerk *clerk,
                Dice *dice);

/* The same without a title, and the title alone (empty where there is none). age: of a child. */
void spell_bare(StrBuf *out, const PersonName *name, NameScript script, const Clerk *clerk,
                Dice *dice);
const char *spell_title(const PersonName *name, NameScript script, int age, int style);

/* Zawgyi's bytes for Unicode Burmese text. */
void spell_zawgyi(StrBuf *out, Str unicode);

#endif
