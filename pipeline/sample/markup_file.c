/* Markup that is called .xls: an HTML table as school software exports it, and Excel 2003 XML. */

#include "pipeline/sample/sheet_file.h"

#include "pipeline/base/file.h"

static void append_html(StrBuf *out, const Sheet *sheet)
{
    strbuf_append_cstr(out, "<html>\n<head><meta http-equiv=\"Content-Type\" content=\"text/html; "
                            "charset=utf-8\"></head>\n<body>\n<table border=\"1\">\n");
    for (int r = 0; r < sheet->rows; r++) {
        strbuf_append_cstr(out, "<tr>");
        for (int c = 0; c < sheet->cols; c++) {
            StrBuf text = STRBUF_INIT;
            sheet_cell_text(&text, &sheet->cells[r * sheet->width + c]);
            strbuf_append_cstr(out, "<td>");
            markup_append(out, strbuf_str(&text));
            strbuf_append_cstr(out, "</td>");
            strbuf_free(&text);
        }
        strbuf_append_cstr(out, "</tr>\n");
    }
    strbuf_append_cstr(out, "</table>\n</body>\n</html>\n");
}

static void append_data(StrBuf *out, const SheetCell *cell)
{
    StrBuf text = STRBUF_INIT;
    Date date;
    if (cell->kind == SHEET_DATE && date_from_serial(cell->number, &date)) {
        char iso[DATE_TEXT_SIZE];
        date_format_iso(date, iso);
        strbuf_appendf(
            out, "<Cell ss:StyleID=\"d\"><Data ss:Type=\"DateTime\">%sT00:00:00.000</Data></Cell>",
            iso);
        return;
    }
    sheet_cell_text(&text, cell);
    bool number = cell->kind == SHEET_NUMBER || cell->kind == SHEET_FORMULA;
    strbuf_appendf(out, "<Cell><Data ss:Type=\"%s\">", number ? "Number" : "String");
    markup_append(out, strbuf_str(&text));
    strbuf_append_cstr(out, "</Data></Cell>");
    strbuf_free(&text);
}

static void append_spreadsheetml(StrBuf *out, const Sheet *sheet)
{
    strbuf_append_cstr(out, "<Worksheet ss:Name=\"");
    markup_append(out, sheet->name);
    strbuf_append_cstr(out, "\"><Table>\n");
    for (int r = 0; r < sheet->rows; r++) {
        strbuf_append_cstr(out, "<Row>");
        for (int c = 0; c < sheet->cols; c++)
            append_data(out, &sheet->cells[r * sheet->width + c]);
        strbuf_append_cstr(out, "</Row>\n");
    }
    strbuf_append_cstr(out, "</Table></Worksheet>\n");
}

void sheet_write_markup(const SheetFile *file, FileFormat format, const char *path, Error *err)
{
    StrBuf out = STRBUF_INIT;
    if (format == FORMAT_HTML) {
        append_html(&out, file->sheets[0]);
    } else {
        strbuf_append_cstr(
            &out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<?mso-application "
                  "progid=\"Excel.Sheet\"?>\n"
                  "<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" "
                  "xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\">\n<Styles><Style "
                  "ss:ID=\"d\"><NumberFormat ss:Format=\"dd/mm/yyyy\"/></Style></Styles>\n");
        for (size_t i = 0; i < file->count; i++)
            append_spreadsheetml(&out, file->sheets[i]);
        strbuf_append_cstr(&out, "</Workbook>\n");
    }
    file_write(path, strbuf_str(&out), err);
    strbuf_free(&out);
}
