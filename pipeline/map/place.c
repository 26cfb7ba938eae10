#include "pipeline/map/place.h"

#include "pipeline/base/map.h"
#include "pipeline/base/mem.h"
#include "pipeline/base/tsv.h"
#include "pipeline/map/text_key.h"

enum { SEVERAL = -1 }; /* a name that lies in more than one district */

struct PlaceList {
    Map *districts; /* key -> index into codes */
    Map *parts;     /* key of a sub-district or village -> index of its district, or SEVERAL */
    Str *codes;
    size_t count, cap;
};

/* What people write before a district's name. */
static const Str BEFORE[] = {STR_LIT("อำเภอ"),  STR_LIT("อ"),        STR_LIT("amphoe"),
                             STR_LIT("amphur"), STR_LIT("district"), STR_LIT("อำเภอ")};
static const Str BEHIND[] = {STR_LIT("district"), STR_LIT("amphoe"), STR_LIT("ခရိုင်"),
                             STR_LIT("မြို့နယ်"),     STR_LIT("မြို့"),     STR_LIT("ตาก"),
                             STR_LIT("tak")};

static int64_t district_index(PlaceList *list, Str code)
{
    for (size_t i = 0; i < list->count; i++)
        if (str_eq(list->codes[i], code))
            return (int64_t)i;
    x_grow(list->codes, list->cap, list->count + 1);
    list->codes[list->count] = code;
    return (int64_t)list->count++;
}

static void add(Arena *arena, Map *map, Str name, int64_t index)
{
    Str key = text_key(arena, name);
    int64_t known = 0;
    if (key.len == 0)
        return;
    if (map_get(map, key, &known) && known != index)
        index = SEVERAL;
    map_set(map, key, index);
}

PlaceList *place_list_load(const Assets *assets, Arena *arena, Error *err)
{
    const char *path = "templates/dictionaries/places.tsv";
    PlaceList *list = x_new(PlaceList);
    list->districts = map_create();
    list->parts = map_create();
    Tsv tsv = tsv_parse(arena, asset_read(assets, arena, path, err), path, err);
    int code = tsv_need(&tsv, "code", path, err), level = tsv_need(&tsv, "level", path, err);
    int parent = tsv_need(&tsv, "parent", path, err), names[4];
    names[0] = tsv_need(&tsv, "name_en", path, err);
    names[1] = tsv_need(&tsv, "name_th", path, err);
    names[2] = tsv_need(&tsv, "name_my", path, err);
    names[3] = tsv_need(&tsv, "spellings", path, err);
    for (size_t i = 0; i < tsv.row_count && error_ok(err); i++) {
        const Str *row = tsv.rows[i].fields;
        bool district = str_is(row[level], "district");
        if (!district && !str_is(row[level], "subdistrict") && !str_is(row[level], "village"))
            continue;
        int64_t index = district_index(list, district ? row[code] : row[parent]);
        Map *map = district ? list->districts : list->parts;
        if (district) {
            add(arena, map, row[code], index);
            add(arena, map, str_slice(row[code], 2, row[code].len), index);
        }
        for (int n = 0; n < 4; n++)
            for (Str rest = row[names[n]], one; str_split(&rest, ';', &one);)
                add(arena, map, one, index);
    }
    return list;
}

void place_list_free(PlaceList *list)
{
    if (!list)
        return;
    map_free(list->districts);
    map_free(list->parts);
    x_free(list->codes);
    x_free(list);
}

static Str code_at(const PlaceList *list, const Map *map, Str key)
{
    int64_t index = 0;
    if (key.len && map_get(map, key, &index) && index != SEVERAL)
        return list->codes[index];
    return STR("");
}

static Str nearest(const PlaceList *list, Str key)
{
    if (key.len < 6)
        return STR("");
    int64_t best = SEVERAL;
    for (size_t i = 0; i < map_count(list->districts); i++) {
        if (text_key_distance(key, map_key_at(list->districts, i), 1) > 1)
            continue;
        int64_t index = map_value_at(list->districts, i);
        if (best != SEVERAL && best != index)
            return STR("");
        best = index;
    }
    return best == SEVERAL ? STR("") : list->codes[best];
}

Str place_district(const PlaceList *list, Arena *scratch, Str text)
{
    Str key = text_key(scratch, text);
    Str code = code_at(list, list->districts, key);
    for (size_t i = 0; code.len == 0 && i < sizeof BEFORE / sizeof *BEFORE; i++)
        if (key.len > BEFORE[i].len && str_starts_with(key, BEFORE[i]))
            code = code_at(list, list->districts, str_slice(key, BEFORE[i].len, key.len));
    for (size_t i = 0; code.len == 0 && i < sizeof BEHIND / sizeof *BEHIND; i++)
        if (key.len > BEHIND[i].len && str_ends_with(key, BEHIND[i]))
            code = code_at(list, list->districts, str_slice(key, 0, key.len - BEHIND[i].len));
    if (code.len == 0) {
        Str plain = text_key_plain(scratch, text);
        code = plain.len < key.len ? code_at(list, list->districts, plain) : code;
    }
    return code.len ? code : nearest(list, key);
}

Str place_district_of(const PlaceList *list, Arena *scratch, Str name)
{
    return code_at(list, list->parts, text_key(scratch, name));
}
