/*
 * Names in the Myanmar block: Burmese syllables (and the letters that Mon, Shan and Pwo add to
 * them), and S'gaw Karen, which uses the same code points for other vowels.
 */

#include "pipeline/base/utf8.h"
#include "pipeline/names/parsers.h"

enum {
    A_ASAT = 0x103A,
    A_VIRAMA = 0x1039,
    A_DOT_BELOW = 0x1037,
    A_ANUSVARA = 0x1036,
    A_AA = 0x102C,
    A_RA = 0x101B,
    A_A = 0x1021,
    A_LA = 0x101C,
    A_SA = 0x101E,
    A_NGA = 0x1004,
    A_NNYA = 0x100A,
    A_U = 0x1025,
    A_I_SIGN = 0x102D,
    A_UU_SIGN = 0x1030,
    A_YA_MEDIAL = 0x103B,
    A_RA_MEDIAL = 0x103C,
    A_WA_MEDIAL = 0x103D,
    A_HA_MEDIAL = 0x103E,
    A_SHAN_WA_MEDIAL = 0x1082,
};

size_t token_chars(Str token, uint32_t *chars, size_t max)
{
    size_t count = 0;
    for (size_t pos = 0; pos < token.len && count < max;)
        chars[count++] = utf8_next(token, &pos);
    return count;
}

static bool in_range(uint32_t cp, uint32_t first, uint32_t last)
{
    return cp >= first && cp <= last;
}

/* --- one syllable as written
 * ------------------------------------------------------------------------------ */

static bool is_base(uint32_t cp)
{
    return in_range(cp, 0x1000, 0x1022) || cp == 0x103F || in_range(cp, 0x105A, 0x105D) ||
           cp == 0x1061 || in_range(cp, 0x1075, 0x1081);
}

static bool is_independent(uint32_t cp)
{
    return in_range(cp, 0x1023, 0x1027) || cp == 0x1029 || cp == 0x102A;
}

static bool is_medial(uint32_t cp)
{
    return in_range(cp, 0x103B, 0x103E) || in_range(cp, 0x105E, 0x1060) || cp == A_SHAN_WA_MEDIAL;
}

static bool is_vowel_sign(uint32_t cp)
{
    return in_range(cp, 0x102C, 0x1036) || cp == 0x1062 || in_range(cp, 0x1071, 0x1074) ||
           in_range(cp, 0x1083, 0x1086);
}

static bool is_final(uint32_t cp)
{
    return in_range(cp, 0x1000, 0x1021) || cp == 0x1075 || cp == 0x1076 || cp == 0x107A ||
           cp == 0x107C;
}

static bool is_tone(uint32_t cp)
{
    return cp == 0x1037 || cp == 0x1038 || cp == 0x1063 || cp == 0x1064 ||
           in_range(cp, 0x1069, 0x106D) || in_range(cp, 0x1087, 0x108D) || cp == 0x108F;
}

/* One orthographic syllable. */
typedef struct Written {
    uint32_t base;
    bool ya_ra, wa, ha;
    SignKey vowels;
    uint32_t first_sign;
    bool anusvara;
    uint32_t final; /* the first killed consonant; 0: none */
    bool stacked;   /* the base carries another letter below */
} Written;

/* Reads the syllable at *at and moves past it; false (and one step) where none begins there. */
static bool read_written(const uint32_t *t, size_t n, size_t *at, Written *w)
{
    size_t i = *at;
    *w = (Written){.base = t[i]};
    (*at)++;
    if (!is_base(t[i]) && !is_independent(t[i]))
        return false;
    int shift = 0;
    for (i++; i < n && is_medial(t[i]); i++) {
        w->ya_ra |= t[i] == A_YA_MEDIAL || t[i] == A_RA_MEDIAL;
        w->wa |= t[i] == A_WA_MEDIAL || t[i] == A_SHAN_WA_MEDIAL;
        w->ha |= t[i] == A_HA_MEDIAL;
    }
    for (; i < n && is_vowel_sign(t[i]); i++) {
        w->anusvara |= t[i] == A_ANUSVARA;
        if (t[i] == A_ANUSVARA || shift > 48)
            continue;
        w->vowels |= (SignKey)(t[i] - MYANMAR_FIRST) << shift;
        shift += 8;
    }
    for (; i < n; i++) {
        /* A foreign name's last consonant stands behind the tone: ဘော့စ် (Bos), မေ့ခ်. */
        size_t letter = i;
        while (letter < n && is_tone(t[letter]))
            letter++;
        size_t killer = letter + 1 + (letter + 1 < n && t[letter + 1] == A_DOT_BELOW);
        if (letter < n && is_final(t[letter]) && killer < n && t[killer] == A_ASAT) {
            w->final = w->final ? w->final : t[letter];
            i = killer;
        } else if (t[i] != A_ASAT) {
            break;
        }
    }
    if (i < n && t[i] == A_ANUSVARA) {
        w->anusvara = true;
        i++;
    }
    while (i < n && is_tone(t[i]))
        i++;
    if (i < n && t[i] == A_VIRAMA) {
        w->stacked = true;
        i++;
    }
    *at = i;
    return true;
}

/* --- sounds
 * -----------------------------------------------------------------------------------------------
 */

static const RimeReading PLAIN = {NUCLEUS_A, CODA_0};

static uint8_t final_class(const MyanmarTables *tables, uint32_t letter)
{
    return in_range(letter, MYANMAR_FIRST, MYANMAR_LAST)
               ? tables->final_class[letter - MYANMAR_FIRST]
               : FINAL_NONE;
}

static bool find_vowel(const MyanmarTables *tables, SignKey signs, RimeReading *rime)
{
    for (size_t i = 0; i < tables->vowel_count; i++) {
        if (tables->vowels[i].signs == signs) {
            *rime = tables->vowels[i].reading;
            return true;
        }
    }
    *rime = PLAIN;
    return false;
}

/* True where the class is in the table at all; *rime is set where the signs are too. */
static bool find_final(const MyanmarTables *tables, uint8_t klass, SignKey signs, RimeReading *rime,
                       bool *exact)
{
    bool known = false;
    *exact = false;
    for (size_t i = 0; i < tables->final_count; i++) {
        if (tables->finals[i].klass != klass)
            continue;
        known = true;
        if (tables->finals[i].signs == signs) {
            *rime = tables->finals[i].reading;
            *exact = true;
            break;
        }
    }
    return known;
}

/* A final that the table does not pair with this vowel keeps the vowel and closes it. */
static RimeReading closed_rime(const MyanmarTables *tables, uint8_t klass, SignKey signs)
{
    enum { NGA = A_NGA - MYANMAR_FIRST, KA = 0, CA = 5, SMALL_NYA = 9 };
    RimeReading rime;
    bool exact;
    bool known = find_final(tables, klass, signs, &rime, &exact);
    if (exact)
        return rime;
    (void)find_vowel(tables, signs, &rime);
    if (known && (klass == FINAL_N || klass == NGA || klass == SMALL_NYA))
        rime.coda = CODA_N;
    else if (known && (klass == FINAL_T || klass == KA || klass == CA))
        rime.coda = CODA_T;
    else if (known)
        rime.coda = CODA_0;
    return rime;
}

/* Signs without aa, for vowels that are listed without it. */
static SignKey without_aa(SignKey signs)
{
    SignKey out = 0;
    for (int shift = 0; signs; signs >>= 8) {
        if ((signs & 0xFF) == A_AA - MYANMAR_FIRST)
            continue;
        out |= (signs & 0xFF) << shift;
        shift += 8;
    }
    return out;
}

/*
 * A stacked letter closes the syllable before it: the written base has no vowel of its own. The
 * vowel that was read there is turned back into its sign, to be closed like any other.
 */
static bool close_previous(const MyanmarTables *tables, uint32_t letter, ReadingSet *previous)
{
    static const struct {
        uint8_t nucleus, coda;
        SignKey signs;
    } OPEN[] = {
        {NUCLEUS_I, CODA_0, 0x2D}, {NUCLEUS_U, CODA_0, 0x2F},    {NUCLEUS_A, CODA_0, 0},
        {NUCLEUS_E, CODA_0, 0x31}, {NUCLEUS_AW, CODA_0, 0x2C31}, {NUCLEUS_O, CODA_0, 0x2F2D},
    };
    Reading r = previous->items[0];
    uint8_t klass = final_class(tables, letter);
    for (size_t i = 0; i < sizeof OPEN / sizeof OPEN[0]; i++) {
        if (OPEN[i].nucleus != reading_nucleus(r) || OPEN[i].coda != reading_coda(r))
            continue;
        RimeReading rime;
        bool exact;
        (void)find_final(tables, klass, OPEN[i].signs, &rime, &exact);
        if (exact) {
            previous->count = 0;
            reading_set_add(previous, reading_of(reading_onset(r), reading_medial(r),
                                                 (Nucleus)rime.nucleus, (Coda)rime.coda));
        }
    }
    return true;
}

/* Ya and ra below make palatals of velars and sh of th; below labials they are a medial y. */
static Onset palatal(Onset onset, Medial *medial, bool *lya)
{
    switch (onset) {
    case ONSET_K:
        return ONSET_C;
    case ONSET_KH:
        return ONSET_CH;
    case ONSET_G:
        return ONSET_J;
    case ONSET_NG:
        return ONSET_NY;
    case ONSET_TH:
        return ONSET_SH;
    case ONSET_Y:
        return ONSET_Y;
    case ONSET_L:
        if (*lya)
            return ONSET_SH;
        break;
    default:
        break;
    }
    *lya = false;
    *medial = MEDIAL_Y;
    return onset;
}

static void read_independent(const MyanmarTables *tables, const Written *w, ReadingSet *set)
{
    RimeReading rime;
    uint8_t klass = w->final ? final_class(tables, w->final) : FINAL_NONE;
    (void)find_vowel(tables, w->base - MYANMAR_FIRST, &rime);
    if (klass == FINAL_N || w->anusvara)
        rime = (RimeReading){NUCLEUS_O, CODA_N};
    else if (klass == FINAL_T)
        rime = (RimeReading){NUCLEUS_O, CODA_T};
    reading_set_add(set, reading_of(ONSET_0, MEDIAL_0, (Nucleus)rime.nucleus, (Coda)rime.coda));
}

/* The rime of an open syllable, or of one closed by anusvara. */
static RimeReading open_rime(const MyanmarTables *tables, const Written *w, SignKey signs)
{
    RimeReading rime;
    if (w->anusvara) {
        switch (signs) {
        case 0x2D:
            return (RimeReading){NUCLEUS_EI, CODA_N};
        case 0x2F:
        case 0x2F2D:
            return (RimeReading){NUCLEUS_O, CODA_N};
        case SIGN_WA:
            return (RimeReading){NUCLEUS_U, CODA_N};
        default:
            return (RimeReading){NUCLEUS_A, CODA_N};
        }
    }
    if (!find_vowel(tables, w->vowels, &rime))
        (void)find_vowel(tables, without_aa(w->vowels), &rime);
    return rime;
}

static void read_consonant(const MyanmarTables *tables, const Written *w, ReadingSet *set)
{
    uint8_t letter = tables->burmese[w->base - MYANMAR_FIRST];
    Onset onset = letter == LETTER_UNKNOWN ? ONSET_0 : (Onset)letter;
    Medial medial = MEDIAL_0;
    uint8_t klass = w->final ? final_class(tables, w->final) : FINAL_NONE;
    bool lya = w->ha;
    if (w->ya_ra)
        onset = palatal(onset, &medial, &lya);
    else
        lya = false;
    lya &= onset == ONSET_SH && w->base == A_LA;
    if (w->ha && onset == ONSET_Y)
        onset = ONSET_SH;
    SignKey signs = w->vowels;
    /* Medial wa before n or t is the vowel itself: -wan is -un. */
    if (w->wa && !signs && (klass == FINAL_N || klass == FINAL_T || (!w->final && w->anusvara)))
        signs = SIGN_WA;
    else if (w->wa)
        medial = medial == MEDIAL_Y ? MEDIAL_YW : MEDIAL_W;

    RimeReading rime = PLAIN;
    if (w->final && klass == FINAL_SILENT) {
        (void)find_vowel(tables, w->vowels, &rime);
        if (w->final == A_SA)
            rime.coda = CODA_T;
    } else if (w->final) {
        rime = closed_rime(tables, klass, signs);
    } else {
        rime = open_rime(tables, w, signs);
    }
    Nucleus nucleus = (Nucleus)rime.nucleus;
    Coda coda = (Coda)rime.coda;
    reading_set_add(set, reading_of(onset, medial, nucleus, coda));

    /* Other readings of what is written. */
    if (w->final && klass == FINAL_SILENT && !w->vowels && (w->final == A_LA || w->final == A_RA))
        reading_set_add(set,
                        reading_of(onset, medial, nucleus, w->final == A_LA ? CODA_L : CODA_R));
    int count = set->count;
    if (w->base == A_RA && onset == ONSET_Y)
        for (int i = 0; i < count; i++)
            reading_set_add(set, reading_of(ONSET_R, medial, nucleus, reading_coda(set->items[i])));
    if (w->final == A_NNYA)
        reading_set_add(set, reading_of(onset, medial, NUCLEUS_E, CODA_0));
    if (lya)
        reading_set_add(set, reading_of(ONSET_L, MEDIAL_Y, nucleus, coda));
    if (w->vowels == A_I_SIGN - MYANMAR_FIRST && !w->final && w->base == A_A)
        reading_set_add(set, reading_of(ONSET_0, MEDIAL_0, NUCLEUS_EI, CODA_0));
}

void parse_burmese(const MyanmarTables *tables, Str token, SyllableList *list)
{
    uint32_t t[SCRIPT_TOKEN_MAX];
    size_t n = token_chars(token, t, SCRIPT_TOKEN_MAX), kept = 0;
    /* Kinzi: a final ng above the next letter. */
    for (size_t i = 0; i < n; i++) {
        bool kinzi = t[i] == A_VIRAMA && kept >= 2 && t[kept - 1] == A_ASAT && t[kept - 2] == A_NGA;
        if (!kinzi)
            t[kept++] = t[i];
    }
    int first = list->count;
    for (size_t at = 0; at < kept;) {
        Written w;
        if (!read_written(t, kept, &at, &w))
            continue;
        bool bare = !w.vowels && !w.anusvara && !w.final && !w.ya_ra && !w.wa && !w.ha;
        if (w.stacked && bare && list->count > first &&
            close_previous(tables, w.base, &list->items[list->count - 1]))
            continue;
        ReadingSet *set = syllable_list_add(list);
        if (!set)
            return;
        if (is_independent(w.base))
            read_independent(tables, &w, set);
        else
            read_consonant(tables, &w, set);
    }
}

/* --- S'gaw Karen
 * ------------------------------------------------------------------------------------------- */

bool is_sgaw_karen(Str token)
{
    uint32_t before = 0;
    for (size_t pos = 0; pos < token.len;) {
        uint32_t cp = utf8_next(token, &pos);
        if (in_range(cp, 0x1060, 0x1061) || in_range(cp, 0x1063, 0x1064) ||
            (cp == A_ASAT && before == 0x1062))
            return true;
        before = cp;
    }
    return false;
}

static bool is_karen_vowel(uint32_t cp, uint32_t next)
{
    switch (cp) {
    case 0x1062:
    case 0x102B:
    case A_AA:
        return next != A_ASAT; /* with a killer it is a tone */
    case A_ANUSVARA:
    case 0x102F:
    case A_UU_SIGN:
    case A_DOT_BELOW:
    case 0x1032:
    case A_I_SIGN:
    case 0x102E:
        return true;
    default:
        return false;
    }
}

static Medial karen_medial(uint32_t cp)
{
    switch (cp) {
    case A_YA_MEDIAL:
        return MEDIAL_L;
    case A_RA_MEDIAL:
        return MEDIAL_R;
    case A_WA_MEDIAL:
        return MEDIAL_W;
    case 0x1060:
        return MEDIAL_Y;
    default:
        return MEDIAL_0; /* ha: gh, which Latin spellings leave out */
    }
}

void parse_karen(const MyanmarTables *tables, Str token, SyllableList *list)
{
    uint32_t t[SCRIPT_TOKEN_MAX + 1];
    size_t n = token_chars(token, t, SCRIPT_TOKEN_MAX);
    t[n] = 0;
    for (size_t i = 0; i < n;) {
        uint32_t base = t[i++];
        if (!in_range(base, 0x1000, 0x1021) && base != 0x1061 && base != 0x1065 && base != 0x1027)
            continue;
        uint8_t letter = tables->karen[base - MYANMAR_FIRST];
        Onset onset = letter == LETTER_UNKNOWN ? ONSET_0 : (Onset)letter;
        Medial medial = MEDIAL_0;
        for (; in_range(t[i], 0x103B, 0x103E) || t[i] == 0x1060; i++) {
            Medial next = karen_medial(t[i]);
            if (onset == ONSET_K && medial == MEDIAL_0 && next == MEDIAL_Y)
                onset = ONSET_C;
            else if (medial == MEDIAL_0)
                medial = next;
        }
        Nucleus nucleus = (Nucleus)tables->karen_plain;
        if (is_karen_vowel(t[i], t[i + (i < n)]))
            nucleus = (Nucleus)tables->karen_vowels[t[i++] - MYANMAR_FIRST];
        ReadingSet *set = syllable_list_add(list);
        if (!set)
            return;
        reading_set_add(set, reading_of(onset, medial, nucleus, CODA_0));
        /* Tones are passed over: none of them begins a syllable. */
    }
}
