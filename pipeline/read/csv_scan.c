/* Bit masks of special bytes, and the choice of the delimiter. See csv_scan.h. */

#include "pipeline/read/csv_scan.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

uint64_t csv_mask_portable(const char *p, char delimiter)
{
    uint64_t mask = 0;
    for (int i = 0; i < 64; i++)
        if (p[i] == delimiter || p[i] == '"' || p[i] == '\n' || p[i] == '\r')
            mask |= UINT64_C(1) << i;
    return mask;
}

#ifdef __SSE2__
uint64_t csv_mask(const char *p, char delimiter)
{
    const __m128i comma = _mm_set1_epi8(delimiter), quote = _mm_set1_epi8('"'),
                  lf = _mm_set1_epi8('\n'), cr = _mm_set1_epi8('\r');
    uint64_t mask = 0;
    for (int i = 0; i < 4; i++) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + i * 16));
        __m128i hit = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, comma), _mm_cmpeq_epi8(v, quote)),
                                   _mm_or_si128(_mm_cmpeq_epi8(v, lf), _mm_cmpeq_epi8(v, cr)));
        mask |= (uint64_t)(unsigned)_mm_movemask_epi8(hit) << (i * 16);
    }
    return mask;
}
#else
uint64_t csv_mask(const char *p, char delimiter)
{
    return csv_mask_portable(p, delimiter);
}
#endif

uint64_t csv_mask_partial(const char *p, const char *end, char delimiter)
{
    char padded[64] = {0};
    size_t len = (size_t)(end - p);
    memcpy(padded, p, len < 64 ? len : 64);
    uint64_t mask = csv_mask(padded, delimiter);
    return len < 64 ? mask & ((UINT64_C(1) << len) - 1) : mask;
}

enum { LOOK_RECORDS = 20, LOOK_BYTES = 65536 };

/*
 * How many of the first records have the most common number of delimiters, and that number. Where
 * all the records looked at are there and most do not agree, the delimiter is not taken for one.
 */
static void count_evenness(Str text, char delimiter, int *agree, int *each)
{
    int counts[LOOK_RECORDS], records = 0, in_record = 0;
    bool quoted = false, field_start = true, blank = true;
    for (size_t i = 0; i <= text.len && records < LOOK_RECORDS; i++) {
        char c = i < text.len ? text.ptr[i] : '\n';
        if (quoted) {
            quoted = c != '"';
            if (i == text.len)
                break;
            continue;
        }
        if (c == '\n' || c == '\r') {
            if (!blank)
                counts[records++] = in_record;
            in_record = 0;
            field_start = blank = true;
            continue;
        }
        blank = false;
        quoted = c == '"' && field_start;
        field_start = c == delimiter;
        in_record += c == delimiter;
    }
    *agree = *each = 0;
    for (int i = 0; i < records; i++) {
        int same = 0;
        for (int k = 0; k < records; k++)
            same += counts[k] == counts[i];
        if (counts[i] > 0 && (same > *agree || (same == *agree && counts[i] > *each))) {
            *agree = same;
            *each = counts[i];
        }
    }
    if (records == LOOK_RECORDS && *agree * 3 < records * 2)
        *agree = *each = 0;
}

char csv_find_delimiter(Str text)
{
    static const char CANDIDATES[] = {',', ';', '\t', '|'};
    text = str_slice(text, 0, LOOK_BYTES);
    char best = ',';
    int best_agree = 0, best_each = 0;
    for (size_t i = 0; i < sizeof CANDIDATES; i++) {
        int agree, each;
        count_evenness(text, CANDIDATES[i], &agree, &each);
        if (agree > best_agree || (agree == best_agree && each > best_each)) {
            best = CANDIDATES[i];
            best_agree = agree;
            best_each = each;
        }
    }
    return best;
}
