/* Opening the faces that the configuration names. */

#include "reports/text/fonts.h"

#include "pipeline/base/file.h"

#define NOTO "/usr/share/fonts/truetype/noto/"

static const FontConfig DEFAULTS[FONT_SCRIPT_COUNT] = {
    [FONT_LATIN] = {.path = NOTO "NotoSans-Regular.ttf",
                    .bold_path = NOTO "NotoSans-Bold.ttf",
                    .italic_path = NOTO "NotoSans-Italic.ttf"},
    [FONT_THAI] = {.path = NOTO "NotoSansThai-Regular.ttf",
                   .bold_path = NOTO "NotoSansThai-Bold.ttf"},
    [FONT_MYANMAR] = {.path = NOTO "NotoSansMyanmar-Regular.ttf",
                      .bold_path = NOTO "NotoSansMyanmar-Bold.ttf"},
    [FONT_SYMBOLS] = {.path = NOTO "NotoSansSymbols2-Regular.ttf"},
    [FONT_MATH] = {.path = NOTO "NotoSansMath-Regular.ttf"},
};

static void open_script(FontSet *fonts, FontScript script, const FontConfig *config, Error *err)
{
    Face **faces = fonts->faces[script];
    faces[FONT_REGULAR] = face_open(config->path, err);
    faces[FONT_BOLD] = config->bold_path ? face_open(config->bold_path, err) : faces[FONT_REGULAR];
    faces[FONT_ITALIC] =
        config->italic_path ? face_open(config->italic_path, err) : faces[FONT_REGULAR];
}

void font_set_open(FontSet *fonts, const Config *config, Error *err)
{
    const FontConfig *configured[FONT_SCRIPT_COUNT] = {0};
    *fonts = (FontSet){0};
    if (config) {
        configured[FONT_LATIN] = &config->font_latin;
        configured[FONT_THAI] = &config->font_thai;
        configured[FONT_MYANMAR] = &config->font_myanmar;
    }
    for (int script = 0; script < FONT_SCRIPT_COUNT; script++) {
        const FontConfig *own = configured[script];
        if (script >= FONT_SYMBOLS && !file_exists(DEFAULTS[script].path))
            continue;
        open_script(fonts, (FontScript)script, own && own->path ? own : &DEFAULTS[script], err);
    }
}

Face *font_set_at(const FontSet *fonts, size_t i)
{
    for (int script = 0; script < FONT_SCRIPT_COUNT; script++)
        for (int weight = 0; weight < FONT_WEIGHT_COUNT; weight++) {
            Face *face = fonts->faces[script][weight];
            if (!face || (weight != FONT_REGULAR && face == fonts->faces[script][FONT_REGULAR]))
                continue;
            if (i-- == 0)
                return face;
        }
    return NULL;
}

void font_set_close(FontSet *fonts)
{
    Face *all[FONT_SCRIPT_COUNT * FONT_WEIGHT_COUNT] = {0};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        all[i] = font_set_at(fonts, i);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        face_close(all[i]);
    *fonts = (FontSet){0};
}

Mpt font_script_ascent(FontScript script, Mpt size)
{
    static const int ascent[FONT_SCRIPT_COUNT] = {1000, 1070, 1030, 1000, 1000};
    return (Mpt)((int64_t)size * ascent[script] / 1000);
}

Mpt font_script_descent(FontScript script, Mpt size)
{
    static const int descent[FONT_SCRIPT_COUNT] = {300, 380, 520, 300, 300};
    return (Mpt)((int64_t)size * descent[script] / 1000);
}
