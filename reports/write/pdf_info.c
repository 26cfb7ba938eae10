/* What the file says about itself: title, dates, language, bookmarks and links. */

#include "reports/write/pdf_file.h"

#include "pipeline/base/mem.h"

#include <stdio.h>

/* --- metadata -------------------------------------------------------------------------------- */

static void append_xml(StrBuf *buf, Str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c == '<')
            strbuf_append_cstr(buf, "&lt;");
        else if (c == '>')
            strbuf_append_cstr(buf, "&gt;");
        else if (c == '&')
            strbuf_append_cstr(buf, "&amp;");
        else if (c >= ' ')
            strbuf_append_char(buf, (char)c);
        else
            strbuf_append_char(buf, ' ');
    }
}

static void append_element(StrBuf *buf, const char *before, Str text, const char *after)
{
    strbuf_append_cstr(buf, before);
    append_xml(buf, text);
    strbuf_append_cstr(buf, after);
}

/* XMP (ISO 16684-1); the same facts as the Info dictionary. */
static void write_xmp(PdfFile *file, const char *date)
{
    const Document *document = file->document;
    StrBuf xmp = STRBUF_INIT;
    strbuf_append_cstr(
        &xmp, "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
              "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">"
              "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
              "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
              "xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" "
              "xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\">\n");
    append_element(&xmp, "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">", document->title,
                   "</rdf:li></rdf:Alt></dc:title>\n");
    append_element(&xmp, "<dc:creator><rdf:Seq><rdf:li>", document->office,
                   "</rdf:li></rdf:Seq></dc:creator>\n");
    append_element(&xmp, "<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">",
                   document->subtitle, "</rdf:li></rdf:Alt></dc:description>\n");
    append_element(&xmp, "<dc:language><rdf:Bag><rdf:li>", document->language,
                   "</rdf:li></rdf:Bag></dc:language>\n");
    if (date)
        strbuf_appendf(&xmp,
                       "<xmp:CreateDate>%sT00:00:00Z</xmp:CreateDate>"
                       "<xmp:ModifyDate>%sT00:00:00Z</xmp:ModifyDate>\n",
                       date, date);
    append_element(&xmp, "<pdf:Producer>", document->generator, "</pdf:Producer>\n");
    strbuf_append_cstr(&xmp, "</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"w\"?>");
    HPDF_Dict stream = pdf_stream(file, strbuf_str(&xmp), false);
    HPDF_Dict_AddName(stream, "Type", "Metadata");
    HPDF_Dict_AddName(stream, "Subtype", "XML");
    HPDF_Dict_Add(file->doc->catalog, "Metadata", stream);
    strbuf_free(&xmp);
}

static void add_info(PdfFile *file, const char *key, Str text)
{
    if (!str_is_empty(text))
        HPDF_Dict_Add(file->doc->info, key, pdf_text_object(file, text));
}

/* The as-of date stands for the time of making: clocks do not enter a report. */
static void add_info_date(PdfFile *file, const char *key, Date date)
{
    char text[64];
    snprintf(text, sizeof text, "D:%04d%02d%02d000000Z", date.year, date.month, date.day);
    HPDF_Dict_Add(file->doc->info, key, HPDF_String_New(file->doc->mmgr, text, NULL));
}

void pdf_info_write(PdfFile *file)
{
    const Document *document = file->document;
    HPDF_Dict catalog = file->doc->catalog;
    HPDF_MMgr memory = file->doc->mmgr;
    char iso[DATE_TEXT_SIZE];
    bool dated = !date_is_none(document->as_of);
    if (dated)
        date_format_iso(document->as_of, iso);
    add_info(file, "Title", document->title);
    add_info(file, "Subject", document->subtitle);
    add_info(file, "Author", document->office);
    add_info(file, "Creator", document->generator);
    add_info(file, "Producer", document->generator);
    if (dated) {
        add_info_date(file, "CreationDate", document->as_of);
        add_info_date(file, "ModDate", document->as_of);
    }
    write_xmp(file, dated ? iso : NULL);
    char language[16];
    snprintf(language, sizeof language, "%.*s", STR_ARG(document->language));
    HPDF_Dict_Add(catalog, "Lang", HPDF_String_New(memory, language, NULL));
    HPDF_Dict marked = HPDF_Dict_New(memory);
    HPDF_Dict_AddBoolean(marked, "Marked", HPDF_TRUE);
    HPDF_Dict_Add(catalog, "MarkInfo", marked);
    HPDF_Dict preferences = HPDF_Dict_New(memory);
    HPDF_Dict_AddBoolean(preferences, "DisplayDocTitle", HPDF_TRUE);
    HPDF_Dict_Add(catalog, "ViewerPreferences", preferences);
    for (size_t i = 0; i < file->display->page_count; i++) {
        HPDF_Dict_AddNumber(file->pages[i], "StructParents", (HPDF_INT32)i);
        HPDF_Dict_AddName(file->pages[i], "Tabs", "S");
    }
}

/* --- places within the document -------------------------------------------------------------- */

/* Made by hand: HPDF_Destination_SetXYZ refuses the zoom 0 that means "as it is". */
static HPDF_Array make_destination(PdfFile *file, const Bookmark *bookmark)
{
    HPDF_MMgr memory = file->doc->mmgr;
    HPDF_Array array = HPDF_Array_New(memory);
    Mpt top = file->display->pages[bookmark->page].height - bookmark->y + PT(8);
    HPDF_Array_Add(array, file->pages[bookmark->page]);
    HPDF_Array_AddName(array, "XYZ");
    HPDF_Array_AddNumber(array, 0);
    HPDF_Array_AddNumber(array, top / 1000);
    HPDF_Array_Add(array, HPDF_Null_New(memory));
    return array;
}

void pdf_bookmarks_write(PdfFile *file)
{
    const Display *display = file->display;
    HPDF_Outline above[7] = {NULL}; /* the last bookmark of each level */
    for (size_t i = 0; i < display->bookmark_count; i++) {
        const Bookmark *bookmark = &display->bookmarks[i];
        int level = bookmark->level < 1 ? 1 : bookmark->level > 6 ? 6 : bookmark->level;
        HPDF_Outline parent = NULL;
        for (int l = level - 1; l >= 1 && !parent; l--)
            parent = above[l];
        HPDF_Outline outline = HPDF_CreateOutline(file->doc, parent, "-", NULL);
        HPDF_Outline_SetOpened(outline, level == 1 ? HPDF_TRUE : HPDF_FALSE);
        HPDF_Dict_Add(outline, "Title", pdf_text_object(file, bookmark->title));
        HPDF_Dict_Add(outline, "Dest", make_destination(file, bookmark));
        above[level] = outline;
        for (int l = level + 1; l < 7; l++)
            above[l] = NULL;
    }
    if (display->bookmark_count > 2)
        HPDF_SetPageMode(file->doc, HPDF_PAGE_MODE_USE_OUTLINE);
}

static bool is_web(Str url)
{
    return str_starts_with(url, STR("https://")) || str_starts_with(url, STR("http://")) ||
           str_starts_with(url, STR("mailto:"));
}

void pdf_link_write(PdfFile *file, size_t page, int32_t link, int32_t node, HPDF_Rect rect)
{
    const Link *target = &file->display->links[link];
    HPDF_Page from = file->pages[page];
    HPDF_Annotation annotation = NULL;
    if (target->bookmark != NONE) {
        const Bookmark *bookmark = &file->display->bookmarks[target->bookmark];
        annotation = HPDF_Page_CreateLinkAnnot(
            from, rect, HPDF_Page_CreateDestination(file->pages[bookmark->page]));
        if (annotation)
            HPDF_Dict_Add(annotation, "Dest", make_destination(file, bookmark));
    } else if (is_web(target->url) && target->url.len < 2000) {
        char *url = x_alloc(target->url.len + 1);
        memcpy(url, target->url.ptr, target->url.len);
        url[target->url.len] = '\0';
        annotation = HPDF_Page_CreateURILinkAnnot(from, rect, url);
        x_free(url);
    }
    if (!annotation)
        return;
    HPDF_LinkAnnot_SetBorderStyle(annotation, 0, 0, 0);
    HPDF_Dict_AddNumber(annotation, "F", 4); /* printed */
    HPDF_Dict_Add(annotation, "Contents", pdf_text_object(file, target->label));
    pdf_tag_annotation(file, node, page, annotation);
}
