/* Reading a TrueType file's outlines, whatever its bytes are. */

#include "reports/text/glyf.h"

void glyf_open(Glyf *glyf, const Face *face, Error *err)
{
    static const hb_tag_t tags[5] = {HB_TAG('g', 'l', 'y', 'f'), HB_TAG('l', 'o', 'c', 'a'),
                                     HB_TAG('h', 'm', 't', 'x'), HB_TAG('h', 'e', 'a', 'd'),
                                     HB_TAG('h', 'h', 'e', 'a')};
    const uint8_t *bytes[5];
    unsigned len[5];
    *glyf = (Glyf){0};
    if (!error_ok(err))
        return;
    for (int i = 0; i < 5; i++) {
        glyf->blobs[i] = hb_face_reference_table(face->face, tags[i]);
        bytes[i] = (const uint8_t *)hb_blob_get_data(glyf->blobs[i], &len[i]);
    }
    glyf->glyf = bytes[0];
    glyf->glyf_len = len[0];
    glyf->loca = bytes[1];
    glyf->loca_len = len[1];
    glyf->hmtx = bytes[2];
    glyf->hmtx_len = len[2];
    glyf->head = bytes[3];
    glyf->hhea = bytes[4];
    glyf->glyph_count = face->glyph_count;
    if (len[3] >= 54 && len[4] >= 36) {
        glyf->long_loca = read_u16(glyf->head + 50) != 0;
        glyf->long_metrics = read_u16(glyf->hhea + 34);
    }
    unsigned entry = glyf->long_loca ? 4 : 2;
    if (glyf->long_metrics == 0 || glyf->long_metrics > glyf->hmtx_len / 4 ||
        glyf->glyph_count + 1 > glyf->loca_len / entry)
        error_set(err, STATUS_CONFIG, "the font %s is damaged: its glyph tables do not fit",
                  face->path);
}

void glyf_close(Glyf *glyf)
{
    for (int i = 0; i < 5; i++)
        hb_blob_destroy(glyf->blobs[i]);
    *glyf = (Glyf){0};
}

static uint32_t outline_offset(const Glyf *glyf, unsigned index)
{
    return glyf->long_loca ? read_u32(glyf->loca + 4 * (size_t)index)
                           : 2 * read_u16(glyf->loca + 2 * (size_t)index);
}

const uint8_t *glyf_outline(const Glyf *glyf, unsigned glyph, unsigned *len)
{
    *len = 0;
    if (glyph >= glyf->glyph_count)
        return NULL;
    uint32_t from = outline_offset(glyf, glyph), to = outline_offset(glyf, glyph + 1);
    if (to <= from || to > glyf->glyf_len || to - from < GLYF_HEADER)
        return NULL;
    *len = to - from;
    return glyf->glyf + from;
}

void glyf_metrics(const Glyf *glyf, unsigned glyph, int *advance, int *left_bearing)
{
    if (glyph < glyf->long_metrics) {
        *advance = (int)read_u16(glyf->hmtx + 4 * (size_t)glyph);
        *left_bearing = read_i16(glyf->hmtx + 4 * (size_t)glyph + 2);
        return;
    }
    *advance = (int)read_u16(glyf->hmtx + 4 * (size_t)(glyf->long_metrics - 1));
    size_t at = 4 * (size_t)glyf->long_metrics + 2 * (size_t)(glyph - glyf->long_metrics);
    *left_bearing = at + 2 <= glyf->hmtx_len ? read_i16(glyf->hmtx + at) : 0;
}

bool glyf_component(const uint8_t *outline, unsigned len, unsigned at, Component *component)
{
    if (at + 4 > len)
        return false;
    component->flags = read_u16(outline + at);
    component->glyph = read_u16(outline + at + 2);
    component->size = 4 + (component->flags & COMPONENT_WORDS ? 4 : 2);
    if (component->flags & COMPONENT_SCALE)
        component->size += 2;
    else if (component->flags & COMPONENT_XY_SCALE)
        component->size += 4;
    else if (component->flags & COMPONENT_2X2)
        component->size += 8;
    return at + component->size <= len;
}

void glyf_count(const Glyf *glyf, unsigned glyph, unsigned depth, GlyfCounts *counts)
{
    unsigned len;
    const uint8_t *outline = glyf_outline(glyf, glyph, &len);
    if (!outline || depth > GLYF_DEPTH_MAX || counts->visits++ > GLYF_VISITS_MAX)
        return;
    int contours = read_i16(outline);
    if (contours >= 0) {
        unsigned end = GLYF_HEADER + 2 * (unsigned)contours;
        if (end > len)
            return;
        counts->contours += (unsigned)contours;
        if (contours > 0)
            counts->points += read_u16(outline + end - 2) + 1;
        counts->depth = depth > counts->depth ? depth : counts->depth;
        return;
    }
    Component component;
    for (unsigned at = GLYF_HEADER; glyf_component(outline, len, at, &component);
         at += component.size) {
        glyf_count(glyf, component.glyph, depth + 1, counts);
        if (!(component.flags & COMPONENT_MORE))
            return;
    }
}
