/* Templates: text, values, sections, directives and everything that is refused. */

#include "tests/support/report_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const char SQL[] =
    "CREATE TABLE district (code TEXT, name TEXT, sort INTEGER) STRICT;"
    "INSERT INTO district VALUES ('TH6306', 'Mae Sot', 1), ('TH6307', 'Phop Phra', 2),"
    " ('TH6308', 'Umphang', 3);"
    "CREATE TABLE child (district TEXT, sex TEXT, age INTEGER) STRICT;"
    "INSERT INTO child VALUES ('TH6306','F',7),('TH6306','F',8),('TH6306','M',9),"
    " ('TH6307','M',7),('TH6307',NULL,8);"
    "CREATE VIEW report_district AS SELECT * FROM district;"
    "CREATE VIEW report_child AS SELECT * FROM child;";
static const char REACH[] = "view\tcolumns\taudiences\trows\n"
                            "report_district\t*\tdonor\ttotal\n"
                            "report_child\tdistrict,sex\tdonor\tchild\n";

#define REACHED                                                                                    \
    "```values reach\nSELECT count(*) AS children, 0.853 AS share FROM report_child\n```\n"
#define DISTRICTS                                                                                  \
    "```values districts\nSELECT code, name AS label FROM report_district ORDER BY sort\n```\n"

typedef struct Case {
    const char *body, *expected;
} Case;

static void check_all(const Case *cases, size_t count, const char *language)
{
    ReportFixture *fixture = fixture_open(SQL, REACH, AUDIENCE_OFFICER);
    for (size_t i = 0; i < count; i++)
        assert_string_equal(fixture_expand(fixture, cases[i].body, language), cases[i].expected);
    fixture_close(fixture);
}

#define CHECK(cases, language) check_all(cases, sizeof(cases) / sizeof *(cases), language)

static void names_in_text_are_replaced_after_parsing(void **state)
{
    (void)state;
    const Case cases[] = {
        {"In {{period}} there were {{reach.children}} children.\n\n" REACHED,
         "  paragraph In July to September 2026 (quarter 3) there were <value 5>5</> children.\n"},
        {"{{reach.share|percent}} *of {{ reach.children }}*\n\n" REACHED,
         "  paragraph <value 0.853>85.3%</> <em>of <value 5>5</></>\n"},
        {"# {{q.name}}\n\n```values q\nSELECT '*not* `markup`' AS name\n```\n",
         "  heading 1 *not* `markup`\n"},
        {"`{{period}}` and {{as_of}}, {{word.report.total}}\n",
         "  paragraph <code>July to September 2026 (quarter 3)</> and 21 Nov 2026, Total\n"},
        {"{{q.n}}\n\n```values q\nSELECT sum(age) AS n FROM report_child WHERE age > 99\n```\n",
         "  paragraph \n"},
        {"{{q.lost}}\n\n```values q\nSELECT age AS lost FROM report_child WHERE age = 9\n"
         "UNION ALL SELECT NULL WHERE 0 ORDER BY 1\n```\n",
         "  paragraph <value 9>9</>\n"},
    };
    CHECK(cases, "en");
}

static void sections_repeat_for_rows_and_hide_what_is_empty(void **state)
{
    (void)state;
    const Case cases[] = {
        {DISTRICTS "{{#districts}}\n- {{label}}\n{{/districts}}\n",
         "  list\n    item\n      paragraph Mae Sot\n    item\n      paragraph Phop Phra\n"
         "    item\n      paragraph Umphang\n"},
        {DISTRICTS
         "{{#districts}}\n## {{label}}\n\n```values n\nSELECT count(*) AS n FROM "
         "report_child WHERE district = :code\n```\n{{#n.n}}\n{{n.n}} children\n{{/n.n}}\n"
         "{{^n.n}}\nnobody\n{{/n.n}}\n{{/districts}}\n",
         "  heading 2 Mae Sot\n  paragraph <value 3>3</> children\n"
         "  heading 2 Phop Phra\n  paragraph <value 2>2</> children\n"
         "  heading 2 Umphang\n  paragraph nobody\n"},
        {"{{#language.en}}\nEnglish\n{{/language.en}}\n{{#language.th}}\nThai\n{{/language.th}}\n",
         "  paragraph English\n"},
        {"```text\n{{#not a section}}\n```\n", "  code\n{{#not a section}}\n"},
    };
    CHECK(cases, "en");
}

static void tables_list_and_pivot(void **state)
{
    (void)state;
    const Case cases[] = {
        {"```table t \"By sex\" total=row words=sex:sex\nSELECT sex, count(*) AS children "
         "FROM report_child GROUP BY sex ORDER BY sex\n```\n",
         "  table t 1 \"By sex\" row-totals\n    columns | Sex | Children\n"
         "    row | \"Unknown\" | 1\n    row | \"Girls\" | 2\n    row | \"Boys\" | 2\n"
         "    total | \"Total\" | 5\n"},
        {DISTRICTS "```table t \"Pivot\" rows=district@districts columns=sex value=children "
                   "total=both words=sex:sex\nSELECT district, sex, count(*) AS children FROM "
                   "report_child GROUP BY 1, 2 ORDER BY 1, sex IS NULL, sex\n```\n",
         "  table t 1 \"Pivot\" row-totals column-totals\n"
         "    columns | District | Girls | Boys | Unknown | Total\n"
         "    row | \"Mae Sot\" | 2 | 1 | 0 | 3\n    row | \"Phop Phra\" | 0 | 1 | 1 | 2\n"
         "    row | \"Umphang\" | 0 | 0 | 0 | 0\n    total | \"Total\" | 2 | 2 | 1 | 5\n"},
        {"```table t \"Two\" rows=district,age columns=sex value=n subtotal=district "
         "missing=blank\n"
         "SELECT district, age, sex, count(*) AS n FROM report_child WHERE sex IS NOT NULL "
         "GROUP BY 1, 2, 3 ORDER BY 1, 2, 3\n```\n",
         "  table t 1 \"Two\"\n    columns | District | Age | Female | Male\n"
         "    row | \"TH6306\" | \"7\" | 1 | -\n    row | \"TH6306\" | \"8\" | 1 | -\n"
         "    row | \"TH6306\" | \"9\" | - | 1\n    subtotal | \"TH6306\" | \"Total\" | 2 | 1\n"
         "    row | \"TH6307\" | \"7\" | - | 1\n    subtotal | \"TH6307\" | \"Total\" | - | 1\n"},
        {"```table t \"None\"\nSELECT sex FROM report_child WHERE 0\n```\n",
         "  paragraph None: Nothing to show.\n"},
        {"```csv c \"Typed\"\nname,n\n\"a, b\",1\nc,\n```\n",
         "  table c 1 \"Typed\"\n    columns | name | n\n    row | \"a, b\" | 1\n    row | \"c\" | "
         "-\n"},
    };
    ReportFixture *fixture = fixture_open(SQL, REACH, AUDIENCE_OFFICER);
    fixture_write(
        fixture, "templates/strings/test.tsv",
        "key\ten\tth\tmy\tchecked_by\ncolumn.sex\tSex\t\t\t\ncolumn.district\tDistrict\t\t"
        "\t\ncolumn.age\tAge\t\t\t\n");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *dump = fixture_expand(fixture, cases[i].body, "en");
        if (i == 2) {
            /* Without words= a code stands as it is. */
            assert_non_null(strstr(dump, "columns | District | Age | F | M"));
            assert_non_null(strstr(dump, strstr(cases[i].expected, "    row")));
        } else {
            assert_string_equal(dump, cases[i].expected);
        }
    }
    fixture_close(fixture);
}

static void charts_take_their_series_from_columns_or_values(void **state)
{
    (void)state;
    const Case cases[] = {
        {"```chart line trend \"Trend\" x=district y=n target=0.9\nSELECT district, "
         "0.5 * count(*) AS n FROM report_child GROUP BY 1 ORDER BY 1\n```\n",
         "  figure trend 1 line \"Trend\" target 0.9\n    categories | TH6306 | TH6307\n"
         "    series n | 1.5 | 1\n"},
        {"```chart stacked s \"Sex\" x=district y=n series=sex words=sex:sex missing=zero\n"
         "SELECT district, sex, count(*) AS n FROM report_child WHERE sex IS NOT NULL "
         "GROUP BY 1, 2 ORDER BY 1, 2\n```\n",
         "  figure s 1 stacked \"Sex\"\n    categories | TH6306 | TH6307\n"
         "    series Girls | 2 | 0\n    series Boys | 1 | 1\n"},
    };
    CHECK(cases, "en");
}

static void narratives_come_from_the_inputs_and_may_name_values(void **state)
{
    (void)state;
    ReportFixture *fixture = fixture_open(SQL, REACH, AUDIENCE_OFFICER);
    fixture_write(fixture, "narrative/2026-Q3/education.md",
                  "# Floods\n\nWe reached {{reach.children}}.\n");
    assert_string_equal(fixture_expand(fixture, REACHED "```narrative education\n```\n", "en"),
                        "  heading 3 Floods\n  paragraph We reached <value 5>5</>.\n");
    assert_string_equal(fixture_expand(fixture, "```narrative food\n```\n", "en"),
                        "  paragraph No text received for this section.\n");
    fixture_write(fixture, "narrative/2026-Q3/food.md", "ok\n\n| a | b |\n|---|---|\n| 1 | 2 |\n");
    assert_string_equal(fixture_expand(fixture, "```narrative food\n```\n", "en"),
                        "7 narrative/2026-Q3/food.md:4: tables with | are not CommonMark: write "
                        "the table as a fenced block ```csv");
    fixture_write(fixture, "narrative/2026-Q3/food.md", "```table x\nSELECT 1\n```\n");
    assert_string_equal(fixture_expand(fixture, "```narrative food\n```\n", "en"),
                        "7 narrative/2026-Q3/food.md:1: a narrative may hold csv blocks, but no "
                        "table");
    fixture_close(fixture);
}

static void a_figure_off_its_way_asks_for_a_comment(void **state)
{
    (void)state;
    static const char BODY[] =
        "```table t \"\" narrative=comment:name hide=name mark=n:mark\n"
        "SELECT name, count(*) AS n, mark, '' AS comment FROM (SELECT 'a' AS name, 'off_track' AS "
        "mark UNION ALL SELECT 'b', 'at_risk' UNION ALL SELECT 'c', 'on_track')\n"
        "GROUP BY name, mark ORDER BY name\n```\n";
    ReportFixture *fixture = fixture_open(SQL, REACH, AUDIENCE_OFFICER);
    fixture_write(fixture, "narrative/2026-Q3/a.md", "The *rains*\n  came early.\n\n");
    assert_string_equal(fixture_expand(fixture, BODY, "en"),
                        "  table t 0 \"\"\n    columns | n | Comment\n"
                        "    row | 1!bad | \"The *rains* came early.\"\n"
                        "    row | 1!middle | \"A comment is missing.\"\n"
                        "    row | 1!good | -\n");
    fixture_close(fixture);
    /* What a hidden figure's state is must not be told by the comment that it lacks. */
    fixture = fixture_open(SQL, REACH, AUDIENCE_DONOR);
    const char *dump = fixture_expand(fixture, BODY, "en");
    assert_non_null(strstr(dump, "hidden"));
    assert_null(strstr(dump, "missing"));
    fixture_close(fixture);
}

static void what_has_nothing_to_show_is_a_sentence(void **state)
{
    (void)state;
    const Case cases[] = {
        {"```table t \"By age\" rows=age columns=sex@sexes value=n total=both empty=\"nobody\"\n"
         "SELECT age, sex, count(*) AS n FROM report_child WHERE age > 99 GROUP BY 1, 2 ORDER BY "
         "1, "
         "2\n```\n```values sexes dimension=sex\nSELECT 'F' AS sex UNION ALL SELECT 'M' ORDER BY "
         "1\n```\n",
         "  paragraph By age: nobody\n"},
        {"```chart bar c \"Trend\" x=district y=n\nSELECT district, NULL + sum(age) AS n FROM "
         "report_child GROUP BY 1 ORDER BY 1\n```\n",
         "  paragraph Trend: no data received\n"},
    };
    CHECK(cases, "en");
    ReportFixture *fixture = fixture_open(SQL, REACH, AUDIENCE_DONOR);
    assert_string_equal(fixture_expand(fixture,
                                       "```chart bar c \"Few\" x=district y=n\nSELECT district, "
                                       "count(*) AS n FROM report_child GROUP BY 1 ORDER BY 1\n"
                                       "```\n",
                                       "en"),
                        "  paragraph Few: All values are hidden because they are small.\n");
    fixture_close(fixture);
}

static void each_column_may_name_its_own_lineage(void **state)
{
    (void)state;
    const Case cases[] = {
        {"```table t \"\"\nSELECT count(*) AS now, 3 AS was, 'x:2026-Q3:TH63' AS lineage,"
         " 'x:2026-Q2:TH63' AS lineage_was FROM report_child\n```\n",
         "  table t 0 \"\"\n    columns | Now | Reported then\n"
         "    row | 5 @x:2026-Q3:TH63 | 3 @x:2026-Q2:TH63\n"},
    };
    CHECK(cases, "en");
}

static void faults_name_file_line_and_reason(void **state)
{
    (void)state;
    const Case cases[] = {
        {"{{nothing}}\n", "9 test.md:4: nothing here has the name \"nothing\""},
        {"\n\n{{q.x}}\n", "9 test.md:6: no query has the name \"q\""},
        {"{{reach.x}}\n\n" REACHED, "9 test.md:4: no column of the query has the name \"reach.x\""},
        {"{{districts.code}}\n\n" DISTRICTS,
         "9 test.md:4: expected one row of \"districts\", found 3"},
        {"{{d.code}}\n\n```values d\nSELECT code FROM report_district WHERE 0\n```\n",
         "9 test.md:4: expected one row of \"d\", found 0"},
        {"```table t\nSELECT code FROM report_district\n```\n",
         "9 test.md:5: the query gives several rows: expected an ORDER BY at its end"},
        {"```table t\nSELECT code\nFROM report_distict ORDER BY 1\n```\n",
         "9 test.md:5: no such table: report_distict"},
        {"```table t\nSELECT code,\n  nam FROM report_district ORDER BY 1\n```\n",
         "9 test.md:6: no such column: nam"},
        {"```table t\nSELECT 1; DROP TABLE child\n```\n",
         "9 test.md:5: expected one SELECT, found more than one statement"},
        {"```table t\nDELETE FROM child\n```\n",
         "9 test.md:5: a report for this audience may not use statements that change something"},
        {"```table t\nSELECT code FROM report_district WHERE code = :which\n```\n",
         "9 test.md:5: the query's parameter \":which\" is not known"},
        {"```table t rows=code columns=name value=x\nSELECT code, name, 1 AS n FROM "
         "report_district ORDER BY 1\n```\n",
         "9 test.md:4: the query has no column \"x\""},
        {"```table t rows=x columns=y value=n\nSELECT 1 AS x, 2 AS y, 3 AS n UNION ALL "
         "SELECT 1, 2, 4 ORDER BY 3\n```\n",
         "9 test.md:4: rows 1 and 2 of the query fall into the same cell of the table"},
        {"```table t colums=x\nSELECT 1\n```\n",
         "7 test.md:4: \"colums\" is no attribute of table; known are: rows columns value total "
         "subtotal missing words format format_by message hidden_with label hide blank mark "
         "comment "
         "group heat share notes landscape from exempt dimension empty narrative"},
        {"```tabel t\nSELECT 1\n```\n",
         "7 test.md:4: \"tabel\" is no directive: expected values, table, chart, csv, narrative, "
         "or text for plain code"},
        {"a | b\n--|--\n", "7 test.md:5: tables with | are not CommonMark: write the table as a "
                           "fenced block ```csv"},
        {"text {{#x}} text\n", "7 test.md:4: a section's tag must stand alone on its line"},
        {"{{#period}}\ntext\n", "7 test.md:4: this section is not closed: {{period}}"},
        {"{{/period}}\n", "7 test.md:4: this does not close the open section: {{period}}"},
        {"<b>bold</b>\n", "7 test.md:4: HTML is not read in templates"},
        {"![a](b.png)\n", "7 test.md:4: pictures are not read in templates"},
    };
    CHECK(cases, "en");
}

static void front_matter_is_checked(void **state)
{
    (void)state;
    const struct {
        const char *text, *message;
        int row;
    } cases[] = {
        {"# no front matter\n", "expected front matter between two lines ---", 1},
        {"---\ntitle: A\n---\n", "the front matter has no audience", 1},
        {"---\ntitle: A\naudience: donors\n---\n",
         "expected officer, center, ministry, partner or donor, found \"donors\"", 3},
        {"---\ntitle: A\naudience: donor\nlanguage: en\n---\n",
         "expected one of title, subtitle, audience, languages, outputs, period, cover, contents, "
         "names, native_digits, found \"language\"",
         4},
        {"---\ntitle: A\naudience: donor\nlanguages: [en, kr]\n---\n",
         "expected a language (en, th, my), found \"kr\"", 4},
    };
    Arena *arena = arena_create();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Error err = {0};
        assert_null(template_read(arena, str_from(cases[i].text), "f.md", &err));
        assert_string_equal(err.message, cases[i].message);
        assert_int_equal(err.row, cases[i].row);
        assert_int_equal(err.status, STATUS_CONFIG);
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_in_text_are_replaced_after_parsing),
        cmocka_unit_test(sections_repeat_for_rows_and_hide_what_is_empty),
        cmocka_unit_test(tables_list_and_pivot),
        cmocka_unit_test(charts_take_their_series_from_columns_or_values),
        cmocka_unit_test(narratives_come_from_the_inputs_and_may_name_values),
        cmocka_unit_test(a_figure_off_its_way_asks_for_a_comment),
        cmocka_unit_test(what_has_nothing_to_show_is_a_sentence),
        cmocka_unit_test(each_column_may_name_its_own_lineage),
        cmocka_unit_test(faults_name_file_line_and_reason),
        cmocka_unit_test(front_matter_is_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
