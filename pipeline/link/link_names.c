/* The adapter between the linkage engine and pipeline/names. */

#include "pipeline/link/link_names.h"

#include "pipeline/base/map.h"
#include "pipeline/base/mem.h"
#include "pipeline/base/parallel.h"
#include "pipeline/base/strbuf.h"
#include "pipeline/link/jaro_winkler.h"
#include "pipeline/names/names.h"

struct LinkNames {
    Arena *arenas[PARALLEL_THREADS_MAX]; /* of each thread that parses; made when needed */
    Names *names;
    Map *known; /* text to its place in parsed; NULL: nothing is remembered */
    const LinkName **parsed;
    size_t parsed_cap;
};

/* A LinkName is a Name: the engine knows no more of it than that. */
static const Name *name_of(const LinkName *name)
{
    return (const Name *)name;
}

LinkNames *link_names_load(const Assets *assets, Error *err)
{
    LinkNames *names = x_new(LinkNames);
    names->arenas[0] = arena_create();
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
    for (int i = 0; i < PARALLEL_THREADS_MAX; i++)
        arena_free(names->arenas[i]);
    x_free(names);
}

void link_names_remember(LinkNames *names)
{
    if (!names->known)
        names->known = map_create();
}

/* --- parsing --------------------------------------------------------------------------------- */

static const LinkName *parse(LinkNames *names, int thread, Str text)
{
    return (const LinkName *)name_parse(names->names, names->arenas[thread], text);
}

/* Where a text stands among those that are remembered; *is_new: it is to be parsed yet. */
static size_t remember(LinkNames *names, Str text, bool *is_new)
{
    size_t count = map_count(names->known), at = (size_t)map_intern(names->known, text);
    *is_new = at == count;
    if (*is_new)
        x_grow(names->parsed, names->parsed_cap, count + 1);
    return at;
}

const LinkName *link_name_parse(LinkNames *names, Str text)
{
    if (!names->known)
        return parse(names, 0, text);
    bool is_new;
    size_t at = remember(names, text, &is_new);
    if (is_new)
        names->parsed[at] = parse(names, 0, text);
    return names->parsed[at];
}

enum { AT_ONCE = 256 };

/* Runs a task over many names, AT_ONCE at a time; each thread has an arena. */
static void run_many(LinkNames *names, size_t count, void (*task)(void *, size_t, int), void *self)
{
    int threads = parallel_threads();
    for (int i = 0; i < threads; i++)
        if (!names->arenas[i])
            names->arenas[i] = arena_create();
    parallel_run(threads, (count + AT_ONCE - 1) / AT_ONCE, task, self);
}

typedef struct ParseMany {
    LinkNames *names;
    const Str *texts;
    size_t count;
    const LinkName **parsed;
} ParseMany;

static void parse_some(void *self, size_t i, int thread)
{
    ParseMany *many = self;
    for (size_t k = i * AT_ONCE; k < (i + 1) * AT_ONCE && k < many->count; k++)
        many->parsed[k] = parse(many->names, thread, many->texts[k]);
}

static void parse_many(LinkNames *names, const Str *texts, size_t count, const LinkName **parsed)
{
    ParseMany many = {names, texts, count, parsed};
    run_many(names, count, parse_some, &many);
}

void link_names_parse(LinkNames *names, const Str *texts, size_t count, const LinkName **parsed)
{
    if (!names->known) {
        parse_many(names, texts, count, parsed);
        return;
    }
    size_t *places = x_new_array(size_t, count + 1), before = map_count(names->known);
    Str *news = x_new_array(Str, count + 1);
    for (size_t i = 0; i < count; i++) {
        bool is_new;
        places[i] = remember(names, texts[i], &is_new);
        if (is_new)
            news[places[i] - before] = texts[i];
    }
    size_t new_count = map_count(names->known) - before;
    if (new_count > 0)
        parse_many(names, news, new_count, names->parsed + before);
    for (size_t i = 0; i < count; i++)
        parsed[i] = names->parsed[places[i]];
    x_free(places);
    x_free(news);
}

/* --- packing --------------------------------------------------------------------------------- */

void link_name_pack(const LinkNames *names, const LinkName *name, StrBuf *out)
{
    name_pack(names->names, name_of(name), out);
}

const LinkName *link_name_unpack(LinkNames *names, Str packed, Str text)
{
    const Name *name = name_unpack(names->names, names->arenas[0], packed);
    return name ? (const LinkName *)name : link_name_parse(names, text);
}

/* --- sounds ---------------------------------------------------------------------------------- */

static void append_sound(StrBuf *key, const Name *name)
{
    strbuf_append(key, (Str){(const char *)&name->titles, sizeof name->titles});
    strbuf_append(key, (Str){(const char *)name->syllables, name->count * sizeof *name->syllables});
}

/* False where more than the sound counts in comparing, or there is none. */
static bool sound_key(StrBuf *key, const Name *name)
{
    strbuf_clear(key);
    for (const Name *next = name; next; next = next->alias) {
        if (next->thai_word || next->count == 0)
            return false;
        strbuf_append_int(key, next->count);
        append_sound(key, next);
    }
    return true;
}

void link_names_number(const LinkName *const *parsed, size_t count, uint32_t *sounds)
{
    Map *numbers = map_create();
    StrBuf key = STRBUF_INIT;
    for (size_t i = 0; i < count; i++)
        sounds[i] = parsed[i] && sound_key(&key, name_of(parsed[i]))
                        ? 1 + (uint32_t)map_intern(numbers, strbuf_str(&key))
                        : 0;
    strbuf_free(&key);
    map_free(numbers);
}

/* --- comparing ------------------------------------------------------------------------------- */

void link_name_expect(const LinkName *name)
{
    name_expect(name_of(name));
}

double link_name_similarity(const LinkNames *names, const LinkName *a, const LinkName *b)
{
    return name_similarity(names->names, name_of(a), name_of(b));
}

double link_name_similarity_above(const LinkNames *names, const LinkName *a, const LinkName *b,
                                  double floor)
{
    return name_similarity_above(names->names, name_of(a), name_of(b), floor);
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
    return name_of(name)->skeleton.len ? str_hash(name_of(name)->skeleton) | 1 : 0;
}

/* --- for people ------------------------------------------------------------------------------ */

static Str romanize(LinkNames *names, int thread, const LinkName *name)
{
    StrBuf text = STRBUF_INIT;
    name_append_romanized(&text, names->names, name_of(name));
    Str result = arena_str(names->arenas[thread], strbuf_str(&text));
    strbuf_free(&text);
    return result;
}

Str link_name_romanized(LinkNames *names, const LinkName *name)
{
    return romanize(names, 0, name);
}

typedef struct RomanizeMany {
    LinkNames *names;
    const LinkName *const *parsed;
    size_t count;
    Str *latin;
} RomanizeMany;

static void romanize_some(void *self, size_t i, int thread)
{
    RomanizeMany *many = self;
    for (size_t k = i * AT_ONCE; k < (i + 1) * AT_ONCE && k < many->count; k++)
        many->latin[k] = romanize(many->names, thread, many->parsed[k]);
}

void link_names_romanize(LinkNames *names, const LinkName *const *parsed, size_t count, Str *latin)
{
    RomanizeMany many = {names, parsed, count, latin};
    run_many(names, count, romanize_some, &many);
}

Str link_name_classes(const LinkName *name)
{
    return name_of(name)->skeleton;
}

char link_name_sex(const LinkName *name)
{
    return name_of(name)->sex;
}
