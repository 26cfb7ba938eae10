#ifndef ROLLBOOK_REPORTS_TEXT_FACE_H
#define ROLLBOOK_REPORTS_TEXT_FACE_H

/* One font file, opened for shaping, and the clusters that the document draws with it. */

#include "pipeline/base/error.h"
#include "reports/model/length.h"
#include "reports/text/code_table.h"

#include <hb.h>

enum { FACE_NAME_SIZE = 64 };

typedef struct Face {
    hb_blob_t *blob;
    hb_face_t *face;
    hb_font_t *font; /* at its default scale: every length is in font units */
    unsigned units_per_em;
    unsigned glyph_count;
    int ascender, descender;        /* of table hhea, font units */
    int x_min, y_min, x_max, y_max; /* of table head: the box around all glyphs */
    int optical; /* thousandths of the asked size at which it is drawn: small letters are enlarged
                  */
    char name[FACE_NAME_SIZE]; /* PostScript name */
    CodeTable *codes;
    const char *path;   /* borrowed; for messages */
    uint8_t ascii[128]; /* 1 where the face has the character: the commonest question by far */
} Face;

/*
 * Opens a TrueType file (outlines in table glyf; not variable, not a collection; embedding
 * allowed). STATUS_CONFIG with the path for any other. The path is borrowed while the face lives.
 */
Face *face_open(const char *path, Error *err);
void face_close(Face *face);

bool face_has(const Face *face, uint32_t cp);

/* Big-endian fields of font tables (OpenType 1.9, "Data types"). */
static inline unsigned read_u16(const uint8_t *p)
{
    return (unsigned)(p[0] << 8 | p[1]);
}

static inline int read_i16(const uint8_t *p)
{
    return (int16_t)read_u16(p);
}

static inline uint32_t read_u32(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

#endif
