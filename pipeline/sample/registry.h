#ifndef ROLLBOOK_SAMPLE_REGISTRY_H
#define ROLLBOOK_SAMPLE_REGISTRY_H

/* What the office itself keeps: registry/centers.tsv, population.tsv and targets.tsv. */

#include "pipeline/sample/writing.h"

void registry_write(Scribe *scribe, Error *err);

/* The central estimate of children of those ages in a district. */
int registry_population(const World *world, Str district, int age_from, int age_to, int year);

#endif
