/*
 * Similarity of names (README.md, "Similarity"). Whole numbers throughout until the last division,
 * so that every machine gives the same: syllables are alike in 1/2000, weights are in 1/20, and a
 * pair of syllables counts by the sum of its two weights.
 */

#include "pipeline/names/names_private.h"

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

static int max_int(int a, int b)
{
    return a > b ? a : b;
}

static int min_int(int a, int b)
{
    return a < b ? a : b;
}

/*
 * How alike a syllable is to all of a name, times factor and both weights, to cells; returns the
 * highest. `highest` gathers, per syllable of the name, the highest of this row and those before
 * it.
 */
static inline int fill_row(const SyllableTable *table, SyllableMatrix matrix, SyllableId id,
                           const Name *name, int factor, int weight, int *cells, int *highest,
                           bool first)
{
    size_t count = name->count, known = id < matrix.count ? matrix.count : 0;
    const uint16_t *row = matrix.cells + (known ? id * matrix.side : 0);
    int best = 0;
    for (size_t j = 0; j < count; j++) {
        SyllableId other = name->syllables[j];
        int alike = other < known ? row[other] : syllable_similarity(table, id, other);
        int worth = alike * (factor * (weight + name->weights[j]));
        cells[j] = worth;
        best = max_int(best, worth);
        highest[j] = first ? worth : max_int(highest[j], worth);
    }
    return best;
}

/* Fills the grid; returns what no match in any order can exceed. */
static int fill_grid(const SyllableTable *table, const Name *a, const Name *b, PairGrid pair)
{
    SyllableMatrix matrix = syllable_matrix(table);
    int best_of_b[SYLLABLES_MAX] = {0}, sum_b = 0;
    int sum_a =
        fill_row(table, matrix, a->syllables[0], b, FULL, a->weights[0], pair[0], best_of_b, true);
    for (size_t i = 1; i < a->count; i++)
        sum_a += fill_row(table, matrix, a->syllables[i], b, FULL, a->weights[i], pair[i],
                          best_of_b, false);
    for (size_t j = 0; j < b->count; j++)
        sum_b += best_of_b[j];
    return min_int(sum_a, sum_b);
}

/* [i][j]: what syllables i and i + 1 of `two`, said as one, add against syllable j of `one`. */
static bool fill_fused(const SyllableTable *table, const Name *two, const Name *one, PairGrid fused)
{
    SyllableMatrix matrix = syllable_matrix(table);
    int highest[SYLLABLES_MAX], any = 0;
    for (size_t i = 0; two->fusions >> i; i++)
        if (two->fusions >> i & 1)
            any |= fill_row(table, matrix, two->fused[i], one, FUSED,
                            two->weights[i] + two->weights[i + 1], fused[i], highest, true);
    return any != 0;
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

static bool same_syllables(const Name *a, const Name *b)
{
    if (a->count != b->count || a->titles != b->titles)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (a->syllables[i] != b->syllables[i])
            return false;
    return true;
}

/* Exact where it is at least `least`, else any value below that. */
static double syllables_alike(const Names *names, const Name *a, const Name *b, double least)
{
    if (a->count == 0 || b->count == 0)
        return 0;
    if (same_syllables(a, b))
        return 1;
    PairGrid pair, fused_a, fused_b;
    const SyllableTable *table = names->syllables;
    int bound = fill_grid(table, a, b, pair);
    int weights = a->weight + b->weight;
    double full = (double)(FULL * SYLLABLE_SAME * weights);
    bool fused = a->fusions && fill_fused(table, a, b, fused_a);
    fused = (b->fusions && fill_fused(table, b, a, fused_b)) || fused;
    if (bound < least * full - 1 && !fused)
        return 0; /* only syllables read as one can exceed the bound */
    int best = fused ? align_fused(a, b, pair, fused_a, fused_b) : align(a, b, pair);
    int penalty = UNORDERED_PENALTY * weights;
    if (bound - penalty > best)
        best = max_int(best, match_unordered(a, b, pair) - penalty);
    return (double)best / full;
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

/* No letters can be more alike than their numbers allow. */
static double length_bound(Str a, Str b)
{
    size_t longer = a.len > b.len ? a.len : b.len, shorter = a.len > b.len ? b.len : a.len;
    return shorter == 0 ? 0 : (double)shorter / (double)longer;
}

/*
 * Words of Thai are long and share syllables, so that syllables alone find too many; there spelling
 * and skeleton have the first word, and syllables are believed the more the better they agree.
 */
static double thai_words_alike(const Name *a, const Name *b, double syllables, double skeleton,
                               double latin, double together)
{
    double typed = letters_alike(a->letters, NULL, b->letters, NULL);
    double alike = 0.2 * syllables + 0.2 * skeleton + 0.6 * (typed > latin ? typed : latin);
    return together > alike ? alike + 0.9 * together * (together - alike) : alike;
}

/* Syllables decide, and letters help where a syllable was cut in another way. */
static double names_alike(const Names *names, const Name *a, const Name *b, double floor)
{
    bool thai = a->thai_word || b->thai_word;
    double letters = 0, least = 0;
    if (floor > 0) {
        letters =
            0.2 * length_bound(a->skeleton, b->skeleton) + 0.2 * length_bound(a->latin, b->latin);
        least = (floor - letters) / 0.6;
        least = least < floor ? least : floor;
    }
    double syllables = syllables_alike(names, a, b, thai ? 0 : least);
    if (syllables >= 1 || a->count == 0 || b->count == 0)
        return syllables;
    if (!thai && syllables < floor && 0.6 * syllables + letters < floor)
        return syllables;
    double skeleton =
        letters_alike(a->skeleton, a->skeleton_places, b->skeleton, b->skeleton_places);
    double latin = letters_alike(a->latin, a->latin_places, b->latin, b->latin_places);
    double together = 0.6 * syllables + 0.2 * skeleton + 0.2 * latin;
    together = together > syllables ? together : syllables;
    return thai ? thai_words_alike(a, b, syllables, skeleton, latin, together) : together;
}

double name_similarity_above(const Names *names, const Name *a, const Name *b, double floor)
{
    double best = 0;
    for (const Name *x = a; x; x = x->alias) {
        for (const Name *y = b; y; y = y->alias) {
            double alike = names_alike(names, x, y, floor);
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
            double alike = syllables_alike(names, x, y, 0);
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
