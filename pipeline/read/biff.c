/* BIFF records and strings: see biff.h. */

#include "pipeline/read/biff.h"

#include "pipeline/base/utf8.h"

bool biff_next(BiffCursor *cursor)
{
    size_t left = cursor->stream.len - cursor->pos;
    if (cursor->pos > cursor->stream.len || left < 4)
        return false;
    size_t len = biff_u16(cursor->stream, cursor->pos + 2);
    cursor->id = biff_u16(cursor->stream, cursor->pos);
    cursor->data = str_slice(cursor->stream, cursor->pos + 4, cursor->pos + 4 + len);
    cursor->pos += 4 + len;
    if (cursor->pos > cursor->stream.len)
        cursor->pos = cursor->stream.len;
    return true;
}

int biff_peek(const BiffCursor *cursor)
{
    if (cursor->pos + 4 > cursor->stream.len)
        return -1;
    return (int)biff_u16(cursor->stream, cursor->pos);
}

double biff_f64(Str data, size_t at)
{
    uint64_t bits = biff_u32(data, at) | (uint64_t)biff_u32(data, at + 4) << 32;
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

double biff_rk(uint32_t rk)
{
    double value;
    if (rk & 2) {
        value = (double)((int32_t)rk >> 2);
    } else {
        uint64_t bits = (uint64_t)(rk & ~3u) << 32;
        memcpy(&value, &bits, sizeof value);
    }
    return rk & 1 ? value / 100 : value;
}

BiffReader biff_reader(BiffCursor *cursor, size_t from)
{
    return (BiffReader){.cursor = cursor, .data = str_slice(cursor->data, from, cursor->data.len)};
}

/* Makes sure that a byte is there, going on to the next CONTINUE record; false at the end. */
static bool more(BiffReader *reader)
{
    while (reader->data.len == 0) {
        if (reader->ended || biff_peek(reader->cursor) != BIFF_CONTINUE ||
            !biff_next(reader->cursor)) {
            reader->ended = true;
            return false;
        }
        reader->data = reader->cursor->data;
    }
    return true;
}

uint32_t biff_read_u8(BiffReader *reader)
{
    if (!more(reader))
        return 0;
    uint32_t value = (unsigned char)reader->data.ptr[0];
    reader->data = str_slice(reader->data, 1, reader->data.len);
    return value;
}

uint32_t biff_read_u16(BiffReader *reader)
{
    uint32_t low = biff_read_u8(reader);
    return low | biff_read_u8(reader) << 8;
}

uint32_t biff_read_u32(BiffReader *reader)
{
    uint32_t low = biff_read_u16(reader);
    return low | biff_read_u16(reader) << 16;
}

void biff_skip(BiffReader *reader, size_t bytes)
{
    while (bytes > 0 && more(reader)) {
        size_t step = bytes < reader->data.len ? bytes : reader->data.len;
        reader->data = str_slice(reader->data, step, reader->data.len);
        bytes -= step;
    }
}

void biff_append_latin1(StrBuf *out, Str bytes)
{
    strbuf_reserve(out, bytes.len * 2 + 1);
    char *to = out->ptr + out->len;
    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char c = (unsigned char)bytes.ptr[i];
        if (c < 0x80) {
            *to++ = (char)c;
        } else {
            *to++ = (char)(0xC0 | c >> 6);
            *to++ = (char)(0x80 | (c & 0x3F));
        }
    }
    *to = '\0';
    out->len = (size_t)(to - out->ptr);
}

void biff_append_utf16(StrBuf *out, Str bytes)
{
    for (size_t at = 0; at + 2 <= bytes.len; at += 2) {
        uint32_t cp = biff_u16(bytes, at);
        if (cp >= 0xD800 && cp < 0xDC00 && at + 4 <= bytes.len) {
            uint32_t low = biff_u16(bytes, at + 2);
            if (low >= 0xDC00 && low < 0xE000) {
                cp = 0x10000 + ((cp - 0xD800) << 10) + (low - 0xDC00);
                at += 2;
            }
        }
        utf8_append(out, cp);
    }
}

void biff_read_unicode(BiffReader *reader, size_t count, StrBuf *out)
{
    enum { WIDE = 1, PHONETIC = 4, RICH = 8 };
    uint32_t flags = biff_read_u8(reader);
    size_t runs = flags & RICH ? biff_read_u16(reader) : 0;
    size_t phonetic = flags & PHONETIC ? biff_read_u32(reader) : 0;
    while (count > 0) {
        if (reader->data.len == 0) {
            if (!more(reader))
                return;
            flags = biff_read_u8(reader);
        }
        size_t width = flags & WIDE ? 2 : 1;
        size_t here = reader->data.len / width;
        if (here > count)
            here = count;
        if (here == 0) { /* half a character at the end of a piece: malformed */
            reader->data = STR("");
            continue;
        }
        Str bytes = str_slice(reader->data, 0, here * width);
        if (width == 2)
            biff_append_utf16(out, bytes);
        else
            biff_append_latin1(out, bytes);
        reader->data = str_slice(reader->data, here * width, reader->data.len);
        count -= here;
    }
    biff_skip(reader, runs * 4 + phonetic);
}
