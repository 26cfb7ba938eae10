/* Numbers, strings and raw dictionaries. */

#include "reports/write/pdf_file.h"

#include "pipeline/base/mem.h"
#include "pipeline/base/utf8.h"

#include <zlib.h>

unsigned pdf_object_number(const void *object)
{
    return ((const HPDF_Obj_Header *)object)->obj_id & 0x00ffffff;
}

void pdf_append_thousandths(StrBuf *buf, int64_t value)
{
    char digits[24];
    int n = (int)sizeof digits;
    uint64_t rest = value < 0 ? (uint64_t)-value : (uint64_t)value;
    int decimals = 3;
    while (decimals > 0 && rest % 10 == 0) {
        rest /= 10;
        decimals--;
    }
    bool fraction = decimals > 0;
    for (; decimals > 0; decimals--, rest /= 10)
        digits[--n] = (char)('0' + rest % 10);
    if (fraction)
        digits[--n] = '.';
    for (; rest > 0 || n == (int)sizeof digits; rest /= 10)
        digits[--n] = (char)('0' + rest % 10);
    if (value < 0)
        digits[--n] = '-';
    strbuf_append_bytes(buf, digits + n, sizeof digits - (size_t)n);
}

void pdf_append_length(StrBuf *buf, Mpt value)
{
    int64_t hundredths = ((int64_t)value + (value < 0 ? -5 : 5)) / 10;
    pdf_append_thousandths(buf, hundredths * 10);
}

static void append_hex16(StrBuf *buf, unsigned value)
{
    static const char hex[] = "0123456789ABCDEF";
    char text[4] = {hex[value >> 12 & 15], hex[value >> 8 & 15], hex[value >> 4 & 15],
                    hex[value & 15]};
    strbuf_append_bytes(buf, text, sizeof text);
}

void pdf_append_utf16(StrBuf *buf, Str text)
{
    for (size_t at = 0; at < text.len;) {
        uint32_t cp = utf8_next(text, &at);
        if (cp >= 0x10000) {
            append_hex16(buf, 0xD800 + ((cp - 0x10000) >> 10));
            append_hex16(buf, 0xDC00 + ((cp - 0x10000) & 0x3ff));
        } else {
            append_hex16(buf, cp);
        }
    }
}

void pdf_append_text(StrBuf *buf, Str text)
{
    strbuf_append_cstr(buf, "<FEFF");
    pdf_append_utf16(buf, text);
    strbuf_append_char(buf, '>');
}

/* HPDF_String would end at a NUL and lose what lies above U+FFFF. */
HPDF_Binary pdf_text_object(PdfFile *file, Str text)
{
    StrBuf bytes = STRBUF_INIT;
    strbuf_append_bytes(&bytes, "\xFE\xFF", 2);
    for (size_t at = 0; at < text.len && bytes.len < 60000;) {
        uint32_t cp = utf8_next(text, &at);
        uint32_t units[2] = {cp, 0};
        if (cp >= 0x10000) {
            units[0] = 0xD800 + ((cp - 0x10000) >> 10);
            units[1] = 0xDC00 + ((cp - 0x10000) & 0x3ff);
        }
        for (int i = 0; i < (cp >= 0x10000 ? 2 : 1); i++) {
            strbuf_append_char(&bytes, (char)(units[i] >> 8));
            strbuf_append_char(&bytes, (char)(units[i] & 0xff));
        }
    }
    HPDF_Binary object =
        HPDF_Binary_New(file->doc->mmgr, (HPDF_BYTE *)bytes.ptr, (HPDF_UINT)bytes.len);
    strbuf_free(&bytes);
    return object;
}

static HPDF_STATUS print_raw(HPDF_Dict dict, HPDF_Stream stream)
{
    const StrBuf *buf = dict->attr;
    return buf->len ? HPDF_Stream_Write(stream, (HPDF_BYTE *)buf->ptr, (HPDF_UINT)buf->len)
                    : HPDF_OK;
}

static void free_raw(HPDF_Dict dict)
{
    strbuf_free(dict->attr);
    x_free(dict->attr);
    dict->attr = NULL;
}

void pdf_dict_print(HPDF_Dict dict, StrBuf *buf)
{
    StrBuf *kept = x_new(StrBuf);
    *kept = *buf;
    *buf = (StrBuf)STRBUF_INIT;
    dict->attr = kept;
    dict->write_fn = print_raw;
    dict->free_fn = free_raw;
}

HPDF_Dict pdf_stream(PdfFile *file, Str bytes, bool compressed)
{
    HPDF_Dict dict = HPDF_DictStream_New(file->doc->mmgr, file->doc->xref);
    if (!dict)
        return NULL;
    StrBuf copy = STRBUF_INIT;
    strbuf_append(&copy, bytes);
    HPDF_Stream_Write(dict->stream, (HPDF_BYTE *)copy.ptr, (HPDF_UINT)copy.len);
    strbuf_free(&copy);
    if (compressed)
        dict->filter = HPDF_STREAM_FILTER_FLATE_DECODE;
    return dict;
}

void pdf_deflate(Str bytes, StrBuf *out)
{
    uLongf len = compressBound((uLong)bytes.len);
    strbuf_reserve(out, len);
    /* Level 5 takes two thirds of the time of 6 and gives 2 % more. It cannot fail: the room is
     * enough. */
    compress2((Bytef *)out->ptr + out->len, &len, (const Bytef *)bytes.ptr, (uLong)bytes.len, 5);
    out->len += len;
}
