#ifndef ROLLBOOK_SAMPLE_SHEET_FILE_H
#define ROLLBOOK_SAMPLE_SHEET_FILE_H

/*
 * Files as centers make them. Every workbook that the program writes for people goes through
 * reports/write; this module is the one exception, and only for invented submissions: it has to
 * write what reports/write must never write (merged headings, hidden rows, numbers without their
 * zeros, formulas without a stored value, Buddhist years in date cells, old encodings, markup named
 * .xls). Same content, same bytes: document dates are fixed.
 */

#include "pipeline/base/date.h"
#include "pipeline/base/error.h"
#include "pipeline/base/strbuf.h"
#include "pipeline/sample/clerk.h"

typedef enum SheetCellKind {
    SHEET_EMPTY,
    SHEET_TEXT,
    SHEET_NUMBER,
    SHEET_DATE,         /* number is a serial, shown as dd/mm/yyyy */
    SHEET_THAI_DATE,    /* the same, shown with a Thai Buddhist format */
    SHEET_FORMULA,      /* text is the formula, number its stored result */
    SHEET_FORMULA_BARE, /* a formula whose result was never stored */
} SheetCellKind;

typedef struct SheetCell {
    SheetCellKind kind;
    Str text;
    double number;
} SheetCell;

typedef struct SheetMerge {
    int row, col, last_row, last_col;
} SheetMerge;

/* Rows and columns are 1-based, as a spreadsheet shows them. */
typedef struct Sheet {
    Str name;
    bool hidden;
    int rows, cols;
    SheetCell *cells;  /* cells[(row-1) * width + col-1] */
    int width, height; /* allocated */
    SheetMerge *merges;
    size_t merge_count, merge_cap;
    int *hidden_rows, *hidden_cols;
    size_t hidden_row_count, hidden_row_cap, hidden_col_count, hidden_col_cap;
} Sheet;

typedef struct SheetFile {
    Arena *arena; /* holds all texts */
    Sheet **sheets;
    size_t count, cap;
    Date modified; /* the document's own date */
} SheetFile;

SheetFile *sheet_file_create(Date modified);
void sheet_file_free(SheetFile *file);
Sheet *sheet_file_add(SheetFile *file, Str name);

/* Text is copied. Empty text leaves the cell empty. */
void sheet_text(SheetFile *file, Sheet *sheet, int row, int col, Str text);
void sheet_number(Sheet *sheet, int row, int col, double value);
void sheet_date(Sheet *sheet, int row, int col, double serial, bool thai);
void sheet_formula(SheetFile *file, Sheet *sheet, int row, int col, const char *formula,
                   double result, bool stored);
void sheet_merge(Sheet *sheet, int row, int col, int last_row, int last_col);
void sheet_hide_row(Sheet *sheet, int row);
void sheet_hide_col(Sheet *sheet, int col);

/* The cell as a spreadsheet would export it to CSV. */
void sheet_cell_text(StrBuf *out, const SheetCell *cell);

/* Writes the file in a format; FORMAT_CSV_... write the first sheet only. */
void sheet_file_write(const SheetFile *file, FileFormat format, const char *path, Error *err);

/* The formats' writers, one file each. */
void sheet_write_xlsx(const SheetFile *file, const char *path, Error *err);
void sheet_write_csv(const SheetFile *file, FileFormat format, const char *path, Error *err);
void sheet_write_ods(const SheetFile *file, const char *path, Error *err);
void sheet_write_markup(const SheetFile *file, FileFormat format, const char *path, Error *err);

/* ".xlsx", ".csv", ".xls" ... */
const char *sheet_extension(FileFormat format);

/* Appends text with & < > and " escaped. */
void markup_append(StrBuf *out, Str text);

#endif
