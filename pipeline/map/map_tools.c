#include "pipeline/map/map_tools.h"

#include "pipeline/base/mem.h"

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

Str map_tools_unicode(MapTools *tools, Str zawgyi)
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
