/*
 * Any two texts are names: cleaned, parsed, compared both ways, packed, shown. The bytes are cut at
 * the first NUL. Any bytes may be a packed name.
 */

#include "pipeline/names/names.h"
#include "pipeline/names/zawgyi.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* Loaded once: a fuzzer has no other place to keep them. */
    static Names *names;
    static Zawgyi *zawgyi;
    static Arena *arena;
    static int uses;
    Assets assets = {0};
    Error err = {0};
    /* The table of syllables would grow without end. */
    if (++uses % 20000 == 0) {
        names_free(names);
        names = NULL;
    }
    if (!names)
        names = names_load(&assets, &err);
    if (!zawgyi) {
        zawgyi = zawgyi_load(&assets, &err);
        arena = arena_create();
    }
    if (!names || !zawgyi)
        abort();
    Str all = {(const char *)data, size};
    const char *cut = size ? memchr(data, 0, size) : NULL;
    size_t middle = cut ? (size_t)(cut - (const char *)data) : size;
    const Name *a = name_parse(names, arena, str_slice(all, 0, middle));
    const Name *b = name_parse(names, arena, str_slice(all, middle + 1, size));
    double there = name_similarity(names, a, b), back = name_similarity(names, b, a);
    if (there != back || there < 0 || there > 1 || a->count > SYLLABLES_MAX)
        abort();
    if (a->count && name_similarity(names, a, a) != 1)
        abort();
    StrBuf out = STRBUF_INIT;
    name_append_display(&out, names, a);
    strbuf_clear(&out);
    name_pack(names, a, &out);
    const Name *packed = name_unpack(names, arena, strbuf_str(&out));
    if (!packed || name_similarity(names, packed, b) != there)
        abort();
    strbuf_free(&out);
    const Name *any = name_unpack(names, arena, all);
    if (any && name_similarity(names, any, b) != name_similarity(names, b, any))
        abort();

    ZawgyiColumn *column = zawgyi_column_create(zawgyi);
    zawgyi_column_add(column, a->text);
    zawgyi_column_add(column, b->text);
    zawgyi_column_decide(column);
    double probability = zawgyi_column_probability(column, a->text);
    if (!(probability >= 0 && probability <= 1))
        abort();
    (void)zawgyi_convert(zawgyi, arena, str_slice(all, 0, middle));
    zawgyi_column_free(column);
    arena_reset(arena);
    return 0;
}
