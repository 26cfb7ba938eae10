/*
 * The bytes of the file: libharu's objects and ours, small ones packed into compressed object
 * streams, with a cross-reference stream (ISO 32000-1, 7.5.7 and 7.5.8). A tagged table has a small
 * object for every cell; packed, it is a fifth of the size.
 */

#include "reports/write/pdf_file.h"

#include "pipeline/base/digest.h"
#include "pipeline/base/mem.h"

#include <hpdf_list.h>

enum { PACKED_MAX = 200, ENTRY_FREE = 0, ENTRY_PLAIN = 1, ENTRY_PACKED = 2 };

typedef struct Entry {
    uint8_t type;
    uint32_t place; /* byte offset, or number of the object stream */
    uint16_t index; /* within it */
} Entry;

typedef struct Container {
    StrBuf *out;
    Entry *entries;
    size_t count, cap;
    StrBuf index, body; /* of the object stream being filled */
    size_t packed;
    size_t *waiting; /* numbers of the objects in it */
    size_t waiting_cap;
} Container;

static void set_entry(Container *container, size_t number, Entry entry)
{
    x_grow(container->entries, container->cap, number + 1);
    for (; container->count <= number; container->count++)
        container->entries[container->count] = (Entry){0};
    container->entries[number] = entry;
}

static void pack(Container *container, size_t number, Str bytes)
{
    strbuf_append_int(&container->index, (int64_t)number);
    strbuf_append_char(&container->index, ' ');
    strbuf_append_int(&container->index, (int64_t)container->body.len);
    strbuf_append_char(&container->index, ' ');
    strbuf_append(&container->body, bytes);
    strbuf_append_char(&container->body, '\n');
    x_grow(container->waiting, container->waiting_cap, container->packed + 1);
    container->waiting[container->packed++] = number;
}

/* Writes the object stream, whose own number is the next free one. */
static void flush_packed(Container *container, size_t *next)
{
    if (container->packed == 0)
        return;
    StrBuf plain = STRBUF_INIT, packed = STRBUF_INIT;
    strbuf_append(&plain, strbuf_str(&container->index));
    strbuf_append(&plain, strbuf_str(&container->body));
    pdf_deflate(strbuf_str(&plain), &packed);
    size_t number = (*next)++;
    for (size_t i = 0; i < container->packed; i++)
        set_entry(container, container->waiting[i],
                  (Entry){ENTRY_PACKED, (uint32_t)number, (uint16_t)i});
    set_entry(container, number, (Entry){ENTRY_PLAIN, (uint32_t)container->out->len, 0});
    strbuf_appendf(container->out,
                   "%zu 0 obj\n<</Type/ObjStm/N %zu/First %zu/Filter/FlateDecode/Length %zu>>\n"
                   "stream\r\n",
                   number, container->packed, container->index.len, packed.len);
    strbuf_append(container->out, strbuf_str(&packed));
    strbuf_append_cstr(container->out, "\nendstream\nendobj\n");
    strbuf_clear(&container->index);
    strbuf_clear(&container->body);
    container->packed = 0;
    strbuf_free(&plain);
    strbuf_free(&packed);
}

static HPDF_STATUS to_buffer(HPDF_Stream stream, const HPDF_BYTE *bytes, HPDF_UINT len)
{
    strbuf_append_bytes(stream->attr, bytes, len);
    return HPDF_OK;
}

static bool can_be_packed(const HPDF_Obj_Header *object)
{
    HPDF_UINT16 kind = object->obj_class & HPDF_OCLASS_ANY;
    return (kind == HPDF_OCLASS_DICT && !((const HPDF_Dict_Rec *)(const void *)object)->stream) ||
           kind == HPDF_OCLASS_ARRAY;
}

static void write_library_objects(PdfFile *file, Container *container, size_t *next)
{
    HPDF_List list = file->doc->xref->entries;
    StrBuf bytes = STRBUF_INIT;
    HPDF_Stream stream = HPDF_CallbackWriter_New(file->doc->mmgr, to_buffer, &bytes);
    for (HPDF_UINT i = 1; i < list->count && stream; i++) {
        HPDF_XrefEntry entry = HPDF_List_ItemAt(list, i);
        if (!entry->obj)
            continue;
        strbuf_clear(&bytes);
        HPDF_Obj_WriteValue(entry->obj, stream, NULL);
        if (can_be_packed(entry->obj)) {
            pack(container, i, strbuf_str(&bytes));
            if (container->packed == PACKED_MAX)
                flush_packed(container, next);
            continue;
        }
        set_entry(container, i, (Entry){ENTRY_PLAIN, (uint32_t)container->out->len, 0});
        strbuf_appendf(container->out, "%u 0 obj\n", (unsigned)i);
        strbuf_append(container->out, strbuf_str(&bytes));
        strbuf_append_cstr(container->out, "\nendobj\n");
    }
    if (stream)
        HPDF_Stream_Free(stream);
    strbuf_free(&bytes);
}

static void write_tags(PdfFile *file, Container *container, size_t *next)
{
    StrBuf bytes = STRBUF_INIT;
    for (size_t i = 0; i < pdf_tags_object_count(file); i++) {
        strbuf_clear(&bytes);
        pdf_tags_print(file, i, &bytes);
        pack(container, file->first_element + i, strbuf_str(&bytes));
        if (container->packed == PACKED_MAX)
            flush_packed(container, next);
    }
    strbuf_free(&bytes);
}

/* 32 hexadecimal digits that depend on what the report says and nothing else. */
static void file_id(const PdfFile *file, char out[33])
{
    const Document *document = file->document;
    const Str parts[] = {document->digest,  document->generator, document->name,
                         document->title,   document->subtitle,  document->period_code,
                         document->language};
    char text[DIGEST_TEXT_SIZE];
    Digest *digest = digest_create();
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        digest_update(digest, parts[i]);
        digest_update(digest, STR("\n"));
    }
    digest_finish(digest, text);
    memcpy(out, text, 32);
    out[32] = '\0';
}

static void write_cross_references(PdfFile *file, Container *container, size_t number)
{
    StrBuf table = STRBUF_INIT, packed = STRBUF_INIT;
    size_t start = container->out->len;
    char id[33];
    set_entry(container, number, (Entry){ENTRY_PLAIN, (uint32_t)start, 0});
    container->entries[0].index = 0xffff;
    for (size_t i = 0; i < container->count; i++) {
        const Entry *e = &container->entries[i];
        const uint8_t row[7] = {e->type,
                                (uint8_t)(e->place >> 24),
                                (uint8_t)(e->place >> 16),
                                (uint8_t)(e->place >> 8),
                                (uint8_t)e->place,
                                (uint8_t)(e->index >> 8),
                                (uint8_t)e->index};
        strbuf_append_bytes(&table, row, sizeof row);
    }
    pdf_deflate(strbuf_str(&table), &packed);
    file_id(file, id);
    strbuf_appendf(container->out,
                   "%zu 0 obj\n<</Type/XRef/Size %zu/W[1 4 2]/Root %u 0 R/Info %u 0 R/ID[<%s><%s>]"
                   "/Filter/FlateDecode/Length %zu>>\nstream\r\n",
                   number, container->count, pdf_object_number(file->doc->catalog),
                   pdf_object_number(file->doc->info), id, id, packed.len);
    strbuf_append(container->out, strbuf_str(&packed));
    strbuf_appendf(container->out, "\nendstream\nendobj\nstartxref\n%zu\n%%%%EOF\n", start);
    strbuf_free(&table);
    strbuf_free(&packed);
}

void pdf_container_write(PdfFile *file, StrBuf *out, Error *err)
{
    if (!error_ok(err))
        return;
    Container container = {.out = out};
    set_entry(&container, 0, (Entry){ENTRY_FREE, 0, 0});
    file->first_element = file->doc->xref->entries->count;
    size_t next = file->first_element + pdf_tags_object_count(file);
    StrBuf root = STRBUF_INIT;
    strbuf_appendf(&root, "/StructTreeRoot %u 0 R\n",
                   file->first_element + (unsigned)file->display->node_count);
    pdf_dict_print(file->doc->catalog, &root);
    strbuf_append_cstr(out, "%PDF-1.7\n%\xB7\xBE\xAD\xAA\n");
    write_library_objects(file, &container, &next);
    write_tags(file, &container, &next);
    flush_packed(&container, &next);
    write_cross_references(file, &container, next);
    if (out->len > UINT32_MAX)
        error_set(err, STATUS_LIMIT, "the PDF is larger than 4 GiB");
    strbuf_free(&container.index);
    strbuf_free(&container.body);
    x_free(container.entries);
    x_free(container.waiting);
}
