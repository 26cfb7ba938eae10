/*
 * Lists of the places where fields end, made 64 bytes at a time. Three kinds of instructions find
 * the bytes; what quotes make of them is one piece of code for all.
 */

#include "pipeline/read/csv_scan.h"

#include <string.h>

#ifdef __x86_64__
#include <immintrin.h>
#endif

#define INLINE static inline __attribute__((always_inline))

/* Bit i of a mask stands for byte i of the block. */
typedef struct Masks {
    uint64_t ends; /* delimiters and line ends, in quotes or not */
    uint64_t quotes, nuls;
} Masks;

/* Room in the list for those of one block; list_avx2 writes up to eight more than there are. */
enum { BLOCK_PLACES = 72 };

/* --- quotes --------------------------------------------------------------------------------------
 */

/* Bit i is the parity of bits 0 to i. */
INLINE uint64_t parity_so_far(uint64_t bits)
{
    bits ^= bits << 1;
    bits ^= bits << 2;
    bits ^= bits << 4;
    bits ^= bits << 8;
    bits ^= bits << 16;
    return bits ^ bits << 32;
}

/*
 * A block in which quotes stand within fields too, where they are letters: bit by bit. Rare, and so
 * no part of the finders.
 */
static __attribute__((noinline)) uint64_t places_by_bits(CsvScan *scan, Masks block)
{
    bool inside = scan->inside;
    int begin = scan->after_end ? 0 : -1;    /* here a quote opens */
    int reopen = scan->after_close ? 0 : -1; /* here it does not close, but is one of two */
    uint64_t ends = 0;
    for (uint64_t bits = block.ends | block.quotes; bits; bits &= bits - 1) {
        int i = __builtin_ctzll(bits);
        uint64_t bit = bits & -bits;
        if (block.quotes & bit) {
            if (inside) {
                inside = false;
                reopen = i + 1;
            } else if (i == begin || i == reopen) {
                inside = true;
            }
        } else if (!inside) {
            ends |= bit;
            begin = i + 1;
        }
    }
    scan->inside = inside ? ~UINT64_C(0) : 0;
    scan->after_end = begin == 64;
    scan->after_close = reopen == 64 && !inside;
    return ends | block.quotes | block.nuls;
}

/*
 * A block with quotes. Each turns inside into outside and back: two in a row, which stand for one,
 * close and open again. That holds where every one that opens does so at the start of a field or
 * right behind one that closed.
 */
INLINE uint64_t places_with_quotes(CsvScan *scan, Masks block)
{
    uint64_t inside = parity_so_far(block.quotes) ^ scan->inside;
    uint64_t open = block.quotes & inside, close = block.quotes & ~inside;
    uint64_t ends = block.ends & ~inside;
    uint64_t may_open = ends << 1 | scan->after_end | close << 1 | scan->after_close;
    if (open & ~may_open)
        return places_by_bits(scan, block);
    scan->inside = inside >> 63 ? ~UINT64_C(0) : 0;
    scan->after_end = ends >> 63;
    scan->after_close = close >> 63;
    return ends | (close & ~(ends >> 1)) | block.nuls;
}

/* What of a block belongs into the list (csv_scan_more says what that is). */
INLINE uint64_t places_of(CsvScan *scan, Masks block)
{
    if (block.quotes | scan->inside)
        return places_with_quotes(scan, block);
    scan->after_end = block.ends >> 63;
    scan->after_close = 0;
    return block.ends | block.nuls;
}

/* --- finders -------------------------------------------------------------------------------------
 */

typedef Masks MasksOf(const char *block, char delimiter);
typedef size_t ListPlaces(const char **places, const char *block, uint64_t mask);

/*
 * What the finders share: each is this with its own functions, which the compiler puts in here. Of
 * the last block only the bytes before end exist.
 */
INLINE void find_with(MasksOf *masks_of, ListPlaces *list, CsvScan *scan)
{
    const char *p = scan->at, *end = scan->end;
    const char delimiter = scan->delimiter;
    size_t count = 0;
    for (; end - p >= 64 && count + BLOCK_PLACES <= CSV_PLACES_MAX; p += 64)
        count += list(scan->places + count, p, places_of(scan, masks_of(p, delimiter)));
    if (p < end && end - p < 64 && count + BLOCK_PLACES <= CSV_PLACES_MAX) {
        size_t len = (size_t)(end - p);
        uint64_t there = (UINT64_C(1) << len) - 1;
        char last[64] = {0};
        memcpy(last, p, len);
        Masks block = masks_of(last, delimiter);
        block = (Masks){block.ends & there, block.quotes & there, block.nuls & there};
        count += list(scan->places + count, p, places_of(scan, block));
        p = end;
    }
    scan->at = p;
    scan->count = count;
}

INLINE Masks masks_portable(const char *block, char delimiter)
{
    Masks masks = {0};
    for (int i = 0; i < 64; i++) {
        char c = block[i];
        masks.ends |= (uint64_t)(c == delimiter || c == '\n' || c == '\r') << i;
        masks.quotes |= (uint64_t)(c == '"') << i;
        masks.nuls |= (uint64_t)(c == '\0') << i;
    }
    return masks;
}

INLINE size_t list_portable(const char **places, const char *block, uint64_t mask)
{
    size_t count = 0;
    for (; mask; mask &= mask - 1)
        places[count++] = block + __builtin_ctzll(mask);
    return count;
}

static void find_portable(CsvScan *scan)
{
    find_with(masks_portable, list_portable, scan);
}

#ifdef __x86_64__

INLINE uint64_t bits_sse2(__m128i v)
{
    return (unsigned)_mm_movemask_epi8(v);
}

INLINE Masks masks_sse2(const char *block, char delimiter)
{
    Masks masks = {0};
    for (int i = 0; i < 64; i += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(block + i));
        __m128i ends = _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8(delimiter)),
                                    _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('\n')),
                                                 _mm_cmpeq_epi8(v, _mm_set1_epi8('\r'))));
        masks.ends |= bits_sse2(ends) << i;
        masks.quotes |= bits_sse2(_mm_cmpeq_epi8(v, _mm_set1_epi8('"'))) << i;
        masks.nuls |= bits_sse2(_mm_cmpeq_epi8(v, _mm_setzero_si128())) << i;
    }
    return masks;
}

static void find_sse2(CsvScan *scan)
{
    find_with(masks_sse2, list_portable, scan);
}

#define AVX2 __attribute__((target("avx2,bmi,popcnt")))

INLINE AVX2 uint64_t bits_avx2(__m256i low, __m256i high)
{
    return (uint64_t)(unsigned)_mm256_movemask_epi8(high) << 32 |
           (unsigned)_mm256_movemask_epi8(low);
}

INLINE AVX2 uint64_t equal_avx2(__m256i low, __m256i high, char c)
{
    const __m256i all = _mm256_set1_epi8(c);
    return bits_avx2(_mm256_cmpeq_epi8(low, all), _mm256_cmpeq_epi8(high, all));
}

INLINE AVX2 __m256i is_end_avx2(__m256i v, char delimiter)
{
    return _mm256_or_si256(_mm256_cmpeq_epi8(v, _mm256_set1_epi8(delimiter)),
                           _mm256_or_si256(_mm256_cmpeq_epi8(v, _mm256_set1_epi8('\n')),
                                           _mm256_cmpeq_epi8(v, _mm256_set1_epi8('\r'))));
}

INLINE AVX2 Masks masks_avx2(const char *block, char delimiter)
{
    __m256i low = _mm256_loadu_si256((const __m256i *)(const void *)block);
    __m256i high = _mm256_loadu_si256((const __m256i *)(const void *)(block + 32));
    return (Masks){.ends = bits_avx2(is_end_avx2(low, delimiter), is_end_avx2(high, delimiter)),
                   .quotes = equal_avx2(low, high, '"'),
                   .nuls = equal_avx2(low, high, '\0')};
}

INLINE AVX2 uint64_t list_two(const char **places, const char *block, uint64_t mask)
{
    uint64_t rest = _blsr_u64(mask);
    places[0] = block + _tzcnt_u64(mask);
    places[1] = block + _tzcnt_u64(rest);
    return _blsr_u64(rest);
}

/*
 * Twelve at a time, more than most blocks have: a number that the processor guesses right. What is
 * too much is written over by the next block's.
 */
INLINE AVX2 size_t list_avx2(const char **places, const char *block, uint64_t mask)
{
    size_t count = (size_t)__builtin_popcountll(mask);
    for (size_t i = 0; i < count; i += 12) {
        mask = list_two(places + i, block, mask);
        mask = list_two(places + i + 2, block, mask);
        mask = list_two(places + i + 4, block, mask);
        mask = list_two(places + i + 6, block, mask);
        mask = list_two(places + i + 8, block, mask);
        mask = list_two(places + i + 10, block, mask);
    }
    return count;
}

AVX2 static void find_avx2(CsvScan *scan)
{
    find_with(masks_avx2, list_avx2, scan);
}

#endif

size_t csv_finders(CsvFind *out[3])
{
    size_t count = 0;
    out[count++] = find_portable;
#ifdef __x86_64__
    out[count++] = find_sse2;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi"))
        out[count++] = find_avx2;
#endif
    return count;
}

/* --- scan ----------------------------------------------------------------------------------------
 */

void csv_scan_begin(CsvScan *scan, Str text, char delimiter, CsvFind *find)
{
    scan->at = text.ptr;
    scan->end = text.ptr + text.len;
    scan->delimiter = delimiter;
    scan->find = find;
    scan->inside = scan->after_close = 0;
    scan->after_end = 1;
    scan->next = scan->count = 0;
}

bool csv_scan_more(CsvScan *scan)
{
    scan->next = scan->count = 0;
    while (scan->count == 0 && scan->at < scan->end)
        scan->find(scan);
    return scan->count > 0;
}
