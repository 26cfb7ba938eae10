/*
 * Loads the words of one language into one sorted table; value_text.c writes values with them.
 */

#include "reports/query/words.h"

#include "pipeline/base/mem.h"
#include "pipeline/base/tsv.h"
#include "reports/query/words_private.h"

#include <stdarg.h>
#include <stdlib.h>

static int entry_cmp(const void *left, const void *right)
{
    const WordEntry *a = left;
    const WordEntry *b = right;
    int order = str_cmp(a->key, b->key);
    /* The first of equal keys wins: strings before the dictionary, earlier lines before later. */
    return order != 0 ? order : (a->rank > b->rank) - (a->rank < b->rank);
}

/* Does "th:K. Somchai my:U Ba" name somebody for this language? */
static bool is_checked(Str checked_by, const char *language)
{
    size_t wanted = strlen(language);
    for (size_t at = 0; at < checked_by.len;) {
        at = str_find(checked_by, str_from(language), at);
        bool starts = at == 0 || checked_by.ptr[at == 0 ? 0 : at - 1] == ' ';
        if (at + wanted < checked_by.len && starts && checked_by.ptr[at + wanted] == ':')
            return true;
        at += wanted;
    }
    return false;
}

const char *words_nearest(Str language)
{
    static const char *const LANGUAGES[] = {"en", "th", "my"};
    for (int i = 0; i < 3; i++)
        if (str_is(language, LANGUAGES[i]))
            return LANGUAGES[i];
    return str_is(language, "ksw") ? "my" : "en";
}

static WordEntry *entries_add(WordList *list)
{
    x_grow(list->items, list->cap, list->count + 1);
    WordEntry *entry = &list->items[list->count];
    *entry = (WordEntry){.rank = (int)list->count};
    list->count++;
    return entry;
}

static void load_strings(WordList *list, const Assets *assets, Arena *arena, const char *path,
                         const char *language, Error *err)
{
    Str text = asset_read(assets, arena, path, err);
    Tsv tsv = tsv_parse(arena, text, path, err);
    int key = tsv_need(&tsv, "key", path, err);
    int english = tsv_need(&tsv, "en", path, err);
    int own = tsv_need(&tsv, language, path, err);
    int checked = tsv_need(&tsv, "checked_by", path, err);
    if (!error_ok(err))
        return;
    for (size_t i = 0; i < tsv.row_count; i++) {
        const Str *fields = tsv.rows[i].fields;
        if (str_is_empty(fields[key]) || str_is_empty(fields[english])) {
            SourceRef at = {.file = path, .row = tsv.rows[i].line};
            error_set_at(err, STATUS_CONFIG, at, "expected a key and its English words");
            return;
        }
        WordEntry *entry = entries_add(list);
        entry->key = fields[key];
        entry->english = fields[english];
        entry->own = fields[own];
        entry->checked = is_checked(fields[checked], language);
    }
}

/* The dictionaries, whose first spelling of a meaning is the one to print. */
typedef struct Dictionary {
    const char *path;
    const char *prefix;     /* of the keys */
    const char *columns[2]; /* that make the key, joined by a point; the second may be NULL */
} Dictionary;

static const Dictionary DICTIONARIES[] = {
    {"templates/dictionaries/labels.tsv", "label.", {"label", NULL}},
    {"templates/dictionaries/codes.tsv", "", {"list", "code"}},
    {"templates/dictionaries/words.tsv", "word.", {"word", NULL}},
    {"templates/dictionaries/headings.tsv", "", {"canonical_field", NULL}},
};

static void load_dictionary(WordList *list, const Assets *assets, Arena *arena,
                            const Dictionary *dictionary, const char *language, Error *err)
{
    const char *path = dictionary->path;
    Str text = asset_read(assets, arena, path, err);
    Tsv tsv = tsv_parse(arena, text, path, err);
    int first = tsv_need(&tsv, dictionary->columns[0], path, err);
    int second = dictionary->columns[1] ? tsv_need(&tsv, dictionary->columns[1], path, err) : first;
    int lang = tsv_need(&tsv, "lang", path, err);
    int spelling = tsv_need(&tsv, "spelling", path, err);
    if (!error_ok(err))
        return;
    WordEntry *entry = NULL;
    const Str *last = NULL;
    for (size_t i = 0; i < tsv.row_count; i++) {
        const Str *fields = tsv.rows[i].fields;
        bool english = str_is(fields[lang], "en");
        bool own = str_is(fields[lang], language);
        if (!english && !own)
            continue;
        if (!last || !str_eq(last[first], fields[first]) || !str_eq(last[second], fields[second])) {
            entry = entries_add(list);
            entry->key = arena_printf(arena, "%s%.*s%s%.*s", dictionary->prefix,
                                      STR_ARG(fields[first]), first == second ? "" : ".",
                                      STR_ARG(first == second ? STR("") : fields[second]));
            entry->checked = true; /* researched spellings, not our own translations */
            last = fields;
        }
        if (english && str_is_empty(entry->english))
            entry->english = fields[spelling];
        if (own && str_is_empty(entry->own))
            entry->own = fields[spelling];
    }
}

Words *words_load(const Assets *assets, Arena *arena, const char *language, Error *err)
{
    if (!error_ok(err))
        return NULL;
    if (strcmp(language, "en") != 0 && strcmp(language, "th") != 0 && strcmp(language, "my") != 0) {
        error_set(err, STATUS_CONFIG, "expected language en, th or my, found \"%s\"", language);
        return NULL;
    }
    WordList list = {0};
    AssetList files = asset_list(assets, arena, "templates/strings/", err);
    for (size_t i = 0; i < files.count && error_ok(err); i++)
        if (str_ends_with(str_from(files.paths[i]), STR(".tsv")))
            load_strings(&list, assets, arena, files.paths[i], language, err);
    /* After them, so that a row of templates/strings wins over a dictionary's label. */
    for (size_t i = 0; i < sizeof DICTIONARIES / sizeof *DICTIONARIES && error_ok(err); i++)
        load_dictionary(&list, assets, arena, &DICTIONARIES[i], language, err);
    Words *words = NULL;
    if (error_ok(err)) {
        qsort(list.items, list.count, sizeof *list.items, entry_cmp);
        words = arena_new(arena, Words);
        WordEntry *entries = arena_new_array(arena, WordEntry, list.count);
        if (list.count > 0)
            memcpy(entries, list.items, list.count * sizeof *entries);
        words->entries = entries;
        words->count = list.count;
        words->language = arena_cstr(arena, str_from(language));
    }
    x_free(list.items);
    return words;
}

const char *words_language(const Words *words)
{
    return words->language;
}

void words_use_native_digits(Words *words, bool native)
{
    words->native_digits = native;
}

static const WordEntry *find(const Words *words, Str key)
{
    size_t low = 0;
    size_t high = words->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (str_cmp(words->entries[middle].key, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < words->count && str_eq(words->entries[low].key, key);
    return found ? &words->entries[low] : NULL;
}

static Str entry_text(const WordEntry *entry)
{
    return str_is_empty(entry->own) ? entry->english : entry->own;
}

bool words_has(const Words *words, const char *key)
{
    return find(words, str_from(key)) != NULL;
}

Str words_get(const Words *words, const char *key)
{
    const WordEntry *entry = find(words, str_from(key));
    Str text = entry ? entry_text(entry) : (Str){0};
    return str_is_empty(text) ? str_from(key) : text;
}

Str words_beside(const Words *words, Arena *arena, const char *key)
{
    const WordEntry *entry = find(words, str_from(key));
    if (!entry || entry->checked || str_is_empty(entry->own) || str_eq(entry->own, entry->english))
        return words_get(words, key);
    return arena_printf(arena, "%.*s (%.*s)", STR_ARG(entry->own), STR_ARG(entry->english));
}

Str words_fill_text(Arena *arena, Str text, const char *const *names, const Str *values,
                    size_t count)
{
    StrBuf buf = STRBUF_INIT;
    for (size_t at = 0; at < text.len;) {
        size_t open = str_find(text, STR("{"), at);
        strbuf_append(&buf, str_slice(text, at, open));
        size_t close = str_find(text, STR("}"), open);
        Str name = str_slice(text, open + 1, close);
        size_t i = 0;
        while (i < count && !str_is(name, names[i]))
            i++;
        if (i < count && close < text.len) {
            strbuf_append(&buf, values[i]);
            at = close + 1;
        } else {
            strbuf_append(&buf, str_slice(text, open, open + 1));
            at = open + 1;
        }
    }
    Str filled = arena_str(arena, strbuf_str(&buf));
    strbuf_free(&buf);
    return filled;
}

Str words_fill(const Words *words, Arena *arena, const char *key, ...)
{
    enum { NAMES_MAX = 16 };
    const char *names[NAMES_MAX];
    Str values[NAMES_MAX];
    size_t count = 0;
    va_list args;
    va_start(args, key);
    for (const char *name; count < NAMES_MAX && (name = va_arg(args, const char *)) != NULL;) {
        names[count] = name;
        values[count] = str_from(va_arg(args, const char *));
        count++;
    }
    va_end(args);
    return words_fill_text(arena, words_get(words, key), names, values, count);
}

Str words_column(const Words *words, Arena *arena, Str name)
{
    static const char *const PREFIXES[] = {"column.", "label.", ""};
    for (size_t i = 0; i < sizeof PREFIXES / sizeof *PREFIXES; i++) {
        const WordEntry *entry =
            find(words, arena_printf(arena, "%s%.*s", PREFIXES[i], STR_ARG(name)));
        if (entry && !str_is_empty(entry_text(entry)))
            return entry_text(entry);
    }
    char *copy = arena_alloc(arena, name.len + 1);
    for (size_t i = 0; i < name.len; i++)
        copy[i] = name.ptr[i] == '_' ? ' ' : name.ptr[i];
    copy[name.len] = '\0';
    return (Str){copy, name.len};
}

Str words_code(const Words *words, Arena *arena, Str prefix, Str code)
{
    /* "sex.unknown" and the like are issues' keys, not labels. */
    if (str_is_empty(code) || str_is(code, "unknown"))
        return words_get(words, "label.unknown");
    const WordEntry *entry =
        find(words, arena_printf(arena, "%.*s.%.*s", STR_ARG(prefix), STR_ARG(code)));
    return entry && !str_is_empty(entry_text(entry)) ? entry_text(entry) : code;
}
