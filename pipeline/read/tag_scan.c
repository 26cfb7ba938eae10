/* The tag scanner: see tag_scan.h. Its fast path for cells is in xlsx_sheet.c. */

#include "pipeline/read/tag_scan.h"

#include "pipeline/base/mem.h"
#include "pipeline/base/utf8.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { BUFFER_SIZE = 128 << 10 };

bool tag_scan_refuses(Str head)
{
    if (head.len < 2)
        return false;
    unsigned char a = (unsigned char)head.ptr[0], b = (unsigned char)head.ptr[1];
    if (a == 0 || b == 0 || a >= 0xFE)
        return true;
    if (a == 0xEF)
        head = str_slice(head, 3, head.len);
    if (!str_starts_with(head, STR("<?xml")))
        return false;
    head = str_slice(head, 0, str_find(head, STR("?>"), 0));
    size_t at = str_find(head, STR("encoding"), 0);
    if (at == head.len)
        return false;
    for (at += 8; at < head.len && head.ptr[at] != '"' && head.ptr[at] != '\'';)
        at++;
    if (at >= head.len)
        return true;
    Str name = str_slice(head, at + 1, str_find(head, (Str){head.ptr + at, 1}, at + 1));
    return !str_eq_ignore_case(name, STR("utf-8")) && !str_eq_ignore_case(name, STR("us-ascii")) &&
           !str_eq_ignore_case(name, STR("ascii"));
}

TagScan *tag_scan_create(PartStream *stream, const ReadLimits *limits, const XmlHandler *handler,
                         void *self)
{
    TagScan *scan = x_new(TagScan);
    scan->stream = stream;
    scan->limits = limits;
    scan->handler = handler;
    scan->self = self;
    scan->cap = BUFFER_SIZE;
    scan->buf = x_alloc(scan->cap + TAG_SCAN_PAD);
    memset(scan->buf, 0, TAG_SCAN_PAD);
    scan->p = scan->end = scan->buf;
    return scan;
}

void tag_scan_free(TagScan *scan)
{
    if (!scan)
        return;
    x_free(scan->buf);
    strbuf_free(&scan->names);
    strbuf_free(&scan->decoded);
    x_free(scan);
}

/* --- bytes
 * ----------------------------------------------------------------------------------------- */

/* The first byte that is neither plain ASCII nor TAB, LF, CR. */
static const char *skip_plain(const char *p, const char *end)
{
#ifdef __SSE2__
    const __m128i space = _mm_set1_epi8(0x20), lf = _mm_set1_epi8('\n'), cr = _mm_set1_epi8('\r'),
                  tab = _mm_set1_epi8('\t');
    for (; end - p >= 16; p += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
        /* Signed: control characters and bytes >= 0x80 are both below the space. */
        __m128i odd = _mm_cmplt_epi8(v, space);
        __m128i fine = _mm_or_si128(_mm_cmpeq_epi8(v, lf),
                                    _mm_or_si128(_mm_cmpeq_epi8(v, cr), _mm_cmpeq_epi8(v, tab)));
        int mask = _mm_movemask_epi8(_mm_andnot_si128(fine, odd));
        if (mask)
            return p + __builtin_ctz((unsigned)mask);
    }
#endif
    while (p < end && ((unsigned char)*p - 0x20u < 0x60u || *p == '\n' || *p == '\r' || *p == '\t'))
        p++;
    return p;
}

/*
 * Checks that [p, end) is UTF-8 without forbidden control characters. Returns how many bytes at
 * the end begin a character that is not whole yet; -1 where the bytes are wrong.
 */
static int check_bytes(const char *p, const char *end)
{
    while ((p = skip_plain(p, end)) < end) {
        const unsigned char *u = (const unsigned char *)p;
        size_t left = (size_t)(end - p);
        if (u[0] < 0x20)
            return -1;
        if (left >= 3 && u[0] > 0xE0 && u[0] < 0xED && (u[1] & 0xC0) == 0x80 &&
            (u[2] & 0xC0) == 0x80) {
            p += 3; /* Thai and Burmese are nothing else */
            continue;
        }
        size_t whole = u[0] < 0x80 ? 1 : u[0] < 0xE0 ? 2 : u[0] < 0xF0 ? 3 : 4;
        if (left < whole)
            return (int)left;
        size_t pos = 0;
        uint32_t cp = utf8_next((Str){p, whole}, &pos);
        if (pos != whole || (cp == UTF8_REPLACEMENT && memcmp(p, "\xEF\xBF\xBD", 3) != 0))
            return -1;
        p += whole;
    }
    return 0;
}

bool tag_scan_fill(TagScan *scan, size_t need, Error *err)
{
    while ((size_t)(scan->end - scan->p) < need && !scan->at_end) {
        size_t kept = (size_t)(scan->end - scan->p) + scan->tail;
        memmove(scan->buf, scan->p, kept);
        scan->end = scan->buf + kept - scan->tail;
        scan->p = scan->buf;
        size_t n = part_read(scan->stream, scan->buf + kept, scan->cap - kept, err);
        if (!error_ok(err))
            return false;
        char *end = scan->buf + kept + n;
        int tail = scan->trusting ? 0 : check_bytes(scan->end, end);
        if (tail < 0 || (n == 0 && tail > 0)) {
            error_set(err, STATUS_FORMAT, "not well-formed XML: bytes that are no characters");
            return false;
        }
        scan->tail = (size_t)tail;
        scan->end = end - tail;
        memset(end, 0, TAG_SCAN_PAD);
        if (n == 0)
            scan->at_end = true;
        if (!scan->started && scan->end - scan->p >= 3) {
            scan->started = true;
            if (memcmp(scan->p, "\xEF\xBB\xBF", 3) == 0)
                scan->p += 3;
        }
    }
    return (size_t)(scan->end - scan->p) >= need;
}

static bool malformed(Error *err, const char *what)
{
    error_set(err, STATUS_FORMAT, "not well-formed XML: %s", what);
    return false;
}

/* Offset from p of the next c, reading on as needed, at most max bytes on; -1: not there. */
static ptrdiff_t find_byte(TagScan *scan, char c, size_t from, size_t max, Error *err)
{
    for (;;) {
        size_t have = (size_t)(scan->end - scan->p);
        if (from < have) {
            char *found = memchr(scan->p + from, c, have - from);
            if (found)
                return found - scan->p;
        }
        if (have >= max) {
            error_set(err, STATUS_LIMIT, "an XML tag is longer than %zu KiB", max >> 10);
            return -1;
        }
        from = have > from ? have : from;
        if (!tag_scan_fill(scan, have + 1, err))
            return -1;
    }
}

/* Passes what ends with mark (comments, instructions), however long it is. */
static bool skip_past(TagScan *scan, Str mark, Error *err)
{
    for (;;) {
        Str have = {scan->p, (size_t)(scan->end - scan->p)};
        size_t at = str_find(have, mark, 0);
        if (at < have.len) {
            scan->p += at + mark.len;
            return true;
        }
        if (have.len >= mark.len)
            scan->p += have.len - (mark.len - 1);
        if (!tag_scan_fill(scan, mark.len, err))
            return malformed(err, "it ends too early");
    }
}

/* --- text
 * ------------------------------------------------------------------------------------------ */

static bool decode_reference(StrBuf *out, Str name, Error *err)
{
    static const struct {
        Str name;
        char c;
    } PREDEFINED[] = {{STR_LIT("amp"), '&'},
                      {STR_LIT("lt"), '<'},
                      {STR_LIT("gt"), '>'},
                      {STR_LIT("quot"), '"'},
                      {STR_LIT("apos"), '\''}};
    for (size_t i = 0; i < sizeof PREDEFINED / sizeof *PREDEFINED; i++)
        if (str_eq(name, PREDEFINED[i].name)) {
            strbuf_append_char(out, PREDEFINED[i].c);
            return true;
        }
    if (name.len < 2 || name.ptr[0] != '#')
        return malformed(err, "an entity that is not defined");
    bool hex = name.ptr[1] == 'x';
    uint32_t cp = 0;
    size_t first = hex ? 2 : 1;
    for (size_t i = first; i < name.len; i++) {
        char c = name.ptr[i];
        uint32_t digit = c >= '0' && c <= '9'          ? (uint32_t)(c - '0')
                         : hex && c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a') + 10
                         : hex && c >= 'A' && c <= 'F' ? (uint32_t)(c - 'A') + 10
                                                       : 99;
        if (digit == 99 || cp > 0x10FFFF)
            return malformed(err, "a character reference");
        cp = cp * (hex ? 16 : 10) + digit;
    }
    bool valid = name.len > first && cp <= 0x10FFFF && (cp < 0xD800 || cp > 0xDFFF) &&
                 (cp >= 0x20 || cp == '\t' || cp == '\n' || cp == '\r') && cp != 0xFFFE &&
                 cp != 0xFFFF;
    if (!valid)
        return malformed(err, "a reference to a character that does not exist");
    utf8_append(out, cp);
    return true;
}

/* Entities resolved; line ends as XML 1.0 2.11 and, in attributes, blanks as 3.3.3 demand. */
static bool decode(StrBuf *out, Str raw, bool attribute, Error *err)
{
    for (size_t at = 0; at < raw.len;) {
        size_t plain = at;
        while (plain < raw.len && raw.ptr[plain] != '&' && raw.ptr[plain] != '\r' &&
               !(attribute && (raw.ptr[plain] == '\n' || raw.ptr[plain] == '\t')))
            plain++;
        strbuf_append_bytes(out, raw.ptr + at, plain - at);
        at = plain;
        if (at == raw.len)
            break;
        if (raw.ptr[at] == '&') {
            size_t end = str_find(raw, STR(";"), at);
            if (end == raw.len)
                return malformed(err, "an entity without its semicolon");
            if (!decode_reference(out, str_slice(raw, at + 1, end), err))
                return false;
            at = end + 1;
        } else {
            if (raw.ptr[at] == '\r' && at + 1 < raw.len && raw.ptr[at + 1] == '\n')
                at++;
            strbuf_append_char(out, attribute ? ' ' : '\n');
            at++;
        }
    }
    return true;
}

static bool needs_decoding(Str raw)
{
    for (size_t i = 0; i < raw.len; i++)
        if (raw.ptr[i] == '&' || raw.ptr[i] == '\r')
            return true;
    return false;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool give_text(TagScan *scan, Str raw, bool cdata, Error *err)
{
    if (raw.len == 0)
        return true;
    if (scan->depth == 0) {
        for (size_t i = 0; i < raw.len; i++)
            if (!is_blank(raw.ptr[i]) || cdata)
                return malformed(err, "text outside the root element");
        return true;
    }
    if (needs_decoding(raw)) {
        strbuf_clear(&scan->decoded);
        if (cdata) {
            /* No entities in CDATA: only line ends change. */
            for (size_t i = 0; i < raw.len; i++) {
                if (raw.ptr[i] == '\r' && i + 1 < raw.len && raw.ptr[i + 1] == '\n')
                    continue;
                strbuf_append_char(&scan->decoded, raw.ptr[i] == '\r' ? '\n' : raw.ptr[i]);
            }
        } else if (!decode(&scan->decoded, raw, false, err))
            return false;
        raw = strbuf_str(&scan->decoded);
    }
    scan->handler->text(scan->self, raw);
    return error_ok(err);
}

/* Text up to the next tag, or as much of it as is there: half an entity or CR LF waits. */
static bool step_text(TagScan *scan, Error *err)
{
    size_t have = (size_t)(scan->end - scan->p);
    char *tag = memchr(scan->p, '<', have);
    size_t len = tag ? (size_t)(tag - scan->p) : have;
    if (!tag && !scan->at_end) {
        size_t look = len > 32 ? len - 32 : 0;
        for (size_t i = len; i > look; i--) {
            if (scan->p[i - 1] == ';')
                break;
            if (scan->p[i - 1] == '&') {
                len = i - 1;
                break;
            }
        }
        if (len > 0 && scan->p[len - 1] == '\r')
            len--;
        if (len == 0) {
            if (have > 64)
                return malformed(err, "an entity without its semicolon");
            tag_scan_fill(scan, have + 1, err);
            return error_ok(err);
        }
    }
    char *from = scan->p;
    scan->p += len;
    return give_text(scan, (Str){from, len}, false, err);
}

static bool step_cdata(TagScan *scan, Error *err)
{
    scan->p += 9;
    for (;;) {
        Str have = {scan->p, (size_t)(scan->end - scan->p)};
        size_t at = str_find(have, STR("]]>"), 0);
        bool whole = at < have.len;
        size_t len = whole ? at : have.len > 3 ? have.len - 3 : 0;
        if (!whole && len > 0 && scan->p[len - 1] == '\r')
            len--;
        char *from = scan->p;
        scan->p += len + (whole ? 3 : 0);
        if (!give_text(scan, (Str){from, len}, true, err))
            return false;
        if (whole)
            return true;
        if (!tag_scan_fill(scan, (size_t)(scan->end - scan->p) + 1, err))
            return malformed(err, "it ends too early");
    }
}

/* --- tags
 * ------------------------------------------------------------------------------------------ */

static Str local_part(Str name)
{
    const char *colon = memchr(name.ptr, ':', name.len);
    return colon ? str_slice(name, (size_t)(colon - name.ptr) + 1, name.len) : name;
}

/* Splits the attributes of a tag, [from, to); -1 on failure. Declarations of namespaces are left
 * out. */
static int read_attributes(TagScan *scan, const char *from, const char *to, Error *err)
{
    int count = 0;
    strbuf_clear(&scan->decoded);
    /* Room for all of it at once, so that values stay where they are while more are decoded. */
    strbuf_reserve(&scan->decoded, (size_t)(to - from) + 16);
    for (const char *p = from; p < to;) {
        if (!is_blank(*p)) {
            malformed(err, "attributes without a blank between them");
            return -1;
        }
        while (p < to && is_blank(*p))
            p++;
        if (p == to)
            break;
        const char *name = p;
        while (p < to && *p != '=' && !is_blank(*p))
            p++;
        Str full = {name, (size_t)(p - name)};
        while (p < to && is_blank(*p))
            p++;
        if (p == to || *p != '=') {
            malformed(err, "an attribute without a value");
            return -1;
        }
        p++;
        while (p < to && is_blank(*p))
            p++;
        char quote = p < to ? *p++ : 0;
        const char *open = p;
        bool odd = false; /* something in it needs decoding, or must not be there */
        while (p < to && *p != quote) {
            char c = *p++;
            odd = odd || c == '&' || c == '<' || c == '\r' || c == '\n' || c == '\t';
        }
        if ((quote != '"' && quote != '\'') || p == to || full.len == 0) {
            malformed(err, "an attribute's value without quotes");
            return -1;
        }
        Str value = {open, (size_t)(p++ - open)};
        if (odd && memchr(value.ptr, '<', value.len)) {
            malformed(err, "< inside an attribute");
            return -1;
        }
        if (name[0] == 'x' && str_starts_with(full, STR("xmlns")) &&
            (full.len == 5 || full.ptr[5] == ':'))
            continue;
        if (count == TAG_SCAN_ATTRIBUTES) {
            error_set(err, STATUS_LIMIT, "too many attributes in one tag");
            return -1;
        }
        if (odd) {
            size_t at = scan->decoded.len;
            if (!decode(&scan->decoded, value, true, err))
                return -1;
            value = (Str){scan->decoded.ptr + at, scan->decoded.len - at};
        }
        scan->attributes[count++] = (XmlAttribute){.name = local_part(full), .value = value};
    }
    return count;
}

/* Length of the tag at p up to and with its ">", quotes respected; -1 on failure. */
static ptrdiff_t tag_length(TagScan *scan, Error *err)
{
    size_t max = (size_t)scan->limits->tag_bytes, at = 1;
    for (;;) {
        char *p = scan->p + at;
        while (p < scan->end && *p != '>' && *p != '"' && *p != '\'')
            p++;
        at = (size_t)(p - scan->p);
        if (p < scan->end && *p == '>')
            return (ptrdiff_t)at + 1;
        if (p < scan->end) {
            ptrdiff_t close = find_byte(scan, *p, at + 1, max, err);
            if (close < 0)
                break;
            at = (size_t)close + 1;
            continue;
        }
        if (at >= max) {
            error_set(err, STATUS_LIMIT, "an XML tag is longer than %zu KiB", max >> 10);
            return -1;
        }
        if (!tag_scan_fill(scan, at + 1, err))
            break;
    }
    malformed(err, "a tag is not closed");
    return -1;
}

static bool step_close(TagScan *scan, ptrdiff_t len, Error *err)
{
    Str name = {scan->p + 2, (size_t)len - 3};
    while (name.len > 0 && is_blank(name.ptr[name.len - 1]))
        name.len--;
    if (scan->depth == 0)
        return malformed(err, "a closing tag without its opening one");
    size_t at = scan->name_at[scan->depth - 1];
    if (!str_eq(name, (Str){scan->names.ptr + at, scan->names.len - at}))
        return malformed(err, "a closing tag that does not match");
    scan->depth--;
    scan->names.len = at;
    scan->p += len;
    scan->handler->close(scan->self, local_part(name));
    return error_ok(err);
}

static bool step_open(TagScan *scan, ptrdiff_t len, Error *err)
{
    const char *tag = scan->p, *to = tag + len - 1;
    bool empty = to[-1] == '/' && len > 3;
    if (empty)
        to--;
    const char *p = tag + 1;
    while (p < to && !is_blank(*p))
        p++;
    Str name = {tag + 1, (size_t)(p - tag - 1)};
    if (name.len == 0 || memchr(name.ptr, '<', name.len))
        return malformed(err, "a tag without a name");
    if (scan->depth == 0 && scan->had_root)
        return malformed(err, "a second root element");
    scan->had_root = true;
    if (scan->depth >= scan->limits->xml_depth || scan->depth >= TAG_SCAN_DEPTH) {
        error_set(err, STATUS_LIMIT, "elements are nested too deep");
        return false;
    }
    int count = read_attributes(scan, p, to, err);
    if (count < 0)
        return false;
    if (!empty) {
        scan->name_at[scan->depth++] = scan->names.len;
        strbuf_append(&scan->names, name);
    }
    scan->p += len;
    scan->handler->open(scan->self, local_part(name), NULL, scan->attributes, count);
    if (empty && error_ok(err))
        scan->handler->close(scan->self, local_part(name));
    return error_ok(err);
}

/* Skips a processing instruction or a comment (*closed: whole); *have: what else is here.
 */
static bool skip_remark(TagScan *scan, Str *have, bool *closed, Error *err)
{
    if (scan->p[1] == '?') {
        *closed = skip_past(scan, STR("?>"), err);
        return true;
    }
    tag_scan_fill(scan, 9, err);
    *have = (Str){scan->p, (size_t)(scan->end - scan->p)};
    if (!str_starts_with(*have, STR("<!--")))
        return false;
    scan->p += 4;
    *closed = skip_past(scan, STR("-->"), err);
    return true;
}

static bool step_special(TagScan *scan, Error *err)
{
    Str have;
    bool closed;
    if (skip_remark(scan, &have, &closed, err))
        return closed;
    if (str_starts_with(have, STR("<![CDATA[")))
        return step_cdata(scan, err);
    if (str_starts_with(have, STR("<!DOCTYPE")))
        error_set(err, STATUS_FORMAT, "a document type declaration is not allowed");
    return malformed(err, "a declaration inside the document");
}

/* Passes a comment or its like at p; false also where it is none that may stand there. */
static bool skip_special(TagScan *scan, Error *err)
{
    Str have;
    bool closed;
    if (skip_remark(scan, &have, &closed, err))
        return closed;
    return str_starts_with(have, STR("<![CDATA[")) && skip_past(scan, STR("]]>"), err);
}

bool tag_scan_skip(TagScan *scan, Error *err)
{
    if (!error_ok(err) || scan->depth == 0)
        return false;
    size_t at = scan->name_at[scan->depth - 1];
    Str name = {scan->names.ptr + at, scan->names.len - at};
    for (int inside = 0;;) {
        char *tag = memchr(scan->p, '<', (size_t)(scan->end - scan->p));
        scan->p = tag ? tag : scan->end;
        if (!tag_scan_fill(scan, name.len + 3, err))
            return error_ok(err); /* the next step says what is wrong */
        if (!tag)
            continue;
        if (scan->p[1] == '!' || scan->p[1] == '?') {
            if (!skip_special(scan, err))
                return error_ok(err);
            continue;
        }
        bool closes = scan->p[1] == '/';
        const char *p = scan->p + 1 + closes;
        bool same = memcmp(p, name.ptr, name.len) == 0 &&
                    (is_blank(p[name.len]) || p[name.len] == '>' || p[name.len] == '/');
        if (same && closes && inside-- == 0)
            return true;
        ptrdiff_t len = same && !closes ? tag_length(scan, err) : 1;
        if (len <= 0)
            return false;
        inside += same && !closes && scan->p[len - 2] != '/';
        scan->p += len;
    }
}

bool tag_scan_step(TagScan *scan, Error *err)
{
    if (!error_ok(err))
        return false;
    if (!tag_scan_fill(scan, 2, err)) {
        if (!error_ok(err))
            return false;
        if (scan->p < scan->end && *scan->p != '<')
            return step_text(scan, err);
        if (scan->p < scan->end || scan->depth > 0 || !scan->had_root)
            return malformed(err, "it ends too early");
        return false;
    }
    if (*scan->p != '<')
        return step_text(scan, err);
    if (scan->p[1] == '!' || scan->p[1] == '?')
        return step_special(scan, err);
    bool closes = scan->p[1] == '/'; /* and has no quotes */
    ptrdiff_t len = closes ? find_byte(scan, '>', 2, (size_t)scan->limits->tag_bytes, err) + 1
                           : tag_length(scan, err);
    if (len <= 0)
        return malformed(err, "a tag is not closed");
    return closes ? step_close(scan, len, err) : step_open(scan, len, err);
}
