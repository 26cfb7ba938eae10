/*
 * Unicode Burmese to Zawgyi, for names: one syllable at a time, pieces put into Zawgyi's typing
 * order (vowel E and medial RA before the consonant) and replaced by its code points. Enough for
 * invented names; the true converter, which goes the other way, is pipeline/names and shares
 * nothing with it.
 */

#include "pipeline/sample/spelling.h"

#include "pipeline/base/utf8.h"

typedef struct Syllable {
    uint32_t base, stacked;
    bool kinzi, ya, ra, wa, ha, e, asat, dot, visarga, anusvara;
    uint32_t upper; /* 102D, 102E or 1032 */
    uint32_t lower; /* 102F or 1030 */
    uint32_t aa;    /* 102B or 102C */
} Syllable;

static bool is_base(uint32_t cp)
{
    return (cp >= 0x1000 && cp <= 0x102A) || cp == 0x103F || cp == 0x104E;
}

/* Consonants so wide that Zawgyi has a wide RA for them. */
static bool is_wide(uint32_t cp)
{
    static const uint32_t WIDE[] = {0x1000, 0x1003, 0x1006, 0x100F, 0x1010, 0x1011,
                                    0x1018, 0x101A, 0x101C, 0x101E, 0x101F, 0x1021};
    for (size_t i = 0; i < sizeof WIDE / sizeof *WIDE; i++)
        if (WIDE[i] == cp)
            return true;
    return false;
}

static uint32_t stacked_form(uint32_t cp)
{
    switch (cp) {
    case 0x1000:
        return 0x1060;
    case 0x1001:
        return 0x1061;
    case 0x1002:
        return 0x1062;
    case 0x1003:
        return 0x1063;
    case 0x1005:
        return 0x1065;
    case 0x1006:
        return 0x1066;
    case 0x1007:
        return 0x1068;
    case 0x100B:
        return 0x106C;
    case 0x100C:
        return 0x106D;
    case 0x100F:
        return 0x1070;
    case 0x1010:
        return 0x1071;
    case 0x1011:
        return 0x1073;
    case 0x1012:
        return 0x1075;
    case 0x1013:
        return 0x1076;
    case 0x1014:
        return 0x1077;
    case 0x1015:
        return 0x1078;
    case 0x1016:
        return 0x1079;
    case 0x1017:
        return 0x107A;
    case 0x1018:
        return 0x107B;
    case 0x1019:
        return 0x107C;
    case 0x101C:
        return 0x1085;
    default:
        return 0;
    }
}

static void put(StrBuf *out, uint32_t cp)
{
    if (cp)
        utf8_append(out, cp);
}

static void put_syllable(StrBuf *out, const Syllable *s)
{
    put(out, s->e ? 0x1031 : 0);
    put(out, s->ra ? (is_wide(s->base) ? 0x107E : 0x103B) : 0);
    put(out, s->base == 0x1009 ? (s->asat ? 0x1025 : 0x106A) : s->base);
    put(out, s->kinzi ? 0x1064 : 0);
    put(out, s->stacked ? stacked_form(s->stacked) : 0);
    put(out, s->ya ? (s->wa || s->ha ? 0x107D : 0x103A) : 0);
    if (s->wa && s->ha)
        put(out, 0x108A);
    else
        put(out, s->wa ? 0x103C : 0);
    bool tall = s->ya || s->ra || s->stacked;
    if (s->ha && !s->wa && s->lower && !tall) {
        put(out, s->lower == 0x102F ? 0x1088 : 0x1089);
    } else {
        put(out, s->ha && !s->wa ? 0x103D : 0);
        if (s->lower && (tall || s->wa))
            put(out, s->lower == 0x102F ? 0x1033 : 0x1034);
    }
    put(out, s->upper);
    if (s->lower && !tall && !s->wa && !s->ha)
        put(out, s->lower);
    put(out, s->anusvara ? 0x1036 : 0);
    if (s->aa == 0x102B && s->asat) {
        put(out, 0x105A);
    } else {
        put(out, s->aa);
        if (s->asat && s->dot && !s->aa) {
            put(out, 0x1037);
            put(out, 0x1039);
            put(out, s->visarga ? 0x1038 : 0);
            return;
        }
        put(out, s->asat ? 0x1039 : 0);
    }
    put(out, s->dot ? (s->lower ? 0x1094 : 0x1037) : 0);
    put(out, s->visarga ? 0x1038 : 0);
}

/* Takes a sign into the syllable; false where it is none that a syllable holds. */
static bool take_sign(Syllable *s, uint32_t cp)
{
    switch (cp) {
    case 0x103B:
        s->ya = true;
        return true;
    case 0x103C:
        s->ra = true;
        return true;
    case 0x103D:
        s->wa = true;
        return true;
    case 0x103E:
        s->ha = true;
        return true;
    case 0x1031:
        s->e = true;
        return true;
    case 0x103A:
        s->asat = true;
        return true;
    case 0x1037:
        s->dot = true;
        return true;
    case 0x1038:
        s->visarga = true;
        return true;
    case 0x1036:
        s->anusvara = true;
        return true;
    case 0x102D:
    case 0x102E:
    case 0x1032:
        s->upper = cp;
        return true;
    case 0x102F:
    case 0x1030:
        s->lower = cp;
        return true;
    case 0x102B:
    case 0x102C:
        s->aa = cp;
        return true;
    default:
        return false;
    }
}

void spell_zawgyi(StrBuf *out, Str unicode)
{
    Syllable s = {0};
    size_t pos = 0;
    bool pending_kinzi = false;
    while (pos < unicode.len) {
        size_t here = pos;
        uint32_t cp = utf8_next(unicode, &pos);
        /* Kinzi: NGA, asat, virama before the consonant that carries it. */
        if (cp == 0x1004 && str_starts_with(str_slice(unicode, pos, unicode.len),
                                            STR("\xE1\x80\xBA\xE1\x80\xB9"))) {
            if (s.base)
                put_syllable(out, &s);
            s = (Syllable){0};
            pos += 6;
            pending_kinzi = true;
            continue;
        }
        if (cp == 0x1039 && pos < unicode.len) {
            s.stacked = utf8_next(unicode, &pos);
            continue;
        }
        if (s.base && take_sign(&s, cp))
            continue;
        if (s.base)
            put_syllable(out, &s);
        s = (Syllable){0};
        if (is_base(cp))
            s = (Syllable){.base = cp, .kinzi = pending_kinzi};
        else
            strbuf_append(out, str_slice(unicode, here, pos));
        pending_kinzi = false;
    }
    if (s.base)
        put_syllable(out, &s);
}
