/*
 * Similarity of names (README.md, "Similarity"). Whole numbers throughout until the last division,
 * so that every machine gives the same: syllables are alike in 1/2000, weights are in 1/20, and a
 * pair of syllables counts by the sum of its two weights.
 */

#include "pipeline/names/names_private.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

#define INLINE static inline __attribute__((always_inline))

enum {
    FULL = 100,
    FUSED = 93, /* two syllables against one count a little less */
    UNORDERED_PENALTY = FULL * SYLLABLE_SAME * 3 / 100, /* 0.03 for each 1/20 of weight */
};

bool fuse_readings(const SoundDistances *sounds, const Reading *a, int a_count, const Reading *b,
                   int b_count, ReadingSet *out)
{
    enum { LOOKED_AT = 3, NEAR = 450 };
    for (int i = 0; i < a_count && i < LOOKED_AT; i++) {
        Onset onset = reading_onset(a[i]);
        Medial medial = reading_medial(a[i]);
        Nucleus v = reading_nucleus(a[i]);
        if (reading_coda(a[i]) != CODA_0)
            continue;
        bool neutral = v == NUCLEUS_A || v == NUCLEUS_ER;
        for (int j = 0; j < b_count && j < LOOKED_AT; j++) {
            Onset next = reading_onset(b[j]);
            Nucleus v2 = reading_nucleus(b[j]);
            Coda coda = reading_coda(b[j]);
            if (reading_medial(b[j]) != MEDIAL_0)
                continue;
            if ((next == ONSET_L || next == ONSET_R) && medial == MEDIAL_0 && neutral)
                /* Ka-lu, K'lu: Klu */
                reading_set_add(out,
                                reading_of(onset, next == ONSET_L ? MEDIAL_L : MEDIAL_R, v2, coda));
            else if (next == ONSET_Y && (v == NUCLEUS_I || v == NUCLEUS_E) &&
                     (medial == MEDIAL_0 || medial == MEDIAL_Y))
                /* Ro-bi-ya: Ro-bya */
                reading_set_add(out, reading_of(onset, MEDIAL_Y, v2, coda));
            else if ((next == ONSET_W || next == ONSET_V) &&
                     (v == NUCLEUS_U || v == NUCLEUS_O || neutral) &&
                     (medial == MEDIAL_0 || medial == MEDIAL_W))
                /* A-nu-war: A-nwar */
                reading_set_add(out, reading_of(onset, MEDIAL_W, v2, coda));
            else if (next == ONSET_0)
                /* Sa-id: Said */
                reading_set_add(
                    out,
                    reading_of(onset, medial,
                               neutral || sounds->nucleus[CODA_0][v][v2] < NEAR ? v2 : v, coda));
            else if (next == ONSET_H)
                /* Ra-ha-man: Rah-man */
                reading_set_add(out, reading_of(onset, medial, v2, coda));
            /* Ah-ma-di: Am-di. The weak vowel behind a consonant that closes the syllable. */
            bool weak = coda == CODA_0 && (v2 == NUCLEUS_A || v2 == NUCLEUS_ER);
            if (weak && next == ONSET_M)
                reading_set_add(out, reading_of(onset, medial, v, CODA_N));
            if (next == ONSET_0 && v == NUCLEUS_A && (v2 == NUCLEUS_U || v2 == NUCLEUS_I))
                /* Ba-u: Bau; Sa-i: Sai */
                reading_set_add(out, reading_of(onset, medial,
                                                v2 == NUCLEUS_U ? NUCLEUS_AU : NUCLEUS_AI, coda));
        }
    }
    return out->count > 0;
}

/* How alike the syllables of two names are: [i][j] is similarity times both weights times FULL. */
typedef int PairGrid[SYLLABLES_MAX][SYLLABLES_MAX];

/* All that two names' syllables can add, alone and with neighbors read as one. */
typedef struct Grids {
    PairGrid pair, fused_a, fused_b; /* fused_a[i][j]: a's i and i + 1 against b's j */
    bool fused;                      /* a fused pair is alike to any */
    int unordered_most;              /* what no match of pairs in any order can exceed */
    int most;                        /* nor any alignment with fused pairs */
} Grids;

INLINE int max_int(int a, int b)
{
    return a > b ? a : b;
}

INLINE int min_int(int a, int b)
{
    return a < b ? a : b;
}

enum { EIGHT = 8 };

/* A name as rows of a grid ask for it. */
typedef struct Side {
    const Name *name;
    bool eight; /* no more syllables than that, and the matrix covers them all */
    int weights[SYLLABLES_MAX];
    int highest[SYLLABLES_MAX]; /* per syllable: of all that it stands in alone */
    int fused[SYLLABLES_MAX];   /* per syllable: of all where it is read as one with the next */
} Side;

INLINE void side_begin(Side *side, const Name *name, SyllableMatrix matrix)
{
    side->name = name;
    side->eight = name->count <= EIGHT;
    for (int i = 0; i < EIGHT; i++)
        side->weights[i] = side->highest[i] = 0;
    for (size_t i = EIGHT; i < name->count; i++)
        side->highest[i] = 0;
    for (size_t i = 0; i < name->count; i++) {
        side->weights[i] = syllable_weight(name, i);
        side->eight = side->eight && name->syllables[i] < matrix.side;
    }
}

/*
 * How alike a syllable is to all of a name, times factor and both weights, to cells; returns the
 * highest.
 */
typedef int FillRow(const SyllableTable *table, SyllableMatrix matrix, SyllableId id, Side *side,
                    int factor, int weight, int *cells);

static int fill_one_after_the_other(const SyllableTable *table, SyllableMatrix matrix,
                                    SyllableId id, Side *side, int factor, int weight, int *cells)
{
    size_t count = side->name->count, known = id < matrix.side ? matrix.side : 0;
    const SyllableId *syllables = side->name->syllables;
    SyllableCell *row = matrix.cells + (known ? id * matrix.side : 0);
    int best = 0;
    for (size_t j = 0; j < count; j++) {
        SyllableId other = syllables[j];
        int cell = other < known ? syllable_cell(&row[other]) : 0;
        int alike = cell ? cell - 1 : syllable_similarity(table, id, other);
        int worth = alike * (factor * (weight + side->weights[j]));
        cells[j] = worth;
        best = max_int(best, worth);
        side->highest[j] = max_int(side->highest[j], worth);
    }
    return best;
}

#ifdef __x86_64__

#define AVX2 __attribute__((target("avx2,popcnt")))

INLINE AVX2 __m256i load_eight(const int *lanes)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)lanes);
}

INLINE AVX2 int highest_of_eight(__m256i lanes)
{
    __m128i four = _mm_max_epi32(_mm256_castsi256_si128(lanes), _mm256_extracti128_si256(lanes, 1));
    __m128i two = _mm_max_epi32(four, _mm_shuffle_epi32(four, _MM_SHUFFLE(1, 0, 3, 2)));
    __m128i one = _mm_max_epi32(two, _mm_shuffle_epi32(two, _MM_SHUFFLE(2, 3, 0, 1)));
    return _mm_cvtsi128_si32(one);
}

/* All syllables of most names at once; what is not measured yet is left to the other way. */
INLINE AVX2 int fill_eight(const SyllableTable *table, SyllableMatrix matrix, SyllableId id,
                           Side *side, int factor, int weight, int *cells)
{
    if (!side->eight || id >= matrix.side)
        return fill_one_after_the_other(table, matrix, id, side, factor, weight, cells);
    const int *syllables = (const int *)(const void *)side->name->syllables;
    const int *row = (const int *)(uintptr_t)(matrix.cells + id * matrix.side);
    const __m256i zero = _mm256_setzero_si256();
    __m256i there = _mm256_cmpgt_epi32(_mm256_set1_epi32(side->name->count),
                                       _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
    __m256i others = _mm256_maskload_epi32(syllables, there);
    __m256i known = _mm256_and_si256(_mm256_mask_i32gather_epi32(zero, row, others, there, 2),
                                     _mm256_set1_epi32(UINT16_MAX));
    __m256i unknown = _mm256_and_si256(_mm256_cmpeq_epi32(known, zero), there);
    if (!_mm256_testz_si256(unknown, unknown))
        return fill_one_after_the_other(table, matrix, id, side, factor, weight, cells);
    __m256i alike = _mm256_add_epi32(known, there); /* less one */
    __m256i weights = _mm256_add_epi32(load_eight(side->weights), _mm256_set1_epi32(weight));
    __m256i worth =
        _mm256_mullo_epi32(alike, _mm256_mullo_epi32(weights, _mm256_set1_epi32(factor)));
    __m256i highest = _mm256_max_epi32(load_eight(side->highest), worth);
    _mm256_storeu_si256((__m256i *)(void *)cells, worth);
    _mm256_storeu_si256((__m256i *)(void *)side->highest, highest);
    return highest_of_eight(worth);
}

#endif

INLINE int sum_highest(const Side *side)
{
    int sum = 0;
    for (size_t i = 0; i < side->name->count; i++)
        sum += side->highest[i];
    return sum;
}

/* What syllables of `two` read as one add against those of `one`; false: nothing. */
INLINE bool fill_fused(const SyllableTable *table, SyllableMatrix matrix, Side *two, Side *one,
                       PairGrid fused, FillRow *fill_row)
{
    uint32_t fusions = two->name->fusions;
    int any = 0;
    for (size_t i = 0; fusions >> i; i++) {
        if (!(fusions >> i & 1))
            continue;
        two->fused[i] = fill_row(table, matrix, two->name->syllables[two->name->count + i], one,
                                 FUSED, two->weights[i] + two->weights[i + 1], fused[i]);
        any |= two->fused[i];
    }
    return any != 0;
}

/* Each syllable at its best, and two read as one where that is more than they are apart. */
INLINE int sum_with_fused(const Side *side)
{
    uint32_t fusions = side->name->fusions;
    int sum = sum_highest(side);
    for (size_t i = 0; fusions >> i; i++)
        if (fusions >> i & 1)
            sum += max_int(0, side->fused[i] - side->highest[i] - side->highest[i + 1]);
    return sum;
}

INLINE void fill_grids(const SyllableTable *table, const Name *a, const Name *b, Grids *grids,
                       FillRow *fill_row)
{
    SyllableMatrix matrix = syllable_matrix(table);
    Side x, y;
    side_begin(&x, a, matrix);
    side_begin(&y, b, matrix);
    for (size_t i = 0; i < a->count; i++)
        x.highest[i] =
            fill_row(table, matrix, a->syllables[i], &y, FULL, x.weights[i], grids->pair[i]);
    grids->most = grids->unordered_most = min_int(sum_highest(&x), sum_highest(&y));
    grids->fused = fill_fused(table, matrix, &x, &y, grids->fused_a, fill_row);
    grids->fused = fill_fused(table, matrix, &y, &x, grids->fused_b, fill_row) || grids->fused;
    if (grids->fused)
        grids->most = min_int(sum_with_fused(&x), sum_with_fused(&y));
}

/* Best alignment in order; gaps cost nothing. */
static int align(const Name *a, const Name *b, PairGrid pair)
{
    size_t rows = a->count, columns = b->count;
    int best[SYLLABLES_MAX]; /* [j]: of the syllables of a so far and the first j + 1 of b */
    int left = 0;
    for (size_t j = 0; j < columns; j++)
        best[j] = left = max_int(left, pair[0][j]);
    for (size_t i = 1; i < rows; i++) {
        int before = 0; /* the row above at j - 1; left: this row there */
        left = 0;
        for (size_t j = 0; j < columns; j++) {
            int above = best[j];
            best[j] = left = max_int(max_int(above, left), before + pair[i][j]);
            before = above;
        }
    }
    return left;
}

/* The same where two syllables of one name may stand against one of the other. */
static int align_fused(const Name *a, const Name *b, PairGrid pair, PairGrid fused_a,
                       PairGrid fused_b)
{
    int rows[SYLLABLES_MAX + 1][SYLLABLES_MAX + 1];
    size_t n = a->count, m = b->count;
    for (size_t j = 0; j <= m; j++)
        rows[0][j] = 0;
    for (size_t i = 1; i <= n; i++) {
        int *row = rows[i], *above = rows[i - 1];
        row[0] = 0;
        for (size_t j = 1; j <= m; j++)
            row[j] = max_int(above[j], above[j - 1] + pair[i - 1][j - 1]);
        if (i > 1 && (a->fusions >> (i - 2) & 1))
            for (size_t j = 1; j <= m; j++)
                row[j] = max_int(row[j], rows[i - 2][j - 1] + fused_a[i - 2][j - 1]);
        for (size_t j = 2; j <= m && b->fusions >> (j - 2); j++)
            if (b->fusions >> (j - 2) & 1)
                row[j] = max_int(row[j], above[j - 2] + fused_b[j - 2][i - 1]);
        for (size_t j = 1; j <= m; j++)
            row[j] = max_int(row[j], row[j - 1]);
    }
    return rows[n][m];
}

/*
 * Pairs of syllables in any order, the most alike first (of equal ones the last), each syllable
 * used once. Only those that are alike at all are looked at, and what cannot be taken any more is
 * moved out without asking: the processor would guess the answers wrongly.
 */
static int match_unordered(const Name *a, const Name *b, PairGrid pair)
{
    uint64_t left[SYLLABLES_MAX * SYLLABLES_MAX + 1]; /* worth, place in a and in b */
    size_t count = 0;
    for (uint64_t i = 0; i < a->count; i++)
        for (uint64_t j = 0; j < b->count; j++) {
            left[count] = (uint64_t)pair[i][j] << 16 | i << 8 | j;
            count += pair[i][j] != 0;
        }
    int sum = 0;
    while (count > 0) {
        uint64_t best = 0;
        for (size_t k = 0; k < count; k++)
            best = left[k] > best ? left[k] : best;
        sum += (int)(best >> 16);
        size_t kept = 0;
        for (size_t k = 0; k < count; k++) {
            uint64_t differs = left[k] ^ best;
            left[kept] = left[k];
            kept += ((differs & 0xFF00) != 0) & ((differs & 0xFF) != 0);
        }
        count = kept;
    }
    return sum;
}

INLINE bool same_syllables(const Name *a, const Name *b)
{
    if (a->count != b->count || a->titles != b->titles)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (a->syllables[i] != b->syllables[i])
            return false;
    return true;
}

INLINE double of_full(const Name *a, const Name *b, int worth)
{
    return (double)worth / (double)(FULL * SYLLABLE_SAME * (a->weight + b->weight));
}

static double syllables_alike(const Name *a, const Name *b, Grids *grids)
{
    int best = grids->fused ? align_fused(a, b, grids->pair, grids->fused_a, grids->fused_b)
                            : align(a, b, grids->pair);
    int penalty = UNORDERED_PENALTY * (a->weight + b->weight);
    if (grids->unordered_most - penalty > best)
        best = max_int(best, match_unordered(a, b, grids->pair) - penalty);
    return of_full(a, b, best);
}

/* --- letters
 * -----------------------------------------------------------------------------------------------
 */

/* Levenshtein distance, column by column as words of bits (Hyyrö 2003, from Myers 1999). */
typedef struct EditColumn {
    uint64_t plus, minus; /* where the column goes up, or down, by one */
    uint64_t last;        /* the pattern's last letter */
    int distance;         /* of the whole pattern and the text so far */
} EditColumn;

static inline void edit_next(EditColumn *column, uint64_t eq)
{
    uint64_t plus = column->plus, minus = column->minus;
    uint64_t xv = eq | minus;
    uint64_t xh = (((eq & plus) + plus) ^ plus) | eq;
    uint64_t ph = minus | ~(xh | plus), mh = plus & xh;
    column->distance += (ph & column->last) != 0;
    column->distance -= (mh & column->last) != 0;
    ph = ph << 1 | 1;
    mh <<= 1;
    column->plus = mh | ~(xv | ph);
    column->minus = ph & xv;
}

/* Of two texts of at most 64 letters. */
static int edit_distance(Str pattern, const LetterPlaces *places, Str text)
{
    EditColumn column = {.plus = ~UINT64_C(0),
                         .last = UINT64_C(1) << (pattern.len - 1),
                         .distance = (int)pattern.len};
    if (places && pattern.len <= 16) {
        for (size_t j = 0; j < text.len; j++)
            edit_next(&column, places->of[text.ptr[j] & 31]);
        return column.distance;
    }
    uint64_t letters[32] = {0};
    for (size_t i = 0; i < pattern.len; i++)
        letters[pattern.ptr[i] & 31] |= UINT64_C(1) << i;
    for (size_t j = 0; j < text.len; j++)
        edit_next(&column, letters[text.ptr[j] & 31]);
    return column.distance;
}

/* 1 minus the edits per letter of the longer text; 0 where one is empty. */
static double letters_alike(Str a, const LetterPlaces *places_a, Str b,
                            const LetterPlaces *places_b)
{
    if (a.len == 0 || b.len == 0)
        return 0;
    int distance = a.len > b.len ? edit_distance(a, places_a, b) : edit_distance(b, places_b, a);
    return 1.0 - (double)distance / (double)(a.len > b.len ? a.len : b.len);
}

/* No texts can be more alike than what letters they have in common allows. */
INLINE double bag_bound(LetterBag a, LetterBag b)
{
    int common = __builtin_popcountll(a.bits & b.bits) + min_int(a.more, b.more);
    int longer = max_int(a.length, b.length);
    return longer == 0 ? 0 : 1.0 - (double)max_int(longer - common, 0) / (double)longer;
}

/* --- together
 * -------------------------------------------------------------------------------------------
 */

/* What a similarity is made of: each part as it is, or the most that it can be. */
typedef struct Parts {
    bool thai; /* a word of Thai takes part */
    double syllables, skeleton, latin;
    double typed; /* where one is Thai */
} Parts;

/*
 * Syllables decide, and letters help where a syllable was cut in another way. Words of Thai are
 * long and share syllables, so that syllables alone find too many; there spelling and skeleton have
 * the first word, and syllables are believed the more the better they agree. More of any part never
 * gives less.
 */
INLINE double parts_together(const Parts *parts)
{
    double syllables = parts->syllables;
    if (syllables >= 1)
        return syllables;
    double together = 0.6 * syllables + 0.2 * parts->skeleton + 0.2 * parts->latin;
    together = together > syllables ? together : syllables;
    if (!parts->thai)
        return together;
    double letters = parts->typed > parts->latin ? parts->typed : parts->latin;
    double alike = 0.2 * syllables + 0.2 * parts->skeleton + 0.6 * letters;
    return together > alike ? alike + 0.9 * together * (together - alike) : alike;
}

/* What is the most that they can be is asked before it is worked out. */
INLINE bool below(const Parts *most, double floor)
{
    static const double ROUNDING = 1e-9;
    return parts_together(most) < floor - ROUNDING;
}

/* Exact where it is at least floor, else any value below it. */
INLINE double names_alike(const Names *names, const Name *a, const Name *b, double floor,
                          FillRow *fill_row)
{
    if (a->count == 0 || b->count == 0)
        return 0;
    if (same_syllables(a, b))
        return 1;
    Grids grids;
    fill_grids(names->syllables, a, b, &grids, fill_row);
    Parts parts = {.thai = a->thai_word || b->thai_word,
                   .syllables = of_full(a, b, grids.most),
                   .skeleton = bag_bound(a->skeleton_bag, b->skeleton_bag),
                   .latin = bag_bound(a->latin_bag, b->latin_bag)};
    if (parts.thai)
        parts.typed = bag_bound(a->letters_bag, b->letters_bag);
    if (below(&parts, floor))
        return 0;
    parts.syllables = syllables_alike(a, b, &grids);
    if (below(&parts, floor))
        return 0;
    parts.skeleton =
        letters_alike(a->skeleton, a->skeleton_places, b->skeleton, b->skeleton_places);
    if (below(&parts, floor))
        return 0;
    parts.latin = letters_alike(a->latin, a->latin_places, b->latin, b->latin_places);
    if (parts.thai)
        parts.typed = letters_alike(a->letters, NULL, b->letters, NULL);
    return parts_together(&parts);
}

static double alike_one_after_the_other(const Names *names, const Name *a, const Name *b,
                                        double floor)
{
    return names_alike(names, a, b, floor, fill_one_after_the_other);
}

#ifdef __x86_64__

AVX2 static double alike_eight(const Names *names, const Name *a, const Name *b, double floor)
{
    return names_alike(names, a, b, floor, fill_eight);
}

#endif

size_t names_alike_ways(NamesAlike *out[2])
{
    size_t count = 0;
    out[count++] = alike_one_after_the_other;
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt"))
        out[count++] = alike_eight;
#endif
    return count;
}

double name_similarity_above(const Names *names, const Name *a, const Name *b, double floor)
{
    double best = 0;
    for (const Name *x = a; x; x = x->alias) {
        for (const Name *y = b; y; y = y->alias) {
            double alike = names->alike(names, x, y, floor);
            best = alike > best ? alike : best;
        }
    }
    return best;
}

double name_similarity(const Names *names, const Name *a, const Name *b)
{
    return name_similarity_above(names, a, b, 0);
}

double name_syllable_similarity(const Names *names, const Name *a, const Name *b)
{
    double best = 0;
    for (const Name *x = a; x; x = x->alias) {
        for (const Name *y = b; y; y = y->alias) {
            if (x->count == 0 || y->count == 0)
                continue;
            Grids grids;
            fill_grids(names->syllables, x, y, &grids, fill_one_after_the_other);
            double alike = same_syllables(x, y) ? 1 : syllables_alike(x, y, &grids);
            best = alike > best ? alike : best;
        }
    }
    return best;
}

char name_level(double similarity)
{
    static const double FLOORS[] = {0.985, 0.93, 0.86, 0.76, 0.62, 0.45};
    for (int i = 0; i < 6; i++)
        if (similarity >= FLOORS[i])
            return (char)('A' + i);
    return 'G';
}
