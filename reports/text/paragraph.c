/*
 * Breaking is greedy and ragged right: at the last opportunity that fits. The whole paragraph is
 * shaped once; a line is a slice of its glyphs, and only a slice cut where HarfBuzz says that the
 * glyphs depend on each other is shaped again.
 */

#include "reports/text/paragraph.h"

#include "pipeline/base/mem.h"
#include "pipeline/base/utf8.h"

enum { KAREN_FULL_PERCENT = 70 }; /* a line that full rather ends at a blank than in a word */

void typesetter_open(Typesetter *typesetter, const Config *config, Error *err)
{
    *typesetter = (Typesetter){0};
    font_set_open(&typesetter->fonts, config, err);
    typesetter->shaper = shaper_create();
    typesetter->breaker = line_breaker_create(err);
}

void typesetter_close(Typesetter *typesetter)
{
    font_set_close(&typesetter->fonts);
    shaper_free(typesetter->shaper);
    line_breaker_free(typesetter->breaker);
    x_free(typesetter->runs.items);
    glyph_list_free(&typesetter->glyphs);
    *typesetter = (Typesetter){0};
}

void typesetter_begin(Typesetter *typesetter)
{
    Face *face;
    for (size_t i = 0; (face = font_set_at(&typesetter->fonts, i)) != NULL; i++)
        code_table_clear(face->codes);
    shaper_begin(typesetter->shaper);
}

void typesetter_check(const Typesetter *typesetter, Error *err)
{
    Face *face;
    for (size_t i = 0; (face = font_set_at(&typesetter->fonts, i)) != NULL; i++)
        if (code_table_is_full(face->codes))
            error_set(err, STATUS_LIMIT, "the text needs more than %d distinct syllables of %s",
                      CODE_TABLE_MAX, face->path);
}

static Mpt glyph_width(const TextRun *run, const Glyph *glyph)
{
    return mpt_from_units(glyph->advance, run->size, run->face->units_per_em);
}

static bool is_blank(const Paragraph *paragraph, const Glyph *glyph)
{
    return paragraph->text.ptr[glyph->offset] == ' ';
}

/* Going through a paragraph's glyphs in order, with the run that each belongs to. */
typedef struct GlyphWalk {
    const Paragraph *paragraph;
    size_t glyph, run;
} GlyphWalk;

static GlyphWalk walk_from(const Paragraph *paragraph, size_t glyph)
{
    GlyphWalk walk = {paragraph, glyph, 0};
    size_t low = 0, high = paragraph->run_count;
    while (low + 1 < high) {
        size_t middle = (low + high) / 2;
        if (paragraph->runs[middle].first <= glyph)
            low = middle;
        else
            high = middle;
    }
    walk.run = low;
    return walk;
}

static const Glyph *walk_next(GlyphWalk *walk, const TextRun **run)
{
    const Paragraph *p = walk->paragraph;
    if (walk->glyph >= p->glyph_count)
        return NULL;
    while (walk->glyph >= p->runs[walk->run].last)
        walk->run++;
    *run = &p->runs[walk->run];
    return &p->glyphs[walk->glyph++];
}

static Mpt natural_width(const Paragraph *paragraph)
{
    Mpt width = 0, line = 0;
    for (size_t r = 0; r < paragraph->run_count; r++) {
        const TextRun *run = &paragraph->runs[r];
        size_t before = r ? paragraph->runs[r - 1].to : 0;
        if (paragraph->has_feeds && memchr(paragraph->text.ptr + before, '\n', run->from - before))
            line = 0;
        for (size_t g = run->first; g < run->last; g++)
            line += glyph_width(run, &paragraph->glyphs[g]);
        width = mpt_max(width, line);
    }
    return width;
}

static const TextSpan *copy_spans(Arena *arena, const TextSpan *spans, size_t count)
{
    TextSpan *copy = arena_new_array(arena, TextSpan, count);
    memcpy(copy, spans, count * sizeof *spans);
    return copy;
}

Paragraph *paragraph_shape(Typesetter *typesetter, Arena *arena, Str text, const TextSpan *spans,
                           size_t span_count)
{
    Paragraph *paragraph = arena_new(arena, Paragraph);
    if (utf8_is_valid(text)) {
        paragraph->text = arena_str(arena, text);
    } else {
        /* Replacing may lengthen the text, so styles can be off by a little: better than none. */
        StrBuf valid = STRBUF_INIT;
        utf8_append_valid(&valid, text);
        paragraph->text = arena_str(arena, strbuf_str(&valid));
        strbuf_free(&valid);
    }
    paragraph->has_feeds = memchr(paragraph->text.ptr, '\n', paragraph->text.len) != NULL;
    spans = copy_spans(arena, spans, span_count);
    TextRunList *runs = &typesetter->runs;
    GlyphList *glyphs = &typesetter->glyphs;
    itemise(runs, &typesetter->fonts, paragraph->text, spans, span_count);
    glyphs->count = 0;
    for (size_t i = 0; i < runs->count; i++) {
        TextRun *run = &runs->items[i];
        run->first = glyphs->count;
        shape_run(typesetter->shaper, run->face, paragraph->text, run->from, run->to, run->script,
                  run->language, glyphs);
        run->last = glyphs->count;
        paragraph->karen = paragraph->karen || (run->font_script == FONT_MYANMAR &&
                                                run->language != hb_language_from_string("my", -1));
    }
    TextRun *run_copy = arena_new_array(arena, TextRun, runs->count);
    Glyph *glyph_copy = arena_new_array(arena, Glyph, glyphs->count);
    if (runs->count)
        memcpy(run_copy, runs->items, runs->count * sizeof *run_copy);
    if (glyphs->count)
        memcpy(glyph_copy, glyphs->items, glyphs->count * sizeof *glyph_copy);
    paragraph->runs = run_copy;
    paragraph->run_count = runs->count;
    paragraph->glyphs = glyph_copy;
    paragraph->glyph_count = glyphs->count;
    paragraph->width = natural_width(paragraph);
    if (runs->count == 0) { /* keep the style, so that an empty line knows its height */
        TextRun *empty = arena_new(arena, TextRun);
        empty->style = &spans[0].style;
        paragraph->runs = empty;
    }
    return paragraph;
}

/* --- measuring pieces between break opportunities -------------------------------------------- */

typedef struct Segment {
    size_t to; /* glyph past its last */
    Mpt full;  /* width with trailing blanks */
    Mpt inked; /* and without */
    bool must; /* the line ends after it */
} Segment;

/* Glyphs from the walk's place up to the byte offset. */
static Segment take_segment(GlyphWalk *walk, size_t offset, bool must)
{
    Segment segment = {.must = must};
    const Paragraph *p = walk->paragraph;
    while (walk->glyph < p->glyph_count && p->glyphs[walk->glyph].offset < offset) {
        const TextRun *run;
        const Glyph *glyph = walk_next(walk, &run);
        segment.full += glyph_width(run, glyph);
        if (!is_blank(p, glyph))
            segment.inked = segment.full;
    }
    segment.to = walk->glyph;
    return segment;
}

Mpt paragraph_min_width(Typesetter *typesetter, const Paragraph *paragraph)
{
    GlyphWalk walk = walk_from(paragraph, 0);
    Mpt width = 0;
    size_t offset;
    bool must;
    line_breaker_start(typesetter->breaker, paragraph->text);
    while (line_breaker_next(typesetter->breaker, &offset, &must))
        width = mpt_max(width, take_segment(&walk, offset, must).inked);
    return width;
}

/* --- breaking -------------------------------------------------------------------------------- */

typedef struct LineList {
    Arena *arena;
    Line *items;
    size_t count, cap;
} LineList;

static void measure_height(const Paragraph *paragraph, Line *line)
{
    GlyphWalk walk = walk_from(paragraph, line->from);
    const TextRun *run = NULL, *last = NULL;
    while (walk.glyph < line->to) {
        const Glyph *glyph = walk_next(&walk, &run);
        const TextStyle *style = run->style;
        if (run != last) {
            line->ascent = mpt_max(line->ascent,
                                   font_script_ascent(run->font_script, style->size) + style->rise);
            line->descent = mpt_max(
                line->descent, font_script_descent(run->font_script, style->size) - style->rise);
            last = run;
        }
        /* Deep stacks and piled-up marks take the room that they need. */
        const GlyphCode *code = code_table_at(run->face->codes, glyph->code);
        unsigned em = run->face->units_per_em;
        line->ascent =
            mpt_max(line->ascent, mpt_from_units(code->top, run->size, em) + style->rise);
        line->descent =
            mpt_max(line->descent, -mpt_from_units(code->bottom, run->size, em) - style->rise);
    }
    if (!last) {
        const TextStyle *style = paragraph->runs[0].style;
        line->ascent = font_script_ascent(FONT_LATIN, style->size);
        line->descent = font_script_descent(FONT_LATIN, style->size);
    }
}

static void add_line(LineList *lines, const Paragraph *paragraph, size_t from, size_t to, Mpt width)
{
    if (lines->count == lines->cap) {
        size_t cap = lines->cap ? lines->cap * 2 : 4;
        Line *grown = arena_alloc(lines->arena, cap * sizeof *grown);
        if (lines->count)
            memcpy(grown, lines->items, lines->count * sizeof *grown);
        lines->items = grown;
        lines->cap = cap;
    }
    Line *line = &lines->items[lines->count++];
    *line = (Line){.from = from, .to = to, .width = width};
    measure_height(paragraph, line);
}

/* The line being filled. */
typedef struct Filling {
    size_t from, to;
    Mpt full, inked;
    size_t blank_to; /* end of the last segment that ends in a blank; `from` where there is none */
    Mpt blank_full, blank_inked;
} Filling;

static Filling filling_from(size_t from)
{
    return (Filling){.from = from, .to = from, .blank_to = from};
}

static void fill(Filling *line, const Segment *segment)
{
    line->inked = line->full + segment->inked;
    line->full += segment->full;
    line->to = segment->to;
    if (segment->full > segment->inked) {
        line->blank_to = line->to;
        line->blank_full = line->full;
        line->blank_inked = line->inked;
    }
}

/* Ends the line; what Karen would rather have on the next line stays in the filling. */
static void end_line(LineList *lines, const Paragraph *paragraph, Filling *line, Mpt width)
{
    if (paragraph->karen && line->blank_to > line->from && line->blank_to < line->to &&
        (int64_t)line->blank_inked * 100 >= (int64_t)width * KAREN_FULL_PERCENT) {
        add_line(lines, paragraph, line->from, line->blank_to, line->blank_inked);
        Filling rest = filling_from(line->blank_to);
        rest.to = line->to;
        rest.full = line->full - line->blank_full;
        rest.inked = line->inked - line->blank_full;
        *line = rest;
        return;
    }
    add_line(lines, paragraph, line->from, line->to, line->inked);
    *line = filling_from(line->to);
}

/* A segment wider than a line: as many clusters as fit, line after line, but for the last line. */
static void break_inside(LineList *lines, const Paragraph *paragraph, Filling *line,
                         const Segment *segment, Mpt width)
{
    GlyphWalk walk = walk_from(paragraph, line->from);
    while (walk.glyph < segment->to) {
        const TextRun *run;
        size_t at = walk.glyph;
        const Glyph *glyph = walk_next(&walk, &run);
        Mpt advance = glyph_width(run, glyph);
        bool inside_cluster = at > 0 && paragraph->glyphs[at - 1].offset == glyph->offset;
        if (line->full + advance > width && at > line->from && !inside_cluster &&
            !is_blank(paragraph, glyph)) {
            add_line(lines, paragraph, line->from, at, line->inked);
            *line = filling_from(at);
        }
        line->full += advance;
        if (!is_blank(paragraph, glyph))
            line->inked = line->full;
        line->to = walk.glyph;
    }
}

const Line *paragraph_lines(Typesetter *typesetter, Arena *arena, const Paragraph *paragraph,
                            Mpt width, size_t *count)
{
    LineList lines = {.arena = arena};
    if (!paragraph->has_feeds && paragraph->width <= width) {
        add_line(&lines, paragraph, 0, paragraph->glyph_count, paragraph->width);
        *count = lines.count;
        return lines.items;
    }
    GlyphWalk walk = walk_from(paragraph, 0);
    Filling line = filling_from(0);
    size_t offset;
    bool must;
    line_breaker_start(typesetter->breaker, paragraph->text);
    while (line_breaker_next(typesetter->breaker, &offset, &must)) {
        Segment segment = take_segment(&walk, offset, must);
        while (line.full + segment.inked > width && line.to > line.from)
            end_line(&lines, paragraph, &line, width);
        if (segment.inked > width)
            break_inside(&lines, paragraph, &line, &segment, width);
        else
            fill(&line, &segment);
        if (must) {
            add_line(&lines, paragraph, line.from, line.to, line.inked);
            line = filling_from(line.to);
        }
    }
    if (line.to > line.from || lines.count == 0)
        add_line(&lines, paragraph, line.from, line.to, line.inked);
    *count = lines.count;
    return lines.items;
}

Mpt paragraph_balance(Typesetter *typesetter, Arena *scratch, const Paragraph *paragraph, Mpt width)
{
    size_t lines, tried;
    paragraph_lines(typesetter, scratch, paragraph, width, &lines);
    Mpt low = width / 2, high = width;
    if (lines < 2)
        return width;
    while (high - low > PT(2)) {
        Mpt middle = low + (high - low) / 2;
        paragraph_lines(typesetter, scratch, paragraph, middle, &tried);
        if (tried > lines)
            low = middle;
        else
            high = middle;
    }
    return high;
}

/* --- drawing --------------------------------------------------------------------------------- */

/* True where cutting the run at this glyph changes how its neighbors look. */
static bool unsafe_cut(const Paragraph *paragraph, const TextRun *run, size_t glyph)
{
    return glyph > run->first && glyph < run->last &&
           (paragraph->glyphs[glyph].flags & GLYPH_UNSAFE) != 0;
}

static void reshape(Typesetter *typesetter, Arena *arena, const Paragraph *paragraph,
                    const TextRun *run, size_t from, size_t to, Piece *piece)
{
    GlyphList *glyphs = &typesetter->glyphs;
    size_t start = paragraph->glyphs[from].offset;
    size_t end = to < run->last ? paragraph->glyphs[to].offset : run->to;
    glyphs->count = 0;
    shape_run(typesetter->shaper, run->face, paragraph->text, start, end, run->script,
              run->language, glyphs);
    Glyph *copy = arena_new_array(arena, Glyph, glyphs->count);
    if (glyphs->count)
        memcpy(copy, glyphs->items, glyphs->count * sizeof *copy);
    piece->glyphs = copy;
    piece->count = glyphs->count;
}

const Piece *paragraph_pieces(Typesetter *typesetter, Arena *arena, const Paragraph *paragraph,
                              const Line *line, size_t *count)
{
    *count = 0;
    if (line->to <= line->from)
        return NULL;
    size_t first = walk_from(paragraph, line->from).run, past = first;
    while (past < paragraph->run_count && paragraph->runs[past].first < line->to)
        past++;
    Piece *pieces = arena_new_array(arena, Piece, past - first);
    Mpt x = 0;
    for (size_t r = first; r < past; r++) {
        const TextRun *run = &paragraph->runs[r];
        size_t from = run->first > line->from ? run->first : line->from;
        size_t to = run->last < line->to ? run->last : line->to;
        if (from >= to)
            continue;
        Piece *piece = &pieces[(*count)++];
        *piece = (Piece){.face = run->face,
                         .style = run->style,
                         .size = run->size,
                         .glyphs = paragraph->glyphs + from,
                         .count = to - from,
                         .x = x};
        if (unsafe_cut(paragraph, run, from) || unsafe_cut(paragraph, run, to))
            reshape(typesetter, arena, paragraph, run, from, to, piece);
        for (size_t g = 0; g < piece->count; g++)
            piece->width += glyph_width(run, &piece->glyphs[g]);
        x += piece->width;
    }
    return pieces;
}
