#ifndef ROLLBOOK_MAP_CENTER_H
#define ROLLBOOK_MAP_CENTER_H

/*
 * Which center a text names: by its code, however written (HKW-003, hkw 3, HKW003), by one of its
 * names, or by a name so near to one that no other center's is as near.
 */

#include "pipeline/map/registry.h"

typedef struct CenterFinder CenterFinder;

/* Borrows the registry. Release with center_finder_free. */
CenterFinder *center_finder_create(const Registry *registry, Arena *arena);
void center_finder_free(CenterFinder *finder); /* NULL is allowed */

/*
 * A cell that holds nothing but a center's code or name. Empty: no center, or more than one. With
 * an empty registry anything of a code's form is a code.
 */
Str center_read(CenterFinder *finder, Arena *scratch, Str text);

/* A center that a longer text names: a title row, a file's name, a folder. Empty as above. */
Str center_find_within(CenterFinder *finder, Arena *scratch, Str text);

#endif
