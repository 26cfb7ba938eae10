/* ICU's line break iterator over UTF-8. */

#include "reports/text/line_break.h"

#include "pipeline/base/mem.h"

#include <unicode/ubrk.h>
#include <unicode/utext.h>

struct LineBreaker {
    UBreakIterator *iterator;
    UText text;
    size_t len;
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
    breaker->len = text.len;
    utext_openUTF8(&breaker->text, text.ptr, (int64_t)text.len, &code);
    ubrk_setUText(breaker->iterator, &breaker->text, &code);
}

bool line_breaker_next(LineBreaker *breaker, size_t *offset, bool *must)
{
    int32_t at = ubrk_next(breaker->iterator);
    if (at == UBRK_DONE)
        return false;
    *offset = (size_t)at;
    *must = ubrk_getRuleStatus(breaker->iterator) >= UBRK_LINE_HARD && (size_t)at < breaker->len;
    return true;
}
