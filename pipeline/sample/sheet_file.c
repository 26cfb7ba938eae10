/* Workbooks in memory, and the choice of a writer. */

#include "pipeline/sample/sheet_file.h"

#include "pipeline/base/mem.h"

#include <assert.h>

SheetFile *sheet_file_create(Date modified)
{
    SheetFile *file = x_new(SheetFile);
    file->arena = arena_create();
    file->modified = modified;
    return file;
}

void sheet_file_free(SheetFile *file)
{
    if (!file)
        return;
    for (size_t i = 0; i < file->count; i++) {
        Sheet *sheet = file->sheets[i];
        x_free(sheet->cells);
        x_free(sheet->merges);
        x_free(sheet->hidden_rows);
        x_free(sheet->hidden_cols);
        x_free(sheet);
    }
    x_free(file->sheets);
    arena_free(file->arena);
    x_free(file);
}

Sheet *sheet_file_add(SheetFile *file, Str name)
{
    x_grow(file->sheets, file->cap, file->count + 1);
    Sheet *sheet = x_new(Sheet);
    sheet->name = arena_str(file->arena, name);
    file->sheets[file->count++] = sheet;
    return sheet;
}

static SheetCell *cell_at(Sheet *sheet, int row, int col)
{
    assert(row >= 1 && col >= 1);
    if (row > sheet->height || col > sheet->width) {
        int height = row > sheet->height ? row + row / 2 + 16 : sheet->height;
        int width = col > sheet->width ? col + 8 : sheet->width;
        SheetCell *cells = x_new_array(SheetCell, (size_t)height * (size_t)width);
        for (int r = 0; r < sheet->rows; r++)
            for (int c = 0; c < sheet->cols; c++)
                cells[r * width + c] = sheet->cells[r * sheet->width + c];
        x_free(sheet->cells);
        sheet->cells = cells;
        sheet->height = height;
        sheet->width = width;
    }
    if (row > sheet->rows)
        sheet->rows = row;
    if (col > sheet->cols)
        sheet->cols = col;
    return &sheet->cells[(row - 1) * sheet->width + col - 1];
}

void sheet_text(SheetFile *file, Sheet *sheet, int row, int col, Str text)
{
    if (text.len)
        *cell_at(sheet, row, col) = (SheetCell){SHEET_TEXT, arena_str(file->arena, text), 0};
}

void sheet_number(Sheet *sheet, int row, int col, double value)
{
    *cell_at(sheet, row, col) = (SheetCell){SHEET_NUMBER, {NULL, 0}, value};
}

void sheet_date(Sheet *sheet, int row, int col, double serial, bool thai)
{
    *cell_at(sheet, row, col) = (SheetCell){thai ? SHEET_THAI_DATE : SHEET_DATE, {NULL, 0}, serial};
}

void sheet_formula(SheetFile *file, Sheet *sheet, int row, int col, const char *formula,
                   double result, bool stored)
{
    *cell_at(sheet, row, col) = (SheetCell){stored ? SHEET_FORMULA : SHEET_FORMULA_BARE,
                                            arena_str(file->arena, str_from(formula)), result};
}

void sheet_merge(Sheet *sheet, int row, int col, int last_row, int last_col)
{
    x_grow(sheet->merges, sheet->merge_cap, sheet->merge_count + 1);
    sheet->merges[sheet->merge_count++] = (SheetMerge){row, col, last_row, last_col};
}

void sheet_hide_row(Sheet *sheet, int row)
{
    x_grow(sheet->hidden_rows, sheet->hidden_row_cap, sheet->hidden_row_count + 1);
    sheet->hidden_rows[sheet->hidden_row_count++] = row;
}

void sheet_hide_col(Sheet *sheet, int col)
{
    x_grow(sheet->hidden_cols, sheet->hidden_col_cap, sheet->hidden_col_count + 1);
    sheet->hidden_cols[sheet->hidden_col_count++] = col;
}

void sheet_cell_text(StrBuf *out, const SheetCell *cell)
{
    Date date;
    switch (cell->kind) {
    case SHEET_TEXT:
        strbuf_append(out, cell->text);
        break;
    case SHEET_NUMBER:
    case SHEET_FORMULA:
        strbuf_append_double(out, cell->number);
        break;
    case SHEET_DATE:
        if (date_from_serial(cell->number, &date))
            strbuf_appendf(out, "%02d/%02d/%d", date.day, date.month, date.year);
        break;
    case SHEET_THAI_DATE:
        if (date_from_serial(cell->number, &date))
            strbuf_appendf(out, "%d/%d/%d", date.day, date.month, date.year + 543);
        break;
    case SHEET_EMPTY:
    case SHEET_FORMULA_BARE:
        break;
    }
}

void markup_append(StrBuf *out, Str text)
{
    for (size_t i = 0; i < text.len; i++) {
        switch (text.ptr[i]) {
        case '&':
            strbuf_append_cstr(out, "&amp;");
            break;
        case '<':
            strbuf_append_cstr(out, "&lt;");
            break;
        case '>':
            strbuf_append_cstr(out, "&gt;");
            break;
        case '"':
            strbuf_append_cstr(out, "&quot;");
            break;
        default:
            strbuf_append_char(out, text.ptr[i]);
        }
    }
}

const char *sheet_extension(FileFormat format)
{
    switch (format) {
    case FORMAT_CSV_UTF8:
    case FORMAT_CSV_BOM:
    case FORMAT_CSV_UTF16:
    case FORMAT_CSV_THAI:
        return ".csv";
    case FORMAT_TSV:
        return ".txt";
    case FORMAT_ODS:
        return ".ods";
    case FORMAT_HTML:
    case FORMAT_SPREADSHEETML:
        return ".xls";
    case FORMAT_ODK:
    case FORMAT_ROLLBOOK:
        return ".xml";
    default:
        return ".xlsx";
    }
}

void sheet_file_write(const SheetFile *file, FileFormat format, const char *path, Error *err)
{
    if (!error_ok(err))
        return;
    switch (format) {
    case FORMAT_CSV_UTF8:
    case FORMAT_CSV_BOM:
    case FORMAT_CSV_UTF16:
    case FORMAT_CSV_THAI:
    case FORMAT_TSV:
        sheet_write_csv(file, format, path, err);
        break;
    case FORMAT_ODS:
        sheet_write_ods(file, path, err);
        break;
    case FORMAT_HTML:
    case FORMAT_SPREADSHEETML:
        sheet_write_markup(file, format, path, err);
        break;
    default:
        sheet_write_xlsx(file, path, err);
    }
}
