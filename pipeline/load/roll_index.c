#include "pipeline/load/roll_index.h"

#include "pipeline/base/map.h"
#include "pipeline/base/mem.h"
#include "pipeline/base/strbuf.h"
#include "pipeline/warehouse/script.h"

/* In the maps instead of a child. */
enum { NOBODY = 0, SEVERAL = -1 };

struct RollIndex {
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

RollIndex *roll_index_open(Db *db, Error *err)
{
    RollIndex *index = x_new(RollIndex);
    *index = (RollIndex){.scratch = arena_create(),
                         .codes = map_create(),
                         .owners = map_create(),
                         .wanted = map_create(),
                         .names = map_create(),
                         .grades = map_create()};
    Stmt *row = db_prepare(db,
                           "SELECT child_id, center_code, school_year, student_code"
                           " FROM temp.observation"
                           " WHERE student_code IS NOT NULL AND school_year IS NOT NULL"
                           " ORDER BY rowid",
                           err);
    while (stmt_step(row, err)) {
        Str parts[] = {stmt_str(row, 1), stmt_str(row, 2), stmt_str(row, 3)};
        note(index->codes, key_of(index, parts, 3), stmt_int(row, 0));
        Str place[] = {parts[0], parts[2]};
        note(index->owners, key_of(index, place, 2), stmt_int(row, 0));
    }
    stmt_free(row);
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

static void note_name(RollIndex *index, Str center, Str year, Str grade, Str name, int64_t child_id)
{
    Str parts[] = {center, year, script_fold(index->scratch, name), grade};
    if (parts[2].len == 0)
        return;
    note(index->names, key_of(index, parts, 3), child_id);
    if (grade.ptr)
        note(index->grades, key_of(index, parts, 4), child_id);
}

void roll_index_read_names(RollIndex *index, Db *db, Error *err)
{
    enum { FIRST_SPELLING = 4, SPELLING_COUNT = 6 };
    Stmt *row = db_prepare(db,
                           "SELECT child_id, center_code, school_year, grade_code, full_name,"
                           " name_my, name_en, name_th, name_karen, first_name || ' ' || last_name"
                           " FROM temp.observation WHERE school_year IS NOT NULL ORDER BY rowid",
                           err);
    while (stmt_step(row, err)) {
        Str place[] = {stmt_str(row, 1), stmt_str(row, 2)};
        if (!map_get(index->wanted, key_of(index, place, 2), NULL))
            continue;
        arena_reset(index->scratch);
        for (int i = 0; i < SPELLING_COUNT; i++)
            if (!stmt_is_null(row, FIRST_SPELLING + i))
                note_name(index, place[0], place[1], stmt_str(row, 3),
                          stmt_str(row, FIRST_SPELLING + i), stmt_int(row, 0));
    }
    stmt_free(row);
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
