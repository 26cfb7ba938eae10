/* A field as RFC 4180 wants it. */

#include "pipeline/base/csv_field.h"

void csv_append_field(StrBuf *out, Str text)
{
    bool plain = true;
    for (size_t i = 0; i < text.len && plain; i++)
        plain = !strchr(",\"\r\n", text.ptr[i]) || text.ptr[i] == '\0';
    if (plain) {
        strbuf_append(out, text);
        return;
    }
    strbuf_append_char(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"')
            strbuf_append_char(out, '"');
        strbuf_append_char(out, text.ptr[i]);
    }
    strbuf_append_char(out, '"');
}
