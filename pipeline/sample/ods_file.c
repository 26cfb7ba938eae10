/*
 * OpenDocument spreadsheets (ODF 1.2): a ZIP of three stored parts, the first of them "mimetype".
 */

#include "pipeline/sample/sheet_file.h"

#include "pipeline/base/file.h"
#include "pipeline/base/mem.h"

#include <zlib.h>

/* --- a ZIP archive of stored parts (APPNOTE 6.3, sections 4.3.7 and 4.3.12)
 * ------------------------- */

static void le(StrBuf *out, uint32_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        strbuf_append_char(out, (char)(value >> (8 * i) & 0xFF));
}

static void zip_header(StrBuf *out, Str name, Str data)
{
    uint32_t crc = (uint32_t)crc32(0, (const Bytef *)data.ptr, (uInt)data.len);
    le(out, 20, 2);     /* version needed */
    le(out, 0x0800, 2); /* names in UTF-8 */
    le(out, 0, 2);      /* stored */
    le(out, 0, 2);      /* time */
    le(out, 0x21, 2);   /* 1980-01-01 */
    le(out, crc, 4);
    le(out, (uint32_t)data.len, 4);
    le(out, (uint32_t)data.len, 4);
    le(out, (uint32_t)name.len, 2);
    le(out, 0, 2); /* extra */
}

static void zip_add(StrBuf *zip, StrBuf *directory, Str name, Str data)
{
    uint32_t offset = (uint32_t)zip->len;
    le(zip, 0x04034B50, 4);
    zip_header(zip, name, data);
    strbuf_append(zip, name);
    strbuf_append(zip, data);
    le(directory, 0x02014B50, 4);
    le(directory, 20, 2); /* made by */
    zip_header(directory, name, data);
    le(directory, 0, 2); /* comment */
    le(directory, 0, 2); /* disk */
    le(directory, 0, 2); /* internal attributes */
    le(directory, 0, 4); /* external attributes */
    le(directory, offset, 4);
    strbuf_append(directory, name);
}

static void zip_end(StrBuf *zip, const StrBuf *directory, uint32_t count)
{
    uint32_t offset = (uint32_t)zip->len;
    strbuf_append(zip, strbuf_str(directory));
    le(zip, 0x06054B50, 4);
    le(zip, 0, 4);
    le(zip, count, 2);
    le(zip, count, 2);
    le(zip, (uint32_t)directory->len, 4);
    le(zip, offset, 4);
    le(zip, 0, 2);
}

/* --- content.xml
 * --------------------------------------------------------------------------------------- */

static void append_cell(StrBuf *out, const SheetCell *cell)
{
    StrBuf text = STRBUF_INIT;
    sheet_cell_text(&text, cell);
    Date date;
    switch (cell->kind) {
    case SHEET_EMPTY:
        strbuf_append_cstr(out, "<table:table-cell/>");
        strbuf_free(&text);
        return;
    case SHEET_TEXT:
        strbuf_append_cstr(out, "<table:table-cell office:value-type=\"string\">");
        break;
    case SHEET_DATE:
    case SHEET_THAI_DATE:
        if (date_from_serial(cell->number, &date)) {
            char iso[DATE_TEXT_SIZE];
            date_format_iso(date, iso);
            strbuf_appendf(out,
                           "<table:table-cell table:style-name=\"D\" office:value-type=\"date\" "
                           "office:date-value=\"%s\">",
                           iso);
            break;
        }
        strbuf_append_cstr(out, "<table:table-cell office:value-type=\"string\">");
        break;
    default:
        strbuf_append_cstr(out, "<table:table-cell office:value-type=\"float\" office:value=\"");
        strbuf_append_double(out, cell->number);
        strbuf_append_cstr(out, "\">");
    }
    strbuf_append_cstr(out, "<text:p>");
    markup_append(out, strbuf_str(&text));
    strbuf_append_cstr(out, "</text:p></table:table-cell>");
    strbuf_free(&text);
}

static void append_table(StrBuf *out, const Sheet *sheet)
{
    strbuf_append_cstr(out, "<table:table table:name=\"");
    markup_append(out, sheet->name);
    strbuf_append_cstr(out, "\">");
    for (int r = 0; r < sheet->rows; r++) {
        bool hidden = false;
        for (size_t i = 0; i < sheet->hidden_row_count; i++)
            hidden = hidden || sheet->hidden_rows[i] == r + 1;
        strbuf_append_cstr(out, hidden ? "<table:table-row table:visibility=\"collapse\">"
                                       : "<table:table-row>");
        for (int c = 0; c < sheet->cols; c++)
            append_cell(out, &sheet->cells[r * sheet->width + c]);
        strbuf_append_cstr(out, "</table:table-row>");
    }
    strbuf_append_cstr(out, "</table:table>");
}

void sheet_write_ods(const SheetFile *file, const char *path, Error *err)
{
    static const char HEAD[] =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<office:document-content "
        "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" "
        "xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" "
        "xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" "
        "xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" "
        "xmlns:number=\"urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0\" "
        "office:version=\"1.2\"><office:automatic-styles><number:date-style style:name=\"N1\">"
        "<number:day number:style=\"long\"/><number:text>/</number:text>"
        "<number:month number:style=\"long\"/><number:text>/</number:text>"
        "<number:year number:style=\"long\"/></number:date-style>"
        "<style:style style:name=\"D\" style:family=\"table-cell\" style:data-style-name=\"N1\"/>"
        "</office:automatic-styles><office:body><office:spreadsheet>";
    static const char TAIL[] = "</office:spreadsheet></office:body></office:document-content>";
    static const char MANIFEST[] =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" "
        "manifest:version=\"1.2\"><manifest:file-entry manifest:full-path=\"/\" "
        "manifest:media-type=\"application/vnd.oasis.opendocument.spreadsheet\"/>"
        "<manifest:file-entry manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/>"
        "</manifest:manifest>";
    StrBuf content = STRBUF_INIT, zip = STRBUF_INIT, directory = STRBUF_INIT;
    strbuf_append_cstr(&content, HEAD);
    for (size_t i = 0; i < file->count; i++)
        append_table(&content, file->sheets[i]);
    strbuf_append_cstr(&content, TAIL);
    zip_add(&zip, &directory, STR("mimetype"),
            STR("application/vnd.oasis.opendocument.spreadsheet"));
    zip_add(&zip, &directory, STR("content.xml"), strbuf_str(&content));
    zip_add(&zip, &directory, STR("META-INF/manifest.xml"), str_from(MANIFEST));
    zip_end(&zip, &directory, 3);
    file_write(path, strbuf_str(&zip), err);
    strbuf_free(&content);
    strbuf_free(&zip);
    strbuf_free(&directory);
}
