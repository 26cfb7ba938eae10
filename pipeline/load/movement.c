#include "pipeline/load/movement.h"

#include "pipeline/base/map.h"
#include "pipeline/base/mem.h"
#include "pipeline/base/strbuf.h"
#include "pipeline/warehouse/bulk.h"

static const char *const NAMES[] = {[MOVEMENT_CAME] = "came", [MOVEMENT_LEFT] = "left"};

typedef struct Group {
    MovedChild alike;
    int64_t children;
} Group;

struct Movements {
    StrBuf key;
    Map *numbers; /* of the current period's groups */
    Group *groups;
    size_t count, cap;
    Bulk *table;
};

Movements *movements_open(Db *db, Error *err)
{
    Movements *movements = x_new(Movements);
    movements->numbers = map_create();
    movements->table = bulk_open(db,
                                 "movement_group (period_code, movement, center_code,"
                                 " district_code, sex, age_band, children)",
                                 err);
    return movements;
}

void movements_add(Movements *movements, const MovedChild *child)
{
    const Str parts[] = {child->center, child->district, child->sex, child->age_band};
    strbuf_clear(&movements->key);
    strbuf_append_char(&movements->key, child->movement == MOVEMENT_CAME ? '+' : '-');
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        strbuf_append(&movements->key, parts[i]);
        strbuf_append_char(&movements->key, '\x1f');
    }
    size_t number = (size_t)map_intern(movements->numbers, strbuf_str(&movements->key));
    if (number == movements->count) {
        x_grow(movements->groups, movements->cap, number + 1);
        movements->groups[movements->count++] = (Group){.alike = *child};
    }
    movements->groups[number].children++;
}

void movements_end_period(Movements *movements, Str period_code, Error *err)
{
    Bulk *row = movements->table;
    for (size_t i = 0; i < movements->count; i++) {
        const Group *group = &movements->groups[i];
        bulk_str(row, 1, period_code);
        bulk_str(row, 2, str_from(NAMES[group->alike.movement]));
        bulk_str(row, 3, group->alike.center);
        bulk_str(row, 4, group->alike.district);
        bulk_str(row, 5, group->alike.sex);
        bulk_str(row, 6, group->alike.age_band);
        bulk_int(row, 7, group->children);
        bulk_end_row(row, err);
    }
    movements->count = 0;
    map_free(movements->numbers);
    movements->numbers = map_create();
}

void movements_close(Movements *movements, Error *err)
{
    if (!movements)
        return;
    bulk_close(movements->table, err);
    map_free(movements->numbers);
    x_free(movements->groups);
    strbuf_free(&movements->key);
    x_free(movements);
}
