/*
 * Itemising. A character goes to the face of its script; blanks, joiners and marks stay where they
 * are; ASCII digits and punctuation are always Latin, so that digits keep one shape within a
 * column.
 */

#include "reports/text/itemise.h"

#include "pipeline/base/mem.h"
#include "pipeline/base/utf8.h"

/* Myanmar letters and marks of S'gaw (U+1060-1064) and Pwo Karen (U+1065-1070), Unicode 15. */
static bool is_sgaw(uint32_t cp)
{
    return cp >= 0x1060 && cp <= 0x1064;
}

static bool is_pwo(uint32_t cp)
{
    return cp >= 0x1065 && cp <= 0x1070;
}

static const char *myanmar_language(Str text)
{
    bool sgaw = false, pwo = false;
    for (size_t at = 0; at < text.len;) {
        if ((unsigned char)text.ptr[at] < 0x80) {
            at++;
            continue;
        }
        uint32_t cp = utf8_next(text, &at);
        sgaw = sgaw || is_sgaw(cp);
        pwo = pwo || is_pwo(cp);
    }
    return sgaw ? "ksw" : pwo ? "kjp" : "my";
}

bool text_is_karen(Str text)
{
    return !str_is(str_from(myanmar_language(text)), "my");
}

static bool stays_with_neighbor(uint32_t cp)
{
    return cp == ' ' || cp == 0xA0 || (cp >= 0x200B && cp <= 0x200F) || cp == 0x2060 ||
           cp == 0xFEFF || cp == 0x25CC;
}

static bool is_break(uint32_t cp)
{
    return cp < 0x20 || cp == 0x7F || cp == 0x85 || cp == 0x2028 || cp == 0x2029;
}

typedef struct Choice {
    FontScript font_script;
    hb_script_t script;
} Choice;

static Choice choose(const FontSet *fonts, uint32_t cp, hb_script_t script, FontWeight weight)
{
    switch (script) {
    case HB_SCRIPT_LATIN:
        return (Choice){FONT_LATIN, script};
    case HB_SCRIPT_THAI:
        return (Choice){FONT_THAI, script};
    case HB_SCRIPT_MYANMAR:
        return (Choice){FONT_MYANMAR, script};
    case HB_SCRIPT_COMMON:
    case HB_SCRIPT_INHERITED:
    case HB_SCRIPT_UNKNOWN:
        script = HB_SCRIPT_LATIN;
        break;
    default:
        break;
    }
    static const FontScript order[] = {FONT_LATIN, FONT_MATH, FONT_SYMBOLS, FONT_THAI,
                                       FONT_MYANMAR};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        if (fonts->faces[order[i]][weight] && face_has(fonts->faces[order[i]][weight], cp))
            return (Choice){order[i], script};
    /* No face has it: the first draws its missing-glyph box, and the text can still be copied. */
    return (Choice){FONT_LATIN, script};
}

static void begin_run(TextRunList *runs, const FontSet *fonts, Choice choice, const char *myanmar,
                      const TextStyle *style, size_t from)
{
    static const char *const languages[FONT_SCRIPT_COUNT] = {"en", "th", NULL, "en", "en"};
    const char *language = languages[choice.font_script];
    Face *face = fonts->faces[choice.font_script][style->weight];
    x_grow(runs->items, runs->cap, runs->count + 1);
    runs->items[runs->count++] = (TextRun){
        .face = face,
        .font_script = choice.font_script,
        .script = choice.script,
        .language = hb_language_from_string(language ? language : myanmar, -1),
        .from = from,
        .to = from,
        .style = style,
        .size = (Mpt)((int64_t)style->size * face->optical / 1000),
    };
}

void itemise(TextRunList *runs, const FontSet *fonts, Str text, const TextSpan *spans,
             size_t span_count)
{
    hb_unicode_funcs_t *unicode = hb_unicode_funcs_get_default();
    const char *myanmar = NULL; /* looked up once the text has such a letter */
    size_t span = 0;
    bool open = false;
    runs->count = 0;
    for (size_t at = 0; at < text.len;) {
        size_t from = at;
        unsigned char byte = (unsigned char)text.ptr[at];
        uint32_t cp = byte < 0x80 ? (at++, byte) : utf8_next(text, &at);
        while (span + 1 < span_count && spans[span].end <= from) {
            span++;
            open = false;
        }
        if (is_break(cp)) {
            open = false;
            continue;
        }
        const TextStyle *style = &spans[span].style;
        TextRun *run = open ? &runs->items[runs->count - 1] : NULL;
        if (run && cp < 0x80 && cp != ' ' && run->script == HB_SCRIPT_LATIN &&
            run->font_script == FONT_LATIN) {
            run->to = at;
            continue;
        }
        hb_script_t script = cp < 0x80 ? HB_SCRIPT_LATIN : hb_unicode_script(unicode, cp);
        if (run && ((stays_with_neighbor(cp) && run->font_script < FONT_SYMBOLS &&
                     face_has(run->face, cp)) ||
                    script == HB_SCRIPT_INHERITED)) {
            run->to = at;
            continue;
        }
        Choice choice = choose(fonts, cp, script, style->weight);
        if (choice.font_script == FONT_MYANMAR && !myanmar)
            myanmar = myanmar_language(text);
        if (!run || run->font_script != choice.font_script || run->script != choice.script) {
            begin_run(runs, fonts, choice, myanmar, style, from);
            open = true;
        }
        runs->items[runs->count - 1].to = at;
    }
}
