/* Every rule of stage validate: a submission that makes it fire and one that does not. */

#include "pipeline/base/file.h"
#include "pipeline/base/map.h"
#include "pipeline/base/tsv.h"
#include "pipeline/validate/stage_validate.h"
#include "pipeline/warehouse/rule.h"
#include "tests/support/night.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* Center HKW-001 with two registers and one return of each other kind; 60 raw rows of one sheet. */
static const char BASE[] =
    "INSERT INTO source_file (source_file_id, sha256, size, kind, first_run_id)"
    " VALUES (1, 'a', 1, 'xlsx', 1);"
    "INSERT INTO raw_sheet (raw_sheet_id, source_file_id, number, name) VALUES (1, 1, 1, 'S');"
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60)"
    " INSERT INTO raw_row (raw_row_id, raw_sheet_id, row_number, cells) SELECT i, 1, i, '[]' FROM "
    "n;"
    "INSERT INTO submission (submission_id, source_file_id, center_code, kind, period_code, status)"
    " VALUES (1, 1, 'HKW-001', 'register', '2026-06', 'current'),"
    "        (2, 1, 'HKW-001', 'register', '2026-09', 'current'),"
    "        (3, 1, 'HKW-001', 'attendance', '2026-09', 'current'),"
    "        (4, 1, 'HKW-001', 'center_month', '2026-09', 'current'),"
    "        (5, 1, 'HKW-001', 'staff', '2026-09', 'current'),"
    "        (6, 1, 'HKW-001', 'incident', '2026-09', 'current'),"
    "        (7, 1, 'HKW-001', 'register', '2026-09', 'superseded'),"
    "        (8, 1, 'HKW-001', 'programme', '2026-09', 'current'),"
    "        (9, 1, 'HKW-001', 'visit', '2026-09', 'current');"
    "INSERT INTO sheet_mapping (raw_sheet_id, columns) VALUES (1,"
    " '[[1,\"full_name\",\"Name\"],[2,\"date_of_birth\",\"DOB\"],[3,\"enrolment_date\",\"Entry\"],"
    "[4,\"leaving_date\",\"Left\"],[5,\"days_present\",\"Present\"],[6,null,\"Note\"]]');";

#define REGISTER(columns)                                                                          \
    "INSERT INTO stg_register (raw_row_id, submission_id, center_code, period_code, "              \
    "register_date, full_name, " columns ") VALUES "
#define ROW(id, name)  "(" #id ", 2, 'HKW-001', '2026-09', '2026-09-30', '" name "', "
#define JUNE(id, name) "(" #id ", 1, 'HKW-001', '2026-06', '2026-06-10', '" name "', "
#define ATTENDANCE                                                                                 \
    "INSERT INTO stg_attendance (raw_row_id, submission_id, center_code, month, full_name, "       \
    "school_days, days_present) VALUES "
#define PRESENT(id, days, present)                                                                 \
    "(" #id ", 3, 'HKW-001', '2026-09', 'Saw Htoo', " #days ", " #present ")"
#define MONTH(columns, values)                                                                     \
    "INSERT INTO stg_center_month (raw_row_id, submission_id, center_code, month, " columns ")"    \
    " VALUES (1, 4, 'HKW-001', '2026-09', " values ");"
#define INCIDENT(day)                                                                              \
    "INSERT INTO stg_incident (raw_row_id, submission_id, center_code, period_code, "              \
    "incident_date, incident_status) VALUES (30, 6, 'HKW-001', '2026-09', '" day                   \
    "', 'confirmed');"
#define PROGRAMME(dates)                                                                           \
    "INSERT INTO stg_programme (raw_row_id, submission_id, center_code, period_code, programme,"   \
    " start_date, end_date) VALUES (1, 8, 'HKW-001', '2026-09', 'homeschool', " dates ");"
#define VISIT(columns, values)                                                                     \
    "INSERT INTO stg_visit (raw_row_id, submission_id, center_code, period_code, " columns ")"     \
    " VALUES (1, 9, 'HKW-001', '2026-09', " values ");"
#define TEACHER                                                                                    \
    "INSERT INTO stg_staff (raw_row_id, submission_id, center_code, period_code, teacher_name)"    \
    " VALUES (9, 5, 'HKW-001', '2026-09', 'Naw Paw Mu');"
#define CHILDREN_BORN(first_of_january)                                                            \
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20)"                \
    " INSERT INTO stg_register (raw_row_id, submission_id, center_code, period_code,"              \
    " register_date, full_name, birth_from, birth_to, birth_precision)"                            \
    " SELECT i, 2, 'HKW-001', '2026-09', '2026-09-30', 'Child ' || i, b, b, 'day' FROM (SELECT i," \
    " (2010 + i % 5) || CASE WHEN i <= " #first_of_january                                         \
    " THEN '-01-01' ELSE '-05-06' END AS b FROM n);"
#define REGISTERS_OF(june, september)                                                              \
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30)"                \
    " INSERT INTO stg_register (raw_row_id, submission_id, center_code, period_code,"              \
    " register_date, full_name)"                                                                   \
    " SELECT i, 1, 'HKW-001', '2026-06', '2026-06-10', 'C' || i FROM n WHERE i <= " #june          \
    " UNION ALL SELECT 30 + i, 2, 'HKW-001', '2026-09', '2026-09-30', 'C' || i FROM n"             \
    " WHERE i <= " #september ";"
#define TOTALS(submission, cells)                                                                  \
    "UPDATE raw_row SET cells = '" cells "' WHERE raw_row_id = 20;"                                \
    "INSERT INTO issue (stage, rule, severity, submission_id, raw_row_id, message_key)"            \
    " VALUES ('map', 'row.total', 'info', " #submission ", 20, 'row.total');"

typedef struct RuleCase {
    const char *rule;
    const char *fires;
    const char *quiet;
    int row;           /* blamed raw row; 0: none */
    const char *field; /* blamed; NULL: none */
    int column;        /* of that field in the sheet; 0: not mapped */
} RuleCase;

static const RuleCase CASES[] = {
    {"register.same_child_twice",
     REGISTER("birth_from, father_name")
         ROW(1, "Saw Htoo") "'2015-03-01', 'U Ba'), " ROW(2, "saw  htoo") "'2015-03-01', NULL)",
     REGISTER("birth_from, father_name") ROW(1, "Saw Htoo") "'2015-03-01', 'U Ba'), " ROW(
         2, "Saw Htoo") "'2015-03-01', 'U Mya'), " ROW(3, "Saw Htoo") "'2012-03-01', 'U Ba')",
     2, "full_name", 1},
    {"register.same_child_twice", /* the father spelled in another way */
     REGISTER("student_code, birth_from, father_name")
         ROW(1, "Saw Htoo") "'7', '2015-03-01', 'Saw Ler Hei'), " ROW(
             2, "Saw Htoo") "'7', '2015-03-01', 'Ler Hey')",
     REGISTER("student_code, birth_from, father_name")
         ROW(1, "Saw Htoo") "'7', '2015-03-01', 'U Ba'), " ROW(
             2, "Saw Htoo") "'8', '2015-03-01', 'U Ba')",
     2, "full_name", 1},
    {"student_code.twice",
     REGISTER("student_code") ROW(1, "Saw Htoo") "'7'), " ROW(2, "Naw Paw") "'7')",
     REGISTER("student_code")
         ROW(1, "Saw Htoo") "'7'), " ROW(2, "Naw Paw") "'8'), " JUNE(3, "Naw Mu") "'8')",
     2, "student_code", 0},
    {"parents.contradict_siblings",
     REGISTER("phone, father_name, mother_name")
         ROW(1, "Saw Htoo") "'0812345678', 'U Ba', 'Daw Hla'), " ROW(
             2, "Naw Paw") "'0812345678', 'U Mya', 'Daw Hla')",
     REGISTER("phone, father_name, mother_name")
         ROW(1, "Saw Htoo") "'0812345678', 'U Ba', 'Daw Hla'), " ROW(
             2, "Naw Paw") "'0812345678', 'U  BA', 'Daw Hla'), " ROW(3, "Naw Mu") "'0812345678',"
                                                                                  " 'U Kyaw', 'Daw"
                                                                                  " Aye')",
     2, "father_name", 0},
    {"birth.after_entry",
     REGISTER("birth_from, enrolment_date") ROW(1, "Saw Htoo") "'2015-03-01', '2014-06-01')",
     REGISTER("birth_from, enrolment_date") ROW(1, "Saw Htoo") "'2015-03-01', '2022-06-01')", 1,
     "enrolment_date", 3},
    {"birth.after_entry", /* less than three years old: the birth is at fault */
     REGISTER("birth_from, enrolment_date") ROW(1, "Saw Htoo") "'2026-03-01', '2025-06-01')",
     REGISTER("birth_from, enrolment_date") ROW(1, "Saw Htoo") "NULL, '2025-06-01')", 1,
     "date_of_birth", 2},
    {"leaving.before_entry",
     REGISTER("enrolment_date, leaving_date") ROW(1, "Saw Htoo") "'2026-06-01', '2026-05-01')",
     REGISTER("enrolment_date, leaving_date") ROW(1, "Saw Htoo") "'2026-06-01', '2026-06-01')", 1,
     "leaving_date", 4},
    {"leaving.reason_missing",
     REGISTER("leaving_date, leaving_reason") ROW(1, "Saw Htoo") "'2026-08-01', NULL)",
     REGISTER("leaving_date, leaving_reason")
         ROW(1, "Saw Htoo") "'2026-08-01', 'work'), " ROW(2, "Naw Paw") "NULL, NULL)",
     1, "leaving_reason", 0},
    {"leaving.date_missing",
     REGISTER("leaving_date, leaving_reason") ROW(1, "Saw Htoo") "NULL, 'work')",
     REGISTER("leaving_date, leaving_reason") ROW(1, "Saw Htoo") "'2026-08-01', 'work')", 1,
     "leaving_date", 4},
    {"age.under_grade", /* the official age of Grade 4 is 9 */
     REGISTER("birth_from, grade_code") ROW(1, "Saw Htoo") "'2020-03-01', 'my.G4')",
     REGISTER("birth_from, grade_code")
         ROW(1, "Saw Htoo") "'2019-03-01', 'my.G4'), " ROW(2, "Naw") "'2020-03-01', 'nfe_primary')",
     1, "date_of_birth", 2},
    {"age.over_grade",
     REGISTER("birth_from, grade_code") ROW(1, "Saw Htoo") "'2009-03-01', 'my.G4')",
     REGISTER("birth_from, grade_code") ROW(1, "Saw Htoo") "'2010-03-01', 'my.G4')", 1,
     "date_of_birth", 2},
    {"attendance.above_school_days", ATTENDANCE PRESENT(1, 20, 21), ATTENDANCE PRESENT(1, 20, 20),
     1, "days_present", 5},
    {"register.fifth_smaller", REGISTERS_OF(20, 15), REGISTERS_OF(20, 16), 0, NULL, 0},
    {"incident.listed_but_nil", MONTH("incidents_nil", "'yes'") INCIDENT("2026-09-04"),
     MONTH("incidents_nil", "'yes'") INCIDENT("2026-08-04"), 1, "incidents", 0},
    {"incident.counted_not_listed", MONTH("incidents", "2"),
     MONTH("incidents", "1") INCIDENT("2026-09-04"), 1, "incidents", 0},
    {"incident.nil_report_missing", MONTH("school_days", "20"), MONTH("incidents_nil", "'yes'"), 1,
     "incidents", 0},
    {"staff.counted_as_child", TEACHER REGISTER("birth_from") ROW(1, "naw paw mu") "NULL)",
     TEACHER REGISTER("birth_from") ROW(1, "Naw Paw Mu") "'2016-01-05')", 1, "full_name", 1},
    {"totals.not_equal",
     ATTENDANCE PRESENT(1, 20, 18) ", " PRESENT(2, 20, 19) ";" TOTALS(
         3, "[[1,\"s\",\"Total\"],[5,\"n\",38]]"),
     ATTENDANCE PRESENT(1, 20, 18) ", " PRESENT(2, 20, 19) ";" TOTALS(
         3, "[[1,\"s\",\"Total\"],[5,\"n\",37]]"),
     20, "days_present", 5},
    {"totals.not_equal",
     REGISTER("sex") ROW(1, "Saw Htoo") "'M'), " ROW(2, "Naw Paw") "'F');" TOTALS(
         2, "[[1,\"s\",\"Total\"],[3,\"n\",3]]"),
     REGISTER("sex") ROW(1, "Saw Htoo") "'M'), " ROW(2, "Naw Paw") "'F');" TOTALS(
         2, "[[1,\"s\",\"Total\"],[3,\"n\",2]]"),
     20, NULL, 0},
    {"village.outside_district", /* Mo Kro is in Umphang */
     REGISTER("village, district_code") ROW(1, "Saw Htoo") "'Mo kro', 'TH6306')",
     REGISTER("village, district_code")
         ROW(1, "Saw Htoo") "'Mokro', 'TH6308'), " ROW(2, "Naw") "'No such village', 'TH6306')",
     1, "village", 0},
    {"birth.heaped", CHILDREN_BORN(3), CHILDREN_BORN(2), 0, "date_of_birth", 0},
    {"date.in_future", REGISTER("birth_from") ROW(1, "Saw Htoo") "'2027-03-01')",
     REGISTER("birth_from") ROW(1, "Saw Htoo") "'2022-09-30')", 1, "date_of_birth", 2},
    {"birth.implausible", REGISTER("birth_to") ROW(1, "Saw Htoo") "'1958-05-12')",
     REGISTER("birth_to") ROW(1, "Saw Htoo") "'1999-05-12')", 1, "date_of_birth", 2},
    {"date.implausible", REGISTER("enrolment_date") ROW(1, "Saw Htoo") "'1970-01-01')",
     REGISTER("enrolment_date") ROW(1, "Saw Htoo") "'2010-01-01')", 1, "enrolment_date", 3},
    {"number.out_of_range", REGISTER("weight_kg") ROW(1, "Saw Htoo") "240.5)",
     REGISTER("weight_kg") ROW(1, "Saw Htoo") "24.5)", 1, "weight_kg", 0},
    {"district.outside_area", REGISTER("district_code") ROW(1, "Saw Htoo") "'TH6301')",
     REGISTER("district_code") ROW(1, "Saw Htoo") "'TH6308')", 1, "district", 0},
    {"feeding.above_school_days", MONTH("school_days, feeding_days", "20, 22"),
     MONTH("school_days, feeding_days", "20, 20"), 1, "feeding_days", 0},
    {"programme.ends_before_start", PROGRAMME("'2026-06-01', '2026-05-01'"),
     PROGRAMME("'2026-06-01', '2026-07-01'"), 1, "end_date", 0},
    {"visit.more_met_than_total", VISIT("criteria_met, criteria_total", "11, 10"),
     VISIT("criteria_met, criteria_total", "10, 10"), 1, "criteria_met", 0},
    {"problem.closed_before_opened",
     VISIT("opened_date, closed_date", "'2026-09-04', '2026-09-01'"),
     VISIT("opened_date, closed_date", "'2026-09-04', '2026-09-04'"), 1, "closed_date", 0},
};
enum { CASE_COUNT = sizeof CASES / sizeof CASES[0] };

static Night validated(const char *rows)
{
    Night night = night_open("2026-11-21");
    night_sql(&night, BASE);
    night_sql(&night, rows);
    Error err = {0};
    stage_validate(&night.batch, &err);
    night_ok(&err);
    return night;
}

static int64_t count_of(Night *night, const char *rule)
{
    return night_int(night, arena_printf(night->arena,
                                         "SELECT count(*) FROM issue WHERE stage = 'validate'"
                                         " AND rule = '%s'",
                                         rule)
                                .ptr);
}

static void each_rule_fires_once_at_the_cell_it_blames(void **state)
{
    (void)state;
    for (int i = 0; i < CASE_COUNT; i++) {
        Night night = validated(CASES[i].fires);
        if (count_of(&night, CASES[i].rule) != 1)
            fail_msg("case %d, %s: fired %d times", i, CASES[i].rule,
                     (int)count_of(&night, CASES[i].rule));
        const char *place = night_text(
            &night, arena_printf(night.arena,
                                 "SELECT coalesce(raw_row_id, 0) || ' ' || coalesce(field, '-') ||"
                                 " ' ' || coalesce(column_number, 0) || ' ' || center_code"
                                 " FROM issue WHERE rule = '%s' AND stage = 'validate'",
                                 CASES[i].rule)
                        .ptr);
        Str expected = arena_printf(night.arena, "%d %s %d HKW-001", CASES[i].row,
                                    CASES[i].field ? CASES[i].field : "-", CASES[i].column);
        assert_string_equal(place, expected.ptr);
        night_close(&night);
    }
}

static void each_rule_lets_sound_rows_pass(void **state)
{
    (void)state;
    for (int i = 0; i < CASE_COUNT; i++) {
        Night night = validated(CASES[i].quiet);
        if (count_of(&night, CASES[i].rule) != 0)
            fail_msg("case %d, %s: fired %d times", i, CASES[i].rule,
                     (int)count_of(&night, CASES[i].rule));
        night_close(&night);
    }
}

static void an_error_empties_its_cell_and_the_child_stays(void **state)
{
    (void)state;
    Night night = validated(
        REGISTER("birth_from, birth_to, birth_precision, enrolment_date, leaving_date")
            ROW(1, "Saw Htoo") "'2027-03-01', '2027-03-01', 'day', NULL, NULL), " ROW(
                2, "Naw Paw") "'2015-03-01', '2015-03-01', 'day', '2024-06-01', '2024-05-01')");
    assert_int_equal(night_int(&night, "SELECT count(*) FROM stg_register"), 2);
    assert_string_equal(night_text(&night, "SELECT coalesce(birth_from, birth_to, birth_precision)"
                                           " FROM stg_register WHERE raw_row_id = 1"),
                        "NULL");
    assert_string_equal(night_text(&night, "SELECT birth_from || ' ' || enrolment_date || ' ' ||"
                                           " coalesce(leaving_date, 'empty')"
                                           " FROM stg_register WHERE raw_row_id = 2"),
                        "2015-03-01 2024-06-01 empty");
    night_close(&night);
}

static void a_warning_leaves_its_cell(void **state)
{
    (void)state;
    Night night = validated(REGISTER("district_code") ROW(1, "Saw Htoo") "'TH6301')");
    assert_string_equal(night_text(&night, "SELECT district_code FROM stg_register"), "TH6301");
    night_close(&night);
}

static void a_fault_in_a_shared_column_is_blamed_on_it(void **state)
{
    (void)state;
    Night night = validated(
        "UPDATE sheet_mapping SET columns = '[[1,\"full_name\",\"Name\"],"
        "[3,\"leaving_date_reason\",\"When and why\"]]';" REGISTER("enrolment_date, leaving_date")
            ROW(1, "Saw Htoo") "'2026-06-01', '2026-05-01')");
    assert_int_equal(night_int(&night, "SELECT coalesce(column_number, 0) FROM issue"
                                       " WHERE rule = 'leaving.before_entry'"),
                     3);
    night_close(&night);
}

static void validating_again_finds_the_same(void **state)
{
    (void)state;
    static const char DUMP[] =
        "SELECT group_concat(rule || raw_row_id || field || coalesce(value, ''), ';')"
        " FROM (SELECT * FROM issue ORDER BY rule, raw_row_id, field)";
    Night night = validated(REGISTER("enrolment_date, leaving_date, leaving_reason")
                                ROW(1, "Saw Htoo") "'2026-06-01', '2026-05-01', 'work'), " ROW(
                                    2, "Naw Paw") "'1970-01-01', NULL, NULL)");
    const char *first = night_text(&night, DUMP);
    Error err = {0};
    stage_validate(&night.batch, &err);
    night_ok(&err);
    assert_string_equal(night_text(&night, DUMP), first);
    assert_string_equal(night_text(&night, "SELECT leaving_date FROM stg_register"), "NULL");
    night_close(&night);
}

/* Five centers, each with two registers' worth of faults, whose rows lie between one another. */
static const char FIVE_CENTERS[] =
    "WITH RECURSIVE n (i) AS (SELECT 11 UNION ALL SELECT i + 1 FROM n WHERE i < 15)"
    " INSERT INTO submission (submission_id, source_file_id, center_code, kind, period_code,"
    " status) SELECT i, 1, 'C-' || i, 'register', '2026-09', 'current' FROM n;"
    "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 49)"
    " INSERT INTO stg_register (raw_row_id, submission_id, center_code, period_code,"
    " register_date, full_name, student_code, enrolment_date, leaving_date, age)"
    " SELECT 50 - i, 11 + i % 5, 'C-' || (11 + i % 5), '2026-09', '2026-09-30', 'Name ' || (i / 9),"
    " i / 7, '2026-06-01', CASE WHEN i % 3 = 0 THEN '2026-05-01' END,"
    " CASE WHEN i % 4 = 0 THEN 99 END FROM n;";

static void a_warehouse_in_a_file_is_checked_in_shares_with_the_same_result(void **state)
{
    (void)state;
    static const char DUMP[] = "SELECT group_concat(issue_id || rule || raw_row_id || field ||"
                               " coalesce(value, '') || coalesce(other, ''), ';') ||"
                               " (SELECT group_concat(stg_row_id || field || value, ';')"
                               "  FROM (SELECT * FROM stg_emptied ORDER BY stg_emptied_id))"
                               " FROM (SELECT * FROM issue ORDER BY issue_id)";
    char folder[] = "/tmp/rollbook-shares.XXXXXX", path[64];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/warehouse.db", folder);
    Night in_memory = night_open("2026-11-21"), in_file = in_memory;
    night_sql(&in_memory, BASE);
    night_sql(&in_memory, FIVE_CENTERS);
    night_sql(&in_memory, arena_printf(in_memory.arena, "VACUUM INTO '%s'", path).ptr);
    Error err = {0};
    in_file.db = in_file.batch.db = db_open(path, DB_WRITE, &err);
    stage_validate(&in_memory.batch, &err);
    stage_validate(&in_file.batch, &err);
    night_ok(&err);
    assert_true(night_int(&in_memory, "SELECT count(DISTINCT rule) FROM issue") >= 4);
    assert_string_equal(night_text(&in_file, DUMP), night_text(&in_memory, DUMP));
    assert_int_equal(night_int(&in_file, "SELECT count(*) FROM temp.sqlite_schema"
                                         " WHERE name = 'submission'"),
                     0);
    db_close(in_file.db);
    file_remove_tree(folder, &err);
    night_ok(&err);
    night_close(&in_memory);
}

static void superseded_submissions_are_not_checked(void **state)
{
    (void)state;
    Night night = validated("INSERT INTO stg_register (raw_row_id, submission_id, center_code,"
                            " period_code, register_date, full_name, enrolment_date, leaving_date)"
                            " VALUES (1, 7, 'HKW-001', '2026-09', '2026-09-30', 'Saw Htoo',"
                            " '2026-06-01', '2026-05-01')");
    assert_int_equal(night_int(&night, "SELECT count(*) FROM issue"), 0);
    night_close(&night);
}

static bool is_tested(const char *rule)
{
    for (int i = 0; i < CASE_COUNT; i++)
        if (strcmp(CASES[i].rule, rule) == 0)
            return true;
    return false;
}

static void every_rule_has_a_test_and_messages_in_three_languages(void **state)
{
    (void)state;
    Error err = {0};
    Assets assets = {0};
    Arena *arena = arena_create();
    Tsv strings = tsv_parse(arena, asset_read(&assets, arena, "templates/strings/issues.tsv", &err),
                            "issues.tsv", &err);
    Map *messages = map_create();
    for (size_t r = 0; r < strings.row_count; r++) {
        const Str *fields = strings.rows[r].fields;
        bool whole = fields[1].len > 0 && fields[2].len > 0 && fields[3].len > 0;
        map_set(messages, fields[0], whole);
    }
    AssetList rules = asset_list(&assets, arena, "templates/rules/", &err);
    assert_true(rules.count > 20);
    for (size_t i = 0; i < rules.count; i++) {
        RuleHeading rule = rule_heading(arena, asset_read(&assets, arena, rules.paths[i], &err),
                                        rules.paths[i], &err);
        night_ok(&err);
        int64_t whole = 0;
        if (!map_get(messages, str_from(rule.id), &whole) || !whole)
            fail_msg("%s has no message in some language", rule.id);
        if (strcmp(rule.stage, "validate") == 0 && !is_tested(rule.id))
            fail_msg("%s has no test", rule.id);
    }
    for (int i = 0; i < CASE_COUNT; i++)
        if (!map_get(messages, str_from(CASES[i].rule), NULL))
            fail_msg("%s has no message", CASES[i].rule);
    map_free(messages);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_rule_fires_once_at_the_cell_it_blames),
        cmocka_unit_test(each_rule_lets_sound_rows_pass),
        cmocka_unit_test(an_error_empties_its_cell_and_the_child_stays),
        cmocka_unit_test(a_warning_leaves_its_cell),
        cmocka_unit_test(a_fault_in_a_shared_column_is_blamed_on_it),
        cmocka_unit_test(validating_again_finds_the_same),
        cmocka_unit_test(a_warehouse_in_a_file_is_checked_in_shares_with_the_same_result),
        cmocka_unit_test(superseded_submissions_are_not_checked),
        cmocka_unit_test(every_rule_has_a_test_and_messages_in_three_languages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
