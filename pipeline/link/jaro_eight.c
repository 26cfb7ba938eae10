/*
 * The bit-parallel way of jaro_winkler.c with a pair in each lane of a vector. How long a text is
 * and where letters match nobody could predict; so all lanes take the steps of the longest text,
 * and there are no branches.
 */

#include "pipeline/link/jaro_eight.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

static void one_after_the_other(JaroEight *eight)
{
    for (int k = 0; k < JARO_EIGHT; k++)
        eight->similarity[k] =
            jaro_winkler_padded(eight->a[k], (size_t)eight->len_a[k], eight->b[k],
                                (size_t)eight->len_b[k], eight->needed[k]);
}

#ifdef __x86_64__

#define AVX2   __attribute__((target("avx2,fma")))
#define INLINE static inline __attribute__((always_inline))

INLINE AVX2 __m256i load(const int32_t *lanes)
{
    return _mm256_load_si256((const __m256i *)(const void *)lanes);
}

/* The lowest bit of each lane. */
INLINE AVX2 __m256i lowest(__m256i lanes)
{
    return _mm256_and_si256(lanes, _mm256_sub_epi32(_mm256_setzero_si256(), lanes));
}

/* Where the letters of b stand in a: places[j][k] for the j-th of pair k. */
INLINE AVX2 void find_places(const JaroEight *eight, int longest, int32_t (*places)[JARO_EIGHT])
{
    for (int k = 0; k < JARO_EIGHT; k++) {
        const char *a = eight->a[k], *b = eight->b[k];
        __m128i begin = _mm_loadu_si128((const __m128i *)(const void *)a);
        __m128i rest = _mm_loadl_epi64((const __m128i *)(const void *)(a + 16));
        __m256i text = _mm256_inserti128_si256(_mm256_castsi128_si256(begin), rest, 1);
        for (int j = 0; j < longest; j++)
            places[j][k] = _mm256_movemask_epi8(_mm256_cmpeq_epi8(text, _mm256_set1_epi8(b[j])));
    }
}

/* jaro_formula and what Winkler adds, for four pairs. */
INLINE AVX2 __m256d raised_formula(__m128i matches, __m128i transpositions, __m128i len_a,
                                   __m128i len_b, __m128i prefix)
{
    const __m256d one = _mm256_set1_pd(1), raised_from = _mm256_set1_pd(0.7);
    __m256d m = _mm256_cvtepi32_pd(matches), t = _mm256_cvtepi32_pd(transpositions);
    __m256d of_a = _mm256_div_pd(m, _mm256_cvtepi32_pd(len_a));
    __m256d of_b = _mm256_div_pd(m, _mm256_cvtepi32_pd(len_b));
    __m256d in_place = _mm256_div_pd(_mm256_sub_pd(m, t), m);
    __m256d jaro =
        _mm256_div_pd(_mm256_add_pd(_mm256_add_pd(of_a, of_b), in_place), _mm256_set1_pd(3));
    __m256d scale = _mm256_mul_pd(_mm256_set1_pd(0.1), _mm256_cvtepi32_pd(prefix));
    __m256d raised = _mm256_fmadd_pd(scale, _mm256_sub_pd(one, jaro), jaro);
    return _mm256_blendv_pd(jaro, raised, _mm256_cmp_pd(jaro, raised_from, _CMP_GT_OQ));
}

AVX2 static void eight_avx2(JaroEight *eight)
{
    _Alignas(32) int32_t places[JARO_PADDED][JARO_EIGHT];
    __m256i unmatched[JARO_PADDED]; /* all bits where the j-th letter of b has no match */
    const __m256i zero = _mm256_setzero_si256(), one = _mm256_set1_epi32(1);
    const __m256i len_a = load(eight->len_a), len_b = load(eight->len_b);
    int longest = 0;
    for (int k = 0; k < JARO_EIGHT; k++)
        longest = eight->len_b[k] > longest ? eight->len_b[k] : longest;
    find_places(eight, longest, places);

    const __m256i all = _mm256_sub_epi32(_mm256_sllv_epi32(one, len_a), one);
    __m256i reach = _mm256_srli_epi32(_mm256_max_epi32(len_a, len_b), 1); /* of jaro_window */
    reach = _mm256_max_epi32(_mm256_sub_epi32(reach, one), zero);
    __m256i window = _mm256_sub_epi32(_mm256_sllv_epi32(_mm256_set1_epi32(2), reach), one);
    __m256i free_a = all, matches = _mm256_set1_epi32(longest), at = zero;
    for (int j = 0; j < longest; j++) {
        __m256i there = _mm256_and_si256(load(places[j]), _mm256_and_si256(window, free_a));
        __m256i match = lowest(_mm256_and_si256(there, _mm256_cmpgt_epi32(len_b, at)));
        free_a = _mm256_xor_si256(free_a, match);
        unmatched[j] = _mm256_cmpeq_epi32(match, zero);
        matches = _mm256_add_epi32(matches, unmatched[j]);
        /* Up to `reach` the window begins at the first letter; from then on it moves. */
        __m256i first = _mm256_cmpgt_epi32(reach, at);
        window = _mm256_sub_epi32(_mm256_add_epi32(window, window), first);
        at = _mm256_add_epi32(at, one);
    }

    /* The matched letters of a in order, each beside that of b in order. */
    __m256i rest = _mm256_xor_si256(free_a, all), half = zero;
    for (int j = 0; j < longest; j++) {
        __m256i next = _mm256_andnot_si256(unmatched[j], lowest(rest));
        __m256i same = _mm256_and_si256(load(places[j]), next);
        __m256i differs = _mm256_andnot_si256(unmatched[j], _mm256_cmpeq_epi32(same, zero));
        half = _mm256_sub_epi32(half, differs);
        rest = _mm256_xor_si256(rest, next);
    }

    const __m256i transpositions = _mm256_srli_epi32(half, 1), prefix = load(eight->prefix);
    __m256d low =
        raised_formula(_mm256_castsi256_si128(matches), _mm256_castsi256_si128(transpositions),
                       _mm256_castsi256_si128(len_a), _mm256_castsi256_si128(len_b),
                       _mm256_castsi256_si128(prefix));
    __m256d high = raised_formula(
        _mm256_extracti128_si256(matches, 1), _mm256_extracti128_si256(transpositions, 1),
        _mm256_extracti128_si256(len_a, 1), _mm256_extracti128_si256(len_b, 1),
        _mm256_extracti128_si256(prefix, 1));
    /* jaro_out_of_reach */
    __m256i has = _mm256_mullo_epi32(matches, _mm256_add_epi32(len_a, len_b));
    __m256i wants = _mm256_mullo_epi32(load(eight->needed), _mm256_mullo_epi32(len_a, len_b));
    __m256i nothing = _mm256_or_si256(_mm256_cmpgt_epi32(wants, _mm256_slli_epi32(has, 16)),
                                      _mm256_cmpeq_epi32(matches, zero));
    __m256i nothing_low = _mm256_cvtepi32_epi64(_mm256_castsi256_si128(nothing));
    __m256i nothing_high = _mm256_cvtepi32_epi64(_mm256_extracti128_si256(nothing, 1));
    _mm256_storeu_pd(eight->similarity, _mm256_andnot_pd(_mm256_castsi256_pd(nothing_low), low));
    _mm256_storeu_pd(eight->similarity + 4,
                     _mm256_andnot_pd(_mm256_castsi256_pd(nothing_high), high));
}

#endif

size_t jaro_of_eight(JaroOfEight *out[2])
{
    size_t count = 0;
    out[count++] = one_after_the_other;
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        out[count++] = eight_avx2;
#endif
    return count;
}
