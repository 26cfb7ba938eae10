/*
 * How centers lay out their lists: dates in three columns, months side by side, headings of several
 * rows, pages, totals and signatures, tables beside each other; in English, Thai and Burmese.
 */

#include "tests/support/map_office.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* A file of one sheet in, what a query finds out. merged: JSON, or NULL. */
typedef struct Layout {
    const char *name, *merged, *text, *query, *expected;
} Layout;

static const char CHILDREN[] = "SELECT full_name, sex, birth_from, birth_precision, grade_code,"
                               " father_name, mother_name FROM stg_register ORDER BY raw_row_id,"
                               " stg_register_id";
static const char DAYS[] = "SELECT full_name, month, school_days, days_present, days_absent"
                           " FROM stg_attendance ORDER BY raw_row_id, month";

static void run(MapOffice *o, const Layout *layouts, size_t count)
{
    int failed = 0;
    for (size_t i = 0; i < count; i++) {
        db_exec(o->db,
                "DELETE FROM mapped_file; DELETE FROM sheet_mapping; DELETE FROM submission;"
                "DELETE FROM issue; DELETE FROM raw_row; DELETE FROM raw_sheet;"
                "DELETE FROM source_path; DELETE FROM source_file",
                &o->err);
        if (layouts[i].merged)
            o->merged = str_from(layouts[i].merged);
        add_sheet(o, add_file(o, "HKW-003/2026-06/list.xlsx"), "Sheet1", layouts[i].text);
        map_all(o);
        const char *found = ask(o, layouts[i].query);
        if (strcmp(found, layouts[i].expected) != 0) {
            print_error("%s\n  expected %s\n  found    %s\n  issues   %s\n  mapping  %s\n",
                        layouts[i].name, layouts[i].expected, found,
                        ask(o, "SELECT rule, column_number, value FROM issue"),
                        ask(o, "SELECT kind, columns FROM sheet_mapping"));
            failed++;
        }
    }
    assert_int_equal(failed, 0);
}

static const Layout BIRTHS[] = {
    {"three columns under one heading", "[[1,3,1,5]]",
     "No|Name|Date of birth|||Sex\n||Day|Month|Year|\n1|Naw A|9|3|2014|F\n2|Saw B|31|12|2557|M\n",
     CHILDREN, "Naw A F 2014-03-09 day - - -; Saw B M 2014-12-31 day - - -"},
    {"the same, the heading not merged", NULL,
     "No|Name|Date of birth|||Sex\n||Day|Month|Year|\n1|Naw A|9|3|2014|F\n", CHILDREN,
     "Naw A F 2014-03-09 day - - -"},
    {"each column named in full", NULL,
     "No|Name|Sex|Birth day|Birth month|Birth year\n1|Naw A|F|9|March|2014\n2|Saw B|M||5|2015\n"
     "3|Saw C|M|||2016\n4|Saw D|M||x|\n",
     CHILDREN,
     "Naw A F 2014-03-09 day - - -; Saw B M 2015-05-01 month - - -;"
     " Saw C M 2016-01-01 year - - -; Saw D M - - - - -"},
    {"Thai, month as a word, Buddhist year", "[[1,3,1,5]]",
     "ที่|ชื่อ-สกุล|วันเดือนปีเกิด|||เพศ\n||วัน|เดือน|ปี|\n1|นอ เอพอ|9|มี.ค.|2557|ญ\n"
     "2|ซอ คู|๓|มกราคม|๒๕๕๘|ช\n",
     CHILDREN, "นอ เอพอ F 2014-03-09 day - - -; ซอ คู M 2015-01-03 day - - -"},
    {"Thai, flat", NULL, "ที่|ชื่อ-สกุล|เพศ|วันเกิด|เดือนเกิด|ปีเกิด (พ.ศ.)\n1|นอ เอพอ|ญ|9|3|57\n", CHILDREN,
     "นอ เอพอ F 2014-03-09 day - - -"},
    {"Burmese", "[[1,3,1,5]]",
     "စဉ်|အမည်|မွေးသက္ကရာဇ်|||လိင်\n||ရက်|လ|ခုနှစ်|\n၁|နော်အဲဖော|၉|၃|၂၀၁၄|မ\n၂|စောကူး|၁၂|မေ|၂၀၁၅|ကျား\n",
     CHILDREN, "နော်အဲဖော F 2014-03-09 day - - -; စောကူး M 2015-05-12 day - - -"},
    {"American order: month, day, year", "[[1,3,1,5]]",
     "No|Name|Birth date|||Sex\n||MM|DD|YYYY|\n1|Naw A|3|19|2014|F\n", CHILDREN,
     "Naw A F 2014-03-19 day - - -"},
    {"an impossible day keeps the month", "[[1,3,1,5]]",
     "No|Name|DOB|||Sex\n||D|M|Y|\n1|Naw A|31|2|2014|F\n", CHILDREN,
     "Naw A F 2014-02-01 month - - -"},
};

static void a_birth_date_may_stand_in_three_columns(void **state)
{
    run(*state, BIRTHS, sizeof BIRTHS / sizeof *BIRTHS);
}

static const Layout MONTHS[] = {
    {"months by name under a school year", NULL,
     "Attendance 2026-2027\nNo|Name|June|July|Aug\n1|Naw A|20|18|19\n2|Saw B|21||\n", DAYS,
     "Naw A 2026-06 - 20.0 -; Naw A 2026-07 - 18.0 -; Naw A 2026-08 - 19.0 -;"
     " Saw B 2026-06 - 21.0 -"},
    {"Thai abbreviations with short years", NULL,
     "ที่|ชื่อ-สกุล|มิ.ย. 69|ก.ค. 69|รวม\n1|นอ เอพอ|20|18|38\n|วันเปิดเรียน|21|22|\n", DAYS,
     "นอ เอพอ 2026-06 21.0 20.0 -; นอ เอพอ 2026-07 22.0 18.0 -"},
    {"Burmese months", NULL, "၂၀၂၆-၂၀၂၇ ပညာသင်နှစ်\nစဉ်|အမည်|ဇွန်|ဇူလိုင်\n၁|နော်အဲဖော|၂၀|၁၈\n", DAYS,
     "နော်အဲဖော 2026-06 - 20.0 -; နော်အဲဖော 2026-07 - 18.0 -"},
    {"each month with present and absent", "[[2,3,2,4],[2,5,2,6]]",
     "Attendance register 2026-2027\nNo|Name|June||July|\n||Present|Absent|Present|Absent\n"
     "1|Naw A|20|1|18|4\n",
     DAYS, "Naw A 2026-06 - 20.0 1.0; Naw A 2026-07 - 18.0 4.0"},
    {"the same in Thai with school days", "[[2,3,2,5],[2,6,2,8]]",
     "บัญชีเรียกชื่อ ปีการศึกษา 2569\nที่|ชื่อ-สกุล|มิถุนายน|||กรกฎาคม||\n||วันเปิดเรียน|มา|ขาด|วันเปิดเรียน|มา|ขาด\n"
     "1|นอ เอพอ|21|20|1|22|18|4\n",
     DAYS, "นอ เอพอ 2026-06 21.0 20.0 1.0; นอ เอพอ 2026-07 22.0 18.0 4.0"},
    {"months as numbers with their year", NULL, "No|Name|2026-06|2026-07\n1|Naw A|20|18\n", DAYS,
     "Naw A 2026-06 - 20.0 -; Naw A 2026-07 - 18.0 -"},
};

static void months_may_stand_side_by_side(void **state)
{
    run(*state, MONTHS, sizeof MONTHS / sizeof *MONTHS);
}

static const Layout HEADINGS[] = {
    {"three rows, Thai, merged", "[[1,1,3,1],[1,2,3,2],[1,3,1,6],[2,3,2,4],[2,5,2,6],[1,7,3,7]]",
     "ที่|ชื่อ-สกุล|ผู้ปกครอง||||เพศ\n||บิดา||มารดา||\n||ชื่อ|อาชีพ|ชื่อ|อาชีพ|\n1|นอ "
     "เอพอ|ซอทู|เกษตร|นอมู|ค้าขาย|หญิง\n",
     CHILDREN, "นอ เอพอ F - - - ซอทู นอมู"},
    {"three rows, English, not merged", NULL,
     "No|Name|Parents||||Sex\n||Father||Mother||\n||Name|Job|Name|Job|\n"
     "1|Naw A|Saw T|farmer|Naw M|trader|F\n",
     CHILDREN, "Naw A F - - - Saw T Naw M"},
    {"two rows, Burmese, merged", "[[1,1,2,1],[1,2,2,2],[1,3,1,4],[1,5,2,5]]",
     "စဉ်|အမည်|မိဘအမည်||လိင်\n||အဖ|အမိ|\n၁|နော်အဲဖော|စောထူး|နော်မူ|မ\n", CHILDREN,
     "နော်အဲဖော F - - - စောထူး နော်မူ"},
    {"two rows, name in two scripts", "[[1,1,2,1],[1,2,1,3],[1,4,2,4]]",
     "No|Name||Sex\n|English|Burmese|\n1|Naw A|နော်အ|F\n",
     "SELECT name_en, name_my, sex FROM stg_register", "Naw A နော်အ F"},
    {"sex as two columns", "[[1,3,1,4]]",
     "No|Name|Sex||Grade\n||M|F|\n1|Naw A||/|G3\n2|Saw B|✓||G3\n", CHILDREN,
     "Naw A F - - my.G3 - -; Saw B M - - my.G3 - -"},
    {"Thai sex as two columns", "[[1,3,1,4]]",
     "ที่|ชื่อ-สกุล|เพศ||ชั้น\n||ช|ญ|\n1|นอ เอพอ||1|ป.3\n2|ซอ คู|1||ป.3\n", CHILDREN,
     "นอ เอพอ F - - th.P3 - -; ซอ คู M - - th.P3 - -"},
};

static void headings_may_take_several_rows(void **state)
{
    run(*state, HEADINGS, sizeof HEADINGS / sizeof *HEADINGS);
}

static const Layout PAGES[] = {
    {"headings of two rows again on the second page", "[[1,3,1,4],[6,3,6,4]]",
     "No|Name|Parents||Sex\n||Father|Mother|\n1|Naw A|Saw T|Naw M|F\n\nPage "
     "2\nNo|Name|Parents||Sex\n"
     "||Father|Mother|\n2|Saw B|Saw T|Naw M|M\n",
     CHILDREN, "Naw A F - - - Saw T Naw M; Saw B M - - - Saw T Naw M"},
    {"title and headings again, Thai", NULL,
     "ทะเบียนนักเรียน\nที่|ชื่อ-สกุล|เพศ|ชั้น\n1|นอ เอพอ|ญ|ป.1\nยอดยกไป|1||\nทะเบียนนักเรียน "
     "(ต่อ)\nที่|ชื่อ-สกุล|เพศ|ชั้น\nยอดยกมา|1||\n"
     "2|ซอ คู|ช|ป.1\nรวมทั้งสิ้น|2||\nชาย|1||\nหญิง|1||\nลงชื่อ ........... ครูประจำชั้น|||\n",
     CHILDREN, "นอ เอพอ F - - th.P1 - -; ซอ คู M - - th.P1 - -"},
    {"Burmese totals and signature", NULL,
     "စဉ်|အမည်|လိင်|အတန်း\n၁|နော်အဲဖော|မ|G3\n၂|စောကူး|ကျား|G3\n|ကျား|၁|\n|မ|၁|\n|စုစုပေါင်း|၂|\nကျောင်းအုပ်ကြီး "
     "လက်မှတ် ......|||\n",
     CHILDREN, "နော်အဲဖော F - - my.G3 - -; စောကူး M - - my.G3 - -"},
    {"English totals of each grade, signatures side by side", NULL,
     "No|Name|Sex|Grade\n1|Naw A|F|G3\n|Total G3|1|\n2|Saw "
     "B|M|G4\n|Sub-total|1|\n|Boys|1|\n|Girls|1|\n"
     "|Grand total|2|\n|Prepared by|Checked by|Approved by\n|U Tun|Daw Mya|Saw Htoo\n",
     CHILDREN, "Naw A F - - my.G3 - -; Saw B M - - my.G4 - -"},
    {"grades as lines over their children", NULL,
     "No|Name|Sex\nGrade 3||\n1|Naw A|F\nGrade 4||\n1|Saw B|M\n", CHILDREN,
     "Naw A F - - my.G3 - -; Saw B M - - my.G4 - -"},
};

static void pages_totals_and_signatures_are_no_children(void **state)
{
    run(*state, PAGES, sizeof PAGES / sizeof *PAGES);
}

static const Layout BESIDE[] = {
    {"the same columns again with a gap", NULL,
     "No|Name|Sex||No|Name|Sex\n1|Naw A|F||3|Saw C|M\n2|Naw B|F||||\n", CHILDREN,
     "Naw A F - - - - -; Saw C M - - - - -; Naw B F - - - - -"},
    {"boys and girls, each under its title", NULL,
     "Boys||||Girls||\nNo|Name|Grade||No|Name|Grade\n1|Htoo A|G3||1|Paw C|G3\n2|Htoo B|G3||||\n",
     CHILDREN, "Htoo A M - - my.G3 - -; Paw C F - - my.G3 - -; Htoo B M - - my.G3 - -"},
    {"boys as lines over their children", NULL,
     "No|Name|Grade\nBoys||\n1|Htoo A|G3\nGirls||\n1|Paw C|G3\n", CHILDREN,
     "Htoo A M - - my.G3 - -; Paw C F - - my.G3 - -"},
    {"two grades, each under its title", NULL,
     "Grade 3||||Grade 4||\nNo|Name|Sex||No|Name|Sex\n1|Saw A|M||1|Naw C|F\n", CHILDREN,
     "Saw A M - - my.G3 - -; Naw C F - - my.G4 - -"},
    {"Thai", NULL, "ที่|ชื่อ-สกุล|เพศ||ที่|ชื่อ-สกุล|เพศ\n1|นอ เอพอ|ญ||2|ซอ คู|ช\n", CHILDREN,
     "นอ เอพอ F - - - - -; ซอ คู M - - - - -"},
    {"Burmese", NULL, "စဉ်|အမည်|လိင်|စဉ်|အမည်|လိင်\n၁|နော်အဲဖော|မ|၂|စောကူး|ကျား\n", CHILDREN,
     "နော်အဲဖော F - - - - -; စောကူး M - - - - -"},
    {"children beside teachers", NULL,
     "No|Name|Sex|DOB|Grade||Teacher name|Position\n1|Naw A|F|2016-01-02|G3||Saw T|Head teacher\n"
     "2|Saw B|M|2016-02-03|G3||Naw U|Teacher\n",
     "SELECT full_name, grade_code FROM stg_register UNION ALL SELECT teacher_name, position FROM"
     " stg_staff",
     "Naw A my.G3; Saw B my.G3; Saw T Head teacher; Naw U Teacher"},
};

static void tables_may_stand_beside_each_other(void **state)
{
    run(*state, BESIDE, sizeof BESIDE / sizeof *BESIDE);
}

#define WITH_OFFICE(test) cmocka_unit_test_setup_teardown(test, open_office, close_office)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_OFFICE(a_birth_date_may_stand_in_three_columns),
        WITH_OFFICE(months_may_stand_side_by_side),
        WITH_OFFICE(headings_may_take_several_rows),
        WITH_OFFICE(pages_totals_and_signatures_are_no_children),
        WITH_OFFICE(tables_may_stand_beside_each_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
