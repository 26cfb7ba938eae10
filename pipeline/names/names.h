#ifndef ROLLBOOK_NAMES_NAMES_H
#define ROLLBOOK_NAMES_NAMES_H

/*
 * Names of the Thai-Myanmar border, compared by sound across Latin, Burmese, Karen and Thai script.
 *
 *     Names *names = names_load(&assets, &err);
 *     const Name *a = name_parse(names, arena, STR("Naw Eh Paw"));
 *     const Name *b = name_parse(names, arena, STR("နော်အဲဖော"));
 *     double alike = name_similarity(names, a, b);
 *
 * Zawgyi is converted first (zawgyi.h). A Burmese or Karen name is never split into first and last.
 */

#include "pipeline/base/asset.h"
#include "pipeline/base/strbuf.h"
#include "pipeline/names/name_clean.h"
#include "pipeline/names/syllable.h"

/*
 * The tables and every syllable met so far. Any number of threads parse, each into an arena of its
 * own, or any number compare: never both at once.
 */
typedef struct Names Names;

/* STATUS_CONFIG where a table is wrong. Caller frees. */
Names *names_load(const Assets *assets, Error *err);
void names_free(Names *names); /* NULL is allowed */

typedef enum NameScript {
    NAME_LATIN,
    NAME_BURMESE, /* and Mon, Shan, Pwo Karen */
    NAME_KAREN,   /* S'gaw */
    NAME_THAI,
    NAME_OTHER, /* transliterated by ICU, then read as Latin */
} NameScript;

/* A piece of a name between blanks. */
typedef struct NameToken {
    Str text; /* as cleaned; borrowed from Name.text */
    NameScript script;
    bool title; /* a title that is no part of the name ("Dr", "เด็กหญิง") */
    uint16_t first, count; /* its syllables */
} NameToken;

/* 128 bits, one for each coarse class of syllable (96 are in use). */
typedef struct BlockMask {
    uint64_t bits[2];
} BlockMask;

enum { NAME_LETTERS_MAX = 64 }; /* of latin and skeleton: they are cut there */

/*
 * Where each letter (its last five bits) stands among the first 16 of a text: what an edit distance
 * asks first, found once for all comparisons.
 */
typedef struct LetterPlaces {
    uint16_t of[32];
} LetterPlaces;

/*
 * Which letters a text has, whatever their order: texts are no more alike than what they have in
 * common allows (bag_bound).
 */
typedef struct LetterBag {
    uint64_t bits;  /* two for each letter (its last five bits): it is there, it is there again */
    uint8_t length; /* of the text */
    uint8_t more;   /* letters that are there a third time and more often */
} LetterBag;

/*
 * One name, owned by the arena that it was parsed into. "X (kha) Y", "X @ Y", "X aka Y", "X หรือ Y",
 * "X / Y" and "X (Y)" are several names of one person: the first, and a chain of aliases.
 */
typedef struct Name {
    /* What every comparison asks first stands together: names are far from each other in memory. */
    const struct Name *alias; /* the next name of the same person, or NULL */
    LetterBag skeleton_bag, latin_bag;
    uint32_t titles;  /* bit i: syllable i is a title and weighs little */
    uint32_t fusions; /* bit i: syllables i and i + 1 can be read as one */
    uint16_t count;   /* syllables, at most SYLLABLES_MAX; 0: nothing to compare */
    uint16_t weight;  /* of all syllables, in 1/20 */
    bool thai_word;   /* a token in Thai script has two syllables or more */

    LetterBag letters_bag;
    Str skeleton; /* classes of the consonants: "KNTL"; equal for most spellings of one name */
    Str latin;    /* first readings as plain letters: "khinmaunlwin"; a key, not for display */
    Str letters; /* as typed or transliterated letter by letter: "khmsanti" for คมสันติ */
    const LetterPlaces *skeleton_places, *latin_places;
    unsigned scripts; /* 1 << NameScript of its tokens */

    Str text; /* cleaned (name_clean), as people should see it; without aliases */
    const NameToken *tokens;
    size_t token_count;
    char sex;        /* 'F', 'M' where a title tells it, else 0 */
    Str group;       /* "karen", "mon", "karen/shan" where a title tells it; else empty */
    BlockMask block; /* of this name and its aliases, titles left out */

    /*
     * By number, [0] .. [count - 1]; titles that may be part of the name are among them. Then as
     * many fused ones: [count + i] is i and i + 1 read as one, or SYLLABLE_NONE.
     */
    SyllableId syllables[];
} Name;

/*
 * Reads a name. Any bytes give a Name, at worst one without syllables. The text is copied. Texts
 * beyond 512 bytes are cut there.
 */
const Name *name_parse(Names *names, Arena *arena, Str text);

/*
 * Appends what comparing and blocking ask of a name, in some 40 bytes, for who will compare it
 * again with the same tables. Reading them back takes a quarter of the instructions of parsing.
 * Such a name has neither text nor tokens, sex or group. NULL: these are not the bytes of a name.
 */
void name_pack(const Names *names, const Name *name, StrBuf *out);
const Name *name_unpack(Names *names, Arena *arena, Str packed);

/* Lets the processor fetch a name that is soon to be compared. */
static inline void name_expect(const Name *name)
{
    __builtin_prefetch(name);
    __builtin_prefetch(name->syllables);
}

/*
 * How alike two names are, 0 to 1: the better of syllables alone and of syllables, consonant
 * skeleton and letters together (README.md, "Similarity"). The best over all aliases. Symmetric;
 * 0 where either has no syllables.
 */
double name_similarity(const Names *names, const Name *a, const Name *b);

/*
 * The same where it is at least floor, else any value below floor: what a linkage model that puts
 * all below 0.45 into one level needs, and faster by half.
 */
double name_similarity_above(const Names *names, const Name *a, const Name *b, double floor);

/* The part of it that syllables alone give. */
double name_syllable_similarity(const Names *names, const Name *a, const Name *b);

/*
 * Could these be one person? True where one class of syllable is shared: finds 99 % of true pairs
 * of every kind and drops three random pairs in four or more.
 */
static inline bool name_block_shared(const Name *a, const Name *b)
{
    return ((a->block.bits[0] & b->block.bits[0]) | (a->block.bits[1] & b->block.bits[1])) != 0;
}

/* The bit of a reading's class in a BlockMask, 0 to 95. */
int name_block_bit(const Names *names, Reading reading);

/* "Tin", "La-": class of onset and nucleus, n or - for a nasal; 4 bytes with the NUL. */
void name_block_code(int bit, char out[4]);

/* The similarity's levels for a linkage model (README.md): 'A' (>= 0.985) to 'G' (< 0.45). */
char name_level(double similarity);

/* --- for people's eyes
 * ---------------------------------------------------------------------------------- */

/*
 * A reading in Latin letters: Latin tokens as they are, others syllable by syllable ("Khin Maung
 * Lwin" for ခင်မောင်လွင်). Aliases follow after " / ".
 */
void name_append_romanized(StrBuf *buf, const Names *names, const Name *name);

/* "ခင်မောင်လွင် [Khin Maung Lwin]"; the text alone where it is Latin already. */
void name_append_display(StrBuf *buf, const Names *names, const Name *name);

/* One reading as in the tables: "th.w.i.n". */
void name_append_reading(StrBuf *buf, Reading reading);

/* The readings of a syllable. */
const Reading *name_readings(const Names *names, SyllableId id, int *count);

/* Similarity of two syllables, 0 to 2000; see syllable.h. */
int name_syllables_alike(const Names *names, SyllableId a, SyllableId b);

#endif
