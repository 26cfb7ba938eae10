#ifndef ROLLBOOK_REPORTS_TEXT_GLYF_H
#define ROLLBOOK_REPORTS_TEXT_GLYF_H

/*
 * The outlines of a TrueType file: tables glyf, loca, hmtx, hhea, maxp (OpenType 1.9). Every read
 * is checked against the table's bytes; what lies outside is an empty glyph.
 */

#include "reports/text/face.h"

/* Flags of a composite glyph's components. */
enum {
    COMPONENT_WORDS = 0x0001, /* offsets are 16 bits */
    COMPONENT_XY = 0x0002,    /* and are offsets, not points */
    COMPONENT_SCALE = 0x0008,
    COMPONENT_MORE = 0x0020,
    COMPONENT_XY_SCALE = 0x0040,
    COMPONENT_2X2 = 0x0080,
    COMPONENT_INSTRUCTIONS = 0x0100,
    GLYF_DEPTH_MAX = 8,     /* composites of composites; deeper is taken for a loop */
    GLYF_VISITS_MAX = 4096, /* glyphs looked at for one composite: ends one that names itself */
    GLYF_HEADER = 10,       /* contours, xMin, yMin, xMax, yMax */
};

typedef struct Glyf {
    hb_blob_t *blobs[5];
    const uint8_t *glyf, *loca, *hmtx;
    unsigned glyf_len, loca_len, hmtx_len;
    const uint8_t *head, *hhea; /* 54 and 36 bytes at least */
    bool long_loca;
    unsigned glyph_count, long_metrics;
} Glyf;

/* STATUS_CONFIG where the tables do not fit each other. */
void glyf_open(Glyf *glyf, const Face *face, Error *err);
void glyf_close(Glyf *glyf);

/* A glyph's bytes, at least GLYF_HEADER of them; NULL where it is empty. */
const uint8_t *glyf_outline(const Glyf *glyf, unsigned glyph, unsigned *len);

void glyf_metrics(const Glyf *glyf, unsigned glyph, int *advance, int *left_bearing);

/* One component of a composite glyph at byte `at`: false where it runs past the end. */
typedef struct Component {
    unsigned flags, glyph;
    unsigned size; /* bytes, the four of flags and glyph included */
} Component;
bool glyf_component(const uint8_t *outline, unsigned len, unsigned at, Component *component);

/* What table maxp counts; added up over a composite's components. */
typedef struct GlyfCounts {
    unsigned points, contours, depth;
    unsigned visits;
} GlyfCounts;
void glyf_count(const Glyf *glyf, unsigned glyph, unsigned depth, GlyfCounts *counts);

#endif
