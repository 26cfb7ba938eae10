/* write_pdf: opens the fonts, lays the document out, prints the pages, and puts the file into
 * place. */

#include "reports/write/pdf_file.h"

#include "pipeline/base/file.h"
#include "pipeline/base/mem.h"
#include "reports/layout/layout.h"
#include "reports/write/writer.h"

#include <string.h>

static void *allocate(HPDF_UINT size)
{
    return x_alloc(size);
}

static void release(void *memory)
{
    x_free(memory);
}

/* libharu's structs are part of what we rely on, so its version must be the one compiled for. */
static bool library_fits(Error *err)
{
    if (strcmp(HPDF_GetVersion(), HPDF_VERSION_TEXT) == 0)
        return true;
    error_set(err, STATUS_CONFIG, "libharu is version %s, expected %s", HPDF_GetVersion(),
              HPDF_VERSION_TEXT);
    return false;
}

static void open_file(PdfFile *file, Error *err)
{
    /* No error handler: the first failure stays in the document and is asked for at the end. */
    file->doc = HPDF_NewEx(NULL, allocate, release, 0, NULL);
    if (!file->doc) {
        error_set(err, STATUS_IO, "the PDF cannot be begun");
        return;
    }
    HPDF_SetCompressionMode(file->doc, HPDF_COMP_ALL);
    HPDF_SetPagesConfiguration(file->doc, 64);
    file->doc->pdf_version = HPDF_VER_17;
}

/* All pages first, because links point forwards, too. */
static void add_pages(PdfFile *file)
{
    const Display *display = file->display;
    file->pages = x_new_array(HPDF_Page, display->page_count);
    for (size_t i = 0; i < display->page_count; i++) {
        file->pages[i] = HPDF_AddPage(file->doc);
        HPDF_Page_SetWidth(file->pages[i], (HPDF_REAL)display->pages[i].width / 1000);
        HPDF_Page_SetHeight(file->pages[i], (HPDF_REAL)display->pages[i].height / 1000);
    }
}

static void print_document(PdfFile *file, const FontSet *fonts, StrBuf *out, Error *err)
{
    if (!error_ok(err))
        return;
    open_file(file, err);
    if (!error_ok(err))
        return;
    add_pages(file);
    if (HPDF_GetError(file->doc) == HPDF_OK) {
        pdf_fonts_begin(file, fonts);
        pdf_tags_begin(file);
        for (size_t i = 0; i < file->display->page_count; i++)
            pdf_page_write(file, i);
        pdf_bookmarks_write(file);
        pdf_info_write(file);
        pdf_fonts_finish(file, err);
        pdf_container_write(file, out, err);
    }
    if (HPDF_GetError(file->doc) != HPDF_OK)
        error_set(err, STATUS_IO, "libharu failed with error 0x%04lX",
                  (unsigned long)HPDF_GetError(file->doc));
}

static void close_file(PdfFile *file)
{
    if (file->display)
        pdf_tags_free(file);
    x_free(file->pages);
    if (file->doc)
        HPDF_Free(file->doc);
}

void write_pdf(const Document *document, const WriterOptions *options, const char *path, Error *err)
{
    if (!error_ok(err) || !library_fits(err))
        return;
    Arena *arena = arena_create();
    Typesetter own = {0}, *typesetter = options->typesetter;
    PdfFile file = {.document = document};
    StrBuf out = STRBUF_INIT;
    const char *language = arena_cstr(arena, document->language);
    Words *words =
        options->words ? options->words : words_load(options->assets, arena, language, err);
    if (typesetter)
        typesetter_begin(typesetter);
    else
        typesetter_open(typesetter = &own, options->config, err);
    file.display = layout_document(typesetter, words, document, arena, err);
    print_document(&file, &typesetter->fonts, &out, err);
    if (error_ok(err))
        file_write_unsynced(path, strbuf_str(&out), err);
    close_file(&file);
    strbuf_free(&out);
    typesetter_close(&own);
    arena_free(arena);
}
