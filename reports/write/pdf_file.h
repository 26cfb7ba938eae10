#ifndef ROLLBOOK_REPORTS_WRITE_PDF_FILE_H
#define ROLLBOOK_REPORTS_WRITE_PDF_FILE_H

/*
 * A PDF being made, shared by the files pdf_*.c, which alone include hpdf.h. libharu keeps the
 * objects (pages, dictionaries, streams); text, fonts, structure and the file's bytes are our own
 * work: reports/write/README.md says why.
 */

#include "pipeline/base/strbuf.h"
#include "reports/layout/display.h"

#include <hpdf.h>
#include <hpdf_doc.h>
#include <hpdf_objects.h>
#include <hpdf_pages.h>
#include <hpdf_streams.h>

/* A face as a font object of the document. */
typedef struct PdfFont {
    const Face *face;
    HPDF_Dict type0; /* empty until pdf_fonts_finish, so that pages can point to it */
} PdfFont;

enum { PDF_FONTS_MAX = FONT_SCRIPT_COUNT * FONT_WEIGHT_COUNT };

/* What belongs to an element of the structure tree, in reading order. */
typedef enum PdfKidKind { KID_NODE, KID_CONTENT, KID_ANNOTATION } PdfKidKind;

typedef struct PdfKid {
    PdfKidKind kind;
    int32_t number; /* of the node, or the marked content on its page, or the annotation */
    int32_t page;
    int32_t next; /* in the list of its element; NONE at the end */
} PdfKid;

typedef struct PdfElement {
    int32_t first_kid, last_kid;
    int32_t page; /* of its first content; NONE */
    bool linked;  /* its parent knows it */
    bool has_box;
    Mpt box[4]; /* of a figure: left, bottom, right, top on its page */
} PdfElement;

typedef struct PdfAnnotation {
    HPDF_Annotation annotation;
    int32_t node, page;
} PdfAnnotation;

typedef struct PdfFile {
    HPDF_Doc doc;
    const Document *document;
    const Display *display;
    HPDF_Page *pages;
    PdfFont fonts[PDF_FONTS_MAX];
    size_t font_count;
    /* structure: elements parallel the display's nodes */
    PdfElement *elements;
    PdfKid *kids;
    size_t kid_count, kid_cap;
    PdfAnnotation *annotations;
    size_t annotation_count, annotation_cap;
    int32_t **page_nodes; /* for each page: the node of each marked content, in order */
    size_t *page_node_count, *page_node_cap;
    unsigned first_element; /* object number of element 0, known when the file is written */
} PdfFile;

/* pdf_object.c: what libharu's objects lack. */
unsigned pdf_object_number(const void *object);
/* Appends a number given in thousandths, with as few decimals as it needs. */
void pdf_append_thousandths(StrBuf *buf, int64_t value);
/* The same rounded to hundredths: places on a page. */
void pdf_append_length(StrBuf *buf, Mpt value);
/* A text string as UTF-16BE in hexadecimal, byte order mark first: <FEFF...>. */
void pdf_append_text(StrBuf *buf, Str text);
void pdf_append_utf16(StrBuf *buf, Str text);
HPDF_Binary pdf_text_object(PdfFile *file, Str text);
/* The dictionary prints these bytes, too, when it is written; takes them from buf. */
void pdf_dict_print(HPDF_Dict dict, StrBuf *buf);
HPDF_Dict pdf_stream(PdfFile *file, Str bytes, bool compressed);
void pdf_deflate(Str bytes, StrBuf *out);

/* pdf_font.c */
void pdf_fonts_begin(PdfFile *file, const FontSet *fonts);
HPDF_Dict pdf_font_of(const PdfFile *file, const Face *face);
void pdf_fonts_finish(PdfFile *file, Error *err);

/* pdf_page.c */
void pdf_page_write(PdfFile *file, size_t index);

/* pdf_tags.c */
void pdf_tags_begin(PdfFile *file);
/* Notes content of a node on a page; returns its number there. */
int32_t pdf_tag_content(PdfFile *file, int32_t node, size_t page);
void pdf_tag_annotation(PdfFile *file, int32_t node, size_t page, HPDF_Annotation annotation);
void pdf_tag_box(PdfFile *file, int32_t node, Mpt left, Mpt bottom, Mpt right, Mpt top);
/* The structure's objects are numbered after libharu's: elements, tree root, parent tree. */
size_t pdf_tags_object_count(const PdfFile *file);
void pdf_tags_print(const PdfFile *file, size_t object, StrBuf *buf);
void pdf_tags_free(PdfFile *file);

/* pdf_info.c */
void pdf_info_write(PdfFile *file);
void pdf_bookmarks_write(PdfFile *file);
void pdf_link_write(PdfFile *file, size_t page, int32_t link, int32_t node, HPDF_Rect rect);

/* pdf_container.c: the finished bytes. */
void pdf_container_write(PdfFile *file, StrBuf *out, Error *err);

#endif
