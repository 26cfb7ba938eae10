/* Figures of a small invented network, worked out by hand. */

#include "pipeline/base/file.h"
#include "pipeline/load/stage_load.h"
#include "pipeline/measure/indicator.h"
#include "pipeline/measure/stage_measure.h"
#include "tests/support/center.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/*
 * Center A (Mae Sot): children 1 to 10 in June, 1 to 6 girls, all 10 years old but child 8
 * (unknown). In October 1 is missing, 9 has left for work, 10 for a Thai school. Center B (Phop
 * Phra): children 11 and 12 in June, nothing since.
 */
static Night network(void)
{
    Night night = night_open("2026-11-21");
    center_add(&night, "A", "TH6306");
    center_add(&night, "B", "TH6307");
    int june = center_send(&night, "A", "register", "2026-06");
    for (int child = 1; child <= 10; child++) {
        const char *values =
            arena_printf(night.arena, "'s%d', '%s', %s, %s, 'day', 'my.G5', %s", child,
                         child <= 6 ? "F" : "M", child == 8 ? "NULL" : "'2016-01-01'",
                         child == 8 ? "NULL" : "'2016-01-01'",
                         child <= 2 ? "'thai_birth_cert'" : "'none'")
                .ptr;
        center_list(&night, june, "2026-06-10", child,
                    "student_code, sex, birth_from, birth_to, birth_precision, grade_code,"
                    " document_type",
                    values);
    }
    int october = center_send(&night, "A", "register", "2026-10");
    for (int child = 2; child <= 8; child++)
        center_list(&night, october, "2026-10-31", child, NULL, NULL);
    center_list(&night, october, "2026-10-31", 9, "leaving_date, leaving_reason",
                "'2026-09-01', 'work'");
    center_list(&night, october, "2026-10-31", 10, "leaving_date, leaving_reason",
                "'2026-08-15', 'transfer_thai'");
    int other = center_send(&night, "B", "register", "2026-06");
    center_list(&night, other, "2026-06-10", 11, "sex", "'F'");
    center_list(&night, other, "2026-06-10", 12, NULL, NULL);
    int attendance = center_send(&night, "A", "attendance", "2026-07");
    static const char DAYS[] = "month, student_code, school_days, days_present";
    center_row(&night, attendance, "attendance", 0, DAYS, "'2026-07', 's2', 20, 18");
    center_row(&night, attendance, "attendance", 0, DAYS, "'2026-07', 's7', 20, 10");
    int july = center_send(&night, "A", "center_month", "2026-07");
    center_row(&night, july, "center_month", 0,
               "month, school_days, feeding_days, meals_served, garden_active, garden_children,"
               " incidents_nil",
               "'2026-07', 20, 15, 150, 'yes', 12, 'yes'");
    int august = center_send(&night, "A", "center_month", "2026-08");
    center_row(&night, august, "center_month", 0,
               "month, school_days, garden_active, garden_children, incidents",
               "'2026-08', 20, 'no', 14, 1");
    int incident = center_send(&night, "A", "incident", "2026-08");
    center_row(&night, incident, "incident", 0, "period_code, incident_date, incident_status",
               "'2026-08', '2026-08-20', 'confirmed'");
    int placement = center_send(&night, "A", "placement", "2026-08");
    center_row(&night, placement, "placement", 10, "period_code, placement_type, start_date",
               "'2026-08', 'thai_school', '2026-08-20'");
    int programme = center_send(&night, "A", "programme", "2026-08");
    center_row(&night, programme, "programme", 3,
               "period_code, programme, start_date, transition_to, end_date",
               "'2026-08', 'homeschool', '2026-07-05', 'Thai school', '2026-09-05'");
    center_row(&night, programme, "programme", 4, "period_code, programme, start_date",
               "'2026-08', 'homeschool', '2026-07-05'");
    night_sql(
        &night,
        "INSERT INTO stg_population (raw_row_id, district_code, age_from, age_to, year, central)"
        " VALUES (0, 'TH6306', 6, 14, 2025, 100)");
    Error err = {0};
    db_begin(night.db, &err);
    stage_load(&night.batch, &err);
    stage_measure(&night.batch, &err);
    db_commit(night.db, &err);
    night_ok(&err);
    return night;
}

typedef struct Figure {
    const char *indicator, *period, *area, *disaggregation;
    const char *expected; /* numerator/denominator=value */
} Figure;

static const Figure FIGURES[] = {
    {"reached", "2026-Q3", "TH63", "", "12/-=12"},
    {"reached", "2026-Q3", "TH6307", "", "2/-=2"},
    {"reached", "2026-Q3", "TH63", "{\"sex\":\"F\"}", "7/-=7"},
    {"reached", "2026-Q3", "TH63", "{\"sex\":\"unknown\"}", "1/-=1"},
    {"active", "2026-Q3", "TH63", "", "7/-=7"},
    {"active", "2026-Q3", "TH63", "{\"age\":\"6-11\",\"sex\":\"F\"}", "5/-=5"},
    {"active", "2026-Q3", "TH63", "{\"age\":\"unknown\"}", "1/-=1"},
    {"active", "2026-Q3", "A", "", "7/-=7"},
    {"active", "2026-Q3", "TH6308", "", "-/-=0"}, /* a district without a center: 0, and known */
    {"active", "2026-Q3", "TH6307", "", "-/-=-"}, /* its only center is silent: no data */
    {"active", "2026-06", "TH63", "", "12/-=12"},
    {"not_observed", "2026-Q3", "TH6307", "", "2/-=2"},
    {"leavers", "2026-Q3", "TH63", "", "3/-=3"},
    {"entries", "2026-Q2", "TH63", "", "12/-=12"},
    {"retention_any", "2026-Q3", "TH63", "", "8/10=0.8"},
    {"retention_any", "2026-SY.mlc", "TH63", "", "8/10=0.8"},
    {"retention_any", "2026-Q3", "TH63", "{\"sex\":\"M\"}", "3/4=0.75"},
    {"dropout", "2026-Q3", "A", "", "2/10=0.2"},
    {"oos_any", "2026-Q3", "TH6306", "", "93/100=0.93"},
    {"oos_formal", "2026-Q3", "TH6306", "", "99/100=0.99"},
    {"oos_any", "2026-Q3", "TH6307", "", "-/-=-"}, /* no estimate */
    {"transition", "2026-Q3", "TH63", "", "1/12=0.0833"},
    {"transition", "2026-Q4", "TH63", "", "0/7=0"},
    {"incident_rate", "2026-Q3", "TH63", "", "1/18=55.5556"},
    {"incident_rate", "2026-07", "TH63", "", "0/10=0"},
    {"incident_rate", "2026-10", "TH63", "", "-/-=-"},
    {"incidents_reported", "2026-08", "TH6306", "", "1/-=1"},
    {"incidents_reported", "2026-07", "TH6306", "", "-/-=0"},
    {"incidents_reported", "2026-10", "TH6306", "", "-/-=-"},
    {"homeschool_enrolled", "2026-Q3", "TH63", "", "2/-=2"},
    {"homeschool_active", "2026-Q3", "TH63", "", "1/-=1"},
    {"homeschool_transition", "2026-Q3", "TH63", "", "1/2=0.5"},
    {"homeschool_transition", "2026-07", "TH63", "", "0/2=0"},
    {"attendance", "2026-07", "TH63", "", "28/40=0.7"},
    {"attendance", "2026-Q3", "A", "", "28/40=0.7"},
    {"attendance", "2026-SY.mlc", "TH63", "{\"sex\":\"M\"}", "10/20=0.5"},
    {"attendance", "2026-08", "TH63", "", "-/-=-"},
    {"chronic_absence", "2026-07", "TH63", "", "1/2=0.5"},
    {"feeding_days", "2026-Q3", "TH63", "", "15/20=0.75"},
    {"meals", "2026-Q3", "TH63", "", "150/-=150"},
    {"meals", "2026-08", "TH63", "", "-/-=-"}, /* the form came, the cell was empty */
    {"garden_centers", "2026-Q3", "TH63", "", "1/2=0.5"},
    {"garden_children", "2026-Q3", "TH63", "", "14/-=14"},
    {"pss_referred", "2026-Q3", "TH63", "", "-/-=-"},
    {"documented", "2026-Q3", "TH63", "", "1/7=0.1429"},
    {"over_age", "2026-Q3", "TH63", "", "0/6=0"},
};

static void figures_are_what_the_lives_say(void **state)
{
    (void)state;
    Night night = network();
    for (size_t i = 0; i < sizeof FIGURES / sizeof FIGURES[0]; i++) {
        const Figure *f = &FIGURES[i];
        const char *found = night_text(
            &night,
            arena_printf(night.arena,
                         "SELECT iif(numerator IS NULL, '-', printf('%%g', numerator)) || '/' ||"
                         " iif(denominator IS NULL, '-', printf('%%g', denominator)) || '=' ||"
                         " iif(value IS NULL, '-', printf('%%g', round(value, 4)))"
                         " FROM indicator_value"
                         " WHERE indicator = '%s' AND period_code = '%s' AND area_code = '%s'"
                         " AND disaggregation = '%s'",
                         f->indicator, f->period, f->area, f->disaggregation)
                .ptr);
        if (strcmp(found, f->expected) != 0)
            fail_msg("%s %s %s %s: expected %s, found %s", f->indicator, f->period, f->area,
                     f->disaggregation, f->expected, found);
    }
    night_close(&night);
}

static void parts_add_up_to_the_headline(void **state)
{
    (void)state;
    Night night = network();
    assert_string_equal(
        night_text(
            &night,
            "SELECT group_concat(v.indicator || v.period_code || v.area_code) FROM indicator_value "
            "v"
            " WHERE v.disaggregation = '' AND v.numerator IS NOT NULL AND EXISTS (SELECT 1 FROM"
            " indicator_value s WHERE s.indicator = v.indicator AND s.period_code = v.period_code"
            " AND s.area_code = v.area_code AND s.sex <> 'all')"
            " AND abs(v.numerator - (SELECT sum(s.numerator) FROM indicator_value s"
            "  WHERE s.indicator = v.indicator AND s.period_code = v.period_code"
            "  AND s.area_code = v.area_code AND s.sex <> 'all' AND s.age_band = 'all')) > 0.001"),
        "NULL");
    night_close(&night);
}

/* Measure adds up groups of children; lineage shows the children themselves. */
static void figures_are_the_sums_of_the_units_that_lineage_shows(void **state)
{
    (void)state;
    Night night = network();
    Error err = {0};
    AssetList files = asset_list(&night.assets, night.arena, INDICATORS_FOLDER, &err);
    int64_t compared = 0;
    for (size_t i = 0; i < files.count; i++) {
        if (!str_ends_with(str_from(files.paths[i]), STR(".sql")))
            continue;
        Indicator it = indicator_read(night.arena, &night.assets, files.paths[i], &err);
        night_ok(&err);
        const char *figures =
            arena_printf(night.arena,
                         "FROM indicator_value v JOIN calendar_period p USING (period_code)"
                         " JOIN (SELECT period_code, sum(numerator) AS n, sum(denominator) AS d"
                         "       FROM (%s) GROUP BY period_code) u USING (period_code)"
                         " WHERE v.indicator = '%s' AND area_code = 'TH63' AND disaggregation = ''"
                         " AND (p.kind = 'month' OR NOT %d)",
                         it.sql, it.id, it.months)
                .ptr;
        compared += night_int(&night, arena_printf(night.arena, "SELECT count(*) %s", figures).ptr);
        const char *wrong = night_text(
            &night, arena_printf(night.arena,
                                 "SELECT min(period_code) %s AND (abs(coalesce(v.numerator, 0) -"
                                 " coalesce(u.n, 0)) > 1e-6 OR abs(v.denominator - u.d) > 1e-6)",
                                 figures)
                        .ptr);
        if (strcmp(wrong, "NULL") != 0)
            fail_msg("%s of %s is not the sum of its units", it.id, wrong);
    }
    assert_true(compared > 100);
    night_close(&night);
}

static void coverage_says_how_many_centers_reported(void **state)
{
    (void)state;
    Night night = network();
    assert_string_equal(
        night_text(&night, "SELECT coverage FROM indicator_value WHERE indicator = 'reached'"
                           " AND period_code = '2026-Q3' AND area_code = 'TH63'"
                           " AND disaggregation = ''"),
        "1/2");
    assert_string_equal(
        night_text(&night, "SELECT coverage FROM indicator_value WHERE indicator = 'reached'"
                           " AND period_code = '2026-Q2' AND area_code = 'TH63'"
                           " AND disaggregation = ''"),
        "2/2");
    night_close(&night);
}

static void every_indicator_can_be_shown_with_its_target(void **state)
{
    (void)state;
    Night night = network();
    night_sql(
        &night,
        "INSERT INTO target (indicator, area_code, year, baseline, target)"
        " VALUES ('retention_any', 'TH63', 2026, 0.7, 0.9), ('dropout', 'TH63', NULL, NULL, 0.1)");
    static const char STATUS[] = "SELECT status || ' ' || round(progress, 3) FROM report_indicator"
                                 " WHERE indicator = '%s' AND period = '2026-Q3' AND area = 'TH63'"
                                 " AND disaggregation = ''";
    assert_string_equal(night_text(&night, arena_printf(night.arena, STATUS, "retention_any").ptr),
                        "off_track 0.5");
    assert_string_equal(night_text(&night, arena_printf(night.arena, STATUS, "dropout").ptr),
                        "off_track 0.5");
    assert_int_equal(night_int(&night, "SELECT count(DISTINCT indicator) FROM report_indicator"),
                     night_int(&night, "SELECT count(*) FROM indicator"));
    assert_string_equal(
        night_text(&night,
                   "SELECT round(change, 3) FROM report_indicator WHERE indicator = 'active'"
                   " AND period = '2026-Q3' AND area = 'TH63' AND disaggregation = ''"),
        "-5.0");
    night_close(&night);
}

static void readme_tells_every_indicator(void **state)
{
    (void)state;
    Error err = {0};
    Arena *arena = arena_create();
    Assets assets = {0};
    AssetList files = asset_list(&assets, arena, INDICATORS_FOLDER, &err);
    Str readme = file_read(arena, "templates/indicators/README.md", 1 << 20, &err);
    night_ok(&err);
    assert_true(files.count > 30);
    for (size_t i = 0; i < files.count; i++) {
        Indicator it = indicator_read(arena, &assets, files.paths[i], &err);
        night_ok(&err);
        Str name = str_starts_with(str_from(it.id), STR("pss_"))
                       ? str_from(it.id)
                       : arena_printf(arena, "| %s ", it.id);
        if (str_find(readme, name, 0) == readme.len)
            fail_msg("templates/indicators/README.md does not tell %s", it.id);
    }
    arena_free(arena);
}

/* One file may hold lists of several months: its wrong row is of one of them. */
static void an_error_counts_in_its_own_submission_of_a_file(void **state)
{
    (void)state;
    Night night = night_open("2026-11-21");
    center_add(&night, "A", "TH6306");
    int june = center_send(&night, "A", "register", "2026-06");
    int july = center_send(&night, "A", "register", "2026-07");
    int wrong = center_list(&night, june, "2026-06-10", 1, NULL, NULL);
    center_list(&night, june, "2026-06-10", 2, NULL, NULL);
    center_list(&night, july, "2026-07-10", 1, NULL, NULL);
    night_sql(&night,
              arena_printf(night.arena,
                           "UPDATE submission SET source_file_id = %d;"
                           "UPDATE raw_sheet SET source_file_id = %d, number = raw_sheet_id;"
                           "INSERT INTO issue (stage, rule, severity, submission_id, raw_row_id,"
                           " center_code, message_key)"
                           " VALUES ('map', 'date.unreadable', 'error', %d, %d, 'A', 'x')",
                           june, june, june, wrong)
                  .ptr);
    Error err = {0};
    db_begin(night.db, &err);
    stage_load(&night.batch, &err);
    stage_measure(&night.batch, &err);
    db_commit(night.db, &err);
    night_ok(&err);
    assert_string_equal(
        night_text(&night, "SELECT group_concat(f, '; ') FROM (SELECT period_code || ' ' ||"
                           " CAST(numerator AS INTEGER) || '/' || CAST(denominator AS INTEGER) AS f"
                           " FROM indicator_value WHERE indicator = 'error_rows'"
                           " AND area_code = 'TH63' AND denominator > 0 AND disaggregation = ''"
                           " AND period_code IN ('2026-06', '2026-07', '2026-SY.mlc')"
                           " ORDER BY period_code)"),
        "2026-06 1/2; 2026-07 0/1; 2026-SY.mlc 1/3");
    night_close(&night);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures_are_what_the_lives_say),
        cmocka_unit_test(parts_add_up_to_the_headline),
        cmocka_unit_test(figures_are_the_sums_of_the_units_that_lineage_shows),
        cmocka_unit_test(coverage_says_how_many_centers_reported),
        cmocka_unit_test(every_indicator_can_be_shown_with_its_target),
        cmocka_unit_test(an_error_counts_in_its_own_submission_of_a_file),
        cmocka_unit_test(readme_tells_every_indicator),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
