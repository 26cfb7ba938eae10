/* One way to read XML by steps: see markup.h. */

#include "pipeline/read/markup.h"

#include "pipeline/base/mem.h"
#include "pipeline/read/tag_scan.h"

enum { PUSH_PIECE = 4 << 10, HEAD_SIZE = 256 };

struct Markup {
    PartStream *stream;
    TagScan *scan; /* or */
    XmlPush *push;
    bool finished;
    Error error;
};

static Markup *create(PartStream *stream, bool by_scanner, const ReadLimits *limits,
                      const XmlHandler *handler, void *self)
{
    Markup *markup = x_new(Markup);
    markup->stream = stream;
    if (by_scanner)
        markup->scan = tag_scan_create(stream, limits, handler, self);
    else
        markup->push = xml_push_create(handler, self, &XML_LIMITS, &markup->error);
    return markup;
}

Markup *markup_open(Container *container, const ContainerEntry *entry, const ReadLimits *limits,
                    const XmlHandler *handler, void *self, Error *err)
{
    char head[HEAD_SIZE];
    int64_t inflated = container->inflated;
    PartStream *look = part_open(container, entry, err);
    size_t n = look ? part_read(look, head, sizeof head, err) : 0;
    part_close(look);
    container->inflated = inflated;
    PartStream *stream = part_open(container, entry, err);
    if (!stream)
        return NULL;
    return create(stream, !tag_scan_refuses((Str){head, n}), limits, handler, self);
}

Markup *markup_open_bytes(Str bytes, const ReadLimits *limits, const XmlHandler *handler,
                          void *self)
{
    bool by_scanner = !tag_scan_refuses(str_slice(bytes, 0, HEAD_SIZE));
    return create(part_open_bytes(bytes), by_scanner, limits, handler, self);
}

static bool push_some(Markup *markup, Error *err)
{
    char piece[PUSH_PIECE];
    if (markup->finished)
        return false;
    size_t n = part_read(markup->stream, piece, sizeof piece, err);
    if (n > 0)
        return xml_push_feed(markup->push, (Str){piece, n});
    markup->finished = true;
    if (error_ok(err))
        xml_push_finish(markup->push);
    return true; /* what it finished may have left a row */
}

bool markup_step(Markup *markup, Error *err)
{
    if (!error_ok(err))
        return false;
    bool going = markup->scan ? tag_scan_step(markup->scan, &markup->error)
                              : push_some(markup, &markup->error);
    if (error_ok(&markup->error))
        return going;
    *err = markup->error;
    return false;
}

void markup_trust(Markup *markup)
{
    part_trust(markup->stream);
    if (markup->scan)
        markup->scan->trusting = true;
}

void markup_skip(Markup *markup, Error *err)
{
    if (error_ok(err) && markup->scan && !tag_scan_skip(markup->scan, &markup->error))
        *err = markup->error;
}

TagScan *markup_scan(Markup *markup)
{
    return markup->scan;
}

int64_t markup_given(const Markup *markup)
{
    return part_given(markup->stream);
}

Error *markup_error(Markup *markup)
{
    return &markup->error;
}

void markup_close(Markup *markup)
{
    if (!markup)
        return;
    tag_scan_free(markup->scan);
    xml_push_free(markup->push);
    part_close(markup->stream);
    x_free(markup);
}

Str markup_attribute(const XmlAttribute *attributes, int count, const char *name)
{
    for (int i = 0; i < count; i++)
        if (str_is(attributes[i].name, name))
            return attributes[i].value;
    return STR("");
}

int64_t markup_number(Str text, int64_t otherwise, int64_t max)
{
    int64_t value = 0;
    if (text.len == 0)
        return otherwise;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return otherwise;
        value = value * 10 + (text.ptr[i] - '0');
        if (value > max)
            value = max;
    }
    return value > 0 ? value : otherwise;
}
