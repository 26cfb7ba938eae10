/* The adapter between the linkage engine and pipeline/names. */

#include "pipeline/link/link_names.h"

#include "pipeline/base/map.h"
#include "pipeline/base/mem.h"
#include "pipeline/base/strbuf.h"
#include "pipeline/link/jaro_winkler.h"
#include "pipeline/names/names.h"

struct LinkNames {
    Arena *arena;
    Names *names;
    Map *known; /* text to its place in parsed; NULL: nothing is remembered */
    const LinkName **parsed;
    size_t parsed_cap;
};

struct LinkName {
    const Name *name;
};

LinkNames *link_names_load(const Assets *assets, Error *err)
{
    LinkNames *names = x_new(LinkNames);
    names->arena = arena_create();
    names->names = names_load(assets, err);
    return names;
}

void link_names_free(LinkNames *names)
{
    if (!names)
        return;
    map_free(names->known);
    x_free(names->parsed);
    names_free(names->names);
    arena_free(names->arena);
    x_free(names);
}

void link_names_remember(LinkNames *names)
{
    if (!names->known)
        names->known = map_create();
}

static const LinkName *parse(LinkNames *names, Str text)
{
    LinkName *name = arena_new(names->arena, LinkName);
    name->name = name_parse(names->names, names->arena, text);
    return name;
}

const LinkName *link_name_parse(LinkNames *names, Str text)
{
    if (!names->known)
        return parse(names, text);
    size_t count = map_count(names->known), at = (size_t)map_intern(names->known, text);
    if (at == count) {
        x_grow(names->parsed, names->parsed_cap, count + 1);
        names->parsed[at] = parse(names, text);
    }
    return names->parsed[at];
}

double link_name_similarity(const LinkNames *names, const LinkName *a, const LinkName *b)
{
    return name_similarity(names->names, a->name, b->name);
}

double link_name_similarity_above(const LinkNames *names, const LinkName *a, const LinkName *b,
                                  double floor)
{
    return name_similarity_above(names->names, a->name, b->name, floor);
}

double link_place_similarity(const LinkNames *names, const LinkName *a, const LinkName *b,
                             Str text_a, Str text_b)
{
    double spelling = jaro_winkler_similarity(text_a, text_b, JARO_SPARK);
    double sound = a && b ? link_name_similarity(names, a, b) : 0;
    return sound > spelling ? sound : spelling;
}

uint64_t link_name_block_key(const LinkName *name)
{
    return name->name->skeleton.len ? str_hash(name->name->skeleton) | 1 : 0;
}

Str link_name_romanized(LinkNames *names, const LinkName *name)
{
    StrBuf text = STRBUF_INIT;
    name_append_romanized(&text, names->names, name->name);
    Str result = arena_str(names->arena, strbuf_str(&text));
    strbuf_free(&text);
    return result;
}

Str link_name_classes(const LinkName *name)
{
    return name->name->skeleton;
}

char link_name_sex(const LinkName *name)
{
    return name->name->sex;
}
