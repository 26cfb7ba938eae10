#include "pipeline/load/roll_sound.h"

#include "pipeline/base/map.h"
#include "pipeline/base/mem.h"
#include "pipeline/base/parallel.h"
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
    Names *names;   /* NULL until somebody asks */
    Map *places;    /* center, year: numbered */
    int64_t *first; /* of each place: its first entry; -1: none */
    Map *texts;     /* names as the registers have them */
    const Name **parsed;
    Arena *arenas[PARALLEL_THREADS_MAX]; /* of parsed */
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
    for (int i = 0; i < PARALLEL_THREADS_MAX; i++)
        arena_free(sound->arenas[i]);
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
                                           .grade = arena_str(sound->arena, grade),
                                           .number = (size_t)map_intern(sound->texts, text)};
    sound->first[place] = (int64_t)sound->count++;
}

static void read_entries(RollSound *sound, Db *db, Error *err)
{
    enum { FIRST_SPELLING = 4, SPELLING_COUNT = 5 };
    sound->first = x_new_array(int64_t, map_count(sound->places));
    memset(sound->first, -1, map_count(sound->places) * sizeof *sound->first);
    Map *seen = map_create(); /* a child stands on every list of the year */
    Stmt *row = db_prepare(db,
                           "SELECT child_id, center_code, school_year, grade_code, full_name,"
                           " name_my, name_en, name_th, name_karen"
                           " FROM temp.observation WHERE school_year IS NOT NULL ORDER BY rowid",
                           err);
    while (stmt_step(row, err)) {
        int64_t place;
        if (!map_get(sound->places, place_of(sound, stmt_str(row, 1), stmt_str(row, 2)), &place))
            continue;
        for (int i = 0; i < SPELLING_COUNT; i++) {
            Str text = stmt_str(row, FIRST_SPELLING + i);
            if (text.len > 0)
                add(sound, seen, place, stmt_int(row, 0), stmt_str(row, 3), text);
        }
    }
    stmt_free(row);
    map_free(seen);
}

enum { PARSED_AT_ONCE = 256 };

static void parse_some(void *self, size_t i, int thread)
{
    RollSound *sound = self;
    size_t end = (i + 1) * PARSED_AT_ONCE, count = map_count(sound->texts);
    for (size_t k = i * PARSED_AT_ONCE; k < end && k < count; k++)
        sound->parsed[k] =
            name_parse(sound->names, sound->arenas[thread], map_key_at(sound->texts, k));
}

void roll_sound_read(RollSound *sound, const Assets *assets, Db *db, Error *err)
{
    if (map_count(sound->places) == 0)
        return;
    sound->names = names_load(assets, err);
    read_entries(sound, db, err);
    if (!error_ok(err))
        return;
    size_t count = map_count(sound->texts);
    sound->parsed = x_new_array(const Name *, count + 1);
    int threads = parallel_threads();
    for (int i = 0; i < threads; i++)
        sound->arenas[i] = arena_create();
    parallel_run(threads, (count + PARSED_AT_ONCE - 1) / PARSED_AT_ONCE, parse_some, sound);
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
        const Name *name_there = sound->parsed[entry->number];
        bool other_grade =
            query->grade.len && entry->grade.len && !str_eq(query->grade, entry->grade);
        if (other_grade || !name_block_shared(asked, name_there))
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
