#ifndef ROLLBOOK_REPORTS_WRITE_BOOK_H
#define ROLLBOOK_REPORTS_WRITE_BOOK_H

/*
 * Book: an Excel workbook being written, over libxlsxwriter. The one way in which the program
 * writes workbooks, so the rules that keep them safe and the same every time live here:
 *
 * - imported text never becomes a formula, a link or a number; text that reads like an escape of
 *   the format (_x0041_) is escaped, invalid UTF-8 replaced, text past Excel's limit cut;
 * - NaN and infinities are left out;
 * - texts stand in the table of shared strings: in the library's constant-memory mode, which would
 *   save a fifth of the reports' CPU, they stand in the cells, and iPhones show those as empty in
 *   mail and previews (github.com/jmcnamara/excel-writer-xlsx/issues/132);
 * - the document's dates are the run's as-of date, never the clock;
 * - the file is written aside and renamed: whole or not at all, mode 0600. Whoever asked for it
 *   makes it last through a power cut (file_sync).
 *
 * Rows and columns are 0-based here, as in the library.
 */

#include "pipeline/base/date.h"
#include "pipeline/base/digest.h"
#include "pipeline/base/error.h"
#include "pipeline/base/str.h"

typedef struct Book Book;
typedef struct BookSheet BookSheet;

typedef enum BookAlign { BOOK_AUTO, BOOK_LEFT, BOOK_CENTER, BOOK_RIGHT } BookAlign;

typedef enum BookBorder { BOOK_NO_BORDER, BOOK_HAIR, BOOK_THIN } BookBorder;

/* How a cell looks. Equal styles share one format of the file. {0} is the body text. */
typedef struct BookStyle {
    bool bold, italic, wrap, top; /* top: text at the top of its cell */
    bool unlocked;                /* may be changed on a protected sheet */
    bool rotated;
    BookAlign align;
    BookBorder border;
    int indent;
    int size;                  /* points; 0: the book's */
    uint32_t fill;             /* 0xRRGGBB; 0: none */
    uint32_t color;            /* of the text; 0: black */
    const char *number_format; /* a literal; NULL: General */
} BookStyle;

typedef struct BookOptions {
    Str title, author;
    Date as_of;
    const char *font; /* NULL: Calibri */
    int font_size;    /* 0: 11 */
    bool dry;         /* only the digest is made; tables and charts may not be asked for */
} BookOptions;

/* Begins a workbook that will stand at path. Never NULL; failures are told by book_close. */
Book *book_create(const char *path, const BookOptions *options);

/* Writes the file and releases the book. STATUS_IO where it cannot be written. */
void book_close(Book *book, Error *err);

/*
 * The same, with the digest of all that was asked for, whatever the day: two books of the same
 * digest differ in their dates only.
 */
void book_close_digest(Book *book, char digest[DIGEST_TEXT_SIZE], Error *err);

/*
 * Adds a sheet. The name is made fit for Excel (31 characters, none of []:*?/\) and unique; *used
 * (may be NULL) is the name it got, owned by the book.
 */
BookSheet *book_sheet(Book *book, Str name, Str *used);

void book_text(BookSheet *sheet, int row, int col, Str text, BookStyle style);
/* A text that is another one every day and by itself no reason to write the book again. */
void book_text_of_the_day(BookSheet *sheet, int row, int col, Str text, BookStyle style);
void book_number(BookSheet *sheet, int row, int col, double value, BookStyle style);
void book_date(BookSheet *sheet, int row, int col, Date date, BookStyle style);
void book_blank(BookSheet *sheet, int row, int col, BookStyle style);

/* A formula of ours ("=SUM(B2:B9)") with its true value, for programs that do not compute. */
void book_formula(BookSheet *sheet, int row, int col, const char *formula, double value,
                  BookStyle style);

/* A link to a cell of this book: "'Sheet'!A1". */
void book_link(BookSheet *sheet, int row, int col, const char *target, Str text, BookStyle style);

/* One text over several cells. A range of one cell is a plain cell. */
void book_merge(BookSheet *sheet, int first_row, int first_col, int last_row, int last_col,
                Str text, BookStyle style);
void book_comment(BookSheet *sheet, int row, int col, Str text);

void book_column_width(BookSheet *sheet, int first_col, int last_col, double characters);
void book_column_style(BookSheet *sheet, int col, double characters, BookStyle style, bool hidden);
void book_row_height(BookSheet *sheet, int row, double points);
void book_freeze(BookSheet *sheet, int row, int col);
void book_hide(BookSheet *sheet);
void book_default_height(BookSheet *sheet, double points);
void book_no_gridlines(BookSheet *sheet);
void book_tab_color(BookSheet *sheet, uint32_t color);

/* A4, one page wide; header and footer in the library's codes (&P, &N are page and pages). */
void book_print_setup(BookSheet *sheet, bool landscape, Str header, Str footer);
void book_repeat_rows(BookSheet *sheet, int first, int last);

/* A native table over header and body cells that are already written. Labels must be unique. */
void book_table(BookSheet *sheet, int first_row, int first_col, int last_row, int last_col,
                const char *name, const Str *labels, const BookStyle *header_styles, bool filter);
void book_autofilter(BookSheet *sheet, int first_row, int first_col, int last_row, int last_col);

/* Only unlocked cells can be changed; no password: it keeps from accidents, not from people. */
void book_protect(BookSheet *sheet);

/* A drop-down of choices on a range; other answers are refused with the given words. */
void book_choices(BookSheet *sheet, int first_row, int first_col, int last_row, int last_col,
                  const Str *choices, size_t count, Str error_title, Str error_text);
/* The same, with the choices in a range of the book: "=Lists!$A$1:$A$20". */
void book_choices_from(BookSheet *sheet, int first_row, int first_col, int last_row, int last_col,
                       const char *range, Str error_title, Str error_text);

/* Fills the cells of a range that the formula says (relative to its first cell). */
void book_fill_where(BookSheet *sheet, int first_row, int first_col, int last_row, int last_col,
                     const char *formula, uint32_t fill);

typedef enum BookChartKind {
    BOOK_COLUMNS,
    BOOK_COLUMNS_STACKED,
    BOOK_BARS,
    BOOK_LINES,
} BookChartKind;

/*
 * A native chart anchored at a cell, drawn from cells of the sheet: category labels in the first
 * column of the range, one series in each further column, names in the first row. target_col: a
 * series to draw as a thin line without markers; -1: none.
 */
typedef struct BookChart {
    BookChartKind kind;
    Str title, x_label, y_label;
    int first_row, first_col, last_row, last_col;
    int target_col;
    const char *number_format;
    Str alt;
} BookChart;
void book_chart(BookSheet *sheet, int row, int col, double width_px, double height_px,
                const BookChart *chart);

/* "B12" or "$B$12" for a 0-based cell. */
void book_cell_name(int row, int col, bool absolute, char out[24]);

#endif
