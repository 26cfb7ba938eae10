#ifndef ROLLBOOK_SAMPLE_FIGURES_H
#define ROLLBOOK_SAMPLE_FIGURES_H

/*
 * The truth's indicators, computed in C from the invented lives and what the files say of them, by
 * the definitions of templates/indicators/README.md and independently of its SQL.
 */

#include "pipeline/sample/reported.h"
#include "pipeline/sample/writing.h"

/* Appends rows of indicators.tsv: the whole area and the districts; months, quarters, school years.
 */
void figures_write(StrBuf *out, const World *world, Reported *reported);

#endif
