#ifndef ROLLBOOK_REPORTS_WRITE_BOOK_PRIVATE_H
#define ROLLBOOK_REPORTS_WRITE_BOOK_PRIVATE_H

/* What the two halves of a workbook's writer share: book.c and book_chart.c. */

#include "pipeline/base/arena.h"
#include "pipeline/base/map.h"
#include "reports/write/book.h"

#include <xlsxwriter.h>

typedef struct StyleEntry {
    BookStyle style;
    lxw_format *format; /* NULL: not made yet */
} StyleEntry;

struct Book {
    Arena *arena;
    const char *path;
    const char *temporary;
    const char *font;
    int font_size;
    lxw_workbook *workbook;
    StyleEntry *styles;
    size_t style_count, style_cap;
    size_t last_style; /* most cells look like the one before */
    Map *names;        /* folded sheet names in use */
    BookSheet *sheets;
    lxw_error failed; /* the first refusal of the library */
    Digest *digest;   /* of all that was asked for, but for the day */
    bool dry;         /* nothing is written */
};

struct BookSheet {
    Book *book;
    BookSheet *next;
    lxw_worksheet *sheet;
    const char *name;
};

/* Keeps the library's first refusal, which book_close tells. */
void book_note(Book *book, lxw_error code);

/* Text as the file may hold it. Lives with the book; the library takes char * and changes nothing.
 */
char *book_safe_text(Book *book, Str text);

#endif
