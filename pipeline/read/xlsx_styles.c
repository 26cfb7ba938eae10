/* Styles (ECMA-376-1 18.8): only which cell formats show a date or a time. */

#include "pipeline/base/mem.h"
#include "pipeline/read/format_code.h"
#include "pipeline/read/xlsx.h"

typedef struct CustomFormat {
    int64_t id;
    NumberKind kind;
} CustomFormat;

typedef struct StylesHandler {
    XlsxWorkbook *workbook;
    CustomFormat *formats;
    size_t format_count, format_cap;
    bool in_formats, in_cells;
    Error *err;
} StylesHandler;

static NumberKind kind_of(const StylesHandler *handler, int64_t id)
{
    for (size_t i = handler->format_count; i-- > 0;)
        if (handler->formats[i].id == id)
            return handler->formats[i].kind;
    return id >= 0 && id < 1000 ? format_builtin_kind((int)id) : KIND_NUMBER;
}

static void styles_open(void *self, Str name, const char *uri, const XmlAttribute *attributes,
                        int count)
{
    StylesHandler *handler = self;
    XlsxWorkbook *workbook = handler->workbook;
    const ReadLimits *limits = workbook->base.limits;
    (void)uri;
    if (str_eq(name, STR("numFmts")))
        handler->in_formats = true;
    else if (str_eq(name, STR("cellXfs")))
        handler->in_cells = true;
    else if (handler->in_formats && str_eq(name, STR("numFmt"))) {
        if (handler->format_count >= (size_t)limits->number_formats) {
            error_set(handler->err, STATUS_LIMIT, "the workbook has more than %d number formats",
                      limits->number_formats);
            return;
        }
        x_grow(handler->formats, handler->format_cap, handler->format_count + 1);
        handler->formats[handler->format_count++] = (CustomFormat){
            .id = xlsx_number(xlsx_attribute(attributes, count, "numFmtId")),
            .kind = format_code_kind(xlsx_attribute(attributes, count, "formatCode"))};
    } else if (handler->in_cells && str_eq(name, STR("xf"))) {
        if (workbook->style_count >= (size_t)limits->styles) {
            error_set(handler->err, STATUS_LIMIT, "the workbook has more than %d cell formats",
                      limits->styles);
            return;
        }
        x_grow(workbook->styles, workbook->style_cap, workbook->style_count + 1);
        int64_t id = xlsx_number(xlsx_attribute(attributes, count, "numFmtId"));
        workbook->styles[workbook->style_count++] = (uint8_t)kind_of(handler, id);
    }
}

static void styles_close(void *self, Str name)
{
    StylesHandler *handler = self;
    if (str_eq(name, STR("numFmts")))
        handler->in_formats = false;
    else if (str_eq(name, STR("cellXfs")))
        handler->in_cells = false;
}

static void styles_text(void *self, Str text)
{
    (void)self;
    (void)text;
}

void xlsx_load_styles(XlsxWorkbook *workbook, Error *err)
{
    static const XmlHandler HANDLER = {
        .open = styles_open, .close = styles_close, .text = styles_text};
    const ContainerEntry *entry =
        workbook->styles_path.len ? xlsx_entry(workbook, workbook->styles_path) : NULL;
    if (!entry || !error_ok(err))
        return;
    StylesHandler handler = {.workbook = workbook, .err = err};
    xlsx_parse(workbook, entry, &HANDLER, &handler, err);
    x_free(handler.formats);
    error_place(err, (SourceRef){.file = workbook->base.name, .sheet = "styles"});
}
