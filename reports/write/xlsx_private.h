#ifndef ROLLBOOK_REPORTS_WRITE_XLSX_PRIVATE_H
#define ROLLBOOK_REPORTS_WRITE_XLSX_PRIVATE_H

/* What the files that write a document as a workbook share: the sheet being filled, row by row. */

#include "reports/model/document.h"
#include "reports/query/words.h"
#include "reports/write/book.h"

enum {
    XLSX_TEXT_COLUMNS = 8, /* columns that a paragraph spans at least */
    XLSX_COLUMN_MIN = 9,   /* characters */
    XLSX_COLUMN_MAX = 44,
    XLSX_COLUMNS_KEPT = 256, /* whose widths are kept; tables are far narrower */
};

enum {
    XLSX_INK = 0x1F2D3A,
    XLSX_ACCENT = 0x1F5A7A,
    XLSX_GREY = 0x66727E,
    XLSX_HEAD_FILL = 0xDCE6EE,
    XLSX_SUM_FILL = 0xF0F3F6,
};

typedef struct XlsxWriter {
    const Document *document;
    Arena *arena;
    Words *words;
    Book *book;
    BookSheet *sheet;
    int row;
    int tables_on_sheet;
    int table_count; /* of the book: for native tables' names */
    bool landscape;
    int freeze_row, freeze_col;
    double widths[XLSX_COLUMNS_KEPT];
    int columns_used;
} XlsxWriter;

/* All runs of inlines as one text. Lives in the document's arena. */
Str xlsx_inlines(XlsxWriter *writer, const Inline *inlines, size_t count);

/* Lines that a wrapped text takes in a width of so many characters. */
int xlsx_wrapped_lines(Str text, double characters);
double xlsx_line_height(const XlsxWriter *writer);

/* A text over the width of the sheet, as high as it needs. Moves to the next row. */
void xlsx_put_text(XlsxWriter *writer, Str text, BookStyle style, int indent);

/* Widens a column for a text of so many characters. */
void xlsx_use_width(XlsxWriter *writer, int col, double characters);

/* Lines that a value takes in a column that cannot become wider. */
int xlsx_cell_lines(const XlsxWriter *writer, int col, const Value *value, ValueFormat format);

bool xlsx_is_number(const Value *value, ValueFormat format);
double xlsx_value_number(const Value *value);
const char *xlsx_number_format(const XlsxWriter *writer, ValueFormat format, ValueType type);

/* Writes a value with its own type into the current row. */
void xlsx_put_value(XlsxWriter *writer, int col, const Value *value, ValueFormat format,
                    BookStyle style);

/* A table or a figure with its caption and notes, and an empty row behind. */
void xlsx_put_table(XlsxWriter *writer, const Table *table);
void xlsx_put_figure(XlsxWriter *writer, const Figure *figure);

#endif
