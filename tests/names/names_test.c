/* How names of every script are read. All names are invented. */

#include "pipeline/names/names.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static Arena *arena;
static Names *names;

static int load(void **state)
{
    (void)state;
    Error err = {0};
    Assets assets = {0};
    arena = arena_create();
    names = names_load(&assets, &err);
    assert_string_equal(err.message, "");
    return 0;
}

static int unload(void **state)
{
    (void)state;
    names_free(names);
    arena_free(arena);
    return 0;
}

/* First readings; titles marked with ~. */
static const char *readings(const Name *name)
{
    StrBuf out = STRBUF_INIT;
    for (size_t i = 0; i < name->count; i++) {
        int count;
        if (i > 0)
            strbuf_append_char(&out, ' ');
        if (name->titles >> i & 1)
            strbuf_append_char(&out, '~');
        name_append_reading(&out, name_readings(names, name->syllables[i], &count)[0]);
    }
    const char *text = arena_cstr(arena, strbuf_str(&out));
    strbuf_free(&out);
    return text;
}

static void each_script_has_its_syllables(void **state)
{
    (void)state;
    static const struct {
        const char *text, *expected;
    } CASES[] = {
        /* Latin: joined words, minor syllables, silent e, clusters */
        {"Khin Maung Lwin", "kh..i.n m..au.n l.w.i.n"},
        {"Ayeaye", "0..e.- 0..e.-"},
        {"Thandar", "th..a.n d..a.-"},
        {"K'Paw", "k..er.- p..w.-"},
        {"Khinephyu", "kh..ai.n hp.y.u.-"},
        {"Wetlet", "w..e.t l..e.t"},
        {"Rofique", "r..o.- f..i.t"},
        {"THIHA", "th..i.- h..a.-"},
        {"José", "j..o.- s..e.-"},
        /* Burmese: finals, stacked letters, kinzi, medials, independent vowels */
        {"ခင်မောင်လွင်", "kh..i.n m..au.n l.w.i.n"},
        {"သန္တာ", "th..a.n t..a.-"},
        {"မင်္ဂလာ", "m..i.n g..a.- l..a.-"},
        {"ကြွယ်", "c.w.e.-"},
        {"ရွှေညွန့်", "sh.w.e.- ny..u.n"},
        {"ဦးဇော်", "~0..u.- z..w.-"},
        {"ဉာဏ်", "ny..a.n"},
        /* S'gaw Karen: tones left out */
        {"စီၤထူဖီ", "~s..w.- ht..u.- hp..w.-"},
        {"နီၢ်အဲၣ်မူ", "~n..w.- 0..e.- m..u.-"},
        {"ကၠိ", "c..o.-"},
        /* Thai: lead vowels, clusters, killed letters, unwritten vowels */
        {"สมชาย", "s..o.n ch..ai.-"},
        {"มี่นอองไลง์", "m..i.n 0..w.n l..ai.n"},
        {"ประเสริฐ", "p.r.a.- s.r.er.t"},
        {"กฤษณ์", "k.r.i.t"},
        {"พล", "hp..o.n"},
        {"ชาติ", "ch..a.t"},
        {"ศักดิ์", "s..a.t"},
        {"นอ เอ พอ", "~n..w.- 0..e.- hp..w.-"},
        /* nothing to read */
        {"", ""},
        {"12 / 7", ""},
        {"\xFF\xC0", ""},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        const char *found = readings(name_parse(names, arena, str_from(CASES[i].text)));
        if (strcmp(found, CASES[i].expected) != 0)
            fail_msg("\"%s\": found %s, expected %s", CASES[i].text, found, CASES[i].expected);
    }
}

static void titles_weigh_little_and_hint_at_sex_and_people(void **state)
{
    (void)state;
    static const struct {
        const char *text, *expected;
        char sex;
        const char *group;
    } CASES[] = {
        {"Naw Eh Paw", "~n..w.- 0..e.- p..w.-", 'F', "karen"},
        {"Saw Eh Doh", "~s..w.- 0..e.- d..o.-", 'M', "karen"},
        {"Mg Aung Aung", "0..au.n 0..au.n", 'M', ""},
        {"Aung Mg", "0..au.n m..au.n", '\0', ""},
        {"Maung Maung", "m..au.n m..au.n", '\0', ""}, /* a name, not a title twice */
        {"Ma Ma Lay", "m..a.- m..a.- l..e.-", '\0', ""},
        {"Saw", "s..w.-", '\0', ""},
        {"U Ba", "b..a.-", 'M', ""},
        {"Dr. Daw Khin Khin", "kh..i.n kh..i.n", 'F', ""},
        {"မောင်အောင်", "~m..au.n 0..au.n", 'M', ""},
        {"မောင်မောင်", "m..au.n m..au.n", '\0', ""},
        {"မင်းမင်း", "m..i.n m..i.n", '\0', ""},
        {"နော်အဲဖော", "~n..w.- 0..e.- hp..w.-", 'F', "karen"},
        {"ဒေါ်ခင်", "~d..w.- kh..i.n", 'F', ""},
        {"เด็กหญิงมะลิ", "m..a.- l..i.-", 'F', ""},
        {"ด.ช. สมชาย", "s..o.n ch..ai.-", 'M', ""},
        {"นาย", "n..ai.-", '\0', ""},
        {"Sai Sai", "s..ai.- s..ai.-", '\0', ""},
        {"Nang Kham", "~n..a.n kh..a.n", 'F', "shan"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        const Name *name = name_parse(names, arena, str_from(CASES[i].text));
        const char *found = readings(name);
        if (strcmp(found, CASES[i].expected) != 0 || name->sex != CASES[i].sex ||
            !str_is(name->group, CASES[i].group))
            fail_msg("\"%s\": found %s %c %.*s", CASES[i].text, found, name->sex,
                     STR_ARG(name->group));
    }
}

static void aliases_are_names_of_their_own(void **state)
{
    (void)state;
    static const struct {
        const char *text, *expected[3];
    } CASES[] = {
        {"Zaw Zaw (a) Ali Ahmed", {"z..w.- z..w.-", "0..a.- l..i.- 0..a.- m..e.t"}},
        {"ဇော်ဇော်(ခ)အာလီ", {"z..w.- z..w.-", "0..a.- l..i.-"}},
        {"Zaw Zaw @ Ali", {"z..w.- z..w.-", "0..a.- l..i.-"}},
        {"Zaw Zaw aka Ali", {"z..w.- z..w.-", "0..a.- l..i.-"}},
        {"Zaw Zaw a.k.a. Ali", {"z..w.- z..w.-", "0..a.- l..i.-"}},
        {"Zaw Zaw หรือ Ali", {"z..w.- z..w.-", "0..a.- l..i.-"}},
        {"Zaw Zaw / Ali / Min", {"z..w.- z..w.-", "0..a.- l..i.-", "m..i.n"}},
        {"Zaw (Ali Baba) Zaw", {"z..w.- z..w.-", "0..a.- l..i.- b..a.- b..a.-"}},
        {"Zaw Zaw (Min)", {"z..w.- z..w.-"}}, /* one syllable in brackets: a remark */
        {"Akari", {"0..a.- k..a.- r..i.-"}},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        const Name *name = name_parse(names, arena, str_from(CASES[i].text));
        for (int k = 0; k < 3 && CASES[i].expected[k]; k++, name = name->alias) {
            assert_non_null(name);
            assert_string_equal(readings(name), CASES[i].expected[k]);
        }
        assert_null(name);
    }
}

static void romanized_names_read_like_passports(void **state)
{
    (void)state;
    static const struct {
        const char *text, *expected;
    } CASES[] = {
        {"Khin Maung Lwin", "Khin Maung Lwin"},
        {"ခင်မောင်လွင်", "ခင်မောင်လွင် [Khin Maung Lwin]"},
        {"ကျော်ဇော", "ကျော်ဇော [Kyaw Zaw]"},
        {"စီၤထူဖီ", "စီၤထူဖီ [Saw Htu Phaw]"},
        {"สมชาย ใจดี", "สมชาย ใจดี [Sonchai Chaidi]"},
        {"Ali / ဇော်ဇော်", "Ali / ဇော်ဇော် [Ali / Zaw Zaw]"},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        StrBuf out = STRBUF_INIT;
        name_append_display(&out, names, name_parse(names, arena, str_from(CASES[i].text)));
        assert_string_equal(strbuf_cstr(&out), CASES[i].expected);
        strbuf_free(&out);
    }
}

static void block_classes_ignore_titles_and_have_names(void **state)
{
    (void)state;
    const Name *a = name_parse(names, arena, STR("Naw Wah Wah"));
    const Name *b = name_parse(names, arena, STR("Naw Thin Thin"));
    const Name *c = name_parse(names, arena, STR("ဝါဝါ"));
    const Name *d = name_parse(names, arena, STR("Ko Thin @ Ma Wah Wah"));
    assert_false(name_block_shared(a, b));
    assert_true(name_block_shared(a, c));
    assert_true(name_block_shared(a, d));
    char code[4];
    int count;
    name_block_code(name_block_bit(names, name_readings(names, b->syllables[1], &count)[0]), code);
    assert_string_equal(code, "Tin");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_script_has_its_syllables),
        cmocka_unit_test(titles_weigh_little_and_hint_at_sex_and_people),
        cmocka_unit_test(aliases_are_names_of_their_own),
        cmocka_unit_test(romanized_names_read_like_passports),
        cmocka_unit_test(block_classes_ignore_titles_and_have_names),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
