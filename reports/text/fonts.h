#ifndef ROLLBOOK_REPORTS_TEXT_FONTS_H
#define ROLLBOOK_REPORTS_TEXT_FONTS_H

/*
 * The faces of a document: Latin, Thai and Myanmar, each regular and bold, Latin also italic; and
 * two that are asked last, for signs that these do not have.
 */

#include "pipeline/config/config.h"
#include "reports/text/face.h"

typedef enum FontScript {
    FONT_LATIN,
    FONT_THAI,
    FONT_MYANMAR,
    FONT_SYMBOLS, /* circles, triangles, check marks */
    FONT_MATH,    /* minus, arrows, greater or equal */
    FONT_SCRIPT_COUNT
} FontScript;
typedef enum FontWeight { FONT_REGULAR, FONT_BOLD, FONT_ITALIC, FONT_WEIGHT_COUNT } FontWeight;

/*
 * faces[script][weight]; a weight that has no file of its own is the regular face. Those of signs
 * are NULL where their files are not installed.
 */
typedef struct FontSet {
    Face *faces[FONT_SCRIPT_COUNT][FONT_WEIGHT_COUNT];
} FontSet;

/* Faces are files that Debian's packages fonts-noto-core and fonts-sil-padauk bring by default. */
void font_set_open(FontSet *fonts, const Config *config, Error *err);
void font_set_close(FontSet *fonts);

/* The i-th distinct face, NULL past the last: for going through all of them in a fixed order. */
Face *font_set_at(const FontSet *fonts, size_t i);

/*
 * What a line of that script takes above and below its baseline so that nothing is clipped:
 * measured over Thai and Burmese locale data, thousandths of the font size.
 */
Mpt font_script_ascent(FontScript script, Mpt size);
Mpt font_script_descent(FontScript script, Mpt size);

#endif
