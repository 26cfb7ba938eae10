#include "pipeline/map/text_key.h"

#include "pipeline/base/unicode.h"
#include "pipeline/base/utf8.h"

enum {
    DISTANCE_MAX = 48, /* longer keys are only compared for equality */
    THAI_NIKHAHIT = 0x0E4D,
    THAI_SARA_AA = 0x0E32,
    THAI_SARA_AM = 0x0E33,
    THAI_SARA_E = 0x0E40,
    THAI_SARA_AE = 0x0E41,
    MYANMAR_TALL_AA = 0x102B,
    MYANMAR_AA = 0x102C,
};

/* Words that forms add to a heading and that mean nothing here. */
static const Str NOISE[] = {STR_LIT("ต้องกรอก"), STR_LIT("required"), STR_LIT("จำเป็น")};

static bool is_open(uint32_t cp)
{
    return cp == '(' || cp == '[' || cp == '{' || cp == 0xFF08;
}

static bool is_close(uint32_t cp)
{
    return cp == ')' || cp == ']' || cp == '}' || cp == 0xFF09;
}

/* Letters and marks of Thai and Burmese that are neither digits nor punctuation. */
static bool is_thai_or_burmese(uint32_t cp)
{
    return (cp >= 0x0E01 && cp < 0x0E4F) || (cp >= 0x1000 && cp < 0x1040);
}

/* Beside letters and digits those that carry meaning: %, # and +. */
static inline bool is_kept_ascii(uint32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '%' || c == '#' || c == '+';
}

/* The same for all, with the ticks of daily grids. */
static bool is_kept(uint32_t cp)
{
    if (cp < 0x80)
        return is_kept_ascii(cp);
    if (unicode_is_space(cp))
        return false;
    return unicode_is_letter(cp) || unicode_is_mark(cp) || (cp >= 0x2190 && cp < 0x2C00);
}

static size_t put(char *out, size_t len, uint32_t cp)
{
    return len + utf8_encode(cp, out + len);
}

static uint32_t last_char(const char *out, size_t len, size_t *at)
{
    size_t start = len;
    while (start > 0 && ((unsigned char)out[start - 1] & 0xC0) == 0x80)
        start--;
    if (start == 0)
        return 0;
    start--;
    *at = start;
    size_t pos = start;
    return utf8_next((Str){out, len}, &pos);
}

/* Most keys are short ASCII words: one pass without ICU. */
static Str ascii_key(Arena *arena, Str text, bool skip_brackets)
{
    char *out = arena_alloc(arena, text.len + 1);
    size_t len = 0;
    int depth = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c >= 'A' && c <= 'Z')
            c = (char)(c + ('a' - 'A'));
        if (skip_brackets && is_open((unsigned char)c))
            depth++;
        else if (skip_brackets && is_close((unsigned char)c) && depth > 0)
            depth--;
        else if (depth == 0 && is_kept_ascii((unsigned char)c))
            out[len++] = c;
    }
    return (Str){out, len};
}

/* One way of writing each vowel: SARA AM and SARA AE as one character, no tall AA. */
static size_t put_letter(char *out, size_t len, uint32_t cp, const char *bytes)
{
    enum { LETTER_BYTES = 3 };
    size_t at = 0;
    if (cp == THAI_SARA_AA && last_char(out, len, &at) == THAI_NIKHAHIT)
        return put(out, at, THAI_SARA_AM);
    if (cp == THAI_SARA_E && last_char(out, len, &at) == THAI_SARA_E)
        return put(out, at, THAI_SARA_AE);
    if (cp == MYANMAR_TALL_AA)
        return put(out, len, MYANMAR_AA);
    memcpy(out + len, bytes, LETTER_BYTES);
    return len + LETTER_BYTES;
}

static Str unicode_key(Arena *arena, Str text, bool skip_brackets)
{
    bool plain = unicode_is_plain(text);
    Str folded = plain ? text : unicode_fold(arena, text);
    char *out = arena_alloc(arena, folded.len + 4);
    size_t len = 0;
    int depth = 0;
    for (size_t pos = 0; pos < folded.len;) {
        const char *bytes = folded.ptr + pos;
        uint32_t cp = utf8_next(folded, &pos);
        if (skip_brackets && is_open(cp)) {
            depth++;
            continue;
        }
        if (skip_brackets && is_close(cp) && depth > 0) {
            depth--;
            continue;
        }
        if (depth > 0)
            continue;
        if (cp >= 'A' && cp <= 'Z')
            cp += 'a' - 'A';
        if (is_thai_or_burmese(cp)) {
            len = put_letter(out, len, cp, bytes);
            continue;
        }
        int digit = cp < 0x80 ? -1 : unicode_digit(cp);
        if (digit >= 0)
            out[len++] = (char)('0' + digit);
        else if (is_kept(cp))
            len = put(out, len, cp);
    }
    return (Str){out, len};
}

static Str without_noise(Str key)
{
    for (size_t i = 0; i < sizeof NOISE / sizeof *NOISE; i++)
        if (key.len > NOISE[i].len && str_ends_with(key, NOISE[i]))
            key.len -= NOISE[i].len;
    return key;
}

static Str key_of(Arena *arena, Str text, bool skip_brackets)
{
    Str key = utf8_is_ascii(text) ? ascii_key(arena, text, skip_brackets)
                                  : unicode_key(arena, text, skip_brackets);
    return without_noise(key);
}

Str text_key(Arena *arena, Str text)
{
    return key_of(arena, text, false);
}

Str text_key_plain(Arena *arena, Str text)
{
    return key_of(arena, text, true);
}

static int decode(Str s, uint32_t *out)
{
    int n = 0;
    for (size_t pos = 0; pos < s.len;) {
        uint32_t cp = utf8_next(s, &pos);
        if (n == DISTANCE_MAX)
            return -1;
        out[n++] = cp;
    }
    return n;
}

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

int text_key_distance(Str a, Str b, int limit)
{
    uint32_t left[DISTANCE_MAX], right[DISTANCE_MAX];
    int n = decode(a, left), m = decode(b, right);
    if (n < 0 || m < 0)
        return str_eq(a, b) ? 0 : limit + 1;
    if (n - m > limit || m - n > limit)
        return limit + 1;
    int rows[3][DISTANCE_MAX + 1];
    int *before = rows[0], *last = rows[1], *now = rows[2];
    for (int j = 0; j <= m; j++)
        last[j] = j;
    for (int i = 1; i <= n; i++) {
        now[0] = i;
        for (int j = 1; j <= m; j++) {
            int cost = left[i - 1] == right[j - 1] ? 0 : 1;
            now[j] = smaller(smaller(last[j] + 1, now[j - 1] + 1), last[j - 1] + cost);
            if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                now[j] = smaller(now[j], before[j - 2] + 1);
        }
        int *free_row = before;
        before = last;
        last = now;
        now = free_row;
    }
    return last[m] > limit ? limit + 1 : last[m];
}

/* Nothing to do: one blank at a time, none at the ends, no control character, plain scripts. */
static bool is_tidy(Str s)
{
    uint32_t last = ' ';
    for (size_t pos = 0; pos < s.len;) {
        unsigned char c = (unsigned char)s.ptr[pos];
        if (c < 0x80) {
            if (c < 0x20 || (c == ' ' && last == ' '))
                return false;
            last = c;
            pos++;
            continue;
        }
        uint32_t cp = utf8_next(s, &pos);
        bool thai = cp >= 0x0E00 && cp < 0x0E80, burmese = cp >= 0x1000 && cp < 0x1090;
        if ((!thai && !burmese) || unicode_pair_changes(last, cp) ||
            (cp == THAI_SARA_AA && last == THAI_NIKHAHIT))
            return false;
        last = cp;
    }
    return last != ' ' || s.len == 0;
}

bool text_has_myanmar(Str text)
{
    for (size_t i = 0; i + 2 < text.len; i++) {
        const char *lead = memchr(text.ptr + i, 0xE1, text.len - 2 - i);
        if (!lead)
            return false;
        unsigned char second = (unsigned char)lead[1];
        if (second >= 0x80 && second <= 0x82)
            return true;
        i = (size_t)(lead - text.ptr);
    }
    return false;
}

bool text_is_blank(Str text)
{
    if (text.len == 0)
        return true;
    /* Blanks that are not ASCII begin with one of these three bytes. */
    unsigned char first = (unsigned char)text.ptr[0];
    if (first > ' ' && first != 0xC2 && first != 0xE2 && first != 0xEF)
        return false;
    return str_trim(text).len == 0;
}

Str text_tidy(Arena *arena, Str text)
{
    if (is_tidy(text))
        return text;
    Str nfc = unicode_nfc(arena, text);
    char *out = arena_alloc(arena, nfc.len + 4);
    size_t len = 0;
    bool blank = false;
    for (size_t pos = 0; pos < nfc.len;) {
        uint32_t cp = utf8_next(nfc, &pos);
        /* Zero-width joiners mean nothing in the scripts read here; soft hyphens neither. */
        if ((cp >= 0x200B && cp <= 0x200D) || cp == 0x2060 || cp == 0xFEFF || cp == 0x00AD)
            continue;
        if (cp < 0x20 || unicode_is_space(cp)) {
            blank = len > 0;
            continue;
        }
        size_t at = 0;
        if (cp == THAI_SARA_AA && !blank && last_char(out, len, &at) == THAI_NIKHAHIT) {
            len = put(out, at, THAI_SARA_AM);
            continue;
        }
        if (blank)
            out[len++] = ' ';
        blank = false;
        len = put(out, len, cp);
    }
    return (Str){out, len};
}
