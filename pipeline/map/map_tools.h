#ifndef ROLLBOOK_MAP_MAP_TOOLS_H
#define ROLLBOOK_MAP_MAP_TOOLS_H

/* What every step of mapping works with: dictionaries, readers of values, the office's registry. */

#include "pipeline/base/map.h"
#include "pipeline/map/center.h"
#include "pipeline/map/dictionary.h"
#include "pipeline/map/grade.h"
#include "pipeline/map/place.h"
#include "pipeline/map/registry.h"
#include "pipeline/names/zawgyi.h"
#include "pipeline/values/date_reader.h"
#include "pipeline/warehouse/issue.h"

typedef struct MapTools {
    Arena *arena; /* lives as long as the run */
    Dictionary *dictionary;
    GradeList *grades;
    PlaceList *places;
    DateReader *dates;
    Zawgyi *zawgyi;
    Registry *registry;
    CenterFinder *centers;
    Date as_of;
    bool corrections; /* cells whose right value is certain are noted: rollbook check */
    Map *unicode_of; /* Zawgyi text -> index into converted: names are made of the same syllables */
    Str *converted;
    size_t converted_count, converted_cap;
} MapTools;

/* STATUS_CONFIG where a dictionary or the registry is wrong. */
void map_tools_open(MapTools *tools, const Assets *assets, const char *inputs_dir, Date as_of,
                    Error *err);
void map_tools_close(MapTools *tools);

/* zawgyi_convert that remembers, syllable by syllable; the result lives as long as tools and
 * scratch. */
Str map_tools_unicode(MapTools *tools, Arena *scratch, Str zawgyi);

#endif
