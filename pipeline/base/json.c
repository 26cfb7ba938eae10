#include "pipeline/base/json.h"

#include "pipeline/base/number.h"
#include "pipeline/base/utf8.h"

void json_append_string(StrBuf *buf, Str s)
{
    static const char HEX[] = "0123456789abcdef";
    strbuf_append_char(buf, '"');
    size_t from = 0; /* of what is not appended yet */
    for (size_t pos = 0; pos < s.len;) {
        unsigned char c = (unsigned char)s.ptr[pos];
        if (c >= 0x20 && c != '"' && c != '\\' && c < 0x80) {
            pos++;
            continue;
        }
        if (c >= 0x80) {
            /* A run of multibyte text is checked as a whole. */
            size_t start = pos;
            while (pos < s.len && (unsigned char)s.ptr[pos] >= 0x80)
                pos++;
            if (utf8_is_valid(str_slice(s, start, pos)))
                continue;
            strbuf_append(buf, str_slice(s, from, start));
            utf8_append_valid(buf, str_slice(s, start, pos));
            from = pos;
            continue;
        }
        strbuf_append(buf, str_slice(s, from, pos));
        from = ++pos;
        switch (c) {
        case '"':
            strbuf_append_cstr(buf, "\\\"");
            break;
        case '\\':
            strbuf_append_cstr(buf, "\\\\");
            break;
        case '\n':
            strbuf_append_cstr(buf, "\\n");
            break;
        case '\r':
            strbuf_append_cstr(buf, "\\r");
            break;
        case '\t':
            strbuf_append_cstr(buf, "\\t");
            break;
        default:
            strbuf_append_cstr(buf, "\\u00");
            strbuf_append_char(buf, HEX[c >> 4]);
            strbuf_append_char(buf, HEX[c & 15]);
        }
    }
    strbuf_append(buf, str_slice(s, from, s.len));
    strbuf_append_char(buf, '"');
}

static JsonType fail(JsonScan *scan)
{
    scan->failed = true;
    scan->pos = scan->text.len;
    return JSON_END;
}

static bool hex4(JsonScan *scan, uint32_t *value)
{
    if (scan->pos + 4 > scan->text.len)
        return false;
    *value = 0;
    for (int i = 0; i < 4; i++) {
        char c = scan->text.ptr[scan->pos++];
        int digit = c >= '0' && c <= '9'                     ? c - '0'
                    : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10
                                                             : -1;
        if (digit < 0)
            return false;
        *value = *value << 4 | (uint32_t)digit;
    }
    return true;
}

/* Reads one escape behind its backslash. */
static bool unescape(JsonScan *scan, StrBuf *out)
{
    if (scan->pos >= scan->text.len)
        return false;
    char c = scan->text.ptr[scan->pos++];
    static const char FROM[] = "\"\\/bfnrt", TO[] = "\"\\/\b\f\n\r\t";
    const char *hit = c ? strchr(FROM, c) : NULL;
    if (hit) {
        strbuf_append_char(out, TO[hit - FROM]);
        return true;
    }
    uint32_t cp, low;
    if (c != 'u' || !hex4(scan, &cp))
        return false;
    if (cp >= 0xD800 && cp < 0xDC00) {
        size_t back = scan->pos;
        if (str_starts_with(str_slice(scan->text, scan->pos, scan->text.len), STR("\\u"))) {
            scan->pos += 2;
            if (hex4(scan, &low) && low >= 0xDC00 && low < 0xE000)
                cp = 0x10000 + ((cp - 0xD800) << 10) + (low - 0xDC00);
            else
                scan->pos = back;
        }
    }
    utf8_append(out, cp);
    return true;
}

static JsonType scan_string(JsonScan *scan)
{
    size_t start = scan->pos;
    for (; scan->pos < scan->text.len; scan->pos++) {
        char c = scan->text.ptr[scan->pos];
        if (c == '"') {
            scan->string = str_slice(scan->text, start, scan->pos++);
            return JSON_STRING;
        }
        if (c == '\\')
            break;
    }
    StrBuf out = STRBUF_INIT;
    strbuf_append(&out, str_slice(scan->text, start, scan->pos));
    while (scan->pos < scan->text.len && scan->text.ptr[scan->pos] != '"') {
        char c = scan->text.ptr[scan->pos++];
        if (c != '\\')
            strbuf_append_char(&out, c);
        else if (!unescape(scan, &out))
            scan->pos = scan->text.len;
    }
    bool whole = scan->pos < scan->text.len;
    if (whole)
        scan->string = arena_str(scan->arena, strbuf_str(&out));
    strbuf_free(&out);
    scan->pos++;
    return whole ? JSON_STRING : fail(scan);
}

static JsonType scan_word(JsonScan *scan, Str word, JsonType type)
{
    if (!str_starts_with(str_slice(scan->text, scan->pos, scan->text.len), word))
        return fail(scan);
    scan->pos += word.len;
    return type;
}

static JsonType scan_number(JsonScan *scan)
{
    size_t start = scan->pos;
    while (scan->pos < scan->text.len && scan->text.ptr[scan->pos] &&
           strchr("+-.0123456789eE", scan->text.ptr[scan->pos]))
        scan->pos++;
    if (!number_parse(str_slice(scan->text, start, scan->pos), &scan->number))
        return fail(scan);
    return JSON_NUMBER;
}

JsonType json_next(JsonScan *scan)
{
    while (scan->pos < scan->text.len && scan->text.ptr[scan->pos] &&
           strchr(" \t\r\n,:", scan->text.ptr[scan->pos]))
        scan->pos++;
    if (scan->pos >= scan->text.len)
        return JSON_END;
    switch (scan->text.ptr[scan->pos]) {
    case '[':
        scan->pos++;
        return JSON_ARRAY_OPEN;
    case ']':
        scan->pos++;
        return JSON_ARRAY_CLOSE;
    case '{':
        scan->pos++;
        return JSON_OBJECT_OPEN;
    case '}':
        scan->pos++;
        return JSON_OBJECT_CLOSE;
    case '"':
        scan->pos++;
        return scan_string(scan);
    case 't':
        return scan_word(scan, STR("true"), JSON_TRUE);
    case 'f':
        return scan_word(scan, STR("false"), JSON_FALSE);
    case 'n':
        return scan_word(scan, STR("null"), JSON_NULL);
    default:
        return scan_number(scan);
    }
}
