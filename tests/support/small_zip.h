#ifndef ROLLBOOK_TESTS_SMALL_ZIP_H
#define ROLLBOOK_TESTS_SMALL_ZIP_H

/*
 * Zip archives made in memory, entries stored, for tests and fuzz targets of the readers. Header
 * only, so that fuzz targets need no object besides their own.
 */

#include "pipeline/base/strbuf.h"

#include <zlib.h>

typedef struct SmallZip {
    StrBuf file, directory;
    unsigned count;
} SmallZip;

static inline void small_zip_u16(StrBuf *buf, unsigned value)
{
    strbuf_append_char(buf, (char)(value & 0xFF));
    strbuf_append_char(buf, (char)(value >> 8 & 0xFF));
}

static inline void small_zip_u32(StrBuf *buf, uint32_t value)
{
    small_zip_u16(buf, value & 0xFFFF);
    small_zip_u16(buf, value >> 16);
}

static inline void small_zip_common(StrBuf *buf, Str name, Str content, uint32_t crc)
{
    small_zip_u16(buf, 20);
    small_zip_u16(buf, 0); /* flags */
    small_zip_u16(buf, 0); /* stored */
    small_zip_u32(buf, 0x21 << 16);
    small_zip_u32(buf, crc);
    small_zip_u32(buf, (uint32_t)content.len);
    small_zip_u32(buf, (uint32_t)content.len);
    small_zip_u16(buf, (unsigned)name.len);
    small_zip_u16(buf, 0);
}

static inline void small_zip_add(SmallZip *zip, Str name, Str content)
{
    uint32_t crc = (uint32_t)crc32_z(0, (const Bytef *)content.ptr, content.len);
    uint32_t at = (uint32_t)zip->file.len;
    small_zip_u32(&zip->file, 0x04034b50);
    small_zip_common(&zip->file, name, content, crc);
    strbuf_append(&zip->file, name);
    strbuf_append(&zip->file, content);
    small_zip_u32(&zip->directory, 0x02014b50);
    small_zip_u16(&zip->directory, 20);
    small_zip_common(&zip->directory, name, content, crc);
    small_zip_u16(&zip->directory, 0); /* comment */
    small_zip_u16(&zip->directory, 0); /* disk */
    small_zip_u16(&zip->directory, 0);
    small_zip_u32(&zip->directory, 0);
    small_zip_u32(&zip->directory, at);
    strbuf_append(&zip->directory, name);
    zip->count++;
}

/* The archive, borrowed until small_zip_free. Nothing may be added afterwards. */
static inline Str small_zip_bytes(SmallZip *zip)
{
    uint32_t at = (uint32_t)zip->file.len;
    strbuf_append(&zip->file, strbuf_str(&zip->directory));
    small_zip_u32(&zip->file, 0x06054b50);
    small_zip_u32(&zip->file, 0);
    small_zip_u16(&zip->file, zip->count);
    small_zip_u16(&zip->file, zip->count);
    small_zip_u32(&zip->file, (uint32_t)zip->directory.len);
    small_zip_u32(&zip->file, at);
    small_zip_u16(&zip->file, 0);
    return strbuf_str(&zip->file);
}

static inline void small_zip_free(SmallZip *zip)
{
    strbuf_free(&zip->file);
    strbuf_free(&zip->directory);
}

#define SMALL_XLSX_MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define SMALL_XLSX_REL  "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

/* A package of one sheet around the parts given; an empty part is left out. */
static inline void small_xlsx(SmallZip *zip, Str workbook_attributes, Str sheet, Str strings,
                              Str styles)
{
    StrBuf workbook = STRBUF_INIT;
    strbuf_append_cstr(&workbook, "<workbook xmlns=\"" SMALL_XLSX_MAIN
                                  "\" xmlns:r=\"" SMALL_XLSX_REL "\"><workbookPr ");
    strbuf_append(&workbook, workbook_attributes);
    strbuf_append_cstr(&workbook, "/><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"rId1\"/>"
                                  "</sheets></workbook>");
    small_zip_add(zip, STR("_rels/.rels"),
                  STR("<Relationships><Relationship Id=\"rId1\" Type=\"" SMALL_XLSX_REL
                      "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"));
    small_zip_add(zip, STR("xl/workbook.xml"), strbuf_str(&workbook));
    small_zip_add(zip, STR("xl/_rels/workbook.xml.rels"),
                  STR("<Relationships><Relationship Id=\"rId1\" Type=\"" SMALL_XLSX_REL
                      "/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" "
                      "Type=\"" SMALL_XLSX_REL
                      "/sharedStrings\" Target=\"sharedStrings.xml\"/><Relationship Id=\"rId3\" "
                      "Type=\"" SMALL_XLSX_REL
                      "/styles\" Target=\"styles.xml\"/></Relationships>"));
    small_zip_add(zip, STR("xl/worksheets/sheet1.xml"), sheet);
    if (strings.len > 0)
        small_zip_add(zip, STR("xl/sharedStrings.xml"), strings);
    if (styles.len > 0)
        small_zip_add(zip, STR("xl/styles.xml"), styles);
    strbuf_free(&workbook);
}

#endif
