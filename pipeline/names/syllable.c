/* Sounds, their distances, and the table of interned syllables. */

#include "pipeline/names/syllable.h"
#include "pipeline/base/map.h"
#include "pipeline/base/mem.h"

static const char *const ONSETS[ONSET_COUNT] = {
    "0",  "k", "kh", "g", "x", "ng", "c", "ch", "j", "ny", "s", "hs", "z", "sh", "t",
    "ht", "d", "th", "n", "p", "hp", "b", "f",  "v", "m",  "y", "r",  "l", "w",  "h"};
static const char *const MEDIALS[MEDIAL_COUNT] = {"", "y", "w", "l", "r", "yw"};
static const char *const NUCLEI[NUCLEUS_COUNT] = {"a", "i",  "u",  "e",  "o",
                                                  "w", "ei", "ai", "au", "er"};
static const char *const CODAS[CODA_COUNT] = {"-", "n", "t", "l", "r", "s"};

const char *onset_name(Onset onset)
{
    return ONSETS[onset];
}

const char *medial_name(Medial medial)
{
    return MEDIALS[medial];
}

const char *nucleus_name(Nucleus nucleus)
{
    return NUCLEI[nucleus];
}

const char *coda_name(Coda coda)
{
    return CODAS[coda];
}

static int find_name(const char *const *names, int count, Str name)
{
    for (int i = 0; i < count; i++)
        if (str_is(name, names[i]))
            return i;
    return -1;
}

bool onset_from_name(Str name, Onset *onset)
{
    int i = find_name(ONSETS, ONSET_COUNT, name);
    *onset = i < 0 ? ONSET_0 : (Onset)i;
    return i >= 0;
}

bool medial_from_name(Str name, Medial *medial)
{
    int i = find_name(MEDIALS, MEDIAL_COUNT, name);
    *medial = i < 0 ? MEDIAL_0 : (Medial)i;
    return i >= 0;
}

bool nucleus_from_name(Str name, Nucleus *nucleus)
{
    int i = find_name(NUCLEI, NUCLEUS_COUNT, name);
    *nucleus = i < 0 ? NUCLEUS_A : (Nucleus)i;
    return i >= 0;
}

bool coda_from_name(Str name, Coda *coda)
{
    int i = find_name(CODAS, CODA_COUNT, name);
    *coda = i < 0 ? CODA_0 : (Coda)i;
    return i >= 0;
}

void reading_set_add(ReadingSet *set, Reading reading)
{
    for (int i = 0; i < set->count; i++)
        if (set->items[i] == reading)
            return;
    if (set->count < READINGS_MAX)
        set->items[set->count++] = reading;
}

ReadingSet *syllable_list_add(SyllableList *list)
{
    if (list->count == SYLLABLES_MAX)
        return NULL;
    ReadingSet *set = &list->items[list->count++];
    set->count = 0;
    return set;
}

/* --- distance
 * -------------------------------------------------------------------------------------- */

enum {
    MEDIAL_MISSING = 360,       /* 0.18 */
    MEDIAL_OTHER = 500,         /* 0.25 */
    MEDIAL_Y_R = 120,           /* 0.06: one sound in Burmese */
    CODA_AFTER_DIPHTHONG = 140, /* 0.2 * 0.35: Thai drops the -ng of -aing and -aung */
    SIMILARITY_MIN = 700,
};

static bool is_palatal(Onset onset)
{
    return onset == ONSET_C || onset == ONSET_CH || onset == ONSET_J;
}

static int medial_distance(Reading a, Reading b)
{
    Medial x = reading_medial(a), y = reading_medial(b);
    if (x == y)
        return 0;
    if (x > y) {
        Medial swap = x;
        x = y;
        y = swap;
    }
    /* The y is part of a palatal: Kyaw is Chaw. */
    if (x == MEDIAL_0 && y == MEDIAL_Y &&
        (is_palatal(reading_onset(a)) || is_palatal(reading_onset(b))))
        return 0;
    if (x == MEDIAL_Y && y == MEDIAL_R)
        return MEDIAL_Y_R;
    return x == MEDIAL_0 ? MEDIAL_MISSING : MEDIAL_OTHER;
}

/* Does the diphthong leave that nucleus where its -ng is lost? */
static bool loses_nasal(Nucleus diphthong, Nucleus other)
{
    if (diphthong == NUCLEUS_AI)
        return other == NUCLEUS_AI || other == NUCLEUS_E || other == NUCLEUS_EI;
    return diphthong == NUCLEUS_AU && (other == NUCLEUS_AU || other == NUCLEUS_AW);
}

/* Onset and medial: what stands before the nucleus. */
static int front_distance(const SoundDistances *sounds, Reading a, Reading b)
{
    return sounds->onset[reading_onset(a)][reading_onset(b)] + medial_distance(a, b);
}

/* Nucleus and coda. */
static int rime_distance(const SoundDistances *sounds, Reading a, Reading b)
{
    Nucleus va = reading_nucleus(a), vb = reading_nucleus(b);
    Coda ca = reading_coda(a), cb = reading_coda(b);
    int nucleus = sounds->nucleus[ca == cb ? ca : CODA_0][va][vb];
    int coda = sounds->coda[ca][cb];
    if ((ca == CODA_0 && cb == CODA_N) || (ca == CODA_N && cb == CODA_0)) {
        if (loses_nasal(va, vb) || loses_nasal(vb, va))
            coda = CODA_AFTER_DIPHTHONG;
    }
    return nucleus + coda;
}

int reading_distance(const SoundDistances *sounds, Reading a, Reading b)
{
    int sum = a == b ? 0 : front_distance(sounds, a, b) + rime_distance(sounds, a, b);
    return sum > SYLLABLE_SAME ? SYLLABLE_SAME : sum;
}

/* --- interning
 * -------------------------------------------------------------------------------------- */

/*
 * The matrix covers the first syllables met. Names of the border have some 2,600 (14 MB, of which
 * is used what was asked); a table of any other names goes on without it.
 */
enum { MATRIX_MAX = 4096 };

/* A reading is a front (onset and medial) and a rime (nucleus and coda). */
enum { RIME_BITS = 7, FRONTS = 1 << 8, RIMES = 1 << RIME_BITS };

typedef struct Syllable {
    uint32_t first; /* in readings */
    uint32_t count;
} Syllable;

struct SyllableTable {
    const SoundDistances *sounds;
    Map *ids; /* bytes of the readings to the number */
    Syllable *syllables;
    size_t count, cap;
    Reading *readings;
    size_t reading_count, reading_cap;
    uint16_t fronts[FRONTS][FRONTS], rimes[RIMES][RIMES]; /* how far they are apart */
    SyllableCell *matrix; /* matrix[a * side + b]; side: 0 or more than any syllable in it */
    size_t side;
};

static void measure_fronts(SyllableTable *table)
{
    for (int a = 0; a < ONSET_COUNT * MEDIAL_COUNT; a++)
        for (int b = 0; b < ONSET_COUNT * MEDIAL_COUNT; b++) {
            Reading x = reading_of((Onset)(a / MEDIAL_COUNT), (Medial)(a % MEDIAL_COUNT), 0, 0);
            Reading y = reading_of((Onset)(b / MEDIAL_COUNT), (Medial)(b % MEDIAL_COUNT), 0, 0);
            table->fronts[x >> RIME_BITS][y >> RIME_BITS] =
                (uint16_t)front_distance(table->sounds, x, y);
        }
}

static void measure_rimes(SyllableTable *table)
{
    for (int a = 0; a < NUCLEUS_COUNT * CODA_COUNT; a++)
        for (int b = 0; b < NUCLEUS_COUNT * CODA_COUNT; b++) {
            Reading x = reading_of(0, 0, (Nucleus)(a / CODA_COUNT), (Coda)(a % CODA_COUNT));
            Reading y = reading_of(0, 0, (Nucleus)(b / CODA_COUNT), (Coda)(b % CODA_COUNT));
            table->rimes[x][y] = (uint16_t)rime_distance(table->sounds, x, y);
        }
}

SyllableTable *syllable_table_create(const SoundDistances *sounds)
{
    SyllableTable *table = x_new(SyllableTable);
    table->sounds = sounds;
    table->ids = map_create();
    measure_fronts(table);
    measure_rimes(table);
    return table;
}

void syllable_table_free(SyllableTable *table)
{
    if (!table)
        return;
    map_free(table->ids);
    x_free(table->syllables);
    x_free(table->readings);
    x_free(table->matrix);
    x_free(table);
}

static int similarity_at(int distance)
{
    int similarity = SYLLABLE_SAME - distance;
    return similarity < SIMILARITY_MIN ? 0 : similarity;
}

static int nearest(const SyllableTable *table, SyllableId a, SyllableId b)
{
    const Syllable *x = &table->syllables[a], *y = &table->syllables[b];
    const Reading *ours = table->readings + x->first, *theirs = table->readings + y->first;
    int least = SYLLABLE_SAME;
    for (uint32_t i = 0; i < x->count; i++) {
        const uint16_t *fronts = table->fronts[ours[i] >> RIME_BITS];
        const uint16_t *rimes = table->rimes[ours[i] & (RIMES - 1)];
        for (uint32_t j = 0; j < y->count; j++) {
            int distance = fronts[theirs[j] >> RIME_BITS] + rimes[theirs[j] & (RIMES - 1)];
            distance = ours[i] == theirs[j] ? 0 : distance;
            least = distance < least ? distance : least;
        }
    }
    return similarity_at(least);
}

static void matrix_grow(SyllableTable *table)
{
    enum {
        FIRST = 512,
        ODD = 32
    }; /* not a power of two: columns would share places in the cache */
    size_t side = table->side ? table->side * 2 - ODD : FIRST + ODD;
    SyllableCell *matrix = x_new_array(SyllableCell, side * side + 1); /* read by two */
    for (size_t row = 0; row < table->side; row++)
        memcpy(matrix + row * side, table->matrix + row * table->side,
               table->side * sizeof *matrix);
    x_free(table->matrix);
    table->matrix = matrix;
    table->side = side;
}

SyllableId syllable_intern(SyllableTable *table, const ReadingSet *set)
{
    Str key = {(const char *)set->items, (size_t)set->count * sizeof set->items[0]};
    SyllableId id = (SyllableId)map_intern(table->ids, key);
    if (id < table->count)
        return id;
    size_t readings = (size_t)set->count;
    x_grow(table->syllables, table->cap, table->count + 1);
    x_grow(table->readings, table->reading_cap, table->reading_count + readings);
    table->syllables[table->count++] =
        (Syllable){(uint32_t)table->reading_count, (uint32_t)set->count};
    memcpy(table->readings + table->reading_count, set->items, key.len);
    table->reading_count += readings;
    if (id >= table->side && id < MATRIX_MAX)
        matrix_grow(table);
    return id;
}

size_t syllable_count(const SyllableTable *table)
{
    return table->count;
}

const Reading *syllable_readings(const SyllableTable *table, SyllableId id, int *count)
{
    *count = (int)table->syllables[id].count;
    return table->readings + table->syllables[id].first;
}

/* Whoever asks first measures, and threads that ask at once note the same. */
int syllable_similarity(const SyllableTable *table, SyllableId a, SyllableId b)
{
    bool kept = a < table->side && b < table->side;
    SyllableCell *there = kept ? &table->matrix[a * table->side + b] : NULL;
    int cell = there ? syllable_cell(there) : 0;
    if (cell)
        return cell - 1;
    int similarity = nearest(table, a, b);
    if (there) {
        SyllableCell *back = &table->matrix[b * table->side + a];
        atomic_store_explicit(there, (uint16_t)(similarity + 1), memory_order_relaxed);
        atomic_store_explicit(back, (uint16_t)(similarity + 1), memory_order_relaxed);
    }
    return similarity;
}

SyllableMatrix syllable_matrix(const SyllableTable *table)
{
    return (SyllableMatrix){table->matrix, table->side};
}
