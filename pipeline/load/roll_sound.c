#include "pipeline/load/roll_sound.h"

#include "pipeline/base/map.h"
#include "pipeline/base/mem.h"
#include "pipeline/names/names.h"

static const double ALIKE = 0.93, NEAR = 0.80;

typedef struct Entry {
    const Name *name;
    int64_t child_id, next; /* next: index of the next entry of the same place; -1: none */
    Str grade, text;
} Entry;

struct RollSound {
    Arena *arena;
    Names *names; /* NULL until somebody asks */
    Map *places;  /* center, year -> its first entry; -1: none yet */
    Entry *entries;
    size_t count, cap;
};

RollSound *roll_sound_open(void)
{
    RollSound *sound = x_new(RollSound);
    *sound = (RollSound){.arena = arena_create(), .places = map_create()};
    return sound;
}

void roll_sound_free(RollSound *sound)
{
    if (!sound)
        return;
    names_free(sound->names);
    map_free(sound->places);
    x_free(sound->entries);
    arena_free(sound->arena);
    x_free(sound);
}

static Str place_of(RollSound *sound, Str center, Str year)
{
    return arena_printf(sound->arena, "%.*s\x1f%.*s", STR_ARG(center), STR_ARG(year));
}

void roll_sound_want(RollSound *sound, const RollQuery *query)
{
    if (query->school_year.ptr && query->name.ptr)
        map_set(sound->places, place_of(sound, query->center, query->school_year), -1);
}

static void add(RollSound *sound, Str place, int64_t child_id, Str grade, Str text)
{
    const Name *name = name_parse(sound->names, sound->arena, text);
    int64_t first = -1;
    map_get(sound->places, place, &first);
    x_grow(sound->entries, sound->cap, sound->count + 1);
    sound->entries[sound->count] = (Entry){.name = name,
                                           .child_id = child_id,
                                           .next = first,
                                           .grade = arena_str(sound->arena, grade),
                                           .text = name->text};
    map_set(sound->places, place, (int64_t)sound->count++);
}

void roll_sound_read(RollSound *sound, const Assets *assets, Db *db, Error *err)
{
    enum { FIRST_SPELLING = 4, SPELLING_COUNT = 5 };
    if (map_count(sound->places) == 0)
        return;
    sound->names = names_load(assets, err);
    Map *seen = map_create(); /* a child stands on every list of the year */
    Stmt *row = db_prepare(db,
                           "SELECT child_id, center_code, school_year, grade_code, full_name,"
                           " name_my, name_en, name_th, name_karen"
                           " FROM temp.observation WHERE school_year IS NOT NULL ORDER BY rowid",
                           err);
    while (stmt_step(row, err)) {
        Str place = place_of(sound, stmt_str(row, 1), stmt_str(row, 2));
        if (!map_get(sound->places, place, NULL))
            continue;
        int64_t child_id = stmt_int(row, 0);
        for (int i = 0; i < SPELLING_COUNT; i++) {
            Str text = stmt_str(row, FIRST_SPELLING + i);
            Str key =
                arena_printf(sound->arena, "%lld\x1f%.*s\x1f%.*s\x1f%.*s", (long long)child_id,
                             STR_ARG(place), STR_ARG(stmt_str(row, 3)), STR_ARG(text));
            if (text.len == 0 || map_get(seen, key, NULL))
                continue;
            map_set(seen, key, 1);
            add(sound, place, child_id, stmt_str(row, 3), text);
        }
    }
    stmt_free(row);
    map_free(seen);
}

int64_t roll_sound_find(RollSound *sound, const RollQuery *query, Str *name)
{
    int64_t index = -1, best_child = 0;
    double best = 0, second = 0;
    if (!sound->names || !query->name.ptr || !query->school_year.ptr)
        return 0;
    map_get(sound->places, place_of(sound, query->center, query->school_year), &index);
    const Name *asked = name_parse(sound->names, sound->arena, query->name);
    for (; index >= 0; index = sound->entries[index].next) {
        const Entry *entry = &sound->entries[index];
        bool other_grade =
            query->grade.len && entry->grade.len && !str_eq(query->grade, entry->grade);
        if (other_grade || !name_block_shared(asked, entry->name))
            continue;
        double alike = name_similarity_above(sound->names, asked, entry->name, NEAR);
        if (alike > best) {
            second = entry->child_id == best_child ? second : best;
            best = alike;
            best_child = entry->child_id;
            *name = entry->text;
        } else if (entry->child_id != best_child && alike > second) {
            second = alike;
        }
    }
    return best >= ALIKE && second < NEAR ? best_child : 0;
}
