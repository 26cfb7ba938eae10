/* Any bytes as a file: sniffing, CSV, HTML, SpreadsheetML, compound files and zips as they come. */

#include "pipeline/read/csv_scan.h"
#include "tests/fuzz/read_all.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *bytes = (const char *)data;
    read_all((Str){bytes, size});
    for (size_t at = 0; at + 64 <= size; at += 64)
        if (csv_mask(bytes + at, ',') != csv_mask_portable(bytes + at, ','))
            abort();
    return 0;
}
