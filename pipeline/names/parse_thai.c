/*
 * Names in Thai script: Thai names, and the names of Burmese and Karen children as Thai registrars
 * write them. No blanks between syllables, vowels before, above and behind their consonants, some
 * not written: all patterns of thai_patterns.tsv are tried at every place, the cheapest way wins.
 */

#include "pipeline/names/parsers.h"

/* Characters by their offset from U+0E00. */
enum {
    T_KO_KAI = 0x01,
    T_SO_SO = 0x0B,
    T_THO_THAHAN = 0x17,
    T_NO_NU = 0x19,
    T_MO_MA = 0x21,
    T_YO_YAK = 0x22,
    T_RO_RUA = 0x23,
    T_RU = 0x24,
    T_LO_LING = 0x25,
    T_WO_WAEN = 0x27,
    T_HO_HIP = 0x2B,
    T_O_ANG = 0x2D,
    T_HO_NOKHUK = 0x2E,
    T_PAIYANNOI = 0x2F,
    T_A = 0x30,
    T_AA = 0x32,
    T_I = 0x34,
    T_U = 0x38,
    T_UU = 0x39,
    T_E = 0x40,
    T_MAI_MUAN = 0x43,
    T_MAI_MALAI = 0x44,
    T_MAIYAMOK = 0x46,
    T_MAITAIKHU = 0x47,
    T_MAI_EK = 0x48,
    T_MAI_CHATTAWA = 0x4B,
    T_KILLER = 0x4C,
    T_NGO_NGU = 0x07,
};

/* Costs in hundredths of a syllable. */
enum {
    COST_SYLLABLE = 100,
    COST_LETTER = 145, /* a consonant alone, with an unwritten a */
    COST_CLUSTER = 5,
    COST_SPLIT = 115, /* the lead vowel stands inside the cluster: ทเว for thwe */
    COST_BARE_O = 60, /* อ is rather a vowel sign than an empty onset */
    COST_SKIP = 200,
    COST_NONE = 1 << 28,
};

typedef struct Text {
    uint8_t at[SCRIPT_TOKEN_MAX + 8]; /* zeros behind the end: no look-ahead runs out */
    int count;
    uint8_t clusters[2]
                    [SCRIPT_TOKEN_MAX + 2]; /* length of each place's; [1]: behind a lead vowel */
} Text;

static bool is_consonant(uint8_t c)
{
    return c >= T_KO_KAI && c <= T_HO_NOKHUK;
}

static bool in_set(uint8_t c, const char *set)
{
    return c && strchr(set, c);
}

/*
 * Sets of letters as strings of offsets: consonants that r, l, w, y may follow in one cluster,
 * behind a lead vowel and elsewhere.
 */
#define SET_KO_KHO_KHO "\x01\x02\x04" /* ก ข ค */
/* ... ต ป พ ผ บ ด ฟ ท ซ, ส ช ศ; ล after ป พ ผ บ ฟ ส ช; y after ป พ ผ ม บ ล น ว ท ด ต */
static const char LEAD_R[] = SET_KO_KHO_KHO "\x15\x1b\x1e\x1c\x1a\x14\x1f\x17\x0b\x2a\x28";
static const char LEAD_L[] = SET_KO_KHO_KHO "\x1b\x1e\x1a\x1f";
static const char LEAD_W[] = SET_KO_KHO_KHO;
static const char FREE_R[] = SET_KO_KHO_KHO "\x15\x1b\x1e\x1c\x1a\x14\x1f\x17\x0b\x2a\x0a\x28";
static const char FREE_L[] = SET_KO_KHO_KHO "\x1b\x1e\x1c\x1a\x1f\x2a\x0a";
static const char FREE_W[] = SET_KO_KHO_KHO
    "\x15\x17\x16\x1e\x1c\x21\x19\x2a\x0b\x0a\x08\x25\x07\x1a\x1b\x14\x22\x23\x2b\x2e\x18\x28";
static const char FREE_Y[] = SET_KO_KHO_KHO "\x1b\x1e\x1c\x21\x1a\x25\x19\x27\x17\x14\x15";
static const char AFTER_SILENT_H[] = "\x07\x0d\x19\x21\x22\x23\x25\x27\x13"; /* ง ญ น ม ย ร ล ว ณ */
/* Letters that close a syllable; those that close an unwritten o. */
static const char FINALS[] = "\x01\x07\x14\x15\x19\x1a\x1b\x21\x22\x27\x17\x2a\x23\x25\x0a\x08\x18"
                             "\x1e\x04\x0d\x13\x28\x10\x02\x20\x29\x2c\x16";
static const char FINALS_OF_O[] =
    "\x01\x07\x14\x15\x19\x1a\x1b\x21\x25\x1e\x20\x08\x2a\x28\x17\x18";

/* Signs that take the consonant before them as theirs. */
static bool is_vowel_behind(uint8_t c)
{
    return (c >= T_A && c <= T_UU) || c == T_MAITAIKHU;
}

/* --- making the token ready
 * ------------------------------------------------------------------------------ */

/* Is the killed ng or n at i the end of -aing or -aung (ไลง์, เมาง์)? Then it sounds. */
static bool sounds_though_killed(const uint8_t *t, int i)
{
    if (t[i] != T_NGO_NGU && t[i] != T_NO_NU)
        return false;
    for (int consonants = 1; consonants <= 2; consonants++) {
        int lead = i - consonants - 1;
        if (lead < 0 || !is_consonant(t[lead + 1]) || !is_consonant(t[lead + consonants]))
            continue;
        if (t[lead] == T_MAI_MUAN || t[lead] == T_MAI_MALAI)
            return true;
    }
    for (int consonants = 1; consonants <= 2; consonants++) {
        int lead = i - consonants - 2;
        if (lead < 0 || t[i - 1] != T_AA || !is_consonant(t[lead + 1]) ||
            !is_consonant(t[lead + consonants]))
            continue;
        if (t[lead] == T_E)
            return true;
    }
    return false;
}

/*
 * Learned spellings keep letters at the end of a word that nobody says: the i of ชาติ (chat) and
 * วุฒิ (wut), the r of บุตร (but) and เพชร (phet).
 */
static int without_silent_end(const Text *text)
{
    const uint8_t *t = text->at;
    int n = text->count;
    if (n < 4)
        return n;
    uint8_t last = t[n - 1], stop = t[n - 2], before = t[n - 3];
    if (last == T_I && in_set(stop, "\x15\x12") && in_set(before, "\x32\x38\x31\x23"))
        return n - 1;
    if (last != T_RO_RUA)
        return n;
    if (stop == T_KO_KAI)
        return before == 0x31 ? n - 1 : n; /* จักร chak, but กร at an end is korn */
    bool vowel = (before >= T_A && before <= T_UU) || (is_consonant(before) && t[n - 4] >= T_E);
    return in_set(stop, "\x15\x0a\x04") && vowel ? n - 1 : n;
}

/* Tone marks and killed letters do not count. */
static Text prepare(Str token)
{
    uint32_t chars[SCRIPT_TOKEN_MAX];
    uint8_t t[2 * SCRIPT_TOKEN_MAX + 2] = {0};
    int n = 0;
    size_t count = token_chars(token, chars, SCRIPT_TOKEN_MAX);
    for (size_t i = 0; i < count; i++) {
        if (chars[i] < THAI_FIRST || chars[i] >= THAI_FIRST + THAI_SIZE)
            continue;
        uint8_t c = (uint8_t)(chars[i] - THAI_FIRST);
        if (c == T_PAIYANNOI || c == T_MAIYAMOK || (c >= T_MAI_EK && c <= T_MAI_CHATTAWA))
            continue;
        if (c == T_RU) {
            /* ru is said ri in most names: กฤษ krit, ฤทธิ์ rit */
            t[n++] = T_RO_RUA;
            c = T_I;
        }
        t[n++] = c;
    }
    Text text = {.count = 0};
    for (int i = 0; i < n && text.count < SCRIPT_TOKEN_MAX; i++) {
        int killer = i + 1 + (t[i + 1] == T_I || t[i + 1] == T_U);
        if (!is_consonant(t[i]) || t[killer] != T_KILLER) {
            text.at[text.count++] = t[i];
            continue;
        }
        if (killer == i + 1 && sounds_though_killed(t, i)) {
            text.at[text.count++] = t[i];
            text.at[text.count++] = T_KILLER;
        }
        i = killer;
    }
    int sounding = without_silent_end(&text);
    while (text.count > sounding)
        text.at[--text.count] = 0;
    return text;
}

/* --- matching
 * ---------------------------------------------------------------------------------------------- */

/* Length of the consonant cluster at t: 2 or 3, or 0 where there is none. */
static int cluster_length(const uint8_t *t, bool after_lead)
{
    if (t[0] == T_HO_HIP && in_set(t[1], AFTER_SILENT_H))
        return 2;
    switch (t[1]) {
    case T_RO_RUA:
        return in_set(t[0], after_lead ? LEAD_R : FREE_R) ? 2 : 0;
    case T_LO_LING:
        return in_set(t[0], after_lead ? LEAD_L : FREE_L) ? 2 : 0;
    case T_WO_WAEN:
        return in_set(t[0], after_lead ? LEAD_W : FREE_W) ? 2 : 0;
    case T_YO_YAK:
        return !after_lead && in_set(t[0], FREE_Y) ? 2 : 0;
    case T_HO_HIP:
        return !after_lead && t[0] == T_MO_MA && (t[2] == T_YO_YAK || t[2] == T_MO_MA) ? 3 : 0;
    default:
        return 0;
    }
}

/*
 * Matches a pattern whose consonants are t[at .. at + consonants). with_coda asks for the final
 * that the pattern may have. Returns the end, or -1; the final letter in *final (0: none).
 */
static int match_behind(const ThaiPattern *pattern, const uint8_t *t, int at, int consonants,
                        bool with_coda, uint8_t *final)
{
    int end = at + consonants;
    *final = 0;
    for (int i = 0; i < pattern->after_len; i++)
        if (t[end++] != pattern->after[i])
            return -1;
    bool taken = true;
    switch (pattern->coda) {
    case '?':
        if (!with_coda)
            return end;
        taken = in_set(t[end], FINALS) && !is_vowel_behind(t[end + 1]);
        break;
    case '+':
        taken = in_set(t[end], FINALS) && !is_vowel_behind(t[end + 1]);
        break;
    case '*':
        taken = is_consonant(t[end]);
        break;
    case '!':
        taken = in_set(t[end], FINALS_OF_O) && !is_vowel_behind(t[end + 1]);
        break;
    case '.':
        return is_vowel_behind(t[end]) ? -1 : end;
    default:
        return end;
    }
    if (!taken)
        return -1;
    *final = t[end];
    return end + 1;
}

/* The last syllable on the cheapest way to a place. */
typedef struct Step {
    int cost;
    int16_t from;
    int16_t pattern; /* -1: a character passed over */
    int16_t cluster; /* where its consonants are, and how many */
    uint8_t consonants;
    uint8_t final;
    uint8_t before; /* a consonant in front of the lead vowel, or 0 */
} Step;

static void offer(Step *step, Step other)
{
    if (other.cost < step->cost)
        *step = other;
}

static void find_clusters(Text *text)
{
    for (int i = 0; i < text->count + 2; i++)
        for (int lead = 0; lead < 2; lead++)
            text->clusters[lead][i] = (uint8_t)cluster_length(text->at + i, lead);
}

/* False where the letters at i tell that a pattern cannot begin there: of most patterns they do. */
static inline bool may_begin(const ThaiPattern *pattern, const uint8_t *t, int i)
{
    if (pattern->lead)
        return t[i] == pattern->lead || t[i + 1] == pattern->lead;
    uint8_t sign = pattern->after[0]; /* behind one to three consonants */
    return is_consonant(t[i]) &&
           (sign == 0 || sign == t[i + 1] || sign == t[i + 2] || sign == t[i + 3]);
}

static void try_pattern(const ThaiTables *tables, const Text *text, int i, int index, Step *steps)
{
    const ThaiPattern *pattern = &tables->patterns[index];
    const uint8_t *t = text->at;
    bool here = pattern->lead ? t[i] == pattern->lead : is_consonant(t[i]);
    bool split = pattern->lead && t[i + 1] == pattern->lead && is_consonant(t[i]);
    if (!here && !split)
        return;
    bool single_only = pattern->coda == '.' || pattern->coda == '1';
    int base = steps[i].cost + (pattern->coda == '1' ? COST_LETTER : COST_SYLLABLE);
    for (int shift = 0; shift < 2; shift++) {
        /* shift 1: a consonant, then the lead vowel, then the rest of the cluster. */
        int lead = i + shift, at = lead + (pattern->lead != 0);
        if (shift ? !split : !here)
            continue;
        int cluster = single_only ? 0 : text->clusters[pattern->lead != 0][at];
        for (int consonants = cluster ? cluster : 1; consonants;
             consonants = consonants > 1 ? 1 : 0) {
            if (!is_consonant(t[at]))
                break;
            bool glide =
                t[at] == T_WO_WAEN || t[at] == T_YO_YAK || t[at] == T_LO_LING || t[at] == T_RO_RUA;
            if (shift && (consonants > 1 || !glide))
                continue;
            for (int with_coda = 1; with_coda >= 0; with_coda--) {
                uint8_t final;
                if (!with_coda && pattern->coda != '?')
                    break;
                int end = match_behind(pattern, t, at, consonants, with_coda, &final);
                if (end < 0 || end > text->count)
                    continue;
                int cost = shift ? steps[i].cost + COST_SPLIT : base;
                if (!shift && consonants > 1 && t[at] != T_HO_HIP)
                    cost += COST_CLUSTER;
                if (!shift && end == i + 1 && t[i] == T_O_ANG)
                    cost += COST_BARE_O;
                offer(&steps[end], (Step){cost, (int16_t)i, (int16_t)index, (int16_t)at,
                                          (uint8_t)consonants, final, shift ? t[i] : 0});
            }
        }
    }
}

/* --- readings
 * ------------------------------------------------------------------------------------------------
 */

static Medial medial_of(uint8_t letter)
{
    switch (letter) {
    case T_WO_WAEN:
        return MEDIAL_W;
    case T_YO_YAK:
        return MEDIAL_Y;
    case T_LO_LING:
        return MEDIAL_L;
    case T_RO_RUA:
        return MEDIAL_R;
    default:
        return MEDIAL_0;
    }
}

/* The onsets of a cluster, and its medial. */
static int cluster_onsets(const ThaiTables *tables, const uint8_t *t, const Step *step,
                          const uint8_t **onsets, Medial *medial)
{
    static const uint8_t THR[] = {ONSET_S, ONSET_HT}; /* ทร is s in Thai words */
    const uint8_t *c = t + step->cluster;
    uint8_t letter = c[0];
    *medial = MEDIAL_0;
    if (step->before) {
        letter = step->before;
        *medial = medial_of(c[0]);
    } else if (step->consonants == 3) {
        *medial = c[2] == T_YO_YAK ? MEDIAL_Y : MEDIAL_0;
    } else if (step->consonants == 2 && c[0] == T_HO_HIP) {
        letter = c[1]; /* a silent h */
    } else if (step->consonants == 2 && c[0] == T_THO_THAHAN && c[1] == T_RO_RUA) {
        *onsets = THR;
        return 2;
    } else if (step->consonants == 2) {
        *medial = medial_of(c[1]);
    }
    *onsets = tables->onsets[letter];
    return tables->onset_count[letter];
}

static Coda coda_of(const ThaiPattern *pattern, uint8_t final)
{
    if (pattern->coda == 'n' || pattern->coda == '.')
        return CODA_N;
    if (pattern->coda == 't')
        return CODA_T;
    if (!final)
        return CODA_0;
    /* ง น ณ ญ ม ล ฬ ร */
    return in_set(final, "\x07\x19\x13\x0d\x21\x25\x2c\x23") ? CODA_N : CODA_T;
}

/* A final y or w makes a diphthong of a single nucleus. */
static Nucleus with_glide(Nucleus nucleus, uint8_t final)
{
    if (final == T_YO_YAK && nucleus == NUCLEUS_A)
        return NUCLEUS_AI;
    if (final == T_YO_YAK && nucleus == NUCLEUS_AW)
        return NUCLEUS_O;
    if (final == T_WO_WAEN && nucleus == NUCLEUS_A)
        return NUCLEUS_AU;
    return nucleus;
}

static Medial join_medials(Medial cluster, Medial pattern)
{
    if (cluster == MEDIAL_Y && pattern == MEDIAL_W)
        return MEDIAL_YW;
    return cluster != MEDIAL_0 ? cluster : pattern;
}

static void read_syllable(const ThaiTables *tables, const uint8_t *t, const Step *step,
                          ReadingSet *set)
{
    const ThaiPattern *pattern = &tables->patterns[step->pattern];
    const uint8_t *onsets;
    Medial medial;
    int count = cluster_onsets(tables, t, step, &onsets, &medial);
    medial = join_medials(medial, (Medial)pattern->medial);
    Coda coda = coda_of(pattern, step->final);
    bool glide = step->final == T_YO_YAK || step->final == T_WO_WAEN;
    if (glide)
        coda = CODA_0;
    for (int i = 0; i < (count ? count : 1); i++) {
        Onset onset = count ? (Onset)onsets[i] : ONSET_0;
        for (int j = 0; j < pattern->nucleus_count; j++) {
            Nucleus nucleus = (Nucleus)pattern->nuclei[j];
            if (glide && pattern->nucleus_count == 1)
                nucleus = with_glide(nucleus, step->final);
            if (onset == ONSET_C && medial == MEDIAL_Y)
                reading_set_add(set, reading_of(onset, MEDIAL_0, nucleus, coda));
            reading_set_add(set, reading_of(onset, medial, nucleus, coda));
        }
    }
}

void parse_thai(const ThaiTables *tables, Str token, SyllableList *list)
{
    Text text = prepare(token);
    find_clusters(&text);
    Step steps[SCRIPT_TOKEN_MAX + 2];
    for (int i = 0; i <= text.count; i++)
        steps[i] = (Step){.cost = COST_NONE};
    steps[0].cost = 0;
    for (int i = 0; i < text.count; i++) {
        for (int p = 0; p < (int)tables->pattern_count; p++)
            if (may_begin(&tables->patterns[p], text.at, i))
                try_pattern(tables, &text, i, p, steps);
        offer(&steps[i + 1], (Step){steps[i].cost + COST_SKIP, (int16_t)i, -1, 0, 0, 0, 0});
    }
    const Step *way[SCRIPT_TOKEN_MAX + 2];
    int length = 0;
    for (int at = text.count; at > 0; at = steps[at].from)
        if (steps[at].pattern >= 0)
            way[length++] = &steps[at];
    while (length-- > 0) {
        ReadingSet *set = syllable_list_add(list);
        if (!set)
            return;
        read_syllable(tables, text.at, way[length], set);
    }
}
