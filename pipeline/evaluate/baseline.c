/* Exact agreement and two-class Fellegi-Sunter, in their plainest form. */

#include "pipeline/evaluate/baseline.h"

#include "pipeline/base/map.h"
#include "pipeline/base/mem.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { BLOCK_MAX = 250, LEVELS = 4, TEXT_MAX = 120, EM_ROUNDS = 25 };

/* --- exact
 * ---------------------------------------------------------------------------------------------- */

ClusterScore baseline_exact(const BaselineRecord *records, size_t count)
{
    Map *keys = map_create();
    int32_t *truth = x_new_array(int32_t, count + 1), *cluster = x_new_array(int32_t, count + 1);
    char key[512];
    for (size_t i = 0; i < count; i++) {
        Str name = records[i].fields[BASELINE_NAME], birth = records[i].fields[BASELINE_BIRTH];
        int length;
        if (name.len && birth.len)
            length = snprintf(key, sizeof key, "%.*s|%.*s", STR_ARG(birth), STR_ARG(name));
        else
            length = snprintf(key, sizeof key, "#%zu", i);
        if (length >= (int)sizeof key)
            length = sizeof key - 1;
        truth[i] = records[i].truth;
        cluster[i] = (int32_t)map_intern(keys, (Str){key, (size_t)length});
    }
    ClusterScore score = cluster_score(truth, cluster, count);
    map_free(keys);
    x_free(truth);
    x_free(cluster);
    return score;
}

/* --- comparison
 * ------------------------------------------------------------------------------------------ */

double baseline_jaro_winkler(Str a, Str b)
{
    size_t la = a.len < TEXT_MAX ? a.len : TEXT_MAX, lb = b.len < TEXT_MAX ? b.len : TEXT_MAX;
    if (la == 0 || lb == 0)
        return 0;
    size_t longer = la > lb ? la : lb;
    size_t window = longer / 2 > 0 ? longer / 2 - 1 : 0;
    bool taken_a[TEXT_MAX] = {false}, taken_b[TEXT_MAX] = {false};
    size_t matches = 0;
    for (size_t i = 0; i < la; i++) {
        size_t from = i > window ? i - window : 0, to = i + window + 1 < lb ? i + window + 1 : lb;
        for (size_t j = from; j < to; j++)
            if (!taken_b[j] && a.ptr[i] == b.ptr[j]) {
                taken_a[i] = taken_b[j] = true;
                matches++;
                break;
            }
    }
    if (matches == 0)
        return 0;
    size_t half = 0;
    for (size_t i = 0, j = 0; i < la; i++) {
        if (!taken_a[i])
            continue;
        while (!taken_b[j])
            j++;
        half += a.ptr[i] != b.ptr[j++];
    }
    double m = (double)matches;
    double jaro = (m / (double)la + m / (double)lb + (m - (double)half / 2) / m) / 3;
    size_t prefix = 0;
    while (prefix < 4 && prefix < la && prefix < lb && a.ptr[prefix] == b.ptr[prefix])
        prefix++;
    return jaro > 0.7 ? jaro + 0.1 * (double)prefix * (1 - jaro) : jaro;
}

/* Level 0 is agreement, LEVELS - 1 disagreement; -1: one is missing. */
static int level_of(BaselineField field, Str a, Str b)
{
    if (a.len == 0 || b.len == 0)
        return -1;
    if (str_eq(a, b))
        return 0;
    switch (field) {
    case BASELINE_NAME:
    case BASELINE_FATHER:
    case BASELINE_MOTHER: {
        double similarity = baseline_jaro_winkler(a, b);
        return similarity >= 0.92 ? 1 : similarity >= 0.8 ? 2 : 3;
    }
    case BASELINE_BIRTH:
        return str_eq(str_slice(a, 0, 7), str_slice(b, 0, 7))   ? 1
               : str_eq(str_slice(a, 0, 4), str_slice(b, 0, 4)) ? 2
                                                                : 3;
    default:
        return 3;
    }
}

typedef struct Pair {
    int32_t a, b;
    int8_t levels[BASELINE_FIELDS];
    double bits;
} Pair;

static void compare(const BaselineRecord *records, Pair *pair)
{
    for (int f = 0; f < BASELINE_FIELDS; f++)
        pair->levels[f] = (int8_t)level_of((BaselineField)f, records[pair->a].fields[f],
                                           records[pair->b].fields[f]);
}

/* --- blocking
 * --------------------------------------------------------------------------------------------- */

typedef struct Keyed {
    uint64_t key;
    int32_t record;
} Keyed;

static int by_key(const void *a, const void *b)
{
    const Keyed *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return (x->record > y->record) - (x->record < y->record);
}

static int by_records(const void *a, const void *b)
{
    const Pair *x = a, *y = b;
    if (x->a != y->a)
        return x->a < y->a ? -1 : 1;
    return (x->b > y->b) - (x->b < y->b);
}

static uint64_t mix(Str a, Str b)
{
    return a.len == 0 || b.len == 0 ? 0 : str_hash(a) * 31 + str_hash(b);
}

/* Rules: name; birth and sex; father and birth year; mother and birth year; phone and birth year.
 */
static uint64_t block_key(const BaselineRecord *r, int rule)
{
    Str year = str_slice(r->fields[BASELINE_BIRTH], 0, 4);
    switch (rule) {
    case 0:
        return r->fields[BASELINE_NAME].len ? str_hash(r->fields[BASELINE_NAME]) : 0;
    case 1:
        return mix(r->fields[BASELINE_BIRTH], r->fields[BASELINE_SEX]);
    case 2:
        return mix(r->fields[BASELINE_FATHER], year);
    case 3:
        return mix(r->fields[BASELINE_MOTHER], year);
    case 4:
        return mix(r->fields[BASELINE_PHONE], year);
    default:
        return mix(str_slice(r->fields[BASELINE_NAME], 0, 6), year);
    }
}
enum { RULES = 6 };

static Pair *candidates(const BaselineRecord *records, size_t count, size_t *pairs)
{
    Keyed *keyed = x_new_array(Keyed, count + 1);
    Pair *out = NULL;
    size_t cap = 0, n = 0;
    for (int rule = 0; rule < RULES; rule++) {
        size_t keys = 0;
        for (size_t i = 0; i < count; i++) {
            uint64_t key = block_key(&records[i], rule);
            if (key)
                keyed[keys++] = (Keyed){key, (int32_t)i};
        }
        qsort(keyed, keys, sizeof *keyed, by_key);
        for (size_t from = 0; from < keys;) {
            size_t to = from;
            while (to < keys && keyed[to].key == keyed[from].key)
                to++;
            if (to - from <= BLOCK_MAX)
                for (size_t i = from; i < to; i++)
                    for (size_t j = i + 1; j < to; j++) {
                        x_grow(out, cap, n + 1);
                        out[n++] = (Pair){.a = keyed[i].record, .b = keyed[j].record};
                    }
            from = to;
        }
    }
    if (n > 0)
        qsort(out, n, sizeof *out, by_records);
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || by_records(&out[kept - 1], &out[i]) != 0)
            out[kept++] = out[i];
    for (size_t i = 0; i < kept; i++)
        compare(records, &out[i]);
    x_free(keyed);
    *pairs = kept;
    return out;
}

/* --- parameters
 * -----------------------------------------------------------------------------------------------
 */

typedef struct Parameters {
    double lambda;
    double m[BASELINE_FIELDS][LEVELS], u[BASELINE_FIELDS][LEVELS];
} Parameters;

static void normalize(const double counts[LEVELS], double shares[LEVELS])
{
    double all = 0;
    for (int l = 0; l < LEVELS; l++)
        all += counts[l];
    for (int l = 0; l < LEVELS; l++)
        shares[l] = counts[l] / all;
}

/* u from pairs of records that nothing brought together: a fixed sequence of them. */
static void estimate_u(const BaselineRecord *records, size_t count, Parameters *p)
{
    double counts[BASELINE_FIELDS][LEVELS];
    for (int f = 0; f < BASELINE_FIELDS; f++)
        for (int l = 0; l < LEVELS; l++)
            counts[f][l] = 0.5;
    uint64_t state = 1;
    for (int i = 0; i < 200000; i++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        Pair pair = {.a = (int32_t)((state >> 33) % count)};
        state = state * 6364136223846793005u + 1442695040888963407u;
        pair.b = (int32_t)((state >> 33) % count);
        if (pair.a == pair.b)
            continue;
        compare(records, &pair);
        for (int f = 0; f < BASELINE_FIELDS; f++)
            if (pair.levels[f] >= 0)
                counts[f][pair.levels[f]]++;
    }
    for (int f = 0; f < BASELINE_FIELDS; f++)
        normalize(counts[f], p->u[f]);
}

static double weight_bits(const Parameters *p, const Pair *pair)
{
    double bits = log2(p->lambda / (1 - p->lambda));
    for (int f = 0; f < BASELINE_FIELDS; f++)
        if (pair->levels[f] >= 0)
            bits += log2(p->m[f][pair->levels[f]] / p->u[f][pair->levels[f]]);
    return bits;
}

/* EM over the candidate pairs, all parameters free; u starts from random pairs. */
static void train(Pair *pairs, size_t count, Parameters *p)
{
    static const double START[LEVELS] = {0.85, 0.08, 0.04, 0.03};
    for (int f = 0; f < BASELINE_FIELDS; f++)
        for (int l = 0; l < LEVELS; l++)
            p->m[f][l] = START[l];
    p->lambda = 0.1;
    for (int round = 0; round < EM_ROUNDS; round++) {
        double same[BASELINE_FIELDS][LEVELS], other[BASELINE_FIELDS][LEVELS], all = 0;
        for (int f = 0; f < BASELINE_FIELDS; f++)
            for (int l = 0; l < LEVELS; l++)
                same[f][l] = other[f][l] = 0.5;
        for (size_t i = 0; i < count; i++) {
            double odds = exp2(weight_bits(p, &pairs[i]));
            double match = isinf(odds) ? 1 : odds / (1 + odds);
            all += match;
            for (int f = 0; f < BASELINE_FIELDS; f++)
                if (pairs[i].levels[f] >= 0) {
                    same[f][pairs[i].levels[f]] += match;
                    other[f][pairs[i].levels[f]] += 1 - match;
                }
        }
        p->lambda = (all + 1) / ((double)count + 2);
        for (int f = 0; f < BASELINE_FIELDS; f++) {
            normalize(same[f], p->m[f]);
            normalize(other[f], p->u[f]);
        }
    }
}

/* --- connected components
 * ------------------------------------------------------------------------------------- */

static int32_t root_of(int32_t *parent, int32_t i)
{
    while (parent[i] != i)
        i = parent[i] = parent[parent[i]];
    return i;
}

static ClusterScore components(const BaselineRecord *records, size_t count, const Pair *pairs,
                               size_t pair_count, double threshold)
{
    int32_t *parent = x_new_array(int32_t, count + 1), *truth = x_new_array(int32_t, count + 1);
    for (size_t i = 0; i < count; i++) {
        parent[i] = (int32_t)i;
        truth[i] = records[i].truth;
    }
    for (size_t i = 0; i < pair_count; i++)
        if (pairs[i].bits >= threshold)
            parent[root_of(parent, pairs[i].a)] = root_of(parent, pairs[i].b);
    for (size_t i = 0; i < count; i++)
        parent[i] = root_of(parent, (int32_t)i);
    ClusterScore score = cluster_score(truth, parent, count);
    x_free(parent);
    x_free(truth);
    return score;
}

ClusterScore baseline_two_class(const BaselineRecord *records, size_t count, int *threshold_bits)
{
    ClusterScore best = {0};
    *threshold_bits = 0;
    if (count < 2)
        return best;
    size_t pair_count;
    Pair *pairs = candidates(records, count, &pair_count);
    Parameters parameters;
    estimate_u(records, count, &parameters);
    if (pair_count > 0)
        train(pairs, pair_count, &parameters);
    for (size_t i = 0; i < pair_count; i++)
        pairs[i].bits = weight_bits(&parameters, &pairs[i]);
    for (int bits = -10; bits <= 40; bits += 2) {
        ClusterScore score = components(records, count, pairs, pair_count, bits);
        if (score.f1 > best.f1) {
            best = score;
            *threshold_bits = bits;
        }
    }
    x_free(pairs);
    return best;
}
