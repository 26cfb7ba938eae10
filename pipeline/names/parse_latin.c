/*
 * Names in Latin letters. Spelling is free and spaces mean nothing ("Ayeaye", "Ei Thinzar",
 * "K'Paw"), so the cheapest way to cut a token into onset + rime is searched by dynamic
 * programming over all spellings of the tables.
 */

#include "pipeline/names/parsers.h"

/* Costs in hundredths of a syllable; measured by what they do to attested pairs (README.md). */
enum {
    COST_SYLLABLE = 100,
    COST_EMPTY_ONSET = 35, /* a vowel begins a syllable inside the token */
    COST_GLIDE_ONSET = 25, /* "thuin": u stands for w */
    COST_LONG_RIME = 20,   /* more than 3 letters and not listed */
    COST_Y_ONSET = 30,     /* y behind a consonant is rather its medial */
    COST_NG_ONSET = 30,    /* ng behind a vowel is rather its coda */
    COST_CLUSTER = 45,     /* Wet-let, not We-tlet */
    COST_GY_AFTER_N = 45,  /* Mong-yai, not Mon-gyai */
    COST_FINAL_E = 120,    /* a silent e inside a token */
    COST_CODA_BEFORE_VOWEL = 40,
    COST_NO_ONSET_AHEAD = 30,
    COST_MINOR = 170, /* a consonant alone: K'Paw */
    COST_SKIP = 250,
    COST_NONE = 1 << 28,
};

enum { RIME_LETTERS_MAX = 6, ONSET_SPELLINGS_MAX = 12 };

/* The last step on the cheapest way to a place in the token. */
typedef struct Step {
    int cost;
    int8_t from;
    int16_t onset; /* ONSET_EMPTY, STEP_SKIP, or index of an onset spelling */
    int16_t rime;  /* index of a rime spelling; RIME_MINOR for a consonant alone */
} Step;

enum { ONSET_EMPTY = -1, STEP_SKIP = -2, RIME_MINOR = -1 };

static bool is_vowel(char c)
{
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y';
}

static bool is_onset(const SpellingTrie *trie, const char *letters, int count)
{
    size_t node = 0;
    for (int i = 0; i < count; i++)
        if (!trie_step(trie, &node, letters[i]))
            return false;
    return trie->nodes[node].entry >= 0;
}

/* May this onset stand at i at all, with the rime after it at j? */
static bool onset_fits(Str onset, const char *t, int n, int i, int j)
{
    if (onset.len == 0)
        return !(i > 0 && is_vowel(t[i - 1]) && !is_vowel(t[i]));
    char last = onset.ptr[onset.len - 1];
    /* Glide spellings (i for y, u for w) only before another vowel. */
    if (last == 'i' || last == 'u')
        return j < n && is_vowel(t[j]) && t[j] != last;
    return true;
}

static int onset_cost(Str onset, const char *t, int i)
{
    int cost = 0;
    if (onset.len == 0)
        return i > 0 ? COST_EMPTY_ONSET : 0;
    char last = onset.ptr[onset.len - 1];
    if (last == 'i' || last == 'u')
        cost += COST_GLIDE_ONSET;
    if (i == 0)
        return cost;
    if (str_is(onset, "y") && !is_vowel(t[i - 1]))
        cost += COST_Y_ONSET;
    if (str_starts_with(onset, STR("ng")) || str_is(onset, "hng"))
        cost += COST_NG_ONSET;
    if (onset.len > 1 && (last == 'l' || last == 'r') && !str_is(onset, "hl") &&
        !str_is(onset, "hr") && !str_is(onset, "ll") && !str_is(onset, "rr"))
        cost += COST_CLUSTER;
    if (onset.len > 1 && (last == 'w' || last == 'y') && t[i - 1] == 'n' && onset.ptr[0] == 'g')
        cost += COST_GY_AFTER_N;
    return cost;
}

/* What it costs to let the rime t[j..k) end a syllable that began at i. */
static int rime_cost(const LatinTables *tables, const LatinRime *rime, const char *t, int n, int i,
                     int j, int k)
{
    int cost = 0, length = k - j;
    char last = t[k - 1];
    if (!rime->listed && length > 3)
        cost += COST_LONG_RIME;
    if (k == n)
        return cost;
    if (length > 2 && last == 'e' && !is_vowel(t[k - 2]) &&
        !is_onset(&tables->final_e, t + i, k - i))
        cost += COST_FINAL_E;
    if (is_vowel(t[k]) && !is_vowel(last))
        cost += COST_CODA_BEFORE_VOWEL;
    if (!is_vowel(t[k]) && is_vowel(last) && k + 1 < n && !is_vowel(t[k + 1]) &&
        !is_onset(&tables->onset_trie, t + k, 2))
        cost += COST_NO_ONSET_AHEAD;
    return cost;
}

static void offer(Step *step, Step other)
{
    if (other.cost < step->cost)
        *step = other;
}

/* All rimes behind one onset. */
static void try_rimes(const LatinTables *tables, const char *t, int n, int i, int j, int onset,
                      Step *steps)
{
    Str spelling = onset == ONSET_EMPTY ? STR("") : tables->onsets[onset].spelling;
    if (!onset_fits(spelling, t, n, i, j))
        return;
    int base = steps[i].cost + COST_SYLLABLE + onset_cost(spelling, t, i);
    size_t node = 0;
    for (int k = j; k < n && k < j + RIME_LETTERS_MAX;) {
        if (!trie_step(&tables->rime_trie, &node, t[k++]))
            return;
        int entry = tables->rime_trie.nodes[node].entry;
        if (entry < 0)
            continue;
        int cost = base + rime_cost(tables, &tables->rimes[entry], t, n, i, j, k);
        offer(&steps[k], (Step){cost, (int8_t)i, (int16_t)onset, (int16_t)entry});
    }
}

/* All syllables, minor syllables and the skip that begin at i. */
static void try_from(const LatinTables *tables, const char *t, int n, int i, Step *steps)
{
    int found[ONSET_SPELLINGS_MAX], ends[ONSET_SPELLINGS_MAX], count = 0;
    size_t node = 0;
    for (int j = i; j < n && count < ONSET_SPELLINGS_MAX;) {
        if (!trie_step(&tables->onset_trie, &node, t[j++]))
            break;
        if (tables->onset_trie.nodes[node].entry >= 0) {
            found[count] = tables->onset_trie.nodes[node].entry;
            ends[count++] = j;
        }
    }
    /* The longest onset first: it wins where costs are equal. */
    for (int o = count; o-- > 0;)
        try_rimes(tables, t, n, i, ends[o], found[o], steps);
    try_rimes(tables, t, n, i, i, ONSET_EMPTY, steps);
    for (int o = count; o-- > 0;) {
        int end = ends[o];
        bool consonants = end - i <= 2 && !is_vowel(t[i]) && !is_vowel(t[end - 1]);
        if (consonants)
            offer(&steps[end],
                  (Step){steps[i].cost + COST_MINOR, (int8_t)i, (int16_t)found[o], RIME_MINOR});
    }
    offer(&steps[i + 1], (Step){steps[i].cost + COST_SKIP, (int8_t)i, STEP_SKIP, 0});
}

/* --- readings
 * -------------------------------------------------------------------------------------------- */

/* "Lwan" writes -un, and "Wun" -wan: after w the two are one. */
static void add_w_readings(ReadingSet *set)
{
    int count = set->count;
    for (int i = 0; i < count; i++) {
        Reading r = set->items[i];
        Coda coda = reading_coda(r);
        Medial medial = reading_medial(r);
        if (coda != CODA_N && coda != CODA_T)
            continue;
        if ((medial == MEDIAL_W || medial == MEDIAL_YW) && reading_nucleus(r) == NUCLEUS_A)
            reading_set_add(set,
                            reading_of(reading_onset(r), medial == MEDIAL_W ? MEDIAL_0 : MEDIAL_Y,
                                       NUCLEUS_U, coda));
        if (reading_onset(r) == ONSET_W && reading_nucleus(r) == NUCLEUS_U)
            reading_set_add(set, reading_of(ONSET_W, medial, NUCLEUS_A, coda));
    }
}

static bool is_w_onset(Str onset)
{
    return str_is(onset, "w") || str_is(onset, "hw") || str_is(onset, "nw") || str_is(onset, "sw");
}

/* The readings that an onset's spelling has before this rime. */
static int onset_readings(const LatinTables *tables, int onset, Str rime, OnsetReading *out)
{
    static const OnsetReading EMPTY = {ONSET_0, MEDIAL_0};
    if (onset == ONSET_EMPTY) {
        out[0] = EMPTY;
        return 1;
    }
    const LatinOnset *spelling = &tables->onsets[onset];
    if (str_is(spelling->spelling, "c") && rime.len && strchr("eiy", rime.ptr[0])) {
        out[0] = (OnsetReading){ONSET_S, MEDIAL_0};
        out[1] = (OnsetReading){ONSET_C, MEDIAL_0};
        return 2;
    }
    memcpy(out, spelling->readings, spelling->count * sizeof *out);
    return spelling->count;
}

static void read_syllable(const LatinTables *tables, const Step *step, ReadingSet *set)
{
    static const RimeReading WAI[] = {{NUCLEUS_E, CODA_0}, {NUCLEUS_AI, CODA_0}};
    OnsetReading onsets[SPELLING_READINGS_MAX];
    if (step->rime == RIME_MINOR) {
        int count = onset_readings(tables, step->onset, STR(""), onsets);
        for (int i = 0; i < count; i++)
            reading_set_add(set, reading_of((Onset)onsets[i].onset, (Medial)onsets[i].medial,
                                            NUCLEUS_ER, CODA_0));
        return;
    }
    const LatinRime *rime = &tables->rimes[step->rime];
    const RimeReading *rimes = rime->readings;
    int rime_count = rime->count;
    int onset_count = onset_readings(tables, step->onset, rime->spelling, onsets);
    Str onset = step->onset == ONSET_EMPTY ? STR("") : tables->onsets[step->onset].spelling;
    if (str_is(rime->spelling, "ai") && is_w_onset(onset)) {
        rimes = WAI;
        rime_count = 2;
    }
    /* ia, io, iu: the i is a glide unless the onset has one. */
    bool glide = rime->spelling.len >= 2 && rime->spelling.ptr[0] == 'i' &&
                 strchr("aou", rime->spelling.ptr[1]);
    for (int i = 0; i < onset_count && glide; i++)
        glide = onsets[i].medial == MEDIAL_0;
    for (int i = 0; i < onset_count; i++)
        for (int j = 0; j < rime_count; j++)
            reading_set_add(set, reading_of((Onset)onsets[i].onset,
                                            glide ? MEDIAL_Y : (Medial)onsets[i].medial,
                                            (Nucleus)rimes[j].nucleus, (Coda)rimes[j].coda));
    add_w_readings(set);
}

void parse_latin(const LatinTables *tables, Str token, SyllableList *list)
{
    const char *t = token.ptr;
    int n = (int)(token.len < LATIN_TOKEN_MAX ? token.len : LATIN_TOKEN_MAX);
    Step steps[LATIN_TOKEN_MAX + 1];
    for (int i = 0; i <= n; i++)
        steps[i] = (Step){.cost = COST_NONE};
    steps[0].cost = 0;
    for (int i = 0; i < n; i++)
        try_from(tables, t, n, i, steps);

    /* The way back gives the syllables in reverse. */
    const Step *way[LATIN_TOKEN_MAX];
    int length = 0;
    for (int at = n; at > 0; at = steps[at].from)
        if (steps[at].onset != STEP_SKIP)
            way[length++] = &steps[at];
    while (length-- > 0) {
        ReadingSet *set = syllable_list_add(list);
        if (!set)
            return;
        read_syllable(tables, way[length], set);
    }
}
