/*
 * Parts of a workbook, differential: what libxml2 accepts the tag scanner must accept, and both
 * must give the same cells. The input is sheet, strings and styles, separated by bytes 0xFF; the
 * package around them is made here, stored, so that no checksum stands in the fuzzer's way.
 */

#include "pipeline/read/xlsx.h"
#include "tests/fuzz/read_all.h"
#include "tests/support/small_zip.h"

#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Every row as text, for comparing. */
static void dump(Str file, bool by_sax, StrBuf *out, Error *err)
{
    Workbook *workbook = reader_open_bytes(file, NULL, err);
    if (!workbook)
        return;
    ((XlsxWorkbook *)workbook)->by_sax = by_sax;
    dump_rows(reader_rows(workbook, 0, err), out, err);
    reader_close(workbook);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Str rest = {(const char *)data, size}, parts[3] = {STR(""), STR(""), STR("")};
    for (size_t i = 0; i < 3; i++)
        if (!str_split(&rest, '\xFF', &parts[i]))
            break;
    SmallZip zip = {0};
    small_xlsx(&zip, STR(""), parts[0], parts[1], parts[2]);
    Str file = small_zip_bytes(&zip);
    StrBuf by_sax = STRBUF_INIT, by_scan = STRBUF_INIT;
    Error sax_error = {0}, scan_error = {0};
    dump(file, true, &by_sax, &sax_error);
    dump(file, false, &by_scan, &scan_error);
    if (error_ok(&sax_error) &&
        (!error_ok(&scan_error) || !str_eq(strbuf_str(&by_sax), strbuf_str(&by_scan)))) {
        fprintf(stderr, "libxml2:%s\nscanner:%s\n%s\n", strbuf_cstr(&by_sax), strbuf_cstr(&by_scan),
                scan_error.message);
        abort();
    }
    strbuf_free(&by_sax);
    strbuf_free(&by_scan);
    small_zip_free(&zip);
    return 0;
}
