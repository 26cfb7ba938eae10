#include "pipeline/load/roll_sound.h"

#include "pipeline/base/map.h"
#include "pipeline/base/mem.h"
#include "pipeline/base/strbuf.h"
#include "pipeline/names/names.h"

static const double ALIKE = 0.93, NEAR = 0.80;

typedef struct Entry {
    int64_t child_id, next; /* next: index of the next entry of the same place; -1: none */
    Str grade;
    size_t number; /* of the name in parsed */
} Entry;

struct RollSound {
    Arena *arena;
    StrBuf key;
    Names *names;        /* NULL until somebody asks */
    Map *places;         /* center, year: numbered */
    int64_t *first;      /* of each place: its first entry; -1: none */
    Map *texts;          /* names as the registers have them */
    const Name **parsed; /* of them; NULL: not asked for yet */
    Entry *entries;
    size_t count, cap;
};

RollSound *roll_sound_open(void)
{
    RollSound *sound = x_new(RollSound);
    *sound = (RollSound){.arena = arena_create(), .places = map_create(), .texts = map_create()};
    return sound;
}

void roll_sound_free(RollSound *sound)
{
    if (!sound)
        return;
    names_free(sound->names);
    map_free(sound->places);
    map_free(sound->texts);
    x_free(sound->first);
    x_free(sound->parsed);
    strbuf_free(&sound->key);
    x_free(sound->entries);
    arena_free(sound->arena);
    x_free(sound);
}

/* Borrowed until the next call. */
static Str place_of(RollSound *sound, Str center, Str year)
{
    strbuf_clear(&sound->key);
    strbuf_append(&sound->key, center);
    strbuf_append_char(&sound->key, '\x1f');
    strbuf_append(&sound->key, year);
    return strbuf_str(&sound->key);
}

void roll_sound_want(RollSound *sound, const RollQuery *query)
{
    if (query->school_year.ptr && query->name.ptr)
        map_intern(sound->places, place_of(sound, query->center, query->school_year));
}

/* Notes a name of a child at one place, unless its row of an earlier register gave the same. */
static void add(RollSound *sound, Map *seen, int64_t place, int64_t child_id, Str grade, Str text)
{
    strbuf_clear(&sound->key);
    strbuf_appendf(&sound->key, "%lld %lld ", (long long)place, (long long)child_id);
    strbuf_append(&sound->key, grade);
    strbuf_append_char(&sound->key, '\x1f');
    strbuf_append(&sound->key, text);
    size_t before = map_count(seen);
    if ((size_t)map_intern(seen, strbuf_str(&sound->key)) < before)
        return;
    x_grow(sound->entries, sound->cap, sound->count + 1);
    sound->entries[sound->count] = (Entry){.child_id = child_id,
                                           .next = sound->first[place],
                                           .grade = grade,
                                           .number = (size_t)map_intern(sound->texts, text)};
    sound->first[place] = (int64_t)sound->count++;
}

static void add_entries(RollSound *sound, const Roll *roll)
{
    sound->first = x_new_array(int64_t, map_count(sound->places));
    memset(sound->first, -1, map_count(sound->places) * sizeof *sound->first);
    Map *seen = map_create(); /* a child stands on every list of the year */
    for (size_t i = 0; i < roll->count; i++) {
        const RollRow *row = &roll->rows[i];
        int64_t place;
        if (!map_get(sound->places, place_of(sound, row->center, row->school_year), &place))
            continue;
        for (int k = 0; k < ROLL_FULL_NAMES; k++)
            if (row->names[k].len > 0)
                add(sound, seen, place, row->child_id, row->grade, row->names[k]);
    }
    map_free(seen);
}

void roll_sound_add_names(RollSound *sound, const Assets *assets, const Roll *roll, Error *err)
{
    if (map_count(sound->places) == 0)
        return;
    sound->names = names_load(assets, err);
    if (!error_ok(err))
        return;
    add_entries(sound, roll);
    sound->parsed = x_new_array(const Name *, map_count(sound->texts) + 1);
}

/* Parsed when it is first looked at: most names stand in another grade than who is asked for. */
static const Name *parsed_name(RollSound *sound, size_t number)
{
    const Name **name = &sound->parsed[number];
    if (!*name)
        *name = name_parse(sound->names, sound->arena, map_key_at(sound->texts, number));
    return *name;
}

int64_t roll_sound_find(RollSound *sound, const RollQuery *query, Str *name)
{
    int64_t place = 0, best_child = 0;
    double best = 0, second = 0;
    if (!sound->parsed || !query->name.ptr || !query->school_year.ptr)
        return 0;
    if (!map_get(sound->places, place_of(sound, query->center, query->school_year), &place))
        return 0;
    const Name *asked = name_parse(sound->names, sound->arena, query->name);
    for (int64_t at = sound->first[place]; at >= 0; at = sound->entries[at].next) {
        const Entry *entry = &sound->entries[at];
        if (query->grade.len && entry->grade.len && !str_eq(query->grade, entry->grade))
            continue;
        const Name *name_there = parsed_name(sound, entry->number);
        if (!name_block_shared(asked, name_there))
            continue;
        double alike = name_similarity_above(sound->names, asked, name_there, NEAR);
        if (alike > best) {
            second = entry->child_id == best_child ? second : best;
            best = alike;
            best_child = entry->child_id;
            *name = name_there->text;
        } else if (entry->child_id != best_child && alike > second) {
            second = alike;
        }
    }
    return best >= ALIKE && second < NEAR ? best_child : 0;
}
