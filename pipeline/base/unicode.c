#include "pipeline/base/unicode.h"

#include "pipeline/base/mem.h"
#include "pipeline/base/utf8.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>

/*
 * Canonical combining classes (Unicode 15, UnicodeData.txt) of ASCII, Thai and Burmese: marks with
 * one stand in rising order in every normal form.
 */
static int combining_class(uint32_t cp)
{
    switch (cp) {
    case 0x1037: /* dot below */
        return 7;
    case 0x0E3A: /* phinthu, virama, asat */
    case 0x1039:
    case 0x103A:
        return 9;
    case 0x0E38: /* sara u, sara uu */
    case 0x0E39:
        return 103;
    case 0x0E48: /* tone marks */
    case 0x0E49:
    case 0x0E4A:
    case 0x0E4B:
        return 107;
    case 0x108D: /* Shan council emphatic tone */
        return 220;
    default:
        return 0;
    }
}

bool unicode_pair_changes(uint32_t last, uint32_t cp)
{
    if (cp < 0x0E38)
        return false; /* ASCII, consonants and most vowels of Thai */
    int class = combining_class(cp);
    return (class != 0 && combining_class(last) > class) || (last == 0x1025 && cp == 0x102E);
}

bool unicode_is_plain(Str s)
{
    uint32_t last = 0;
    if (utf8_is_ascii(s))
        return true;
    for (size_t pos = 0; pos < s.len;) {
        uint32_t cp = utf8_next(s, &pos);
        bool thai = cp >= 0x0E00 && cp < 0x0E80, burmese = cp >= 0x1000 && cp < 0x1090;
        if ((cp >= 0x80 && !thai && !burmese) || unicode_pair_changes(last, cp))
            return false;
        last = cp;
    }
    return true;
}

typedef struct Utf16 {
    UChar *text;
    int32_t len, cap;
} Utf16;

/* Room for `growth` times the text, whatever an ICU function makes of it. */
static Utf16 to_utf16(Str s)
{
    Utf16 utf16 = {.cap = (int32_t)s.len + 1};
    utf16.text = x_new_array(UChar, (size_t)utf16.cap);
    UErrorCode code = U_ZERO_ERROR;
    u_strFromUTF8WithSub(utf16.text, utf16.cap, &utf16.len, s.ptr, (int32_t)s.len, UTF8_REPLACEMENT,
                         NULL, &code);
    return utf16;
}

static Str from_utf16(Arena *arena, const UChar *text, int32_t len)
{
    int32_t cap = len * 3 + 1;
    char *out = arena_alloc(arena, (size_t)cap);
    int32_t out_len = 0;
    UErrorCode code = U_ZERO_ERROR;
    u_strToUTF8(out, cap, &out_len, text, len, &code);
    return (Str){out, (size_t)out_len};
}

/* What unicode_nfc and unicode_fold share: a UTF-16 function and its growing result. */
typedef int32_t Transform(const UChar *in, int32_t len, UChar *out, int32_t cap, UErrorCode *code);

static int32_t normalize(const UChar *in, int32_t len, UChar *out, int32_t cap, UErrorCode *code)
{
    return unorm2_normalize(unorm2_getNFCInstance(code), in, len, out, cap, code);
}

static int32_t fold(const UChar *in, int32_t len, UChar *out, int32_t cap, UErrorCode *code)
{
    return u_strFoldCase(out, cap, in, len, U_FOLD_CASE_DEFAULT, code);
}

static Str transform(Arena *arena, Str s, Transform *function)
{
    Utf16 in = to_utf16(s);
    int32_t cap = in.len * 2 + 16;
    UChar *out = x_new_array(UChar, (size_t)cap);
    UErrorCode code = U_ZERO_ERROR;
    int32_t len = function(in.text, in.len, out, cap, &code);
    if (code == U_BUFFER_OVERFLOW_ERROR) {
        cap = len + 1;
        out = x_realloc(out, (size_t)cap * sizeof *out);
        code = U_ZERO_ERROR;
        len = function(in.text, in.len, out, cap, &code);
    }
    Str result = U_SUCCESS(code) ? from_utf16(arena, out, len) : arena_str(arena, s);
    x_free(out);
    x_free(in.text);
    return result;
}

Str unicode_nfc(Arena *arena, Str s)
{
    if (unicode_is_plain(s))
        return s;
    Str result = transform(arena, s, normalize);
    return str_eq(result, s) ? s : result;
}

Str unicode_fold(Arena *arena, Str s)
{
    if (unicode_is_plain(s)) {
        Str copy = arena_str(arena, s);
        char *bytes = arena_alloc(arena, s.len + 1);
        for (size_t i = 0; i <= s.len; i++) {
            char c = copy.ptr[i];
            bytes[i] = (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
        }
        return (Str){bytes, s.len};
    }
    return unicode_nfc(arena, transform(arena, s, fold));
}

int unicode_digit(uint32_t cp)
{
    return u_charDigitValue((UChar32)cp);
}

Str unicode_ascii_digits(Arena *arena, Str s)
{
    if (utf8_is_ascii(s))
        return s;
    StrBuf buf = STRBUF_INIT;
    for (size_t pos = 0; pos < s.len;) {
        size_t start = pos;
        uint32_t cp = utf8_next(s, &pos);
        int digit = cp < 0x80 ? -1 : unicode_digit(cp);
        if (digit >= 0)
            strbuf_append_char(&buf, (char)('0' + digit));
        else
            strbuf_append(&buf, str_slice(s, start, pos));
    }
    Str result = arena_str(arena, strbuf_str(&buf));
    strbuf_free(&buf);
    return result;
}

bool unicode_is_space(uint32_t cp)
{
    return u_isUWhiteSpace((UChar32)cp) || (cp >= 0x200B && cp <= 0x200D) || cp == 0x2060 ||
           cp == 0xFEFF;
}

bool unicode_is_mark(uint32_t cp)
{
    return (U_GET_GC_MASK((UChar32)cp) & U_GC_M_MASK) != 0;
}

bool unicode_is_letter(uint32_t cp)
{
    return u_isalpha((UChar32)cp);
}

Script unicode_script(uint32_t cp)
{
    if (cp < 0x80)
        return (cp | 0x20) >= 'a' && (cp | 0x20) <= 'z' ? SCRIPT_LATIN : SCRIPT_COMMON;
    UErrorCode code = U_ZERO_ERROR;
    switch (uscript_getScript((UChar32)cp, &code)) {
    case USCRIPT_LATIN:
        return SCRIPT_LATIN;
    case USCRIPT_THAI:
        return SCRIPT_THAI;
    case USCRIPT_MYANMAR:
        return SCRIPT_MYANMAR;
    case USCRIPT_COMMON:
    case USCRIPT_INHERITED:
        return SCRIPT_COMMON;
    default:
        return SCRIPT_OTHER;
    }
}

Script unicode_main_script(Str s)
{
    int counts[SCRIPT_OTHER + 1] = {0};
    for (size_t pos = 0; pos < s.len;)
        counts[unicode_script(utf8_next(s, &pos))]++;
    Script best = SCRIPT_COMMON;
    for (Script script = SCRIPT_LATIN; script <= SCRIPT_OTHER; script++)
        if (counts[script] > (best == SCRIPT_COMMON ? 0 : counts[best]))
            best = script;
    return best;
}

int unicode_width(Str s)
{
    int width = 0;
    for (size_t pos = 0; pos < s.len;) {
        uint32_t cp = utf8_next(s, &pos);
        if (cp < 0x80) {
            width++;
            continue;
        }
        uint32_t category = U_GET_GC_MASK((UChar32)cp);
        if (category & (U_GC_MN_MASK | U_GC_ME_MASK | U_GC_CF_MASK))
            continue;
        int east_asian = u_getIntPropertyValue((UChar32)cp, UCHAR_EAST_ASIAN_WIDTH);
        width += east_asian == U_EA_WIDE || east_asian == U_EA_FULLWIDTH ? 2 : 1;
    }
    return width;
}
