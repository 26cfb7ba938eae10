#ifndef ROLLBOOK_READ_XLS_H
#define ROLLBOOK_READ_XLS_H

/* For xls.c and xls_sheet.c: an opened workbook of BIFF2 to BIFF8. */

#include "pipeline/read/biff.h"
#include "pipeline/read/cells.h"
#include "pipeline/read/string_table.h"

typedef struct XlsFormat {
    int id;
    NumberKind kind;
} XlsFormat;

typedef struct XlsWorkbook {
    Workbook base; /* must be first */
    Str stream;    /* of records */
    int version;   /* 2, 3, 4, 5 or 8 */
    bool date_1904;
    char code_page[32]; /* as iconv names it; for texts before BIFF8 */
    size_t *sheet_at;   /* stream offset of each sheet's BOF */
    size_t sheet_at_cap;
    StringTable strings;
    XlsFormat *formats;
    size_t format_count, format_cap;
    int *xf_formats; /* number format id of each cell format */
    size_t xf_count, xf_cap;
    uint8_t *xf_kinds;
} XlsWorkbook;

/* A text of the code page as UTF-8, appended. */
void xls_append_text(XlsWorkbook *workbook, StrBuf *out, Str bytes);

RowCursor *xls_sheet_rows(XlsWorkbook *workbook, size_t index, Error *err);

#endif
