/*
 * A face as a Type0 font with our subset (ISO 32000-1, 9.7): Identity-H, so that a code is a glyph
 * of the subset; own widths; a ToUnicode map that says what each code stands for.
 */

#include "reports/write/pdf_file.h"

#include "reports/text/subset.h"

#include <stdio.h>

void pdf_fonts_begin(PdfFile *file, const FontSet *fonts)
{
    Face *face;
    for (size_t i = 0; i < PDF_FONTS_MAX && (face = font_set_at(fonts, i)) != NULL; i++) {
        HPDF_Dict type0 = HPDF_Dict_New(file->doc->mmgr);
        HPDF_Xref_Add(file->doc->xref, type0);
        type0->header.obj_class |= HPDF_OSUBCLASS_FONT;
        file->fonts[file->font_count++] = (PdfFont){face, type0};
    }
}

HPDF_Dict pdf_font_of(const PdfFile *file, const Face *face)
{
    for (size_t i = 0; i < file->font_count; i++)
        if (file->fonts[i].face == face)
            return file->fonts[i].type0;
    return NULL;
}

static HPDF_INT32 per_mille(const Face *face, int units)
{
    return (HPDF_INT32)((int64_t)units * 1000 / (int64_t)face->units_per_em);
}

/* Three decimals, so that a font of 1024 units an em does not drift. */
static int64_t width_thousandths(const Face *face, int32_t advance)
{
    return mpt_from_units(advance, 1000000, face->units_per_em);
}

/* Six letters from the font program's bytes (9.6.4): the same program, the same name. */
static void subset_name(const Face *face, Str program, char out[80])
{
    uint64_t hash = str_hash(program);
    for (int i = 0; i < 6; i++, hash /= 26)
        out[i] = (char)('A' + hash % 26);
    snprintf(out + 6, 74, "+%s", face->name);
}

static HPDF_Dict make_descriptor(PdfFile *file, const Face *face, const char *name, Str program,
                                 size_t glyphs)
{
    HPDF_MMgr memory = file->doc->mmgr;
    HPDF_Dict font_file = pdf_stream(file, program, true);
    HPDF_Dict_AddNumber(font_file, "Length1", (HPDF_INT32)program.len);
    StrBuf set = STRBUF_INIT; /* a bit for each glyph: all are there */
    for (size_t i = 0; i < glyphs; i += 8)
        strbuf_append_char(&set, (char)(glyphs - i >= 8 ? 0xff : 0xff00 >> (glyphs - i)));
    HPDF_Dict cid_set = pdf_stream(file, strbuf_str(&set), true);
    strbuf_free(&set);
    HPDF_Dict descriptor = HPDF_Dict_New(memory);
    HPDF_Xref_Add(file->doc->xref, descriptor);
    HPDF_Array box = HPDF_Array_New(memory);
    HPDF_Array_AddNumber(box, per_mille(face, face->x_min));
    HPDF_Array_AddNumber(box, per_mille(face, face->y_min));
    HPDF_Array_AddNumber(box, per_mille(face, face->x_max));
    HPDF_Array_AddNumber(box, per_mille(face, face->y_max));
    HPDF_Dict_AddName(descriptor, "Type", "FontDescriptor");
    HPDF_Dict_AddName(descriptor, "FontName", name);
    HPDF_Dict_AddNumber(descriptor, "Flags", 4);
    HPDF_Dict_Add(descriptor, "FontBBox", box);
    HPDF_Dict_AddNumber(descriptor, "ItalicAngle", 0);
    HPDF_Dict_AddNumber(descriptor, "Ascent", per_mille(face, face->ascender));
    HPDF_Dict_AddNumber(descriptor, "Descent", per_mille(face, face->descender));
    HPDF_Dict_AddNumber(descriptor, "CapHeight", 700);
    HPDF_Dict_AddNumber(descriptor, "StemV", 80);
    HPDF_Dict_Add(descriptor, "FontFile2", font_file);
    HPDF_Dict_Add(descriptor, "CIDSet", cid_set);
    return descriptor;
}

static HPDF_Dict make_cid_font(PdfFile *file, const Face *face, const char *name,
                               HPDF_Dict descriptor)
{
    HPDF_MMgr memory = file->doc->mmgr;
    HPDF_Dict font = HPDF_Dict_New(memory);
    HPDF_Xref_Add(file->doc->xref, font);
    HPDF_Dict system = HPDF_Dict_New(memory);
    HPDF_Dict_Add(system, "Registry", HPDF_String_New(memory, "Adobe", NULL));
    HPDF_Dict_Add(system, "Ordering", HPDF_String_New(memory, "Identity", NULL));
    HPDF_Dict_AddNumber(system, "Supplement", 0);
    HPDF_Dict_AddName(font, "Type", "Font");
    HPDF_Dict_AddName(font, "Subtype", "CIDFontType2");
    HPDF_Dict_AddName(font, "BaseFont", name);
    HPDF_Dict_AddName(font, "CIDToGIDMap", "Identity");
    HPDF_Dict_Add(font, "CIDSystemInfo", system);
    HPDF_Dict_AddNumber(font, "DW", 1000);
    HPDF_Dict_Add(font, "FontDescriptor", descriptor);
    StrBuf widths = STRBUF_INIT;
    strbuf_append_cstr(&widths, "/W [0[");
    int32_t missing = (int32_t)hb_font_get_glyph_h_advance(face->font, 0);
    pdf_append_thousandths(&widths, width_thousandths(face, missing));
    for (size_t i = 1; i < code_table_count(face->codes); i++) {
        strbuf_append_char(&widths, ' ');
        int32_t advance = code_table_at(face->codes, i)->advance;
        pdf_append_thousandths(&widths, width_thousandths(face, advance > 0 ? advance : 0));
    }
    strbuf_append_cstr(&widths, "]]\n");
    pdf_dict_print(font, &widths);
    return font;
}

static HPDF_Dict make_to_unicode(PdfFile *file, const Face *face)
{
    enum { BLOCK_MAX = 100 }; /* entries of one bfchar block (Adobe Technical Note 5014) */
    StrBuf map = STRBUF_INIT, block = STRBUF_INIT;
    strbuf_append_cstr(&map, "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
                             "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> "
                             "def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
                             "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n");
    size_t entries = 0, count = code_table_count(face->codes);
    for (size_t i = 1; i <= count; i++) {
        if (i < count && code_table_at(face->codes, i)->text_len > 0) {
            strbuf_appendf(&block, "<%04zX> <", i);
            pdf_append_utf16(&block, code_table_text(face->codes, i));
            strbuf_append_cstr(&block, ">\n");
            entries++;
        }
        if (entries == BLOCK_MAX || (i == count && entries > 0)) {
            strbuf_appendf(&map, "%zu beginbfchar\n", entries);
            strbuf_append(&map, strbuf_str(&block));
            strbuf_append_cstr(&map, "endbfchar\n");
            strbuf_clear(&block);
            entries = 0;
        }
    }
    strbuf_append_cstr(&map, "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
    HPDF_Dict stream = pdf_stream(file, strbuf_str(&map), true);
    strbuf_free(&map);
    strbuf_free(&block);
    return stream;
}

static void finish_font(PdfFile *file, const PdfFont *font, Error *err)
{
    const Face *face = font->face;
    StrBuf program = STRBUF_INIT;
    size_t glyphs;
    subset_build(face, &program, &glyphs, err);
    if (error_ok(err)) {
        char name[80];
        HPDF_Dict type0 = font->type0;
        subset_name(face, strbuf_str(&program), name);
        HPDF_Dict descriptor = make_descriptor(file, face, name, strbuf_str(&program), glyphs);
        HPDF_Dict cid_font = make_cid_font(file, face, name, descriptor);
        HPDF_Array descendants = HPDF_Array_New(file->doc->mmgr);
        HPDF_Array_Add(descendants, cid_font);
        HPDF_Dict_AddName(type0, "Type", "Font");
        HPDF_Dict_AddName(type0, "Subtype", "Type0");
        HPDF_Dict_AddName(type0, "BaseFont", name);
        HPDF_Dict_AddName(type0, "Encoding", "Identity-H");
        HPDF_Dict_Add(type0, "DescendantFonts", descendants);
        HPDF_Dict_Add(type0, "ToUnicode", make_to_unicode(file, face));
    }
    strbuf_free(&program);
}

void pdf_fonts_finish(PdfFile *file, Error *err)
{
    for (size_t i = 0; i < file->font_count; i++)
        if (code_table_count(file->fonts[i].face->codes) > 1)
            finish_font(file, &file->fonts[i], err);
}
