/*
 * Jaro-Winkler. Texts of up to 64 bytes take the bit-parallel way: the window of each character of
 * b is a mask over the places of that character in a. Up to 32 bytes, as most names are,
 * vector instructions find these places; longer ones have them in a table. Longer still, or not
 * ASCII (Spark's dialect counts UTF-16 units), takes the plain way over arrays of units.
 */

#include "pipeline/link/jaro_winkler.h"

#include "pipeline/base/mem.h"
#include "pipeline/base/utf8.h"

#include <math.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { WORD_BITS = 64, STACK_UNITS = 256 };
static const double RAISED_FROM = 0.7; /* Winkler's */

static double jaro_formula(size_t matches, size_t half_transpositions, size_t len_a, size_t len_b,
                           JaroDialect dialect)
{
    if (matches == 0)
        return 0;
    double m = (double)matches;
    double t = dialect == JARO_DUCKDB ? (double)(half_transpositions / 2)
                                      : (double)half_transpositions / 2;
    return (m / (double)len_a + m / (double)len_b + (m - t) / m) / 3;
}

static size_t jaro_window(size_t len_a, size_t len_b)
{
    size_t half = (len_a > len_b ? len_a : len_b) / 2;
    return half > 0 ? half - 1 : 0;
}

/* Bits lo ... hi of a word. */
static uint64_t bit_range(size_t lo, size_t hi)
{
    uint64_t up_to_hi = hi >= WORD_BITS - 1 ? ~UINT64_C(0) : (UINT64_C(2) << hi) - 1;
    return up_to_hi & (~UINT64_C(0) << lo);
}

static double jaro_short(const unsigned char *a, size_t len_a, const unsigned char *b, size_t len_b,
                         JaroDialect dialect)
{
    uint64_t places[256]; /* only the entries of b's and a's bytes are ever set */
    for (size_t j = 0; j < len_b; j++)
        places[b[j]] = 0;
    for (size_t i = 0; i < len_a; i++)
        places[a[i]] = 0;
    for (size_t i = 0; i < len_a; i++)
        places[a[i]] |= UINT64_C(1) << i;

    size_t window = jaro_window(len_a, len_b);
    uint64_t matched_a = 0, matched_b = 0;
    for (size_t j = 0; j < len_b; j++) {
        size_t lo = j > window ? j - window : 0;
        if (lo >= len_a)
            break;
        uint64_t free_places = places[b[j]] & bit_range(lo, j + window) & ~matched_a;
        if (free_places) {
            matched_a |= free_places & (~free_places + 1);
            matched_b |= UINT64_C(1) << j;
        }
    }
    size_t matches = (size_t)__builtin_popcountll(matched_a), half = 0;
    for (uint64_t x = matched_a, y = matched_b; x; x &= x - 1, y &= y - 1)
        half += a[__builtin_ctzll(x)] != b[__builtin_ctzll(y)];
    return jaro_formula(matches, half, len_a, len_b, dialect);
}

#ifdef __SSE2__
enum { SHORT_MAX = 32 };

/* At most 16 bytes, zeros behind them, without touching what stands behind. */
static __m128i load_short(const unsigned char *p, size_t len)
{
    uint64_t low = 0, high = 0;
    if (len >= 8) {
        memcpy(&low, p, 8);
        memcpy(&high, p + len - 8, 8);
        high = len > 8 ? high >> (8 * (16 - len)) : 0;
    } else {
        for (size_t i = len; i-- > 0;)
            low = low << 8 | p[i];
    }
    return _mm_set_epi64x((long long)high, (long long)low);
}

/* jaro_short for texts of at most SHORT_MAX bytes: the places of a letter need no table. */
static double jaro_vector(const unsigned char *a, size_t len_a, const unsigned char *b,
                          size_t len_b, JaroDialect dialect)
{
    const __m128i first =
        len_a >= 16 ? _mm_loadu_si128((const __m128i *)(const void *)a) : load_short(a, len_a);
    const __m128i second = len_a > 16 ? load_short(a + 16, len_a - 16) : _mm_setzero_si128();
    const uint64_t all = (UINT64_C(1) << len_a) - 1;
    uint64_t free_a = all, matched_b = 0;
    size_t window = jaro_window(len_a, len_b);
    uint64_t within = (UINT64_C(2) << window) - 1; /* places 0 ... j + window, as j grows */
    for (size_t j = 0; j < len_b; j++, within = within << 1 | 1) {
        const __m128i letter = _mm_set1_epi8((char)b[j]);
        uint64_t places = (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(first, letter));
        if (len_a > 16)
            places |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(second, letter)) << 16;
        places &= free_a & within;
        if (j > window)
            places &= ~UINT64_C(0) << (j - window);
        free_a &= ~(places & (~places + 1));
        matched_b |= (uint64_t)(places != 0) << j;
    }
    size_t matches = 0, half = 0;
    for (uint64_t x = all & ~free_a, y = matched_b; x; x &= x - 1, y &= y - 1, matches++)
        half += a[__builtin_ctzll(x)] != b[__builtin_ctzll(y)];
    return jaro_formula(matches, half, len_a, len_b, dialect);
}
#endif

/* Text as the units that a dialect counts: bytes, or UTF-16 code units. */
typedef struct Units {
    uint16_t stack[STACK_UNITS];
    uint16_t *items;
    size_t count;
} Units;

static void units_of(Units *units, Str s, JaroDialect dialect)
{
    units->items = s.len > STACK_UNITS ? x_new_array(uint16_t, s.len) : units->stack;
    units->count = 0;
    for (size_t pos = 0; pos < s.len;) {
        if (dialect == JARO_DUCKDB) {
            units->items[units->count++] = (unsigned char)s.ptr[pos++];
            continue;
        }
        uint32_t cp = utf8_next(s, &pos);
        if (cp > 0xFFFF) {
            units->items[units->count++] = (uint16_t)(0xD800 + ((cp - 0x10000) >> 10));
            cp = 0xDC00 + ((cp - 0x10000) & 0x3FF);
        }
        units->items[units->count++] = (uint16_t)cp;
    }
}

static void units_release(Units *units)
{
    if (units->items != units->stack)
        x_free(units->items);
}

static double jaro_long(const Units *a, const Units *b, JaroDialect dialect)
{
    size_t window = jaro_window(a->count, b->count), matches = 0, half = 0;
    bool *used_a = x_new_array(bool, a->count), *used_b = x_new_array(bool, b->count);
    for (size_t j = 0; j < b->count; j++) {
        size_t lo = j > window ? j - window : 0;
        for (size_t i = lo; i < a->count && i <= j + window; i++) {
            if (used_a[i] || a->items[i] != b->items[j])
                continue;
            used_a[i] = used_b[j] = true;
            matches++;
            break;
        }
    }
    for (size_t i = 0, j = 0; i < a->count; i++) {
        if (!used_a[i])
            continue;
        while (!used_b[j])
            j++;
        half += a->items[i] != b->items[j++];
    }
    x_free(used_a);
    x_free(used_b);
    return jaro_formula(matches, half, a->count, b->count, dialect);
}

static bool is_ascii(Str s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.ptr[i] >= 0x80)
            return false;
    return true;
}

/* Jaro, and how many leading units (at most 4) the texts share. */
static double jaro_and_prefix(Str a, Str b, JaroDialect dialect, size_t *prefix)
{
    *prefix = 0;
    if (a.len == 0 || b.len == 0)
        return 0;
    bool bytes = dialect == JARO_DUCKDB || (is_ascii(a) && is_ascii(b));
    if (bytes && a.len <= WORD_BITS && b.len <= WORD_BITS) {
        size_t shorter = a.len < b.len ? a.len : b.len;
        while (*prefix < JARO_PREFIX_MAX && *prefix < shorter && a.ptr[*prefix] == b.ptr[*prefix])
            ++*prefix;
#ifdef __SSE2__
        if (a.len <= SHORT_MAX && b.len <= SHORT_MAX)
            return jaro_vector((const unsigned char *)a.ptr, a.len, (const unsigned char *)b.ptr,
                               b.len, dialect);
#endif
        return jaro_short((const unsigned char *)a.ptr, a.len, (const unsigned char *)b.ptr, b.len,
                          dialect);
    }
    Units ua, ub;
    units_of(&ua, a, dialect);
    units_of(&ub, b, dialect);
    size_t shorter = ua.count < ub.count ? ua.count : ub.count;
    while (*prefix < JARO_PREFIX_MAX && *prefix < shorter && ua.items[*prefix] == ub.items[*prefix])
        ++*prefix;
    double similarity = jaro_long(&ua, &ub, dialect);
    units_release(&ua);
    units_release(&ub);
    return similarity;
}

double jaro_similarity(Str a, Str b, JaroDialect dialect)
{
    size_t prefix;
    return jaro_and_prefix(a, b, dialect, &prefix);
}

static double raised(double similarity, size_t prefix, JaroDialect dialect)
{
    if (similarity <= RAISED_FROM)
        return similarity;
    /* The last bit decides where a similarity is just 0.92: DuckDB's compiler fuses, Java does not.
     */
    double scale = 0.1 * (double)prefix;
    return dialect == JARO_DUCKDB ? fma(scale, 1 - similarity, similarity)
                                  : similarity + scale * (1 - similarity);
}

double jaro_winkler_similarity(Str a, Str b, JaroDialect dialect)
{
    size_t prefix;
    double similarity = jaro_and_prefix(a, b, dialect, &prefix);
    return raised(similarity, prefix, dialect);
}

int32_t jaro_needed(double least, int prefix)
{
    static const double ONE = 1 << 16, ROUNDING = 1e-9;
    double unraised = (least - 0.1 * prefix) / (1 - 0.1 * prefix);
    double jaro = least <= RAISED_FROM ? least : fmax(unraised, RAISED_FROM);
    return (int32_t)floor((3 * jaro - 1 - ROUNDING) * ONE);
}

#ifdef __SSE2__
/* jaro_vector of padded texts: `wide` where a has more than 16 bytes. */
static inline __attribute__((always_inline)) double
jaro_padded(const char *a, size_t len_a, const char *b, size_t len_b, int32_t needed, bool wide)
{
    const __m128i first = _mm_loadu_si128((const __m128i *)(const void *)a);
    const __m128i second = _mm_loadl_epi64((const __m128i *)(const void *)(a + 16));
    const uint32_t all = (UINT32_C(1) << len_a) - 1;
    const size_t window = jaro_window(len_a, len_b);
    const uint64_t span = (UINT64_C(2) << 2 * window) - 1; /* places j - window ... j + window */
    uint32_t free_a = all, matched_b = 0, matches = 0;
    for (size_t j = 0; j < len_b; j++) {
        const __m128i letter = _mm_set1_epi8(b[j]);
        uint32_t places = (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(first, letter));
        if (wide)
            places |= (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(second, letter)) << 16;
        places &= (uint32_t)(span << j >> window) & free_a;
        uint32_t found = places != 0;
        free_a ^= places & (~places + 1);
        matched_b |= found << j;
        matches += found;
    }
    if (jaro_out_of_reach((int)len_a, (int)len_b, (int)matches, needed))
        return 0;
    size_t half = 0;
    for (uint32_t x = all & ~free_a, y = matched_b; x; x &= x - 1, y &= y - 1)
        half += a[__builtin_ctz(x)] != b[__builtin_ctz(y)];
    return jaro_formula(matches, half, len_a, len_b, JARO_DUCKDB);
}
#endif

double jaro_winkler_padded(const char *a, size_t len_a, const char *b, size_t len_b, int32_t needed)
{
#ifdef __SSE2__
    size_t shorter = len_a < len_b ? len_a : len_b, prefix = 0;
    while (prefix < JARO_PREFIX_MAX && prefix < shorter && a[prefix] == b[prefix])
        prefix++;
    double similarity = len_a > 16 ? jaro_padded(a, len_a, b, len_b, needed, true)
                                   : jaro_padded(a, len_a, b, len_b, needed, false);
    return raised(similarity, prefix, JARO_DUCKDB);
#else
    (void)needed;
    return jaro_winkler_similarity((Str){a, len_a}, (Str){b, len_b}, JARO_DUCKDB);
#endif
}
