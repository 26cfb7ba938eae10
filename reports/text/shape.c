/*
 * Shaping, and the step from HarfBuzz's glyphs to our codes.
 *
 * The "ot" shaper is forced: Debian's HarfBuzz prefers Graphite for fonts that carry Silf tables
 * (Padauk), which gives other advances and negative offsets. The language is always passed: it
 * changes glyphs, S'gaw Karen (ksw) has other medials than Burmese (my).
 */

#include "reports/text/shape.h"

#include "pipeline/base/mem.h"
#include "pipeline/base/utf8.h"

struct Shaper {
    hb_buffer_t *buffer;
    hb_unicode_funcs_t *unicode; /* HarfBuzz's own tables, not ours to release */
};

Shaper *shaper_create(void)
{
    Shaper *shaper = x_new(Shaper);
    shaper->buffer = hb_buffer_create();
    shaper->unicode = hb_unicode_funcs_get_default();
    return shaper;
}

void shaper_free(Shaper *shaper)
{
    if (!shaper)
        return;
    hb_buffer_destroy(shaper->buffer);
    x_free(shaper);
}

void glyph_list_free(GlyphList *list)
{
    x_free(list->items);
    *list = (GlyphList){0};
}

/* What a cluster says, without break hints: they are layout, and would break searching. */
typedef struct ClusterText {
    char bytes[512];
    size_t len;
    size_t first;  /* bytes of the first character */
    bool has_mark; /* a nonspacing mark after the first character */
} ClusterText;

static void cluster_text(ClusterText *out, const Shaper *shaper, Str text, size_t from, size_t to)
{
    out->len = out->first = 0;
    out->has_mark = false;
    for (size_t at = from; at < to && out->len + 4 <= sizeof out->bytes;) {
        size_t start = at;
        unsigned char byte = (unsigned char)text.ptr[at];
        uint32_t cp = byte < 0x80 ? byte : 0;
        if (cp)
            at++;
        else
            cp = utf8_next(text, &at);
        if (cp == 0x200B || cp == 0x2060 || cp == 0x00AD || cp == 0xFEFF)
            continue;
        memcpy(out->bytes + out->len, text.ptr + start, at - start);
        out->len += at - start;
        if (out->first == 0)
            out->first = out->len;
        else if (cp >= 0x300 && hb_unicode_general_category(shaper->unicode, cp) ==
                                    HB_UNICODE_GENERAL_CATEGORY_NON_SPACING_MARK)
            out->has_mark = true;
    }
}

static void set_ink(Face *face, uint16_t code, const GlyphPart *parts, size_t count)
{
    int32_t top = 0, bottom = 0;
    for (size_t i = 0; i < count; i++) {
        hb_glyph_extents_t extents;
        if (!hb_font_get_glyph_extents(face->font, parts[i].glyph, &extents))
            continue;
        int32_t upper = extents.y_bearing + parts[i].dy;
        int32_t lower = upper + extents.height;
        top = upper > top ? upper : top;
        bottom = lower < bottom ? lower : bottom;
    }
    code_table_set_ink(face->codes, code, top, bottom);
}

static void add_glyph(GlyphList *out, uint16_t code, unsigned flags, int32_t advance, size_t offset)
{
    x_grow(out->items, out->cap, out->count + 1);
    out->items[out->count++] = (Glyph){code, (uint16_t)flags, advance, (uint32_t)offset};
}

/*
 * One cluster becomes one code, or two: where the text has a nonspacing mark, the drawn code says
 * only the first character and a blank "tail" code all the rest, because pdf.js takes any glyph
 * whose text holds such a mark for zero-width. The tail is 1/1000 em wide, taken from the drawn
 * code: at a width of exactly 0 poppler and PDFBox swap it with a following bracket.
 */
static void add_cluster(Shaper *shaper, Face *face, Str text, size_t from, size_t to,
                        const hb_glyph_info_t *infos, const hb_glyph_position_t *positions,
                        size_t glyph_count, GlyphList *out)
{
    GlyphPart parts[CODE_PARTS_MAX];
    size_t count = 0;
    int32_t pen = 0;
    for (size_t i = 0; i < glyph_count; i++) {
        if (count < CODE_PARTS_MAX)
            parts[count++] =
                (GlyphPart){infos[i].codepoint, pen + positions[i].x_offset, positions[i].y_offset};
        pen += positions[i].x_advance;
    }
    /* A single glyph keeps its own width, so that kerning does not multiply codes. */
    int32_t nominal = pen;
    if (count == 1 && parts[0].dx == 0 && parts[0].dy == 0)
        nominal = hb_font_get_glyph_h_advance(face->font, parts[0].glyph);
    ClusterText said;
    cluster_text(&said, shaper, text, from, to);
    if (said.len == 0 && pen == 0)
        return;
    size_t cut = said.has_mark ? said.first : said.len;
    int32_t tail = said.has_mark ? (int32_t)((face->units_per_em + 999) / 1000) : 0;
    tail = nominal < tail ? 0 : tail; /* a mark without a base has no width to give */
    unsigned flags =
        hb_glyph_info_get_glyph_flags(infos) & HB_GLYPH_FLAG_UNSAFE_TO_BREAK ? GLYPH_UNSAFE : 0;
    bool fresh;
    uint16_t code = code_table_intern(face->codes, parts, count, (Str){said.bytes, cut},
                                      nominal - tail, &fresh);
    if (fresh)
        set_ink(face, code, parts, count);
    add_glyph(out, code, flags, pen - tail, from);
    if (!said.has_mark)
        return;
    Str rest = {said.bytes + cut, said.len - cut};
    code = code_table_intern(face->codes, NULL, 0, rest, tail, &fresh);
    add_glyph(out, code, GLYPH_TAIL, tail, from);
}

void shape_run(Shaper *shaper, Face *face, Str text, size_t from, size_t to, hb_script_t script,
               hb_language_t language, GlyphList *out)
{
    static const char *const shapers[] = {"ot", NULL};
    hb_buffer_t *buffer = shaper->buffer;
    hb_buffer_clear_contents(buffer);
    hb_buffer_set_cluster_level(buffer, HB_BUFFER_CLUSTER_LEVEL_MONOTONE_GRAPHEMES);
    hb_buffer_add_utf8(buffer, text.ptr, (int)text.len, (unsigned)from, (int)(to - from));
    hb_buffer_set_direction(buffer, HB_DIRECTION_LTR);
    hb_buffer_set_script(buffer, script);
    hb_buffer_set_language(buffer, language);
    hb_shape_full(face->font, buffer, NULL, 0, shapers);
    unsigned count = 0;
    const hb_glyph_info_t *infos = hb_buffer_get_glyph_infos(buffer, &count);
    const hb_glyph_position_t *positions = hb_buffer_get_glyph_positions(buffer, NULL);
    for (unsigned i = 0, next; i < count; i = next) {
        for (next = i + 1; next < count && infos[next].cluster == infos[i].cluster; next++)
            ;
        size_t end = next < count ? infos[next].cluster : to;
        add_cluster(shaper, face, text, infos[i].cluster, end, infos + i, positions + i, next - i,
                    out);
    }
}
