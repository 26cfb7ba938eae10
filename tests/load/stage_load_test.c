/* Spells, one center per child and period, lost contact, silent centers, matching and survivorship.
 */

#include "pipeline/load/stage_load.h"
#include "tests/support/center.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const char SPELLS[] =
    "SELECT group_concat(text, '; ') FROM (SELECT child_id || ' ' || center_code || ' ' ||"
    " school_year || ' ' || start_date || ' ' || coalesce(end_date, 'open') || ' ' ||"
    " coalesce(exit_reason, '-') AS text FROM enrolment ORDER BY child_id, start_date, "
    "center_code)";

static Night two_centers(const char *as_of)
{
    Night night = night_open(as_of);
    center_add(&night, "A", "TH6306");
    center_add(&night, "B", "TH6307");
    return night;
}

static void load(Night *night)
{
    Error err = {0};
    db_begin(night->db, &err);
    stage_load(&night->batch, &err);
    db_commit(night->db, &err);
    night_ok(&err);
}

static const char *state_of(Night *night, const char *period, int child)
{
    return night_text(night, arena_printf(night->arena,
                                          "SELECT center_code || ' ' || state || ' ' || reached"
                                          " FROM child_period WHERE period_code = '%s'"
                                          " AND child_id = %d",
                                          period, child)
                                 .ptr);
}

static int64_t findings(Night *night, const char *rule)
{
    return night_int(night, arena_printf(night->arena,
                                         "SELECT count(*) FROM finding WHERE stage = 'load'"
                                         " AND rule = '%s'",
                                         rule)
                                .ptr);
}

static void registers_of_one_year_make_one_spell(void **state)
{
    (void)state;
    Night night = two_centers("2026-11-21");
    int june = center_send(&night, "A", "register", "2026-06");
    int september = center_send(&night, "A", "register", "2026-09");
    center_list(&night, june, "2026-06-10", 1, "enrolment_date, grade_code",
                "'2026-06-05', 'my.G3'");
    int last = center_list(&night, september, "2026-09-30", 1, "enrolment_date", "'2026-06-05'");
    load(&night);
    assert_string_equal(night_text(&night, SPELLS), "1 A 2026-SY.mlc 2026-06-05 open -");
    assert_string_equal(night_text(&night, "SELECT grade_code FROM enrolment"), "my.G3");
    assert_int_equal(night_int(&night, "SELECT raw_row_id FROM enrolment"), last);
    night_close(&night);
}

static void a_list_of_the_running_month_counts_from_the_day_it_came(void **state)
{
    (void)state;
    Night night = two_centers("2026-11-21");
    int november = center_send(&night, "A", "register", "2026-11");
    int december = center_send(&night, "A", "register", "2026-12");
    center_list(&night, november, "2026-11-30", 1, "grade_code", "'my.G3'");
    center_list(&night, december, "2026-12-31", 2, "grade_code", "'my.G3'");
    load(&night);
    assert_string_equal(night_text(&night, SPELLS), "1 A 2026-SY.mlc 2026-06-01 open -");
    night_close(&night);
}

static void the_turn_of_the_year_ends_a_spell_and_begins_the_next(void **state)
{
    (void)state;
    Night night = two_centers("2026-11-21");
    int first = center_send(&night, "A", "register", "2025-SY.mlc");
    int second = center_send(&night, "A", "register", "2026-SY.mlc");
    center_list(&night, first, "2025-06-20", 1, "enrolment_date, grade_code",
                "'2024-06-05', 'my.G3'");
    center_list(&night, second, "2026-06-20", 1, "enrolment_date, grade_code",
                "'2024-06-05', 'my.G4'");
    load(&night);
    assert_string_equal(night_text(&night, SPELLS), "1 A 2025-SY.mlc 2025-06-01 2026-06-01 -;"
                                                    " 1 A 2026-SY.mlc 2026-06-01 open -");
    assert_string_equal(state_of(&night, "2026-05", 1), "A active 1");
    assert_string_equal(state_of(&night, "2026-Q2", 1), "A active 1");
    night_close(&night);
}

static void a_leaving_date_ends_the_spell(void **state)
{
    (void)state;
    Night night = two_centers("2026-11-21");
    int june = center_send(&night, "A", "register", "2026-06");
    int september = center_send(&night, "A", "register", "2026-09");
    for (int child = 1; child <= 3; child++)
        center_list(&night, june, "2026-06-10", child, NULL, NULL);
    center_list(&night, september, "2026-09-30", 1, "leaving_date, leaving_reason",
                "'2026-08-12', 'work'");
    center_list(&night, september, "2026-09-30", 2, "leaving_date", "'2026-08-12'");
    center_list(&night, september, "2026-09-30", 3, "leaving_reason", "'returned_mm'");
    load(&night);
    assert_string_equal(night_text(&night, SPELLS),
                        "1 A 2026-SY.mlc 2026-06-01 2026-08-12 work;"
                        " 2 A 2026-SY.mlc 2026-06-01 2026-08-12 not_stated;"
                        " 3 A 2026-SY.mlc 2026-06-01 2026-09-30 returned_mm");
    assert_string_equal(state_of(&night, "2026-08", 1), "A left 1");
    assert_string_equal(state_of(&night, "2026-09", 1), "");
    night_close(&night);
}

static void a_leaving_day_in_a_year_before_it_was_listed_is_a_slip(void **state)
{
    (void)state;
    Night night = two_centers("2026-11-21");
    int june = center_send(&night, "A", "register", "2026-06");
    int august = center_send(&night, "A", "register", "2026-08");
    int october = center_send(&night, "A", "register", "2026-10");
    /* 1: the day was told before. 2: the first to tell is the slip. */
    center_list(&night, june, "2026-06-10", 1, NULL, NULL);
    center_list(&night, august, "2026-08-10", 1, "leaving_date, leaving_reason",
                "'2026-07-15', 'work'");
    center_list(&night, october, "2026-10-10", 1, "leaving_date, leaving_reason",
                "'2022-07-15', 'work'");
    center_list(&night, june, "2026-06-10", 2, NULL, NULL);
    center_list(&night, august, "2026-08-10", 2, "leaving_date, leaving_reason",
                "'2025-07-15', 'illness'");
    load(&night);
    assert_string_equal(night_text(&night, SPELLS),
                        "1 A 2026-SY.mlc 2026-06-01 2026-07-15 work; "
                        "2 A 2026-SY.mlc 2026-06-01 2026-08-10 illness");
    night_close(&night);
}

static void a_return_after_leaving_is_a_second_spell(void **state)
{
    (void)state;
    Night night = two_centers("2026-11-21");
    int june = center_send(&night, "A", "register", "2026-06");
    int november = center_send(&night, "A", "register", "2026-11");
    center_list(&night, june, "2026-07-30", 1, "leaving_date, leaving_reason",
                "'2026-07-12', 'work'");
    center_list(&night, november, "2026-11-10", 1, "enrolment_date", "'2026-10-05'");
    load(&night);
    assert_string_equal(night_text(&night, SPELLS), "1 A 2026-SY.mlc 2026-06-01 2026-07-12 work;"
                                                    " 1 A 2026-SY.mlc 2026-10-05 open -");
    night_close(&night);
}

static void a_child_missing_from_the_next_full_register_is_lost_midway(void **state)
{
    (void)state;
    Night night = two_centers("2026-11-21");
    int june = center_send(&night, "A", "register", "2026-06");
    int september = center_send(&night, "A", "register", "2026-09");
    for (int child = 1; child <= 10; child++)
        center_list(&night, june, "2026-06-10", child, NULL, NULL);
    for (int child = 2; child <= 10; child++)
        center_list(&night, september, "2026-09-30", child, NULL, NULL);
    load(&night);
    assert_string_equal(
        night_text(&night, "SELECT end_date || exit_reason FROM enrolment WHERE child_id = 1"),
        "2026-08-05lost_contact");
    assert_int_equal(findings(&night, "register.vanished"), 1);
    assert_string_equal(state_of(&night, "2026-Q3", 1), "A left 1");
    night_close(&night);
}

static void days_present_move_the_day_of_lost_contact(void **state)
{
    (void)state;
    Night night = two_centers("2026-11-21");
    int june = center_send(&night, "A", "register", "2026-06");
    int september = center_send(&night, "A", "register", "2026-09");
    int attendance = center_send(&night, "A", "attendance", "2026-08");
    for (int child = 1; child <= 10; child++)
        center_list(&night, june, "2026-06-10", child, "student_code", child == 1 ? "'s1'" : "'s'");
    for (int child = 2; child <= 10; child++)
        center_list(&night, september, "2026-09-30", child, NULL, NULL);
    center_row(&night, attendance, "attendance", 0,
               "month, student_code, school_days, days_present", "'2026-08', 's1', 20, 11");
    load(&night);
    assert_string_equal(night_text(&night, "SELECT end_date FROM enrolment WHERE child_id = 1"),
                        "2026-09-15");
    night_close(&night);
}

static void seen_again_undoes_lost_contact(void **state)
{
    (void)state;
    Night night = two_centers("2026-11-21");
    static const char *const PERIODS[] = {"2026-06", "2026-09", "2026-10"};
    static const char *const DATES[] = {"2026-06-10", "2026-09-30", "2026-10-31"};
    for (int i = 0; i < 3; i++) {
        int list = center_send(&night, "A", "register", PERIODS[i]);
        for (int child = i == 1 ? 2 : 1; child <= 10; child++)
            center_list(&night, list, DATES[i], child, NULL, NULL);
    }
    load(&night);
    assert_int_equal(night_int(&night, "SELECT count(*) FROM enrolment WHERE end_date IS NULL"),
                     10);
    assert_int_equal(findings(&night, "register.vanished"), 0);
    night_close(&night);
}

static void a_partial_register_speaks_for_its_grades_only(void **state)
{
    (void)state;
    Night night = two_centers("2026-11-21");
    int june = center_send(&night, "A", "register", "2026-06");
    int september = center_send(&night, "A", "register", "2026-09");
    for (int child = 1; child <= 10; child++)
        center_list(&night, june, "2026-06-10", child, "grade_code",
                    child <= 5 ? "'my.G1'" : "'my.G2'");
    for (int child = 7; child <= 10; child++) /* Grade 2 without child 6 */
        center_list(&night, september, "2026-09-30", child, "grade_code", "'my.G2'");
    load(&night);
    assert_string_equal(
        night_text(
            &night,
            "SELECT group_concat(child_id) FROM enrolment WHERE exit_reason = 'lost_contact'"),
        "6");
    night_close(&night);
}

static void children_of_a_silent_center_are_carried_and_then_not_observed(void **state)
{
    (void)state;
    Night night = two_centers("2026-11-21");
    int june = center_send(&night, "A", "register", "2026-06");
    center_list(&night, june, "2026-06-30", 1, NULL, NULL);
    int other = center_send(&night, "B", "center_month", "2026-06");
    center_row(&night, other, "center_month", 0, "month, school_days", "'2026-06', 20");
    load(&night);
    assert_string_equal(state_of(&night, "2026-06", 1), "A active 1");
    assert_string_equal(state_of(&night, "2026-08", 1), "A carried 1");
    assert_string_equal(state_of(&night, "2026-09", 1), "A not_observed 0");
    assert_string_equal(state_of(&night, "2026-Q3", 1), "A not_observed 1");
    assert_string_equal(night_text(&night, SPELLS), "1 A 2026-SY.mlc 2026-06-01 open -");
    /* July to October are due: of B nothing came, of A nothing at all */
    assert_int_equal(night_int(&night, "SELECT count(*) FROM finding WHERE rule = 'center.silent'"
                                       " AND center_code = 'B' AND value = '2026-07'"),
                     1);
    assert_int_equal(night_int(&night, "SELECT count(*) FROM finding WHERE rule = 'center.silent'"
                                       " AND value = '2026-06' AND center_code = 'B'"),
                     0);
    night_close(&night);
}

static void a_child_seen_at_another_center_has_moved(void **state)
{
    (void)state;
    Night night = two_centers("2026-11-21");
    int june = center_send(&night, "A", "register", "2026-06");
    int september = center_send(&night, "A", "register", "2026-09");
    for (int child = 1; child <= 10; child++)
        center_list(&night, june, "2026-06-10", child, NULL, NULL);
    for (int child = 2; child <= 10; child++)
        center_list(&night, september, "2026-09-30", child, NULL, NULL);
    int other = center_send(&night, "B", "register", "2026-09");
    center_list(&night, other, "2026-09-30", 1, "enrolment_date", "'2026-08-20'");
    load(&night);
    assert_string_equal(
        night_text(&night,
                   "SELECT group_concat(center_code || start_date || coalesce(end_date ||"
                   " exit_reason || destination, 'open'), '; ') FROM enrolment WHERE child_id = 1"),
        "A2026-06-012026-08-20transfer_mlcB; B2026-08-20open");
    assert_string_equal(state_of(&night, "2026-Q3", 1), "B active 1");
    assert_string_equal(state_of(&night, "2026-07", 1), "A active 1");
    assert_int_equal(
        night_int(&night, "SELECT count(*) FROM child_period WHERE period_code = '2026-Q3'"), 10);
    assert_int_equal(findings(&night, "register.vanished"), 0);
    assert_int_equal(findings(&night, "enrolment.two_centers"), 0);
    night_close(&night);
}

static void a_child_on_two_rolls_is_counted_where_it_was_present_most(void **state)
{
    (void)state;
    Night night = two_centers("2026-09-30");
    static const char *const CODES[] = {"A", "B"};
    for (int i = 0; i < 2; i++) {
        int list = center_send(&night, CODES[i], "register", "2026-06");
        center_list(&night, list, "2026-06-10", 1, "student_code", "'s1'");
        int attendance = center_send(&night, CODES[i], "attendance", "2026-06");
        center_row(&night, attendance, "attendance", 0,
                   "month, student_code, school_days, days_present",
                   i == 0 ? "'2026-06', 's1', 20, 3" : "'2026-06', 's1', 20, 18");
    }
    load(&night);
    assert_string_equal(state_of(&night, "2026-06", 1), "B active 1");
    assert_string_equal(state_of(&night, "2026-07", 1), "A carried 1"); /* a tie: the first code */
    assert_int_equal(findings(&night, "enrolment.two_centers"), 2);
    night_close(&night);
}

static void attendance_finds_children_by_number_then_by_name(void **state)
{
    (void)state;
    Night night = two_centers("2026-11-21");
    int list = center_send(&night, "A", "register", "2026-06");
    center_list(&night, list, "2026-06-10", 1, "student_code, full_name, grade_code",
                "'s1', 'Saw Htoo', 'my.G1'");
    center_list(&night, list, "2026-06-10", 2, "full_name, name_my, grade_code",
                "'Naw Paw', 'နော်ဖော', 'my.G1'");
    center_list(&night, list, "2026-06-10", 3, "full_name, grade_code", "'Naw Mu', 'my.G1'");
    center_list(&night, list, "2026-06-10", 4, "full_name, grade_code", "'Naw Mu', 'my.G2'");
    int attendance = center_send(&night, "A", "attendance", "2026-07");
    static const char COLUMNS[] =
        "month, student_code, full_name, grade_code, school_days, days_present";
    center_row(&night, attendance, "attendance", 0, COLUMNS, /* a namesake of s1, on no list */
               "'2026-07', 's9', 'Saw Htoo', NULL, 20, 10");
    center_row(&night, attendance, "attendance", 0, COLUMNS,
               "'2026-07', 's1', 'Someone', NULL, 20, 11");
    center_row(&night, attendance, "attendance", 0, COLUMNS,
               "'2026-07', NULL, 'နော် ဖော', NULL, 20, 12");
    center_row(&night, attendance, "attendance", 0, COLUMNS,
               "'2026-07', NULL, 'NAW MU', 'my.G2', 20, 13");
    center_row(&night, attendance, "attendance", 0, COLUMNS,
               "'2026-07', NULL, 'Naw Mu', NULL, 20, 14");
    int lost = center_row(&night, attendance, "attendance", 0, COLUMNS,
                          "'2026-07', NULL, 'Nobody', NULL, 20, 15");
    load(&night);
    assert_string_equal(
        night_text(&night,
                   "SELECT group_concat(child_id || ':' || CAST(days_present AS INTEGER), ' ')"
                   " FROM (SELECT * FROM attendance ORDER BY child_id)"),
        "1:11 2:12 4:13");
    assert_int_equal(findings(&night, "attendance.not_on_roll"),
                     3); /* the namesake, Nobody, and one of two Naw Mu */
    assert_int_equal(night_int(&night,
                               "SELECT count(*) FROM finding WHERE rule = 'attendance.not_on_roll'"
                               " AND value = 'Nobody'"),
                     1);
    (void)lost;
    night_close(&night);
}

static void attendance_under_a_number_of_another_year_is_no_namesakes(void **state)
{
    (void)state;
    Night night = two_centers("2026-11-21");
    static const char NAMES[] = "student_code, full_name";
    int june = center_send(&night, "A", "register", "2025-06");
    int next = center_send(&night, "A", "register", "2026-06");
    center_list(&night, june, "2025-06-10", 1, NAMES, "'s1', 'Saw Eh Mu'");
    center_list(&night, june, "2025-06-10", 2, NAMES, "'s2', 'Naw Paw'");
    center_list(&night, next, "2026-06-10", 3, NAMES, "'s9', 'Saw Eh Mu'");
    int attendance = center_send(&night, "A", "attendance", "2026-03");
    static const char COLUMNS[] = "month, student_code, full_name, school_days, days_present";
    center_row(&night, attendance, "attendance", 0, COLUMNS,
               "'2026-03', 's9', 'Saw Eh Mu', 20, 19");
    center_row(&night, attendance, "attendance", 0, COLUMNS, "'2026-03', 's8', 'Naw Paw', 20, 18");
    load(&night);
    assert_string_equal(night_text(&night, "SELECT group_concat(child_id || ':' ||"
                                           " CAST(days_present AS INTEGER)) FROM attendance"),
                        "2:18");
    assert_int_equal(findings(&night, "attendance.not_on_roll"), 1);
    night_close(&night);
}

static void attendance_finds_the_one_child_whose_name_sounds_the_same(void **state)
{
    (void)state;
    Night night = two_centers("2026-11-21");
    int list = center_send(&night, "A", "register", "2026-06");
    static const char NAMES[] = "full_name, name_my, grade_code";
    center_list(&night, list, "2026-06-10", 1, NAMES, "'Naw Eh Paw', NULL, 'my.G1'");
    center_list(&night, list, "2026-06-10", 2, NAMES, "'Khin Maung Lwin', NULL, 'my.G1'");
    center_list(&night, list, "2026-06-10", 3, NAMES, "'Su Su Hlaing', NULL, 'my.G1'");
    center_list(&night, list, "2026-06-10", 4, NAMES, "'Su Su Hline', NULL, 'my.G1'");
    center_list(&night, list, "2026-06-10", 5, NAMES, "'Zin Mar Htwe', NULL, 'my.G2'");
    int attendance = center_send(&night, "A", "attendance", "2026-07");
    static const char COLUMNS[] = "month, full_name, grade_code, school_days, days_present";
    static const char *const ROWS[] = {
        "'2026-07', 'Naw Ae Por', 'my.G1', 20, 11",    /* only child 1 */
        "'2026-07', 'Khin Maung Lwin', NULL, 20, 12",  /* exactly child 2, who is taken then */
        "'2026-07', 'Khin Mg Lwinn', 'my.G1', 20, 13", /* sounds like child 2 */
        "'2026-07', 'Su Su Hlaine', 'my.G1', 20, 14",  /* child 3 or 4 */
        "'2026-07', 'Zin Ma Htway', 'my.G1', 20, 15",  /* child 5 is in another grade */
        "'2026-07', 'Thida Aung', 'my.G1', 20, 16",    /* nobody */
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++)
        center_row(&night, attendance, "attendance", 0, COLUMNS, ROWS[i]);
    load(&night);
    assert_string_equal(
        night_text(&night,
                   "SELECT group_concat(child_id || ':' || CAST(days_present AS INTEGER), ' ')"
                   " FROM (SELECT * FROM attendance ORDER BY child_id)"),
        "1:11 2:12");
    assert_string_equal(night_text(&night, "SELECT group_concat(value || ' = ' || other) FROM"
                                           " finding WHERE rule = 'attendance.name_alike'"),
                        "Naw Ae Por = Naw Eh Paw");
    assert_int_equal(findings(&night, "attendance.not_on_roll"), 4);
    night_close(&night);
}

static void numbers_of_a_child_keep_their_history(void **state)
{
    (void)state;
    Night night = two_centers("2026-11-21");
    int june = center_send(&night, "A", "register", "2026-06");
    int july = center_send(&night, "A", "register", "2026-07");
    int october = center_send(&night, "A", "register", "2026-10");
    center_list(&night, june, "2026-06-10", 1, "g_code", "'G696300000001'");
    center_list(&night, july, "2026-07-10", 1, "g_code, thai_id13, thai_id13_status",
                "'G696300000001', '0063112345674', 'bad_checksum'");
    center_list(&night, october, "2026-10-10", 1, "thai_id13, thai_id13_status",
                "'0063112345673', 'valid'");
    load(&night);
    assert_string_equal(night_text(&night,
                                   "SELECT group_concat(kind || ' ' || number || ' ' ||"
                                   " ifnull(status, '-') || ' ' || first_date || ' ' || last_date"
                                   " || ' ' || records, '; ') FROM (SELECT * FROM document_number"
                                   " ORDER BY document_number_id)"),
                        "g_code G696300000001 - 2026-06-10 2026-07-10 2; "
                        "thai_id 0063112345674 bad_checksum 2026-07-10 2026-07-10 1; "
                        "thai_id 0063112345673 valid 2026-10-10 2026-10-10 1");
    night_close(&night);
}

static void a_valid_number_belongs_to_one_child_and_a_child_has_one(void **state)
{
    (void)state;
    Night night = two_centers("2026-11-21");
    static const char COLUMNS[] = "thai_id13, thai_id13_status";
    int first = center_send(&night, "A", "register", "2026-06");
    int second = center_send(&night, "A", "register", "2026-09");
    center_list(&night, first, "2026-06-10", 1, COLUMNS, "'0063112345673', 'valid'");
    center_list(&night, first, "2026-06-10", 2, COLUMNS, "'0063112345673', 'valid'");
    center_list(&night, first, "2026-06-10", 3, COLUMNS, "'0630890000012', 'valid'");
    center_list(&night, second, "2026-09-30", 3, COLUMNS, "'7630100000012', 'repaired'");
    center_list(&night, first, "2026-06-10", 4, COLUMNS, "'6006399000016', 'valid'");
    center_list(&night, second, "2026-09-30", 4, COLUMNS, "'6006399000017', 'bad_checksum'");
    load(&night);
    assert_string_equal(night_text(&night, "SELECT group_concat(DISTINCT child_id) FROM finding"
                                           " WHERE rule = 'thai_id13.on_two_children'"),
                        "1,2");
    assert_string_equal(night_text(&night, "SELECT group_concat(DISTINCT child_id) FROM finding"
                                           " WHERE rule = 'thai_id13.two_on_one_child'"),
                        "3");
    night_close(&night);
}

static void the_best_known_values_survive(void **state)
{
    (void)state;
    Night night = two_centers("2026-11-21");
    static const char COLUMNS[] =
        "full_name, sex, birth_from, birth_to, birth_precision, document_type";
    int june = center_send(&night, "A", "register", "2026-06");
    int september = center_send(&night, "A", "register", "2026-09");
    int other = center_send(&night, "B", "register", "2026-09");
    center_list(&night, june, "2026-06-10", 1, COLUMNS,
                "'Saw Htoo', 'M', '2015-03-04', '2015-03-04', 'day', 'none'");
    center_list(&night, september, "2026-09-29", 1, COLUMNS,
                "'Saw Htoo Wah', 'M', '2015-01-01', '2015-12-31', 'year', 'pink_card'");
    center_list(&night, other, "2026-09-30", 1, COLUMNS,
                "NULL, 'F', '2015-01-01', '2015-12-31', 'year', NULL");
    load(&night);
    assert_string_equal(
        night_text(&night, "SELECT display_name || ' ' || sex || ' ' || birth_from || ' ' ||"
                           " birth_precision || ' ' || document_status FROM child"),
        "Saw Htoo Wah M 2015-03-04 day pink_card");
    night_close(&night);
}

static void age_is_counted_on_the_first_day_of_the_school_year(void **state)
{
    (void)state;
    Night night = two_centers("2026-11-21");
    int list = center_send(&night, "A", "register", "2026-09");
    center_list(&night, list, "2026-09-30", 1, "birth_from, birth_to",
                "'2014-06-01', '2014-06-01'");
    center_list(&night, list, "2026-09-30", 2, "birth_from, birth_to",
                "'2014-06-02', '2014-06-02'");
    center_list(&night, list, "2026-09-30", 3, NULL, NULL);
    load(&night);
    assert_string_equal(
        night_text(&night,
                   "SELECT group_concat(coalesce(age, '-') || ' ' || age_band, '; ') FROM"
                   " (SELECT * FROM child_period WHERE period_code = '2026-Q3' ORDER BY child_id)"),
        "12 12-14; 11 6-11; - unknown");
    night_close(&night);
}

static void loading_twice_gives_the_same(void **state)
{
    (void)state;
    static const char DUMP[] =
        "SELECT (SELECT group_concat(enrolment_id || start_date || coalesce(end_date, ''), ';') "
        "FROM (SELECT * FROM enrolment ORDER BY enrolment_id)) ||"
        " (SELECT group_concat(child_id || period_code || state, ';') FROM (SELECT * FROM "
        "child_period ORDER BY period_code, child_id)) ||"
        " (SELECT group_concat(finding_id || rule, ';') FROM (SELECT * FROM finding ORDER BY "
        "finding_id))";
    Night night = two_centers("2026-11-21");
    int june = center_send(&night, "A", "register", "2026-06");
    int september = center_send(&night, "B", "register", "2026-09");
    center_list(&night, june, "2026-06-10", 1, NULL, NULL);
    center_list(&night, september, "2026-09-30", 1, NULL, NULL);
    load(&night);
    const char *first = night_text(&night, DUMP);
    load(&night);
    assert_string_equal(night_text(&night, DUMP), first);
    night_sql(&night, "PRAGMA reverse_unordered_selects = 1");
    load(&night);
    assert_string_equal(night_text(&night, DUMP), first);
    night_close(&night);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(registers_of_one_year_make_one_spell),
        cmocka_unit_test(a_list_of_the_running_month_counts_from_the_day_it_came),
        cmocka_unit_test(the_turn_of_the_year_ends_a_spell_and_begins_the_next),
        cmocka_unit_test(a_leaving_date_ends_the_spell),
        cmocka_unit_test(a_leaving_day_in_a_year_before_it_was_listed_is_a_slip),
        cmocka_unit_test(a_return_after_leaving_is_a_second_spell),
        cmocka_unit_test(a_child_missing_from_the_next_full_register_is_lost_midway),
        cmocka_unit_test(days_present_move_the_day_of_lost_contact),
        cmocka_unit_test(seen_again_undoes_lost_contact),
        cmocka_unit_test(a_partial_register_speaks_for_its_grades_only),
        cmocka_unit_test(children_of_a_silent_center_are_carried_and_then_not_observed),
        cmocka_unit_test(a_child_seen_at_another_center_has_moved),
        cmocka_unit_test(a_child_on_two_rolls_is_counted_where_it_was_present_most),
        cmocka_unit_test(attendance_finds_children_by_number_then_by_name),
        cmocka_unit_test(attendance_under_a_number_of_another_year_is_no_namesakes),
        cmocka_unit_test(attendance_finds_the_one_child_whose_name_sounds_the_same),
        cmocka_unit_test(numbers_of_a_child_keep_their_history),
        cmocka_unit_test(a_valid_number_belongs_to_one_child_and_a_child_has_one),
        cmocka_unit_test(the_best_known_values_survive),
        cmocka_unit_test(age_is_counted_on_the_first_day_of_the_school_year),
        cmocka_unit_test(loading_twice_gives_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
