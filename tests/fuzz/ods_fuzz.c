/* OpenDocument spreadsheets: the content of a flat document. */

#include "tests/fuzz/read_all.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char OPEN[] = "<office:document xmlns:office=\"urn:oasis:names:tc:opendocument\" "
                               "xmlns:table=\"t\" xmlns:text=\"x\"><office:spreadsheet>";
    StrBuf file = STRBUF_INIT;
    strbuf_append_cstr(&file, OPEN);
    strbuf_append_bytes(&file, data, size);
    strbuf_append_cstr(&file, "</office:spreadsheet></office:document>");
    read_all(strbuf_str(&file));
    strbuf_free(&file);
    return 0;
}
