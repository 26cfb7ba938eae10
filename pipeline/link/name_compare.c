/* Similarity of names and places. */

#include "pipeline/link/name_compare.h"

#include "pipeline/link/jaro_winkler.h"

double name_compare(Str a, Str b)
{
    return jaro_winkler_similarity(a, b, JARO_SPARK);
}

double place_compare(Str a, Str b)
{
    double sound = name_compare(a, b);
    double spelling = jaro_winkler_similarity(a, b, JARO_SPARK);
    return sound > spelling ? sound : spelling;
}

uint64_t name_block_key(Str name)
{
    return name.len ? str_hash(name) | 1 : 0;
}
