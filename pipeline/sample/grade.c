/* Grade ladders and the ways to write a grade. */

#include "pipeline/sample/grade.h"

#include <stdio.h>

static const char *const MYANMAR[] = {"my.KG",  "my.G1",  "my.G2", "my.G3", "my.G4",
                                      "my.G5",  "my.G6",  "my.G7", "my.G8", "my.G9",
                                      "my.G10", "my.G11", "my.G12"};
static const char *const THAI[] = {"th.K1", "th.K2", "th.K3", "th.P1", "th.P2", "th.P3",
                                   "th.P4", "th.P5", "th.P6", "th.M1", "th.M2", "th.M3"};
static const char *const NFE[] = {"nfe_primary", "nfe_middle"};
static const char *const GED[] = {"my.KG", "my.G1", "my.G2", "my.G3", "my.G4", "my.G5",
                                  "my.G6", "my.G7", "my.G8", "my.G9", "ged"};

static const struct Ladder {
    const char *const *codes;
    int count, first_age, step;
} LADDERS[] = {
    [GRADES_MYANMAR] = {MYANMAR, 13, 5, 1},
    [GRADES_THAI] = {THAI, 12, 4, 1},
    [GRADES_NFE] = {NFE, 2, 9, 5},
    [GRADES_GED] = {GED, 11, 5, 1},
};

int grade_level_count(GradeSystem system)
{
    return LADDERS[system].count;
}

const char *grade_code(GradeSystem system, int level)
{
    return LADDERS[system].codes[level];
}

int grade_age(GradeSystem system, int level)
{
    return LADDERS[system].first_age + level * LADDERS[system].step;
}

int grade_level_for_age(GradeSystem system, int age)
{
    const struct Ladder *ladder = &LADDERS[system];
    int level = (age - ladder->first_age) / ladder->step;
    return level < 0 ? 0 : level >= ladder->count ? ladder->count - 1 : level;
}

static void myanmar_digits(StrBuf *out, int number)
{
    char text[16];
    snprintf(text, sizeof text, "%d", number);
    for (const char *p = text; *p; p++)
        strbuf_appendf(out, "\xE1\x81%c", 0x80 + (*p - '0'));
}

static void write_myanmar(StrBuf *out, int number, Language language, int style)
{
    static const char *const WORDS[] = {"သူငယ်တန်း",  "ပထမတန်း",    "ဒုတိယတန်း",  "တတိယတန်း",  "စတုတ္ထတန်း",
                                        "ပဉ္စမတန်း", "ဆဋ္ဌမတန်း",   "သတ္တမတန်း", "အဋ္ဌမတန်း", "နဝမတန်း",
                                        "ဒသမတန်း",  "ဧကာဒသမတန်း", "ဒွါဒသမတန်း"};
    static const char *const LATIN[] = {"Grade %d", "G%d", "G-%d", "Gr %d", "G.%d"};
    if (language == LANG_MY && style % 3 == 0)
        strbuf_append_cstr(out, WORDS[number]);
    else if (language == LANG_MY && style % 3 == 1 && number > 0) {
        strbuf_append_cstr(out, "အတန်း ");
        myanmar_digits(out, number);
    } else if (number == 0)
        strbuf_append_cstr(out, style % 2 ? "Kindergarten" : "KG");
    else {
        char text[16];
        const char *format = LATIN[style % 5];
        const char *mark = strchr(format, '%');
        snprintf(text, sizeof text, "%.*s%d", (int)(mark - format), format, number);
        strbuf_append_cstr(out, text);
    }
}

static void write_thai(StrBuf *out, const char *code, Language language, int style, int section)
{
    int number = code[4] - '0';
    static const char *const SHORT_TH[] = {"อ.", "ป.", "ม."};
    static const char *const LONG_TH[] = {"อนุบาล ", "ประถมศึกษาปีที่ ", "มัธยมศึกษาปีที่ "};
    static const char *const SHORT_EN[] = {"Anuban ", "P.", "M."};
    int kind = code[3] == 'K' ? 0 : code[3] == 'P' ? 1 : 2;
    const char *lead =
        language == LANG_TH ? (style % 3 == 2 ? LONG_TH[kind] : SHORT_TH[kind]) : SHORT_EN[kind];
    strbuf_appendf(out, "%s%d", lead, number);
    if (section && kind)
        strbuf_appendf(out, "/%d", section);
}

void grade_write(StrBuf *out, GradeSystem system, int level, Language language, int style,
                 int section)
{
    const char *code = grade_code(system, level);
    if (str_starts_with(str_from(code), STR("my.")))
        write_myanmar(out, level, language, style);
    else if (str_starts_with(str_from(code), STR("th.")))
        write_thai(out, code, language, style, section);
    else if (str_is(str_from(code), "ged"))
        strbuf_append_cstr(out, style % 2 ? "Pre-GED" : "GED");
    else
        strbuf_append_cstr(out, level == 0 ? (style % 2 ? "NFPE" : "NFPE Level 1") : "NFME");
}
