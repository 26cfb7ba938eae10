/*
 * What a text is cut into: the names of one person (aliases), and each name into tokens of one
 * script.
 */

#include "pipeline/base/unicode.h"
#include "pipeline/base/utf8.h"
#include "pipeline/names/names_private.h"
#include "pipeline/names/parsers.h"

#include <ctype.h>

/* --- aliases
 * ---------------------------------------------------------------------------------------------- */

static const Str ALIAS_MARKS[] = {STR_LIT("a.k.a."), STR_LIT("a.k.a"), STR_LIT("aka"),
                                  STR_LIT("alias"),  STR_LIT("a"),     STR_LIT("ခ"),
                                  STR_LIT("หรือ")};
enum { ALIAS_MARK_COUNT = sizeof ALIAS_MARKS / sizeof ALIAS_MARKS[0], ALIAS_WORD_COUNT = 4 };

static bool letter_at(Str s, size_t pos)
{
    return pos < s.len && (isalnum((unsigned char)s.ptr[pos]) || (unsigned char)s.ptr[pos] >= 0x80);
}

/* Length of what parts two names at pos; 0 where nothing does. */
static size_t separator_at(Str s, size_t pos)
{
    if (s.ptr[pos] == '@' || s.ptr[pos] == '/')
        return 1;
    if (s.ptr[pos] == '(') {
        size_t close = str_find(s, STR(")"), pos);
        Str inside = str_trim(str_slice(s, pos + 1, close));
        for (size_t i = 0; i < ALIAS_MARK_COUNT && close < s.len; i++)
            if (str_eq_ignore_case(inside, ALIAS_MARKS[i]))
                return close + 1 - pos;
        return 0;
    }
    static const Str OR = STR_LIT(" หรือ ");
    if (str_starts_with(str_slice(s, pos, s.len), OR))
        return OR.len;
    if ((s.ptr[pos] | 0x20) != 'a' || (pos > 0 && letter_at(s, pos - 1)))
        return 0;
    for (size_t i = 0; i < ALIAS_WORD_COUNT; i++) {
        Str word = ALIAS_MARKS[i];
        if (str_eq_ignore_case(str_slice(s, pos, pos + word.len), word) &&
            !letter_at(s, pos + word.len))
            return word.len;
    }
    return 0;
}

static void add_alias(NameAliases *aliases, Str text, bool aside)
{
    text = str_trim(text);
    if (text.len == 0 || aliases->count > NAME_ALIASES_MAX)
        return;
    aliases->texts[aliases->count] = text;
    aliases->aside[aliases->count++] = aside;
}

NameAliases name_split_aliases(Arena *arena, Str text)
{
    NameAliases aliases = {.count = 0};
    bool plain = true;
    for (size_t i = 0; i < text.len && plain; i++)
        plain = !strchr("@/(aA\xE0", text.ptr[i]);
    if (plain) {
        add_alias(&aliases, text, false);
        return aliases;
    }
    /* Names in brackets come after the one that they interrupt. */
    char *main = arena_alloc(arena, text.len + 1);
    Str asides[NAME_ALIASES_MAX];
    size_t len = 0, aside_count = 0;
    for (size_t pos = 0; pos <= text.len;) {
        size_t skip = pos < text.len ? separator_at(text, pos) : 0;
        if (skip || pos == text.len) {
            add_alias(&aliases, (Str){main, len}, false);
            main += len;
            len = 0;
            pos += skip ? skip : 1;
            continue;
        }
        size_t close = text.ptr[pos] == '(' ? str_find(text, STR(")"), pos) : text.len;
        if (close < text.len && aside_count < NAME_ALIASES_MAX) {
            asides[aside_count++] = str_slice(text, pos + 1, close);
            main[len++] = ' ';
            pos = close + 1;
            continue;
        }
        main[len++] = text.ptr[pos++];
    }
    for (size_t i = 0; i < aside_count; i++)
        add_alias(&aliases, asides[i], true);
    return aliases;
}

/* --- tokens
 * ------------------------------------------------------------------------------------------------
 */

/* What a character does to a token: part of one in a script, part of any, or an end. */
typedef enum CharKind {
    CHAR_LATIN,
    CHAR_THAI,
    CHAR_MYANMAR,
    CHAR_FOREIGN,
    CHAR_JOINS,
    CHAR_ENDS
} CharKind;

static bool is_apostrophe(uint32_t cp)
{
    return cp == '\'' || cp == '`' || cp == 0x2018 || cp == 0x2019 || cp == 0x02BC || cp == 0x00B4;
}

static CharKind char_kind(uint32_t cp)
{
    if (cp < 0x80)
        return isalpha((int)cp) ? CHAR_LATIN : is_apostrophe(cp) ? CHAR_JOINS : CHAR_ENDS;
    if (cp >= 0x0E01 && cp <= 0x0E4E)
        return CHAR_THAI;
    if ((cp >= 0x1000 && cp <= 0x103F) || (cp >= 0x1050 && cp <= 0x108F) ||
        (cp >= 0xA9E0 && cp <= 0xA9EF) || (cp >= 0xAA60 && cp <= 0xAA7F))
        return CHAR_MYANMAR;
    if (is_apostrophe(cp) || unicode_is_mark(cp))
        return CHAR_JOINS;
    if (!unicode_is_letter(cp) || cp == UTF8_REPLACEMENT)
        return CHAR_ENDS;
    return unicode_script(cp) == SCRIPT_LATIN ? CHAR_LATIN : CHAR_FOREIGN;
}

static Str short_aa(Arena *arena, Str token)
{
    static const Str TALL_AA = STR_LIT("\xE1\x80\xAB");
    if (str_find(token, TALL_AA, 0) >= token.len)
        return token;
    char *copy = arena_alloc(arena, token.len);
    memcpy(copy, token.ptr, token.len);
    for (size_t i = 0; i + 2 < token.len; i++)
        if (memcmp(copy + i, TALL_AA.ptr, 3) == 0)
            copy[i + 2] = '\xAC';
    return (Str){copy, token.len};
}

static void add_token(Names *names, Arena *arena, NameTokens *tokens, Str text, CharKind kind)
{
    if (tokens->count == NAME_TOKENS_MAX)
        return;
    NameToken token = {.text = text};
    Str letters = text;
    switch (kind) {
    case CHAR_THAI:
        token.script = NAME_THAI;
        break;
    case CHAR_MYANMAR:
        token.script = is_sgaw_karen(text) ? NAME_KAREN : NAME_BURMESE;
        letters = short_aa(arena, text);
        break;
    default:
        token.script = kind == CHAR_LATIN ? NAME_LATIN : NAME_OTHER;
        letters = latin_letters(names, arena, text);
        break;
    }
    if (letters.len == 0)
        return;
    tokens->letters[tokens->count] = letters;
    tokens->items[tokens->count++] = token;
}

/* Cuts at blanks and punctuation, and where one script follows another without a blank. */
void name_tokenize(Names *names, Arena *arena, Str text, NameTokens *tokens)
{
    CharKind kind = CHAR_ENDS;
    size_t start = 0;
    for (size_t pos = 0; pos < text.len;) {
        size_t at = pos;
        CharKind next = char_kind(utf8_next(text, &pos));
        if (next == kind || (next == CHAR_JOINS && kind != CHAR_ENDS))
            continue;
        if (kind != CHAR_ENDS)
            add_token(names, arena, tokens, str_slice(text, start, at), kind);
        kind = next == CHAR_JOINS ? CHAR_ENDS : next;
        start = at;
    }
    if (kind != CHAR_ENDS)
        add_token(names, arena, tokens, str_slice(text, start, text.len), kind);
}
