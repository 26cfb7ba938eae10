/* Delimited text in the encodings that centers use. */

#include "pipeline/sample/sheet_file.h"

#include "pipeline/base/file.h"

#include <iconv.h>

static void append_field(StrBuf *out, Str field, char delimiter)
{
    bool quote = false;
    for (size_t i = 0; i < field.len; i++)
        quote = quote || field.ptr[i] == delimiter || field.ptr[i] == '"' || field.ptr[i] == '\n';
    if (!quote) {
        strbuf_append(out, field);
        return;
    }
    strbuf_append_char(out, '"');
    for (size_t i = 0; i < field.len; i++) {
        if (field.ptr[i] == '"')
            strbuf_append_char(out, '"');
        strbuf_append_char(out, field.ptr[i]);
    }
    strbuf_append_char(out, '"');
}

/* Characters that the encoding lacks become "?", as old programs write them. */
static void convert(StrBuf *out, Str utf8, const char *encoding, const char *path, Error *err)
{
    iconv_t cd = iconv_open(encoding, "UTF-8");
    if (cd == (iconv_t)-1) {
        error_set(err, STATUS_CONFIG, "iconv does not know %s, needed for %s", encoding, path);
        return;
    }
    StrBuf copy = STRBUF_INIT;
    strbuf_append(&copy, utf8);
    char *in = copy.ptr;
    size_t in_left = copy.len;
    while (in_left > 0) {
        strbuf_reserve(out, in_left * 2 + 16);
        char *to = out->ptr + out->len;
        size_t to_left = in_left * 2 + 16;
        size_t room = to_left;
        size_t result = iconv(cd, &in, &in_left, &to, &to_left);
        out->len += room - to_left;
        if (result == (size_t)-1 && in_left > 0) {
            strbuf_append_char(out, '?');
            do {
                in++;
                in_left--;
            } while (in_left > 0 && ((unsigned char)*in & 0xC0) == 0x80);
        }
    }
    iconv_close(cd);
    strbuf_free(&copy);
}

void sheet_write_csv(const SheetFile *file, FileFormat format, const char *path, Error *err)
{
    const Sheet *sheet = file->sheets[0];
    char delimiter = format == FORMAT_TSV ? '\t' : format == FORMAT_CSV_BOM ? ';' : ',';
    StrBuf text = STRBUF_INIT, field = STRBUF_INIT, bytes = STRBUF_INIT;
    for (int r = 0; r < sheet->rows; r++) {
        for (int c = 0; c < sheet->cols; c++) {
            if (c > 0)
                strbuf_append_char(&text, delimiter);
            strbuf_clear(&field);
            sheet_cell_text(&field, &sheet->cells[r * sheet->width + c]);
            append_field(&text, strbuf_str(&field), delimiter);
        }
        strbuf_append_cstr(&text, "\r\n");
    }
    if (format == FORMAT_CSV_BOM)
        strbuf_append_cstr(&bytes, "\xEF\xBB\xBF");
    if (format == FORMAT_CSV_UTF16) {
        strbuf_append_bytes(&bytes, "\xFF\xFE", 2);
        convert(&bytes, strbuf_str(&text), "UTF-16LE", path, err);
    } else if (format == FORMAT_CSV_THAI) {
        convert(&bytes, strbuf_str(&text), "CP874", path, err);
    } else {
        strbuf_append(&bytes, strbuf_str(&text));
    }
    file_write(path, strbuf_str(&bytes), err);
    strbuf_free(&text);
    strbuf_free(&field);
    strbuf_free(&bytes);
}
