#ifndef ROLLBOOK_READ_XLSX_SHEET_H
#define ROLLBOOK_READ_XLSX_SHEET_H

/* For xlsx_sheet.c and xlsx_cells.c: the state of reading one worksheet. */

#include "pipeline/read/xlsx.h"

typedef enum SheetCellType {
    TYPE_NUMBER,
    TYPE_SHARED,
    TYPE_INLINE,
    TYPE_STRING,
    TYPE_BOOL,
    TYPE_ERROR,
    TYPE_DATE,
} SheetCellType;

/* Which element's text is wanted. */
typedef enum SheetPart { PART_NONE, PART_VALUE, PART_INLINE } SheetPart;

typedef struct HiddenColumns {
    int from, to;
} HiddenColumns;

typedef struct SheetRows {
    RowCursor base; /* must be first */
    XlsxWorkbook *workbook;
    PartStream *stream;
    TagScan *scan;   /* or */
    XmlPush *push;   /* with */
    RowQueue *queue; /* and */
    bool finished;
    Error *err; /* of the call in progress, or */
    Error push_error;
    SourceRef at;
    Arena *scratch; /* text of the row's cells */
    CellList cells;

    bool in_data, in_row, in_cell, row_ready;
    int64_t row, last_row;
    bool row_numbered, row_hidden;
    int64_t col;
    SheetCellType type;
    size_t style;
    bool has_value, has_inline, has_formula;
    int phonetic, extension; /* how deep in what is no part of the value */
    SheetPart part;
    StrBuf text, unescaped;

    HiddenColumns hidden[64];
    size_t hidden_count;
    int64_t cell_count, text_count;
} SheetRows;

/* Reads plain cells directly from the scanner's buffer, as many as follow; stops before others. */
void sheet_scan_cells(SheetRows *self, Error *err);

Cell *sheet_add_cell(SheetRows *self);
void sheet_finish_value(SheetRows *self, Str value);
bool sheet_column_hidden(const SheetRows *self, int col);
bool sheet_count_text(SheetRows *self, size_t len);
SheetCellType sheet_cell_type(Str text);
void sheet_place_cell(SheetRows *self, int64_t row, int64_t col);

static inline NumberKind sheet_style(const SheetRows *self, size_t style)
{
    return style < self->workbook->style_count ? (NumberKind)self->workbook->styles[style]
                                               : KIND_NUMBER;
}

#endif
