#ifndef ROLLBOOK_BASE_STRBUF_H
#define ROLLBOOK_BASE_STRBUF_H

/* StrBuf: text that grows. Start from STRBUF_INIT, release with strbuf_free. */

#include "pipeline/base/str.h"

#include <stdarg.h>

typedef struct StrBuf {
    char *ptr; /* NUL-terminated once anything was appended */
    size_t len;
    size_t cap;
} StrBuf;

#define STRBUF_INIT                                                                                \
    {                                                                                              \
        0                                                                                          \
    }

void strbuf_append(StrBuf *buf, Str s);
void strbuf_append_cstr(StrBuf *buf, const char *cstr);
void strbuf_append_bytes(StrBuf *buf, const void *bytes, size_t len);
void strbuf_append_int(StrBuf *buf, int64_t value);
/* Shortest decimal text that reads back as the same double (number_format). */
void strbuf_append_double(StrBuf *buf, double value);
__attribute__((format(printf, 2, 3))) void strbuf_appendf(StrBuf *buf, const char *format, ...);
__attribute__((format(printf, 2, 0))) void strbuf_vappendf(StrBuf *buf, const char *format,
                                                           va_list args);

/* Room for `extra` more bytes; the caller may write to ptr + len and then raise len. */
void strbuf_reserve(StrBuf *buf, size_t extra);

/* Inline: JSON and XML are written letter by letter between their words. */
static inline void strbuf_append_char(StrBuf *buf, char c)
{
    if (buf->cap - buf->len < 2)
        strbuf_reserve(buf, 1);
    buf->ptr[buf->len++] = c;
    buf->ptr[buf->len] = '\0';
}

/* Empties the buffer and keeps its memory. */
void strbuf_clear(StrBuf *buf);
void strbuf_free(StrBuf *buf);

/* The text, borrowed until the next change. */
static inline Str strbuf_str(const StrBuf *buf)
{
    return (Str){buf->ptr ? buf->ptr : "", buf->len};
}

static inline const char *strbuf_cstr(const StrBuf *buf)
{
    return buf->ptr ? buf->ptr : "";
}

#endif
