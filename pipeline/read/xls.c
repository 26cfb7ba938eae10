/*
 * .xls workbooks: the stream of records inside a compound file (or bare, as old programs wrote it),
 * its globals: sheets, shared strings, number formats, code page. Cells are in xls_sheet.c.
 */

#include "pipeline/read/xls.h"

#include "pipeline/base/mem.h"
#include "pipeline/read/cfb.h"
#include "pipeline/read/csv_encoding.h"
#include "pipeline/read/format_code.h"

#include <stdio.h>

static void set_code_page(XlsWorkbook *self, unsigned number)
{
    const char *name = NULL;
    switch (number) {
    case 367:
        name = "ASCII";
        break;
    case 1200:
        name = "UTF-16LE";
        break;
    case 10000:
    case 32768:
        name = "MACINTOSH";
        break;
    case 10007:
        name = "MAC-CYRILLIC";
        break;
    case 10029:
        name = "MAC-CENTRALEUROPE";
        break;
    case 32769:
        name = "CP1252";
        break;
    default:
        snprintf(self->code_page, sizeof self->code_page, "CP%u", number);
        return;
    }
    snprintf(self->code_page, sizeof self->code_page, "%s", name);
}

void xls_append_text(XlsWorkbook *workbook, StrBuf *out, Str bytes)
{
    bool ascii = true;
    for (size_t i = 0; ascii && i < bytes.len; i++)
        ascii = (unsigned char)bytes.ptr[i] < 0x80;
    if (ascii) {
        strbuf_append(out, bytes);
        return;
    }
    Arena *arena = arena_create();
    Error unknown = {0};
    DecodedText decoded = csv_decode(arena, bytes, workbook->code_page, &unknown);
    if (error_ok(&unknown))
        strbuf_append(out, decoded.text);
    else
        biff_append_latin1(out, bytes);
    arena_free(arena);
}

static int version_of(unsigned bof, Str data)
{
    switch (bof) {
    case BIFF_BOF_2:
        return 2;
    case BIFF_BOF_3:
        return 3;
    case BIFF_BOF_4:
        return 4;
    default:
        return biff_u16(data, 0) >= 0x0600 ? 8 : 5;
    }
}

static void add_format(XlsWorkbook *self, int id, Str code, Error *err)
{
    if (self->format_count >= (size_t)self->base.limits->number_formats) {
        error_set(err, STATUS_LIMIT, "the workbook has more than %d number formats",
                  self->base.limits->number_formats);
        return;
    }
    x_grow(self->formats, self->format_cap, self->format_count + 1);
    self->formats[self->format_count++] = (XlsFormat){id, format_code_kind(code)};
}

static void read_format(XlsWorkbook *self, BiffCursor *cursor, Error *err)
{
    StrBuf code = STRBUF_INIT;
    Str data = cursor->data;
    int id = (int)biff_u16(data, 0);
    if (self->version == 8) {
        BiffReader reader = biff_reader(cursor, 4);
        biff_read_unicode(&reader, biff_u16(data, 2), &code);
    } else if (cursor->id == BIFF_FORMAT_2 || self->version < 4) {
        id = (int)self->format_count; /* numbered in order */
        xls_append_text(self, &code, str_slice(data, 1, 1 + biff_u8(data, 0)));
    } else {
        if (self->version == 4)
            id = (int)self->format_count;
        xls_append_text(self, &code, str_slice(data, 3, 3 + biff_u8(data, 2)));
    }
    add_format(self, id, strbuf_str(&code), err);
    strbuf_free(&code);
}

static void read_xf(XlsWorkbook *self, unsigned id, Str data, Error *err)
{
    if (self->xf_count >= (size_t)self->base.limits->styles) {
        error_set(err, STATUS_LIMIT, "the workbook has more than %d cell formats",
                  self->base.limits->styles);
        return;
    }
    x_grow(self->xf_formats, self->xf_cap, self->xf_count + 1);
    int format = id == BIFF_XF     ? (int)biff_u16(data, 2)
                 : id == BIFF_XF_2 ? (int)(biff_u8(data, 2) & 0x3F)
                                   : (int)biff_u8(data, 1);
    self->xf_formats[self->xf_count++] = format;
}

static void read_boundsheet(XlsWorkbook *self, BiffCursor *cursor, Error *err)
{
    enum { WORKSHEET = 0 };
    Str data = cursor->data;
    if (biff_u8(data, 5) != WORKSHEET)
        return; /* chart, macro and Visual Basic sheets are not numbered */
    StrBuf name = STRBUF_INIT;
    if (self->version == 8) {
        BiffReader reader = biff_reader(cursor, 7);
        biff_read_unicode(&reader, biff_u8(data, 6), &name);
    } else
        xls_append_text(self, &name, str_slice(data, 7, 7 + biff_u8(data, 6)));
    size_t at = self->base.sheet_count;
    workbook_add_sheet(&self->base, strbuf_str(&name), (biff_u8(data, 4) & 3) != 0, err);
    strbuf_free(&name);
    if (!error_ok(err))
        return;
    x_grow(self->sheet_at, self->sheet_at_cap, at + 1);
    self->sheet_at[at] = biff_u32(data, 0);
}

static void read_strings(XlsWorkbook *self, BiffCursor *cursor, Error *err)
{
    BiffReader reader = biff_reader(cursor, 8);
    /* The counts in the record are not believed: strings are read while there are bytes. */
    while (!reader.ended && error_ok(err)) {
        size_t count = biff_read_u16(&reader);
        if (reader.ended)
            break;
        biff_read_unicode(&reader, count, &self->strings.bytes);
        string_table_end(&self->strings, false);
        if ((int64_t)self->strings.bytes.len > self->base.limits->string_table_bytes)
            error_set(err, STATUS_LIMIT, "the workbook's texts are larger than %lld MiB",
                      (long long)(self->base.limits->string_table_bytes >> 20));
    }
}

static NumberKind kind_of(const XlsWorkbook *self, int format)
{
    for (size_t i = self->format_count; i-- > 0;)
        if (self->formats[i].id == format)
            return self->formats[i].kind;
    return self->version >= 5 ? format_builtin_kind(format) : KIND_NUMBER;
}

static void read_global(XlsWorkbook *self, BiffCursor *cursor, Error *err)
{
    switch (cursor->id) {
    case BIFF_FILEPASS:
        error_set(err, STATUS_FORMAT,
                  "the workbook is protected by a password: save it without one");
        break;
    case BIFF_CODEPAGE:
        set_code_page(self, biff_u16(cursor->data, 0));
        break;
    case BIFF_DATEMODE:
        self->date_1904 = biff_u16(cursor->data, 0) == 1;
        break;
    case BIFF_FORMAT:
    case BIFF_FORMAT_2:
        read_format(self, cursor, err);
        break;
    case BIFF_XF:
    case BIFF_XF_2:
    case BIFF_XF_3:
    case BIFF_XF_4:
        read_xf(self, cursor->id, cursor->data, err);
        break;
    case BIFF_BOUNDSHEET:
        read_boundsheet(self, cursor, err);
        break;
    case BIFF_SST:
        read_strings(self, cursor, err);
        break;
    }
}

static bool is_bof(unsigned id)
{
    return id == BIFF_BOF || id == BIFF_BOF_2 || id == BIFF_BOF_3 || id == BIFF_BOF_4;
}

/* The globals: up to the first EOF, or the only sheet where there are none. */
static void read_globals(XlsWorkbook *self, Error *err)
{
    enum { SUBSTREAM_GLOBALS = 5 };
    BiffCursor cursor = {.stream = self->stream};
    if (!biff_next(&cursor) || !is_bof(cursor.id)) {
        error_set(err, STATUS_FORMAT,
                  "the file is damaged or was cut off: it does not begin as a workbook");
        return;
    }
    self->version = version_of(cursor.id, cursor.data);
    bool globals = self->version >= 5 && biff_u16(cursor.data, 2) == SUBSTREAM_GLOBALS;
    int depth = 1;
    while (error_ok(err) && depth > 0 && biff_next(&cursor)) {
        if (is_bof(cursor.id))
            depth++;
        else if (cursor.id == BIFF_EOF)
            depth--;
        else if (depth == 1)
            read_global(self, &cursor, err);
    }
    if (error_ok(err) && !globals && self->base.sheet_count == 0) {
        workbook_add_sheet(&self->base, STR("1"), false, err);
        x_grow(self->sheet_at, self->sheet_at_cap, 1);
        self->sheet_at[0] = 0;
    }
    self->xf_kinds = arena_new_array(self->base.arena, uint8_t, self->xf_count + 1);
    for (size_t i = 0; i < self->xf_count; i++)
        self->xf_kinds[i] = (uint8_t)kind_of(self, self->xf_formats[i]);
}

/* PIDSI_LASTSAVE_DTM of the summary information stream (MS-OLEPS): a FILETIME. */
static void read_modified(XlsWorkbook *self, Str bytes)
{
    enum { LAST_SAVED = 13, TYPE_FILETIME = 0x40 };
    static const uint64_t TICKS = 10000000, TO_1970 = UINT64_C(11644473600);
    Error ignored = {0};
    Str info = cfb_read(self->base.arena, bytes, "\005SummaryInformation", &ignored);
    size_t section = biff_u32(info, 44), count = biff_u32(info, section + 4);
    for (size_t i = 0; i < count && i < 100 && section < info.len; i++) {
        if (biff_u32(info, section + 8 + i * 8) != LAST_SAVED)
            continue;
        size_t at = section + biff_u32(info, section + 12 + i * 8);
        uint64_t ticks = biff_u32(info, at + 4) | (uint64_t)biff_u32(info, at + 8) << 32;
        uint64_t seconds = ticks / TICKS;
        if (biff_u32(info, at) != TYPE_FILETIME || seconds < TO_1970 || seconds > TO_1970 * 2)
            return;
        Cell cell = {.type = CELL_DATE, .number = (double)(seconds - TO_1970) / 86400 + 25569};
        StrBuf text = STRBUF_INIT;
        cell_append_value(&text, &cell);
        strbuf_append_char(&text, 'Z');
        self->base.modified = arena_str(self->base.arena, strbuf_str(&text));
        strbuf_free(&text);
        return;
    }
}

static RowCursor *xls_rows(Workbook *workbook, size_t index, Error *err)
{
    return xls_sheet_rows((XlsWorkbook *)workbook, index, err);
}

static void xls_close(Workbook *workbook)
{
    XlsWorkbook *self = (XlsWorkbook *)workbook;
    string_table_free(&self->strings);
    x_free(self->sheet_at);
    x_free(self->formats);
    x_free(self->xf_formats);
}

static const WorkbookOps XLS_WORKBOOK = {.rows = xls_rows, .close = xls_close};

Workbook *xls_open(const WorkbookSource *source, Error *err)
{
    XlsWorkbook *self = arena_new(source->arena, XlsWorkbook);
    workbook_init(&self->base, &XLS_WORKBOOK, FILE_XLS, source);
    set_code_page(self, 1252);
    self->stream = source->bytes;
    if ((unsigned char)source->bytes.ptr[0] == 0xD0) {
        self->stream = cfb_read(source->arena, source->bytes, "Workbook", err);
        if (self->stream.len == 0)
            self->stream = cfb_read(source->arena, source->bytes, "Book", err);
        read_modified(self, source->bytes);
    }
    if (error_ok(err))
        read_globals(self, err);
    if (error_ok(err) && self->base.sheet_count == 0)
        error_set(err, STATUS_FORMAT, "the workbook has no worksheet");
    if (!error_ok(err)) {
        xls_close(&self->base);
        x_free(self->base.sheets);
        return NULL;
    }
    return &self->base;
}
