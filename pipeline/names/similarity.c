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

static int weight(const Name *name, size_t i)
{
    return name->titles >> i & 1 ? WEIGHT_TITLE : WEIGHT_SYLLABLE;
}

/* Two names, and how alike their syllables are: pair[i][j] is similarity times both weights. */
typedef int PairGrid[SYLLABLES_MAX][SYLLABLES_MAX];

static int max_int(int a, int b)
{
    return a > b ? a : b;
}

/* Fills the grid; returns what no match in any order can exceed. */
static int fill_grid(const SyllableTable *table, const Name *a, const Name *b, PairGrid pair)
{
    SyllableMatrix matrix = syllable_matrix(table);
    int best_of_b[SYLLABLES_MAX] = {0}, sum_a = 0, sum_b = 0;
    for (size_t i = 0; i < a->count; i++) {
        SyllableId id = a->syllables[i];
        const uint16_t *row = matrix.cells + (id < matrix.side ? id : 0) * matrix.side;
        int weight_a = weight(a, i), best = 0;
        for (size_t j = 0; j < b->count; j++) {
            SyllableId other = b->syllables[j];
            int alike = id < matrix.side && other < matrix.side
                            ? row[other]
                            : syllable_similarity(table, id, other);
            alike *= weight_a + weight(b, j);
            pair[i][j] = alike;
            best = max_int(best, alike);
            best_of_b[j] = max_int(best_of_b[j], alike);
        }
        sum_a += best;
    }
    for (size_t j = 0; j < b->count; j++)
        sum_b += best_of_b[j];
    return FULL * (sum_a < sum_b ? sum_a : sum_b);
}

/* What syllables i - 2 and i - 1 of one name, said as one, add against syllable j of the other. */
static int fused_pair(const SyllableTable *table, const Name *two, size_t i, const Name *one,
                      size_t j)
{
    int alike = syllable_similarity(table, two->fused[i - 2], one->syllables[j]);
    return FUSED * alike * (weight(two, i - 2) + weight(two, i - 1) + weight(one, j));
}

/*
 * Best alignment in order; gaps cost nothing; two syllables of one name may stand against one of
 * the other. rows[i][j]: the best of the first i syllables of a and the first j of b.
 */
static int align(const SyllableTable *table, const Name *a, const Name *b, PairGrid pair)
{
    int rows[SYLLABLES_MAX + 1][SYLLABLES_MAX + 1];
    size_t n = a->count, m = b->count;
    for (size_t j = 0; j <= m; j++)
        rows[0][j] = 0;
    for (size_t i = 1; i <= n; i++) {
        int *row = rows[i], *above = rows[i - 1];
        row[0] = 0;
        for (size_t j = 1; j <= m; j++)
            row[j] = max_int(above[j], above[j - 1] + FULL * pair[i - 1][j - 1]);
        if (i > 1 && (a->fusions >> (i - 2) & 1))
            for (size_t j = 1; j <= m; j++)
                row[j] = max_int(row[j], rows[i - 2][j - 1] + fused_pair(table, a, i, b, j - 1));
        for (size_t j = 2; j <= m && b->fusions >> (j - 2); j++)
            if (b->fusions >> (j - 2) & 1)
                row[j] = max_int(row[j], above[j - 2] + fused_pair(table, b, j, a, i - 1));
        for (size_t j = 1; j <= m; j++)
            row[j] = max_int(row[j], row[j - 1]);
    }
    return rows[n][m];
}

/*
 * Pairs of syllables in any order, the most alike first, each used once. Given up, with any result
 * that is no more, once it cannot exceed `least`.
 */
static int match_unordered(const Name *a, const Name *b, PairGrid pair, int least)
{
    uint32_t used_a = 0, used_b = 0;
    int sum = 0, left = a->count < b->count ? a->count : b->count;
    while (left-- > 0) {
        int best = 0;
        size_t best_i = 0, best_j = 0;
        for (size_t i = 0; i < a->count; i++) {
            if (used_a >> i & 1)
                continue;
            for (size_t j = 0; j < b->count; j++) {
                if (pair[i][j] >= best && !(used_b >> j & 1)) {
                    best = pair[i][j];
                    best_i = i;
                    best_j = j;
                }
            }
        }
        sum += best;
        if (best == 0 || FULL * (sum + left * best) <= least)
            break;
        used_a |= UINT32_C(1) << best_i;
        used_b |= UINT32_C(1) << best_j;
    }
    return FULL * sum;
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
    PairGrid pair;
    const SyllableTable *table = names->syllables;
    int bound = fill_grid(table, a, b, pair);
    int weights = a->weight + b->weight;
    double full = (double)(FULL * SYLLABLE_SAME * weights);
    if (bound < least * full - 1 && !a->fusions && !b->fusions)
        return 0; /* only syllables read as one can exceed the bound */
    int best = align(table, a, b, pair);
    int penalty = UNORDERED_PENALTY * weights;
    if (bound - penalty > best)
        best = max_int(best, match_unordered(a, b, pair, best + penalty) - penalty);
    return (double)best / full;
}

/* --- letters
 * -----------------------------------------------------------------------------------------------
 */

/* Levenshtein distance of two texts of at most 64 letters (Hyyrö 2003, from Myers 1999). */
static int edit_distance(Str pattern, Str text)
{
    uint64_t letters[32] = {0};
    for (size_t i = 0; i < pattern.len; i++)
        letters[pattern.ptr[i] & 31] |= UINT64_C(1) << i;
    uint64_t plus = ~UINT64_C(0), minus = 0, last = UINT64_C(1) << (pattern.len - 1);
    int distance = (int)pattern.len;
    for (size_t j = 0; j < text.len; j++) {
        uint64_t eq = letters[text.ptr[j] & 31];
        uint64_t xv = eq | minus;
        uint64_t xh = (((eq & plus) + plus) ^ plus) | eq;
        uint64_t ph = minus | ~(xh | plus), mh = plus & xh;
        distance += (ph & last) != 0;
        distance -= (mh & last) != 0;
        ph = ph << 1 | 1;
        mh <<= 1;
        plus = mh | ~(xv | ph);
        minus = ph & xv;
    }
    return distance;
}

/* 1 minus the edits per letter of the longer text; 0 where one is empty. */
static double letters_alike(Str a, Str b)
{
    if (a.len == 0 || b.len == 0)
        return 0;
    Str longer = a.len > b.len ? a : b, shorter = a.len > b.len ? b : a;
    return 1.0 - (double)edit_distance(longer, shorter) / (double)longer.len;
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
    double typed = letters_alike(a->letters, b->letters);
    double alike = 0.2 * syllables + 0.2 * skeleton + 0.6 * (typed > latin ? typed : latin);
    return together > alike ? alike + 0.9 * together * (together - alike) : alike;
}

/* Syllables decide, and letters help where a syllable was cut in another way. */
static double names_alike(const Names *names, const Name *a, const Name *b, double floor)
{
    bool thai = a->thai_word || b->thai_word;
    double letters =
        0.2 * length_bound(a->skeleton, b->skeleton) + 0.2 * length_bound(a->latin, b->latin);
    double least = (floor - letters) / 0.6;
    least = least < floor ? least : floor;
    double syllables = syllables_alike(names, a, b, thai ? 0 : least);
    if (syllables >= 1 || a->count == 0 || b->count == 0)
        return syllables;
    if (!thai && syllables < floor && 0.6 * syllables + letters < floor)
        return syllables;
    double skeleton = letters_alike(a->skeleton, b->skeleton);
    double latin = letters_alike(a->latin, b->latin);
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
