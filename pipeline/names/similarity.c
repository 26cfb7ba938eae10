/*
 * Similarity of names (README.md, "Similarity"). Whole numbers throughout until the last division,
 * so that every machine gives the same: syllables are alike in 1/2000, weights are in 1/20, and a
 * pair of syllables counts by the sum of its two weights.
 */

#include "pipeline/names/names_private.h"

enum {
    WEIGHT = 20,
    WEIGHT_TITLE = 3, /* 0.15: a title may be part of the name or not */
    FULL = 100,
    FUSED = 93, /* two syllables against one count a little less */
};

static const double UNORDERED_PENALTY = 0.03;

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
            else if (next == ONSET_W && (v == NUCLEUS_U || v == NUCLEUS_O || neutral) &&
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
    return name->titles >> i & 1 ? WEIGHT_TITLE : WEIGHT;
}

static int total_weight(const Name *name)
{
    int sum = 0;
    for (size_t i = 0; i < name->count; i++)
        sum += weight(name, i);
    return sum;
}

/* Both names' syllables side by side. */
typedef struct Grid {
    const SyllableTable *table;
    const Name *a, *b;
    int pair[SYLLABLES_MAX][SYLLABLES_MAX]; /* similarity times the two weights */
} Grid;

static int max_int(int a, int b)
{
    return a > b ? a : b;
}

/* Best alignment in order; gaps cost nothing; two syllables may stand against one. */
static int align(const Grid *grid)
{
    const Name *a = grid->a, *b = grid->b;
    int rows[3][SYLLABLES_MAX + 1] = {{0}};
    for (size_t i = 1; i <= a->count; i++) {
        int *row = rows[i % 3], *above = rows[(i + 2) % 3], *two_above = rows[(i + 1) % 3];
        row[0] = 0;
        for (size_t j = 1; j <= b->count; j++) {
            int best = max_int(above[j], row[j - 1]);
            best = max_int(best, above[j - 1] + FULL * grid->pair[i - 1][j - 1]);
            if (i > 1 && a->fused[i - 2] != SYLLABLE_NONE) {
                int alike = syllable_similarity(grid->table, a->fused[i - 2], b->syllables[j - 1]);
                int weights = weight(a, i - 2) + weight(a, i - 1) + weight(b, j - 1);
                best = max_int(best, two_above[j - 1] + FUSED * alike * weights);
            }
            if (j > 1 && b->fused[j - 2] != SYLLABLE_NONE) {
                int alike = syllable_similarity(grid->table, a->syllables[i - 1], b->fused[j - 2]);
                int weights = weight(a, i - 1) + weight(b, j - 2) + weight(b, j - 1);
                best = max_int(best, above[j - 2] + FUSED * alike * weights);
            }
            row[j] = best;
        }
    }
    return rows[a->count % 3][b->count];
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

/* No unordered match can be more than this. */
static int unordered_bound(const Grid *grid)
{
    int sum = 0;
    for (size_t i = 0; i < grid->a->count; i++) {
        int best = 0;
        for (size_t j = 0; j < grid->b->count; j++)
            best = max_int(best, grid->pair[i][j]);
        sum += best;
    }
    return FULL * sum;
}

static double syllables_alike(const Names *names, const Name *a, const Name *b)
{
    if (a->count == 0 || b->count == 0)
        return 0;
    if (a->count == b->count && a->titles == b->titles &&
        memcmp(a->syllables, b->syllables, a->count * sizeof *a->syllables) == 0)
        return 1;
    Grid grid;
    grid.table = names->syllables;
    grid.a = a;
    grid.b = b;
    for (size_t i = 0; i < a->count; i++) {
        int weight_a = weight(a, i);
        for (size_t j = 0; j < b->count; j++)
            grid.pair[i][j] = syllable_similarity(grid.table, a->syllables[i], b->syllables[j]) *
                              (weight_a + weight(b, j));
    }
    double whole = (double)FULL * SYLLABLE_SAME * (total_weight(a) + total_weight(b));
    double ordered = align(&grid) / whole;
    if (unordered_bound(&grid) / whole - UNORDERED_PENALTY <= ordered)
        return ordered;
    double unordered = match_unordered(&grid) / whole - UNORDERED_PENALTY;
    return unordered > ordered ? unordered : ordered;
}

/* --- letters
 * -----------------------------------------------------------------------------------------------
 */

/* Levenshtein distance of two texts of at most 64 letters (Hyyrö 2003, from Myers 1999). */
static int edit_distance(Str a, Str b)
{
    uint64_t letters[32] = {0};
    if (a.len == 0)
        return (int)b.len;
    for (size_t i = 0; i < a.len; i++)
        letters[a.ptr[i] & 31] |= UINT64_C(1) << i;
    uint64_t plus = ~UINT64_C(0), minus = 0, last = UINT64_C(1) << (a.len - 1);
    int distance = (int)a.len;
    for (size_t j = 0; j < b.len; j++) {
        uint64_t eq = letters[b.ptr[j] & 31];
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
    size_t longer = a.len > b.len ? a.len : b.len;
    return 1.0 - (double)edit_distance(a, b) / (double)longer;
}

static double names_alike(const Names *names, const Name *a, const Name *b)
{
    double syllables = syllables_alike(names, a, b);
    if (syllables >= 1 || a->count == 0 || b->count == 0)
        return syllables;
    double skeleton = letters_alike(a->skeleton, b->skeleton);
    double latin = letters_alike(a->latin, b->latin);
    double together = 0.6 * syllables + 0.2 * skeleton + 0.2 * latin;
    return together > syllables ? together : syllables;
}

double name_similarity(const Names *names, const Name *a, const Name *b)
{
    double best = 0;
    for (const Name *x = a; x; x = x->alias) {
        for (const Name *y = b; y; y = y->alias) {
            double alike = names_alike(names, x, y);
            best = alike > best ? alike : best;
        }
    }
    return best;
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
