/*
 * Shaping, and the step from HarfBuzz's glyphs to our codes.
 *
 * The "ot" shaper is forced: Debian's HarfBuzz prefers Graphite for fonts that carry Silf tables
 * (Padauk), which gives other advances and negative offsets. The language is always passed: it
 * changes glyphs, S'gaw Karen (ksw) has other medials than Burmese (my).
 */

#include "reports/text/shape.h"

#include "pipeline/base/mem.h"
#include "pipeline/base/strbuf.h"
#include "pipeline/base/utf8.h"

/*
 * Words shaped before. In our scripts nothing reaches across a blank, so a run is shaped word by
 * word, and most words of a report come again and again, in it and in the next one: shaping is
 * three quarters of the work. What HarfBuzz said of a word is kept; its codes are a document's own.
 */
enum { WORDS_MAX = 1 << 14, WORD_BYTES_MAX = 60 };

typedef struct Word {
    uint64_t hash; /* 0: a free slot */
    const Face *face;
    hb_language_t language;
    uint32_t text, text_len;       /* in Shaper.text */
    uint32_t shaped, shaped_count; /* in Shaper.infos and .positions */
    uint32_t document;             /* of which the following are; 0: of none */
    uint32_t first, count;         /* in Shaper.glyphs; offsets from the word's beginning */
} Word;

struct Shaper {
    hb_buffer_t *buffer;
    hb_unicode_funcs_t *unicode; /* HarfBuzz's own tables, not ours to release */
    Word *words;                 /* 2 * WORDS_MAX slots */
    size_t word_count;
    StrBuf text;
    hb_glyph_info_t *infos; /* HarfBuzz's, of all words */
    hb_glyph_position_t *positions;
    size_t shaped_count, info_cap, position_cap;
    uint32_t document; /* counted from 1 */
    GlyphList glyphs;  /* of this document */
};

Shaper *shaper_create(void)
{
    Shaper *shaper = x_new(Shaper);
    shaper->buffer = hb_buffer_create();
    shaper->unicode = hb_unicode_funcs_get_default();
    shaper->words = x_new_array(Word, 2 * WORDS_MAX);
    shaper->document = 1;
    return shaper;
}

void shaper_begin(Shaper *shaper)
{
    shaper->document++;
    shaper->glyphs.count = 0;
}

void shaper_free(Shaper *shaper)
{
    if (!shaper)
        return;
    hb_buffer_destroy(shaper->buffer);
    x_free(shaper->words);
    x_free(shaper->infos);
    x_free(shaper->positions);
    strbuf_free(&shaper->text);
    glyph_list_free(&shaper->glyphs);
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

/* What HarfBuzz makes of text[from, to), in the shaper's buffer. */
static void shape(Shaper *shaper, const Face *face, Str text, size_t from, size_t to,
                  hb_script_t script, hb_language_t language)
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
}

/* The codes of shaped glyphs, whose last cluster ends at to. */
static void add_clusters(Shaper *shaper, Face *face, Str text, size_t to,
                         const hb_glyph_info_t *infos, const hb_glyph_position_t *positions,
                         size_t count, GlyphList *out)
{
    for (size_t i = 0, next; i < count; i = next) {
        for (next = i + 1; next < count && infos[next].cluster == infos[i].cluster; next++)
            ;
        size_t end = next < count ? infos[next].cluster : to;
        add_cluster(shaper, face, text, infos[i].cluster, end, infos + i, positions + i, next - i,
                    out);
    }
}

/* A piece that is too long to be remembered. */
static void shape_piece(Shaper *shaper, Face *face, Str text, size_t from, size_t to,
                        hb_script_t script, hb_language_t language, GlyphList *out)
{
    unsigned count = 0;
    shape(shaper, face, text, from, to, script, language);
    const hb_glyph_info_t *infos = hb_buffer_get_glyph_infos(shaper->buffer, &count);
    const hb_glyph_position_t *positions = hb_buffer_get_glyph_positions(shaper->buffer, NULL);
    add_clusters(shaper, face, text, to, infos, positions, count, out);
}

/* The slot of a word: its own, or the free one where it belongs. */
static Word *find_word(Shaper *shaper, const Face *face, hb_language_t language, Str word,
                       uint64_t hash)
{
    size_t mask = 2 * WORDS_MAX - 1;
    for (size_t at = hash & mask;; at = (at + 1) & mask) {
        Word *slot = &shaper->words[at];
        if (slot->hash == 0 ||
            (slot->hash == hash && slot->face == face && slot->language == language &&
             str_eq((Str){shaper->text.ptr + slot->text, slot->text_len}, word)))
            return slot;
    }
}

static void forget_words(Shaper *shaper)
{
    memset(shaper->words, 0, 2 * WORDS_MAX * sizeof *shaper->words);
    shaper->word_count = shaper->shaped_count = shaper->glyphs.count = 0;
    strbuf_clear(&shaper->text);
}

/* Keeps what HarfBuzz makes of a word, in its free slot. */
static void learn_word(Shaper *shaper, Word *word, Str bytes, hb_script_t script)
{
    unsigned count = 0;
    shape(shaper, word->face, bytes, 0, bytes.len, script, word->language);
    const hb_glyph_info_t *infos = hb_buffer_get_glyph_infos(shaper->buffer, &count);
    const hb_glyph_position_t *positions = hb_buffer_get_glyph_positions(shaper->buffer, NULL);
    x_grow(shaper->infos, shaper->info_cap, shaper->shaped_count + count);
    x_grow(shaper->positions, shaper->position_cap, shaper->shaped_count + count);
    for (unsigned i = 0; i < count; i++) {
        shaper->infos[shaper->shaped_count + i] = infos[i];
        shaper->positions[shaper->shaped_count + i] = positions[i];
    }
    word->shaped = (uint32_t)shaper->shaped_count;
    word->shaped_count = count;
    shaper->shaped_count += count;
    word->text = (uint32_t)shaper->text.len;
    word->text_len = (uint32_t)bytes.len;
    strbuf_append(&shaper->text, bytes);
    shaper->word_count++;
}

/* One word with the blanks after it, from memory or into it. */
static void shape_word(Shaper *shaper, Face *face, Str text, size_t from, size_t to,
                       hb_script_t script, hb_language_t language, GlyphList *out)
{
    Str bytes = {text.ptr + from, to - from};
    uint64_t hash = str_hash(bytes) | 1;
    Word *word = find_word(shaper, face, language, bytes, hash);
    if (word->hash == 0) {
        if (shaper->word_count == WORDS_MAX) {
            forget_words(shaper);
            word = find_word(shaper, face, language, bytes, hash);
        }
        *word = (Word){.hash = hash, .face = face, .language = language};
        learn_word(shaper, word, bytes, script);
    }
    if (word->document != shaper->document) {
        word->document = shaper->document;
        word->first = (uint32_t)shaper->glyphs.count;
        add_clusters(shaper, face, bytes, bytes.len, shaper->infos + word->shaped,
                     shaper->positions + word->shaped, word->shaped_count, &shaper->glyphs);
        word->count = (uint32_t)(shaper->glyphs.count - word->first);
    }
    x_grow(out->items, out->cap, out->count + word->count);
    for (uint32_t i = 0; i < word->count; i++) {
        Glyph glyph = shaper->glyphs.items[word->first + i];
        glyph.offset += (uint32_t)from;
        out->items[out->count++] = glyph;
    }
}

void shape_run(Shaper *shaper, Face *face, Str text, size_t from, size_t to, hb_script_t script,
               hb_language_t language, GlyphList *out)
{
    for (size_t end; from < to; from = end) {
        for (end = from; end < to && text.ptr[end] != ' '; end++)
            ;
        for (; end < to && text.ptr[end] == ' '; end++)
            ;
        if (end - from <= WORD_BYTES_MAX)
            shape_word(shaper, face, text, from, end, script, language, out);
        else
            shape_piece(shaper, face, text, from, end, script, language, out);
    }
}
