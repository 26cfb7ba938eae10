#ifndef ROLLBOOK_READ_XLSX_H
#define ROLLBOOK_READ_XLSX_H

/*
 * For the files xlsx*.c: an opened workbook of Office Open XML (ECMA-376, both the transitional and
 * the strict namespaces, told apart by nothing: only local names count).
 */

#include "pipeline/base/xml.h"
#include "pipeline/read/cells.h"
#include "pipeline/read/container.h"
#include "pipeline/read/string_table.h"
#include "pipeline/read/tag_scan.h"

typedef struct XlsxSheet {
    Str id;   /* of its relationship */
    Str path; /* of its part, resolved */
    bool external;
} XlsxSheet;

typedef struct XlsxWorkbook {
    Workbook base; /* must be first */
    Container *container;
    XlsxSheet *sheets; /* as base.sheets */
    size_t sheet_cap;
    Str strings_path, styles_path; /* empty where there are none */
    bool date_1904;
    bool strings_loaded;
    StringTable strings;
    uint8_t *styles; /* NumberKind of each cell format */
    size_t style_count, style_cap;
    bool by_sax; /* libxml2 reads sheets and strings too: the oracle that tests compare with */
} XlsxWorkbook;

/* The entry of a resolved path, or the one that is most likely meant by it; NULL: not there. */
const ContainerEntry *xlsx_entry(const XlsxWorkbook *workbook, Str path);

/* Parses a small part with libxml2. */
void xlsx_parse(XlsxWorkbook *workbook, const ContainerEntry *entry, const XmlHandler *handler,
                void *self, Error *err);

/* True where the part can only be decoded by libxml2. */
bool xlsx_needs_sax(XlsxWorkbook *workbook, const ContainerEntry *entry, Error *err);

void xlsx_load_strings(XlsxWorkbook *workbook, Error *err);

void xlsx_load_styles(XlsxWorkbook *workbook, Error *err);

RowCursor *xlsx_sheet_rows(XlsxWorkbook *workbook, size_t index, Error *err);

/* For tests and fuzzing: rows of a sheet's XML alone, by the scanner or by libxml2. */
RowCursor *xlsx_sheet_rows_bytes(XlsxWorkbook *workbook, Str xml, bool by_sax);

/* Appends s with its _xHHHH_ escapes decoded (ECMA-376-1 22.9.2.19); true where there were any. */
bool xlsx_append_unescaped(StrBuf *out, Str s);

/* The value of an attribute without a namespace; empty where it is not there. */
Str xlsx_attribute(const XmlAttribute *attributes, int count, const char *name);

/* A non-negative decimal number; -1 for anything else. */
int64_t xlsx_number(Str text);

/* "B7" as row and column; a part that is not there is 0, one past all bounds is huge. */
void xlsx_reference(Str text, int64_t *row, int64_t *col);

#endif
