/*
 * OpenDocument spreadsheets, the content of a flat document, differential: what libxml2 accepts the
 * tag scanner and its short cut for cells must accept, and all must give the same cells. libxml2
 * reads where the declaration spells the encoding in a way that the scanner does not know.
 */

#include "tests/fuzz/read_all.h"

#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void dump(const char *encoding, Str content, StrBuf *out, Error *err)
{
    StrBuf file = STRBUF_INIT;
    strbuf_appendf(&file,
                   "<?xml version=\"1.0\" encoding=\"%s\"?><office:document"
                   " xmlns:office=\"urn:oasis:names:tc:opendocument\" xmlns:table=\"t\""
                   " xmlns:text=\"x\" xmlns:calcext=\"c\"><office:spreadsheet>",
                   encoding);
    strbuf_append(&file, content);
    strbuf_append_cstr(&file, "</office:spreadsheet></office:document>");
    dump_all(strbuf_str(&file), out, err);
    strbuf_free(&file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Str content = {(const char *)data, size};
    StrBuf by_sax = STRBUF_INIT, by_scan = STRBUF_INIT;
    Error sax_error = {0}, scan_error = {0};
    dump("utf8", content, &by_sax, &sax_error);
    dump("UTF-8", content, &by_scan, &scan_error);
    if (error_ok(&sax_error) &&
        (!error_ok(&scan_error) || !str_eq(strbuf_str(&by_sax), strbuf_str(&by_scan)))) {
        fprintf(stderr, "libxml2:%s\nscanner:%s\n%s\n", strbuf_cstr(&by_sax), strbuf_cstr(&by_scan),
                scan_error.message);
        abort();
    }
    strbuf_free(&by_sax);
    strbuf_free(&by_scan);
    return 0;
}
