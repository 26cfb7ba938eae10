#ifndef ROLLBOOK_NAMES_SYLLABLE_H
#define ROLLBOOK_NAMES_SYLLABLE_H

/*
 * Syllables as sounds. One reading of a syllable is an onset, a medial, a nucleus and a coda, in
 * classes wide enough for all the scripts that write it; a syllable is the set of its readings,
 * since "ain" may be -ein or -aing. Equal sets are interned to one number, and how alike two
 * numbers are is looked up in a matrix.
 */

#include "pipeline/base/arena.h"
#include "pipeline/base/error.h"

#include <stdatomic.h>

/* Named as in the tables; 0 is "no consonant". hp is an aspirated p, x a voiced gh, th as in သ. */
typedef enum Onset {
    ONSET_0,
    ONSET_K,
    ONSET_KH,
    ONSET_G,
    ONSET_X,
    ONSET_NG,
    ONSET_C,
    ONSET_CH,
    ONSET_J,
    ONSET_NY,
    ONSET_S,
    ONSET_HS,
    ONSET_Z,
    ONSET_SH,
    ONSET_T,
    ONSET_HT,
    ONSET_D,
    ONSET_TH,
    ONSET_N,
    ONSET_P,
    ONSET_HP,
    ONSET_B,
    ONSET_F,
    ONSET_V,
    ONSET_M,
    ONSET_Y,
    ONSET_R,
    ONSET_L,
    ONSET_W,
    ONSET_H,
    ONSET_COUNT
} Onset;

typedef enum Medial {
    MEDIAL_0,
    MEDIAL_Y,
    MEDIAL_W,
    MEDIAL_L,
    MEDIAL_R,
    MEDIAL_YW,
    MEDIAL_COUNT
} Medial;

/* aw is the open vowel of ော်, au that of အောင်, er the one between. */
typedef enum Nucleus {
    NUCLEUS_A,
    NUCLEUS_I,
    NUCLEUS_U,
    NUCLEUS_E,
    NUCLEUS_O,
    NUCLEUS_AW,
    NUCLEUS_EI,
    NUCLEUS_AI,
    NUCLEUS_AU,
    NUCLEUS_ER,
    NUCLEUS_COUNT
} Nucleus;

/* N is m, n or ng; T any stop. Tone and length are not kept. */
typedef enum Coda { CODA_0, CODA_N, CODA_T, CODA_L, CODA_R, CODA_S, CODA_COUNT } Coda;

typedef uint16_t Reading; /* onset, medial, nucleus, coda in 5 + 3 + 4 + 3 bits */

static inline Reading reading_of(Onset onset, Medial medial, Nucleus nucleus, Coda coda)
{
    return (Reading)((unsigned)onset << 10 | (unsigned)medial << 7 | (unsigned)nucleus << 3 |
                     (unsigned)coda);
}

static inline Onset reading_onset(Reading r)
{
    return (Onset)(r >> 10);
}

static inline Medial reading_medial(Reading r)
{
    return (Medial)(r >> 7 & 7);
}

static inline Nucleus reading_nucleus(Reading r)
{
    return (Nucleus)(r >> 3 & 15);
}

static inline Coda reading_coda(Reading r)
{
    return (Coda)(r & 7);
}

/* Names as in the tables; "" and "-" where there is nothing. */
const char *onset_name(Onset onset);
const char *medial_name(Medial medial);
const char *nucleus_name(Nucleus nucleus);
const char *coda_name(Coda coda);

bool onset_from_name(Str name, Onset *onset);
bool medial_from_name(Str name, Medial *medial);
bool nucleus_from_name(Str name, Nucleus *nucleus);
bool coda_from_name(Str name, Coda *coda);

/* The readings of one syllable, the likeliest first; more than fit are dropped. */
enum { READINGS_MAX = 16, SYLLABLES_MAX = 32 };

typedef struct ReadingSet {
    Reading items[READINGS_MAX];
    int count;
} ReadingSet;

/* Adds a reading that is not there yet. */
void reading_set_add(ReadingSet *set, Reading reading);

/* What a parser makes of a token. Syllables past SYLLABLES_MAX are dropped. */
typedef struct SyllableList {
    ReadingSet items[SYLLABLES_MAX];
    int count;
} SyllableList;

/* A new empty set at the end of the list; NULL where the list is full. */
ReadingSet *syllable_list_add(SyllableList *list);

/* --- distance
 * -------------------------------------------------------------------------------------- */

enum { SYLLABLE_SAME = 2000 }; /* similarity of equal syllables: all figures are whole numbers */

/* How far classes are apart, in 1/2000 of the whole distance, weights included. */
typedef struct SoundDistances {
    uint16_t onset[ONSET_COUNT][ONSET_COUNT];
    uint16_t nucleus[CODA_COUNT][NUCLEUS_COUNT][NUCLEUS_COUNT]; /* by a coda that both have */
    uint16_t coda[CODA_COUNT][CODA_COUNT];
} SoundDistances;

/*
 * Distance of two readings, 0 to 2000: 0.55 onset + medial + 0.45 nucleus + 0.35 coda, at most 1
 * (README.md, "Distance"). Symmetric.
 */
int reading_distance(const SoundDistances *sounds, Reading a, Reading b);

/* --- interning
 * -------------------------------------------------------------------------------------- */

typedef uint32_t SyllableId;
#define SYLLABLE_NONE UINT32_MAX

typedef struct SyllableTable SyllableTable;

/* The distances are borrowed. */
SyllableTable *syllable_table_create(const SoundDistances *sounds);
void syllable_table_free(SyllableTable *table);

/* The number of a set of readings (not empty). Writes to the table: one thread at a time. */
SyllableId syllable_intern(SyllableTable *table, const ReadingSet *set);

size_t syllable_count(const SyllableTable *table);
const Reading *syllable_readings(const SyllableTable *table, SyllableId id, int *count);

/*
 * The similarities of syllables below `side`, cells[a * side + b]: 1 more than the similarity, or 0
 * where nobody has asked for it yet; borrowed until the next new syllable. Beyond them, and for
 * what is not there, there is syllable_similarity.
 */
typedef _Atomic uint16_t SyllableCell;

typedef struct SyllableMatrix {
    SyllableCell *cells;
    size_t side;
} SyllableMatrix;

static inline int syllable_cell(SyllableCell *cell)
{
    return atomic_load_explicit(cell, memory_order_relaxed);
}

SyllableMatrix syllable_matrix(const SyllableTable *table);

/*
 * Similarity of two syllables: 2000 minus the distance of their nearest readings; 0 where that is
 * below 700, so that chance does not add up. Any number of threads.
 */
int syllable_similarity(const SyllableTable *table, SyllableId a, SyllableId b);

#endif
