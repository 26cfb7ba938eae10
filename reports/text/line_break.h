#ifndef ROLLBOOK_REPORTS_TEXT_LINE_BREAK_H
#define ROLLBOOK_REPORTS_TEXT_LINE_BREAK_H

/*
 * Where a line may end (UAX #14), by ICU: Thai and Burmese at words found by dictionary, S'gaw
 * Karen, for which there is none, at syllables. Thai, Burmese and Karen are never hyphenated.
 */

#include "pipeline/base/error.h"
#include "pipeline/base/str.h"

typedef struct LineBreaker LineBreaker;

LineBreaker *line_breaker_create(Error *err);
void line_breaker_free(LineBreaker *breaker);

/* Begins a text, which must stay until the next start. */
void line_breaker_start(LineBreaker *breaker, Str text);

/*
 * The next byte offset at which a line may end, the text's own end being the last; false after
 * that. *must tells whether it has to end there (a line feed).
 */
bool line_breaker_next(LineBreaker *breaker, size_t *offset, bool *must);

#endif
