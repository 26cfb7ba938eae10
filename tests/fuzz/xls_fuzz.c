/* BIFF records without the compound file around them, and compound files as they come. */

#include "tests/fuzz/read_all.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Str bytes = {(const char *)data, size};
    static const char BOF[] = "\x09\x08\x08\x00\x00\x06\x05\x00\x00\x00\x00\x00";
    if (size > 0 && (data[0] == 9 || data[0] == 0xD0)) {
        read_all(bytes);
        return 0;
    }
    StrBuf stream = STRBUF_INIT;
    strbuf_append_bytes(&stream, BOF, sizeof BOF - 1);
    strbuf_append(&stream, bytes);
    read_all(strbuf_str(&stream));
    strbuf_free(&stream);
    return 0;
}
