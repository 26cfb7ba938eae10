/* XML submissions: ODK ones as they come, and rollbook's own where the input begins with "R". */

#include "tests/fuzz/read_all.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    bool own = size > 0 && data[0] == 'R';
    StrBuf file = STRBUF_INIT;
    strbuf_append_cstr(&file, own ? "<submission xmlns=\"urn:rollbook:submission:1\" center=\"A\" "
                                    "period=\"2026-09\">"
                                  : "<data id=\"f\">");
    strbuf_append_bytes(&file, (const char *)data + own, size - own);
    strbuf_append_cstr(&file, own ? "</submission>" : "</data>");
    read_all(strbuf_str(&file));
    strbuf_free(&file);
    return 0;
}
