/* Building the subset: glyphs, then the six tables that a PDF needs, checksums included. */

#include "reports/text/subset.h"

#include "pipeline/base/mem.h"
#include "reports/text/glyf.h"

enum { SUBSET_GLYPHS_MAX = 65535, NOT_PLACED = -1 };

typedef struct SubsetGlyph {
    uint32_t offset; /* in table glyf */
    uint16_t advance;
    int16_t left_bearing;
} SubsetGlyph;

typedef struct Subset {
    const Face *face;
    Glyf source;
    StrBuf glyf;
    SubsetGlyph *glyphs;
    size_t count, cap;
    size_t code_count;
    int32_t *place;  /* source glyph to its number in the subset, NOT_PLACED while it has none */
    uint32_t *parts; /* source glyphs that composites need, in order of first use */
    size_t part_count, part_cap;
    GlyfCounts simple, composite; /* maxima for table maxp */
    unsigned elements;
} Subset;

static void put_u16(StrBuf *buf, unsigned value)
{
    const uint8_t bytes[2] = {(uint8_t)(value >> 8), (uint8_t)value};
    strbuf_append_bytes(buf, bytes, sizeof bytes);
}

static void put_i16(StrBuf *buf, int value)
{
    put_u16(buf, (unsigned)value & 0xffff);
}

static void put_u32(StrBuf *buf, uint32_t value)
{
    put_u16(buf, value >> 16);
    put_u16(buf, value & 0xffff);
}

static void pad(StrBuf *buf)
{
    while (buf->len & 3)
        strbuf_append_char(buf, '\0');
}

static void raise_counts(GlyfCounts *most, const GlyfCounts *counts)
{
    most->points = counts->points > most->points ? counts->points : most->points;
    most->contours = counts->contours > most->contours ? counts->contours : most->contours;
    most->depth = counts->depth > most->depth ? counts->depth : most->depth;
}

/* Opens the next glyph of the subset; what is appended to table glyf afterwards is its outline. */
static SubsetGlyph *next_glyph(Subset *subset)
{
    x_grow(subset->glyphs, subset->cap, subset->count + 1);
    SubsetGlyph *glyph = &subset->glyphs[subset->count++];
    *glyph = (SubsetGlyph){.offset = (uint32_t)subset->glyf.len};
    return glyph;
}

/* Where a source glyph stands in the subset. Parts get the numbers after the codes. */
static unsigned place_of(Subset *subset, unsigned glyph)
{
    if (subset->place[glyph] == NOT_PLACED) {
        x_grow(subset->parts, subset->part_cap, subset->part_count + 1);
        subset->parts[subset->part_count] = glyph;
        subset->place[glyph] = (int32_t)(subset->code_count + subset->part_count++);
    }
    return (unsigned)subset->place[glyph];
}

/*
 * The true end of a simple glyph's points: files pad outlines to 2 or 4 bytes, and the padding is
 * not copied. 0 where the bytes end too early.
 */
static unsigned simple_end(const uint8_t *outline, unsigned len, unsigned at, unsigned points)
{
    unsigned coordinates = 0;
    for (unsigned seen = 0; seen < points;) {
        if (at >= len)
            return 0;
        unsigned flags = outline[at++], times = 1;
        if (flags & 8) {
            if (at >= len)
                return 0;
            times += outline[at++];
        }
        unsigned x = flags & 2 ? 1 : flags & 16 ? 0 : 2;
        unsigned y = flags & 4 ? 1 : flags & 32 ? 0 : 2;
        coordinates += times * (x + y);
        seen += times;
    }
    return coordinates <= len - at ? at + coordinates : 0;
}

/* Copies a simple outline without its instructions. A damaged one stays empty. */
static void copy_simple(Subset *subset, const uint8_t *outline, unsigned len, unsigned contours)
{
    unsigned ends = GLYF_HEADER + 2 * contours;
    if (contours == 0 || ends + 2 > len)
        return;
    unsigned instructions = read_u16(outline + ends), points = read_u16(outline + ends - 2) + 1;
    unsigned flags = ends + 2 + instructions;
    unsigned end = flags < len ? simple_end(outline, len, flags, points) : 0;
    if (end == 0)
        return;
    strbuf_append_bytes(&subset->glyf, outline, ends);
    put_u16(&subset->glyf, 0);
    strbuf_append_bytes(&subset->glyf, outline + flags, end - flags);
}

static void copy_composite(Subset *subset, const uint8_t *outline, unsigned len)
{
    size_t start = subset->glyf.len;
    strbuf_append_bytes(&subset->glyf, outline, GLYF_HEADER);
    Component component = {.flags = COMPONENT_MORE};
    for (unsigned at = GLYF_HEADER; component.flags & COMPONENT_MORE; at += component.size) {
        if (!glyf_component(outline, len, at, &component) ||
            component.glyph >= subset->source.glyph_count) {
            subset->glyf.len = start; /* damaged: leave it empty */
            return;
        }
        put_u16(&subset->glyf, component.flags & ~(unsigned)COMPONENT_INSTRUCTIONS);
        put_u16(&subset->glyf, place_of(subset, component.glyph));
        strbuf_append_bytes(&subset->glyf, outline + at + 4, component.size - 4);
    }
}

static void copy_outline(Subset *subset, unsigned glyph)
{
    unsigned len;
    const uint8_t *outline = glyf_outline(&subset->source, glyph, &len);
    if (!outline)
        return;
    int contours = read_i16(outline);
    GlyfCounts counts = {0};
    glyf_count(&subset->source, glyph, 0, &counts);
    if (contours >= 0)
        copy_simple(subset, outline, len, (unsigned)contours);
    else
        copy_composite(subset, outline, len);
    raise_counts(contours >= 0 ? &subset->simple : &subset->composite, &counts);
    pad(&subset->glyf);
}

static int clamp_i16(int value)
{
    return value < INT16_MIN ? INT16_MIN : value > INT16_MAX ? INT16_MAX : value;
}

/*
 * A cluster as one composite glyph. Returns the left side bearing, which must be the box's xMin or
 * renderers shift the glyph.
 */
static int make_composite(Subset *subset, const GlyphPart *parts, size_t count)
{
    int box[4] = {INT16_MAX, INT16_MAX, INT16_MIN, INT16_MIN};
    unsigned live = 0, len;
    for (size_t i = 0; i < count; i++) {
        const uint8_t *outline = glyf_outline(&subset->source, parts[i].glyph, &len);
        if (!outline)
            continue;
        live++;
        for (int k = 0; k < 4; k++) {
            int edge =
                clamp_i16(read_i16(outline + 2 + 2 * k) + (k & 1 ? parts[i].dy : parts[i].dx));
            if (k < 2 ? edge < box[k] : edge > box[k])
                box[k] = edge;
        }
    }
    if (live == 0)
        return 0;
    put_i16(&subset->glyf, -1);
    for (int k = 0; k < 4; k++)
        put_i16(&subset->glyf, box[k]);
    GlyfCounts counts = {0};
    unsigned left = live;
    for (size_t i = 0; i < count; i++) {
        if (!glyf_outline(&subset->source, parts[i].glyph, &len))
            continue;
        put_u16(&subset->glyf, COMPONENT_WORDS | COMPONENT_XY | (--left ? COMPONENT_MORE : 0));
        put_u16(&subset->glyf, place_of(subset, parts[i].glyph));
        put_i16(&subset->glyf, clamp_i16(parts[i].dx));
        put_i16(&subset->glyf, clamp_i16(parts[i].dy));
        glyf_count(&subset->source, parts[i].glyph, 1, &counts);
    }
    raise_counts(&subset->composite, &counts);
    subset->elements = live > subset->elements ? live : subset->elements;
    pad(&subset->glyf);
    return box[0];
}

static bool is_one_glyph(const Subset *subset, size_t code)
{
    const GlyphCode *c = code_table_at(subset->face->codes, code);
    const GlyphPart *part = code_table_parts(subset->face->codes, code);
    return c->part_count == 1 && part->dx == 0 && part->dy == 0 &&
           part->glyph < subset->source.glyph_count;
}

static void add_codes(Subset *subset)
{
    const CodeTable *codes = subset->face->codes;
    /* The first code that is a source glyph as it stands owns that glyph's outline. */
    subset->place[0] = 0;
    for (size_t code = 1; code < subset->code_count; code++)
        if (is_one_glyph(subset, code) &&
            subset->place[code_table_parts(codes, code)->glyph] == NOT_PLACED)
            subset->place[code_table_parts(codes, code)->glyph] = (int32_t)code;
    for (size_t code = 0; code < subset->code_count; code++) {
        SubsetGlyph *glyph = next_glyph(subset);
        const GlyphCode *c = code_table_at(codes, code);
        const GlyphPart *parts = code_table_parts(codes, code);
        int advance = c->advance, bearing = 0, ignored;
        if (code == 0) {
            glyf_metrics(&subset->source, 0, &advance, &bearing);
            copy_outline(subset, 0);
        } else if (is_one_glyph(subset, code) && subset->place[parts->glyph] == (int32_t)code) {
            glyf_metrics(&subset->source, parts->glyph, &ignored, &bearing);
            copy_outline(subset, parts->glyph);
        } else {
            bearing = make_composite(subset, parts, c->part_count);
        }
        glyph->advance = (uint16_t)(advance < 0 ? 0 : advance);
        glyph->left_bearing = (int16_t)bearing;
    }
}

/* Copying a part may ask for further parts, so the list grows while it is walked. */
static void add_parts(Subset *subset)
{
    for (size_t i = 0; i < subset->part_count && subset->count < SUBSET_GLYPHS_MAX; i++) {
        SubsetGlyph *glyph = next_glyph(subset);
        int advance, bearing;
        glyf_metrics(&subset->source, subset->parts[i], &advance, &bearing);
        glyph->advance = (uint16_t)advance;
        glyph->left_bearing = (int16_t)bearing;
        copy_outline(subset, subset->parts[i]);
    }
}

static uint32_t table_checksum(Str bytes)
{
    uint32_t sum = 0;
    for (size_t i = 0; i < bytes.len; i++)
        sum += (uint32_t)(unsigned char)bytes.ptr[i] << (24 - 8 * (i & 3));
    return sum;
}

static unsigned at_most_u16(unsigned value)
{
    return value > 0xffff ? 0xffff : value;
}

enum { TABLE_GLYF, TABLE_HEAD, TABLE_HHEA, TABLE_HMTX, TABLE_LOCA, TABLE_MAXP, TABLE_COUNT };

static void fill_tables(Subset *subset, StrBuf tables[TABLE_COUNT])
{
    tables[TABLE_GLYF] = subset->glyf;
    subset->glyf = (StrBuf)STRBUF_INIT;
    StrBuf *head = &tables[TABLE_HEAD];
    strbuf_append_bytes(head, subset->source.head, 54);
    memset(head->ptr + 8, 0, 4); /* checkSumAdjustment, set at the end */
    head->ptr[50] = 0;
    head->ptr[51] = 1; /* indexToLocFormat: long */
    strbuf_append_bytes(&tables[TABLE_HHEA], subset->source.hhea, 34);
    put_u16(&tables[TABLE_HHEA], (unsigned)subset->count);
    for (size_t i = 0; i < subset->count; i++) {
        put_u16(&tables[TABLE_HMTX], subset->glyphs[i].advance);
        put_i16(&tables[TABLE_HMTX], subset->glyphs[i].left_bearing);
        put_u32(&tables[TABLE_LOCA], subset->glyphs[i].offset);
    }
    put_u32(&tables[TABLE_LOCA], (uint32_t)tables[TABLE_GLYF].len);
    StrBuf *maxp = &tables[TABLE_MAXP];
    put_u32(maxp, 0x00010000);
    put_u16(maxp, (unsigned)subset->count);
    put_u16(maxp, at_most_u16(subset->simple.points));
    put_u16(maxp, at_most_u16(subset->simple.contours));
    put_u16(maxp, at_most_u16(subset->composite.points));
    put_u16(maxp, at_most_u16(subset->composite.contours));
    put_u16(maxp, 1); /* zones; then no twilight points, storage, functions, ... */
    for (int i = 0; i < 6; i++)
        put_u16(maxp, 0);
    put_u16(maxp, subset->elements > 8 ? subset->elements : 8);
    put_u16(maxp, subset->composite.depth + 1);
}

/* The file: offset table, directory, tables (OpenType 1.9, "Organization of an OpenType font"). */
static void write_program(const StrBuf tables[TABLE_COUNT], StrBuf *program)
{
    static const char *const tags[TABLE_COUNT] = {"glyf", "head", "hhea", "hmtx", "loca", "maxp"};
    put_u32(program, 0x00010000);
    put_u16(program, TABLE_COUNT);
    put_u16(program, 64); /* searchRange, entrySelector, rangeShift for six tables */
    put_u16(program, 2);
    put_u16(program, 32);
    uint32_t offset = 12 + TABLE_COUNT * 16, head = 0;
    for (int i = 0; i < TABLE_COUNT; i++) {
        strbuf_append_cstr(program, tags[i]);
        put_u32(program, table_checksum(strbuf_str(&tables[i])));
        put_u32(program, offset);
        put_u32(program, (uint32_t)tables[i].len);
        head = i == TABLE_HEAD ? offset : head;
        offset += (uint32_t)((tables[i].len + 3) & ~(size_t)3);
    }
    for (int i = 0; i < TABLE_COUNT; i++) {
        strbuf_append(program, strbuf_str(&tables[i]));
        pad(program);
    }
    StrBuf adjustment = STRBUF_INIT;
    put_u32(&adjustment, 0xB1B0AFBA - table_checksum(strbuf_str(program)));
    memcpy(program->ptr + head + 8, adjustment.ptr, 4);
    strbuf_free(&adjustment);
}

void subset_build(const Face *face, StrBuf *program, size_t *glyph_count, Error *err)
{
    *glyph_count = 0;
    if (!error_ok(err))
        return;
    Subset subset = {.face = face, .code_count = code_table_count(face->codes)};
    glyf_open(&subset.source, face, err);
    if (error_ok(err)) {
        subset.place = x_new_array(int32_t, face->glyph_count);
        for (unsigned i = 0; i < face->glyph_count; i++)
            subset.place[i] = NOT_PLACED;
        add_codes(&subset);
        add_parts(&subset);
        if (subset.count < subset.code_count + subset.part_count)
            error_set(err, STATUS_CONFIG, "more than %d glyphs of the font %s are needed",
                      SUBSET_GLYPHS_MAX, face->path);
    }
    if (error_ok(err)) {
        StrBuf tables[TABLE_COUNT] = {0};
        fill_tables(&subset, tables);
        write_program(tables, program);
        *glyph_count = subset.count;
        for (int i = 0; i < TABLE_COUNT; i++)
            strbuf_free(&tables[i]);
    }
    glyf_close(&subset.source);
    strbuf_free(&subset.glyf);
    x_free(subset.glyphs);
    x_free(subset.place);
    x_free(subset.parts);
}
