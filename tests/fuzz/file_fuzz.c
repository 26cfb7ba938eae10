/* Any bytes as a file: sniffing, HTML, SpreadsheetML, compound files and zips as they come. */

#include "tests/fuzz/read_all.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_all((Str){(const char *)data, size});
    return 0;
}
