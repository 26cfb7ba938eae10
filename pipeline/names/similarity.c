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
        }
    }
    return out->count > 0;
}

static int weight(const Name *name, size_t i)
{
    return name->titles >> i & 1 ? WEIGHT_TITLE : WEIGHT_SYLLABLE;
}

/* Both names' syllables side by side. */
typedef struct Grid {
    const SyllableTable *table;
    const Name *a, *b;
    int bound;                              /* no match in any order can be more */
    int pair[SYLLABLES_MAX][SYLLABLES_MAX]; /* similarity times the two weights */
} Grid;

static int max_int(int a, int b)
{
    return a > b ? a : b;
}

static void fill_grid(Grid *grid)
{
    const Name *a = grid->a, *b = grid->b;
    SyllableMatrix matrix = syllable_matrix(grid->table);
    int best_of_b[SYLLABLES_MAX] = {0}, sum_a = 0, sum_b = 0;
    for (size_t i = 0; i < a->count; i++) {
        SyllableId id = a->syllables[i];
        const uint16_t *row = matrix.cells + (id < matrix.side ? id : 0) * matrix.side;
        int weight_a = weight(a, i), best = 0;
        for (size_t j = 0; j < b->count; j++) {
            SyllableId other = b->syllables[j];
            int alike = id < matrix.side && other < matrix.side
                            ? row[other]
                            : syllable_similarity(grid->table, id, other);
            alike *= weight_a + weight(b, j);
            grid->pair[i][j] = alike;
            best = max_int(best, alike);
            best_of_b[j] = max_int(best_of_b[j], alike);
        }
        sum_a += best;
    }
    for (size_t j = 0; j < b->count; j++)
        sum_b += best_of_b[j];
    grid->bound = FULL * (sum_a < sum_b ? sum_a : sum_b);
}

/* Best alignment in order; gaps cost nothing. */
static int align(const Grid *grid)
{
    const Name *a = grid->a, *b = grid->b;
    int row[SYLLABLES_MAX + 1];
    for (size_t j = 0; j <= b->count; j++)
        row[j] = 0;
    for (size_t i = 0; i < a->count; i++) {
        int diagonal = 0, left = 0;
        for (size_t j = 0; j < b->count; j++) {
            int above = row[j + 1];
            left = max_int(max_int(above, left), diagonal + grid->pair[i][j]);
            diagonal = above;
            row[j + 1] = left;
        }
    }
    return FULL * row[b->count];
}

/* The same where two syllables of one name may stand against one of the other. */
static int align_fused(const Grid *grid)
{
    const Name *a = grid->a, *b = grid->b;
    int rows[SYLLABLES_MAX + 1][SYLLABLES_MAX + 1];
    for (size_t j = 0; j <= b->count; j++)
        rows[0][j] = 0;
    for (size_t i = 1; i <= a->count; i++) {
        int *row = rows[i], *above = rows[i - 1];
        bool fused_a = i > 1 && (a->fusions >> (i - 2) & 1);
        row[0] = 0;
        for (size_t j = 1; j <= b->count; j++) {
            int best = max_int(above[j], row[j - 1]);
            best = max_int(best, above[j - 1] + FULL * grid->pair[i - 1][j - 1]);
            if (fused_a) {
                int alike = syllable_similarity(grid->table, a->fused[i - 2], b->syllables[j - 1]);
                int weights = weight(a, i - 2) + weight(a, i - 1) + weight(b, j - 1);
                best = max_int(best, rows[i - 2][j - 1] + FUSED * alike * weights);
            }
            if (j > 1 && (b->fusions >> (j - 2) & 1)) {
                int alike = syllable_similarity(grid->table, a->syllables[i - 1], b->fused[j - 2]);
                int weights = weight(a, i - 1) + weight(b, j - 2) + weight(b, j - 1);
                best = max_int(best, above[j - 2] + FUSED * alike * weights);
            }
            row[j] = best;
        }
    }
    return rows[a->count][b->count];
}

/* Pairs of syllables in any order, the most alike first, each used once. */
static int match_unordered(const Grid *grid)
{
    uint32_t used_a = 0, used_b = 0;
    int sum = 0;
    for (;;) {
        int best = 0;
        size_t best_i = 0, best_j = 0;
        for (size_t i = 0; i < grid->a->count; i++) {
            if (used_a >> i & 1)
                continue;
            for (size_t j = 0; j < grid->b->count; j++) {
                if (!(used_b >> j & 1) && grid->pair[i][j] && grid->pair[i][j] >= best) {
                    best = grid->pair[i][j];
                    best_i = i;
                    best_j = j;
                }
            }
        }
        if (best == 0)
            return FULL * sum;
        used_a |= UINT32_C(1) << best_i;
        used_b |= UINT32_C(1) << best_j;
        sum += best;
    }
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

static double syllables_alike(const Names *names, const Name *a, const Name *b)
{
    if (a->count == 0 || b->count == 0)
        return 0;
    if (same_syllables(a, b))
        return 1;
    Grid grid;
    grid.table = names->syllables;
    grid.a = a;
    grid.b = b;
    fill_grid(&grid);
    int weights = a->weight + b->weight;
    int best = a->fusions | b->fusions ? align_fused(&grid) : align(&grid);
    int penalty = UNORDERED_PENALTY * weights;
    if (grid.bound - penalty > best)
        best = max_int(best, match_unordered(&grid) - penalty);
    return (double)best / (FULL * SYLLABLE_SAME * weights);
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
 * Syllables decide, and letters help where a syllable was cut in another way. Words of Thai are
 * too long and too alike for syllables alone: there all three must agree, or the spelling must.
 */
static double names_alike(const Names *names, const Name *a, const Name *b, double floor)
{
    double syllables = syllables_alike(names, a, b);
    if (syllables >= 1 || a->count == 0 || b->count == 0)
        return syllables;
    bool thai = a->thai_word || b->thai_word;
    if (!thai && syllables < floor) {
        double most = 0.6 * syllables + 0.2 * length_bound(a->skeleton, b->skeleton) +
                      0.2 * length_bound(a->latin, b->latin);
        if (most < floor)
            return syllables;
    }
    double skeleton = letters_alike(a->skeleton, b->skeleton);
    double latin = letters_alike(a->latin, b->latin);
    if (thai) {
        double typed = letters_alike(a->letters, b->letters);
        return 0.4 * syllables + 0.2 * skeleton + 0.4 * (typed > latin ? typed : latin);
    }
    double together = 0.6 * syllables + 0.2 * skeleton + 0.2 * latin;
    return together > syllables ? together : syllables;
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
            double alike = syllables_alike(names, x, y);
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
