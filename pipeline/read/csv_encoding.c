/*
 * Encodings of text files. uchardet and ICU's detector do not know short Thai lists (README.md
 * here), so the one choice that matters on the border, Thai or Latin, is made by the shapes of
 * words: Thai words are runs of high bytes with vowels and tones after consonants; accents stand
 * alone.
 */

#include "pipeline/read/csv_encoding.h"

#include "pipeline/base/utf8.h"

#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

typedef struct Mark {
    Str bytes;
    const char *encoding;
} Mark;

/* Longer marks first: UTF-32LE begins as UTF-16LE does. */
static const Mark MARKS[] = {
    {STR_LIT("\xFF\xFE\0\0"), "UTF-32LE"}, {STR_LIT("\0\0\xFE\xFF"), "UTF-32BE"},
    {STR_LIT("\xEF\xBB\xBF"), "UTF-8"},    {STR_LIT("\xFF\xFE"), "UTF-16LE"},
    {STR_LIT("\xFE\xFF"), "UTF-16BE"},
};

static const Mark *find_mark(Str bytes)
{
    for (size_t i = 0; i < sizeof MARKS / sizeof *MARKS; i++)
        if (str_starts_with(bytes, MARKS[i].bytes))
            return &MARKS[i];
    return NULL;
}

/* UTF-16 without a mark: text is mostly ASCII punctuation and digits, whose high byte is 0. */
static const char *utf16_by_nul(Str bytes)
{
    size_t look = bytes.len < 4096 ? bytes.len : 4096;
    size_t even = 0, odd = 0;
    for (size_t i = 0; i < look; i++) {
        if (bytes.ptr[i] == '\0') {
            if (i % 2)
                odd++;
            else
                even++;
        }
    }
    if (look < 4 || bytes.len % 2)
        return NULL;
    if (odd >= 2 && odd * 10 >= look / 2 && odd > even * 8)
        return "UTF-16LE";
    if (even >= 2 && even * 10 >= look / 2 && even > odd * 8)
        return "UTF-16BE";
    return NULL;
}

bool csv_looks_like_text(Str bytes)
{
    if (find_mark(bytes) || utf16_by_nul(bytes))
        return true;
    if (bytes.len < 4 && memcmp(bytes.ptr, "PK\x03\x04", bytes.len) == 0)
        return false; /* the first bytes of a zip that was cut off */
    size_t look = bytes.len < 8192 ? bytes.len : 8192, control = 0;
    for (size_t i = 0; i < look; i++) {
        unsigned char c = (unsigned char)bytes.ptr[i];
        if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 0x1A) ||
            c == 0x7F)
            control++;
    }
    return control <= 2 || control * 200 < look;
}

/* Skips ASCII: the offset of the first byte >= 0x80 at or after from. */
static size_t skip_ascii(Str s, size_t from)
{
#ifdef __SSE2__
    while (from + 16 <= s.len) {
        int mask =
            _mm_movemask_epi8(_mm_loadu_si128((const __m128i *)(const void *)(s.ptr + from)));
        if (mask)
            return from + (size_t)__builtin_ctz((unsigned)mask);
        from += 16;
    }
#endif
    while (from < s.len && (unsigned char)s.ptr[from] < 0x80)
        from++;
    return from;
}

/*
 * Of text that is not valid: whether a character beyond ASCII is ten times as often good as torn. A
 * few torn ones in a UTF-8 text do not make it Thai. Stops where what is left cannot change that.
 */
static bool is_nearly_utf8(Str bytes)
{
    size_t good = 0, bad = 0;
    for (size_t at = skip_ascii(bytes, 0); at < bytes.len; at = skip_ascii(bytes, at)) {
        size_t from = at;
        if (utf8_next(bytes, &at) != UTF8_REPLACEMENT ||
            str_starts_with(str_slice(bytes, from, at), STR("\xEF\xBF\xBD")))
            good++;
        else
            bad++;
        if (bad * 10 > good + (bytes.len - at) / 2)
            return false;
    }
    return good >= 10 * bad;
}

/* Thai bytes of windows-874 and TIS-620, by what they are. */
static bool is_thai(unsigned char c)
{
    return (c >= 0xA1 && c <= 0xDA) || (c >= 0xDF && c <= 0xFB);
}

static bool is_thai_consonant(unsigned char c)
{
    return c >= 0xA1 && c <= 0xCE;
}

/* Vowels and tones that stand above or below a consonant. */
static bool is_thai_mark(unsigned char c)
{
    return c == 0xD1 || (c >= 0xD4 && c <= 0xDA) || (c >= 0xE7 && c <= 0xEE);
}

static bool looks_thai(Str bytes)
{
    size_t high = 0, thai = 0, misplaced = 0, joined = 0;
    size_t look = bytes.len < (1u << 20) ? bytes.len : (1u << 20);
    const unsigned char *p = (const unsigned char *)bytes.ptr;
    for (size_t i = 0; i < look; i++) {
        if (p[i] < 0x80)
            continue;
        high++;
        unsigned char before = i > 0 ? p[i - 1] : 0, after = i + 1 < look ? p[i + 1] : 0;
        if (is_thai(p[i]))
            thai++;
        if (is_thai_mark(p[i]) && !is_thai_consonant(before) && !is_thai_mark(before))
            misplaced++;
        if (before >= 0x80 || after >= 0x80)
            joined++;
    }
    return high > 0 && thai * 20 >= high * 19 && misplaced * 20 <= high && joined * 10 >= high * 7;
}

/* True where the bytes were found to be valid UTF-8, all of them. */
static bool find_encoding(Str bytes, const char *declared, char out[ENCODING_NAME_SIZE])
{
    const char *found = NULL, *wide = NULL;
    const Mark *mark = find_mark(bytes);
    bool valid = !mark && utf8_is_valid(bytes);
    if (mark)
        found = mark->encoding;
    else if ((wide = utf16_by_nul(bytes)) == NULL && !declared && valid)
        found = "UTF-8"; /* also plain ASCII */
    else if (valid && skip_ascii(bytes, 0) < bytes.len)
        found = "UTF-8";
    else if (wide)
        found = wide;
    else if (declared)
        found = declared;
    else if (is_nearly_utf8(bytes))
        found = "UTF-8";
    else
        found = looks_thai(bytes) ? "windows-874" : "windows-1252";
    snprintf(out, ENCODING_NAME_SIZE, "%s", found);
    return valid && strcmp(found, "UTF-8") == 0;
}

void csv_find_encoding(Str bytes, const char *declared, char out[ENCODING_NAME_SIZE])
{
    find_encoding(bytes, declared, out);
}

DecodedText csv_read_text(Arena *arena, Str bytes, const char *declared,
                          char out[ENCODING_NAME_SIZE], Error *err)
{
    if (find_encoding(bytes, declared, out))
        return (DecodedText){.text = bytes};
    return csv_decode(arena, bytes, out, err);
}

/* Names that people and other programs use and iconv does not. */
static iconv_t open_converter(const char *encoding)
{
    static const char *const ALIASES[][2] = {
        {"windows-874", "CP874"},    {"cp874", "CP874"},         {"tis620", "TIS-620"},
        {"latin-1", "ISO-8859-1"},   {"latin1", "ISO-8859-1"},   {"latin_1", "ISO-8859-1"},
        {"ansi", "CP1252"},          {"windows-1252", "CP1252"}, {"mac-roman", "MACINTOSH"},
        {"mac_roman", "MACINTOSH"},  {"shift_jis", "CP932"},     {"sjis", "CP932"},
        {"ks_c_5601-1987", "CP949"}, {"macroman", "MACINTOSH"},  {"x-mac-roman", "MACINTOSH"},
        {"utf-8-sig", "UTF-8"},      {"iso-8859-11", "CP874"},   {"thai", "CP874"},
    };
    char name[ENCODING_NAME_SIZE];
    snprintf(name, sizeof name, "%s", encoding);
    for (size_t i = 0; i < sizeof ALIASES / sizeof *ALIASES; i++)
        if (strcasecmp(encoding, ALIASES[i][0]) == 0)
            snprintf(name, sizeof name, "%s", ALIASES[i][1]);
    iconv_t converter = iconv_open("UTF-8", name);
    if (converter != (iconv_t)-1)
        return converter;
    for (char *c = name; *c; c++)
        if (*c == '_')
            *c = '-';
    return iconv_open("UTF-8", name);
}

static const Str REPLACEMENT = STR_LIT("\xEF\xBF\xBD");

/* What each byte means, in an encoding where it always means the same: Thai and Latin pages. */
typedef struct BytePage {
    char utf8[256][4];
    unsigned char len[256]; /* of utf8 */
    bool unknown[256];      /* not in the encoding: utf8 is U+FFFD */
} BytePage;

/* Asks the converter for each byte. False where it wants more than one, or keeps some in mind. */
static bool read_page(iconv_t converter, BytePage *page)
{
    memset(page, 0, sizeof *page);
    for (int byte = 0; byte < 256; byte++) {
        char one = (char)byte, *in = &one, *to = page->utf8[byte];
        size_t left = 1, room = sizeof page->utf8[byte];
        size_t code = iconv(converter, &in, &left, &to, &room);
        iconv(converter, NULL, NULL, NULL, NULL);
        page->len[byte] = (unsigned char)(sizeof page->utf8[byte] - room);
        if (code == (size_t)-1 && errno == EILSEQ) {
            page->unknown[byte] = true;
            page->len[byte] = (unsigned char)REPLACEMENT.len;
            memcpy(page->utf8[byte], REPLACEMENT.ptr, REPLACEMENT.len);
        } else if (code == (size_t)-1 || page->len[byte] == 0) {
            return false;
        }
    }
    return true;
}

static DecodedText decode_by_page(Arena *arena, Str bytes, const BytePage *page)
{
    DecodedText decoded = {0};
    size_t total = 0;
    for (size_t i = 0; i < bytes.len; i++) {
        total += page->len[(unsigned char)bytes.ptr[i]];
        decoded.replaced += page->unknown[(unsigned char)bytes.ptr[i]];
    }
    char *out = arena_alloc(arena, total + sizeof page->utf8[0]), *to = out;
    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char byte = (unsigned char)bytes.ptr[i];
        memcpy(to, page->utf8[byte],
               sizeof page->utf8[byte]); /* the next one writes over the rest */
        to += page->len[byte];
    }
    decoded.text = (Str){out, total};
    return decoded;
}

static DecodedText decode_by_converter(Arena *arena, Str bytes, iconv_t converter)
{
    DecodedText decoded = {0};
    StrBuf out = STRBUF_INIT;
    char *in = (char *)(uintptr_t)bytes.ptr; /* iconv's signature; it does not write there */
    size_t left = bytes.len;
    while (left > 0) {
        strbuf_reserve(&out, left + left / 2 + 64);
        char *to = out.ptr + out.len;
        size_t room = out.cap - out.len - 1;
        size_t code = iconv(converter, &in, &left, &to, &room);
        out.len = (size_t)(to - out.ptr);
        if (code == (size_t)-1 && errno != E2BIG) {
            /* A byte that the encoding does not have, or a character cut off at the end. */
            strbuf_append(&out, REPLACEMENT);
            decoded.replaced++;
            in++;
            left--;
            iconv(converter, NULL, NULL, NULL, NULL);
        }
    }
    decoded.text = arena_str(arena, strbuf_str(&out));
    strbuf_free(&out);
    return decoded;
}

static DecodedText decode_utf8(Arena *arena, Str bytes)
{
    DecodedText decoded = {.text = bytes};
    if (utf8_is_valid(bytes))
        return decoded;
    StrBuf out = STRBUF_INIT;
    decoded.replaced = (int64_t)utf8_append_valid(&out, bytes);
    decoded.text = arena_str(arena, strbuf_str(&out));
    strbuf_free(&out);
    return decoded;
}

DecodedText csv_decode(Arena *arena, Str bytes, const char *encoding, Error *err)
{
    DecodedText decoded = {.text = STR("")};
    if (!error_ok(err))
        return decoded;
    const Mark *mark = find_mark(bytes);
    if (mark && strcasecmp(mark->encoding, encoding) == 0)
        bytes = str_slice(bytes, mark->bytes.len, bytes.len);
    if (strcasecmp(encoding, "UTF-8") == 0 || strcasecmp(encoding, "UTF8") == 0)
        return decode_utf8(arena, bytes);
    iconv_t converter = open_converter(encoding);
    if (converter == (iconv_t)-1) {
        error_set(err, STATUS_FORMAT, "the encoding \"%s\" is not known", encoding);
        return decoded;
    }
    enum { WORTH_ASKING = 4096 }; /* bytes, for the converter is asked 256 times */
    BytePage page;
    decoded = bytes.len >= WORTH_ASKING && read_page(converter, &page)
                  ? decode_by_page(arena, bytes, &page)
                  : decode_by_converter(arena, bytes, converter);
    iconv_close(converter);
    return decoded;
}
