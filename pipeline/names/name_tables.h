#ifndef ROLLBOOK_NAMES_NAME_TABLES_H
#define ROLLBOOK_NAMES_NAME_TABLES_H

/*
 * The tables of templates/dictionaries/names/ as the parsers use them. Linguists extend the TSV
 * files; a symbol that is no sound stops the program with its file and line.
 */

#include "pipeline/base/asset.h"
#include "pipeline/names/syllable.h"

/* --- Latin
 * ------------------------------------------------------------------------------------------ */

/* Spellings over a-z. Node 0 is the root; a child of 0 means none. */
typedef struct SpellingNode {
    uint16_t child[26];
    int16_t entry; /* index of the spelling that ends here; -1: none */
} SpellingNode;

typedef struct SpellingTrie {
    SpellingNode *nodes;
    size_t count;
} SpellingTrie;

typedef struct OnsetReading {
    uint8_t onset, medial;
} OnsetReading;

typedef struct RimeReading {
    uint8_t nucleus, coda;
} RimeReading;

enum { SPELLING_READINGS_MAX = 4 };

typedef struct LatinOnset {
    Str spelling;
    OnsetReading readings[SPELLING_READINGS_MAX];
    uint8_t count;
} LatinOnset;

typedef struct LatinRime {
    Str spelling;
    RimeReading readings[SPELLING_READINGS_MAX];
    uint8_t count;
    bool listed; /* stands in latin_rimes.tsv; else vowel and coda put together */
} LatinRime;

typedef struct LatinTables {
    LatinOnset *onsets;
    SpellingTrie onset_trie;
    LatinRime *rimes;
    SpellingTrie rime_trie;
    SpellingTrie final_e; /* syllables whose silent e may stand inside a word */
} LatinTables;

/* --- Burmese and Karen
 * ------------------------------------------------------------------------------ */

enum { MYANMAR_FIRST = 0x1000, MYANMAR_LAST = 0x109F, MYANMAR_SIZE = 0xA0 };

/* Vowel signs of one syllable, 8 bits each, the first sign lowest; at most 7 of them. */
typedef uint64_t SignKey;

typedef struct VowelEntry {
    SignKey signs;
    RimeReading reading;
} VowelEntry;

typedef struct FinalEntry {
    uint8_t klass;
    SignKey signs;
    RimeReading reading;
} FinalEntry;

enum { LETTER_UNKNOWN = 0xFF }; /* in the onset tables */

/* Classes of finals: a letter's own offset from U+1000, or one of these. */
enum { FINAL_N = 0xF1, FINAL_T = 0xF2, FINAL_SILENT = 0xF3, FINAL_NONE = 0xFF };

/* The sign key that stands for a medial wa without another sign. */
enum { SIGN_WA = 0xFE };

typedef struct MyanmarTables {
    uint8_t burmese[MYANMAR_SIZE]; /* Onset of a letter, or LETTER_UNKNOWN */
    uint8_t karen[MYANMAR_SIZE];
    uint8_t final_class[MYANMAR_SIZE];
    VowelEntry *vowels;
    size_t vowel_count;
    FinalEntry *finals;
    size_t final_count;
    uint8_t karen_vowels[MYANMAR_SIZE]; /* Nucleus of a sign */
    uint8_t karen_plain;                /* nucleus without a sign */
} MyanmarTables;

/* --- Thai
 * ------------------------------------------------------------------------------------------- */

enum { THAI_FIRST = 0x0E00, THAI_SIZE = 0x80, THAI_AFTER_MAX = 4 };

typedef struct ThaiPattern {
    uint8_t lead;                  /* offset from U+0E00; 0: none */
    uint8_t after[THAI_AFTER_MAX]; /* signs behind the consonants, ends with 0 where shorter */
    uint8_t after_len;
    char coda; /* - n t ? + * ! . 1 as in thai_patterns.tsv */
    uint8_t medial;
    uint8_t nuclei[2];
    uint8_t nucleus_count;
} ThaiPattern;

typedef struct ThaiTables {
    uint8_t onsets[THAI_SIZE][3]; /* of a consonant */
    uint8_t onset_count[THAI_SIZE];
    ThaiPattern *patterns;
    size_t pattern_count;
} ThaiTables;

/* --- titles and blocks
 * ------------------------------------------------------------------------------ */

typedef enum TitleKind { TITLE_ALWAYS, TITLE_OPTIONAL } TitleKind;

typedef struct Title {
    Str form;    /* Latin: lower case; others as cleaned for comparison */
    char script; /* 'L', 'M', 'T' */
    TitleKind kind;
    char sex; /* 'F', 'M' or 0 */
    Str group;
} Title;

typedef struct NameTables {
    SoundDistances sounds;
    LatinTables latin;
    MyanmarTables myanmar;
    ThaiTables thai;
    Title *titles; /* longest first */
    size_t title_count;
    char onset_class[ONSET_COUNT];     /* 'K' 'J' 'S' ... */
    char nucleus_class[NUCLEUS_COUNT]; /* 'a' 'i' 'u' 'y' */
} NameTables;

/* Everything in the arena. STATUS_CONFIG with file and line where a table is wrong. */
NameTables *name_tables_load(const Assets *assets, Arena *arena, Error *err);

/* The entry of a spelling, -1 where there is none; node moves along while letters are fed. */
static inline bool trie_step(const SpellingTrie *trie, size_t *node, char letter)
{
    *node = trie->nodes[*node].child[letter - 'a'];
    return *node != 0;
}

#endif
