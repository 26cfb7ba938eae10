#include "pipeline/measure/indicator.h"

#include "pipeline/base/number.h"
#include "pipeline/warehouse/script.h"

const char INDICATORS_FOLDER[] = "templates/indicators/";

/* A heading line that must be there. */
static const char *need(Arena *arena, Str text, const char *path, const char *key, Error *err)
{
    const char *value = script_heading(arena, text, key);
    if (!value || !*value) {
        error_set_at(err, STATUS_CONFIG, (SourceRef){.file = path, .row = 1},
                     "an indicator's heading needs a line \"-- %s: ...\"", key);
        return "";
    }
    return value;
}

/* One of the words in choices, which are separated by blanks. */
static const char *choose(Arena *arena, Str text, const char *path, const char *key,
                          const char *choices, Error *err)
{
    const char *value = need(arena, text, path, key, err);
    for (Str rest = str_from(choices), word; str_split(&rest, ' ', &word);)
        if (str_is(word, value))
            return value;
    error_set_at(err, STATUS_CONFIG, (SourceRef){.file = path, .row = 1},
                 "expected one of %s for \"%s\", found \"%s\"", choices, key, value);
    return value;
}

static const char *id_of(Arena *arena, const char *path)
{
    Str name = str_from(path);
    for (size_t i = name.len; i > 0; i--)
        if (name.ptr[i - 1] == '/') {
            name = str_slice(name, i, name.len);
            break;
        }
    return arena_cstr(arena, str_slice(name, 0, name.len - 4)); /* ".sql" */
}

const char *indicator_path(Arena *arena, Str id)
{
    return arena_printf(arena, "%s%.*s.sql", INDICATORS_FOLDER, STR_ARG(id)).ptr;
}

Indicator indicator_read(Arena *arena, const Assets *assets, const char *path, Error *err)
{
    Str text = asset_read(assets, arena, path, err);
    if (!error_ok(err))
        return (Indicator){0};
    Indicator it = {
        .id = id_of(arena, path),
        .code = need(arena, text, path, "code", err),
        .unit = choose(arena, text, path, "unit", "count share rate ratio kg", err),
        .direction = choose(arena, text, path, "direction", "up down none", err),
        .title_en = need(arena, text, path, "title_en", err),
        .title_th = need(arena, text, path, "title_th", err),
        .definition_en = need(arena, text, path, "definition_en", err),
        .definition_th = need(arena, text, path, "definition_th", err),
        .source = need(arena, text, path, "source", err),
        .coverage = choose(arena, text, path, "coverage", "any attendance center_month none", err),
        .periods = need(arena, text, path, "periods", err),
        .field = need(arena, text, path, "field", err),
        .sql = script_select(arena, text),
    };
    it.zero = strcmp(choose(arena, text, path, "empty", "zero null", err), "zero") == 0;
    it.split = strcmp(choose(arena, text, path, "split", "yes no", err), "yes") == 0;
    it.months = strcmp(choose(arena, text, path, "months", "yes no", err), "yes") == 0;
    if (error_ok(err) &&
        !number_parse_int(str_from(need(arena, text, path, "sort", err)), &it.sort))
        error_set_at(err, STATUS_CONFIG, (SourceRef){.file = path, .row = 1},
                     "expected a whole number for \"sort\"");
    return it;
}
