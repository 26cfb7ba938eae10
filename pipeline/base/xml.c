#include "pipeline/base/xml.h"

#include "pipeline/base/arena.h"
#include "pipeline/base/map.h"
#include "pipeline/base/mem.h"
#include "pipeline/base/strbuf.h"
#include "pipeline/base/utf8.h"

#include <libxml/SAX2.h>
#include <libxml/catalog.h>
#include <libxml/xmlerror.h>

const XmlLimits XML_LIMITS = {
    .depth = 64, .tag_bytes = 64 << 10, .tag_attributes = 256, .names = 1000};

enum { COUNTED = 256 };

struct XmlPush {
    const XmlHandler *handler;
    void *self;
    XmlLimits limits;
    Error *err;
    xmlParserCtxtPtr context;
    xmlSAXHandler sax;
    Map *names;                      /* distinct element names */
    const xmlChar *counted[COUNTED]; /* some that are among them; libxml2 has one copy of each */
    Arena *scratch;                  /* attributes of the current tag */
    int depth;
    /* The tag pre-filter: libxml2 is quadratic in attributes of one tag, and no option stops it. */
    int tag_bytes;  /* bytes since "<"; 0 outside a tag */
    int tag_blanks; /* an upper bound of its attributes: equals signs outside quotes */
    char quote;
    bool declared; /* past the first bytes, where the encoding is known */
    bool filtered; /* ASCII-compatible: the pre-filter can read the bytes */
};

static xmlParserInputPtr refuse_entity(const char *url, const char *id, xmlParserCtxtPtr context)
{
    (void)url;
    (void)id;
    (void)context;
    return NULL;
}

static void be_silent(void *context, const char *message, ...)
{
    (void)context;
    (void)message;
}

void xml_init(void)
{
    xmlInitParser();
    xmlSetExternalEntityLoader(refuse_entity);
    xmlCatalogSetDefaults(XML_CATA_ALLOW_NONE);
    xmlSetGenericErrorFunc(NULL, be_silent);
}

static void stop(XmlPush *push, Status status, const char *message)
{
    error_set_at(push->err, status, (SourceRef){.row = xml_push_line(push)}, "%s", message);
    xmlStopParser(push->context);
}

static Str from_xml(const xmlChar *text)
{
    return str_from((const char *)text);
}

/*
 * Without entity substitution libxml2 gives an ampersand in an attribute as "&#38;", for its tree
 * builder to expand; every other reference is expanded already.
 */
static Str attribute_value(XmlPush *push, const xmlChar *start, const xmlChar *end)
{
    static const Str AMPERSAND = STR_LIT("&#38;");
    Str raw = {(const char *)start, (size_t)(end - start)};
    size_t at = str_find(raw, AMPERSAND, 0);
    if (at == raw.len)
        return raw;
    char *out = arena_alloc(push->scratch, raw.len);
    size_t n = 0;
    for (size_t from = 0; from < raw.len; from = at + AMPERSAND.len) {
        at = str_find(raw, AMPERSAND, from);
        memcpy(out + n, raw.ptr + from, at - from);
        n += at - from;
        if (at < raw.len)
            out[n++] = '&';
    }
    return (Str){out, n};
}

/* False past the limit of distinct names. */
static bool count_name(XmlPush *push, const xmlChar *name)
{
    const xmlChar **known = &push->counted[((uintptr_t)name >> 2) % COUNTED];
    if (*known == name)
        return true;
    *known = name;
    map_intern(push->names, from_xml(name));
    return map_count(push->names) <= (size_t)push->limits.names;
}

static void on_open(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                    int namespace_count, const xmlChar **namespaces, int count, int defaulted,
                    const xmlChar **attributes)
{
    (void)prefix;
    (void)namespace_count;
    (void)namespaces;
    (void)defaulted;
    XmlPush *push = ((xmlParserCtxtPtr)context)->_private;
    if (++push->depth > push->limits.depth) {
        stop(push, STATUS_LIMIT, "elements are nested too deep");
        return;
    }
    if (!count_name(push, name)) {
        stop(push, STATUS_LIMIT, "too many different element names");
        return;
    }
    if (count > push->limits.tag_attributes) {
        stop(push, STATUS_LIMIT, "too many attributes in one tag");
        return;
    }
    arena_reset(push->scratch);
    XmlAttribute *list = arena_new_array(push->scratch, XmlAttribute, (size_t)count);
    for (int i = 0; i < count; i++) {
        const xmlChar **a = attributes + (ptrdiff_t)i * 5;
        list[i] = (XmlAttribute){.name = from_xml(a[0]),
                                 .value = attribute_value(push, a[3], a[4]),
                                 .namespace_uri = (const char *)a[2]};
    }
    push->handler->open(push->self, from_xml(name), (const char *)uri, list, count);
    if (!error_ok(push->err))
        xmlStopParser(push->context);
}

static void on_close(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    (void)prefix;
    (void)uri;
    XmlPush *push = ((xmlParserCtxtPtr)context)->_private;
    push->depth--;
    push->handler->close(push->self, from_xml(name));
    if (!error_ok(push->err))
        xmlStopParser(push->context);
}

static void on_text(void *context, const xmlChar *text, int len)
{
    XmlPush *push = ((xmlParserCtxtPtr)context)->_private;
    push->handler->text(push->self, (Str){(const char *)text, (size_t)len});
    if (!error_ok(push->err))
        xmlStopParser(push->context);
}

/* Before anything of a DTD is read: this one rule stops XXE and every entity bomb. */
static void on_doctype(void *context, const xmlChar *name, const xmlChar *id, const xmlChar *url)
{
    (void)name;
    (void)id;
    (void)url;
    stop(((xmlParserCtxtPtr)context)->_private, STATUS_FORMAT,
         "a document type declaration is not allowed");
}

static void on_error(void *context, xmlErrorPtr error)
{
    XmlPush *push = ((xmlParserCtxtPtr)context)->_private;
    if (!error || error->level < XML_ERR_ERROR || !push || !error_ok(push->err))
        return;
    const char *message = error->message ? error->message : "not well-formed";
    error_set_at(push->err, STATUS_FORMAT, (SourceRef){.row = error->line},
                 "not well-formed XML: %.*s", (int)strcspn(message, "\n"), message);
}

XmlPush *xml_push_create(const XmlHandler *handler, void *self, const XmlLimits *limits, Error *err)
{
    XmlPush *push = x_new(XmlPush);
    push->handler = handler;
    push->self = self;
    push->limits = *limits;
    push->err = err;
    push->names = map_create();
    push->scratch = arena_create();
    push->sax = (xmlSAXHandler){.initialized = XML_SAX2_MAGIC,
                                .internalSubset = on_doctype,
                                .startElementNs = on_open,
                                .endElementNs = on_close,
                                .characters = on_text,
                                .ignorableWhitespace = on_text,
                                .cdataBlock = on_text,
                                .serror = on_error};
    push->context = xmlCreatePushParserCtxt(&push->sax, NULL, NULL, 0, NULL);
    if (!push->context) {
        error_set(err, STATUS_LIMIT, "the XML parser cannot be started");
        return push;
    }
    push->context->_private = push;
    push->context->userData = push->context;
    xmlCtxtUseOptions(push->context, XML_PARSE_NONET | XML_PARSE_COMPACT | XML_PARSE_BIG_LINES);
    return push;
}

enum { PLAIN_LOOK = 64 };

/* The length of a short tag without attributes, nearly all there are; 0: of another kind. */
static size_t plain_tag(Str text)
{
    for (size_t i = 1; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '>')
            return i + 1;
        if (c == '=' || c == '"' || c == '\'' || c == '!' || c == '?')
            return 0;
    }
    return 0;
}

/* Counts bytes and attributes of each tag before libxml2 sees them. */
static bool tags_are_small(XmlPush *push, Str bytes)
{
    for (size_t i = 0; i < bytes.len; i++) {
        char c = bytes.ptr[i];
        if (push->tag_bytes == 0) {
            const char *open = memchr(bytes.ptr + i, '<', bytes.len - i);
            if (!open)
                return true;
            i = (size_t)(open - bytes.ptr);
            size_t plain = plain_tag(str_slice(bytes, i, i + PLAIN_LOOK));
            if (plain > 0) {
                i += plain - 1;
                continue;
            }
            push->tag_bytes = 1;
            push->tag_blanks = 0;
            push->quote = 0;
            continue;
        }
        push->tag_bytes++;
        if (push->quote) {
            if (c == push->quote)
                push->quote = 0;
        } else if (c == '"' || c == '\'') {
            push->quote = c;
        } else if (c == '=') {
            push->tag_blanks++;
        } else if (c == '>') {
            push->tag_bytes = 0;
        } else if (push->tag_bytes == 2 && (c == '!' || c == '?')) {
            push->tag_bytes = 0; /* comments, CDATA and instructions have no attributes */
        }
        if (push->tag_blanks > push->limits.tag_attributes) {
            stop(push, STATUS_LIMIT, "too many attributes in one tag");
            return false;
        }
        if (push->tag_bytes > push->limits.tag_bytes) {
            stop(push, STATUS_LIMIT, "a tag is too long");
            return false;
        }
    }
    return true;
}

bool xml_push_feed(XmlPush *push, Str bytes)
{
    if (!error_ok(push->err))
        return false;
    if (!push->declared && bytes.len >= 2) {
        push->declared = true;
        unsigned char a = (unsigned char)bytes.ptr[0], b = (unsigned char)bytes.ptr[1];
        push->filtered = a != 0 && b != 0 && a < 0xFE;
    }
    /* Pieces of 64 KiB, so that a stop takes effect soon. */
    enum { PIECE = 64 << 10 };
    for (size_t from = 0; from < bytes.len && error_ok(push->err); from += PIECE) {
        Str piece = str_slice(bytes, from, from + PIECE);
        if (push->filtered && !tags_are_small(push, piece))
            return false;
        if (xmlParseChunk(push->context, piece.ptr, (int)piece.len, 0) != 0)
            error_set_at(push->err, STATUS_FORMAT, (SourceRef){.row = xml_push_line(push)},
                         "not well-formed XML");
    }
    return error_ok(push->err);
}

bool xml_push_finish(XmlPush *push)
{
    if (error_ok(push->err) && xmlParseChunk(push->context, "", 0, 1) != 0)
        error_set_at(push->err, STATUS_FORMAT, (SourceRef){.row = xml_push_line(push)},
                     "not well-formed XML: it ends too early");
    return error_ok(push->err);
}

int64_t xml_push_line(const XmlPush *push)
{
    return push->context ? xmlSAX2GetLineNumber(push->context) : 0;
}

xmlParserCtxtPtr xml_push_context(XmlPush *push)
{
    return push->context;
}

void xml_push_free(XmlPush *push)
{
    if (!push)
        return;
    if (push->context) {
        xmlFreeDoc(push->context->myDoc);
        xmlFreeParserCtxt(push->context);
    }
    map_free(push->names);
    arena_free(push->scratch);
    x_free(push);
}

void xml_append_escaped(StrBuf *buf, Str s)
{
    for (size_t pos = 0; pos < s.len;) {
        uint32_t cp = utf8_next(s, &pos);
        switch (cp) {
        case '&':
            strbuf_append_cstr(buf, "&amp;");
            break;
        case '<':
            strbuf_append_cstr(buf, "&lt;");
            break;
        case '>':
            strbuf_append_cstr(buf, "&gt;");
            break;
        case '"':
            strbuf_append_cstr(buf, "&quot;");
            break;
        default:
            if (cp >= 0x20 ? cp != 0xFFFE && cp != 0xFFFF : cp == '\t' || cp == '\n')
                utf8_append(buf, cp);
            else if (cp == '\r')
                strbuf_append_cstr(buf, "&#13;");
        }
    }
}
