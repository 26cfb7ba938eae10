/* Shared strings (ECMA-376-1 18.4) and the escapes inside text. Phonetic runs are dropped. */

#include "pipeline/read/xlsx.h"

#include "pipeline/base/utf8.h"

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'))
        return (c | 0x20) - 'a' + 10;
    return -1;
}

/* The UTF-16 unit of _xHHHH_ at the position; -1 where there is no escape. */
static int escape_at(Str s, size_t at)
{
    if (s.len - at < 7 || s.ptr[at] != '_' || s.ptr[at + 1] != 'x' || s.ptr[at + 6] != '_')
        return -1;
    int unit = 0;
    for (size_t i = at + 2; i < at + 6; i++) {
        int digit = hex_digit(s.ptr[i]);
        if (digit < 0)
            return -1;
        unit = unit * 16 + digit;
    }
    return unit;
}

bool xlsx_append_unescaped(StrBuf *out, Str s)
{
    bool found = false;
    size_t from = 0;
    for (size_t at = str_find(s, STR("_x"), 0); at < s.len;) {
        int unit = escape_at(s, at);
        size_t len = 7;
        uint32_t cp = (uint32_t)unit;
        if (unit >= 0xD800 && unit <= 0xDFFF) {
            int low = unit < 0xDC00 ? escape_at(s, at + 7 < s.len ? at + 7 : s.len) : -1;
            if (low >= 0xDC00 && low <= 0xDFFF) {
                cp = 0x10000 + (((uint32_t)unit - 0xD800) << 10) + ((uint32_t)low - 0xDC00);
                len = 14;
            } else
                unit = -1; /* half a pair is no character: the text stays as it is */
        }
        if (unit <= 0) { /* nor is NUL one that text may hold */
            at = str_find(s, STR("_x"), at + 1);
            continue;
        }
        found = true;
        strbuf_append(out, str_slice(s, from, at));
        utf8_append(out, cp);
        from = at + len;
        at = str_find(s, STR("_x"), from);
    }
    strbuf_append(out, str_slice(s, from, s.len));
    return found;
}

typedef struct StringsHandler {
    StringTable *strings;
    const ReadLimits *limits;
    StrBuf text; /* of the current item */
    bool in_item, in_text;
    int phonetic;
    Error *err;
} StringsHandler;

static void strings_open(void *self, Str name, const char *uri, const XmlAttribute *attributes,
                         int count)
{
    StringsHandler *handler = self;
    (void)uri;
    (void)attributes;
    (void)count;
    if (str_eq(name, STR("si"))) {
        handler->in_item = true;
        strbuf_clear(&handler->text);
    } else if (str_eq(name, STR("rPh")))
        handler->phonetic++;
    else if (str_eq(name, STR("t")))
        handler->in_text = handler->in_item && handler->phonetic == 0;
}

static void strings_text(void *self, Str text)
{
    StringsHandler *handler = self;
    if (!handler->in_text)
        return;
    if (handler->text.len + text.len > (size_t)handler->limits->cell_text_bytes) {
        error_set(handler->err, STATUS_LIMIT, "a cell's text is longer than 32,767 characters");
        return;
    }
    strbuf_append(&handler->text, text);
}

static void add_string(StringsHandler *handler)
{
    StringTable *strings = handler->strings;
    if ((int64_t)(strings->bytes.len + handler->text.len) > handler->limits->string_table_bytes) {
        error_set(handler->err, STATUS_LIMIT, "the workbook's texts are larger than %lld MiB",
                  (long long)(handler->limits->string_table_bytes >> 20));
        return;
    }
    Str text = strbuf_str(&handler->text);
    bool decoded = false;
    if (memchr(text.ptr, '_', text.len))
        decoded = xlsx_append_unescaped(&strings->bytes, text);
    else
        strbuf_append(&strings->bytes, text);
    string_table_end(strings, decoded);
}

static void strings_close(void *self, Str name)
{
    StringsHandler *handler = self;
    if (str_eq(name, STR("t")))
        handler->in_text = false;
    else if (str_eq(name, STR("rPh"))) {
        handler->phonetic -= handler->phonetic > 0;
    } else if (str_eq(name, STR("si"))) {
        add_string(handler);
        handler->in_item = false;
        handler->phonetic = 0;
    }
}

static const XmlHandler STRINGS_HANDLER = {
    .open = strings_open, .close = strings_close, .text = strings_text};

void xlsx_load_strings(XlsxWorkbook *workbook, Error *err)
{
    if (!error_ok(err) || workbook->strings_loaded)
        return;
    workbook->strings_loaded = true;
    const ContainerEntry *entry =
        workbook->strings_path.len ? xlsx_entry(workbook, workbook->strings_path) : NULL;
    if (!entry)
        return;
    StringsHandler handler = {
        .strings = &workbook->strings, .limits = workbook->base.limits, .err = err};
    if (workbook->by_sax || xlsx_needs_sax(workbook, entry, err)) {
        xlsx_parse(workbook, entry, &STRINGS_HANDLER, &handler, err);
    } else {
        PartStream *stream = part_open(workbook->container, entry, err);
        if (stream) {
            TagScan *scan =
                tag_scan_create(stream, workbook->base.limits, &STRINGS_HANDLER, &handler);
            while (tag_scan_step(scan, err))
                ;
            tag_scan_free(scan);
        }
        part_close(stream);
    }
    strbuf_free(&handler.text);
    error_place(err, (SourceRef){.file = workbook->base.name, .sheet = "shared strings"});
}
