#include "pipeline/base/strbuf.h"

#include "pipeline/base/mem.h"
#include "pipeline/base/number.h"

#include <stdio.h>

void strbuf_reserve(StrBuf *buf, size_t extra)
{
    x_grow(buf->ptr, buf->cap, buf->len + extra + 1);
}

void strbuf_append_bytes(StrBuf *buf, const void *bytes, size_t len)
{
    strbuf_reserve(buf, len);
    if (len)
        memcpy(buf->ptr + buf->len, bytes, len);
    buf->len += len;
    buf->ptr[buf->len] = '\0';
}

void strbuf_append(StrBuf *buf, Str s)
{
    strbuf_append_bytes(buf, s.ptr, s.len);
}

void strbuf_append_cstr(StrBuf *buf, const char *cstr)
{
    strbuf_append(buf, str_from(cstr));
}

void strbuf_append_int(StrBuf *buf, int64_t value)
{
    char text[24];
    char *end = text + sizeof text;
    char *start = end;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do
        *--start = (char)('0' + rest % 10);
    while (rest /= 10);
    if (value < 0)
        *--start = '-';
    strbuf_append_bytes(buf, start, (size_t)(end - start));
}

void strbuf_append_double(StrBuf *buf, double value)
{
    char text[NUMBER_TEXT_SIZE];
    size_t len = number_format(value, text);
    strbuf_append_bytes(buf, text, len);
}

void strbuf_vappendf(StrBuf *buf, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    if (len > 0) {
        strbuf_reserve(buf, (size_t)len);
        vsnprintf(buf->ptr + buf->len, (size_t)len + 1, format, again);
        buf->len += (size_t)len;
    }
    va_end(again);
}

void strbuf_appendf(StrBuf *buf, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    strbuf_vappendf(buf, format, args);
    va_end(args);
}

void strbuf_clear(StrBuf *buf)
{
    buf->len = 0;
    if (buf->ptr)
        buf->ptr[0] = '\0';
}

void strbuf_free(StrBuf *buf)
{
    x_free(buf->ptr);
    *buf = (StrBuf)STRBUF_INIT;
}
