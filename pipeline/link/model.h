#ifndef ROLLBOOK_LINK_MODEL_H
#define ROLLBOOK_LINK_MODEL_H

/*
 * A linkage model: which columns are compared how, which pairs are looked at, and what was learned.
 * The engine knows only this struct; rollbook's own JSON and Splink's settings are two readers of
 * it (model_json.h, splink.h).
 *
 * The mathematics is that of I. P. Fellegi and A. B. Sunter, "A theory for record linkage", JASA 64
 * (1969), with graded levels, and a third class of pairs beside matches and strangers: siblings,
 * who share the fields of a household. See README.md.
 */

#include "pipeline/base/arena.h"
#include "pipeline/base/error.h"
#include "pipeline/link/jaro_winkler.h"

enum {
    MODEL_COLUMNS_MAX = 40,
    MODEL_COMPARISONS_MAX = 16, /* levels of a pair are packed in 64 bits, four each */
    MODEL_LEVELS_MAX = 15,
    MODEL_ALIASES_MAX = 6,
    MODEL_CONDITIONS_MAX = 4,
    MODEL_TERMS_MAX = 6,
    MODEL_RULES_MAX = 48,
};

typedef enum ConditionKind {
    CONDITION_ELSE, /* always true: the last level */
    CONDITION_EXACT,
    CONDITION_SWAPPED,       /* this column equals the other record's `other` column, both ways */
    CONDITION_CROSSED,       /* one way is enough: names entered in each other's field */
    CONDITION_JARO,          /* >= threshold */
    CONDITION_JARO_WINKLER,  /* >= threshold */
    CONDITION_LEVENSHTEIN,   /* <= threshold */
    CONDITION_OSA,           /* <= threshold */
    CONDITION_DAMERAU,       /* <= threshold */
    CONDITION_JACCARD,       /* >= threshold, of q-grams, q = length */
    CONDITION_PREFIX,        /* one begins with the other, which has at most `length` bytes */
    CONDITION_PART,          /* bytes from .. from+length are equal */
    CONDITION_LOCAL_PART,    /* what stands before the @ is equal */
    CONDITION_SYLLABLES,     /* similarity of names by syllables >= threshold */
    CONDITION_WORDS,         /* words in common, in any order, >= threshold */
    CONDITION_PLACE,         /* place names: syllables or spelling >= threshold */
    CONDITION_DATE_SAME,     /* both to the day, the same day */
    CONDITION_DATE_OVERLAP,  /* one is not known to the day, and both may be the same day */
    CONDITION_DATE_SWAPPED,  /* day and month exchanged, same year */
    CONDITION_DATE_HEAPED,   /* same year, and one is 1 January */
    CONDITION_DATE_PART,     /* same year and day of the month, or same month and day */
    CONDITION_DATE_SHIFTED,  /* the same day, years 10, 11 or 543 apart: slips of typing and era */
    CONDITION_DATE_WITHIN,   /* at most threshold days apart */
    CONDITION_NUMBER_WITHIN, /* at most threshold apart */
    CONDITION_KIND_COUNT,
} ConditionKind;

typedef struct Condition {
    ConditionKind kind;
    int column; /* of the model's columns */
    int other;  /* CONDITION_SWAPPED, _CROSSED: the second column */
    double threshold;
    int from, length; /* _PART (from: 1-based), _PREFIX, _JACCARD */
} Condition;

typedef struct Level {
    Condition conditions[MODEL_CONDITIONS_MAX]; /* all must hold */
    int condition_count;
    const char *label;
    double m, u;         /* share of matches and of random pairs at this level; 0: not trained */
    double s;            /* share of siblings; 0: not trained */
    bool fix_m, fix_u;   /* training leaves it alone */
    int tf_column;       /* frequent values weigh less; -1: no adjustment */
    double tf_weight;    /* 0 ... 1 */
    double tf_minimum_u; /* frequencies below it count as this */
    bool tf_own_u;       /* frequencies are measured against this level's u, not the exact one's */
} Level;

typedef enum FieldRole {
    ROLE_NONE,
    ROLE_INDIVIDUAL, /* a child's own: given name, birth, sex */
    ROLE_HOUSEHOLD,  /* shared by siblings: parents, family name, house, phone */
} FieldRole;

typedef struct Comparison {
    const char *name;
    const char *kind;               /* the preset its levels came from; NULL: written out */
    int aliases[MODEL_ALIASES_MAX]; /* columns that hold the same thing; the best pair counts */
    int alias_count;                /* at least 1: aliases[0] is the column of the conditions */
    int null_columns[MODEL_ALIASES_MAX]; /* no level where one of these has no value */
    int null_count;
    Level levels[MODEL_LEVELS_MAX]; /* best first; the last is CONDITION_ELSE */
    int level_count;
    FieldRole role;
} Comparison;

typedef enum TermKind {
    TERM_VALUE,
    TERM_PART,      /* bytes from .. from+length, 1-based */
    TERM_YEAR,      /* of a date */
    TERM_MONTH,     /* year and month of a date */
    TERM_SKELETON,  /* first letter and next consonants, `length` in all, doubled letters once */
    TERM_SYLLABLES, /* the coarse syllable codes of a name, sorted */
    TERM_WORDS,     /* one of the rarest words that two values have in common */
} TermKind;

typedef struct Term {
    TermKind kind;
    int column;
    int from, length;
} Term;

/* Records are compared when all terms of a rule are equal and none is without value. */
typedef struct BlockRule {
    Term terms[MODEL_TERMS_MAX];
    int term_count;
    uint32_t cap;     /* larger blocks are divided further, or skipped and counted; 0: no bound */
    const char *text; /* as written */
} BlockRule;

typedef enum LinkType { LINK_DEDUPE, LINK_ONLY, LINK_AND_DEDUPE } LinkType;

typedef struct LinkModel {
    LinkType type;
    const char *unique_id; /* column; NULL: the record's number */
    const char *source;    /* column that names the source data set; NULL: the file */
    bool verbatim;         /* values are compared as they stand; else case and blanks are folded */
    JaroDialect jaro;

    const char *columns[MODEL_COLUMNS_MAX];
    int pools[MODEL_COLUMNS_MAX]; /* columns with the same number share a pool */
    int column_count;

    Comparison comparisons[MODEL_COMPARISONS_MAX];
    int comparison_count;
    BlockRule rules[MODEL_RULES_MAX];
    int rule_count;
    BlockRule training[MODEL_RULES_MAX]; /* m is learned within these */
    int training_count;

    double prior;         /* probability that two random records match; 0: not trained */
    double sibling_prior; /* that they are siblings; 0: no such class */
    bool trained;
} LinkModel;

LinkModel *model_create(Arena *arena);

/* The number of a column, added where it is new. STATUS_CONFIG past MODEL_COLUMNS_MAX. */
int model_column(LinkModel *model, Arena *arena, Str name, Error *err);

/* Adds a comparison of the preset kind: name, text, date, id, phone, email, number, exact ... */
Comparison *model_add_comparison(LinkModel *model, Arena *arena, Str column, const char *kind,
                                 Error *err);

/* Adds the level before the last (ELSE) one; returns NULL when there is no room. */
Level *comparison_add_level(Comparison *comparison, const char *label);

/* Names the column that values are mistaken for; -1: the levels about it are taken out. */
void comparison_cross(Comparison *comparison, int other);

/* Gives columns that are compared with each other the same pool. Call it once all are there. */
void model_share_pools(LinkModel *model);

/* True where a comparison or a rule asks how names sound: those are to be parsed. */
bool model_asks_for_sound(const LinkModel *model);

/* Reads "first_name & dob", "surname[:4] & year(dob)", "skeleton(name, 4)". */
BlockRule model_parse_rule(LinkModel *model, Arena *arena, Str text, Error *err);

#endif
