/* Opening a font file: what it must have so that we can shape with it and embed it. */

#include "reports/text/face.h"

#include "pipeline/base/mem.h"

#include <string.h>

typedef struct TableBytes {
    hb_blob_t *blob;
    const uint8_t *bytes;
    unsigned len;
} TableBytes;

static TableBytes table_open(const Face *face, hb_tag_t tag)
{
    TableBytes table = {.blob = hb_face_reference_table(face->face, tag)};
    table.bytes = (const uint8_t *)hb_blob_get_data(table.blob, &table.len);
    return table;
}

static unsigned table_len(const Face *face, hb_tag_t tag)
{
    TableBytes table = table_open(face, tag);
    hb_blob_destroy(table.blob);
    return table.len;
}

/* Copies one name record's printable ASCII. PDF names must not hold delimiters. */
static size_t copy_name(Face *face, const uint8_t *text, unsigned len, unsigned step)
{
    size_t n = 0;
    for (unsigned i = 0; i + step <= len && n < sizeof face->name - 1; i += step) {
        unsigned c = text[i + step - 1];
        if (c > 32 && c < 127 && !strchr("[](){}<>/%#", (int)c))
            face->name[n++] = (char)c;
    }
    face->name[n] = '\0';
    return n;
}

/* Name id 6 of table name, from the Macintosh (1 byte) or another (UTF-16BE) platform. */
static void read_name(Face *face)
{
    TableBytes table = table_open(face, HB_TAG('n', 'a', 'm', 'e'));
    const uint8_t *d = table.bytes;
    bool found = false;
    if (table.len >= 6) {
        unsigned count = read_u16(d + 2), storage = read_u16(d + 4);
        for (unsigned i = 0; i < count && 6 + 12 * (i + 1) <= table.len && !found; i++) {
            const uint8_t *record = d + 6 + 12 * i;
            unsigned len = read_u16(record + 8), at = storage + read_u16(record + 10);
            if (read_u16(record + 6) != 6 || at + len > table.len)
                continue;
            found = copy_name(face, d + at, len, read_u16(record) == 1 ? 1 : 2) > 0;
        }
    }
    if (!found)
        memcpy(face->name, "Font", 5);
    hb_blob_destroy(table.blob);
}

static void read_metrics(Face *face)
{
    TableBytes head = table_open(face, HB_TAG('h', 'e', 'a', 'd'));
    if (head.len >= 54) {
        face->x_min = read_i16(head.bytes + 36);
        face->y_min = read_i16(head.bytes + 38);
        face->x_max = read_i16(head.bytes + 40);
        face->y_max = read_i16(head.bytes + 42);
    }
    hb_blob_destroy(head.blob);
    hb_font_extents_t extents;
    if (hb_font_get_h_extents(face->font, &extents)) {
        face->ascender = extents.ascender;
        face->descender = extents.descender;
    }
}

/*
 * Padauk's letters are a fifth smaller than those of Noto at the same size: enlarged, the scripts
 * of a line look alike. Measured at the Burmese letter ka, which should be half an em high.
 */
static void read_optical_size(Face *face)
{
    enum { KA = 0x1000, WANTED = 500, LARGEST = 1150 };
    hb_codepoint_t glyph;
    hb_glyph_extents_t extents;
    face->optical = 1000;
    if (!hb_font_get_nominal_glyph(face->font, KA, &glyph) ||
        !hb_font_get_glyph_extents(face->font, glyph, &extents) || extents.y_bearing <= 0)
        return;
    int64_t height = (int64_t)extents.y_bearing * 1000 / (int64_t)face->units_per_em;
    int64_t optical = height > 0 ? WANTED * 1000 / height : 1000;
    face->optical = optical < 1000 ? 1000 : optical > LARGEST ? LARGEST : (int)optical;
}

/* fsType of table OS/2: bits 1 and 9 alone forbid embedding of outlines. */
static bool may_be_embedded(const Face *face)
{
    TableBytes os2 = table_open(face, HB_TAG('O', 'S', '/', '2'));
    unsigned type = os2.len >= 10 ? read_u16(os2.bytes + 8) : 0;
    hb_blob_destroy(os2.blob);
    return (type & 0x000e) != 0x0002 && !(type & 0x0200);
}

static void check_face(const Face *face, Error *err)
{
    if (face->glyph_count == 0 || table_len(face, HB_TAG('h', 'e', 'a', 'd')) < 54)
        error_set(err, STATUS_CONFIG, "%s is not a font, or is damaged", face->path);
    else if (table_len(face, HB_TAG('f', 'v', 'a', 'r')) > 0)
        error_set(err, STATUS_CONFIG, "%s is a variable font, expected a static one", face->path);
    else if (table_len(face, HB_TAG('g', 'l', 'y', 'f')) == 0 ||
             table_len(face, HB_TAG('m', 'a', 'x', 'p')) < 32 ||
             table_len(face, HB_TAG('h', 'h', 'e', 'a')) < 36)
        error_set(err, STATUS_CONFIG, "%s has no TrueType outlines, expected a .ttf file",
                  face->path);
    else if (face->units_per_em < 16 || face->units_per_em > 16384)
        error_set(err, STATUS_CONFIG, "%s is damaged: %u units per em", face->path,
                  face->units_per_em);
    else if (!may_be_embedded(face))
        error_set(err, STATUS_CONFIG, "%s does not allow to be embedded in a PDF", face->path);
}

Face *face_open(const char *path, Error *err)
{
    if (!error_ok(err))
        return NULL;
    hb_blob_t *blob = hb_blob_create_from_file_or_fail(path);
    if (!blob) {
        error_set(err, STATUS_CONFIG, "the font file %s cannot be read", path);
        return NULL;
    }
    Face *face = x_new(Face);
    face->path = path;
    face->blob = blob;
    face->face = hb_face_create(blob, 0);
    face->font = hb_font_create(face->face);
    face->glyph_count = hb_face_get_glyph_count(face->face);
    face->units_per_em = hb_face_get_upem(face->face);
    face->codes = code_table_create();
    check_face(face, err);
    if (!error_ok(err)) {
        face_close(face);
        return NULL;
    }
    hb_face_make_immutable(face->face);
    read_name(face);
    read_metrics(face);
    read_optical_size(face);
    for (uint32_t cp = 0; cp < sizeof face->ascii; cp++) {
        hb_codepoint_t glyph;
        face->ascii[cp] = hb_font_get_nominal_glyph(face->font, cp, &glyph) != 0;
    }
    return face;
}

void face_close(Face *face)
{
    if (!face)
        return;
    code_table_free(face->codes);
    hb_font_destroy(face->font);
    hb_face_destroy(face->face);
    hb_blob_destroy(face->blob);
    x_free(face);
}

bool face_has(const Face *face, uint32_t cp)
{
    hb_codepoint_t glyph;
    if (cp < sizeof face->ascii)
        return face->ascii[cp];
    return hb_font_get_nominal_glyph(face->font, cp, &glyph) != 0;
}
