/*
 * An Office Open XML package: which part is the workbook, which parts are its worksheets, strings
 * and styles. Relationships are resolved, never trusted to stay inside the package.
 */

#include "pipeline/read/xlsx.h"

#include "pipeline/base/mem.h"

enum { PATH_MAX_BYTES = 1024 };

Str xlsx_attribute(const XmlAttribute *attributes, int count, const char *name)
{
    for (int i = 0; i < count; i++)
        if (!attributes[i].namespace_uri && str_is(attributes[i].name, name))
            return attributes[i].value;
    return STR("");
}

int64_t xlsx_number(Str text)
{
    int64_t value = 0;
    if (text.len == 0 || text.len > 18)
        return -1;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return -1;
        value = value * 10 + (text.ptr[i] - '0');
    }
    return value;
}

void xlsx_reference(Str text, int64_t *row, int64_t *col)
{
    enum { HUGE_INDEX = 1 << 30 };
    *row = *col = 0;
    size_t i = 0;
    for (; i < text.len; i++) {
        char c = (char)(text.ptr[i] | 0x20);
        if (c < 'a' || c > 'z')
            break;
        if (*col < HUGE_INDEX)
            *col = *col * 26 + (c - 'a' + 1);
    }
    for (; i < text.len && text.ptr[i] >= '0' && text.ptr[i] <= '9'; i++)
        if (*row < HUGE_INDEX)
            *row = *row * 10 + (text.ptr[i] - '0');
}

static Str last_part(Str path)
{
    size_t at = path.len;
    while (at > 0 && path.ptr[at - 1] != '/')
        at--;
    return str_slice(path, at, path.len);
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* Targets are URIs (ECMA-376-2 A.3): "sheet%201.xml" may name the entry "sheet 1.xml". */
static Str percent_decoded(Arena *arena, Str path)
{
    char *out = arena_alloc(arena, path.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < path.len; i++) {
        int high = i + 2 < path.len && path.ptr[i] == '%' ? hex_digit(path.ptr[i + 1]) : -1;
        int low = high >= 0 ? hex_digit(path.ptr[i + 2]) : -1;
        out[len++] = low >= 0 ? (char)(high * 16 + low) : path.ptr[i];
        i += low >= 0 ? 2 : 0;
    }
    return (Str){out, len};
}

const ContainerEntry *xlsx_entry(const XlsxWorkbook *workbook, Str path)
{
    const ContainerEntry *found = container_find(workbook->container, path);
    if (!found && memchr(path.ptr, '%', path.len)) {
        path = percent_decoded(workbook->base.arena, path);
        found = container_find(workbook->container, path);
    }
    if (found)
        return found;
    /* Some writers leave the folder out, or name another: the only part of that name will do. */
    Str wanted = last_part(path);
    for (size_t i = 0; i < workbook->container->count; i++) {
        const ContainerEntry *entry = &workbook->container->entries[i];
        if (!str_eq_ignore_case(last_part(entry->name), wanted))
            continue;
        if (found)
            return NULL;
        found = entry;
    }
    return found;
}

void xlsx_parse(XlsxWorkbook *workbook, const ContainerEntry *entry, const XmlHandler *handler,
                void *self, Error *err)
{
    enum { PIECE = 64 << 10 };
    PartStream *stream = part_open(workbook->container, entry, err);
    if (!stream)
        return;
    XmlLimits limits = XML_LIMITS;
    XmlPush *push = xml_push_create(handler, self, &limits, err);
    char *piece = x_alloc(PIECE);
    size_t n;
    while ((n = part_read(stream, piece, PIECE, err)) > 0)
        if (!xml_push_feed(push, (Str){piece, n}))
            break;
    if (error_ok(err))
        xml_push_finish(push);
    x_free(piece);
    xml_push_free(push);
    part_close(stream);
}

bool xlsx_needs_sax(XlsxWorkbook *workbook, const ContainerEntry *entry, Error *err)
{
    char head[256];
    PartStream *stream = part_open(workbook->container, entry, err);
    int64_t inflated = workbook->container->inflated;
    size_t n = stream ? part_read(stream, head, sizeof head, err) : 0;
    part_close(stream);
    workbook->container->inflated = inflated;
    return tag_scan_refuses((Str){head, n});
}

/* --- relationships -------------------------------------------------------------------------------
 */

typedef struct Relationship {
    Str id, type, target; /* target resolved; empty where it leaves the package */
    bool external;
} Relationship;

typedef struct Relationships {
    Arena *arena;
    Str folder; /* of the part whose relationships these are, with its final slash */
    Relationship *items;
    size_t count, cap;
} Relationships;

/* A target as a path inside the package; empty where it climbs out of it. */
static Str resolve(Arena *arena, Str folder, Str target)
{
    char path[PATH_MAX_BYTES];
    size_t len = 0;
    bool absolute = target.len && (target.ptr[0] == '/' || target.ptr[0] == '\\');
    if (target.len + folder.len + 2 > sizeof path)
        return STR("");
    Str parts[2] = {absolute ? STR("") : folder, target};
    for (int i = 0; i < 2; i++) {
        for (size_t from = 0; from <= parts[i].len;) {
            size_t to = from;
            while (to < parts[i].len && parts[i].ptr[to] != '/' && parts[i].ptr[to] != '\\')
                to++;
            Str name = str_slice(parts[i], from, to);
            from = to + 1;
            if (name.len == 0 || str_eq(name, STR(".")))
                continue;
            if (str_eq(name, STR(".."))) {
                if (len == 0)
                    return STR("");
                while (len > 0 && path[len - 1] != '/')
                    len--;
                len -= len > 0;
                continue;
            }
            if (len > 0)
                path[len++] = '/';
            memcpy(path + len, name.ptr, name.len);
            len += name.len;
        }
    }
    return arena_str(arena, (Str){path, len});
}

static void rels_open(void *self, Str name, const char *uri, const XmlAttribute *attributes,
                      int count)
{
    Relationships *rels = self;
    (void)uri;
    if (!str_eq(name, STR("Relationship")))
        return;
    Str target = xlsx_attribute(attributes, count, "Target");
    x_grow(rels->items, rels->cap, rels->count + 1);
    rels->items[rels->count++] = (Relationship){
        .id = arena_str(rels->arena, xlsx_attribute(attributes, count, "Id")),
        .type = arena_str(rels->arena, xlsx_attribute(attributes, count, "Type")),
        .target = resolve(rels->arena, rels->folder, target),
        .external = str_eq(xlsx_attribute(attributes, count, "TargetMode"), STR("External"))};
}

static void ignore_close(void *self, Str name)
{
    (void)self;
    (void)name;
}

static void ignore_text(void *self, Str text)
{
    (void)self;
    (void)text;
}

/* The relationships of a part; none where it has none. Caller frees items. */
static Relationships load_relationships(XlsxWorkbook *workbook, Str part, Error *err)
{
    static const XmlHandler HANDLER = {
        .open = rels_open, .close = ignore_close, .text = ignore_text};
    Arena *arena = workbook->base.arena;
    Str base = last_part(part);
    Relationships rels = {.arena = arena, .folder = str_slice(part, 0, part.len - base.len)};
    Str path = arena_printf(arena, "%.*s_rels/%.*s.rels", STR_ARG(rels.folder), STR_ARG(base));
    const ContainerEntry *entry = container_find(workbook->container, path);
    if (entry)
        xlsx_parse(workbook, entry, &HANDLER, &rels, err);
    return rels;
}

static const Relationship *relationship_of_type(const Relationships *rels, const char *ending)
{
    for (size_t i = 0; i < rels->count; i++)
        if (str_ends_with(rels->items[i].type, str_from(ending)))
            return &rels->items[i];
    return NULL;
}

/* --- content types -------------------------------------------------------------------------------
 */

typedef struct ContentTypes {
    Arena *arena;
    Str main; /* part name of the first workbook */
    bool word, slides, binary;
} ContentTypes;

static void types_open(void *self, Str name, const char *uri, const XmlAttribute *attributes,
                       int count)
{
    ContentTypes *types = self;
    (void)uri;
    if (!str_eq(name, STR("Override")) && !str_eq(name, STR("Default")))
        return;
    Str type = xlsx_attribute(attributes, count, "ContentType");
    Str part = xlsx_attribute(attributes, count, "PartName");
    if (str_find(type, STR("wordprocessingml.document"), 0) < type.len)
        types->word = true;
    if (str_find(type, STR("presentationml."), 0) < type.len)
        types->slides = true;
    if (str_find(type, STR("ms-excel.sheet.binary"), 0) < type.len)
        types->binary = true;
    if (types->main.len == 0 && part.len > 0 &&
        (str_ends_with(type, STR("sheet.main+xml")) ||
         str_ends_with(type, STR("template.main+xml")) ||
         str_find(type, STR("macroEnabled.main+xml"), 0) < type.len))
        types->main = resolve(types->arena, STR(""), part);
}

static ContentTypes load_content_types(XlsxWorkbook *workbook, Error *err)
{
    static const XmlHandler HANDLER = {
        .open = types_open, .close = ignore_close, .text = ignore_text};
    ContentTypes types = {.arena = workbook->base.arena, .main = STR("")};
    const ContainerEntry *entry = container_find(workbook->container, STR("[Content_Types].xml"));
    if (entry)
        xlsx_parse(workbook, entry, &HANDLER, &types, err);
    return types;
}

/* --- the workbook part ---------------------------------------------------------------------------
 */

typedef struct BookHandler {
    XlsxWorkbook *workbook;
    const Relationships *rels;
    bool is_workbook;
    int depth;
    Error *err;
} BookHandler;

static void add_sheet(BookHandler *handler, const XmlAttribute *attributes, int count)
{
    XlsxWorkbook *workbook = handler->workbook;
    Str id = STR(""), state = xlsx_attribute(attributes, count, "state");
    for (int i = 0; i < count; i++)
        if (str_eq(attributes[i].name, STR("id")))
            id = attributes[i].value;
    const Relationship *rel = NULL;
    for (size_t i = 0; i < handler->rels->count; i++)
        if (str_eq(handler->rels->items[i].id, id))
            rel = &handler->rels->items[i];
    /* Chart, dialog and macro sheets are not numbered. */
    if (rel && rel->type.len > 0 && !str_ends_with(rel->type, STR("/worksheet")))
        return;
    size_t at = workbook->base.sheet_count;
    bool hidden = str_eq(state, STR("hidden")) || str_eq(state, STR("veryHidden"));
    workbook_add_sheet(&workbook->base, xlsx_attribute(attributes, count, "name"), hidden,
                       handler->err);
    if (!error_ok(handler->err))
        return;
    x_grow(workbook->sheets, workbook->sheet_cap, at + 1);
    workbook->sheets[at] = (XlsxSheet){.id = arena_str(workbook->base.arena, id),
                                       .path = rel ? rel->target : STR(""),
                                       .external = rel && rel->external};
}

static void book_open(void *self, Str name, const char *uri, const XmlAttribute *attributes,
                      int count)
{
    BookHandler *handler = self;
    (void)uri;
    if (++handler->depth == 1)
        handler->is_workbook = str_eq(name, STR("workbook"));
    if (str_eq(name, STR("workbookPr"))) {
        Str value = xlsx_attribute(attributes, count, "date1904");
        handler->workbook->date_1904 =
            str_eq(value, STR("1")) || str_eq(value, STR("true")) || str_eq(value, STR("on"));
    } else if (str_eq(name, STR("sheet")) && handler->depth == 3)
        add_sheet(handler, attributes, count);
}

static void book_close(void *self, Str name)
{
    (void)name;
    ((BookHandler *)self)->depth--;
}

/* --- docProps/core.xml
 * ----------------------------------------------------------------------------- */

typedef struct CoreHandler {
    bool in_modified;
    StrBuf text;
} CoreHandler;

static void core_open(void *self, Str name, const char *uri, const XmlAttribute *attributes,
                      int count)
{
    (void)uri;
    (void)attributes;
    (void)count;
    ((CoreHandler *)self)->in_modified = str_eq(name, STR("modified"));
}

static void core_close(void *self, Str name)
{
    (void)name;
    ((CoreHandler *)self)->in_modified = false;
}

static void core_text(void *self, Str text)
{
    CoreHandler *handler = self;
    if (handler->in_modified && handler->text.len < 64)
        strbuf_append(&handler->text, text);
}

/* A document's properties are never worth refusing it. */
static void load_modified(XlsxWorkbook *workbook)
{
    static const XmlHandler HANDLER = {.open = core_open, .close = core_close, .text = core_text};
    const ContainerEntry *entry = container_find(workbook->container, STR("docProps/core.xml"));
    if (!entry)
        return;
    Error ignored = {0};
    CoreHandler handler = {0};
    xlsx_parse(workbook, entry, &HANDLER, &handler, &ignored);
    Cell cell = {0};
    Str text = str_trim(strbuf_str(&handler.text));
    if (error_ok(&ignored) && cell_set_iso(&cell, text))
        workbook->base.modified = arena_str(workbook->base.arena, text);
    strbuf_free(&handler.text);
}

/* --- opening
 * --------------------------------------------------------------------------------------- */

static RowCursor *xlsx_rows(Workbook *workbook, size_t index, Error *err)
{
    return xlsx_sheet_rows((XlsxWorkbook *)workbook, index, err);
}

static void xlsx_close(Workbook *workbook)
{
    XlsxWorkbook *self = (XlsxWorkbook *)workbook;
    string_table_free(&self->strings);
    x_free(self->styles);
    x_free(self->sheets);
}

static const WorkbookOps XLSX_WORKBOOK = {.rows = xlsx_rows, .close = xlsx_close};

/* The path of the workbook part; STATUS_FORMAT where this is some other kind of package. */
static Str find_main_part(XlsxWorkbook *self, Error *err)
{
    ContentTypes types = load_content_types(self, err);
    Relationships rels = load_relationships(self, STR(""), err);
    const Relationship *rel = relationship_of_type(&rels, "/officeDocument");
    Str path = rel && !rel->external ? rel->target : STR("");
    if (path.len == 0 || !xlsx_entry(self, path))
        path = types.main;
    x_free(rels.items);
    const char *found = NULL;
    if (types.word)
        found = "a Word document";
    else if (types.slides && types.main.len == 0)
        found = "a PowerPoint presentation";
    else if (types.binary)
        found = "a binary workbook (.xlsb): save it as .xlsx";
    else if (path.len == 0 || !xlsx_entry(self, path))
        found = "a zip archive without a workbook";
    if (found)
        error_set(err, STATUS_FORMAT, "expected a spreadsheet or a submission, found %s", found);
    return path;
}

static void load_workbook(XlsxWorkbook *self, Str path, Error *err)
{
    static const XmlHandler HANDLER = {.open = book_open, .close = book_close, .text = ignore_text};
    Relationships rels = load_relationships(self, path, err);
    const Relationship *strings = relationship_of_type(&rels, "/sharedStrings");
    const Relationship *styles = relationship_of_type(&rels, "/styles");
    self->strings_path = strings && !strings->external ? strings->target : STR("");
    self->styles_path = styles && !styles->external ? styles->target : STR("");
    BookHandler handler = {.workbook = self, .rels = &rels, .err = err};
    if (error_ok(err))
        xlsx_parse(self, xlsx_entry(self, path), &HANDLER, &handler, err);
    if (error_ok(err) && !handler.is_workbook)
        error_set(err, STATUS_FORMAT, "expected a workbook, found a document of another kind");
    x_free(rels.items);
}

Workbook *xlsx_open(const WorkbookSource *source, Error *err)
{
    XlsxWorkbook *self = arena_new(source->arena, XlsxWorkbook);
    workbook_init(&self->base, &XLSX_WORKBOOK, FILE_XLSX, source);
    self->container = container_open(source->arena, source->bytes, source->limits, err);
    Str path = error_ok(err) ? find_main_part(self, err) : STR("");
    if (error_ok(err))
        load_workbook(self, path, err);
    xlsx_load_styles(self, err);
    if (error_ok(err))
        load_modified(self);
    if (error_ok(err) && self->base.sheet_count == 0)
        error_set(err, STATUS_FORMAT, "the workbook has no worksheet");
    if (!error_ok(err)) {
        xlsx_close(&self->base);
        x_free(self->base.sheets);
        return NULL;
    }
    return &self->base;
}
