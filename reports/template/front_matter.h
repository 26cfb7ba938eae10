#ifndef ROLLBOOK_REPORTS_TEMPLATE_FRONT_MATTER_H
#define ROLLBOOK_REPORTS_TEMPLATE_FRONT_MATTER_H

/* The YAML between the two lines "---" at a template's beginning. */

#include "reports/template/template.h"

/*
 * Fills the template's settings. title and subtitle are a text or a mapping of languages; audience
 * and title must be there; an unknown key is STATUS_CONFIG with its line.
 */
void front_matter_read(Arena *arena, Str yaml, Template *template, Error *err);

#endif
