/* Names of conditions: one table. */

#include "pipeline/link/condition_name.h"

static const struct {
    const char *name;
    bool threshold;
} NAMES[CONDITION_KIND_COUNT] = {
    [CONDITION_ELSE] = {"else", false},
    [CONDITION_EXACT] = {"exact", false},
    [CONDITION_SWAPPED] = {"swapped", false},
    [CONDITION_CROSSED] = {"crossed", false},
    [CONDITION_JARO] = {"jaro", true},
    [CONDITION_JARO_WINKLER] = {"jaro_winkler", true},
    [CONDITION_LEVENSHTEIN] = {"levenshtein", true},
    [CONDITION_OSA] = {"osa", true},
    [CONDITION_DAMERAU] = {"damerau", true},
    [CONDITION_JACCARD] = {"jaccard", true},
    [CONDITION_PREFIX] = {"prefix", false},
    [CONDITION_PART] = {"part", false},
    [CONDITION_LOCAL_PART] = {"local_part", false},
    [CONDITION_SYLLABLES] = {"syllables", true},
    [CONDITION_WORDS] = {"words", true},
    [CONDITION_PLACE] = {"place", true},
    [CONDITION_DATE_SAME] = {"date_same", false},
    [CONDITION_DATE_OVERLAP] = {"date_overlap", false},
    [CONDITION_DATE_SWAPPED] = {"date_swapped", false},
    [CONDITION_DATE_HEAPED] = {"date_heaped", false},
    [CONDITION_DATE_PART] = {"date_part", false},
    [CONDITION_DATE_SHIFTED] = {"date_shifted", false},
    [CONDITION_DATE_WITHIN] = {"date_within", true},
    [CONDITION_NUMBER_WITHIN] = {"number_within", true},
};

const char *condition_kind_name(ConditionKind kind)
{
    return NAMES[kind].name;
}

bool condition_kind_parse(Str name, ConditionKind *kind)
{
    for (int i = 0; i < CONDITION_KIND_COUNT; i++)
        if (str_is(name, NAMES[i].name)) {
            *kind = (ConditionKind)i;
            return true;
        }
    return false;
}

bool condition_has_threshold(ConditionKind kind)
{
    return NAMES[kind].threshold;
}
