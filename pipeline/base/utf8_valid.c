/*
 * Whether a text is UTF-8, for files of many megabytes: 32 bytes at once where the machine has
 * AVX2, else utf8_is_valid_plain.
 */

#include "pipeline/base/utf8.h"

#ifdef __x86_64__

#include <immintrin.h>

#define AVX2 static inline __attribute__((target("avx2")))

/*
 * J. Keiser, D. Lemire, "Validating UTF-8 in less than one instruction per byte", Software:
 * Practice and Experience 51 (2021). What can be wrong with two bytes in a row shows in three of
 * their halves: high and low half of the first, high half of the second. Each half is looked up
 * in a table of the errors that it takes part in; an error stands where all three agree.
 */
enum {
    TOO_SHORT = 1 << 0,  /* a first byte that no second one follows */
    TOO_LONG = 1 << 1,   /* a following byte after ASCII */
    OVERLONG_3 = 1 << 2, /* E0 80..9F */
    TOO_LARGE = 1 << 3,  /* F4 90.., F5.. */
    SURROGATE = 1 << 4,  /* ED A0..BF */
    OVERLONG_2 = 1 << 5, /* C0, C1 */
    LARGE_1000 = 1 << 6, /* F5..FF 80..8F */
    OVERLONG_4 = 1 << 6, /* F0 80..8F: never for the same first byte as LARGE_1000 */
    TWO_FOLLOW = 1 << 7, /* two following bytes: right only within three or four */
    ANY_LOW = TOO_SHORT | TOO_LONG | TWO_FOLLOW,
};

AVX2 __m256i load(const char *p)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)p);
}

/* A table of 16, looked up by each byte of `halves`, in both lanes. */
#define LOOK_UP(halves, ...)                                                                       \
    _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(_mm_setr_epi8(__VA_ARGS__)), halves)

AVX2 __m256i high_halves(__m256i v)
{
    return _mm256_and_si256(_mm256_srli_epi16(v, 4), _mm256_set1_epi8(0x0F));
}

/* The bytes before those of v: the last n of `before`, then v without its last n. */
#define SHIFTED(v, before, n)                                                                      \
    _mm256_alignr_epi8(v, _mm256_permute2x128_si256(before, v, 0x21), 16 - (n))

/* Where v, which follows `before`, is no UTF-8: bits that are not 0. */
AVX2 __m256i errors_of(__m256i v, __m256i before)
{
    const char s = (char)TOO_SHORT, l = (char)TOO_LONG, t = (char)TWO_FOLLOW, c = (char)ANY_LOW;
    const char c1 = (char)(ANY_LOW | OVERLONG_2), c4 = (char)(ANY_LOW | TOO_LARGE);
    const char c5 = (char)(ANY_LOW | TOO_LARGE | LARGE_1000);
    const char follow = (char)(TOO_LONG | OVERLONG_2 | TWO_FOLLOW);
    __m256i first = SHIFTED(v, before, 1);
    __m256i wrong = LOOK_UP(high_halves(first), l, l, l, l, l, l, l, l, t, t, t, t, s | OVERLONG_2,
                            s, s | OVERLONG_3 | SURROGATE, s | TOO_LARGE | LARGE_1000);
    __m256i low = _mm256_and_si256(first, _mm256_set1_epi8(0x0F));
    wrong = _mm256_and_si256(wrong, LOOK_UP(low, c1 | OVERLONG_3 | OVERLONG_4, c1, c, c, c4, c5, c5,
                                            c5, c5, c5, c5, c5, c5, c5 | SURROGATE, c5, c5));
    wrong = _mm256_and_si256(
        wrong, LOOK_UP(high_halves(v), s, s, s, s, s, s, s, s, follow | OVERLONG_3 | LARGE_1000,
                       follow | OVERLONG_3 | TOO_LARGE, follow | SURROGATE | TOO_LARGE,
                       follow | SURROGATE | TOO_LARGE, s, s, s, s));
    /* Third and fourth bytes: two following in a row are demanded there, and nowhere else. */
    __m256i third = _mm256_subs_epu8(SHIFTED(v, before, 2), _mm256_set1_epi8((char)(0xE0 - 0x80)));
    __m256i fourth = _mm256_subs_epu8(SHIFTED(v, before, 3), _mm256_set1_epi8((char)(0xF0 - 0x80)));
    __m256i demanded =
        _mm256_and_si256(_mm256_or_si256(third, fourth), _mm256_set1_epi8((char)0x80));
    return _mm256_xor_si256(demanded, wrong);
}

/* The 32 bytes at p, which follow `before`; that becomes them. */
AVX2 __m256i errors_at(const char *p, __m256i *before)
{
    __m256i v = load(p), wrong = errors_of(v, *before);
    *before = v;
    return wrong;
}

__attribute__((target("avx2"))) static bool is_valid_avx2(Str s)
{
    /* Smaller steps over ASCII make the processor guess too often where names are Thai. */
    enum { STEP = 128 };
    __m256i before = _mm256_setzero_si256(), wrong = before;
    size_t at = 0;
    for (; at + STEP <= s.len; at += STEP) {
        const char *p = s.ptr + at;
        __m256i all = _mm256_or_si256(_mm256_or_si256(load(p), load(p + 32)),
                                      _mm256_or_si256(load(p + 64), load(p + 96)));
        if (_mm256_movemask_epi8(_mm256_or_si256(all, before)) == 0)
            continue; /* ASCII after ASCII, whose last byte `before` may stay */
        for (int i = 0; i < STEP; i += 32)
            wrong = _mm256_or_si256(wrong, errors_at(p + i, &before));
    }
    for (; at + 32 <= s.len; at += 32)
        wrong = _mm256_or_si256(wrong, errors_at(s.ptr + at, &before));
    /* The zeros behind the last bytes make an error of a character that they cut off. */
    char last[32] = {0};
    memcpy(last, s.ptr + at, s.len - at);
    wrong = _mm256_or_si256(wrong, errors_at(last, &before));
    return _mm256_testz_si256(wrong, wrong);
}

#endif

bool utf8_is_valid(Str s)
{
#ifdef __x86_64__
    enum { WORTH_IT = 64 };
    if (s.len >= WORTH_IT && __builtin_cpu_supports("avx2"))
        return is_valid_avx2(s);
#endif
    return utf8_is_valid_plain(s);
}
