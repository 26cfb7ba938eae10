#ifndef ROLLBOOK_SAMPLE_TRAPS_H
#define ROLLBOOK_SAMPLE_TRAPS_H

/*
 * The traps that span files: twins, siblings, children who moved, a center that closed or fell
 * silent. Those of single rows and files are noted where they are written.
 */

#include "pipeline/sample/writing.h"

/* Call last: it needs to know which children stand on which lists. */
void traps_write(Scribe *scribe);

#endif
