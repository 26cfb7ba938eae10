/* Reads templates/sample into arrays. */

#include "pipeline/sample/inventory.h"

#include "pipeline/base/number.h"
#include "pipeline/base/tsv.h"

static const char *const PEOPLE_NAMES[PEOPLE_COUNT] = {"burmese", "karen", "mon", "shan", "muslim"};

static Tsv load(Arena *arena, const Assets *assets, const char *path, Error *err)
{
    return tsv_parse(arena, asset_read(assets, arena, path, err), path, err);
}

static int forms(Str list, Str out[FORMS_MAX])
{
    int count = 0;
    for (Str rest = list, piece; count < FORMS_MAX && str_split(&rest, ';', &piece);)
        if (piece.len)
            out[count++] = piece;
    return count;
}

static int whole(Str text)
{
    int64_t value = 0;
    return number_parse_int(text, &value) ? (int)value : 0;
}

static ElementSet pick_elements(Arena *arena, const Tsv *tsv, const char *people, const char *sex,
                                const char *age)
{
    Element *items = arena_new_array(arena, Element, tsv->row_count + 1);
    int *weights = arena_new_array(arena, int, tsv->row_count + 1);
    int count = 0;
    for (size_t i = 0; i < tsv->row_count; i++) {
        const Str *f = tsv->rows[i].fields;
        if (!str_is(f[0], people) || !str_is(f[1], sex) || !str_is(f[2], age))
            continue;
        Element *e = &items[count];
        e->weight = whole(f[3]);
        e->latin_count = forms(f[4], e->latin);
        e->myanmar = f[5];
        e->thai_count = forms(f[6], e->thai);
        e->karen = f[7];
        weights[count++] = e->weight;
    }
    return (ElementSet){items, weights, count};
}

static void load_elements(Inventory *inv, Arena *arena, const Assets *assets, Error *err)
{
    Tsv tsv = load(arena, assets, "templates/sample/elements.tsv", err);
    if (!error_ok(err))
        return;
    for (int p = 0; p < PEOPLE_COUNT; p++)
        for (int s = 0; s < 2; s++) {
            const char *sex = s ? "M" : "F";
            inv->child[p][s] = pick_elements(arena, &tsv, PEOPLE_NAMES[p], sex, "child");
            inv->adult[p][s] = pick_elements(arena, &tsv, PEOPLE_NAMES[p], sex, "parent");
            if (!inv->child[p][s].count || !inv->adult[p][s].count)
                error_set(err, STATUS_CONFIG, "no name elements for %s %s", PEOPLE_NAMES[p], sex);
        }
}

static void load_villages(Inventory *inv, Arena *arena, const Assets *assets, Error *err)
{
    Tsv tsv = load(arena, assets, "templates/sample/villages.tsv", err);
    Village *items = arena_new_array(arena, Village, tsv.row_count + 1);
    for (size_t i = 0; i < tsv.row_count; i++) {
        const Str *f = tsv.rows[i].fields;
        items[i] = (Village){.district_code = f[0], .district = f[1], .thai = f[2]};
        items[i].latin_count = forms(f[3], items[i].latin);
    }
    inv->villages = items;
    inv->village_count = (int)tsv.row_count;
}

static void load_townships(Inventory *inv, Arena *arena, const Assets *assets, Error *err)
{
    Tsv tsv = load(arena, assets, "templates/sample/townships.tsv", err);
    Township *items = arena_new_array(arena, Township, tsv.row_count + 1);
    int *weights = arena_new_array(arena, int, tsv.row_count + 1);
    for (size_t i = 0; i < tsv.row_count; i++) {
        const Str *f = tsv.rows[i].fields;
        items[i] = (Township){.state = f[0], .name_en = f[1], .name_my = f[2]};
        weights[i] = whole(f[3]);
    }
    inv->townships = items;
    inv->township_weights = weights;
    inv->township_count = (int)tsv.row_count;
}

static void load_centers(Inventory *inv, Arena *arena, const Assets *assets, Error *err)
{
    Tsv tsv = load(arena, assets, "templates/sample/centers.tsv", err);
    CenterName *items = arena_new_array(arena, CenterName, tsv.row_count + 1);
    for (size_t i = 0; i < tsv.row_count; i++) {
        const Str *f = tsv.rows[i].fields;
        items[i] = (CenterName){.prefix = f[0], .name_en = f[1], .name_my = f[2], .name_th = f[3]};
        items[i].variant_count = forms(f[4], items[i].variants);
    }
    inv->centers = items;
    inv->center_count = (int)tsv.row_count;
}

const Inventory *inventory_load(Arena *arena, const Assets *assets, Error *err)
{
    Inventory *inv = arena_new(arena, Inventory);
    load_elements(inv, arena, assets, err);
    load_villages(inv, arena, assets, err);
    load_townships(inv, arena, assets, err);
    load_centers(inv, arena, assets, err);
    return inv;
}
