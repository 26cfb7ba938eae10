/*
 * Cleaning text before it is kept or parsed. Every repair was met in real lists (README.md,
 * "Repairs").
 */

#include "pipeline/names/name_clean.h"
#include "pipeline/base/mem.h"
#include "pipeline/base/unicode.h"
#include "pipeline/base/utf8.h"

enum {
    MY_CA = 0x1005,
    MY_JHA = 0x1008,
    MY_NNYA = 0x1009,
    MY_WA = 0x101D,
    MY_RA = 0x101B,
    MY_SA = 0x101E,
    MY_U = 0x1025,
    MY_O = 0x1029,
    MY_TALL_AA = 0x102B,
    MY_AA = 0x102C,
    MY_E = 0x1031,
    MY_VIRAMA = 0x1039,
    MY_ASAT = 0x103A,
    MY_MEDIAL_YA = 0x103B,
    MY_MEDIAL_RA = 0x103C,
    MY_ZERO = 0x1040,
    MY_SEVEN = 0x1047,
    MY_NINE = 0x1049,
    TH_AA = 0x0E32,
    TH_AM = 0x0E33,
    TH_E = 0x0E40,
    TH_AE = 0x0E41,
    TH_NIKHAHIT = 0x0E4D,
};

/* A text as characters, edited in place: no repair makes it longer. */
typedef struct Chars {
    uint32_t *at;
    size_t count;
} Chars;

static bool is_letter_or_sign(uint32_t cp)
{
    return cp >= 0x1000 && cp <= 0x103E;
}

static bool is_consonant(uint32_t cp)
{
    return cp >= 0x1000 && cp <= 0x1021;
}

static bool is_sign(uint32_t cp)
{
    return cp >= MY_TALL_AA && cp <= 0x103E;
}

static bool is_digit(uint32_t cp)
{
    return cp >= MY_ZERO && cp <= MY_NINE;
}

static bool is_dropped(uint32_t cp)
{
    return (cp >= 0x200B && cp <= 0x200F) || cp == 0x2060 || cp == 0xFEFF || cp == 0x00AD ||
           cp == 0x034F;
}

static bool is_odd_blank(uint32_t cp)
{
    return cp == 0x00A0 || (cp >= 0x2000 && cp <= 0x200A) || cp == 0x202F || cp == 0x3000 ||
           (cp < 0x20);
}

/* Zero and wa, seven and ra look alike; their neighbors tell which was meant. */
static void repair_look_alikes(Chars text)
{
    for (size_t i = 0; i < text.count; i++) {
        uint32_t before = i ? text.at[i - 1] : 0;
        uint32_t after = i + 1 < text.count ? text.at[i + 1] : 0;
        uint32_t *cp = &text.at[i];
        if (*cp == MY_ZERO) {
            if (is_sign(after) || (is_letter_or_sign(before) && !is_digit(after)) ||
                (!is_digit(before) && is_consonant(after)))
                *cp = MY_WA;
        } else if (*cp == MY_SEVEN) {
            if (is_sign(after))
                *cp = MY_RA;
        } else if (*cp == MY_WA) {
            if (is_digit(before) && is_digit(after))
                *cp = MY_ZERO;
        }
    }
}

/* Does သ + medial ra at i begin သြော်, which is spelled so? */
static bool begins_au(Chars text, size_t i)
{
    static const uint32_t AU[] = {MY_SA, MY_MEDIAL_RA, MY_E, MY_AA, MY_ASAT};
    return i + 5 <= text.count && memcmp(text.at + i, AU, sizeof AU) == 0;
}

/* Letters typed as two. Shortens the text. */
static void join_pairs(Chars *text)
{
    size_t out = 0;
    for (size_t i = 0; i < text->count; i++) {
        uint32_t cp = text->at[i];
        uint32_t after = i + 1 < text->count ? text->at[i + 1] : 0;
        bool joined = true;
        if (cp == MY_SA && after == MY_MEDIAL_RA && !begins_au(*text, i))
            cp = MY_O;
        else if (cp == MY_CA && after == MY_MEDIAL_YA)
            cp = MY_JHA;
        else if (cp == TH_E && after == TH_E)
            cp = TH_AE;
        else if (cp == TH_NIKHAHIT && after == TH_AA)
            cp = TH_AM;
        else
            joined = false;
        if (cp == MY_U && (after == MY_ASAT || after == MY_VIRAMA))
            cp = MY_NNYA;
        text->at[out++] = cp;
        i += joined;
    }
    text->count = out;
}

/* Nikhahit, tone mark, aa: the tone mark goes before sara am. */
static void join_thai_am(Chars *text)
{
    size_t out = 0;
    for (size_t i = 0; i < text->count; i++) {
        if (i + 2 < text->count && text->at[i] == TH_NIKHAHIT && text->at[i + 1] >= 0x0E48 &&
            text->at[i + 1] <= 0x0E4B && text->at[i + 2] == TH_AA) {
            text->at[out++] = text->at[i + 1];
            text->at[out++] = TH_AM;
            i += 2;
        } else {
            text->at[out++] = text->at[i];
        }
    }
    text->count = out;
}

/* Place of a sign within its cluster; 0 for what is no such sign. */
static int sign_rank(uint32_t cp)
{
    switch (cp) {
    case 0x103B:
        return 1;
    case 0x103C:
        return 2;
    case 0x103D:
        return 3;
    case 0x103E:
        return 4;
    case MY_E:
        return 5;
    case 0x102D:
    case 0x102E:
    case 0x1032:
        return 6;
    case 0x102F:
    case 0x1030:
        return 7;
    case MY_AA:
    case MY_TALL_AA:
        return 8;
    case 0x1036:
        return 9;
    default:
        return 0;
    }
}

/* Insertion sort of each run of signs; runs are a handful of characters, or bounded here. */
static void sort_signs(Chars text)
{
    enum { RUN_MAX = 16 };
    for (size_t from = 0; from < text.count;) {
        size_t to = from;
        while (to < text.count && to - from < RUN_MAX && sign_rank(text.at[to]))
            to++;
        for (size_t i = from + 1; i < to; i++) {
            uint32_t cp = text.at[i];
            size_t j = i;
            for (; j > from && sign_rank(text.at[j - 1]) > sign_rank(cp); j--)
                text.at[j] = text.at[j - 1];
            text.at[j] = cp;
        }
        from = to > from ? to : from + 1;
    }
}

static Chars decode(Arena *arena, Str s)
{
    Chars text = {.at = arena_alloc(arena, (s.len + 1) * sizeof(uint32_t))};
    for (size_t pos = 0; pos < s.len;) {
        uint32_t cp = utf8_next(s, &pos);
        if (!is_dropped(cp))
            text.at[text.count++] = is_odd_blank(cp) ? ' ' : cp;
    }
    return text;
}

static Str encode(Arena *arena, Chars text, bool key)
{
    char *out = arena_alloc(arena, text.count * 4 + 1);
    size_t len = 0;
    for (size_t i = 0; i < text.count; i++) {
        uint32_t cp = text.at[i];
        if (cp == ' ' && len > 0 && out[len - 1] == ' ')
            continue;
        if (key && cp == MY_TALL_AA)
            cp = MY_AA;
        if (key && cp >= 'A' && cp <= 'Z')
            cp += 'a' - 'A';
        len += utf8_encode(cp, out + len);
    }
    out[len] = '\0';
    return str_trim((Str){out, len});
}

/* ASCII needs nothing but its blanks and, for a key, its case looked at. */
static bool is_ascii(Str s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.ptr[i] >= 0x80)
            return false;
    return true;
}

static Str clean_ascii(Arena *arena, Str text, bool key)
{
    char *out = arena_alloc(arena, text.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i] < ' ' ? ' ' : text.ptr[i];
        if (key && c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        out[len] = c;
        len += c != ' ' || len == 0 || out[len - 1] != ' ';
    }
    out[len] = '\0';
    return str_trim((Str){out, len});
}

static Str clean(Arena *arena, Str text, bool key)
{
    if (is_ascii(text))
        return clean_ascii(arena, text, key);
    text = unicode_nfc(arena, text);
    Chars chars = decode(arena, text);
    repair_look_alikes(chars);
    if (key)
        for (size_t i = 0; i < chars.count; i++)
            if (chars.at[i] == MY_TALL_AA)
                chars.at[i] = MY_AA;
    join_thai_am(&chars);
    join_pairs(&chars);
    sort_signs(chars);
    return encode(arena, chars, key);
}

Str name_clean(Arena *arena, Str text)
{
    return clean(arena, text, false);
}

Str name_key_text(Arena *arena, Str text)
{
    return clean(arena, text, true);
}
