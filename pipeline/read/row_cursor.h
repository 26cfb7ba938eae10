#ifndef ROLLBOOK_READ_ROW_CURSOR_H
#define ROLLBOOK_READ_ROW_CURSOR_H

/*
 * What every format looks like to the rest of the program: a workbook has sheets, a sheet is a
 * cursor over rows, a row is typed cells. CSV is a workbook of one sheet; an XML submission has one
 * sheet for the form and one for each repeated element.
 */

#include "pipeline/base/arena.h"
#include "pipeline/base/error.h"

typedef enum CellType {
    CELL_EMPTY, /* only inside readers; a Row never holds one */
    CELL_TEXT,
    CELL_NUMBER,
    CELL_BOOL,
    CELL_DATE,    /* number is a serial day, with a fraction where a time is given */
    CELL_TIME,    /* a time of day: fraction of a day, 0 <= number < 1 */
    CELL_ELAPSED, /* a duration in days */
    CELL_ERROR,   /* text is "#N/A" and the like */
} CellType;

enum {
    CELL_FORMULA = 1,    /* computed by the file's author; the stored result is given */
    CELL_NO_VALUE = 2,   /* a formula without a stored result: the cell counts as empty, text "" */
    CELL_HIDDEN = 4,     /* in a hidden row or column */
    CELL_MERGED = 8,     /* anchor of a merged range */
    CELL_DECODED = 16,   /* _xHHHH_ escapes were decoded */
    CELL_BAD_BYTES = 32, /* bytes that the encoding does not have were replaced */
    CELL_DATE_1904 = 64, /* the workbook counts days from 1904; number is already converted */
};

/* What one cell holds. The reader decides the type; map/ makes it a field's value. */
typedef struct Cell {
    int col; /* 1-based: 3 is column C */
    CellType type;
    unsigned flags; /* CELL_FORMULA, ... */
    Str text;       /* text and errors: what the file holds, decoded; others: the file's own text */
    double number;  /* what it means: number, 0/1, or serial day in the 1900 system */
} Cell;

/* Borrowed until the next call of row_cursor_next. */
typedef struct Row {
    SourceRef at;      /* file, sheet and row; col stays 0 */
    const Cell *cells; /* cells[0 .. count-1], by column; empty cells are left out */
    size_t count;
    int64_t record; /* XML: the record's number in the file, over all sheets; 0: none */
    int64_t parent; /* XML: the number of the record that encloses it; 0: none */
} Row;

typedef struct RowCursor RowCursor;

/*
 * Moves to the next row that has a cell, or that is a record of an XML submission in which others
 * may lie. False at the end and on failure. Rows come by number; only an XLSX sheet of more than
 * 4 MiB is handed on as it stands, with the warning "row.backwards" where that is out of order, and
 * its cells do not know that they are merged: reader_merged does.
 */
bool row_cursor_next(RowCursor *cursor, Row *row, Error *err);

/* Releases the cursor and all it holds. NULL is allowed. */
void row_cursor_close(RowCursor *cursor);

/* For readers: a cursor type embeds RowCursor as its first member. */
typedef struct RowCursorOps {
    bool (*next)(RowCursor *cursor, Row *row, Error *err);
    void (*close)(RowCursor *cursor);
} RowCursorOps;

struct RowCursor {
    const RowCursorOps *ops;
};

/* A merged range, 1-based and inclusive; header detection needs it. */
typedef struct MergedRange {
    int64_t first_row, last_row;
    int first_col, last_col;
} MergedRange;

typedef struct SheetInfo {
    Str name;
    bool hidden;
} SheetInfo;

typedef enum FileKind {
    FILE_UNKNOWN,
    FILE_XLSX,
    FILE_XLS,
    FILE_ODS,
    FILE_CSV,           /* delimited text, any delimiter */
    FILE_SPREADSHEETML, /* Excel 2003 XML */
    FILE_HTML,          /* an HTML table, often named .xls */
    FILE_XML_ODK,       /* ODK/Kobo submission(s) */
    FILE_XML_ROLLBOOK,  /* rollbook's own submission */
    FILE_ENCRYPTED,     /* an encrypted workbook: refused with its own message */
    FILE_LOCK,          /* ~$name.xlsx: an editor's lock file */
    FILE_OTHER,         /* known, but no spreadsheet (docx, pdf, image ...): named in the message */
} FileKind;

/* "xlsx", "csv", "xml-odk", ... stable, stored in source_file.kind. */
const char *file_kind_name(FileKind kind);

typedef struct Workbook Workbook;

typedef struct ReadOptions {
    const char *name;     /* path for messages, relative to inputs/ */
    const char *encoding; /* of CSV, where it is declared: "windows-874"; NULL: found out */
    int64_t max_bytes;    /* of the file; 0: the default */
} ReadOptions;

/*
 * Opens a file by its content, never by its name. STATUS_INPUT where it cannot be opened,
 * STATUS_FORMAT where it is not what it seems, STATUS_LIMIT past a limit; the message is one that
 * can be shown to the sender.
 */
Workbook *reader_open(const char *path, const ReadOptions *options, Error *err);

/* The same from bytes in memory, which must outlive the workbook. */
Workbook *reader_open_bytes(Str bytes, const ReadOptions *options, Error *err);

/*
 * What a file is, by its content (the name only tells a lock file). Reads no more than it must and
 * never fails on content: FILE_UNKNOWN where nothing fits. STATUS_INPUT where it cannot be read.
 */
FileKind file_kind(const char *path, Error *err);

void reader_close(Workbook *workbook);

FileKind reader_kind(const Workbook *workbook);
const char *reader_encoding(const Workbook *workbook); /* CSV: "UTF-8", "windows-874"; else NULL */
size_t reader_sheet_count(const Workbook *workbook);
SheetInfo reader_sheet(const Workbook *workbook, size_t index); /* 0-based, in the file's order */

/* The document's own "modified" time, ISO 8601; empty where it has none. */
Str reader_modified(const Workbook *workbook);

/* The rows of one sheet. One cursor at a time per workbook. */
RowCursor *reader_rows(Workbook *workbook, size_t index, Error *err);

/* Merged ranges of the sheet whose cursor was last read to its end. */
const MergedRange *reader_merged(const Workbook *workbook, size_t *count);

/*
 * What the reader put right or left out in the sheet whose cursor was last opened: one entry per
 * rule, with its first place. Rules: "cell.outside_grid", "row.backwards", "string.missing",
 * "bytes.unmappable", "bytes.nul", "cell.cut".
 */
enum { READ_WARNING_MAX = 8 };
typedef struct ReadWarning {
    const char *rule;
    int64_t count;
    int64_t row; /* of the first one; 0 where it is not known */
    int col;
} ReadWarning;
const ReadWarning *reader_warnings(const Workbook *workbook, size_t *count);

/*
 * The canonical text of a cell: as `rollbook cat` prints it and as raw_row stores it (DESIGN
 * section 9). Appended to buf.
 */
struct StrBuf;
void cell_append_value(struct StrBuf *buf, const Cell *cell);
/* Whether cell->text is that text already: so are texts and numbers in their shortest form. */
bool cell_text_is_value(const Cell *cell);

#endif
