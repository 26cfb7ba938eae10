/* The adapter between the linkage engine and pipeline/names. */

#include "pipeline/link/link_names.h"

#include "pipeline/base/mem.h"
#include "pipeline/base/unicode.h"
#include "pipeline/link/jaro_winkler.h"

struct LinkNames {
    Arena *arena;
};

struct LinkName {
    Str folded;
};

LinkNames *link_names_load(const Assets *assets, Error *err)
{
    (void)assets;
    (void)err;
    LinkNames *names = x_new(LinkNames);
    names->arena = arena_create();
    return names;
}

void link_names_free(LinkNames *names)
{
    if (!names)
        return;
    arena_free(names->arena);
    x_free(names);
}

const LinkName *link_name_parse(LinkNames *names, Str text)
{
    LinkName *name = arena_new(names->arena, LinkName);
    name->folded = arena_str(names->arena, unicode_fold(names->arena, text));
    return name;
}

double link_name_similarity(const LinkNames *names, const LinkName *a, const LinkName *b)
{
    (void)names;
    return jaro_winkler_similarity(a->folded, b->folded, JARO_SPARK);
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
    return name->folded.len ? str_hash(name->folded) | 1 : 0;
}

Str link_name_romanized(LinkNames *names, const LinkName *name)
{
    (void)names;
    return name->folded;
}

char link_name_sex(const LinkName *name)
{
    (void)name;
    return 0;
}
