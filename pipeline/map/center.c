#include "pipeline/map/center.h"

#include "pipeline/base/map.h"
#include "pipeline/base/mem.h"
#include "pipeline/base/unicode.h"
#include "pipeline/base/utf8.h"
#include "pipeline/map/text_key.h"

enum {
    SEVERAL = -1,       /* a name that more than one center has */
    NAME_CHARS_MIN = 5, /* shorter names are only looked for as whole cells */
    CODE_LETTERS_MAX = 6,
    CODE_DIGITS_MAX = 5,
    MEMO_MAX = 50000,
};

struct CenterFinder {
    const Registry *registry;
    Map *codes;          /* code key -> index of the center */
    Map *names;          /* name key -> index, or SEVERAL */
    size_t *name_chars;  /* of each of the names */
    Map *within, *whole; /* texts that were looked up before -> index, or SEVERAL */
};

/* Words that nearly every center's name holds, so that they tell nothing. */
static const Str GENERAL[] = {
    STR_LIT("migrantlearningcenter"),
    STR_LIT("migrantlearningcentre"),
    STR_LIT("learningcenter"),
    STR_LIT("learningcentre"),
    STR_LIT("mlc"),
    STR_LIT("school"),
    STR_LIT("ศูนย์การเรียนรู้"),
    STR_LIT("ศูนย์การเรียน"),
    STR_LIT("โรงเรียน"),
    STR_LIT("စာသင်ကျောင်း"),
    STR_LIT("သင်ယူရေးစင်တာ"),
    STR_LIT("ကျောင်း"),
};

/* Letters, then digits without leading zeros: "HKW-003" and "hkw 3" are "hkw3". */
static Str code_key(Arena *arena, Str text)
{
    Str key = text_key(arena, text);
    char *out = arena_alloc(arena, key.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < key.len; i++) {
        bool digit_before = len > 0 && out[len - 1] >= '0' && out[len - 1] <= '9';
        if (key.ptr[i] == '0' && !digit_before && i + 1 < key.len && key.ptr[i + 1] >= '0' &&
            key.ptr[i + 1] <= '9')
            continue;
        out[len++] = key.ptr[i];
    }
    return (Str){out, len};
}

static Str specific(Str key)
{
    for (size_t i = 0; i < sizeof GENERAL / sizeof *GENERAL; i++) {
        if (key.len > GENERAL[i].len && str_ends_with(key, GENERAL[i]))
            key.len -= GENERAL[i].len;
        if (key.len > GENERAL[i].len && str_starts_with(key, GENERAL[i]))
            key = str_slice(key, GENERAL[i].len, key.len);
    }
    return key;
}

static void add_name(CenterFinder *finder, Arena *arena, Str name, int64_t index)
{
    Str keys[2] = {text_key(arena, name), {0}};
    keys[1] = specific(keys[0]);
    for (int k = 0; k < 2; k++) {
        int64_t known = 0;
        if (keys[k].len == 0 || (k == 1 && utf8_count(keys[k]) < 3))
            continue;
        bool other = map_get(finder->names, keys[k], &known) && known != index;
        map_set(finder->names, keys[k], other ? SEVERAL : index);
    }
}

CenterFinder *center_finder_create(const Registry *registry, Arena *arena)
{
    CenterFinder *finder = x_new(CenterFinder);
    finder->registry = registry;
    finder->codes = map_create();
    finder->names = map_create();
    finder->within = map_create();
    finder->whole = map_create();
    for (size_t i = 0; i < registry->center_count; i++) {
        const RegistryCenter *center = &registry->centers[i];
        map_set(finder->codes, code_key(arena, center->code), (int64_t)i);
        add_name(finder, arena, center->name_en, (int64_t)i);
        add_name(finder, arena, center->name_th, (int64_t)i);
        add_name(finder, arena, center->name_my, (int64_t)i);
        for (Str rest = center->other_names, one; str_split(&rest, ';', &one);)
            add_name(finder, arena, one, (int64_t)i);
    }
    finder->name_chars = arena_new_array(arena, size_t, map_count(finder->names) + 1);
    for (size_t i = 0; i < map_count(finder->names); i++)
        finder->name_chars[i] = utf8_count(map_key_at(finder->names, i));
    return finder;
}

void center_finder_free(CenterFinder *finder)
{
    if (!finder)
        return;
    map_free(finder->codes);
    map_free(finder->names);
    map_free(finder->within);
    map_free(finder->whole);
    x_free(finder);
}

/* Two to six capitals, perhaps a hyphen, one to five digits. */
static Str form_of_code(Arena *arena, Str text)
{
    Str s = str_trim(text);
    size_t letters = 0, digits = 0, i = 0;
    for (; i < s.len && s.ptr[i] >= 'A' && s.ptr[i] <= 'Z'; i++)
        letters++;
    if (i < s.len && s.ptr[i] == '-')
        i++;
    for (; i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '9'; i++)
        digits++;
    bool fits = i == s.len && letters >= 2 && letters <= CODE_LETTERS_MAX && digits >= 1 &&
                digits <= CODE_DIGITS_MAX;
    return fits ? arena_str(arena, s) : STR("");
}

static Str code_at(const CenterFinder *finder, int64_t index)
{
    return index == SEVERAL ? STR("") : finder->registry->centers[index].code;
}

/* The one center whose name is at most a sixth of its characters away. */
static int64_t nearest(const CenterFinder *finder, Str key)
{
    int limit = (int)utf8_count(key) / 6;
    int64_t best = SEVERAL;
    int best_distance = limit + 1;
    if (limit > 3)
        limit = 3;
    for (size_t i = 0; i < map_count(finder->names) && limit > 0; i++) {
        int distance = text_key_distance(key, map_key_at(finder->names, i), limit);
        int64_t index = map_value_at(finder->names, i);
        if (distance > limit || distance > best_distance)
            continue;
        if (distance == best_distance && index != best)
            index = SEVERAL;
        best = index;
        best_distance = distance;
    }
    return best;
}

static bool is_alnum(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Codes are looked for as words; "HKW-003" is one word although a hyphen stands in it. */
static int64_t code_within(const CenterFinder *finder, Arena *scratch, Str text)
{
    int64_t found = SEVERAL, index = 0;
    for (size_t from = 0; from < text.len; from++) {
        if (!is_alnum(text.ptr[from]) || (from > 0 && is_alnum(text.ptr[from - 1])))
            continue;
        size_t digits = 0;
        for (size_t to = from + 1; to <= text.len && to - from <= 16; to++) {
            digits += text.ptr[to - 1] >= '0' && text.ptr[to - 1] <= '9';
            if (digits == 0 || (to < text.len && is_alnum(text.ptr[to])))
                continue;
            if (!map_get(finder->codes, code_key(scratch, str_slice(text, from, to)), &index))
                continue;
            if (found != SEVERAL && found != index)
                return SEVERAL;
            found = index;
        }
    }
    return found;
}

static Str form_within(Arena *scratch, Str text)
{
    for (size_t from = 0; from < text.len; from++) {
        if (!is_alnum(text.ptr[from]) || (from > 0 && is_alnum(text.ptr[from - 1])))
            continue;
        size_t to = from;
        while (to < text.len && (is_alnum(text.ptr[to]) || text.ptr[to] == '-'))
            to++;
        Str code = form_of_code(scratch, str_slice(text, from, to));
        if (code.len && memchr(code.ptr, '-', code.len))
            return code;
    }
    return STR("");
}

static int64_t find_within(const CenterFinder *finder, Arena *scratch, Str text)
{
    int64_t found = code_within(finder, scratch, text);
    if (found != SEVERAL)
        return found;
    Str key = text_key(scratch, text);
    size_t longest = 0;
    for (size_t i = 0; i < map_count(finder->names); i++) {
        Str name = map_key_at(finder->names, i);
        int64_t index = map_value_at(finder->names, i);
        if (name.len < longest || finder->name_chars[i] < NAME_CHARS_MIN ||
            str_find(key, name, 0) == key.len)
            continue;
        found = name.len == longest && index != found ? SEVERAL : index;
        longest = name.len;
    }
    return found;
}

static int64_t find_whole(CenterFinder *finder, Arena *scratch, Str text)
{
    int64_t index = SEVERAL;
    Str key = text_key(scratch, text);
    if (key.len == 0)
        return SEVERAL;
    if (map_get(finder->codes, code_key(scratch, text), &index) ||
        map_get(finder->names, key, &index) || map_get(finder->names, specific(key), &index))
        return index;
    index = find_within(finder, scratch, text);
    return index != SEVERAL ? index : nearest(finder, specific(key));
}

/* The same titles, folders and cells come again and again. */
static bool is_known(Map *memo, Str text, int64_t *index)
{
    if (map_get(memo, text, index))
        return true;
    *index = SEVERAL;
    return false;
}

static void remember(Map *memo, Str text, int64_t index)
{
    if (map_count(memo) < MEMO_MAX)
        map_set(memo, text, index);
}

Str center_read(CenterFinder *finder, Arena *scratch, Str text)
{
    if (finder->registry->center_count == 0)
        return form_of_code(scratch, text);
    int64_t index;
    if (!is_known(finder->whole, text, &index)) {
        index = find_whole(finder, scratch, text);
        remember(finder->whole, text, index);
    }
    return code_at(finder, index);
}

Str center_find_within(CenterFinder *finder, Arena *scratch, Str text)
{
    if (finder->registry->center_count == 0)
        return form_within(scratch, text);
    int64_t index;
    if (!is_known(finder->within, text, &index)) {
        index = find_within(finder, scratch, text);
        remember(finder->within, text, index);
    }
    return code_at(finder, index);
}
