/* Spellings by field and language. The table is sorted by field and language. */

#include "pipeline/sample/wording.h"

#include "pipeline/base/map.h"
#include "pipeline/base/tsv.h"

#include <stdio.h>

struct Wording {
    Map *first; /* "field lang" to the row of its first spelling */
    Tsv tsv;
};

static const char *const CODES[] = {"en", "th", "my"};

const Wording *wording_load(Arena *arena, const Assets *assets, Error *err)
{
    Wording *words = arena_new(arena, Wording);
    static const char PATH[] = "templates/sample/words.tsv";
    words->tsv = tsv_parse(arena, asset_read(assets, arena, PATH, err), PATH, err);
    words->first = map_create();
    for (size_t i = 0; i < words->tsv.row_count; i++) {
        const Str *f = words->tsv.rows[i].fields;
        Str key = arena_printf(arena, "%.*s %.*s", STR_ARG(f[0]), STR_ARG(f[1]));
        if (!map_get(words->first, key, NULL))
            map_set(words->first, key, (int64_t)i);
    }
    return words;
}

void wording_free(const Wording *words)
{
    if (words)
        map_free(words->first);
}

static size_t find(const Wording *words, const char *field, Language language, int *count)
{
    char key[80];
    snprintf(key, sizeof key, "%s %s", field, CODES[language]);
    int64_t first = 0;
    *count = 0;
    if (!map_get(words->first, str_from(key), &first))
        return 0;
    const Str *start = words->tsv.rows[first].fields;
    for (size_t i = (size_t)first; i < words->tsv.row_count; i++) {
        const Str *f = words->tsv.rows[i].fields;
        if (!str_eq(f[0], start[0]) || !str_eq(f[1], start[1]))
            break;
        ++*count;
    }
    return (size_t)first;
}

int wording_count(const Wording *words, const char *field, Language language)
{
    int count;
    find(words, field, language, &count);
    return count;
}

Str wording_pick(const Wording *words, const char *field, Language language, int choice)
{
    int count;
    size_t first = find(words, field, language, &count);
    return count ? words->tsv.rows[first + (size_t)(choice % count)].fields[2] : STR("");
}

Str wording_habit(const Wording *words, const char *field, Language language, uint64_t seed)
{
    Dice dice = {seed ^ str_hash(str_from(field))};
    int choice = dice_chance(&dice, 0.66) ? 0 : dice_below(&dice, 64);
    return wording_pick(words, field, language, choice);
}
