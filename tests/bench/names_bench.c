/*
 * How well, and how fast, names are compared.
 *
 *     names_bench pairs FOLDER   every pairs_*.tsv there (columns a, b: names of one person or
 * place): area under the ROC curve and true positives at 1 % false positives, beside Jaro-Winkler
 * and Levenshtein on ICU's transliteration names_bench speed FILE     parsing and comparing the
 * names of one such file
 *
 * Negatives are random pairs of a and b; hard ones share all but one syllable. All draws are
 * seeded: the same data give the same figures.
 */

#include "pipeline/base/file.h"
#include "pipeline/base/map.h"
#include "pipeline/base/mem.h"
#include "pipeline/base/tsv.h"
#include "pipeline/names/names.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

enum { PAIRS_MAX = 2500, NEGATIVES_MAX = 20000, HARD_MAX = 3000, TEXT_MAX = 256 };

/* xorshift64*: small, seeded, the same everywhere. */
static uint64_t random_below(uint64_t *state, uint64_t bound)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return (*state * UINT64_C(2685821657736338717) >> 33) % bound;
}

/* One string of a pair file, read by us and made ready for the baselines. */
typedef struct Entry {
    const Name *name;
    char latin[TEXT_MAX];  /* ICU's transliteration without titles */
    char joined[TEXT_MAX]; /* the same without blanks */
} Entry;

typedef struct Pair {
    size_t a, b;
} Pair;

typedef struct PairSet {
    Entry *entries;
    size_t entry_count;
    size_t *parent; /* union-find: entries known to be one name */
    Pair *positives, *negatives, *hard;
    size_t positive_count, negative_count, hard_count;
} PairSet;

/* --- baselines
 * ------------------------------------------------------------------------------------- */

static bool is_baseline_title(const char *word, size_t len)
{
    static const char *const TITLES[] = {"u",   "daw",  "maung", "mg", "saw", "naw",
                                         "nan", "nang", "sai",   "mi", "dr"};
    for (size_t i = 0; i < sizeof TITLES / sizeof TITLES[0]; i++)
        if (strlen(TITLES[i]) == len && memcmp(TITLES[i], word, len) == 0)
            return true;
    return false;
}

static void transliterate(UTransliterator *any_latin, Str text, Entry *entry)
{
    UChar units[TEXT_MAX * 4];
    char latin[TEXT_MAX * 4];
    int32_t length = 0, limit, bytes = 0;
    UErrorCode code = U_ZERO_ERROR;
    u_strFromUTF8WithSub(units, TEXT_MAX, &length, text.ptr, (int32_t)text.len, 0xFFFD, NULL,
                         &code);
    limit = length;
    utrans_transUChars(any_latin, units, &length, TEXT_MAX * 4, 0, &limit, &code);
    u_strToUTF8(latin, sizeof latin, &bytes, units, length, &code);
    size_t len = 0;
    for (int32_t i = 0; i < bytes && len + 1 < TEXT_MAX; i++) {
        char c = latin[i] == '-' ? ' ' : latin[i];
        if ((c >= 'a' && c <= 'z') || (c == ' ' && len > 0 && entry->latin[len - 1] != ' '))
            entry->latin[len++] = c;
    }
    entry->latin[len] = '\0';
    /* The same help for the baselines: titles off while a name is left. */
    char *start = entry->latin, *space;
    while ((space = strchr(start, ' ')) && space[1] &&
           is_baseline_title(start, (size_t)(space - start)))
        start = space + 1;
    memmove(entry->latin, start, strlen(start) + 1);
    len = 0;
    for (const char *c = entry->latin; *c; c++)
        if (*c != ' ')
            entry->joined[len++] = *c;
    entry->joined[len] = '\0';
}

static double levenshtein(const char *a, const char *b)
{
    int row[TEXT_MAX];
    int n = (int)strlen(a), m = (int)strlen(b);
    if (n == 0 && m == 0)
        return 1;
    for (int j = 0; j <= m; j++)
        row[j] = j;
    for (int i = 1; i <= n; i++) {
        int diagonal = row[0];
        row[0] = i;
        for (int j = 1; j <= m; j++) {
            int cost = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            cost = cost < row[j] + 1 ? cost : row[j] + 1;
            row[j] = cost < row[j - 1] + 1 ? cost : row[j - 1] + 1;
        }
    }
    return 1 - (double)row[m] / (n > m ? n : m);
}

/* Winkler 1990: Jaro's matches and transpositions, 0.1 for each of up to 4 common first letters. */
static double jaro_winkler(const char *a, const char *b)
{
    int n = (int)strlen(a), m = (int)strlen(b), matches = 0, prefix = 0;
    bool used_a[TEXT_MAX] = {false}, used_b[TEXT_MAX] = {false};
    int window = (n > m ? n : m) / 2 - 1;
    if (n == 0 || m == 0)
        return 0;
    for (int i = 0; i < n; i++) {
        for (int j = i - window < 0 ? 0 : i - window; j < m && j <= i + window; j++) {
            if (used_b[j] || a[i] != b[j])
                continue;
            used_a[i] = used_b[j] = true;
            matches++;
            break;
        }
    }
    if (matches == 0)
        return 0;
    int out_of_order = 0, j = 0;
    for (int i = 0; i < n; i++) {
        if (!used_a[i])
            continue;
        while (!used_b[j])
            j++;
        out_of_order += a[i] != b[j++];
    }
    double k = matches;
    double jaro = (k / n + k / m + (k - out_of_order / 2) / k) / 3;
    while (prefix < 4 && a[prefix] && a[prefix] == b[prefix])
        prefix++;
    return jaro + (jaro > 0.7 ? prefix * 0.1 * (1 - jaro) : 0);
}

/* --- measures
 * -------------------------------------------------------------------------------------- */

typedef double Measure(const Names *names, const Entry *a, const Entry *b);

static double measure_syllables(const Names *names, const Entry *a, const Entry *b)
{
    return name_syllable_similarity(names, a->name, b->name);
}

static double measure_rollbook(const Names *names, const Entry *a, const Entry *b)
{
    return name_similarity(names, a->name, b->name);
}

static double measure_jaro_winkler(const Names *names, const Entry *a, const Entry *b)
{
    (void)names;
    return jaro_winkler(a->joined, b->joined);
}

static double measure_levenshtein(const Names *names, const Entry *a, const Entry *b)
{
    (void)names;
    return levenshtein(a->joined, b->joined);
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double *scores(Measure *measure, const Names *names, const PairSet *set, const Pair *pairs,
                      size_t count)
{
    double *out = x_new_array(double, count + 1);
    for (size_t i = 0; i < count; i++)
        out[i] = measure(names, &set->entries[pairs[i].a], &set->entries[pairs[i].b]);
    qsort(out, count, sizeof *out, ascending);
    return out;
}

/* Chance that a positive scores above a negative, ties half. Both sorted. */
static double area(const double *p, size_t n_p, const double *n, size_t n_n)
{
    double sum = 0;
    size_t below = 0, upto = 0;
    for (size_t i = 0; i < n_p; i++) {
        while (below < n_n && n[below] < p[i])
            below++;
        while (upto < n_n && n[upto] <= p[i])
            upto++;
        sum += ((double)below + (double)upto) / 2;
    }
    return n_p && n_n ? sum / ((double)n_p * (double)n_n) : 0;
}

static double true_positives(const double *p, size_t n_p, const double *n, size_t n_n, double rate)
{
    size_t above = (size_t)((double)n_n * rate), found = 0;
    if (n_p == 0 || n_n == 0)
        return 0;
    double threshold = n[n_n - 1 - (above < n_n ? above : n_n - 1)];
    for (size_t i = 0; i < n_p; i++)
        found += p[i] > threshold;
    return (double)found / (double)n_p;
}

static void report(const char *label, Measure *measure, const Names *names, const PairSet *set)
{
    double *p = scores(measure, names, set, set->positives, set->positive_count);
    double *n = scores(measure, names, set, set->negatives, set->negative_count);
    double *h = scores(measure, names, set, set->hard, set->hard_count);
    printf("  %-14s AUC %.4f  TPR@1%% %.3f  TPR@0.1%% %.3f", label,
           area(p, set->positive_count, n, set->negative_count),
           true_positives(p, set->positive_count, n, set->negative_count, 0.01),
           true_positives(p, set->positive_count, n, set->negative_count, 0.001));
    if (set->hard_count > 20)
        printf("  AUC hard %.4f", area(p, set->positive_count, h, set->hard_count));
    printf("\n");
    x_free(p);
    x_free(n);
    x_free(h);
}

static void report_blocking(const PairSet *set)
{
    size_t found = 0, passed = 0;
    for (size_t i = 0; i < set->positive_count; i++)
        found += name_block_shared(set->entries[set->positives[i].a].name,
                                   set->entries[set->positives[i].b].name);
    for (size_t i = 0; i < set->negative_count; i++)
        passed += name_block_shared(set->entries[set->negatives[i].a].name,
                                    set->entries[set->negatives[i].b].name);
    printf("  %-14s recall %.4f  random pairs passed %.3f\n", "block mask",
           (double)found / (double)set->positive_count,
           (double)passed / (double)set->negative_count);
}

/* --- pair files
 * ------------------------------------------------------------------------------------- */

static size_t find_root(size_t *parent, size_t x)
{
    while (parent[x] != x)
        x = parent[x] = parent[parent[x]];
    return x;
}

static size_t add_entry(PairSet *set, Map *known, Names *names, Arena *arena,
                        UTransliterator *any_latin, Str text)
{
    size_t index = (size_t)map_intern(known, text);
    if (index < set->entry_count)
        return index;
    Entry *entry = &set->entries[set->entry_count];
    entry->name = name_parse(names, arena, text);
    transliterate(any_latin, text, entry);
    set->parent[set->entry_count] = set->entry_count;
    return set->entry_count++;
}

static bool is_negative(PairSet *set, size_t a, size_t b)
{
    return a != b && find_root(set->parent, a) != find_root(set->parent, b) &&
           strcmp(set->entries[a].latin, set->entries[b].latin) != 0;
}

/* Does all but one syllable share its class, and is the odd one clearly another? */
static bool differs_by_one(const Names *names, const Name *a, const Name *b)
{
    if (a->titles || b->titles || a->count != b->count || a->count < 2)
        return false;
    int odd = 0;
    for (size_t i = 0; i < a->count; i++) {
        int count;
        int x = name_block_bit(names, name_readings(names, a->syllables[i], &count)[0]);
        int y = name_block_bit(names, name_readings(names, b->syllables[i], &count)[0]);
        if (x == y)
            continue;
        odd++;
        if (name_syllables_alike(names, a->syllables[i], b->syllables[i]) > 1500)
            return false;
    }
    return odd == 1;
}

static void draw_negatives(PairSet *set, const Names *names, uint64_t *seed)
{
    size_t wanted = set->positive_count * 12;
    wanted = wanted < NEGATIVES_MAX ? wanted : NEGATIVES_MAX;
    set->negatives = x_new_array(Pair, wanted + 1);
    for (size_t tries = 0; set->negative_count < wanted && tries < wanted * 4; tries++) {
        size_t a = set->positives[random_below(seed, set->positive_count)].a;
        size_t b = set->positives[random_below(seed, set->positive_count)].b;
        if (is_negative(set, a, b))
            set->negatives[set->negative_count++] = (Pair){a, b};
    }
    set->hard = x_new_array(Pair, HARD_MAX);
    for (size_t i = 0; i < set->positive_count && set->hard_count < HARD_MAX; i++) {
        size_t from = random_below(seed, set->positive_count), a = set->positives[i].a;
        for (size_t k = 0; k < set->positive_count; k++) {
            size_t b = set->positives[(from + k) % set->positive_count].b;
            if (!differs_by_one(names, set->entries[a].name, set->entries[b].name) ||
                !is_negative(set, a, b))
                continue;
            set->hard[set->hard_count++] = (Pair){a, b};
            break;
        }
    }
}

static void bench_pairs(Names *names, const char *path, const char *label,
                        UTransliterator *any_latin, Error *err)
{
    Arena *arena = arena_create();
    Map *known = map_create();
    Tsv tsv = tsv_parse(arena, file_read(arena, path, 1 << 26, err), path, err);
    int a = tsv_need(&tsv, "a", path, err), b = tsv_need(&tsv, "b", path, err);
    uint64_t seed = 20;
    if (error_ok(err) && tsv.row_count > 0) {
        PairSet set = {.entries = x_new_array(Entry, 2 * tsv.row_count),
                       .parent = x_new_array(size_t, 2 * tsv.row_count),
                       .positives = x_new_array(Pair, tsv.row_count)};
        for (size_t i = 0; i < tsv.row_count; i++) {
            Pair pair = {add_entry(&set, known, names, arena, any_latin, tsv.rows[i].fields[a]),
                         add_entry(&set, known, names, arena, any_latin, tsv.rows[i].fields[b])};
            set.positives[set.positive_count++] = pair;
            set.parent[find_root(set.parent, pair.a)] = find_root(set.parent, pair.b);
        }
        /* A sample of the longest files: the first of a shuffle. */
        for (size_t i = 0; i < set.positive_count && i < PAIRS_MAX; i++) {
            size_t k = i + random_below(&seed, set.positive_count - i);
            Pair swap = set.positives[i];
            set.positives[i] = set.positives[k];
            set.positives[k] = swap;
        }
        if (set.positive_count > PAIRS_MAX)
            set.positive_count = PAIRS_MAX;
        draw_negatives(&set, names, &seed);
        printf("%s: %zu pairs, %zu random negatives, %zu hard\n", label, set.positive_count,
               set.negative_count, set.hard_count);
        report("rollbook", measure_rollbook, names, &set);
        report("syllables only", measure_syllables, names, &set);
        report("jaro-winkler", measure_jaro_winkler, names, &set);
        report("levenshtein", measure_levenshtein, names, &set);
        report_blocking(&set);
        x_free(set.entries);
        x_free(set.parent);
        x_free(set.positives);
        x_free(set.negatives);
        x_free(set.hard);
    }
    map_free(known);
    arena_free(arena);
}

static void bench_folder(Names *names, const char *folder, Error *err)
{
    static const UChar ID[] = u"Any-Latin; Latin-ASCII; Lower";
    UErrorCode code = U_ZERO_ERROR;
    UTransliterator *any_latin = utrans_openU(ID, -1, UTRANS_FORWARD, NULL, 0, NULL, &code);
    Arena *arena = arena_create();
    FileList files = file_walk(arena, folder, err);
    for (size_t i = 0; i < files.count && error_ok(err); i++)
        if (str_starts_with(str_from(files.paths[i]), STR("pairs_")))
            bench_pairs(names, file_join(arena, folder, files.paths[i]), files.paths[i], any_latin,
                        err);
    arena_free(arena);
    utrans_close(any_latin);
}

/* --- speed
 * ------------------------------------------------------------------------------------------- */

static double cpu_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void bench_speed(Names *names, const char *path, Error *err)
{
    enum { ROUNDS = 50, COMPARISONS = 4000000 };
    Arena *arena = arena_create();
    Tsv tsv = tsv_parse(arena, file_read(arena, path, 1 << 26, err), path, err);
    int a = tsv_need(&tsv, "a", path, err), b = tsv_need(&tsv, "b", path, err);
    size_t count = 2 * tsv.row_count, compared = 0, blocked = 0;
    const Name **parsed = x_new_array(const Name *, count + 1);
    double start = cpu_seconds(), sum = 0;
    for (size_t i = 0; i < count && error_ok(err); i++)
        parsed[i] = name_parse(names, arena, tsv.rows[i / 2].fields[i % 2 ? b : a]);
    double first = cpu_seconds() - start;
    Arena *scratch = arena_create();
    start = cpu_seconds();
    for (int round = 0; round < ROUNDS && error_ok(err); round++) {
        for (size_t i = 0; i < count; i++)
            (void)name_parse(names, scratch, tsv.rows[i / 2].fields[i % 2 ? b : a]);
        arena_reset(scratch);
    }
    double parsing = cpu_seconds() - start;
    arena_free(scratch);
    start = cpu_seconds();
    for (size_t step = 1; compared < COMPARISONS && step < count; step++) {
        for (size_t i = 0; i < count; i++)
            sum += name_similarity(names, parsed[i], parsed[(i + step) % count]);
        compared += count;
    }
    double comparing = cpu_seconds() - start;
    size_t alike = 0, filtered = 0;
    start = cpu_seconds();
    for (size_t step = 1; filtered < COMPARISONS && step < count; step++) {
        for (size_t i = 0; i < count; i++)
            alike +=
                name_similarity_above(names, parsed[i], parsed[(i + step) % count], 0.45) >= 0.45;
        filtered += count;
    }
    double filtering = cpu_seconds() - start;
    start = cpu_seconds();
    for (size_t step = 1; step < count && blocked < COMPARISONS; step++)
        for (size_t i = 0; i < count; i++)
            blocked += name_block_shared(parsed[i], parsed[(i + step) % count]);
    double blocking = cpu_seconds() - start;
    if (count > 0 && error_ok(err)) {
        printf("parse      %8.2f us a name (%.2f us while its syllables are new)\n",
               parsing / ROUNDS / (double)count * 1e6, first / (double)count * 1e6);
        printf("compare    %8.2f million pairs/s (mean similarity %.4f)\n",
               (double)compared / comparing / 1e6, sum / (double)compared);
        printf("above 0.45 %8.2f million pairs/s (%zu found)\n", (double)filtered / filtering / 1e6,
               alike);
        printf("block mask %8.2f million pairs/s\n", (double)compared / blocking / 1e6);
    }
    x_free(parsed);
    arena_free(arena);
}

int main(int argc, char **argv)
{
    Error err = {0};
    Assets assets = {0};
    if (argc != 3 || (strcmp(argv[1], "pairs") != 0 && strcmp(argv[1], "speed") != 0)) {
        fprintf(stderr, "usage: names_bench pairs FOLDER | speed FILE\n");
        return 2;
    }
    Names *names = names_load(&assets, &err);
    if (names && strcmp(argv[1], "pairs") == 0)
        bench_folder(names, argv[2], &err);
    else if (names)
        bench_speed(names, argv[2], &err);
    names_free(names);
    if (!error_ok(&err)) {
        char message[512];
        error_format(&err, message, sizeof message);
        fprintf(stderr, "names_bench: %s\n", message);
        return 3;
    }
    return 0;
}
