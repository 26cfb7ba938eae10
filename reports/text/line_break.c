/* ICU's line break iterator over UTF-8. */

#include "reports/text/line_break.h"

#include "pipeline/base/mem.h"

#include <unicode/ubrk.h>
#include <unicode/utext.h>

struct LineBreaker {
    UBreakIterator *iterator;
    UText text;
    Str source;
};

LineBreaker *line_breaker_create(Error *err)
{
    if (!error_ok(err))
        return NULL;
    LineBreaker *breaker = x_new(LineBreaker);
    breaker->text = (UText)UTEXT_INITIALIZER;
    UErrorCode code = U_ZERO_ERROR;
    /* The locale does not matter: dictionaries are chosen by script. */
    breaker->iterator = ubrk_open(UBRK_LINE, "en", NULL, 0, &code);
    if (U_FAILURE(code)) {
        error_set(err, STATUS_CONFIG, "ICU has no line breaking rules: %s", u_errorName(code));
        line_breaker_free(breaker);
        return NULL;
    }
    return breaker;
}

void line_breaker_free(LineBreaker *breaker)
{
    if (!breaker)
        return;
    if (breaker->iterator)
        ubrk_close(breaker->iterator);
    utext_close(&breaker->text);
    x_free(breaker);
}

void line_breaker_start(LineBreaker *breaker, Str text)
{
    UErrorCode code = U_ZERO_ERROR;
    breaker->source = text;
    utext_openUTF8(&breaker->text, text.ptr, (int64_t)text.len, &code);
    ubrk_setUText(breaker->iterator, &breaker->text, &code);
}

/*
 * Thai prefixes that make a noun of the word after them (the Royal Institute's dictionary): ICU
 * finds them as words, but no line ends with one.
 */
static bool is_prefix(Str word)
{
    static const Str prefixes[] = {STR_LIT("การ"), STR_LIT("ความ"), STR_LIT("ผู้"), STR_LIT("นัก")};
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        if (str_eq(word, prefixes[i]))
            return true;
    return false;
}

/*
 * Whether a line must end here. ICU's rule status does not tell: where a feed ends a stretch of
 * Thai, each word found in it has the status of that feed.
 */
static bool ends_line(Str before)
{
    static const Str feeds[] = {
        STR_LIT("\n"),       STR_LIT("\v"),           STR_LIT("\f"),          STR_LIT("\r"),
        STR_LIT("\xC2\x85"), STR_LIT("\xE2\x80\xA8"), STR_LIT("\xE2\x80\xA9")};
    for (size_t i = 0; i < sizeof feeds / sizeof *feeds; i++)
        if (str_ends_with(before, feeds[i]))
            return true;
    return false;
}

bool line_breaker_next(LineBreaker *breaker, size_t *offset, bool *must)
{
    int32_t from = ubrk_current(breaker->iterator), at = ubrk_next(breaker->iterator);
    if (at == UBRK_DONE)
        return false;
    while ((size_t)at < breaker->source.len &&
           is_prefix(str_slice(breaker->source, (size_t)from, (size_t)at))) {
        from = at;
        at = ubrk_next(breaker->iterator);
    }
    *offset = (size_t)at;
    *must = *offset < breaker->source.len && ends_line(str_slice(breaker->source, 0, *offset));
    return true;
}
