#ifndef ROLLBOOK_MAP_PLACE_H
#define ROLLBOOK_MAP_PLACE_H

/* Districts and sub-districts of Tak by any spelling seen, from templates/dictionaries/places.tsv.
 */

#include "pipeline/base/asset.h"

typedef struct PlaceList PlaceList;

/* STATUS_CONFIG where the table is wrong. Release with place_list_free. */
PlaceList *place_list_load(const Assets *assets, Arena *arena, Error *err);
void place_list_free(PlaceList *list); /* NULL is allowed */

/*
 * The P-code of a district: by code (TH6306, 6306), by name in three scripts, with or without
 * "amphoe", or by a spelling one edit away that no other district has. Empty: not known.
 */
Str place_district(const PlaceList *list, Arena *scratch, Str text);

/*
 * The district of a sub-district's or village's name; empty where it is not known or lies in more
 * than one district.
 */
Str place_district_of(const PlaceList *list, Arena *scratch, Str name);

#endif
