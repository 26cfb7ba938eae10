/* Eight columns of two rows side by side: in a loop, or as the lanes of a vector. */

#include "pipeline/link/row_sight.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

#define INLINE static inline __attribute__((always_inline))

void sight_plan_add(SightPlan *plan, int column, int index, int last, bool equal_is_best,
                    bool exact, const uint8_t *least_common)
{
    ColumnSet bit = (ColumnSet)(1u << column);
    plan->compared |= bit;
    plan->equal_is_best |= equal_is_best ? bit : 0;
    plan->exact |= exact ? bit : 0;
    plan->spelled |= least_common ? bit : 0;
    if (least_common)
        memcpy(plan->least_common[column], least_common, sizeof(LeastCommon));
    for (int set = 0; set < SIGHT_SETS; set++)
        if (set & bit) {
            plan->none_of[set] |= (Pattern)LEVEL_NULL << (index * LEVEL_BITS);
            plan->last_of[set] |= (Pattern)last << (index * LEVEL_BITS);
        }
}

/* Columns of two rows in which a value is missing, values are the same, letters too different. */
typedef struct Seen {
    unsigned none, same, apart;
} Seen;

typedef Seen SeeLines(const SightPlan *plan, const RowLine *a, const RowLine *b);

/* What the ways share: each is this with its own function, which the compiler puts in here. */
INLINE void sight_with(SeeLines *see, const SightPlan *plan, const RowLine *lines, size_t stride,
                       const uint32_t *left, const uint32_t *right, size_t n, Pattern *patterns,
                       ColumnSet *waiting)
{
    enum { AHEAD = 12 };
    for (size_t i = 0; i < n; i++) {
        size_t soon = i + AHEAD < n ? i + AHEAD : n - 1;
        __builtin_prefetch(&lines[left[soon] * stride]);
        __builtin_prefetch(&lines[right[soon] * stride]);
        Seen seen = see(plan, &lines[left[i] * stride], &lines[right[i] * stride]);
        unsigned none = seen.none & plan->compared;
        unsigned same = seen.same & plan->equal_is_best & ~none;
        unsigned apart = ((seen.apart & plan->spelled) | plan->exact) & ~none & ~same;
        patterns[i] |= plan->none_of[none] | plan->last_of[apart];
        waiting[i] = (ColumnSet)(plan->compared & ~(none | same | apart));
    }
}

INLINE Seen see_portable(const SightPlan *plan, const RowLine *a, const RowLine *b)
{
    Seen seen = {0, 0, 0};
    int common[SIGHT_COLUMNS];
    for (int c = 0; c < SIGHT_COLUMNS; c++)
        common[c] = letters_in_common(a->sights[c], b->sights[c]);
    for (int c = 0; c < SIGHT_COLUMNS; c++) {
        int lengths = letters_length(a->sights[c]) << 6 | letters_length(b->sights[c]);
        seen.none |= (unsigned)(a->ids[c] == 0 || b->ids[c] == 0) << c;
        seen.same |= (unsigned)(a->ids[c] == b->ids[c]) << c;
        seen.apart |= (unsigned)(common[c] < plan->least_common[c][lengths]) << c;
    }
    return seen;
}

static void sight_portable(const SightPlan *plan, const RowLine *lines, size_t stride,
                           const uint32_t *left, const uint32_t *right, size_t n, Pattern *patterns,
                           ColumnSet *waiting)
{
    sight_with(see_portable, plan, lines, stride, left, right, n, patterns, waiting);
}

#ifdef __x86_64__

#define AVX2 __attribute__((target("avx2")))

INLINE AVX2 __m256i load_avx2(const uint32_t *lanes)
{
    return _mm256_load_si256((const __m256i *)(const void *)lanes);
}

/* The signs of eight lanes. */
INLINE AVX2 unsigned signs_avx2(__m256i lanes)
{
    return (unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(lanes));
}

/* letters_length - letters_missing of eight columns: bits are counted by halves of bytes. */
INLINE AVX2 __m256i found_avx2(__m256i a, __m256i b)
{
    const __m256i counts = _mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0, 1, 1,
                                            2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
    const __m256i half = _mm256_set1_epi8(15);
    const __m256i letters = _mm256_set1_epi32((1 << LETTER_CLASSES) - 1);
    __m256i missing = _mm256_and_si256(_mm256_andnot_si256(b, a), letters);
    __m256i low = _mm256_shuffle_epi8(counts, _mm256_and_si256(missing, half));
    __m256i high =
        _mm256_shuffle_epi8(counts, _mm256_and_si256(_mm256_srli_epi32(missing, 4), half));
    __m256i pairs = _mm256_maddubs_epi16(_mm256_add_epi8(low, high), _mm256_set1_epi8(1));
    __m256i sums = _mm256_madd_epi16(pairs, _mm256_set1_epi16(1));
    return _mm256_sub_epi32(_mm256_srli_epi32(a, LETTER_CLASSES), sums);
}

INLINE AVX2 Seen see_avx2(const SightPlan *plan, const RowLine *a, const RowLine *b)
{
    enum { TABLE = sizeof(LeastCommon) };
    const __m256i tables = _mm256_setr_epi32(0, TABLE, 2 * TABLE, 3 * TABLE, 4 * TABLE, 5 * TABLE,
                                             6 * TABLE, 7 * TABLE);
    const __m256i zero = _mm256_setzero_si256();
    __m256i id_a = load_avx2(a->ids), id_b = load_avx2(b->ids);
    __m256i sight_a = load_avx2(a->sights), sight_b = load_avx2(b->sights);
    __m256i none = _mm256_cmpeq_epi32(_mm256_min_epu32(id_a, id_b), zero);
    __m256i same = _mm256_cmpeq_epi32(id_a, id_b);
    __m256i common = _mm256_min_epi32(found_avx2(sight_a, sight_b), found_avx2(sight_b, sight_a));
    __m256i lengths =
        _mm256_or_si256(_mm256_slli_epi32(_mm256_srli_epi32(sight_a, LETTER_CLASSES), 6),
                        _mm256_srli_epi32(sight_b, LETTER_CLASSES));
    /* Four bytes are read for one; those behind the last table belong to the plan too. */
    __m256i least = _mm256_i32gather_epi32((const int *)(const void *)plan->least_common,
                                           _mm256_add_epi32(lengths, tables), 1);
    least = _mm256_and_si256(least, _mm256_set1_epi32(UINT8_MAX));
    return (Seen){signs_avx2(none), signs_avx2(same),
                  signs_avx2(_mm256_cmpgt_epi32(least, common))};
}

AVX2 static void sight_avx2(const SightPlan *plan, const RowLine *lines, size_t stride,
                            const uint32_t *left, const uint32_t *right, size_t n,
                            Pattern *patterns, ColumnSet *waiting)
{
    sight_with(see_avx2, plan, lines, stride, left, right, n, patterns, waiting);
}

#endif

size_t row_sights(RowSight *out[2])
{
    size_t count = 0;
    out[count++] = sight_portable;
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx2"))
        out[count++] = sight_avx2;
#endif
    return count;
}
