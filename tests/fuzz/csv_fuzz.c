/* Delimited text, held to a reader that looks at one byte at a time. */

#include "pipeline/base/utf8.h"
#include "pipeline/read/csv_delimiter.h"
#include "pipeline/read/csv_encoding.h"
#include "tests/fuzz/read_all.h"
#include "tests/support/csv_plain.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void compare_rows(Str bytes, Workbook *workbook)
{
    Error err = {0};
    Arena *arena = arena_create();
    char encoding[ENCODING_NAME_SIZE];
    Str text = csv_read_text(arena, bytes, NULL, encoding, &err).text;
    if (text.len > 0 && text.ptr[text.len - 1] == 0x1A)
        text.len--;
    StrBuf expected = STRBUF_INIT, found = STRBUF_INIT;
    csv_plain_rows(text, csv_find_delimiter(text), &expected);
    csv_reader_rows(workbook, &found);
    bool named = text.len >= 4 && str_eq_ignore_case(str_slice(text, 0, 4), STR("sep="));
    if (!named && !str_eq(strbuf_str(&expected), strbuf_str(&found)))
        abort();
    strbuf_free(&expected);
    strbuf_free(&found);
    arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Str bytes = {(const char *)data, size};
    Error err = {0};
    read_all(bytes);
    if (utf8_is_valid(bytes) != utf8_is_valid_plain(bytes) || !csv_finders_agree(bytes, ',') ||
        !csv_finders_agree(bytes, ';'))
        abort();
    Workbook *workbook = reader_open_bytes(bytes, NULL, &err);
    if (workbook && reader_kind(workbook) == FILE_CSV)
        compare_rows(bytes, workbook);
    reader_close(workbook);
    return 0;
}
