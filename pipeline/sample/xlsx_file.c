/* Wild XLSX through libxlsxwriter; sheet_file.h says why not through reports/write. */

#include "pipeline/sample/sheet_file.h"

#include <time.h>
#include <xlsxwriter.h>

static void write_cell(lxw_worksheet *sheet, const SheetCell *cell, lxw_row_t row, lxw_col_t col,
                       lxw_format *date, lxw_format *thai)
{
    switch (cell->kind) {
    case SHEET_TEXT:
        worksheet_write_string(sheet, row, col, cell->text.ptr, NULL);
        break;
    case SHEET_NUMBER:
        worksheet_write_number(sheet, row, col, cell->number, NULL);
        break;
    case SHEET_DATE:
        worksheet_write_number(sheet, row, col, cell->number, date);
        break;
    case SHEET_THAI_DATE:
        worksheet_write_number(sheet, row, col, cell->number, thai);
        break;
    case SHEET_FORMULA:
        worksheet_write_formula_num(sheet, row, col, cell->text.ptr, NULL, cell->number);
        break;
    case SHEET_FORMULA_BARE:
        /* The library always stores a result; an empty one is what openpyxl's files come to. */
        worksheet_write_formula_str(sheet, row, col, cell->text.ptr, NULL, "");
        break;
    case SHEET_EMPTY:
        break;
    }
}

static void write_sheet(lxw_workbook *book, const Sheet *sheet, lxw_format *date, lxw_format *thai)
{
    lxw_worksheet *out = workbook_add_worksheet(book, sheet->name.ptr);
    if (!out)
        return;
    for (size_t i = 0; i < sheet->merge_count; i++) {
        const SheetMerge *m = &sheet->merges[i];
        worksheet_merge_range(out, (lxw_row_t)m->row - 1, (lxw_col_t)(m->col - 1),
                              (lxw_row_t)m->last_row - 1, (lxw_col_t)(m->last_col - 1), "", NULL);
    }
    for (size_t i = 0; i < sheet->hidden_row_count; i++) {
        lxw_row_col_options hidden = {.hidden = LXW_TRUE};
        worksheet_set_row_opt(out, (lxw_row_t)sheet->hidden_rows[i] - 1, LXW_DEF_ROW_HEIGHT, NULL,
                              &hidden);
    }
    for (size_t i = 0; i < sheet->hidden_col_count; i++) {
        lxw_row_col_options hidden = {.hidden = LXW_TRUE};
        lxw_col_t col = (lxw_col_t)(sheet->hidden_cols[i] - 1);
        worksheet_set_column_opt(out, col, col, LXW_DEF_COL_WIDTH, NULL, &hidden);
    }
    for (int r = 0; r < sheet->rows; r++)
        for (int c = 0; c < sheet->cols; c++)
            write_cell(out, &sheet->cells[r * sheet->width + c], (lxw_row_t)r, (lxw_col_t)c, date,
                       thai);
    if (sheet->hidden)
        worksheet_hide(out);
}

void sheet_write_xlsx(const SheetFile *file, const char *path, Error *err)
{
    lxw_workbook *book = workbook_new(path);
    if (!book) {
        error_set(err, STATUS_IO, "cannot write %s", path);
        return;
    }
    /* Noon in UTC of the document's date: the same bytes on every machine and night. */
    char author[] = "rollbook sample";
    lxw_doc_properties properties = {
        .author = author,
        .created = (time_t)(date_to_days(file->modified) * 86400 + 43200),
    };
    workbook_set_properties(book, &properties);
    lxw_format *date = workbook_add_format(book);
    format_set_num_format(date, "dd/mm/yyyy");
    lxw_format *thai = workbook_add_format(book);
    format_set_num_format(thai, "[$-107041E]d mmm yyyy");
    for (size_t i = 0; i < file->count; i++)
        write_sheet(book, file->sheets[i], date, thai);
    lxw_error failed = workbook_close(book);
    if (failed)
        error_set(err, STATUS_IO, "cannot write %s: %s", path, lxw_strerror(failed));
}
