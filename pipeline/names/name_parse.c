/*
 * A whole name: titles, and each token to its parser. name_split.c cuts the text before,
 * name_finish.c makes ready what comparing needs.
 */

#include "pipeline/base/mem.h"
#include "pipeline/base/unicode.h"
#include "pipeline/base/utf8.h"
#include "pipeline/names/names_private.h"
#include "pipeline/names/parsers.h"

enum { TEXT_MAX = 512 }; /* bytes of a name that are read */

/* --- titles
 * ------------------------------------------------------------------------------------------------
 */

static const Title *find_title(const NameTables *tables, Str form, char script)
{
    for (size_t i = 0; i < tables->title_count; i++)
        if (tables->titles[i].script == script && str_eq(tables->titles[i].form, form))
            return &tables->titles[i];
    return NULL;
}

static void note_title(Name *name, const Title *title)
{
    if (!name->sex)
        name->sex = title->sex;
    if (str_is_empty(name->group))
        name->group = title->group;
}

/* "เด็กหญิงมะลิ": titles that Thai writes without a blank, cut off the front. */
static Str cut_thai_titles(const NameTables *tables, Name *name, Str text)
{
    for (size_t i = 0; i < tables->title_count; i++) {
        const Title *title = &tables->titles[i];
        if (title->script != 'T' || title->kind != TITLE_ALWAYS || text.len <= title->form.len ||
            !str_starts_with(text, title->form))
            continue;
        note_title(name, title);
        text = str_trim(str_slice(text, title->form.len, text.len));
        i = (size_t)-1; /* another may follow */
    }
    return text;
}

/* Does a new syllable begin here? Not with a sign, nor with a consonant that is killed. */
static bool syllable_begins(Str rest)
{
    uint32_t cp[3] = {0};
    (void)token_chars(rest, cp, 3);
    bool sign = cp[0] >= 0x102B && cp[0] <= 0x103E;
    bool consonant = cp[0] >= 0x1000 && cp[0] <= 0x1021;
    bool killed = cp[1] == 0x103A || (cp[1] == 0x1037 && cp[2] == 0x103A);
    return !sign && !(consonant && killed);
}

/* The title that a Burmese token begins with: "မောင်အောင်", but not "မောင်မောင်". */
static const Title *burmese_prefix(const NameTables *tables, Str token)
{
    for (size_t i = 0; i < tables->title_count; i++) {
        const Title *title = &tables->titles[i];
        if (title->script != 'M' || !str_starts_with(token, title->form))
            continue;
        Str rest = str_slice(token, title->form.len, token.len);
        if (rest.len && !str_starts_with(rest, title->form) && syllable_begins(rest))
            return title;
    }
    return NULL;
}

/* --- one name
 * ---------------------------------------------------------------------------------------------- */

/* A name being put together. */
typedef struct Builder {
    Names *names;
    Arena *arena;
    NameTokens tokens;
    SyllableList list;
    uint32_t titles;
    Name *name; /* without its syllables */
} Builder;

static uint32_t bits_between(int from, int to)
{
    uint32_t bits = 0;
    for (int i = from; i < to; i++)
        bits |= UINT32_C(1) << i;
    return bits;
}

static bool same_as_next(const Builder *b, size_t index)
{
    return str_eq(b->tokens.letters[index], b->tokens.letters[index + 1]);
}

/* "Mg" is written for Maung everywhere. */
static bool is_maung(Str letters)
{
    return str_is(letters, "mg") || str_is(letters, "mng");
}

/* Each reader says whether its token was nothing but a title, so that another may follow. */

static bool read_latin(Builder *b, size_t index, bool first)
{
    const NameTables *tables = b->names->tables;
    Str letters = b->tokens.letters[index];
    const Title *title = NULL;
    if (first && index + 1 < b->tokens.count && !same_as_next(b, index))
        title = find_title(tables, letters, 'L');
    if (title)
        note_title(b->name, title);
    if (title && title->kind == TITLE_ALWAYS) {
        b->tokens.items[index].title = true;
        return true;
    }
    int from = b->list.count;
    if (is_maung(letters)) {
        ReadingSet *set = syllable_list_add(&b->list);
        if (set)
            reading_set_add(set, reading_of(ONSET_M, MEDIAL_0, NUCLEUS_AU, CODA_N));
    } else {
        parse_latin(&tables->latin, letters, &b->list);
    }
    if (title)
        b->titles |= bits_between(from, b->list.count);
    return title != NULL;
}

static bool read_burmese(Builder *b, size_t index, bool first)
{
    const NameTables *tables = b->names->tables;
    Str letters = b->tokens.letters[index];
    int from = b->list.count, title_syllables = 0;
    parse_burmese(&tables->myanmar, letters, &b->list);
    int syllables = b->list.count - from;
    const Title *title = first ? burmese_prefix(tables, letters) : NULL;
    if (title) {
        SyllableList form = {.count = 0};
        parse_burmese(&tables->myanmar, title->form, &form);
        title_syllables = form.count;
    } else if (first && index + 1 < b->tokens.count && !same_as_next(b, index)) {
        title = find_title(tables, letters, 'M');
        title_syllables = title ? syllables : 0;
    }
    if (!title || (title_syllables >= syllables && index + 1 == b->tokens.count))
        return false;
    note_title(b->name, title);
    b->titles |= bits_between(from, from + title_syllables);
    return title_syllables == syllables;
}

/* စီၤ Saw and နီၢ် Naw open most names in S'gaw script. */
static void read_karen(Builder *b, size_t index, bool first)
{
    static const Title SAW = {.sex = 'M', .group = STR_LIT("karen")};
    static const Title NAW = {.sex = 'F', .group = STR_LIT("karen")};
    int from = b->list.count;
    parse_karen(&b->names->tables->myanmar, b->tokens.letters[index], &b->list);
    int syllables = b->list.count - from;
    if (!first || syllables == 0 || (syllables == 1 && index + 1 == b->tokens.count))
        return;
    Reading r = b->list.items[from].items[0];
    bool title = (reading_onset(r) == ONSET_S || reading_onset(r) == ONSET_N) &&
                 reading_nucleus(r) == NUCLEUS_AW;
    if (title) {
        note_title(b->name, reading_onset(r) == ONSET_S ? &SAW : &NAW);
        b->titles |= UINT32_C(1) << from;
    }
}

static bool read_thai(Builder *b, size_t index, bool first)
{
    const NameTables *tables = b->names->tables;
    const Title *title = NULL;
    if (first && index + 1 < b->tokens.count && !same_as_next(b, index))
        title = find_title(tables, b->tokens.letters[index], 'T');
    int from = b->list.count;
    parse_thai(&tables->thai, b->tokens.letters[index], &b->list);
    if (title) {
        note_title(b->name, title);
        b->titles |= bits_between(from, b->list.count);
    }
    return title != NULL;
}

static void read_tokens(Builder *b)
{
    bool first = true;
    for (size_t i = 0; i < b->tokens.count; i++) {
        NameToken *token = &b->tokens.items[i];
        bool only_title = false;
        token->first = (uint16_t)b->list.count;
        switch (token->script) {
        case NAME_LATIN:
        case NAME_OTHER:
            only_title = read_latin(b, i, first);
            break;
        case NAME_BURMESE:
            only_title = read_burmese(b, i, first);
            break;
        case NAME_KAREN:
            read_karen(b, i, first);
            break;
        case NAME_THAI:
            only_title = read_thai(b, i, first);
            break;
        }
        token->count = (uint16_t)(b->list.count - token->first);
        b->name->scripts |= 1U << token->script;
        b->name->thai_word |= token->script == NAME_THAI && token->count > 1;
        first &= only_title;
    }
    /* Nothing but titles: then they are the name. */
    if (b->titles == bits_between(0, b->list.count))
        b->titles = 0;
}

/* The name letter by letter; Burmese, which has too many silent ones, by its readings. */
static Letters make_letters(const Builder *b)
{
    Letters out = {.len = 0};
    StrBuf thai = STRBUF_INIT;
    for (size_t i = 0; i < b->tokens.count; i++) {
        const NameToken *token = &b->tokens.items[i];
        bool title = token->title || (token->count && (b->titles >> token->first & 1));
        if (title)
            continue;
        Str letters = b->tokens.letters[i];
        if (token->script == NAME_THAI) {
            strbuf_clear(&thai);
            append_thai_letters(b->names->roman, &thai, letters);
            letters = strbuf_str(&thai);
        }
        if (token->script == NAME_BURMESE || token->script == NAME_KAREN) {
            for (int s = token->first; s < token->first + token->count; s++)
                letters_add_reading(&out, b->list.items[s].items[0]);
        } else {
            letters_add(&out, letters.ptr, letters.len);
        }
    }
    strbuf_free(&thai);
    return out;
}

static Name *parse_one(Names *names, Arena *arena, Str text)
{
    Builder b;
    Name draft;
    memset(&draft, 0, sizeof draft);
    b.names = names;
    b.arena = arena;
    b.tokens.count = 0;
    b.list.count = 0;
    b.titles = 0;
    b.name = &draft;
    draft.text = text;
    name_tokenize(names, arena, cut_thai_titles(names->tables, &draft, text), &b.tokens);
    read_tokens(&b);
    NameToken *tokens = arena_new_array(arena, NameToken, b.tokens.count + 1);
    if (b.tokens.count)
        memcpy(tokens, b.tokens.items, b.tokens.count * sizeof *tokens);
    draft.tokens = tokens;
    draft.token_count = b.tokens.count;
    draft.titles = b.titles;
    Letters letters = make_letters(&b);
    return name_finish(names, arena, &draft, &b.list, &letters);
}

const Name *name_parse(Names *names, Arena *arena, Str text)
{
    NameAliases aliases = name_split_aliases(arena, name_clean(arena, utf8_cut(text, TEXT_MAX)));
    Name *name = NULL, *last = NULL;
    for (size_t i = 0; i < aliases.count; i++) {
        Name *next = parse_one(names, arena, aliases.texts[i]);
        /* One syllable in brackets is a nickname or a remark; it would match too much. */
        if (name && (next->count == 0 || (aliases.aside[i] && next->count < 2)))
            continue;
        if (!name) {
            name = next;
        } else {
            name_add_alias(name, last, next);
            if (!name->sex)
                name->sex = next->sex;
        }
        last = next;
    }
    return name ? name : parse_one(names, arena, STR(""));
}
