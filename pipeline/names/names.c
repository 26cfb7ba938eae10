/* The Names object: tables and syllables under one roof. */

#include "pipeline/base/mem.h"
#include "pipeline/names/names_private.h"

#include <unicode/utrans.h>

Names *names_load(const Assets *assets, Error *err)
{
    if (!error_ok(err))
        return NULL;
    Names *names = x_new(Names);
    names->arena = arena_create();
    pthread_mutex_init(&names->lock, NULL);
    names->tables = name_tables_load(assets, names->arena, err);
    names->roman = roman_tables_load(assets, names->arena, err);
    if (!error_ok(err)) {
        names_free(names);
        return NULL;
    }
    names->syllables = syllable_table_create(&names->tables->sounds);
    NamesAlike *ways[2];
    names->alike = ways[names_alike_ways(ways) - 1];
    return names;
}

void names_free(Names *names)
{
    if (!names)
        return;
    if (names->any_latin)
        utrans_close(names->any_latin);
    syllable_table_free(names->syllables);
    pthread_mutex_destroy(&names->lock);
    arena_free(names->arena);
    x_free(names);
}

const Reading *name_readings(const Names *names, SyllableId id, int *count)
{
    return syllable_readings(names->syllables, id, count);
}

int name_syllables_alike(const Names *names, SyllableId a, SyllableId b)
{
    return syllable_similarity(names->syllables, a, b);
}
