#ifndef ROLLBOOK_SAMPLE_BIRTH_H
#define ROLLBOOK_SAMPLE_BIRTH_H

/* The birth of each child that lists support best, by the rule of pipeline/load (survivorship). */

#include "pipeline/sample/reported.h"

/* One per child of the world, rank 0 where nothing was told. Caller frees. */
BirthTold *births_known(const World *world, Reported *reported);

/* The middle of what is known. */
Date birth_middle(const BirthTold *birth);

#endif
