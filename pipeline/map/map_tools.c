#include "pipeline/map/map_tools.h"

#include "pipeline/base/mem.h"
#include "pipeline/base/strbuf.h"
#include "pipeline/base/utf8.h"

/* The headings that the office added; a field that does not exist is its mistake. */
static void add_office_headings(MapTools *tools, Error *err)
{
    const Registry *registry = tools->registry;
    for (size_t i = 0; i < registry->heading_count && error_ok(err); i++) {
        const RegistryHeading *heading = &registry->headings[i];
        Field field = field_find(heading->field);
        if (field == F_NONE)
            error_set_at(err, STATUS_CONFIG, (SourceRef){.file = "registry/headings"},
                         "heading \"%.*s\": there is no field \"%.*s\"", STR_ARG(heading->spelling),
                         STR_ARG(heading->field));
        else
            dictionary_add_heading(tools->dictionary, field, heading->spelling, heading->center);
    }
}

void map_tools_open(MapTools *tools, const Assets *assets, const char *inputs_dir, Date as_of,
                    Error *err)
{
    *tools = (MapTools){.arena = arena_create(), .as_of = as_of, .unicode_of = map_create()};
    tools->dictionary = dictionary_load(assets, tools->arena, err);
    tools->grades = grade_list_load(assets, tools->arena, err);
    tools->places = place_list_load(assets, tools->arena, err);
    tools->dates = date_reader_load(assets, err);
    tools->zawgyi = zawgyi_load(assets, err);
    dictionary_use_zawgyi(tools->dictionary, tools->zawgyi);
    tools->registry = registry_load(inputs_dir, tools->arena, err);
    tools->centers = center_finder_create(tools->registry, tools->arena);
    add_office_headings(tools, err);
}

void map_tools_close(MapTools *tools)
{
    dictionary_free(tools->dictionary);
    grade_list_free(tools->grades);
    place_list_free(tools->places);
    date_reader_free(tools->dates);
    zawgyi_free(tools->zawgyi);
    center_finder_free(tools->centers);
    map_free(tools->unicode_of);
    x_free(tools->converted);
    arena_free(tools->arena);
    *tools = (MapTools){0};
}

/* Conversion runs a few hundred rules over a text: what was converted once is kept. */
static Str converted_piece(MapTools *tools, Str zawgyi)
{
    int64_t index = 0;
    if (map_get(tools->unicode_of, zawgyi, &index))
        return tools->converted[index];
    Str unicode = arena_str(tools->arena, zawgyi_convert(tools->zawgyi, tools->arena, zawgyi));
    x_grow(tools->converted, tools->converted_cap, tools->converted_count + 1);
    map_set(tools->unicode_of, zawgyi, (int64_t)tools->converted_count);
    tools->converted[tools->converted_count++] = unicode;
    return unicode;
}

static bool is_consonant(uint32_t cp)
{
    return cp >= 0x1000 && cp <= 0x1021;
}

static bool is_zawgyi_prefix(uint32_t cp)
{
    return cp == 0x1031 || cp == 0x103B || (cp >= 0x107E && cp <= 0x1084);
}

/*
 * True where a text may be cut between last and a consonant without the pieces being converted
 * otherwise. Rules of ICU's Zawgyi-my (utrans_toRules) look back from a consonant over signs that
 * stand before it (prefix vowel, medial ra, kinzi), over asat and over the lower dot; over a blank
 * only to a sign. After other consonants, vowels above, below and behind, and visarga none does.
 */
static bool may_cut(uint32_t before, uint32_t last)
{
    if (last == ' ')
        return before != 0 && before != ' ' && !is_zawgyi_prefix(before);
    return is_consonant(last) || (last >= 0x102B && last <= 0x1036 && last != 0x1031) ||
           last == 0x1038;
}

/* Rules at the ends of a text speak of the digits 0 and 4 and of zero-width spaces. */
static bool may_cut_anywhere(Str text)
{
    return str_find(text, STR("\u1040"), 0) == text.len &&
           str_find(text, STR("\u1044"), 0) == text.len &&
           str_find(text, STR("\u200B"), 0) == text.len;
}

Str map_tools_unicode(MapTools *tools, Arena *scratch, Str zawgyi)
{
    if (!may_cut_anywhere(zawgyi))
        return converted_piece(tools, zawgyi);
    StrBuf whole = STRBUF_INIT;
    uint32_t before = 0, last = 0;
    size_t from = 0;
    for (size_t at = 0, next = 0; at < zawgyi.len; at = next) {
        uint32_t cp = utf8_next(zawgyi, &next);
        if (is_consonant(cp) && may_cut(before, last)) {
            strbuf_append(&whole, converted_piece(tools, str_slice(zawgyi, from, at)));
            from = at;
        }
        before = last;
        last = cp;
    }
    Str result = converted_piece(tools, str_slice(zawgyi, from, zawgyi.len));
    if (from > 0) {
        strbuf_append(&whole, result);
        result = arena_str(scratch, strbuf_str(&whole));
    }
    strbuf_free(&whole);
    return result;
}
