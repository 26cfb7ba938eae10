#ifndef ROLLBOOK_SAMPLE_INVENTORY_H
#define ROLLBOOK_SAMPLE_INVENTORY_H

/* What invented people, places and centers are made of: the tables of templates/sample. */

#include "pipeline/base/asset.h"

enum { FORMS_MAX = 6 };

typedef enum People {
    PEOPLE_BURMESE,
    PEOPLE_KAREN,
    PEOPLE_MON,
    PEOPLE_SHAN,
    PEOPLE_MUSLIM,
    PEOPLE_COUNT,
} People;

/* One name element in its scripts. */
typedef struct Element {
    Str latin[FORMS_MAX]; /* the usual form first */
    int latin_count;
    Str myanmar;
    Str thai[FORMS_MAX];
    int thai_count;
    Str karen; /* S'gaw script; empty where there is none */
    int weight;
} Element;

typedef struct ElementSet {
    const Element *items;
    const int *weights;
    int count;
} ElementSet;

typedef struct Village {
    Str district_code; /* TH6306 */
    Str district;
    Str thai;
    Str latin[FORMS_MAX];
    int latin_count;
} Village;

typedef struct Township {
    Str state, name_en, name_my;
} Township;

typedef struct CenterName {
    Str prefix, name_en, name_my, name_th;
    Str variants[FORMS_MAX];
    int variant_count;
} CenterName;

typedef struct Inventory {
    ElementSet child[PEOPLE_COUNT][2]; /* [people][0 = F, 1 = M] */
    ElementSet adult[PEOPLE_COUNT][2];
    const Village *villages;
    int village_count;
    const Township *townships;
    const int *township_weights;
    int township_count;
    const CenterName *centers;
    int center_count;
} Inventory;

/* Everything lives in the arena. */
const Inventory *inventory_load(Arena *arena, const Assets *assets, Error *err);

#endif
