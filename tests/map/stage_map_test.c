/* The whole stage on small invented sheets: raw rows in, staged rows, submissions and issues out.
 */

#include "tests/support/map_office.h"

#include "pipeline/base/file.h"
#include "pipeline/base/strbuf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

static void a_titled_list_is_read_below_its_title(void **state)
{
    MapOffice *o = *state;
    int64_t file = add_file(o, "a.xlsx");
    add_sheet(o, file, "Sheet1",
              "Hway Ka Loke Learning Center\n"
              "Student register, as of 30 June 2026\n"
              "\n"
              "No|Name|Sex|Date of Birth|Grade|Father\n"
              "1|Naw Eh Paw|F|09/03/2557|G-4|Saw Htoo\n"
              "2|Saw Ku|boy|13/5/2015|ป.1|Saw Thein\n"
              "3|Mg Aung||12 ปี|KG|\n"
              "|Total|3|||\n"
              "|Headteacher: ............|||\n");
    map_all(o);
    assert_string_equal(
        ask(o, "SELECT center_code, period_code, register_date, full_name, sex, sex_source,"
               " birth_from, birth_precision, grade_code, father_name FROM stg_register ORDER BY "
               "1, raw_row_id"),
        "HKW-003 2026-06 2026-06-30 Naw Eh Paw F stated 2014-03-09 day my.G4 Saw Htoo; "
        "HKW-003 2026-06 2026-06-30 Saw Ku M stated 2015-05-13 day th.P1 Saw Thein; "
        "HKW-003 2026-06 2026-06-30 Mg Aung M title 2013-07-01 age my.KG -");
    assert_string_equal(ask(o, "SELECT rule FROM issue ORDER BY rule"),
                        "row.signature; row.total; sex.from_title");
    assert_string_equal(ask(o, "SELECT status, rows, rows_unused FROM submission"), "current 3 0");
}

static void merged_headings_of_two_rows_name_their_columns_together(void **state)
{
    MapOffice *o = *state;
    int64_t file = add_file(o, "HKW-003/2026-06/list.xlsx");
    o->merged = STR("[[1,1,2,1],[1,2,2,2],[1,3,1,4],[1,5,1,6],[1,7,2,7]]");
    add_sheet(o, file, "Students",
              "No|ชื่อ-สกุล|บิดา||มารดา||เพศ\n"
              "||ชื่อ|อาชีพ|ชื่อ|อาชีพ|\n"
              "1|นอ เอพอ|ซอทู|เกษตร|นอมู|ค้าขาย|หญิง\n");
    map_all(o);
    assert_string_equal(ask(o, "SELECT full_name, father_name, mother_name, sex FROM stg_register"),
                        "นอ เอพอ ซอทู นอมู F");
}

static void a_sheet_for_each_grade_tells_the_grade_by_its_name(void **state)
{
    MapOffice *o = *state;
    int64_t file = add_file(o, "HKW-003/2026-06/list.xlsx");
    add_sheet(o, file, "Grade 3", "No|Name|Sex|DOB\n1|Naw A|F|2016-01-02\n");
    add_sheet(o, file, "Grade 4", "No|Name|Sex|DOB\n1|Naw B|F|2015-01-02\n");
    map_all(o);
    assert_string_equal(ask(o, "SELECT full_name, grade_code FROM stg_register ORDER BY 1"),
                        "Naw A my.G3; Naw B my.G4");
    assert_string_equal(ask(o, "SELECT coverage, rows FROM submission"), "my.G3 my.G4 2");
}

static void tables_side_by_side_are_two_tables(void **state)
{
    MapOffice *o = *state;
    int64_t file = add_file(o, "HKW-003/2026-06/list.xlsx");
    add_sheet(o, file, "S", "No|Name|Sex|No|Name|Sex\n1|Naw A|F|3|Saw C|M\n2|Naw B|F|4|Saw D|M\n");
    map_all(o);
    assert_string_equal(ask(o, "SELECT full_name, sex FROM stg_register ORDER BY 1"),
                        "Naw A F; Naw B F; Saw C M; Saw D M");
}

static void headings_repeated_after_a_page_are_no_children(void **state)
{
    MapOffice *o = *state;
    int64_t file = add_file(o, "HKW-003/2026-06/list.xlsx");
    add_sheet(o, file, "S",
              "No|Name|Sex|Grade\n1|Naw A|F|G1\nNo|Name|Sex|Grade\n2|Naw B|F|G1\n3||F|G1\n4|||\n");
    map_all(o);
    assert_string_equal(ask(o, "SELECT full_name FROM stg_register ORDER BY 1"), "Naw A; Naw B");
    assert_string_equal(ask(o, "SELECT rule FROM issue ORDER BY rule"),
                        "row.blank; row.heading; row.no_name");
    assert_string_equal(ask(o, "SELECT rows, rows_unused FROM submission"), "2 1");
}

static void what_cannot_be_converted_is_an_issue_at_its_cell(void **state)
{
    MapOffice *o = *state;
    int64_t file = add_file(o, "HKW-003/2026-06/list.xlsx");
    add_sheet(o, file, "S",
              "No|Name|Sex|DOB|Grade|Thai ID|Age\n"
              "1|Naw A|F|2016-01-02|G1|1112034563562|10\n"
              "2|Naw B|M|2015-02-03|G2|2112034563562|11\n"
              "3|Nilar|qq|someday|G77|1.11203E+12|old\n"
              "4|Naw D|F|2015-02-04|G2||11\n");
    map_all(o);
    assert_string_equal(ask(o, "SELECT rule, severity, column_number, value FROM issue i"
                               " JOIN raw_row r USING (raw_row_id) ORDER BY row_number,"
                               " column_number"),
                        "id.checksum warning 6 2112034563562; sex.unknown error 3 qq; "
                        "date.unreadable error 4 someday; grade.unknown error 5 G77; "
                        "id.lost_digits error 6 1.11203E+12; age.unreadable error 7 old");
    assert_string_equal(ask(o, "SELECT sex, birth_from, birth_text, grade_code, grade_text FROM"
                               " stg_register WHERE full_name = 'Nilar'"),
                        "- - someday - G77");
}

static void an_unknown_heading_is_kept_and_reported_with_a_suggestion(void **state)
{
    MapOffice *o = *state;
    int64_t file = add_file(o, "HKW-003/2026-06/list.xlsx");
    add_sheet(
        o, file, "S",
        "No|Name|Sex|Date of brith|Shoe size\n1|Naw A|F|2016-01-02|33\n2|Naw B|F|2016-01-03|34\n");
    map_all(o);
    assert_string_equal(ask(o, "SELECT rule, value, expected FROM issue ORDER BY rule"),
                        "column.assumed Date of brith Date of birth; column.unknown Shoe size -");
    assert_string_equal(ask(o, "SELECT birth_from FROM stg_register ORDER BY 1"),
                        "2016-01-02; 2016-01-03");
}

static void the_contents_suggest_what_a_heading_means_and_the_officer_accepts(void **state)
{
    MapOffice *o = *state;
    add_sheet(
        o, add_file(o, "HKW-003/2026-06/list.xlsx"), "S",
        "No|Name|Qwx|DOB\n1|Paw A|F|2016-01-02\n2|Htoo B|M|2016-01-03\n3|Htoo C|M|2016-02-03\n");
    map_all(o);
    assert_string_equal(ask(o, "SELECT rule, value, field, expected FROM issue"),
                        "column.unknown Qwx sex Sex");
    assert_string_equal(ask(o, "SELECT DISTINCT sex FROM stg_register"), "-");
    /* The line that the batch report prints. */
    char path[128];
    snprintf(path, sizeof path, "%s/registry/headings.tsv", o->inputs);
    file_write(path, STR("spelling\tfield\tcenter\nQwx\tsex\tHKW-003\n"), &o->err);
    map_all(o);
    assert_string_equal(ask(o, "SELECT sex FROM stg_register ORDER BY raw_row_id"), "F; M; M");
    assert_string_equal(ask(o, "SELECT rule FROM issue"), "");
}

static void a_month_in_each_column_is_a_submission_each(void **state)
{
    MapOffice *o = *state;
    int64_t file = add_file(o, "HKW-003/attendance.xlsx");
    add_sheet(o, file, "Attendance",
              "Attendance, school year 2025-2026\n"
              "No|Name|Grade|June|July|January\n"
              "|School days||20|21|19\n"
              "1|Naw A|G1|18|21|19\n"
              "2|Naw B|G1|20||17\n");
    map_all(o);
    assert_string_equal(
        ask(o, "SELECT month, full_name, CAST(days_present AS INT), CAST(school_days AS INT) FROM"
               " stg_attendance ORDER BY month, full_name"),
        "2025-06 Naw A 18 20; 2025-06 Naw B 20 20; 2025-07 Naw A 21 21; 2026-01 Naw A 19 19; "
        "2026-01 Naw B 17 19");
    assert_string_equal(ask(o, "SELECT period_code, rows FROM submission ORDER BY 1"),
                        "2025-06 2; 2025-07 1; 2026-01 2");
}

static void marks_of_a_daily_grid_are_counted(void **state)
{
    MapOffice *o = *state;
    int64_t file = add_file(o, "HKW-003/2026-06/attendance.xlsx");
    add_sheet(o, file, "June",
              "No|Name|1|2|3|4|5|6|7|8|9|10|11|12\n"
              "1|Naw A|/|/|/|A|/|||/|S|/|/|L\n"
              "2|Naw B|/|/|/|/|/|||/|/|/|/|/\n");
    map_all(o);
    assert_string_equal(
        ask(o, "SELECT month, full_name, CAST(school_days AS INT), CAST(days_present AS INT),"
               " CAST(days_absent AS INT), CAST(days_sick AS INT), CAST(days_leave AS INT)"
               " FROM stg_attendance ORDER BY full_name"),
        "2026-06 Naw A 10 7 1 1 1; 2026-06 Naw B 10 10 0 0 0");
}

static void a_form_of_labels_and_values_is_a_record(void **state)
{
    MapOffice *o = *state;
    int64_t file = add_file(o, "return.xlsx");
    add_sheet(o, file, "Form",
              "Monthly return\n"
              "Center code|HKW-003\n"
              "Month|June 2026\n"
              "Days open|20\n"
              "Feeding days|18\n"
              "Meals served|640\n"
              "Incidents|nil\n");
    map_all(o);
    assert_string_equal(ask(o, "SELECT center_code, month, CAST(days_open AS INT),"
                               " CAST(feeding_days AS INT), meals_served, incidents, incidents_nil"
                               " FROM stg_center_month"),
                        "HKW-003 2026-06 20 18 640 0 yes");
}

static void kobo_repeats_find_their_form(void **state)
{
    MapOffice *o = *state;
    int64_t file = add_file(o, "kobo.xlsx");
    add_sheet(o, file, "mlc_monthly",
              "centre/mlc_code|centre/month|centre/"
              "school_days|incidents|_uuid|_validation_status|_index\n"
              "HKW-003|2026-06|19|nil|aaa||1\n"
              "AYO-002|2026-06|18|2|bbb||2\n"
              "AYO-002|2026-05|18|2|ccc|Not approved|3\n");
    add_sheet(o, file, "children",
              "children/student_no|children/name_my|children/"
              "days_present|_parent_table_name|_parent_index\n"
              "x14|နော်ဖောမူ|17|mlc_monthly|1\n"
              "x15|စောထူး|18|mlc_monthly|2\n");
    map_all(o);
    assert_string_equal(ask(o, "SELECT center_code, month, student_code, CAST(days_present AS INT),"
                               " CAST(school_days AS INT) FROM stg_attendance ORDER BY 1"),
                        "AYO-002 2026-06 x15 18 18; HKW-003 2026-06 x14 17 19");
    assert_string_equal(ask(o, "SELECT center_code, incidents, incidents_nil FROM stg_center_month"
                               " ORDER BY 1"),
                        "AYO-002 2 -; HKW-003 0 yes");
    assert_string_equal(
        ask(o, "SELECT period_code, reason FROM submission WHERE status = 'rejected'"),
        "2026-05 submission.not_approved");
}

static void add_register(MapOffice *o, const char *path, const char *grade, int children)
{
    StrBuf text = STRBUF_INIT;
    strbuf_append_cstr(&text, "No|Name|Sex|Grade|DOB\n");
    for (int i = 1; i <= children; i++)
        strbuf_appendf(&text, "%d|Naw %s %c|F|%s|2015-01-02\n", i, grade, 'A' + i, grade);
    add_sheet(o, add_file(o, path), "Students", strbuf_cstr(&text));
    strbuf_free(&text);
}

static const char *statuses(MapOffice *o)
{
    return ask(o, "SELECT path, status FROM submission JOIN source_path USING (source_file_id)"
                  " ORDER BY path, submission_id");
}

static void two_grades_in_two_files_are_both_current(void **state)
{
    MapOffice *o = *state;
    add_register(o, "HKW-003/2026-06/a.xlsx", "G3", 5);
    add_register(o, "HKW-003/2026-06/b.xlsx", "G4", 5);
    map_all(o);
    assert_string_equal(statuses(o),
                        "HKW-003/2026-06/a.xlsx current; HKW-003/2026-06/b.xlsx current");
}

static void a_later_file_supersedes_what_it_covers(void **state)
{
    MapOffice *o = *state;
    add_register(o, "HKW-003/2026-06/a 2026-06-30.xlsx", "G3", 6);
    add_register(o, "HKW-003/2026-06/b 2026-06-12.xlsx", "G3", 5);
    add_register(o, "HKW-003/2026-07/c.xlsx", "G3", 2);
    map_all(o);
    /* The date in the name decides, not the order in which they came; July is another period. */
    assert_string_equal(statuses(o), "HKW-003/2026-06/a 2026-06-30.xlsx current; "
                                     "HKW-003/2026-06/b 2026-06-12.xlsx superseded; "
                                     "HKW-003/2026-07/c.xlsx current");
}

static void a_grade_sent_again_replaces_that_grade_alone(void **state)
{
    MapOffice *o = *state;
    add_sheet(o, add_file(o, "HKW-003/2026-06/all.xlsx"), "S",
              "No|Name|Sex|Grade\n1|Naw A|F|G3\n2|Naw B|F|G4\n3|Naw C|F|G4\n");
    add_sheet(o, add_file(o, "HKW-003/2026-06/grade4.xlsx"), "Grade 4",
              "No|Name|Sex|DOB\n1|Naw B|F|2015-01-02\n2|Naw D|F|2015-01-02\n");
    map_all(o);
    assert_string_equal(ask(o, "SELECT full_name FROM stg_register JOIN submission"
                               " USING (submission_id) WHERE status = 'current' ORDER BY 1"),
                        "Naw A; Naw B; Naw D");
    assert_string_equal(
        ask(o, "SELECT coverage, status, rows FROM submission ORDER BY submission_id"),
        "my.G3 current 1; my.G4 current 2; my.G4 superseded 2");
}

static void what_was_found_in_a_replaced_grade_is_settled_with_it(void **state)
{
    MapOffice *o = *state;
    add_sheet(o, add_file(o, "HKW-003/2026-06/all.xlsx"), "S",
              "No|Name|Sex|Grade|DOB\n1|Naw A|F|G3|2016-01-02\n2|Naw B|F|G3|one day in June\n"
              "3|Naw C|F|G4|2015-01-02\n4|Naw D|F|G4|some day in May\n");
    add_sheet(o, add_file(o, "HKW-003/2026-06/grade4.xlsx"), "Grade 4",
              "No|Name|Sex|DOB\n1|Naw C|F|2015-01-02\n2|Naw D|F|2015-05-02\n");
    for (int night = 0; night < 2; night++) { /* the second keeps what nothing changed for */
        map_all(o);
        assert_string_equal(ask(o, "SELECT s.status, s.coverage, i.value FROM issue i"
                                   " JOIN submission s USING (submission_id)"
                                   " WHERE i.severity = 'error' ORDER BY i.value"),
                            "current my.G3 one day in June; superseded my.G4 some day in May");
    }
}

static void a_successor_that_drops_children_is_held_until_accepted(void **state)
{
    MapOffice *o = *state;
    add_register(o, "HKW-003/2026-06/a.xlsx", "G3", 10);
    add_register(o, "HKW-003/2026-06/b.xlsx", "G3", 7);
    map_all(o);
    assert_string_equal(statuses(o), "HKW-003/2026-06/a.xlsx current; HKW-003/2026-06/b.xlsx held");
    assert_string_equal(ask(o, "SELECT count(*) FROM stg_register"), "10");
    assert_string_equal(ask(o, "SELECT rule FROM issue WHERE severity = 'error'"),
                        "submission.drops_children");
    /* The line that the issue gives, put where it says. */
    const char *line =
        ask(o, "SELECT expected FROM issue WHERE rule = 'submission.drops_children'");
    char path[128];
    snprintf(path, sizeof path, "%s/registry/files.tsv", o->inputs);
    Str rules = arena_printf(o->arena, "sha256\tcenter\tperiod\taction\twhy\n%s\n", line);
    file_write(path, rules, &o->err);
    map_all(o);
    assert_string_equal(statuses(o),
                        "HKW-003/2026-06/a.xlsx superseded; HKW-003/2026-06/b.xlsx current");
}

static void a_held_list_waits_no_more_once_a_later_one_replaces_it(void **state)
{
    MapOffice *o = *state;
    add_register(o, "HKW-003/2026-06/a.xlsx", "G3", 10);
    add_register(o, "HKW-003/2026-06/b.xlsx", "G3", 7);
    add_register(o, "HKW-003/2026-06/c.xlsx", "G3", 9);
    add_register(o, "HKW-003/2026-06/d.xlsx", "G3", 5);
    map_all(o);
    assert_string_equal(statuses(o), "HKW-003/2026-06/a.xlsx superseded; "
                                     "HKW-003/2026-06/b.xlsx superseded; "
                                     "HKW-003/2026-06/c.xlsx current; "
                                     "HKW-003/2026-06/d.xlsx held");
    assert_string_equal(ask(o, "SELECT i.expected LIKE '%\tHKW-003\t2026-06\taccept\t%', p.path"
                               " FROM issue i JOIN source_path p USING (source_file_id)"
                               " WHERE rule = 'submission.drops_children'"),
                        "1 HKW-003/2026-06/d.xlsx");
}

static void a_list_with_too_many_rows_in_error_is_held(void **state)
{
    MapOffice *o = *state;
    static const char *const NAMES[] = {"HKW-003/2026-06/a.xlsx", "HKW-003/2026-06/b.xlsx"};
    static const char *const DATES[] = {"2015-01-01", "some day in May"};
    for (int i = 0; i < 2; i++)
        add_sheet(o, add_file(o, NAMES[i]), "G3",
                  arena_printf(o->arena,
                               "No|Name|Sex|DOB\n1|Naw A|F|%s\n2|Naw B|F|2015-01-02\n"
                               "3|Naw C|F|2015-01-04\n4|Naw D|F|2015-01-05\n",
                               DATES[i])
                      .ptr);
    o->config->hold_error_share = 0.25;
    map_all(o);
    assert_string_equal(statuses(o),
                        "HKW-003/2026-06/a.xlsx superseded; HKW-003/2026-06/b.xlsx current");
    for (int night = 0; night < 2; night++) { /* the second keeps what nothing changed for */
        o->config->hold_error_share = 0.2;
        map_all(o);
        assert_string_equal(statuses(o),
                            "HKW-003/2026-06/a.xlsx current; HKW-003/2026-06/b.xlsx held");
        assert_string_equal(ask(o, "SELECT birth_from FROM stg_register ORDER BY full_name"),
                            "2015-01-01; 2015-01-02; 2015-01-04; 2015-01-05");
    }
}

static void a_file_of_nobody_is_held_and_placed_by_the_officer(void **state)
{
    MapOffice *o = *state;
    add_register(o, "list.xlsx", "G3", 2);
    map_all(o);
    assert_string_equal(ask(o, "SELECT status, reason FROM submission"),
                        "held submission.no_center");
    char path[128];
    snprintf(path, sizeof path, "%s/registry/files.tsv", o->inputs);
    file_write(path,
               STR("sha256\tcenter\tperiod\taction\twhy\n"
                   "0000000000000000000000000000000000000000000000000000000000000001\tAYO-002\t"
                   "2026-06\taccept\tby phone\n"),
               &o->err);
    map_all(o);
    assert_string_equal(ask(o, "SELECT center_code, period_code, status FROM submission"),
                        "AYO-002 2026-06 current");
}

static void form_instances_end_only_where_an_edit_replaces_them(void **state)
{
    MapOffice *o = *state;
    static const char *const FORMS[][2] = {
        {"uuid:one", ""}, {"uuid:two", ""}, {"uuid:three", "uuid:one"}};
    for (int i = 0; i < 3; i++) {
        Str path = arena_printf(o->arena, "instances/%d/submission.xml", i);
        Str text = arena_printf(o->arena,
                                "mlc_code|month|school_days|incidents|instanceID|deprecatedID\n"
                                "HKW-003|2026-06|19|%d|%s|%s\n",
                                i, FORMS[i][0], FORMS[i][1]);
        add_sheet(o, add_file(o, path.ptr), "mlc_monthly", text.ptr);
    }
    map_all(o);
    assert_string_equal(ask(o, "SELECT coverage, status FROM submission ORDER BY submission_id"),
                        "instance one superseded; instance two current; instance three current");
}

static void the_date_of_our_own_xml_tells_which_is_later(void **state)
{
    MapOffice *o = *state;
    /* As pipeline/read lays out the attributes of <submission>. The later one comes first by path.
     */
    add_sheet(o, add_file(o, "a.xml"), "register",
              "center_code|report_month|report_date|full_name|sex|grade\n"
              "HKW-003|2026-06|2026-06-20|Naw New|F|my.G2\n");
    add_sheet(o, add_file(o, "b.xml"), "register",
              "center_code|report_month|report_date|full_name|sex|grade\n"
              "HKW-003|2026-06|2026-06-12|Naw Old|F|my.G2\n");
    map_all(o);
    assert_string_equal(
        ask(o, "SELECT source_file_id, status, revision FROM submission ORDER BY 1"),
        "1 current content 2026-06-20; 2 superseded content 2026-06-12");
    assert_string_equal(ask(o, "SELECT rule FROM issue"), "");
}

static void a_mapping_names_its_submission(void **state)
{
    MapOffice *o = *state;
    int64_t file = add_file(o, "HKW-003/2026-06/list.xlsx");
    add_sheet(o, file, "Students", "No|Name|Sex|DOB\n1|Naw A|F|2016-01-02\n");
    add_sheet(o, file, "Staff", "No|Teacher name|Position\n1|Saw T|Head teacher\n");
    add_sheet(o, file, "Other", "Lorem|Ipsum\nx|y\nz|w\n");
    map_all(o);
    assert_string_equal(ask(o, "SELECT m.kind, s.kind, s.period_code FROM sheet_mapping m"
                               " LEFT JOIN submission s USING (submission_id) ORDER BY 1 DESC"),
                        "staff staff 2026-06; register register 2026-06");
}

static void mapping_twice_gives_the_same_rows(void **state)
{
    MapOffice *o = *state;
    add_register(o, "HKW-003/2026-06/a.xlsx", "G3", 5);
    map_all(o);
    const char *once = ask(o, "SELECT * FROM stg_register ORDER BY 1");
    db_exec(o->db, "DELETE FROM mapped_file", &o->err); /* else it would be kept */
    map_all(o);
    assert_string_equal(ask(o, "SELECT * FROM stg_register ORDER BY 1"), once);
}

static void a_vanished_file_stays_loaded_and_is_reported(void **state)
{
    MapOffice *o = *state;
    add_register(o, "HKW-003/2026-06/a.xlsx", "G3", 5);
    db_exec(o->db, "UPDATE source_path SET present = 0", &o->err);
    map_all(o);
    assert_string_equal(ask(o, "SELECT count(*) FROM stg_register"), "5");
    assert_string_equal(ask(o, "SELECT rule FROM issue"), "file.vanished");
}

static void a_changed_layout_is_reported(void **state)
{
    MapOffice *o = *state;
    add_sheet(o, add_file(o, "HKW-003/2026-06/a.xlsx"), "S",
              "No|Name|Sex|Grade|Phone\n1|Naw A|F|G3|0812345678\n");
    add_sheet(o, add_file(o, "HKW-003/2026-07/a.xlsx"), "S",
              "No|Name|Sex|Grade|Village\n1|Naw A|F|G3|Mae Pa\n");
    map_all(o);
    assert_string_equal(ask(o, "SELECT rule, value FROM issue"), "layout.changed +village -phone");
}

static void a_corrected_feedback_workbook_is_the_centers_new_list(void **state)
{
    MapOffice *o = *state;
    add_register(o, "HKW-003/2026-06/a.xlsx", "G3", 2);
    add_sheet(o, add_file(o, "HKW-003/2026-06/feedback-2026-06-HKW-003.xlsx"), "Students",
              "MEC ID|Message|No|Name|Sex|Grade|DOB\n"
              "MEC-0000001-A|Please correct the date|1|Naw G3 B|F|G3|2015-01-02\n"
              "MEC-0000002-8||2|Naw G3 C|F|G3|2015-01-03\n");
    map_all(o);
    assert_string_equal(ask(o, "SELECT public_id, full_name, birth_from FROM stg_register JOIN"
                               " submission USING (submission_id) WHERE status = 'current'"
                               " ORDER BY 1"),
                        "MEC-0000001-A Naw G3 B 2015-01-02; MEC-0000002-8 Naw G3 C 2015-01-03");
}

static void a_heading_decided_for_a_center_stays_decided(void **state)
{
    MapOffice *o = *state;
    char path[128];
    snprintf(path, sizeof path, "%s/registry/headings.tsv", o->inputs);
    file_write(path, STR("spelling\tfield\tcenter\nClan\tvillage\tHKW-003\n"), &o->err);
    static const char LIST[] = "No|Name|Sex|Grade|Clan\n1|Naw A|F|G3|Mae Pa\n";
    add_sheet(o, add_file(o, "HKW-003/2026-06/a.xlsx"), "S", LIST);
    map_all(o);
    add_sheet(o, add_file(o, "HKW-003/2026-07/a.xlsx"), "S", LIST);
    add_sheet(o, add_file(o, "AYO-002/2026-07/a.xlsx"), "S", LIST);
    map_all(o);
    assert_string_equal(ask(o, "SELECT center_code, period_code, village FROM stg_register"
                               " ORDER BY 1, 2"),
                        "AYO-002 2026-07 -; HKW-003 2026-06 Mae Pa; HKW-003 2026-07 Mae Pa");
    assert_string_equal(ask(o, "SELECT rule, center_code FROM issue"), "column.unknown AYO-002");
}

#define WITH_OFFICE(test) cmocka_unit_test_setup_teardown(test, open_office, close_office)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_OFFICE(a_titled_list_is_read_below_its_title),
        WITH_OFFICE(merged_headings_of_two_rows_name_their_columns_together),
        WITH_OFFICE(a_sheet_for_each_grade_tells_the_grade_by_its_name),
        WITH_OFFICE(tables_side_by_side_are_two_tables),
        WITH_OFFICE(headings_repeated_after_a_page_are_no_children),
        WITH_OFFICE(what_cannot_be_converted_is_an_issue_at_its_cell),
        WITH_OFFICE(an_unknown_heading_is_kept_and_reported_with_a_suggestion),
        WITH_OFFICE(the_contents_suggest_what_a_heading_means_and_the_officer_accepts),
        WITH_OFFICE(a_month_in_each_column_is_a_submission_each),
        WITH_OFFICE(marks_of_a_daily_grid_are_counted),
        WITH_OFFICE(a_form_of_labels_and_values_is_a_record),
        WITH_OFFICE(kobo_repeats_find_their_form),
        WITH_OFFICE(two_grades_in_two_files_are_both_current),
        WITH_OFFICE(a_later_file_supersedes_what_it_covers),
        WITH_OFFICE(a_grade_sent_again_replaces_that_grade_alone),
        WITH_OFFICE(what_was_found_in_a_replaced_grade_is_settled_with_it),
        WITH_OFFICE(a_successor_that_drops_children_is_held_until_accepted),
        WITH_OFFICE(a_held_list_waits_no_more_once_a_later_one_replaces_it),
        WITH_OFFICE(a_list_with_too_many_rows_in_error_is_held),
        WITH_OFFICE(a_file_of_nobody_is_held_and_placed_by_the_officer),
        WITH_OFFICE(form_instances_end_only_where_an_edit_replaces_them),
        WITH_OFFICE(the_date_of_our_own_xml_tells_which_is_later),
        WITH_OFFICE(a_heading_decided_for_a_center_stays_decided),
        WITH_OFFICE(a_mapping_names_its_submission),
        WITH_OFFICE(mapping_twice_gives_the_same_rows),
        WITH_OFFICE(a_changed_layout_is_reported),
        WITH_OFFICE(a_corrected_feedback_workbook_is_the_centers_new_list),
        WITH_OFFICE(a_vanished_file_stays_loaded_and_is_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
