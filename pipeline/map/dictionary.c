#include "pipeline/map/dictionary.h"

#include "pipeline/base/map.h"
#include "pipeline/base/mem.h"
#include "pipeline/base/tsv.h"
#include "pipeline/base/unicode.h"
#include "pipeline/base/utf8.h"
#include "pipeline/map/text_key.h"

enum { WORD_KINDS_MAX = 32, MEMO_MAX = 50000 };

typedef struct Spelling {
    Field field;
    Str key, text;
    int64_t next; /* the next spelling with the same key; -1: none */
} Spelling;

typedef struct CodeWord {
    Str list, code, key, text;
    size_t chars;  /* of the key */
    int64_t after; /* the next word of the same list; -1: none */
} CodeWord;

typedef struct WordKind {
    Str name;
    Str *keys;
    size_t count, cap;
} WordKind;

struct Dictionary {
    Arena *arena;
    const Zawgyi *zawgyi;
    Map *headings; /* center TAB key -> first spelling; the shipped ones have no center */
    Spelling *spellings;
    size_t spelling_count, spelling_cap;
    Map *codes; /* list TAB key -> index into code_words */
    Map *lists; /* list -> its first word; words of a list follow each other by `after` */
    CodeWord *code_words;
    size_t code_count, code_cap;
    size_t title_from, title_to; /* the words of list "title" */
    WordKind words[WORD_KINDS_MAX];
    size_t word_count;
    WordList months[12];
    Str labels[F_COUNT];
    Map *memo; /* center TAB heading -> index into memo_lists */
    FieldList *memo_lists;
    size_t memo_count, memo_cap;
    Map *month_memo;
    Map *own_headings; /* centers that have spellings of their own */
};

static Str joined(Arena *arena, Str left, Str right)
{
    char *text = arena_alloc(arena, left.len + right.len + 1);
    if (left.len)
        memcpy(text, left.ptr, left.len);
    text[left.len] = '\t';
    if (right.len)
        memcpy(text + left.len + 1, right.ptr, right.len);
    return (Str){text, left.len + right.len + 1};
}

/* A later spelling of a key goes to the end of its chain: the file's order is the rank. */
static void add_spelling(Dictionary *self, Field field, Str key, Str text, Str center, bool first)
{
    if (key.len == 0)
        return;
    Str name = joined(self->arena, center, key);
    int64_t head = -1;
    if (map_get(self->headings, name, &head))
        for (int64_t i = head; i >= 0; i = self->spellings[i].next)
            if (self->spellings[i].field == field && !first)
                return;
    x_grow(self->spellings, self->spelling_cap, self->spelling_count + 1);
    int64_t index = (int64_t)self->spelling_count++;
    self->spellings[index] = (Spelling){field, arena_str(self->arena, key),
                                        arena_str(self->arena, text), first ? head : -1};
    if (first || head < 0) {
        map_set(self->headings, name, index);
        return;
    }
    while (self->spellings[head].next >= 0)
        head = self->spellings[head].next;
    self->spellings[head].next = index;
}

static void load_headings(Dictionary *self, const Assets *assets, Error *err)
{
    const char *path = "templates/dictionaries/headings.tsv";
    Tsv tsv = tsv_parse(self->arena, asset_read(assets, self->arena, path, err), path, err);
    int field_at = tsv_need(&tsv, "canonical_field", path, err);
    int lang_at = tsv_need(&tsv, "lang", path, err);
    int spelling_at = tsv_need(&tsv, "spelling", path, err);
    for (size_t i = 0; i < tsv.row_count && error_ok(err); i++) {
        const Str *row = tsv.rows[i].fields;
        Field field = field_find(row[field_at]);
        if (field == F_NONE) {
            error_set_at(err, STATUS_CONFIG, (SourceRef){.file = path, .row = tsv.rows[i].line},
                         "unknown field \"%.*s\"", STR_ARG(row[field_at]));
            return;
        }
        if (str_is(row[lang_at], "en") && !self->labels[field].ptr)
            self->labels[field] = row[spelling_at];
        add_spelling(self, field, text_key(self->arena, row[spelling_at]), row[spelling_at],
                     STR(""), false);
    }
    /* A field's own name is a heading, too: XML elements and exports are named so. */
    for (int f = F_NONE + 1; f < F_COUNT; f++) {
        Str name = str_from(field_info((Field)f)->name);
        add_spelling(self, (Field)f, text_key(self->arena, name), name, STR(""), false);
    }
}

static void add_code(Dictionary *self, Str list, Str code, Str spelling)
{
    Str key = text_key(self->arena, spelling);
    if (key.len == 0)
        key = spelling; /* "/" and "-" are marks of daily grids */
    Str name = joined(self->arena, list, key);
    if (map_get(self->codes, name, NULL))
        return;
    x_grow(self->code_words, self->code_cap, self->code_count + 1);
    map_set(self->codes, name, (int64_t)self->code_count);
    self->code_words[self->code_count++] =
        (CodeWord){list, code, key, spelling, utf8_count(key), -1};
}

static void load_codes(Dictionary *self, const Assets *assets, Error *err)
{
    const char *path = "templates/dictionaries/codes.tsv";
    Tsv tsv = tsv_parse(self->arena, asset_read(assets, self->arena, path, err), path, err);
    int list = tsv_need(&tsv, "list", path, err), code = tsv_need(&tsv, "code", path, err);
    int spelling = tsv_need(&tsv, "spelling", path, err);
    if (!error_ok(err))
        return;
    for (size_t i = 0; i < tsv.row_count; i++)
        add_code(self, tsv.rows[i].fields[list], tsv.rows[i].fields[code],
                 tsv.rows[i].fields[spelling]);
    for (size_t i = 0; i < self->code_count; i++) {
        if (!str_is(self->code_words[i].list, "title"))
            continue;
        self->title_from = self->title_to == 0 ? i : self->title_from;
        self->title_to = i + 1;
    }
    for (size_t i = 0; i < tsv.row_count; i++)
        if (!str_is(tsv.rows[i].fields[list], "title"))
            add_code(self, tsv.rows[i].fields[list], tsv.rows[i].fields[code],
                     tsv.rows[i].fields[code]);
    for (size_t i = self->code_count; i > 0; i--) {
        CodeWord *word = &self->code_words[i - 1];
        if (!map_get(self->lists, word->list, &word->after))
            word->after = -1;
        map_set(self->lists, word->list, (int64_t)i - 1);
    }
}

static WordKind *word_kind(Dictionary *self, Str name)
{
    for (size_t i = 0; i < self->word_count; i++)
        if (str_eq(self->words[i].name, name))
            return &self->words[i];
    if (self->word_count == WORD_KINDS_MAX)
        return NULL;
    self->words[self->word_count] = (WordKind){.name = name};
    return &self->words[self->word_count++];
}

static void load_words(Dictionary *self, const Assets *assets, Error *err)
{
    const char *path = "templates/dictionaries/words.tsv";
    Tsv tsv = tsv_parse(self->arena, asset_read(assets, self->arena, path, err), path, err);
    int word = tsv_need(&tsv, "word", path, err);
    int spelling = tsv_need(&tsv, "spelling", path, err);
    for (size_t i = 0; i < tsv.row_count && error_ok(err); i++) {
        WordKind *kind = word_kind(self, tsv.rows[i].fields[word]);
        if (!kind) {
            error_set_at(err, STATUS_CONFIG, (SourceRef){.file = path, .row = tsv.rows[i].line},
                         "more than %d kinds of words", WORD_KINDS_MAX);
            return;
        }
        x_grow(kind->keys, kind->cap, kind->count + 1);
        kind->keys[kind->count++] = text_key(self->arena, tsv.rows[i].fields[spelling]);
    }
    /* What grew on the heap moves to the arena, which owns the dictionary. */
    for (size_t i = 0; i < self->word_count; i++) {
        Str *keys = arena_new_array(self->arena, Str, self->words[i].count + 1);
        if (self->words[i].count)
            memcpy(keys, self->words[i].keys, self->words[i].count * sizeof *keys);
        x_free(self->words[i].keys);
        self->words[i].keys = keys;
    }
    for (int month = 1; month <= 12; month++) {
        Str name = arena_printf(self->arena, "month.%02d", month);
        self->months[month - 1] = dictionary_words(self, name.ptr);
    }
}

Dictionary *dictionary_load(const Assets *assets, Arena *arena, Error *err)
{
    Dictionary *self = x_new(Dictionary);
    self->arena = arena;
    self->headings = map_create();
    self->codes = map_create();
    self->lists = map_create();
    self->memo = map_create();
    self->month_memo = map_create();
    self->own_headings = map_create();
    load_headings(self, assets, err);
    load_codes(self, assets, err);
    load_words(self, assets, err);
    return self;
}

void dictionary_free(Dictionary *self)
{
    if (!self)
        return;
    map_free(self->headings);
    map_free(self->codes);
    map_free(self->lists);
    map_free(self->memo);
    map_free(self->month_memo);
    map_free(self->own_headings);
    x_free(self->memo_lists);
    x_free(self->spellings);
    x_free(self->code_words);
    x_free(self);
}

void dictionary_add_heading(Dictionary *self, Field field, Str spelling, Str center)
{
    add_spelling(self, field, text_key(self->arena, spelling), spelling,
                 arena_str(self->arena, center), true);
    map_set(self->own_headings, center, 1);
}

static void collect(const Dictionary *self, Arena *scratch, Str center, Str key, FieldList *list)
{
    int64_t index = -1;
    if (key.len == 0 || !map_get(self->headings, joined(scratch, center, key), &index))
        return;
    for (; index >= 0; index = self->spellings[index].next) {
        Field field = self->spellings[index].field;
        bool seen = false;
        for (int i = 0; i < list->count; i++)
            seen |= list->fields[i] == field;
        if (!seen && list->count < DICTIONARY_FIELDS_MAX)
            list->fields[list->count++] = field;
    }
}

/* "children/dob": names without blanks, as exports write the groups of a form. */
static bool is_path(Str heading)
{
    for (size_t i = 0; i < heading.len; i++)
        if ((unsigned char)heading.ptr[i] <= ' ' || (unsigned char)heading.ptr[i] >= 0x80)
            return false;
    return true;
}

/* Fields that both lists hold; where they share none, those of the first. */
static FieldList intersect(FieldList a, FieldList b)
{
    FieldList both = {0};
    for (int i = 0; i < a.count; i++)
        for (int j = 0; j < b.count; j++)
            if (a.fields[i] == b.fields[j])
                both.fields[both.count++] = a.fields[i];
    return both.count ? both : a;
}

/*
 * Headings in two languages ("Sex / เพศ", or one per line) and paths of exports ("group/field"):
 * what their pieces agree on.
 */
static FieldList by_pieces(const Dictionary *self, Arena *scratch, Str heading, Str center)
{
    FieldList list = {0};
    size_t from = 0;
    for (size_t i = 0; i <= heading.len; i++) {
        bool cut = i == heading.len || heading.ptr[i] == '/' || heading.ptr[i] == '\n' ||
                   heading.ptr[i] == '|';
        if (!cut)
            continue;
        Str piece = str_slice(heading, from, i);
        from = i + 1;
        FieldList one = {0};
        Str tries[2] = {text_key(scratch, piece), text_key_plain(scratch, piece)};
        for (int k = 0; k < 2 && one.count == 0; k++) {
            if (center.len)
                collect(self, scratch, center, tries[k], &one);
            collect(self, scratch, STR(""), tries[k], &one);
        }
        /* The last step of a path names the field, the others only groups. */
        if (one.count)
            list = list.count == 0 || is_path(heading) ? one : intersect(list, one);
    }
    return list;
}

void dictionary_use_zawgyi(Dictionary *self, const Zawgyi *zawgyi)
{
    self->zawgyi = zawgyi;
}

/* Headings are short, but every one that Unicode does not explain may well be Zawgyi. */
static bool may_be_zawgyi(const Dictionary *self, Str heading)
{
    return self->zawgyi && unicode_main_script(heading) == SCRIPT_MYANMAR &&
           zawgyi_probability(self->zawgyi, heading) > 0.05;
}

FieldList dictionary_heading(const Dictionary *self, Arena *scratch, Str heading, Str center)
{
    FieldList list = {0};
    Str tries[2] = {text_key(scratch, heading), text_key_plain(scratch, heading)};
    for (int i = 0; i < 2 && list.count == 0; i++) {
        if (center.len)
            collect(self, scratch, center, tries[i], &list);
        collect(self, scratch, STR(""), tries[i], &list);
    }
    if (list.count == 0)
        list = by_pieces(self, scratch, heading, center);
    if (list.count == 0 && may_be_zawgyi(self, heading)) {
        Str unicode = zawgyi_convert(self->zawgyi, scratch, heading);
        collect(self, scratch, STR(""), text_key(scratch, unicode), &list);
        if (list.count == 0)
            collect(self, scratch, STR(""), text_key_plain(scratch, unicode), &list);
    }
    return list;
}

FieldList dictionary_heading_cached(Dictionary *self, Arena *scratch, Str heading, Str center)
{
    if (!map_get(self->own_headings, center, NULL))
        center = STR(""); /* what is found holds for every center */
    Str name = joined(scratch, center, heading);
    int64_t index = 0;
    if (map_get(self->memo, name, &index))
        return self->memo_lists[index];
    FieldList list = dictionary_heading(self, scratch, heading, center);
    if (self->memo_count < MEMO_MAX) {
        x_grow(self->memo_lists, self->memo_cap, self->memo_count + 1);
        map_set(self->memo, name, (int64_t)self->memo_count);
        self->memo_lists[self->memo_count++] = list;
    }
    return list;
}

Suggestion dictionary_suggest(const Dictionary *self, Arena *scratch, Str heading)
{
    Suggestion best = {.field = F_NONE, .spelling = STR(""), .distance = 0};
    Str key = text_key(scratch, heading);
    int chars = (int)utf8_count(key);
    int limit = chars / 5 > 3 ? 3 : chars / 5;
    if (chars < 4)
        return best;
    if (limit < 1)
        limit = 1;
    for (size_t i = 0; i < self->spelling_count; i++) {
        const Spelling *spelling = &self->spellings[i];
        if (utf8_count(spelling->key) < 4)
            continue;
        int distance = text_key_distance(key, spelling->key, limit);
        if (distance <= limit && (best.field == F_NONE || distance < best.distance))
            best = (Suggestion){spelling->field, spelling->text, distance};
    }
    return best;
}

Str dictionary_label(const Dictionary *self, Field field)
{
    Str label = self->labels[field];
    return label.ptr ? label : str_from(field_info(field)->name);
}

Str dictionary_code_of_key(const Dictionary *self, Arena *scratch, const char *list, Str key)
{
    int64_t index = 0;
    if (map_get(self->codes, joined(scratch, str_from(list), key), &index))
        return self->code_words[index].code;
    return STR("");
}

Str dictionary_code(const Dictionary *self, Arena *scratch, const char *list, Str word)
{
    Str key = text_key(scratch, word);
    if (key.len == 0)
        return dictionary_code_of_key(self, scratch, list, str_trim(word));
    Str code = dictionary_code_of_key(self, scratch, list, key);
    if (code.len == 0) {
        Str plain = text_key_plain(scratch, word);
        if (plain.len && plain.len < key.len)
            code = dictionary_code_of_key(self, scratch, list, plain);
    }
    return code;
}

Str dictionary_code_within(const Dictionary *self, Arena *scratch, const char *list, Str text,
                           size_t min_chars)
{
    Str key = text_key(scratch, text);
    const CodeWord *best = NULL;
    int64_t index = -1;
    map_get(self->lists, str_from(list), &index);
    for (; index >= 0; index = self->code_words[index].after) {
        const CodeWord *word = &self->code_words[index];
        if (word->key.len > key.len || (best && word->key.len <= best->key.len))
            continue;
        if (word->chars >= min_chars && str_find(key, word->key, 0) < key.len)
            best = word;
    }
    return best ? best->code : STR("");
}

/* A consonant with which a new Burmese syllable begins: no asat or stacking sign follows it. */
static bool begins_syllable(Str s)
{
    size_t pos = 0;
    if (s.len == 0)
        return false;
    uint32_t first = utf8_next(s, &pos);
    if (first < 0x1000 || first > 0x102A)
        return false;
    if (pos >= s.len)
        return true;
    uint32_t second = utf8_next(s, &pos);
    return second != 0x103A && second != 0x1039 && second != 0x1037;
}

Str dictionary_title(const Dictionary *self, Arena *scratch, Str name, Str *rest)
{
    Str text = str_trim(name);
    size_t blank = 0;
    while (blank < text.len && text.ptr[blank] != ' ' && text.ptr[blank] != '.')
        blank++;
    *rest = text;
    /* A word of its own: "Naw", "Mg.", "มะ". */
    if (blank < text.len) {
        Str code = dictionary_code_of_key(self, scratch, "title",
                                          text_key(scratch, str_slice(text, 0, blank)));
        Str left = str_trim(str_slice(text, blank + 1, text.len));
        if (code.len && left.len) {
            *rest = left;
            return code;
        }
    }
    if (text.len == 0 || (unsigned char)text.ptr[0] < 0x80)
        return STR("");
    /* Glued to the name, as Thai and Burmese are written: the longest title that fits. */
    const CodeWord *best = NULL;
    size_t best_end = 0;
    for (size_t i = self->title_from; i < self->title_to; i++) {
        const CodeWord *word = &self->code_words[i];
        if (!str_starts_with(text, word->text) || word->text.len <= best_end)
            continue;
        Str left = str_trim(str_slice(text, word->text.len, text.len));
        bool myanmar = unicode_main_script(word->text) == SCRIPT_MYANMAR;
        /* A Thai title of one syllable without a dot ("นาย", "นอ") is glued to nothing shorter. */
        if (left.len < 6 || (myanmar && !begins_syllable(left)))
            continue;
        if (!myanmar && !memchr(word->text.ptr, '.', word->text.len) && word->text.len < 9)
            continue;
        best = word;
        best_end = word->text.len;
    }
    if (!best)
        return STR("");
    *rest = str_trim(str_slice(text, best_end, text.len));
    return best->code;
}

WordList dictionary_words(const Dictionary *self, const char *word)
{
    for (size_t i = 0; i < self->word_count; i++)
        if (str_is(self->words[i].name, word))
            return (WordList){self->words[i].keys, self->words[i].count};
    return (WordList){0};
}

Map *dictionary_month_memo(Dictionary *self)
{
    return self->month_memo;
}

WordList dictionary_month(const Dictionary *self, int month)
{
    return self->months[month - 1];
}

bool dictionary_is_word(const Dictionary *self, const char *word, Str key)
{
    WordList list = dictionary_words(self, word);
    for (size_t i = 0; i < list.count; i++) {
        Str known = list.keys[i];
        if (known.len > key.len || (known.len > 0 && known.ptr[0] != key.ptr[0]))
            continue;
        /* "Total (boys)", "Signature: ......"; two letters alone are too little to begin with. */
        bool fits = known.len >= 4 || known.len == key.len;
        if (fits && str_starts_with(key, known))
            return true;
    }
    return false;
}
