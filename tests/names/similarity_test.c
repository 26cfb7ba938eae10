/* Which names are alike, and floors of quality on pairs of our own (pairs_invented.tsv). */

#include "pipeline/base/file.h"
#include "pipeline/base/tsv.h"
#include "pipeline/names/names_private.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

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

static double alike(const char *a, const char *b)
{
    return name_similarity(names, name_parse(names, arena, str_from(a)),
                           name_parse(names, arena, str_from(b)));
}

static void one_name_in_any_script_and_spelling_is_alike(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        double least;
    } CASES[] = {
        {"Naw Eh Paw", "နော်အဲဖော", 0.95},
        {"Naw Eh Paw", "นอว์ เอ พอ", 0.9},
        {"Naw Eh Paw", "Naw Ae Phaw", 0.95},
        {"Naw Eh Paw", "နီၢ်အဲၣ်ဖီ", 0.95},
        {"Khin Maung Lwin", "ခင်မောင်လွင်", 1},
        {"Mg Kyaw Kyaw", "Kyawkyaw", 1},
        {"Saw Ka Lu Htoo", "Saw Klu Htoo", 0.9},
        {"Abdul Rahman", "Abdu Rohaman", 0.8},
        {"สมชาย", "Somchai", 0.85},
        {"Zaw Zaw @ Ali Ahmed", "Ali Ahmed", 1},
        {"Saw Ba U Moo", "Saw Bau Mu", 0.93}, /* vowels that run together */
        {"ဘော့စ်", "Bos", 0.8},                 /* a foreign name closed behind the tone */
        {"မစ္စတာအလီ", "Mr Ali", 0.9},           /* a title in Burmese script */
        {"အမ်ဒီ", "Ahmadi", 0.75},              /* a weak vowel behind m */
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        double found = alike(CASES[i].a, CASES[i].b);
        if (found < CASES[i].least)
            fail_msg("%s, %s: found %.3f", CASES[i].a, CASES[i].b, found);
    }
}

static void different_names_are_not(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        double most;
    } CASES[] = {
        {"Naw Eh Paw", "Naw Htoo Gay", 0.45},
        {"Khin Maung Lwin", "Thandar Htwe", 0.45},
        {"ခင်မောင်လွင်", "သန္တာထွေး", 0.45},
        {"สมชาย", "กนกวรรณ", 0.45},
        {"Moe Moe Aung", "Moe Thida Aung", 0.86}, /* sisters share syllables */
        {"", "Naw Eh Paw", 0},
        {"", "", 0},
        {"123", "123", 0},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        double found = alike(CASES[i].a, CASES[i].b);
        if (found > CASES[i].most)
            fail_msg("%s, %s: found %.3f", CASES[i].a, CASES[i].b, found);
    }
}

static void rotated_names_are_a_level_of_their_own(void **state)
{
    (void)state;
    assert_true(fabs(alike("Khin Maung Lwin", "Maung Lwin Khin") - 0.97) < 1e-9);
    assert_true(fabs(alike("Lwin Khin", "Khin Lwin") - 0.97) < 1e-9);
}

static void similarity_is_symmetric_whole_and_above_a_floor_exact(void **state)
{
    (void)state;
    static const char *const NAMES[] = {"Naw Eh Paw", "Saw Ka Lu Htoo",   "Klu", "သန္တာထွေး",
                                        "สมชาย ใจดี",  "Zaw Zaw @ Ali Ba", "A",   "စီၤထူဖီ"};
    enum { COUNT = sizeof NAMES / sizeof NAMES[0] };
    for (int i = 0; i < COUNT; i++) {
        for (int k = 0; k < COUNT; k++) {
            const Name *a = name_parse(names, arena, str_from(NAMES[i]));
            const Name *b = name_parse(names, arena, str_from(NAMES[k]));
            double there = name_similarity(names, a, b), back = name_similarity(names, b, a);
            assert_true(there == back);
            assert_true(there >= 0 && there <= 1 && (i != k || there == 1));
            double above = name_similarity_above(names, a, b, 0.45);
            assert_true(there >= 0.45 ? above == there : above < 0.45);
        }
    }
}

static void packed_names_compare_as_those_that_were_packed(void **state)
{
    (void)state;
    static const char *const NAMES[] = {"Naw Eh Paw",       "စီၤထူဖီ", "สมชาย ใจดี",
                                        "Zaw Zaw @ Ali Ba", "?",    "มะลิ (ขวัญ)",
                                        "Ma Khin Khin Aung"};
    enum { COUNT = sizeof NAMES / sizeof NAMES[0] };
    for (int i = 0; i < COUNT; i++) {
        const Name *name = name_parse(names, arena, str_from(NAMES[i]));
        StrBuf packed = STRBUF_INIT;
        name_pack(names, name, &packed);
        const Name *back = name_unpack(names, arena, strbuf_str(&packed));
        assert_non_null(back);
        assert_true(str_eq(back->skeleton, name->skeleton));
        assert_memory_equal(&back->block, &name->block, sizeof name->block);
        for (int k = 0; k < COUNT; k++) {
            const Name *other = name_parse(names, arena, str_from(NAMES[k]));
            assert_true(name_similarity(names, back, other) == name_similarity(names, name, other));
        }
        for (size_t len = 0; len < packed.len; len++) { /* whole names at the most */
            const Name *part = name_unpack(names, arena, str_slice(strbuf_str(&packed), 0, len));
            assert_true(!part || name->alias);
        }
        strbuf_free(&packed);
    }
    assert_null(name_unpack(names, arena, STR("\x01\x00\x00\x00\x00\x00\x01\xff\xff\x00")));
}

static void levels_are_those_of_the_linkage_model(void **state)
{
    (void)state;
    static const double VALUES[] = {1, 0.985, 0.9849, 0.93, 0.86, 0.76, 0.62, 0.45, 0.44, 0};
    static const char LEVELS[] = "AABBCDEFGG";
    for (int i = 0; LEVELS[i]; i++)
        assert_int_equal(name_level(VALUES[i]), LEVELS[i]);
}

/* --- floors
 * -----------------------------------------------------------------------------------------------
 */

static int descending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x < y) - (x > y);
}

/* True positives of one kind of pair at 1 % false ones; every a against every other b is false. */
static double true_positives(const Tsv *tsv, const char *kind)
{
    const Name **a = arena_new_array(arena, const Name *, tsv->row_count);
    const Name **b = arena_new_array(arena, const Name *, tsv->row_count);
    size_t count = 0, negatives = 0, found = 0;
    for (size_t i = 0; i < tsv->row_count; i++) {
        const Str *fields = tsv->rows[i].fields;
        if (!str_is(fields[2], kind))
            continue;
        a[count] = name_parse(names, arena, fields[0]);
        b[count++] = name_parse(names, arena, fields[1]);
    }
    double *scores = arena_new_array(arena, double, count *count + 1);
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < count; k++)
            /* Composed names repeat: those are no false pairs. */
            if (i != k && !str_eq(a[i]->text, a[k]->text) && !str_eq(b[i]->text, b[k]->text))
                scores[negatives++] = name_similarity(names, a[i], b[k]);
    assert_true(negatives > 100);
    qsort(scores, negatives, sizeof *scores, descending);
    for (size_t i = 0; i < count; i++)
        found += name_similarity(names, a[i], b[i]) > scores[negatives / 100];
    return (double)found / (double)count;
}

/* The last way is asked first, when syllables have not met yet. */
static void every_way_of_this_machine_gives_the_same(void **state)
{
    (void)state;
    static const char PATH[] = "tests/names/pairs_invented.tsv";
    static const double FLOORS[] = {0, 0.45, 0.86};
    enum { COUNT = 160 };
    Error err = {0};
    Tsv tsv = tsv_parse(arena, file_read(arena, PATH, 1 << 20, &err), PATH, &err);
    assert_string_equal(err.message, "");
    assert_true(tsv.row_count > COUNT);
    const Name *all[COUNT + 1];
    for (size_t i = 0, step = tsv.row_count / COUNT; i < COUNT; i++)
        all[i] = name_parse(names, arena, tsv.rows[i * step].fields[i % 2]);
    all[COUNT] = name_parse(names, arena, STR("Mohamad Abdul Rahman Bin Abdullah Habibula"));
    assert_true(all[COUNT]->count > 8);
    NamesAlike *ways[2];
    size_t count = names_alike_ways(ways), above = 0;
    for (int i = 0; i <= COUNT; i++)
        for (int k = 0; k <= COUNT; k++) {
            double floor = FLOORS[(i + k) % 3],
                   alike = ways[count - 1](names, all[i], all[k], floor);
            assert_true(alike == ways[0](names, all[i], all[k], floor));
            above += alike >= 0.45;
        }
    assert_true(above > COUNT);
}

static void quality_on_our_own_pairs_does_not_fall(void **state)
{
    (void)state;
    static const struct {
        const char *kind;
        double floor;
    } KINDS[] = {
        {"burmese script - Latin", 0.99},
        {"Latin - Latin", 0.98},
        {"Burmese names in Thai script", 0.97},
        {"Karen", 0.96},
        {"Muslim", 0.93},
        {"Thai names", 0.93},
    };
    static const char PATH[] = "tests/names/pairs_invented.tsv";
    Error err = {0};
    Tsv tsv = tsv_parse(arena, file_read(arena, PATH, 1 << 20, &err), PATH, &err);
    assert_string_equal(err.message, "");
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++) {
        double found = true_positives(&tsv, KINDS[i].kind);
        if (found < KINDS[i].floor)
            fail_msg("%s: found %.3f, expected at least %.3f", KINDS[i].kind, found,
                     KINDS[i].floor);
        print_message("%s: %.3f\n", KINDS[i].kind, found);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_name_in_any_script_and_spelling_is_alike),
        cmocka_unit_test(different_names_are_not),
        cmocka_unit_test(rotated_names_are_a_level_of_their_own),
        cmocka_unit_test(similarity_is_symmetric_whole_and_above_a_floor_exact),
        cmocka_unit_test(packed_names_compare_as_those_that_were_packed),
        cmocka_unit_test(levels_are_those_of_the_linkage_model),
        cmocka_unit_test(every_way_of_this_machine_gives_the_same),
        cmocka_unit_test(quality_on_our_own_pairs_does_not_fall),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
