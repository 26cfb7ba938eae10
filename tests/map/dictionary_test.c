/* Headings, grades, places and periods as the shipped dictionaries read them. */

#include "pipeline/map/dictionary.h"
#include "pipeline/map/grade.h"
#include "pipeline/map/period.h"
#include "pipeline/map/place.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

typedef struct Shipped {
    Arena *arena, *scratch;
    Dictionary *dictionary;
    GradeList *grades;
    PlaceList *places;
} Shipped;

static int load(void **state)
{
    static Shipped shipped;
    Assets assets = {0};
    Error err = {0};
    shipped.arena = arena_create();
    shipped.scratch = arena_create();
    shipped.dictionary = dictionary_load(&assets, shipped.arena, &err);
    shipped.grades = grade_list_load(&assets, shipped.arena, &err);
    shipped.places = place_list_load(&assets, shipped.arena, &err);
    *state = &shipped;
    return error_ok(&err) ? 0 : -1;
}

static int unload(void **state)
{
    Shipped *s = *state;
    dictionary_free(s->dictionary);
    grade_list_free(s->grades);
    place_list_free(s->places);
    arena_free(s->scratch);
    arena_free(s->arena);
    return 0;
}

static void headings_of_four_languages_mean_fields(void **state)
{
    Shipped *s = *state;
    static const struct {
        const char *heading;
        Field field;
    } CASES[] = {
        {"Date of Birth (dd/mm/yyyy)", F_date_of_birth},
        {"ว/ด/ป เกิด", F_date_of_birth},
        {"မွေးသက္ကရာဇ်", F_date_of_birth},
        {"Sex / เพศ", F_sex},
        {"Name\nအမည်", F_full_name},
        {"children/name_my", F_name_my},
        {"#adm2+code", F_district},
        {"တီၤ", F_grade},
        {"student_no", F_student_code},
        {"Favourite color", F_NONE},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        FieldList list =
            dictionary_heading(s->dictionary, s->scratch, str_from(CASES[i].heading), STR(""));
        Field field = list.count ? list.fields[0] : F_NONE;
        if (field != CASES[i].field)
            fail_msg("\"%s\" means \"%s\"", CASES[i].heading, field_info(field)->name);
    }
}

static void an_unknown_heading_is_told_its_neighbor(void **state)
{
    Shipped *s = *state;
    Suggestion near = dictionary_suggest(s->dictionary, s->scratch, STR("Date of brith"));
    assert_int_equal(near.field, F_date_of_birth);
    assert_int_equal(near.distance, 1);
    near = dictionary_suggest(s->dictionary, s->scratch, STR("Favourite color"));
    assert_int_equal(near.field, F_NONE);
}

static void a_center_may_have_headings_of_its_own(void **state)
{
    Shipped *s = *state;
    dictionary_add_heading(s->dictionary, F_village, STR("Section house"), STR("HKW-003"));
    FieldList own =
        dictionary_heading(s->dictionary, s->scratch, STR("section house"), STR("HKW-003"));
    FieldList other =
        dictionary_heading(s->dictionary, s->scratch, STR("section house"), STR("AYO-002"));
    assert_int_equal(own.fields[0], F_village);
    assert_int_equal(other.count, 0);
}

static void titles_tell_sex_only_before_a_name(void **state)
{
    Shipped *s = *state;
    static const char *const CASES[][2] = {
        {"Naw Eh Paw", "F"}, {"Saw Htoo", "M"},    {"Mg. Aung Lin", "M"}, {"ด.ญ.มะละ", "F"},
        {"เด็กชายซอทู", "M"},  {"မောင်အောင်လင်း", "M"}, {"မသီတာ", "F"},         {"မင်းသူ", ""},
        {"Naw", ""},         {"Mary", ""},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        Str rest;
        Str code = dictionary_title(s->dictionary, s->scratch, str_from(CASES[i][0]), &rest);
        if (!str_is(code, CASES[i][1]))
            fail_msg("\"%s\" gives \"%.*s\"", CASES[i][0], STR_ARG(code));
    }
}

static void grades_are_read_in_any_dress(void **state)
{
    Shipped *s = *state;
    static const struct {
        const char *text, *code, *section;
        int school_year;
        bool thai;
    } CASES[] = {
        {"Grade 4", "my.G4", "", 0, false},
        {"G-4", "my.G4", "", 0, false},
        {"ม.1/2", "th.M1", "2", 0, false},
        {"P.4", "th.P4", "", 0, false},
        {"Std 4", "my.G4", "", 2014, false},
        {"Grade 5", "my.G4", "", 2014, false},
        {"Grade 1", "my.KG", "", 2010, false},
        {"KG", "my.KG", "", 0, false},
        {"Pre-GED", "ged", "", 0, false},
        {"၄ တန်း", "my.G4", "", 0, false},
        {"4", "my.G4", "", 0, false},
        {"4", "th.P4", "", 0, true},
        {"7", "th.M1", "", 0, true},
        {"Grade 3 A", "my.G3", "a", 0, false},
        {"ป.๔", "th.P4", "", 0, false},
        {"Grade 13", "", "", 0, false},
        {"blue", "", "", 0, false},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        GradeContext context = {.school_year = CASES[i].school_year, .thai = CASES[i].thai};
        GradeValue value = grade_read(s->grades, s->scratch, str_from(CASES[i].text), context);
        if (!str_is(value.code, CASES[i].code) || !str_is(value.section, CASES[i].section))
            fail_msg("\"%s\" gives \"%.*s\" \"%.*s\"", CASES[i].text, STR_ARG(value.code),
                     STR_ARG(value.section));
    }
}

static void a_grade_is_found_in_a_sheets_name(void **state)
{
    Shipped *s = *state;
    GradeContext none = {0};
    assert_true(
        str_is(grade_find_within(s->grades, s->scratch, STR("Grade 4 boys"), none).code, "my.G4"));
    assert_true(str_is(grade_find_within(s->grades, s->scratch, STR("Sheet4"), none).code, ""));
}

static void districts_are_known_by_many_spellings(void **state)
{
    Shipped *s = *state;
    static const char *const SPELLINGS[] = {"Mae Sot", "แม่สอด", "อ.แม่สอด",          "MaeSod",
                                            "TH6306",  "မဲဆောက်", "Mae Sot District", "Mae Sott"};
    for (size_t i = 0; i < sizeof SPELLINGS / sizeof *SPELLINGS; i++) {
        Str code = place_district(s->places, s->scratch, str_from(SPELLINGS[i]));
        if (!str_is(code, "TH6306"))
            fail_msg("\"%s\" gives \"%.*s\"", SPELLINGS[i], STR_ARG(code));
    }
    assert_true(str_is_empty(place_district(s->places, s->scratch, STR("Yangon"))));
    assert_true(str_is(place_district_of(s->places, s->scratch, STR("ช่องแคบ")), "TH6307"));
}

static void periods_are_found_in_titles_and_names(void **state)
{
    Shipped *s = *state;
    static const struct {
        const char *text, *code, *day;
    } CASES[] = {
        {"June 2026", "2026-06", ""},
        {"ประจำเดือนมิถุนายน 2569", "2026-06", ""},
        {"มิ.ย. 69", "2026-06", ""},
        {"၂၀၂၆ အောက်တိုဘာ ၁၀", "2026-10", "2026-10-10"},
        {"ข้อมูล ณ วันที่ 10 ตุลาคม 2569", "2026-10", "2026-10-10"},
        {"register-2026-10-17", "2026-10", "2026-10-17"},
        {"MKU-016 register 202606", "2026-06", ""},
        {"Student list 06-2025", "2025-06", ""},
        {"ภาคเรียนที่ 1/2569", "2026-T1", ""},
        {"Academic year 2026-2027", "2026-SY.mlc", ""},
        {"ปีการศึกษา 2569", "2026-SY.mlc", ""},
        {"2026 Q3", "2026-Q3", ""},
        {"Mary's list", "", ""},
        {"June", "", ""},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        Period period = period_find(s->dictionary, s->scratch, str_from(CASES[i].text), 0);
        Str code = period_code(s->scratch, &period, "mlc");
        char day[DATE_TEXT_SIZE] = "";
        if (!date_is_none(period.day))
            date_format_iso(period.day, day);
        if (!str_is(code, CASES[i].code) || strcmp(day, CASES[i].day) != 0)
            fail_msg("\"%s\" gives \"%.*s\" \"%s\"", CASES[i].text, STR_ARG(code), day);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(headings_of_four_languages_mean_fields),
        cmocka_unit_test(an_unknown_heading_is_told_its_neighbor),
        cmocka_unit_test(a_center_may_have_headings_of_its_own),
        cmocka_unit_test(titles_tell_sex_only_before_a_name),
        cmocka_unit_test(grades_are_read_in_any_dress),
        cmocka_unit_test(a_grade_is_found_in_a_sheets_name),
        cmocka_unit_test(districts_are_known_by_many_spellings),
        cmocka_unit_test(periods_are_found_in_titles_and_names),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
