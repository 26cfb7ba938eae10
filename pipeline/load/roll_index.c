#include "pipeline/load/roll_index.h"

#include "pipeline/base/map.h"
#include "pipeline/base/mem.h"
#include "pipeline/base/strbuf.h"
#include "pipeline/warehouse/script.h"

/* In the maps instead of a child. */
enum { NOBODY = 0, SEVERAL = -1 };

struct RollIndex {
    const Roll *roll;
    Arena *scratch;
    StrBuf key;
    Map *codes;  /* center, year, number */
    Map *owners; /* center, number: of any year */
    Map *wanted; /* center, year */
    Map *names;  /* center, year, folded name */
    Map *grades; /* center, year, folded name, grade */
};

/* Parts joined by a character that no cell holds; part of the index's buffer until the next call.
 */
static Str key_of(RollIndex *index, const Str *parts, size_t count)
{
    strbuf_clear(&index->key);
    for (size_t i = 0; i < count; i++) {
        strbuf_append(&index->key, parts[i]);
        strbuf_append_char(&index->key, '\x1f');
    }
    return strbuf_str(&index->key);
}

static void note(Map *map, Str key, int64_t child_id)
{
    int64_t known;
    if (!map_get(map, key, &known))
        map_set(map, key, child_id);
    else if (known != child_id && known != SEVERAL)
        map_set(map, key, SEVERAL);
}

static int64_t find(const Map *map, Str key)
{
    int64_t known = NOBODY;
    map_get(map, key, &known);
    return known;
}

RollIndex *roll_index_open(const Roll *roll)
{
    RollIndex *index = x_new(RollIndex);
    *index = (RollIndex){.roll = roll,
                         .scratch = arena_create(),
                         .codes = map_create(),
                         .owners = map_create(),
                         .wanted = map_create(),
                         .names = map_create(),
                         .grades = map_create()};
    for (size_t i = 0; i < roll->count; i++) {
        const RollRow *row = &roll->rows[i];
        if (!row->student_code.ptr)
            continue;
        Str parts[] = {row->center, row->school_year, row->student_code};
        note(index->codes, key_of(index, parts, 3), row->child_id);
        Str place[] = {row->center, row->student_code};
        note(index->owners, key_of(index, place, 2), row->child_id);
    }
    return index;
}

void roll_index_free(RollIndex *index)
{
    if (!index)
        return;
    arena_free(index->scratch);
    strbuf_free(&index->key);
    map_free(index->codes);
    map_free(index->owners);
    map_free(index->wanted);
    map_free(index->names);
    map_free(index->grades);
    x_free(index);
}

int64_t roll_index_by_code(RollIndex *index, const RollQuery *query)
{
    if (!query->student_code.ptr || !query->school_year.ptr)
        return NOBODY;
    Str parts[] = {query->center, query->school_year, query->student_code};
    int64_t child_id = find(index->codes, key_of(index, parts, 3));
    return child_id == SEVERAL ? NOBODY : child_id;
}

bool roll_index_is_anothers(RollIndex *index, const RollQuery *query, int64_t child_id)
{
    if (!query->student_code.ptr)
        return false;
    Str parts[] = {query->center, query->student_code};
    int64_t owner = find(index->owners, key_of(index, parts, 2));
    return owner != NOBODY && owner != SEVERAL && owner != child_id;
}

void roll_index_want_names(RollIndex *index, const RollQuery *query)
{
    Str parts[] = {query->center, query->school_year};
    if (query->school_year.ptr)
        map_set(index->wanted, key_of(index, parts, 2), 1);
}

static void note_name(RollIndex *index, const RollRow *row, Str name)
{
    Str parts[] = {row->center, row->school_year, script_fold(index->scratch, name), row->grade};
    if (parts[2].len == 0)
        return;
    note(index->names, key_of(index, parts, 3), row->child_id);
    if (row->grade.ptr)
        note(index->grades, key_of(index, parts, 4), row->child_id);
}

void roll_index_add_names(RollIndex *index)
{
    for (size_t i = 0; i < index->roll->count; i++) {
        const RollRow *row = &index->roll->rows[i];
        Str place[] = {row->center, row->school_year};
        if (!map_get(index->wanted, key_of(index, place, 2), NULL))
            continue;
        arena_reset(index->scratch);
        for (int k = 0; k < ROLL_NAMES; k++)
            if (row->names[k].ptr)
                note_name(index, row, row->names[k]);
    }
}

int64_t roll_index_by_name(RollIndex *index, const RollQuery *query)
{
    if (!query->name.ptr || !query->school_year.ptr)
        return NOBODY;
    arena_reset(index->scratch);
    Str parts[] = {query->center, query->school_year, script_fold(index->scratch, query->name),
                   query->grade};
    int64_t child_id = find(index->names, key_of(index, parts, 3));
    if (child_id == SEVERAL && query->grade.ptr)
        child_id = find(index->grades, key_of(index, parts, 4));
    return child_id == SEVERAL ? NOBODY : child_id;
}
